import { existsSync, statSync } from 'node:fs';
import { runFolder } from '../../archive/folders.js';
import { readManifest } from '../../archive/read-manifest.js';
import { sealedIndicators } from '../../archive/sealed-indicators.js';
import { OperatorError } from '../../domain/errors.js';
import { orderIdRange } from '../../domain/order-id.js';
import { type Period, periodsBetween, shiftPeriod } from '../../domain/period.js';
import { withReturns } from '../../indicators/returns.js';
import type { IndicatorRow } from '../../indicators/vocabulary.js';
import { Ledger, type LedgerRun } from '../../ledger/ledger.js';

/** A month of the series; `run` is null where no run is released, `rows` where the run has no indicators. */
export type IndicatorMonth = {
  readonly period: Period;
  readonly run: { readonly runId: string; readonly seal: string } | null;
  readonly rows: readonly IndicatorRow[] | null;
};

export type SeriesRequest = {
  readonly out: string;
  readonly from: Period | null;
  readonly to: Period | null;
  /** So many months at most, the last ones when `from` is left open; null for any number. */
  readonly most: number | null;
};

/**
 * The sealed indicators of the released regular runs, month by month, found through the ledger, which is only read;
 * orders that came back, which no run can know when it is sealed, are counted from the answers recorded so far.
 * Without `from` and `to`: the last months released. Empty when nothing is released. Throws OperatorError for
 * months out of order or too many, and for a released run that is not as it was sealed.
 */
export function indicatorSeries({ out, from, to, most }: SeriesRequest): IndicatorMonth[] {
  if (!existsSync(out) || !statSync(out).isDirectory())
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  const ledger = Ledger.read(out);
  try {
    return ledger === null ? [] : seriesOf(ledger, { out, from, to, most });
  } finally {
    ledger?.close();
  }
}

function seriesOf(ledger: Ledger, { out, from, to, most }: SeriesRequest): IndicatorMonth[] {
  const released = new Map(ledger.regularRunsIn('RELEASED').map((run) => [run.period, run]));
  const months = [...released.keys()].sort();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const end = to ?? last;
  const start = from ?? later(first, most === null ? first : shiftPeriod(end, 1 - most));
  if (start > end) {
    throw new OperatorError(
      to === null
        ? `--from: ${start} is after ${end}, the last month released`
        : `--to: ${end} is before ${from === null ? `${start}, the first month released` : `--from ${start}`}`,
    );
  }
  const periods = periodsBetween(start, end);
  if (most !== null && periods.length > most) {
    throw new OperatorError(
      `--from ${start} to ${end} is ${periods.length} months; a table shows ${most} at most, --json any number`,
    );
  }
  return periods.map((period) => monthOf(out, period, released.get(period) ?? null, ledger));
}

function monthOf(out: string, period: Period, run: LedgerRun | null, ledger: Ledger): IndicatorMonth {
  if (run === null) return { period, run, rows: null };
  const folder = runFolder(out, period, run.runId);
  const { manifest, problem } = readManifest(folder);
  if (manifest?.seal !== run.seal) {
    throw new OperatorError(
      `${folder}: ${problem === '' ? "the seal is not the ledger's" : problem}; a released run must be as it was sealed. Restore it (sarf verify shows the damage)`,
    );
  }
  const rows = sealedIndicators(folder, manifest);
  const back = ledger.answers.familiesBack(run.runId, orderIdRange(manifest.programme, period));
  return {
    period,
    run: { runId: run.runId, seal: run.seal },
    rows: rows && withReturns(rows, back),
  };
}

function later(one: Period, other: Period): Period {
  return one > other ? one : other;
}
