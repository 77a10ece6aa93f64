import { dirhams } from '../../domain/money.js';
import type { Recovery } from '../../ledger/recoveries.js';

/** A recovery after the decision, for programs: the balance is dirhams as text. */
export function recoveryJson({ recoveryId, householdId, state, balance, share }: Recovery, reason: string) {
  return {
    recovery_id: recoveryId,
    household_id: householdId,
    state,
    balance: dirhams(balance),
    share,
    reason,
  };
}
