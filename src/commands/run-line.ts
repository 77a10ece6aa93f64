import { dirhams } from '../domain/money.js';
import type { LedgerRun } from '../ledger/run-table.js';
import type { Screen } from './screen.js';

/** A run in one line: month, run, state, families, total. @param programme '' leaves it out */
export function runInOneLine(run: LedgerRun, programme: string, dryRun: boolean, screen: Screen): string {
  const { say, counted, money } = screen;
  const dry = run.status === 'PASS' ? say`DRY RUN, PASSES` : say`DRY RUN, ON HOLD`;
  const families = counted(run.families, 'family', 'families');
  return `${programme === '' ? '' : `${programme} `}${run.period} ${kindOf(run, screen)} ${run.runId} ${dryRun ? dry : stateOf(run, screen)}, ${families}, ${money(dirhams(run.netCentimes))} DH`;
}

function kindOf({ kind, supplement }: LedgerRun, { say }: Screen): string {
  const kinds = {
    regular: say`run`,
    supplementary: say`supplementary run S${String(supplement)}`,
    opening: say`opening`,
  };
  return kinds[kind];
}

/** The state of a run in words: of one that waits, whether its controls pass. */
export function stateOf({ state, status }: LedgerRun, { say }: Screen): string {
  const states = {
    PUBLISHING: say`INTERRUPTED`,
    HELD: status === 'PASS' ? say`TO RELEASE` : say`ON HOLD`,
    RELEASED: say`RELEASED`,
    SUPERSEDED: say`SUPERSEDED`,
  };
  return states[state];
}
