import { dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Recovery } from '../../ledger/recoveries.js';

/** A recovery after the decision. */
export function recoveryText({ recoveryId, householdId, state, balance, share }: Recovery): Line[] {
  const rate = share === null ? '' : `, at most ${share} of a month's aid`;
  return [
    `recovery ${recoveryId} of ${householdId}: ${state}, balance ${toPeople(dirhams(balance))} DH${rate}`,
  ];
}
