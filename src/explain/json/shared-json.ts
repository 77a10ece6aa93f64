import { type Amount, toText } from '../../domain/money.js';
import { ageOn, type Day } from '../../domain/period.js';
import { PROVINCES } from '../../domain/provinces.js';
import { CHILD_COLUMNS, type ChildColumn } from '../../programmes/families/components.js';
import type { Before, Explanation } from '../explanation.js';
import type { PaidMember } from '../facts/children.js';
import type { DecidedLine } from '../facts/decision.js';
import type { GrantLine } from '../facts/grants.js';
import { type AidLine, shareOf } from '../facts/price.js';
import type { Source } from '../facts/sources.js';
import { inEachLanguage } from '../languages/languages.js';
import type { Words } from '../languages/words.js';
import { sentence } from '../page/sentence.js';

/** An amount as text in dirhams; null where there is none. */
export function amountJson(amount: Amount | null | undefined): string | null {
  return amount == null ? null : toText(amount);
}

/** The month, the run and its seal, and the province with its names. Only supplementary runs have `supplement`. */
export function headJson({ run, provinceCode }: Explanation) {
  const province = PROVINCES.find((one) => one.code === provinceCode);
  return {
    period: run.period,
    run_id: run.runId,
    seal: run.seal,
    ...(run.unreleased === undefined ? {} : { state: run.unreleased }),
    ...(run.since === undefined ? {} : { order_since: run.since }),
    reference_date: run.reference,
    ...(run.supplement === 0 ? {} : { supplement: run.supplement }),
    province: { code: provinceCode, name: province?.name ?? null, name_ar: province?.nameAr ?? null },
  };
}

/** The decision with its line and reason, and a sentence for each language; null where nothing was decided. */
export function decisionJson(decision: DecidedLine | null, say: (reason: string, words: Words) => string) {
  if (decision === null) return null;
  return {
    decision: decision.decision,
    reason: decision.reason,
    line: decision.line,
    ...inEachLanguage((words) => say(decision.reason, words)),
  };
}

/** The decision on the beneficiary in the prior run, the net as text in dirhams; null on a first run. */
export function priorJson(before: Pick<Before, 'runId' | 'period' | 'net' | 'decision'> | null) {
  if (before === null) return null;
  return {
    run_id: before.runId,
    period: before.period,
    net: toText(before.net),
    decision: before.decision?.decision ?? null,
    reason: before.decision?.reason ?? null,
  };
}

/** One object for each effect: its group, kind, amount as text in dirhams, and a sentence for each language. */
export function effectsJson({ effects, counting }: Explanation) {
  return effects.map((effect) => ({
    group: effect.group,
    kind: effect.what.kind,
    amount: toText(effect.amount),
    ...inEachLanguage((words) => sentence(effect, words, counting)),
  }));
}

/** The paid children in rank order, each with its age on `reference` and its amounts as text in dirhams. */
export function childrenJson(
  { children, lines }: { readonly children: readonly PaidMember[]; readonly lines: readonly AidLine[] },
  reference: Day,
) {
  return children.map((one) => ({
    rank: one.rank,
    person_id: one.member.personId,
    birth_date: one.member.birthDate,
    age: ageOn(one.member.birthDate, reference),
    schooled: one.member.schooled,
    fatherless: one.child.fatherless,
    severe_disability: one.child.disabled,
    parameter: shareOf(lines, one, 'child_allowance').parameter,
    because: shareOf(lines, one, 'child_allowance').because,
    ...Object.fromEntries(
      CHILD_COLUMNS.map((column) => [SHORT[column] ?? column, toText(shareOf(lines, one, column).amount)]),
    ),
  }));
}

/** Components that are named otherwise among what a child brings; another has its column's name. */
const SHORT: Readonly<Partial<Record<ChildColumn, string>>> = {
  child_allowance: 'allowance',
  disability_supplement: 'supplement',
};

/** The grants, each with its parameter and its amount as text in dirhams; `person_id` is null for an unnamed child. */
export function grantLinesJson(grants: readonly GrantLine[]) {
  return grants.map(({ grant, level, child, parameter, amount }) => ({
    kind: grant,
    level,
    person_id: child?.personId ?? null,
    parameter,
    amount: toText(amount),
  }));
}

/** A dated parameter. Its reference, or why it is assumed, is in English: people read the page in their language. */
export function datedJson({ parameter, dated }: Source) {
  const { from, value, reference, assumed } = dated;
  return { parameter, from, value, reference: reference?.en ?? null, assumed: assumed?.en ?? null };
}
