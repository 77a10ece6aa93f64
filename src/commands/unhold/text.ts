import type { Line } from '../../domain/printable.js';
import type { Hold } from '../../ledger/holds.js';

/** A hold that was ended, and what follows from it. */
export function unholdText(householdId: string, hold: Hold): Line[] {
  return [`${householdId}: ${hold.reason} since ${hold.orderId} ended; the next run pays it`];
}
