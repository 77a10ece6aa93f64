import type { FamilyNumbers } from '../history/numbers.js';
import type { Earlier } from '../owed/adjustments-earlier.js';
import { earlierRegister, earlierRuns } from './earlier-folders.js';
import type { Month } from './month.js';
import { refusedProposals } from './proposals.js';

/**
 * What earlier months, and earlier runs of this one, say of the households of adjustments. All of it follows from
 * released runs, whose seals are a part of what the run is computed from.
 * @param numbers of the families that came back under others
 */
export function earlierMonths(month: Month, numbers: FamilyNumbers): Earlier {
  const { ledger, request } = month;
  const { debts, recoveries } = ledger.owed;
  return {
    applied: (adjustmentId) => recoveries.adjustment(adjustmentId),
    unpaid: ({ adjustmentId, householdId }) =>
      recoveries.appliedIn(adjustmentId) === request.period &&
      !debts.of(householdId).some((one) => one.reference === adjustmentId),
    numberNow: (id, month) => ledger.owed.transfers.numberNow(id, month),
    formerNumbers: (id, month) => [
      ...new Set([...ledger.owed.transfers.formerNumbers(id, month), ...numbers.before(id, month)]),
    ],
    hasAccount: (id) => debts.of(id).length > 0 || recoveries.of(id).length > 0,
    registers: async (months) => {
      const registers: { period: string; path: string }[] = [];
      for (const run of earlierRuns(month).reverse()) {
        if (months === null || months.includes(run.period))
          registers.push({ period: run.period, path: await earlierRegister(month, run) });
      }
      return registers;
    },
    closed: (months) => debts.closed(months),
    refused: (asked) => refusedProposals(month, asked),
  };
}
