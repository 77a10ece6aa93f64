import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/ledger.js';

/** What was released, and the next step. */
export function releaseText(run: LedgerRun, folder: string): Line[] {
  const what = run.kind === 'regular' ? run.period : `supplementary run S${run.supplement} of ${run.period}`;
  return [
    `${what} is released: run ${run.runId}`,
    `Send the files below ${folder}/orders/ to the institutions, each with its slip.`,
  ];
}
