import { dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { Transfer } from '../../ledger/transfers.js';
import type { TransferDone } from './transfer.js';

/** What was moved, and what was not. */
export function transferText(
  { from: old, to }: Transfer,
  { moved, from, staying, replaced }: TransferDone,
  out: string,
): Line[] {
  const nothing = moved.debts + moved.balances + moved.holds === 0;
  return [
    `${from} → ${to}`,
    ...(from === old
      ? []
      : [`  ${old} bears another family now: what the family before it had stood under ${from}`]),
    `  debts moved     ${moved.debts}, ${toPeople(dirhams(moved.owedCentimes))} DH of known amounts`,
    `  balances moved  ${moved.balances}, ${toPeople(dirhams(moved.balanceCentimes))} DH to pay back`,
    `  holds moved     ${moved.holds}`,
    ...(staying.length === 0
      ? []
      : [
          `  stay with ${from}: ${staying.join(', ')}, for ${to} was paid or is owed these months; what is due all the same is paid, once decided, by FINAL for ${from} with the month, to an account that no household bears or in cash (sarf help adjustments)`,
        ]),
    ...(replaced.length === 0
      ? []
      : [`  ${replaced.join(', ')}: in place of what ${to} was owed without an amount, which is cancelled`]),
    nothing
      ? `Nothing was moved: ${staying.length === 0 ? `nothing is open under ${from}` : `all that is open under ${from} stays, no run pays it by itself`}. Orders of ${old} that come back are owed to ${to}`
      : `The next run pays what is owed (sarf owed ${to} --out ${quoted(out)})`,
  ];
}
