import { compositionText, type PaidChild } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Day, type Period, referenceDate, shiftPeriod } from '../../domain/period.js';
import { countsAlike } from '../../programmes/families/prior-counted.js';
import type { Rules } from '../../rules/load.js';
import { inForce, type Parameters, parametersAt, valueAt } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import { countChildren, type Member } from '../facts/children.js';
import { type Priced, parametersOf, priceComposition, priceMembers } from '../facts/price.js';
import type { Effect, ParameterChange } from './effects.js';
import { eventsBetween } from './events.js';
import { registryChanges } from './registry-changes.js';
import { Steps } from './steps.js';

/** A household as the prior run paid it. */
export type Then = {
  readonly period: Period;
  /** Its composition, as sealed; null where an opening gave none. */
  readonly children: readonly PaidChild[] | null;
  /** Its monthly aid, as sealed; the components are known where the composition is. */
  readonly aid: Priced['aid'];
  /** Null where the prior run kept no members. */
  readonly members: readonly Member[] | null;
  /** Whether the prior run had today's rules file. */
  readonly sameRules: boolean;
};

/** The same household today. */
export type Now = { readonly period: Period; readonly members: readonly Member[]; readonly rules: Rules };

/**
 * Explains why the monthly aid changed, with one effect for each cause. It goes from the prior month to this one,
 * one change at a time: first the tariffs, date by date; then the registry's facts of each child on the prior
 * reference date; then birthdays, births and deaths, day by day. The order is that of the reconciliation, so
 * that the effects of a group add up to its column.
 */
export function monthlyEffects({ children, ...then }: Then, now: Now): Effect[] {
  const parameters = parametersAt(now.rules, now.period);
  if (children === null) return sinceOpening(then, now, parameters);
  const steps = new Steps({ children, lines: null, aid: then.aid });
  const known = { ...then, children };
  tariffs(steps, known, now);
  registry(steps, known, now, parameters);
  time(steps, now.members, referenceDate(then.period), referenceDate(now.period), parameters);
  return steps.effects;
}

/**
 * After an opening that says what was paid and not for whom: from that amount to what today's facts come to on the prior
 * reference date is one step, of the registry; then time.
 */
function sinceOpening(
  { period, aid }: Omit<Then, 'children'>,
  { members, ...now }: Now,
  parameters: Parameters,
): Effect[] {
  const day = referenceDate(period);
  const facts = priceMembers(countChildren(members, () => day, parameters).paid, parameters);
  const difference = facts.aid.total.minus(aid.total);
  const steps = new Steps(facts);
  time(steps, members, day, referenceDate(now.period), parameters);
  const what = { kind: 'opened', of: 'aid', period } as const;
  const first: Effect[] = difference.isZero()
    ? []
    : [{ group: 'registry', what, amount: difference, parts: null }];
  return [...first, ...steps.effects];
}

/** A household of which the composition then is known. */
type Known = Then & { readonly children: readonly PaidChild[] };

/** The parameters without which no household can be priced in a month. */
const NEEDED = [
  'floor',
  'flat_rate',
  'ise_threshold',
  'age_child',
  'age_schooling',
  'age_majority',
  'age_elderly',
  'first_ranks',
  'children_paid',
] as const satisfies readonly ParameterName[];

/** rules_effect: the prior composition under today's parameters, a step for each date on which one changed. */
function tariffs(steps: Steps, then: Known, now: Now): void {
  const at = (period: Period) => priceComposition(then.children, parametersAt(now.rules, period));
  if (!NEEDED.every((name) => inForce(now.rules, name, then.period) !== null)) {
    steps.to(at(now.period), 'rules', { kind: 'other_rules' }, null); // today's rules do not go back so far
    return;
  }
  const before = at(then.period);
  if (then.sameRules) {
    invariant(
      before.aid.total.equals(then.aid.total),
      () =>
        `${compositionText(then.children)} was paid ${then.aid.total} and its rules say ${before.aid.total}`,
    );
  }
  steps.to(before, 'rules', { kind: 'other_rules' }, null);
  for (const date of datesBetween(now.rules, then.period, now.period)) {
    const changes = changesOn(date, then.children, now.rules);
    steps.to(at(date), 'rules', { kind: 'tariff', from: date, changes }, null);
  }
}

/** Returns the months after `from`, up to and including `to`, in which a parameter takes a new value. Sorted. */
export function datesBetween(rules: Rules, from: Period, to: Period): Period[] {
  const dates = Object.values(rules.parameters).flatMap((one) => one.values.map((dated) => dated.from));
  return [...new Set(dates)].filter((date) => date > from && date <= to).sort();
}

/** The parameters that changed on a date and that these children's aid depends on, before it or after it. */
function changesOn(date: Period, children: readonly PaidChild[], rules: Rules): ParameterChange[] {
  const before = shiftPeriod(date, -1);
  const names = new Set<ParameterName>([
    ...parametersOf(children, parametersAt(rules, before)),
    ...parametersOf(children, parametersAt(rules, date)),
    'first_ranks',
  ]);
  return [...names]
    .map((parameter) => ({
      parameter,
      before: valueAt(rules, parameter, before),
      after: valueAt(rules, parameter, date),
    }))
    .filter((change) => change.before !== change.after);
}

/**
 * registry_effect: from the facts the prior run used to today's, both on the prior reference date. Where today's rules
 * count those facts otherwise, that is an effect of rules, the last one.
 */
function registry(steps: Steps, then: Known, { members, rules }: Now, parameters: Parameters): void {
  const day = referenceDate(then.period);
  const price = (some: readonly Member[]) =>
    priceMembers(countChildren(some, () => day, parameters).paid, parameters);
  if (then.members === null) {
    const today = price(members);
    const what = {
      kind: 'facts_changed',
      before: compositionText(then.children),
      after: compositionText(today.children),
    } as const;
    steps.to(today, 'registry', what, null);
    return;
  }
  const before = price(then.members);
  if (compositionText(before.children) === compositionText(then.children)) steps.become(before);
  else {
    invariant(
      !then.sameRules || !countsAlike(parametersAt(rules, then.period), parameters),
      () =>
        `sealed as ${compositionText(then.children)}, its sealed members make ${compositionText(before.children)}`,
    );
    steps.to(before, 'rules', { kind: 'counting_rules' }, null);
  }
  const household = new Map(then.members.map((member) => [member.personId, member]));
  for (const { what, personId, member } of registryChanges(then.members, members)) {
    if (member === null) household.delete(personId);
    else household.set(personId, member);
    steps.to(price([...household.values()]), 'registry', what, personId);
  }
}

/** time_effect: today's facts, from the prior reference date to today's, event by event. */
function time(steps: Steps, members: readonly Member[], from: Day, to: Day, parameters: Parameters): void {
  const seen = new Map<string, Day>();
  const price = () =>
    priceMembers(
      countChildren(members, (member) => seen.get(member.personId) ?? from, parameters).paid,
      parameters,
    );
  for (const { what, personId, on } of eventsBetween(members, from, to, parameters)) {
    seen.set(personId, on);
    steps.to(price(), 'time', what, personId);
  }
}
