import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/ledger.js';
import { left, right, textTable } from '../../terminal/table.js';

const STATES = {
  PUBLISHING: 'INTERRUPTED',
  HELD: 'ON HOLD',
  RELEASED: 'RELEASED',
  SUPERSEDED: 'SUPERSEDED',
} as const;

/** One line for each run. */
export function runsText(runs: readonly LedgerRun[]): Line[] {
  if (runs.length === 0) return ['no run yet'];
  return textTable(
    [left(10), left(12, 2), left(12, 2), right(9), right(19), left(0, 2)],
    [
      ['month', 'run', 'state', 'families', 'total DH', 'reason'],
      ...runs.map((run) => [
        run.supplement === 0 ? run.period : `${run.period} S${run.supplement}`,
        run.runId,
        STATES[run.state],
        countToPeople(run.families),
        toPeople(dirhams(run.netCentimes)),
        run.reason ?? '',
      ]),
    ],
  );
}
