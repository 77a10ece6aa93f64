import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Reporter } from '../../domain/report.js';
import type { HoldReason } from '../../domain/return-reasons.js';
import type { Hold } from '../../ledger/holds.js';
import type { Clock } from '../../ledger/ledger.js';

/**
 * Ends the hold of a household whose orders came back in a row. Throws OperatorError when the household has no such
 * hold: other holds end with a correction in the registry.
 */
export function unholdHousehold(
  out: string,
  householdId: string,
  reason: string,
  clock: Clock,
  report: Reporter,
): Promise<Hold> {
  return changeLedger({ out, command: `unhold ${householdId}`, clock, report }, (ledger) => {
    const active = ledger.owed.holds.of(householdId).filter((hold) => hold.state === 'ACTIVE');
    const hold = active.find((one) => one.reason === 'RETURNED_REPEATEDLY');
    if (hold === undefined) {
      const [other] = active;
      throw new OperatorError(
        `${householdId}: ${other === undefined ? 'no hold of this household stands in the ledger' : ENDS[other.reason]}; nothing was changed (sarf owed ${householdId} shows its state)`,
      );
    }
    ledger.endHold(hold, reason);
    return hold;
  });
}

const ENDS: Readonly<Record<HoldReason, string>> = {
  ACCOUNT_REJECTED: 'held ACCOUNT_REJECTED, which ends when the registry gives another account',
  PAYEE_DECEASED: 'held PAYEE_DECEASED, which ends when the registry gives another payee',
  RETURNED_REPEATEDLY: 'held RETURNED_REPEATEDLY',
};
