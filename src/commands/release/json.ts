import type { LedgerRun } from '../../ledger/run-table.js';

/** A released run and its folder, for programs. */
export function releaseJson(run: LedgerRun, folder: string) {
  return {
    run_id: run.runId,
    period: run.period,
    kind: run.kind,
    state: run.state,
    reason: run.reason,
    folder,
  };
}
