import { COMPONENT_COLUMNS } from '../../programmes/families/components.js';
import { readPath, type Workspace } from '../../workspace/duckdb.js';

/** A register has millions of rows, but some ten thousand groups of the same province, composition and decision. */
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
 * Table `cohort`: groups of families that are alike under both rules. `run_composition` is null when the run gave no
 * amount, `reform_composition` when the other rules give none. Families with a composition that are not paid are owed
 * the amount (blocked, held). When amounts alone change, both sides come from the run.
 */
export async function cohortsAsSealed(workspace: Workspace): Promise<void> {
  await workspace.run(`
    CREATE TABLE cohort AS
    SELECT province_code, composition AS run_composition, composition AS reform_composition,
      paid AS run_paid, paid AS reform_paid, families FROM sealed`);
}
