import type { Period } from '../domain/period.js';
import { debtAtHand } from '../tables/owed.js';
import { fill } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';

/**
 * A month that no run has paid, and that people decided to owe: to every household that this run would pay, or keeps
 * from being paid, and to all whom the prior run paid. Whether it was entitled then is found when it is paid, from its
 * facts looked at on that month's reference date under that month's parameters.
 */
const OWED = `
  SELECT household_id, $month AS origin, 'MONTH' AS kind, '' AS reference, 'GAP' AS cause,
    'MONTH_NOT_RUN' AS reason, NULL AS centimes, 1 AS opens, NULL AS extended_to
  FROM (
    SELECT h.household_id FROM household h JOIN decision d ON d.hid = h.hid
    WHERE d.decision IN ('PAY', 'HELD', 'BLOCKED')
    UNION SELECT household_id FROM unreadable_household
    UNION SELECT household_id FROM prior)`;

/** Adds these months to `debt_at_hand`; to be called when households are decided on. */
export async function oweGap(workspace: Workspace, months: readonly Period[]): Promise<void> {
  for (const month of months) await fill(workspace, debtAtHand, OWED, { month });
}

/** How many months of households the run owes so, in table `debt`. */
export async function countGap(workspace: Workspace): Promise<number> {
  return (await workspace.one(`SELECT count(*) AS n FROM debt WHERE opens AND cause = 'GAP'`)).count('n');
}
