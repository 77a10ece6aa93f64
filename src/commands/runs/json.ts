import { dirhams } from '../../domain/money.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** A run, for programs: the net amount is dirhams as text. */
export function ledgerRunJson(run: LedgerRun) {
  return {
    period: run.period,
    run_id: run.runId,
    kind: run.kind,
    ...(run.kind !== 'supplementary' ? {} : { supplement: run.supplement }),
    state: run.state,
    status: run.status,
    families: run.families,
    net: dirhams(run.netCentimes),
    seal: run.seal,
    prior_run_id: run.priorRunId,
    reason: run.reason,
  };
}
