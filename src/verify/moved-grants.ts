import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { columnsOf, readFolder, readPath, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/grants-moved.csv';
const ARREARS = 'audit/arrears.csv';

/** Whether grants that were owed to other households are paid by the run, or owed where the child lives. */
function movesGrants({ files }: Manifest): boolean {
  return files.some(({ path }) => path === FILE);
}

/** SQL: the sum of the moved grants, in dirhams. */
export function movedSum(folder: string, manifest: Manifest): string {
  return movesGrants(manifest)
    ? `(SELECT sum(CAST(amount AS DECIMAL(12,2))) FROM ${readText(folder, FILE)})`
    : '0';
}

/**
 * Checks the grants that were owed to one household and are paid to the household in which the child lives, or, without an
 * order, owed to it while it is held or blocked. Each that is paid is a line of the arrears; each is one of the run's
 * grants; its child is a member of that household; no child's
 * grant is listed twice. A run that moves no grants has no such file. Needs view `register`. Returns the differences.
 */
export async function movedGrantDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const grants = `read_parquet(${readPath(join(folder, 'grants.parquet'))}, hive_partitioning = false)`;
  if (!movesGrants(manifest)) {
    const row = await workspace.one(
      `SELECT count(*) AS n FROM ${grants} WHERE standing IN ('MOVED', 'OWED')`,
    );
    const n = row.count('n');
    return n === 0 ? [] : [`grants.parquet: ${n} grants come from other households, and ${FILE} is missing`];
  }
  const moved = readText(folder, FILE);
  const arrears = (await columnsOf(workspace, readText(folder, ARREARS))).includes('grant')
    ? readText(folder, ARREARS)
    : `(SELECT *, NULL AS "grant" FROM ${readText(folder, ARREARS)})`;
  const money = 'CAST(amount AS DECIMAL(12,2))';
  const faults: Readonly<Record<string, string>> = {
    [`${ARREARS}: lines of grants are not those of ${FILE}`]: `
      (SELECT to_household_id, concat_ws('/', split_part("grant", '_', 1), person_id, from_household_id, original_order),
        origin_month, ${money}, order_id FROM ${moved} WHERE order_id IS NOT NULL)
      EXCEPT ALL
      (SELECT household_id, regexp_replace("grant", '^(.+/.+/.+)/[0-9]{4}-[0-9]{2}(-S[0-9]+)?$', '\\1'), origin_month, ${money}, order_id
        FROM ${arrears})`,
    [`${FILE}: rows are not those of grants.parquet`]: `
      (SELECT to_household_id, person_id, "grant", coalesce(CAST(year AS INTEGER), 0), ${money},
        CASE WHEN order_id IS NULL THEN 'OWED' ELSE 'MOVED' END FROM ${moved})
      EXCEPT ALL
      (SELECT household_id, person_id, kind || '_' || level, year, amount, standing FROM ${grants})`,
    [`${FILE}: rows are missing of grants.parquet`]: `
      (SELECT household_id, person_id, kind || '_' || level FROM ${grants} WHERE standing IN ('MOVED', 'OWED'))
      EXCEPT ALL (SELECT to_household_id, person_id, "grant" FROM ${moved})`,
    [`${FILE}: rows are not paid to the household in which the child lives`]: `
      FROM ${moved} WHERE from_household_id = to_household_id
        OR to_household_id NOT IN (SELECT household_id FROM register
          WHERE CASE WHEN order_id IS NULL THEN decision <> 'PAY' ELSE decision = 'PAY' END)
        OR (to_household_id, person_id) NOT IN (SELECT (household_id, person_id) FROM
          read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false))`,
    'grants.parquet: grants stand twice for a child': `
      SELECT 1 FROM ${grants} GROUP BY kind, year, person_id HAVING count(*) > 1`,
  };
  const differences: string[] = [];
  for (const [fault, rows] of Object.entries(faults)) {
    const n = (await workspace.one(`SELECT count(*) AS n FROM (${rows})`)).count('n');
    if (n > 0) differences.push(`${fault} (${n})`);
  }
  return differences;
}
