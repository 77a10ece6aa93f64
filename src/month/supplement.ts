import { openRun, type PaidRun, withRegisters } from '../archive/open-run.js';
import { OperatorError } from '../domain/errors.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import { quoted } from '../domain/shell.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';

/**
 * A supplementary run: in a month whose regular run is released it pays those whom neither that run nor an earlier
 * supplementary one paid. It decides on the whole extract as a regular run does, but first of all that who was paid
 * is not paid again; and it is reconciled with the same prior run, less the households that the month has paid: its
 * bridge begins with what LEFT in the run before it, so that the bridges of a month are one.
 */
export type Supplement = {
  /** The nth of its month, from 1. */
  readonly number: number;
  readonly regular: PaidRun;
  /** The released supplementary runs before it, in their order. */
  readonly earlier: readonly PaidRun[];
};

const PAID = "the month's released run";

/** Keeps an order_id within 35 characters, whatever the programme and the household are called. */
const MOST_SUPPLEMENTS = 9;

/** The runs that paid in the month before this one, in their order. */
export function paidRuns(supplement: Supplement | null): readonly PaidRun[] {
  return supplement === null ? [] : [supplement.regular, ...supplement.earlier];
}

/** The month's released regular run. Throws OperatorError when there is none, or a later month is released. */
export function supplementedRun(out: string, ledger: Ledger, period: Period): LedgerRun {
  const later = ledger.runsIn('RELEASED').find((run) => run.period > period);
  if (later !== undefined) {
    throw new OperatorError(
      `${period}: the later month ${later.period} is released already; ${whatBecomesOf(out, ledger, period)}`,
    );
  }
  const regular = ledger.released(period);
  if (regular?.kind === 'opening') throw openedMonth(regular);
  if (regular !== null) return regular;
  const held = ledger.regularRunsIn('HELD').find((run) => run.period === period);
  throw new OperatorError(
    held === undefined
      ? `${period}: no regular run of this month is released, and a supplementary run pays only those it did not pay; run the month first, without --supplementary`
      : `${period}: its regular run ${held.runId} is not released, and a supplementary run pays only those it did not pay; run the month again with the corrected extract, or release it first (sarf release ${held.runId} --reason "…" --out ${quoted(out)})`,
  );
}

/** What is told of a month that another system paid. */
export function openedMonth({ period, runId }: LedgerRun): OperatorError {
  return new OperatorError(
    `${period}: another system paid this month (opening ${runId}), and no run pays it again; the first month to run is ${shiftPeriod(period, 1)}`,
  );
}

/** What is left of a month that no run can pay any more: nothing is promised that does not come. */
function whatBecomesOf(out: string, ledger: Ledger, period: Period): string {
  if (ledger.released(period) !== null)
    return `what ${period} still owes is paid as arrears by the next month's run`;
  const decided = ledger.gapOf(period);
  if (decided === null) return `no run has paid ${period}, and nobody is owed it`;
  return decided === 'VOID'
    ? `no run has paid ${period}, and people decided that nobody is owed it`
    : `no run has paid ${period}: it is owed as people decided, and paid as arrears when its families are paid (sarf owed --out ${quoted(out)})`;
}

/** The nth supplementary run of a month, with the first n − 1 of its released ones before it. */
export async function openSupplement(
  out: string,
  ledger: Ledger,
  regular: LedgerRun,
  number: number,
): Promise<Supplement> {
  const earlier: PaidRun[] = [];
  for (const run of ledger.releasedSupplements(regular.period).slice(0, number - 1))
    earlier.push(await withRegisters(openRun(out, run, { as: PAID, proof: 'hash' })));
  return {
    number,
    regular: await withRegisters(openRun(out, regular, { as: PAID, proof: 'hash' })),
    earlier,
  };
}

/** The number of the month's next supplementary run. Throws OperatorError when it has had its nine. */
export function nextSupplement(ledger: Ledger, period: Period): number {
  const number = ledger.releasedSupplements(period).length + 1;
  if (number <= MOST_SUPPLEMENTS) return number;
  throw new OperatorError(
    `${period}: has ${MOST_SUPPLEMENTS} supplementary runs, and a month has no more; what it still owes is paid as arrears by the next month's run`,
  );
}
