import { OperatorError } from '../domain/errors.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import { quoted } from '../domain/shell.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { openRun, type SealedRun } from './open-run.js';

/** A month's released runs: its regular one, then the supplementary ones in their order. */
export type MonthRuns = readonly [SealedRun, ...SealedRun[]];

/** A run of the ledger, whatever its state. Throws OperatorError where there is none of this id. */
export function knownRun(ledger: Ledger, out: string, runId: string): LedgerRun {
  const run = ledger.run(runId);
  if (run !== null) return run;
  throw new OperatorError(
    `${runId}: no such run in the ledger of ${out}; sarf runs --out ${quoted(out)} lists them`,
  );
}

/** Every released run, by month. */
export function releasedRuns(ledger: Ledger): LedgerRun[] {
  return ledger.runsIn('RELEASED').sort((a, b) => (a.period < b.period ? -1 : 1));
}

/** So far back what earlier months paid is looked into, and may be put right. */
export const MONTHS_BACK = 12;

/** The released runs of `period` and of the months so far back, by month. */
export function recentRuns(ledger: Ledger, period: Period): LedgerRun[] {
  const oldest = shiftPeriod(period, -MONTHS_BACK);
  return releasedRuns(ledger).filter((run) => run.period >= oldest && run.period <= period);
}

/**
 * The released regular run of a month, or of the last month that has one. Throws OperatorError when there is none.
 * @param orElse how else to ask, where no run is released: "; …"
 */
export function choose(
  out: string,
  released: readonly LedgerRun[],
  period: Period | null,
  orElse = '',
): LedgerRun {
  const runs = released.filter((run) => run.kind === 'regular');
  const found = period === null ? runs.at(-1) : runs.find((run) => run.period === period);
  if (found !== undefined) return found;
  if (runs.length === 0)
    throw new OperatorError(
      `${out}: no run is released yet; sarf runs --out ${quoted(out)} lists what there is${orElse}`,
    );
  throw new OperatorError(
    `--period: ${period} has no released run; there is one of ${runs.map((run) => run.period).join(', ')}`,
  );
}

/** A released run, of which a few rows are asked: its files are proven by their size, for the answer is awaited. */
export function openReleased(out: string, run: LedgerRun): SealedRun {
  return openRun(out, run, { as: 'the released run', proof: 'size' });
}

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
  decisionIn: (run: SealedRun) => Promise<{ readonly reason: string } | null>,
): Promise<SealedRun> {
  for (const run of runs.toReversed()) {
    const decision = await decisionIn(run);
    if (decision !== null && decision.reason !== 'ALREADY_PAID') return run;
  }
  return runs[0];
}
