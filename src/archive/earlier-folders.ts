import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { type Opening, openRun, sealedFile } from './open-run.js';

/**
 * What is wrong with the folders of released runs of one month; null: they are there, have the seals that the ledger
 * knows, and hold every file. `size` looks at names and lengths alone, which costs nothing; `hash` reads every byte.
 * @param runs of the month
 */
export async function damageOf(
  out: string,
  runs: readonly LedgerRun[],
  opening: Opening,
): Promise<OperatorError | null> {
  try {
    for (const run of runs) {
      const sealed = openRun(out, run, opening);
      for (const { path } of sealed.manifest.files) await sealedFile(sealed, path);
    }
    return null;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}

/** The months of some runs, each once, in their order. */
export function periodsOf(runs: readonly LedgerRun[]): Period[] {
  return [...new Set(runs.map((run) => run.period))].sort();
}
