import { type Day, workingDaysBetween } from '../../domain/period.js';
import type { StatementHead } from '../../ledger/same-statement.js';

/** Two statements of an account that follow each other, and what is missing between them. */
export type StatementHole = {
  readonly account: string;
  readonly after: string;
  readonly before: string;
  /** The last day of the first statement, and the first day of the second. */
  readonly from: Day;
  readonly to: Day;
  /**
   * BALANCE: the opening balance of the second is not the closing balance of the first. SEQUENCE: numbers between
   * theirs are missing. PERIOD: neither covers some working days, and no balance or number proves that nothing is
   * missing.
   */
  readonly why: 'BALANCE' | 'SEQUENCE' | 'PERIOD';
  /** Centimes for BALANCE; a count of numbers for SEQUENCE; days for PERIOD. */
  readonly missing: number;
};

/**
 * Compares the statements of each account: the closing balance of one must be the opening balance of the next. A
 * statement in several pages is left out, because a page has no balance of its own.
 */
export function holesBetween(heads: readonly StatementHead[]): StatementHole[] {
  const accounts = new Map<string, StatementHead[]>();
  for (const head of heads.filter((one) => one.page === ''))
    accounts.set(head.account, [...(accounts.get(head.account) ?? []), head]);
  return [...accounts.values()].flatMap((all) => {
    const inOrder = [...all].sort(
      (one, other) =>
        begins(one).localeCompare(begins(other)) || (numberOf(one) ?? 0) - (numberOf(other) ?? 0),
    );
    return inOrder.slice(1).flatMap((next, nth) => holeBetween(inOrder[nth] as StatementHead, next));
  });
}

const begins = (one: StatementHead) => (one.from === '' ? one.datedOn : one.from);
const ends = (one: StatementHead) => (one.to === '' ? one.datedOn : one.to);
const numberOf = (one: StatementHead) => (/^\d{1,15}$/.test(one.sequence) ? Number(one.sequence) : null);

function holeBetween(first: StatementHead, next: StatementHead): StatementHole[] {
  const hole = (why: StatementHole['why'], missing: number): StatementHole[] => [
    {
      ...{ account: first.account, after: first.statementId, before: next.statementId },
      ...{ from: ends(first), to: begins(next), why, missing },
    },
  ];
  if (first.closing !== null && next.opening !== null)
    return first.closing === next.opening ? [] : hole('BALANCE', next.opening - first.closing);
  const [one, two] = [numberOf(first), numberOf(next)];
  // When a number is not greater than the one before, the numbers began again with a new year.
  if (one !== null && two !== null && two > one)
    return two === one + 1 ? [] : hole('SEQUENCE', two - one - 1);
  if (first.to === '' || next.from === '') return [];
  const days = workingDaysBetween(first.to, next.from);
  return days > 0 ? hole('PERIOD', days) : [];
}
