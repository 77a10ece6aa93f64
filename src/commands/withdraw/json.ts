import type { LedgerRun } from '../../ledger/run-table.js';

/** A run whose release was taken back, for programs. */
export function withdrawJson(run: LedgerRun, reason: string) {
  return { run_id: run.runId, period: run.period, kind: run.kind, state: run.state, reason };
}
