import type { Period } from '../domain/period.js';
import type { Ledger } from '../ledger/ledger.js';
import { openRun, sealedFile } from './open-run.js';
import { recentRuns } from './runs-of-month.js';

/**
 * Proves that the folders of the released runs of the twelve months before `period` are there, bear the seals that the
 * ledger knows, and hold every file in its length: what they paid, and to whom, could not be proved otherwise. It looks
 * at names and lengths alone; what is read of them is proven where it is read. Throws OperatorError, which names the
 * first folder that is not so.
 */
export async function proveEarlierFolders(out: string, ledger: Ledger, period: Period): Promise<void> {
  for (const run of recentRuns(ledger, period)) {
    if (run.period === period) continue;
    const as = `the released run of ${run.period}, without which ${period} cannot be proved,`;
    const sealed = openRun(out, run, { as, proof: 'size' });
    for (const { path } of sealed.manifest.files) await sealedFile(sealed, path);
  }
}
