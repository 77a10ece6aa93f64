import type { LedgerEvent } from './events.js';
import type { LedgerRun } from './run-table.js';

/** Events by which people decide on what is owed. */
const DECISIONS = /^(RECOVERY_.*|DEBT_EXTENDED|UNHELD|TRANSFERRED|DETACHED)$/;

/** What the ledger knows that may rest on a release. */
export type Resting = {
  readonly released: readonly LedgerRun[];
  /** Answers, sendings and account entries of the run's orders. */
  readonly answers: number;
  readonly events: readonly LedgerEvent[];
  /** Whether what the release changed was noted. */
  readonly noted: boolean;
};

/** What rests on a release, in words, so that it cannot be taken back; null when nothing does. */
export function restingOn(run: LedgerRun, { released, answers, events, noted }: Resting): string | null {
  const later = released.find(
    (one) => one.period > run.period || (one.period === run.period && one.supplement > run.supplement),
  );
  if (later !== undefined)
    return `run ${later.runId} of ${later.period} was released after it; withdraw that first`;
  if (answers > 0) return `${answers} answers, sendings or account entries of its orders are recorded`;
  const since = events.findLast((one) => one.runId === run.runId && one.event === 'RELEASED')?.seq ?? 0;
  const decided = events.find((one) => one.seq > since && DECISIONS.test(one.event));
  if (decided !== undefined)
    return `${decided.event} (${decided.at.slice(0, 10)}) was decided since, on what is owed`;
  return noted ? null : 'a version released it that did not keep what it changed';
}
