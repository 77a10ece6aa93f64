import { countToPeople, dirhams, toPeople } from '../domain/money.js';
import type { LedgerRun } from '../ledger/ledger.js';

/** A run in one line: month, run, state, families, total. */
export function runLine(run: LedgerRun, programme = ''): string {
  const kind = run.kind === 'regular' ? 'run' : `supplementary run S${run.supplement}`;
  const state = run.state === 'HELD' ? 'ON HOLD' : run.state;
  const families = `${countToPeople(run.families)} ${run.families === 1 ? 'family' : 'families'}`;
  return `${programme === '' ? '' : `${programme} `}${run.period} ${kind} ${run.runId} ${state}, ${families}, ${toPeople(dirhams(run.netCentimes))} DH`;
}
