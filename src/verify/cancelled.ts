import type { Manifest } from '../archive/manifest.js';
import type { Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/** What the run ends without paying it is none of its arrears, and no more than the manifest says is cancelled. */
export async function cancelledDifferences(
  workspace: Workspace,
  folder: string,
  { files, owed }: Pick<Manifest, 'files' | 'owed'>,
): Promise<string[]> {
  const file = 'audit/cancelled.csv';
  if (owed === undefined || !files.some(({ path }) => path === file)) return [];
  const row = await workspace.one(
    `SELECT count(*) FILTER (a.household_id IS NOT NULL) AS paid,
       CAST(coalesce(sum(CAST(c.amount AS DECIMAL(12,2))), 0) > CAST($cancelled AS DECIMAL(18,2)) AS INTEGER) AS more
     FROM ${readText(folder, file)} c LEFT JOIN (
       SELECT DISTINCT household_id, origin_month, cause, original_order FROM ${readText(folder, 'audit/arrears.csv')}) a
       ON a.household_id = c.household_id AND a.origin_month = c.origin_month AND a.cause = c.cause
         AND a.original_order IS NOT DISTINCT FROM c.original_order`,
    { cancelled: owed.debts.cancelled },
  );
  const differences: string[] = [];
  if (row.count('paid') > 0) differences.push(`${file}: ${row.count('paid')} debts are paid as arrears`);
  if (row.count('more') > 0)
    differences.push(`${file}: more than the ${owed.debts.cancelled} of the manifest is cancelled`);
  return differences;
}
