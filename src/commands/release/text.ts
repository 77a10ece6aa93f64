import { dirname, join } from 'node:path';
import { TO_SEND } from '../../archive/to-send.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import type { Screen } from '../screen.js';

/** What was released, and the next step. */
export function releaseText(run: LedgerRun, folder: string, { say }: Screen): Line[] {
  if (run.kind === 'opening')
    return [
      say`The opening of ${run.period} is released: the next month to run is ${shiftPeriod(run.period, 1)}.`,
    ];
  const place = join(dirname(folder), TO_SEND);
  return [
    run.kind === 'regular'
      ? say`${run.period} is released: run ${run.runId}`
      : say`supplementary run S${String(run.supplement)} of ${run.period} is released: run ${run.runId}`,
    say`Send the files below ${place}/ to the institutions, each with its slip.`,
  ];
}
