import { join } from 'node:path';
import { RESIDENTS_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { residentSql } from '../domain/beneficiary.js';
import { readFolder, readParquet, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/not-paid.csv';

/** What the register shows of it; the prior run's amounts and whoever is no longer in the extract are not its concern. */
const differencesSql = (residents: string | null) => `
  WITH listed AS (SELECT * FROM not_paid), decided AS (
    SELECT household_id, decision, reason, CAST(entitlement AS VARCHAR) AS amount FROM register
    WHERE decision <> 'PAY' AND reason <> 'ALREADY_PAID'
    ${residents === null ? '' : `UNION ALL SELECT ${residentSql('person_id')}, decision, reason, CAST(entitlement AS VARCHAR) FROM ${residents} WHERE decision <> 'PAY' AND reason <> 'ALREADY_PAID'`}
  ), told AS (
    SELECT household_id, decision, reason, amount FROM listed WHERE decision IS NOT NULL
  )
  SELECT (SELECT count(*) FROM (FROM told EXCEPT ALL FROM decided)) AS wrong,
    (SELECT count(*) FROM (FROM decided EXCEPT ALL FROM told)) AS missing,
    (SELECT count(*) FROM listed WHERE todo IS NULL) AS silent`;

/** Who is not paid, held against the register. A run of an older version has no such list. */
export async function notPaidDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  if (!manifest.files.some(({ path }) => path === FILE)) return [];
  await workspace.run(`CREATE VIEW not_paid AS FROM ${readText(folder, FILE)}`);
  const residents = manifest.files.some(({ path }) => path === RESIDENTS_FILE)
    ? readParquet([join(folder, RESIDENTS_FILE)])
    : null;
  const row = await workspace.one(differencesSql(residents));
  const differences: string[] = [];
  if (row.count('wrong') > 0)
    differences.push(`${FILE}: ${row.count('wrong')} rows are not what the registers say`);
  if (row.count('missing') > 0)
    differences.push(
      `${FILE}: ${row.count('missing')} beneficiaries that the registers do not pay are missing`,
    );
  if (row.count('silent') > 0)
    differences.push(`${FILE}: ${row.count('silent')} rows do not say what has to happen`);
  const cuts = manifest.files.filter(({ path }) => path.startsWith('audit/by-province/'));
  if (cuts.length === 0) return differences;
  const files = readFolder(join(folder, 'audit', 'by-province'), '*.csv');
  const cut = await workspace.one(`
    WITH cut AS (SELECT * FROM read_csv(${files}, header = true, all_varchar = true, delim = ',', quote = '"',
      escape = '"', hive_partitioning = false)),
    expected AS (FROM not_paid WHERE province_code IS NOT NULL UNION ALL FROM not_paid WHERE office IS NOT NULL)
    SELECT (SELECT count(*) FROM (FROM cut EXCEPT ALL FROM expected))
      + (SELECT count(*) FROM (FROM expected EXCEPT ALL FROM cut)) AS n`);
  if (cut.count('n') > 0)
    differences.push(`audit/by-province: the files of provinces and offices are not the rows of ${FILE}`);
  return differences;
}
