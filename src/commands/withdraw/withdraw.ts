import { knownRun } from '../../archive/runs-of-month.js';
import { layOut } from '../../archive/to-send.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Reporter } from '../../domain/report.js';
import type { Clock } from '../../ledger/ledger.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/**
 * Takes a release back, all of it, with the reason. Throws OperatorError when the run is not released, or something rests
 * on its release; then nothing is changed.
 */
export async function withdrawRelease(
  out: string,
  runId: string,
  reason: string,
  clock: Clock,
  report: Reporter,
): Promise<LedgerRun> {
  return changeLedger({ out, command: `withdraw ${runId}`, clock, report }, (ledger) => {
    const run = knownRun(ledger, out, runId);
    if (run.state !== 'RELEASED')
      throw new OperatorError(
        `${runId}: is not released, so there is nothing to take back; sarf runs lists states`,
      );
    ledger.takeBack(run, reason);
    const unlaid = layOut(out, ledger, run.period);
    if (unlaid !== null) report.notice(unlaid);
    return { ...run, state: 'HELD', reason: null };
  });
}
