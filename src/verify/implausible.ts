import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { referenceDate } from '../domain/period.js';
import { readFolder, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/implausible.csv';
const LIVING = '(deceased_on IS NULL OR deceased_on > CAST($now AS DATE))';

/** What the members' files show: all but the ages of mothers. */
const SHOWN = `
  SELECT household_id, person_id, 'AGE' AS what, datesub('year', birth_date, CAST($now AS DATE)) AS value FROM one
  WHERE ${LIVING} AND datesub('year', birth_date, CAST($now AS DATE)) > 110
  UNION ALL
  SELECT household_id, min(person_id), 'BIRTHS_OF_ONE_DAY', count(*) FROM one
  WHERE relation = 'CHILD' GROUP BY household_id, birth_date HAVING count(*) > 4
  UNION ALL
  SELECT household_id, NULL, 'LIVING_MEMBERS', count(*) FROM one WHERE ${LIVING} GROUP BY household_id HAVING count(*) > 25`;

/** A child so many years younger than a head or a spouse, who may be its mother: the files do not tell the sex. */
const MOTHERS = `
  SELECT c.household_id, c.person_id, datesub('year', m.birth_date, c.birth_date) AS value
  FROM one c JOIN one m ON m.household_id = c.household_id
  WHERE c.household_id IN (SELECT household_id FROM listed WHERE what = 'MOTHER_AGE')
    AND c.relation = 'CHILD' AND m.relation IN ('HEAD', 'SPOUSE')
    AND c.birth_date < m.birth_date + INTERVAL 12 YEAR`;

/**
 * What cannot be, looked for again in the members' files: each row is shown by them, and none is missing, but for ages of
 * mothers, of which each listed one must be possible. A run of an older version has no such list.
 */
export async function implausibleDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  if (!manifest.files.some(({ path }) => path === FILE)) return [];
  const row = await workspace.one(
    `WITH listed AS (
      SELECT household_id, person_id, what, TRY_CAST(value AS BIGINT) AS value FROM ${readText(folder, FILE)}
    ), one AS (
      SELECT household_id, person_id, birth_date, deceased_on, relation
      FROM read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false)
    ), shown AS (${SHOWN}), others AS (
      SELECT household_id, person_id, what, value FROM listed WHERE what IS DISTINCT FROM 'MOTHER_AGE'
    )
    SELECT (SELECT count(*) FROM (FROM others EXCEPT ALL FROM shown)) AS wrong,
      (SELECT count(*) FROM (FROM shown EXCEPT ALL FROM others)) AS missing,
      (SELECT count(*) FROM listed WHERE what = 'MOTHER_AGE'
        AND (household_id, person_id, value) NOT IN (FROM (${MOTHERS}))) AS mothers`,
    { now: referenceDate(manifest.period) },
  );
  const differences: string[] = [];
  const wrong = row.count('wrong') + row.count('mothers');
  if (wrong > 0) differences.push(`${FILE}: ${wrong} rows are not what the members' files show`);
  if (row.count('missing') > 0)
    differences.push(`${FILE}: ${row.count('missing')} things that the members' files show are missing`);
  return differences;
}
