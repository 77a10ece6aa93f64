import { OperatorError } from '../domain/errors.js';
import { type Day, type Period, periodsBetween, referenceDate, shiftPeriod } from '../domain/period.js';
import { quoted } from '../domain/shell.js';
import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { INDICATORS_FILE } from './folders.js';
import { householdTotals } from './manifest.js';
import { openRun, type PaidRun, type SealedRun, sealedRows, withRegisters } from './open-run.js';

const PRIOR = 'the prior run';

/** The run a month is reconciled with: the released regular run of the month before, or the opening. */
export type PriorRun = PaidRun & {
  readonly reference: Day;
  /** Its own; of what its supplementary runs paid the indicators know nothing. */
  readonly indicators: readonly IndicatorRow[];
  /** The released supplementary runs of its month, in their order: whom they paid was paid in that month. */
  readonly supplements: readonly PaidRun[];
};

/**
 * Finds the prior run in the ledger; null on a first run. Throws OperatorError for a month out of order, a
 * gap, or a month before that is computed and not released, unless `allowGap`: then the last released run
 * before the month serves.
 * @param ways how to go on over a gap, in words
 */
export function choosePrior(
  out: string,
  ledger: Ledger,
  period: Period,
  allowGap: boolean,
  ways = 'pass --allow-gap',
): LedgerRun | null {
  const released = ledger.runsIn('RELEASED');
  const later = released.find((run) => run.period > period);
  if (later) {
    throw new OperatorError(
      `${period}: the later month ${later.period} is released already; months are paid in their order`,
    );
  }
  const before = shiftPeriod(period, -1);
  const prior = released.filter((run) => run.period < period && run.kind !== 'supplementary').at(-1) ?? null;
  if (prior?.period === before || allowGap) return prior;
  const held = ledger
    .monthRunsIn('HELD')
    .filter((run) => run.period < period)
    .at(-1);
  if (held) {
    throw new OperatorError(
      `${period}: ${held.period} is computed and not released; release it first (sarf release ${held.runId} --reason "…" --out ${quoted(out)})${prior === null ? ', or pass --allow-gap' : `; or decide what becomes of ${inWords(prior.period, period)}: ${ways}`}`,
    );
  }
  if (prior === null) return null;
  throw new OperatorError(
    `${period}: the month before, ${before}, has no released run (the last is ${prior.period}); run ${monthsWithoutRun(prior.period, period)[0]} first, or decide what becomes of ${inWords(prior.period, period)}: ${ways}`,
  );
}

/** The months between, which no run has paid, the oldest first. */
export function monthsWithoutRun(prior: Period, period: Period): Period[] {
  return periodsBetween(shiftPeriod(prior, 1), shiftPeriod(period, -1));
}

function inWords(prior: Period, period: Period): string {
  return monthsWithoutRun(prior, period).join(', ');
}

/** Opens the prior run, and the supplementary runs of its month. */
export async function openPrior(out: string, ledger: Ledger, run: LedgerRun): Promise<PriorRun> {
  const paid = await withRegisters(openRun(out, run, { as: PRIOR, proof: 'hash' }));
  const supplements: PaidRun[] = [];
  for (const one of ledger.releasedSupplements(run.period))
    supplements.push(await withRegisters(openRun(out, one, { as: PRIOR, proof: 'hash' })));
  return {
    ...paid,
    reference: referenceDate(run.period),
    indicators: (await sealedIndicators(paid)) ?? [],
    supplements,
  };
}

/** The run that a released run was reconciled with. */
export function priorOf(ledger: Ledger, run: LedgerRun): LedgerRun | null {
  return run.priorRunId === null ? null : ledger.run(run.priorRunId);
}

/** The runs of the prior run's month: it, and the supplementary ones. */
export function runsOf(prior: PriorRun | null): readonly PaidRun[] {
  return prior === null ? [] : [prior, ...prior.supplements];
}

export function registersOf(runs: readonly PaidRun[]): string[] {
  return runs.map((run) => run.register);
}

/** How many households runs of one month paid, each once. */
export function familiesOf(runs: readonly PaidRun[]): number {
  return runs.reduce((families, { manifest }) => families + householdTotals(manifest).orders, 0);
}

/** A sealed run's indicators; null when the version that computed it wrote none. Throws OperatorError. */
export async function sealedIndicators(run: SealedRun): Promise<IndicatorRow[] | null> {
  return (await sealedRows(run, INDICATORS_FILE)) as IndicatorRow[] | null;
}
