import type { RecordedStatement } from '../../ledger/bank-statements.js';
import { type StatementHead, sharePeriod } from '../../ledger/same-statement.js';
import { accountOf, isCsvStatement } from '../formats/account-entry.js';

/**
 * A statement that was read before and covers a day of this one, where either is CSV; null when there is none. The bank
 * numbers no such statement: what both of them list would be taken for two entries.
 */
export function overlapOf<Head extends StatementHead>(
  head: StatementHead,
  known: readonly Head[],
): Head | null {
  const found = known.find(
    (one) =>
      one.statementId !== head.statementId &&
      accountOf(one.account) === accountOf(head.account) &&
      (isCsvStatement(one.statementId) || isCsvStatement(head.statementId)) &&
      first(one) <= last(head) &&
      first(head) <= last(one),
  );
  return found ?? null;
}

/**
 * Whether two statements of an account may list the same entries: one of them is a copy, or their periods overlap. Two
 * statements of one day that follow each other, by their numbers or their balances, list different entries.
 */
export function mayRepeat(one: StatementHead, other: StatementHead): boolean {
  if (accountOf(one.account) !== accountOf(other.account) || one.statementId === other.statementId)
    return false;
  const isDated = one.from !== '' && one.to !== '' && other.from !== '' && other.to !== '';
  if (one.copy || other.copy) return !isDated || sharePeriod(one, other);
  if (!isDated || !sharePeriod(one, other)) return false;
  const isSamePeriod = one.from === other.from && one.to === other.to;
  const areNumbered = one.sequence !== '' && other.sequence !== '' && one.sequence !== other.sequence;
  return !(isSamePeriod && areNumbered) && !follow(one, other);
}

/** Whether the balances of one statement begin where those of the other end. */
function follow(one: StatementHead, other: StatementHead): boolean {
  if (one.opening === other.opening && one.closing === other.closing) return false;
  const ends = (before: StatementHead, after: StatementHead) =>
    before.closing !== null && before.closing === after.opening;
  return ends(one, other) || ends(other, one);
}

/** The statements without those that may list again what another one lists, of the same days or more. */
export function withoutRepeating(heads: readonly RecordedStatement[]): RecordedStatement[] {
  const tellsAgain = (one: RecordedStatement, other: RecordedStatement) =>
    mayRepeat(one, other) &&
    (one.from === other.from && one.to === other.to
      ? other.statementNo < one.statementNo
      : other.from <= one.from && one.to <= other.to);
  return heads.filter((one) => !heads.some((other) => tellsAgain(one, other)));
}

const first = (one: StatementHead) => (one.from === '' ? one.datedOn : one.from);
const last = (one: StatementHead) => (one.to === '' ? one.datedOn : one.to);
