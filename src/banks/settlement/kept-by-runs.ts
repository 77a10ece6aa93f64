import { CONFIGURATION_FILE, runFolder } from '../../archive/folders.js';
import { openRun, type SealedRun, sealedFile } from '../../archive/open-run.js';
import { type KeptConfiguration, keptConfiguration } from '../../config/kept.js';
import { OperatorError } from '../../domain/errors.js';
import { isPresent } from '../../files/there.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** A run and the configuration that it keeps; null when an older version of the program kept none. */
export type KeptByRun = {
  readonly run: SealedRun;
  readonly state: LedgerRun['state'];
  readonly kept: KeptConfiguration | null;
};

/**
 * Reads the configurations that published runs keep, and proves them. A run whose folder is missing or damaged is
 * left out: that is an error only where its orders are needed.
 */
export async function keptByRuns(out: string, ledger: Ledger): Promise<KeptByRun[]> {
  const found: KeptByRun[] = [];
  for (const run of ledger.runs()) {
    if (run.state === 'PUBLISHING' || !isPresent(runFolder(out, run.period, run.runId))) continue;
    const kept = await keptBy(out, run);
    if (kept !== null) found.push(kept);
  }
  return found;
}

async function keptBy(out: string, run: LedgerRun): Promise<KeptByRun | null> {
  try {
    const sealed = openRun(out, run, { as: 'what was sent', proof: 'hash' });
    const file = await sealedFile(sealed, CONFIGURATION_FILE);
    return { run: sealed, state: run.state, kept: file === null ? null : keptConfiguration(file) };
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}
