import { type Day, workingDaysBetween } from '../../domain/period.js';
import type { StatementHead } from '../../ledger/bank-statements.js';

/** Two statements of an account that follow each other, and what lacks between them. */
export type StatementHole = {
  readonly account: string;
  readonly after: string;
  readonly before: string;
  /** The day on which the first ends, and the one on which the second begins. */
  readonly from: Day;
  readonly to: Day;
  /**
   * BALANCE: the second does not open with what the first closes with. SEQUENCE: numbers between theirs. PERIOD: working
   * days that neither covers, where no balance and no number proves that nothing lacks.
   */
  readonly why: 'BALANCE' | 'SEQUENCE' | 'PERIOD';
  /** Centimes of BALANCE; numbers of SEQUENCE; days of PERIOD. */
  readonly missing: number;
};

/**
 * Holds the statements of each account against each other, as books: what one closes with, the next opens with. A statement
 * in several pages is left out: a page has no balance of its own.
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
  // A number that does not grow restarts with its year.
  if (one !== null && two !== null && two > one)
    return two === one + 1 ? [] : hole('SEQUENCE', two - one - 1);
  if (first.to === '' || next.from === '') return [];
  const days = workingDaysBetween(first.to, next.from);
  return days > 0 ? hole('PERIOD', days) : [];
}
