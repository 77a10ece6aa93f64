import { releasedRuns } from '../../archive/runs-of-month.js';
import { type Day, referenceDate, shiftPeriod } from '../../domain/period.js';
import type { Ledger } from '../../ledger/ledger.js';

/**
 * Months after the last released one in which answers and entries are still believed. What came back is owed for twelve
 * months; a programme that pays nobody for longer than that reads nothing of banks before it pays again.
 */
const MONTHS_BELIEVED = 13;

/**
 * The last day that a message may say. A later one is a mistake, and would stand above all that is said until then. It
 * follows from the ledger, not from today's date, so that the same messages give the same states whenever they are read.
 * Null while no run is released.
 */
export function latestDay(ledger: Ledger): Day | null {
  const last = releasedRuns(ledger).at(-1)?.period;
  return last === undefined ? null : referenceDate(shiftPeriod(last, MONTHS_BELIEVED));
}

/** Why a later day is not believed. */
export const whyTooLate = (latest: Day) =>
  `later than ${latest}, ${MONTHS_BELIEVED} months after the last released month`;
