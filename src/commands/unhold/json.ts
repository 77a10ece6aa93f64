import type { Hold } from '../../ledger/holds.js';

/** A hold that was ended, for programs. */
export function unholdJson(householdId: string, hold: Hold, reason: string) {
  return { household_id: householdId, hold: hold.reason, order_id: hold.orderId, state: 'ENDED', reason };
}
