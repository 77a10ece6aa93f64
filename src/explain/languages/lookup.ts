import { amount } from '../../domain/money.js';
import type { MovedGrant } from '../../ledger/freed-grants.js';
import type { DatedValue } from '../../rules/load.js';
import { PARAMETERS, type ParameterName } from '../../rules/schema.js';
import type { DecisionFacts } from '../facts/decision.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import type { ResidentFacts } from '../facts/resident-decision.js';
import type { Words } from './words.js';

/**
 * Finds the words for a fact in one language. A sealed file may hold a code that this version does not know: then the
 * code itself is returned, and nothing fails.
 */

/** The word for a code; the code itself where the language has no word for it. */
export function wordOf(table: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(table, code) ? (table[code] ?? code) : code;
}

/**
 * A parameter's value in words: dirhams as money, other numbers in the form of the language. Null means that there is
 * no value.
 */
export function parameterValue(name: ParameterName, text: string | null, words: Words): string {
  if (text === null) return words.noValue;
  if (name === 'reference_day') return words.lastDay;
  if (PARAMETERS[name] === 'boolean') return words.isSo[text === 'true' ? 'true' : 'false'];
  return PARAMETERS[name] === 'MAD' ? words.money(amount(text)) : words.decimal(text);
}

/** "from 2026-01, Law 58-23", "from 2026-01, assumed: why", or both: "from 2026-01, Law 58-23; assumed: why". */
export function sourceOf({ from, reference, assumed }: DatedValue, words: Words): string {
  const why = assumed?.[words.code] ?? '';
  if (reference === null) return words.assumed(from, why);
  return `${words.source(from, reference[words.code])}${why === '' ? '' : words.alsoAssumed(why)}`;
}

/** Says what a debt is for: a month and why it was not paid, an order that came back, or a decided correction. */
export function owedFor(row: ArrearsRow, words: Words): string {
  const { kind, origin, cause, reason, originalOrder, adjustmentId } = row;
  const { owed } = words;
  if (adjustmentId !== null && cause === 'ONE_OFF') return owed.oneOff(adjustmentId, reason);
  if (adjustmentId !== null && cause === 'FINAL') return owed.finalOf(adjustmentId, reason);
  if (adjustmentId !== null) return owed.adjustment(adjustmentId, reason);
  if (row.moved !== null) {
    const { grant, personId, from, order } = row.moved;
    const why =
      order === null ? reasonOf(reason, words) : whyOf(meaningOf(reason, words) || reason, row.said, words);
    return owed.moved({
      grant: words.grantName[grant],
      personId,
      month: words.month(origin),
      from,
      order,
      why,
    });
  }
  if (kind === 'GRANTS') return owed.grants(words.month(origin), reasonOf(reason, words));
  if (originalOrder === null) return owed.month(words.month(origin), reasonOf(reason, words));
  const why = [reason, meaningOf(reason, words)].filter((text) => text !== '').join(', ');
  return owed.order(originalOrder, words.month(origin), cause === 'REJECTED', whyOf(why, row.said, words));
}

/** Why an order came back: the reason code, and what the institution says in words. */
function whyOf(reason: string, said: string | undefined, { owed }: Words): string {
  const why = reason || owed.noReason;
  if (said === undefined) return why;
  return reason === '' ? owed.said(said) : `${why}${owed.and}${owed.said(said)}`;
}

/** Says where a grant went that was owed to the household. */
export function movedTo(one: MovedGrant, words: Words): string {
  return words.owed.movedTo({
    waits: one.waits,
    grant: words.grant({ grant: one.kind, level: one.level }),
    personId: one.personId,
    origin: words.month(one.origin),
    to: one.toHouseholdId,
    month: words.month(one.period),
  });
}

/** What must happen before the household is paid again, by the reason; an unknown reason is quoted. */
export function ending(reason: string, payee: string, words: Words): string {
  return sayingOf(words.owed.ends, reason)?.(payee) ?? reason;
}

/** A household's reason in a few words; an unknown reason is quoted. */
export function reasonOf(reason: string, words: Words): string {
  return wordOf(words.reason, reason);
}

/** A resident's reason in a few words; an unknown reason is quoted. */
export function residentReasonOf(reason: string, words: Words): string {
  return Object.hasOwn(words.resident.reason, reason)
    ? wordOf(words.resident.reason, reason)
    : reasonOf(reason, words);
}

/** A resident's reason with the facts that made its line apply; without facts, the reason in a few words. */
export function residentDecidedBy(reason: string, facts: ResidentFacts | null, words: Words): string {
  const say = facts === null ? null : sayingOf(words.resident.decided, reason);
  return facts === null || say === null ? residentReasonOf(reason, words) : say(facts);
}

/** A household's reason with the facts that made its line apply; without facts, the reason in a few words. */
export function decidedBy(reason: string, facts: DecisionFacts | null, words: Words): string {
  const say = facts === null ? null : sayingOf(words.decided, reason);
  return facts === null || say === null ? reasonOf(reason, words) : say(facts);
}

/** What an institution's reason code says; "" for a code that is not known. */
function meaningOf(code: string, words: Words): string {
  const { meaning } = words.owed;
  return Object.hasOwn(meaning, code) ? wordOf(meaning, code) : '';
}

/** The sentence of a code; null where the language has none, because this version does not know the code. */
function sayingOf<Say>(table: Readonly<Record<string, Say>>, code: string): Say | null {
  return Object.hasOwn(table, code) ? (table[code] ?? null) : null;
}
