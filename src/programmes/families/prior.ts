import { prior } from '../../tables/families.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { readParquet, readPath, type Workspace } from '../../workspace/duckdb.js';
import { AID, GRANTS } from './components.js';

/**
 * The households paid by the prior run and its month's supplementary runs, from their sealed registers: table
 * `prior`, empty on a first run. `composition` and `aid` are the monthly ones, without grants;
 * an opening may know the aid as a whole and no composition. A supplementary run
 * leaves out whom its own month has paid: of these nothing is left to explain.
 * @param before registers of the month before; none on a first run
 * @param once lists of arrears of that month, of the runs that paid one-off grants: part of the arrears in the register
 * @param paid registers of the month's runs before a supplementary one; table `already_paid` has whom they paid
 */
export async function loadPrior(
  workspace: Workspace,
  before: readonly string[],
  paid: readonly string[] = [],
  once: readonly string[] = [],
): Promise<void> {
  await makeEmpty(workspace, prior);
  if (before.length > 0) {
    await fill(
      workspace,
      prior,
      `SELECT household_id, province_code, split_part(composition, '+', 1) AS composition, coalesce(${AID}, entitlement - (${GRANTS})) AS aid,
        ${GRANTS} AS grants, arrears - recovery AS adjustments, net
      FROM ${readParquet(before)}
      WHERE decision = 'PAY' ${paid.length === 0 ? '' : 'AND household_id NOT IN (FROM already_paid)'}`,
    );
    if (once.length > 0) await workspace.run(GRANTED_ONCE(once));
  }
}

const GRANTED_ONCE = (lists: readonly string[]) => `
  UPDATE prior SET grants = grants + g.amount, adjustments = adjustments - g.amount
  FROM (${grantedOnce(lists)}) g WHERE g.household_id = prior.household_id`;

/** SELECT of household_id and amount, in dirhams: the one-off grants of lists of arrears. */
export function grantedOnce(lists: readonly string[]): string {
  return lists
    .map(
      (list) => `SELECT household_id, CAST(sum(CAST(amount AS DECIMAL(12,2))) AS DECIMAL(12,2)) AS amount
        FROM read_csv(${readPath(list)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')
        WHERE cause = 'ONE_OFF' GROUP BY household_id`,
    )
    .join(' UNION ALL ');
}

/** SELECT of whom a register paid. */
export function paidIn(register: string): string {
  return `SELECT household_id FROM ${readParquet([register])} WHERE decision = 'PAY'`;
}

/** How many households are paid that were found closed before. */
export async function countReappeared(workspace: Workspace): Promise<number> {
  const row = await workspace.one(`
    SELECT count(*) AS n FROM register
    WHERE decision = 'PAY' AND household_id IN (FROM closed_before)`);
  return row.count('n');
}
