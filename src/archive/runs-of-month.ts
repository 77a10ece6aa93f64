import { OperatorError } from '../domain/errors.js';
import { openReleased, type ReleasedRun } from '../explain/facts/released-run.js';
import type { LedgerRun } from '../ledger/ledger.js';

/** A month's released runs: its regular one, then the supplementary ones in their order. */
export type MonthRuns = readonly [ReleasedRun, ...ReleasedRun[]];

export function monthRuns(out: string, released: readonly LedgerRun[], regular: LedgerRun): MonthRuns {
  const supplements = released.filter((run) => run.period === regular.period && run.kind === 'supplementary');
  return [openReleased(out, regular), ...supplements.map((run) => openReleased(out, run))];
}

/** The runs of the month that a month was reconciled with; they were released then, and released runs stay so. */
export function priorRuns(
  out: string,
  [{ folder, manifest }]: MonthRuns,
  released: readonly LedgerRun[],
): MonthRuns | null {
  const { prior } = manifest;
  if (prior === null) return null;
  const found = released.find((one) => one.runId === prior.run_id && one.seal === prior.seal);
  if (found === undefined)
    throw new OperatorError(
      `${folder}: its prior run ${prior.run_id} is not among the ledger's released runs; restore the ledger`,
    );
  return monthRuns(out, released, found);
}

/**
 * The last run of the month that decided on somebody: not one which found only that an earlier one had paid. The
 * regular run of the month where none knows the id.
 */
export async function lastDeciding(
  runs: MonthRuns,
  decisionIn: (run: ReleasedRun) => Promise<{ readonly reason: string } | null>,
): Promise<ReleasedRun> {
  for (const run of runs.toReversed()) {
    const decision = await decisionIn(run);
    if (decision !== null && decision.reason !== 'ALREADY_PAID') return run;
  }
  return runs[0];
}
