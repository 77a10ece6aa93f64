import { counted, dirhams, toPeople } from '../domain/money.js';
import type { LedgerRun } from '../ledger/run-table.js';

/** A run in one line: month, run, state, families, total. */
export function runInOneLine(run: LedgerRun, programme = '', dryRun = false): string {
  const kind = run.kind === 'regular' ? 'run' : `supplementary run S${run.supplement}`;
  const held = run.status === 'PASS' ? 'TO RELEASE' : 'ON HOLD';
  const state = dryRun
    ? `DRY RUN, ${run.status === 'PASS' ? 'PASSES' : 'ON HOLD'}`
    : run.state === 'HELD'
      ? held
      : run.state;
  const families = counted(run.families, 'family', 'families');
  return `${programme === '' ? '' : `${programme} `}${run.period} ${kind} ${run.runId} ${state}, ${families}, ${toPeople(dirhams(run.netCentimes))} DH`;
}
