import { dirhams } from '../../domain/money.js';
import type { Transfer } from '../../ledger/transfers.js';
import type { TransferDone } from './transfer.js';

/** What was moved, for programs. Amounts in dirhams, as text. */
export function transferJson({ to, reason }: Transfer, { moved, from, staying, replaced }: TransferDone) {
  return {
    old_household_id: from,
    new_household_id: to,
    debts: moved.debts,
    owed: dirhams(moved.owedCentimes),
    balances: moved.balances,
    to_pay_back: dirhams(moved.balanceCentimes),
    holds: moved.holds,
    months_staying: staying,
    ...(replaced.length === 0 ? {} : { months_replaced: replaced }),
    reason,
  };
}
