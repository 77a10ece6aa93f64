import { dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Transfer } from '../../ledger/transfers.js';
import type { Transferred } from './transfer.js';

/** What was moved, and what was not. */
export function transferText({ from, to }: Transfer, { moved, staying }: Transferred): Line[] {
  return [
    `${from} → ${to}`,
    `  debts moved     ${moved.debts}, ${toPeople(dirhams(moved.owedCentimes))} DH of known amounts`,
    `  balances moved  ${moved.balances}, ${toPeople(dirhams(moved.balanceCentimes))} DH to pay back`,
    `  holds moved     ${moved.holds}`,
    ...(staying.length === 0
      ? []
      : [`  stay with ${from}: ${staying.join(', ')}, for ${to} was paid or is owed these months`]),
    `The next run pays what is owed (sarf owed ${to})`,
  ];
}
