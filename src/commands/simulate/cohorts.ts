import { COMPONENT_COLUMNS } from '../../programmes/families/components.js';
import { readPath, type Workspace } from '../../workspace/duckdb.js';

/** A register of millions of rows is some ten thousand groups: same province, composition, paid or not. */
const SEALED = `
  CREATE TABLE sealed AS
  SELECT province_code, composition, decision = 'PAY' AS paid, count(*) AS families,
    ${COMPONENT_COLUMNS.map((column) => `sum(${column}) AS ${column}`).join(', ')}
  FROM register WHERE composition IS NOT NULL GROUP BY ALL`;

/** Opens a run's register and groups it: view `register`, table `sealed`. */
export async function openRegister(workspace: Workspace, file: string): Promise<void> {
  await workspace.run(
    `CREATE VIEW register AS FROM read_parquet(${readPath(file)}, hive_partitioning = false)`,
  );
  await workspace.run(SEALED);
}

/**
 * Table `cohort`: families that are alike under both rules. `run_composition` is null where the run gave no
 * amount, `reform_composition` where the other rules give none; with a composition and not paid, the amount is
 * owed (blocked, held). When amounts alone change, both sides are the run's.
 */
export async function cohortsAsSealed(workspace: Workspace): Promise<void> {
  await workspace.run(`
    CREATE TABLE cohort AS
    SELECT province_code, composition AS run_composition, composition AS reform_composition,
      paid AS run_paid, paid AS reform_paid, families FROM sealed`);
}
