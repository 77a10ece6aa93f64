import { dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { Unheld } from './unhold.js';

/** A hold that was ended, and what follows from it. */
export function unholdText(householdId: string, { hold, before }: Unheld, out: string): Line[] {
  return [
    `${householdId}: ${hold.reason} since ${hold.orderId} ended; the next run pays it`,
    ...(before === null ? [] : beforeText(householdId, before, out)),
  ];
}

/** What became of what the family before had. */
function beforeText(
  householdId: string,
  { number, moved }: NonNullable<Unheld['before']>,
  out: string,
): Line[] {
  if (moved === null)
    return [
      `What the family before it had was put aside by a transfer (sarf owed ${number} --out ${quoted(out)})`,
    ];
  const { debts, balances, holds } = moved;
  if (debts + balances + holds === 0)
    return ['It is another family; the one that bore the number before has nothing open'];
  return [
    `It is another family: what the one before it had stands under ${number}, and is not paid to ${householdId} nor taken from it`,
    `  debts     ${debts}, ${toPeople(dirhams(moved.owedCentimes))} DH of known amounts`,
    `  balances  ${balances}, ${toPeople(dirhams(moved.balanceCentimes))} DH to pay back`,
    `  holds     ${holds}`,
    `To the number of that family now: sarf transfer ${number} NEW --reason "…" --out ${quoted(out)}`,
  ];
}
