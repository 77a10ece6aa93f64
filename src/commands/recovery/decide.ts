import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { dirhams, toPeople } from '../../domain/money.js';
import type { Reporter } from '../../domain/report.js';
import { quoted } from '../../domain/shell.js';
import type { Clock } from '../../ledger/ledger.js';
import type { Recovery, RecoveryDecision } from '../../ledger/recoveries.js';

/**
 * Records a decision on a recovery (an appeal, a remission, a repayment). Nothing is taken while it is paused. After a
 * write-off the balance is no longer owed. What is waived or repaid is at most the balance. Throws OperatorError when the recovery is unknown or its state does not allow the
 * decision.
 */
export function decideRecovery(
  out: string,
  recoveryId: string,
  decided: RecoveryDecision,
  reason: string,
  clock: Clock,
  report: Reporter,
): Promise<Recovery> {
  return changeLedger({ out, command: `recovery ${recoveryId}`, clock, report }, (ledger) => {
    const recovery = ledger.owed.recoveries.find(recoveryId);
    if (recovery === null) {
      throw new OperatorError(
        `${recoveryId}: no such recovery; give the adjustment_id that a released run has applied (sarf owed --out ${quoted(out)} lists them)`,
      );
    }
    if (!ALLOWED[decided.decision].includes(recovery.state))
      throw new OperatorError(`${recoveryId}: ${REFUSED[recovery.state]}; nothing was changed`);
    if ('centimes' in decided && decided.centimes > recovery.balance) {
      throw new OperatorError(
        `${recoveryId}: its balance is ${toPeople(dirhams(recovery.balance))} DH, and ${toPeople(dirhams(decided.centimes))} DH is more; nothing was changed`,
      );
    }
    ledger.decideRecovery(recovery, decided, reason);
    return ledger.owed.recoveries.find(recoveryId) ?? recovery;
  });
}

const ALLOWED: Readonly<Record<RecoveryDecision['decision'], readonly Recovery['state'][]>> = {
  PAUSE: ['OPEN'],
  RESUME: ['PAUSED'],
  WRITE_OFF: ['OPEN', 'PAUSED'],
  SHARE: ['OPEN', 'PAUSED'],
  WAIVE: ['OPEN', 'PAUSED'],
  REPAY: ['OPEN', 'PAUSED'],
};

const REFUSED: Readonly<Record<Recovery['state'], string>> = {
  OPEN: 'the recovery is not paused',
  PAUSED: 'the recovery is paused already',
  SETTLED: 'the recovery is settled',
  WRITTEN_OFF: 'the recovery is written off',
};
