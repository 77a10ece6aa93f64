import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Reporter } from '../../domain/report.js';
import { PERSON_DOUBTS } from '../../domain/return-reasons.js';
import { quoted } from '../../domain/shell.js';
import type { Hold } from '../../ledger/holds.js';
import type { Clock } from '../../ledger/ledger.js';
import { familyBefore, type MovedHousehold } from '../../ledger/transfers.js';

/** A hold that was ended. */
export type Unheld = {
  readonly hold: Hold;
  /** What the family had that bore the number before, moved to a number of its own; null where none was. */
  readonly before: { readonly number: string; readonly moved: MovedHousehold | null } | null;
};

/** What people decided: why, and whether a number that seemed to bear another family bears the same. */
export type UnholdDecision = { readonly reason: string; readonly sameFamily: boolean };

/**
 * A decision of people that a household is to be paid again whose orders came back in a row, or of which the extract says
 * what cannot be after earlier months. It ends one hold, the first. Of a HOUSEHOLD_REPLACED it is another family that is
 * paid from now on, unless people say that it is the same: what the family before it had is put aside. Throws
 * OperatorError when there is none that people end: the others end with the registry's correction.
 */
export function unholdHousehold(
  out: string,
  householdId: string,
  { reason, sameFamily }: UnholdDecision,
  clock: Clock,
  report: Reporter,
): Promise<Unheld> {
  return changeLedger({ out, command: `unhold ${householdId}`, clock, report }, (ledger) => {
    const active = ledger.owed.holds.of(householdId).filter((hold) => hold.state === 'ACTIVE');
    const hold = active.find((one) => decidedByPeople(one.reason));
    if (hold === undefined) {
      const [other] = active;
      throw new OperatorError(
        `${householdId}: ${other === undefined ? 'no hold of this household stands in the ledger' : (ENDS[other.reason] ?? `held ${other.reason}`)}; nothing was changed (sarf owed ${householdId} --out ${quoted(out)} shows its state)`,
      );
    }
    const isReplaced = hold.reason === 'HOUSEHOLD_REPLACED';
    const number = familyBefore(householdId, hold.orderId);
    if (sameFamily && !isReplaced)
      throw new OperatorError(
        `${householdId}: held ${hold.reason}; --same-family is of HOUSEHOLD_REPLACED alone; nothing was changed`,
      );
    if (sameFamily && ledger.owed.transfers.all().some((one) => one.to === number))
      throw new OperatorError(
        `${householdId}: a transfer said that another family bears it, and put aside what was there before, as ${number}; leave out --same-family, and move it back by sarf transfer ${number} ${householdId} --reason "…" --out ${quoted(out)}; nothing was changed`,
      );
    const moved = isReplaced && !sameFamily ? ledger.detach(householdId, hold.orderId, reason) : null;
    ledger.endHold(hold, reason);
    return { hold, before: isReplaced && !sameFamily ? { number, moved } : null };
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
