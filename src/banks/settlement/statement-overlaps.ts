import type { StatementHead } from '../../ledger/bank-statements.js';
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

const first = (one: StatementHead) => (one.from === '' ? one.datedOn : one.from);
const last = (one: StatementHead) => (one.to === '' ? one.datedOn : one.to);
