import { dirhams } from '../domain/money.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { type Screen, screenIn } from './screen.js';

/** A run in one line: month, run, state, families, total. */
export function runInOneLine(
  run: LedgerRun,
  programme = '',
  dryRun = false,
  { say, counted, money }: Screen = screenIn(),
): string {
  const kind = run.kind === 'regular' ? say`run` : say`supplementary run S${String(run.supplement)}`;
  const held = run.status === 'PASS' ? say`TO RELEASE` : say`ON HOLD`;
  const states = {
    HELD: held,
    RELEASED: say`RELEASED`,
    SUPERSEDED: say`SUPERSEDED`,
    PUBLISHING: say`INTERRUPTED`,
  };
  const dry = run.status === 'PASS' ? say`DRY RUN, PASSES` : say`DRY RUN, ON HOLD`;
  const families = counted(run.families, 'family', 'families');
  return `${programme === '' ? '' : `${programme} `}${run.period} ${kind} ${run.runId} ${dryRun ? dry : states[run.state]}, ${families}, ${money(dirhams(run.netCentimes))} DH`;
}
