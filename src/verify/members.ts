import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { readFolder, readPath, type Workspace } from '../workspace/duckdb.js';

/** The register against the lists of grants, of households and of members. */

/**
 * For each household, the listed grants add up to the grants that the register pays, or keeps back while they are
 * owed. A supplementary run does not list grants that its month's regular run keeps back.
 */
export async function grantDifferences(
  workspace: Workspace,
  folder: string,
  kind: Manifest['kind'],
): Promise<string[]> {
  const made = kind === 'regular' ? "'PAY', 'BLOCKED', 'HELD'" : "'PAY'";
  const row = await workspace.one(`
    SELECT count(*) FILTER (g.birth IS DISTINCT FROM r.birth OR g.school IS DISTINCT FROM r.school) AS wrong
    FROM (
      SELECT household_id, coalesce(sum(amount) FILTER (kind = 'BIRTH'), 0) AS birth,
        coalesce(sum(amount) FILTER (kind = 'SCHOOL'), 0) AS school
      FROM read_parquet(${readPath(join(folder, 'grants.parquet'))}, hive_partitioning = false)
      WHERE standing = 'PAID' OR (standing = 'ACCRUED' AND ${kind === 'regular'}) GROUP BY household_id
    ) g FULL JOIN (
      SELECT household_id, birth_grant AS birth, school_grant AS school FROM register
      WHERE decision IN (${made}) AND birth_grant + school_grant <> 0
    ) r ON r.household_id = g.household_id`);
  const wrong = row.count('wrong');
  return wrong === 0 ? [] : [`grants.parquet: of ${wrong} households, not what the register grants them`];
}

/**
 * A birth whose grant is in doubt is in no list of grants made, its household in the register, and the child among its
 * members. A run of an older version has no such list.
 */
export async function doubtDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const file = 'audit/grants-in-doubt.csv';
  if (!manifest.files.some(({ path }) => path === file)) return [];
  const row = await workspace.one(`
    SELECT count(*) AS n,
      count(*) FILTER (TRY_CAST(d.amount AS DECIMAL(12,2)) > 0
        AND d."grant" IN ('BIRTH_FIRST', 'BIRTH_SECOND') AND d.why IN ('SAME_BIRTH_DATE', 'SAME_LEVEL')
        AND (d.household_id, d.person_id) IN (SELECT (household_id, person_id)
          FROM read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false))
        AND d.person_id NOT IN (SELECT person_id
          FROM read_parquet(${readPath(join(folder, 'grants.parquet'))}, hive_partitioning = false) WHERE kind = 'BIRTH')) AS fit
    FROM read_csv(${readPath(join(folder, file))}, header = true, all_varchar = true, delim = ',',
      hive_partitioning = false) d`);
  const wrong = row.count('n') - row.count('fit');
  return wrong === 0 ? [] : [`${file}: ${wrong} rows are no child of the run whose grant was not made`];
}

/** The households' files have the register's rows in the same order, and every member is of one of its households. */
export async function memberDifferences(workspace: Workspace, folder: string): Promise<string[]> {
  const read = (part: string) =>
    `read_parquet(${readFolder(join(folder, part), '*.parquet')}, hive_partitioning = false)`;
  const households = await workspace.one(`
    SELECT count(*) AS n FROM ${read('households')} h
    FULL JOIN (SELECT row_number() OVER () - 1 AS household_no, household_id, composition FROM register) r
      ON r.household_no = h.household_no
    WHERE h.household_id IS DISTINCT FROM r.household_id OR r.composition <> h.composition`);
  const members = await workspace.one(`
    SELECT count(*) AS n FROM ${read('members')} m
    LEFT JOIN ${read('households')} h ON h.household_no = m.household_no
    WHERE h.household_id IS DISTINCT FROM m.household_id`);
  const differences: string[] = [];
  if (households.count('n') > 0)
    differences.push(`households: ${households.count('n')} rows are not the register's`);
  if (members.count('n') > 0)
    differences.push(`members: ${members.count('n')} rows are of no household of the run`);
  return differences;
}
