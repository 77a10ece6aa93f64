import { readPath, type Workspace } from '../workspace/duckdb.js';

/**
 * The households paid by the prior run, from its sealed register: table `prior`, empty on a first run.
 * `composition` and `aid` are the monthly ones, without grants; `closed_before` lists households it found closed.
 */
const COLUMNS = `household_id VARCHAR, province_code VARCHAR, composition VARCHAR, aid DECIMAL(12,2),
  grants DECIMAL(12,2), adjustments DECIMAL(12,2), net DECIMAL(12,2)`;

export async function loadPrior(workspace: Workspace, register: string | null): Promise<void> {
  await workspace.run(`CREATE TABLE prior (${COLUMNS})`);
  await workspace.run('CREATE TABLE closed_before (household_id VARCHAR)');
  if (register === null) return;
  const from = `read_parquet(${readPath(register)}, hive_partitioning = false)`;
  await workspace.run(`INSERT INTO prior
    SELECT household_id, province_code, split_part(composition, '+', 1),
      child_allowance + disability_supplement + floor_topup + flat_rate,
      birth_grant + school_grant, arrears - recovery, net
    FROM ${from} WHERE decision = 'PAY'`);
  await workspace.run(`INSERT INTO closed_before
    SELECT household_id FROM ${from} WHERE decision = 'INELIGIBLE' AND reason = 'CLOSED'`);
}
