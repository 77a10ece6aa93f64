import { dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Recovery } from '../../ledger/recoveries.js';

/** A recovery after the decision. */
export function recoveryText({ recoveryId, householdId, state, balance }: Recovery): Line[] {
  return [`recovery ${recoveryId} of ${householdId}: ${state}, balance ${toPeople(dirhams(balance))} DH`];
}
