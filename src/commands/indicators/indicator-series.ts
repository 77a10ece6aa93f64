import { openRun } from '../../archive/open-run.js';
import { sealedIndicators } from '../../archive/prior-run.js';
import { readLedgerIfAny } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { orderIdRange } from '../../domain/order-id.js';
import { type Period, periodsBetween, shiftPeriod } from '../../domain/period.js';
import { isFolder } from '../../files/there.js';
import { withReturns } from '../../indicators/returns.js';
import type { IndicatorRow } from '../../indicators/vocabulary.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** A month of the series. `run` is null when no run is released; `rows` is null when the run has no indicators. */
export type IndicatorMonth = {
  readonly period: Period;
  readonly run: { readonly runId: string; readonly seal: string } | null;
  readonly rows: readonly IndicatorRow[] | null;
};

export type SeriesRequest = {
  readonly out: string;
  readonly from: Period | null;
  readonly to: Period | null;
  /** The most months to return; without `from`, these are the last ones. Null: any number. */
  readonly most: number | null;
};

/**
 * Returns the sealed indicators of the released regular runs, month by month. Orders that came back are counted from
 * the answers recorded so far, because a run is sealed before they are known. Without `from` and `to`: the last
 * released months. Empty when nothing is released. Throws OperatorError for months out of order, for too many months,
 * and for a released run that differs from its seal.
 */
export async function indicatorSeries({ out, from, to, most }: SeriesRequest): Promise<IndicatorMonth[]> {
  if (!isFolder(out))
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  return readLedgerIfAny(out, (ledger) => (ledger === null ? [] : seriesOf(ledger, { out, from, to, most })));
}

async function seriesOf(ledger: Ledger, { out, from, to, most }: SeriesRequest): Promise<IndicatorMonth[]> {
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
  const series: IndicatorMonth[] = [];
  for (const period of periods) series.push(await monthOf(out, period, released.get(period) ?? null, ledger));
  return series;
}

async function monthOf(
  out: string,
  period: Period,
  run: LedgerRun | null,
  ledger: Ledger,
): Promise<IndicatorMonth> {
  if (run === null) return { period, run, rows: null };
  const sealed = openRun(out, run, { as: 'a released run', proof: 'hash' });
  const rows = await sealedIndicators(sealed);
  const back = ledger.answers.familiesBack(run.runId, orderIdRange(sealed.manifest.programme, period));
  return {
    period,
    run: { runId: run.runId, seal: run.seal },
    rows: rows && withReturns(rows, back),
  };
}

function later(one: Period, other: Period): Period {
  return one > other ? one : other;
}
