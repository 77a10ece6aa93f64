import { prior } from '../../tables/families.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import { AID, GRANTS } from './components.js';

/**
 * The households paid by the prior run and its month's supplementary runs, from their sealed registers: table
 * `prior`, empty on a first run. `composition` and `aid` are the monthly ones, without grants. A supplementary run
 * leaves out whom its own month has paid: of these nothing is left to explain.
 * @param before registers of the month before; none on a first run
 * @param paid registers of the month's runs before a supplementary one; table `already_paid` has whom they paid
 */
export async function loadPrior(
  workspace: Workspace,
  before: readonly string[],
  paid: readonly string[] = [],
): Promise<void> {
  await makeEmpty(workspace, prior);
  if (before.length > 0) {
    await fill(
      workspace,
      prior,
      `SELECT household_id, province_code, split_part(composition, '+', 1) AS composition, ${AID} AS aid,
        ${GRANTS} AS grants, arrears - recovery AS adjustments, net
      FROM ${readParquet(before)}
      WHERE decision = 'PAY' ${paid.length === 0 ? '' : 'AND household_id NOT IN (FROM already_paid)'}`,
    );
  }
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
