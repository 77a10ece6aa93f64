import { knownRun } from '../../archive/runs-of-month.js';
import { readLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { quoted } from '../../domain/shell.js';
import type { GrantClaim } from '../../ledger/granted.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/**
 * Reads the grants of a released run from the ledger, one for each child, and hands them to `work`, which may iterate
 * over them once. Throws OperatorError for a run that is unknown or not released.
 */
export async function readGrants<T>(
  out: string,
  runId: string,
  work: (run: LedgerRun, claims: Iterable<GrantClaim>) => T,
): Promise<T> {
  return readLedger(out, (ledger) => {
    const run = knownRun(ledger, out, runId);
    if (run.state !== 'RELEASED') {
      throw new OperatorError(
        `${run.runId}: the run of ${run.period} is not released, so it has granted nothing; sarf runs --out ${quoted(out)} shows which is`,
      );
    }
    return work(run, ledger.grantsOf(run.runId));
  });
}
