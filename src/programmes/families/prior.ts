import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import { AID, GRANTS } from './components.js';

/**
 * The households paid by the prior run and its month's supplementary runs, from their sealed registers: table
 * `prior`, empty on a first run. `composition` and `aid` are the monthly ones, without grants. A supplementary run
 * leaves out whom its own month has paid: of these nothing is left to explain. `closed_before` lists households
 * that were found closed then, or by an earlier run of the month, and were not paid.
 */
const COLUMNS = `household_id VARCHAR, province_code VARCHAR, composition VARCHAR, aid DECIMAL(12,2),
  grants DECIMAL(12,2), adjustments DECIMAL(12,2), net DECIMAL(12,2)`;

/**
 * @param prior registers of the month before; none on a first run
 * @param paid registers of the month's runs before a supplementary one; table `already_paid` has whom they paid
 */
export async function loadPrior(
  workspace: Workspace,
  prior: readonly string[],
  paid: readonly string[] = [],
): Promise<void> {
  await workspace.run(`CREATE TABLE prior (${COLUMNS})`);
  await workspace.run('CREATE TABLE closed_before (household_id VARCHAR)');
  if (prior.length > 0) {
    await workspace.run(`INSERT INTO prior
      SELECT household_id, province_code, split_part(composition, '+', 1),
        ${AID}, ${GRANTS}, arrears - recovery, net
      FROM ${readParquet(prior)}
      WHERE decision = 'PAY' ${paid.length === 0 ? '' : 'AND household_id NOT IN (FROM already_paid)'}`);
  }
  // A supplementary run may have paid whom the regular one had found closed.
  if (prior.length > 0) await workspace.run(closedIn(prior, prior.length > 1));
  if (paid.length > 0) await workspace.run(closedIn(paid, false));
}

function closedIn(registers: readonly string[], paidAfter: boolean): string {
  return `INSERT INTO closed_before
    SELECT household_id FROM ${readParquet(registers)} WHERE decision = 'INELIGIBLE' AND reason = 'CLOSED'
      ${paidAfter ? 'AND household_id NOT IN (SELECT household_id FROM prior)' : ''}`;
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
