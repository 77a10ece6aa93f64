import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Reporter } from '../../domain/report.js';
import { PERSON_DOUBTS } from '../../domain/return-reasons.js';
import type { Hold } from '../../ledger/holds.js';
import type { Clock } from '../../ledger/ledger.js';

/**
 * A decision of people that a household is to be paid again whose orders came back in a row, or of which the extract says
 * what cannot be after earlier months. It ends one hold, the first. Throws OperatorError when there is none that people
 * end: the others end with the registry's correction.
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
    const hold = active.find((one) => decidedByPeople(one.reason));
    if (hold === undefined) {
      const [other] = active;
      throw new OperatorError(
        `${householdId}: ${other === undefined ? 'no hold of this household stands in the ledger' : (ENDS[other.reason] ?? `held ${other.reason}`)}; nothing was changed (sarf owed ${householdId} shows its state)`,
      );
    }
    ledger.endHold(hold, reason);
    return hold;
  });
}

function decidedByPeople(reason: Hold['reason']): boolean {
  return reason === 'RETURNED_REPEATEDLY' || PERSON_DOUBTS.some((doubt) => doubt === reason);
}

/** How the holds end that people cannot end. */
const ENDS: Readonly<Partial<Record<Hold['reason'], string>>> = {
  ACCOUNT_REJECTED: 'held ACCOUNT_REJECTED, which ends when the registry gives another account',
  PAYEE_DECEASED: 'held PAYEE_DECEASED, which ends when the registry gives another payee',
};
