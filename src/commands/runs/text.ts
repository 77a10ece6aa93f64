import { dirhams } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { left, right, textTable } from '../../terminal/table.js';
import { stateOf } from '../run-line.js';
import type { Screen } from '../screen.js';

/** One line for each run. */
export function runsText(runs: readonly LedgerRun[], unknown: readonly string[], screen: Screen): Line[] {
  const { say } = screen;
  const others = unknown.map(
    (folder) =>
      say`${folder}: a sealed run that the ledger does not know: send none of it, and ask why it is there`,
  );
  if (runs.length === 0) return [say`no run yet`, ...others];
  return [...table(runs, screen), ...(others.length === 0 ? [] : ['', ...others])];
}

/** "2026-09", "2026-09 S1" of a supplementary run, and "2026-06 O" of the opening. */
function nameOf({ period, kind, supplement }: LedgerRun): string {
  if (kind === 'opening') return `${period} O`;
  return supplement === 0 ? period : `${period} S${supplement}`;
}

function table(runs: readonly LedgerRun[], screen: Screen): Line[] {
  const { say, count, money } = screen;
  return textTable(
    [left(10), left(12, 2), left(12, 2), right(9), right(19), left(0, 2)],
    [
      [say`month`, say`run`, say`state`, say`families`, say`total DH`, say`reason`],
      ...runs.map((run) => [
        nameOf(run),
        run.runId,
        stateOf(run, screen),
        count(run.families),
        money(dirhams(run.netCentimes)),
        run.reason ?? '',
      ]),
    ],
  );
}
