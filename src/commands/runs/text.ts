import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { left, right, textTable } from '../../terminal/table.js';

const STATES = {
  PUBLISHING: 'INTERRUPTED',
  HELD: 'ON HOLD',
  RELEASED: 'RELEASED',
  SUPERSEDED: 'SUPERSEDED',
} as const;

/** One line for each run. */
export function runsText(runs: readonly LedgerRun[], unknown: readonly string[]): Line[] {
  const others = unknown.map(
    (folder) =>
      `${folder}: a sealed run that the ledger does not know: send none of it, and ask why it is there`,
  );
  if (runs.length === 0) return ['no run yet', ...others];
  return [...table(runs), ...(others.length === 0 ? [] : ['', ...others])];
}

/** "2026-09", "2026-09 S1" of a supplementary run, and "2026-06 O" of the opening. */
function nameOf({ period, kind, supplement }: LedgerRun): string {
  if (kind === 'opening') return `${period} O`;
  return supplement === 0 ? period : `${period} S${supplement}`;
}

function table(runs: readonly LedgerRun[]): Line[] {
  return textTable(
    [left(10), left(12, 2), left(12, 2), right(9), right(19), left(0, 2)],
    [
      ['month', 'run', 'state', 'families', 'total DH', 'reason'],
      ...runs.map((run) => [
        nameOf(run),
        run.runId,
        run.state === 'HELD' && run.status === 'PASS' ? 'TO RELEASE' : STATES[run.state],
        countToPeople(run.families),
        toPeople(dirhams(run.netCentimes)),
        run.reason ?? '',
      ]),
    ],
  );
}
