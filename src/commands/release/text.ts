import { dirname, join } from 'node:path';
import { TO_SEND } from '../../archive/to-send.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** What was released, and the next step. */
export function releaseText(run: LedgerRun, folder: string): Line[] {
  if (run.kind === 'opening')
    return [
      `The opening of ${run.period} is released: the next month to run is ${shiftPeriod(run.period, 1)}.`,
    ];
  const what = run.kind === 'regular' ? run.period : `supplementary run S${run.supplement} of ${run.period}`;
  return [
    `${what} is released: run ${run.runId}`,
    `Send the files below ${join(dirname(folder), TO_SEND)}/ to the institutions, each with its slip.`,
  ];
}
