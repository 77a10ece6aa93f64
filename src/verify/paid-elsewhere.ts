import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { columnsOf, readFolder, readPath, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const ELSEWHERE = 'audit/paid-elsewhere.csv';
const ARREARS = 'audit/arrears.csv';
const PAST_MEMBERS = 'past-members.parquet';

/** How many children a composition has: "none", "S" or "S.If+B1". */
const CHILDREN = `CASE split_part(composition, '+', 1) WHEN 'none' THEN 0
    ELSE length(split_part(composition, '+', 1)) - length(replace(split_part(composition, '+', 1), '.', '')) + 1 END`;

/**
 * Months that were computed when they were paid: as many children are listed as counted as the composition has, and
 * those who do not count are in both lists. Whoever does not count is a member of the household.
 */
export async function paidElsewhereDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const has = (path: string) => manifest.files.some((file) => file.path === path);
  const differences: string[] = [];
  const count = async (sql: string) => (await workspace.one(`SELECT count(*) AS n FROM (${sql})`)).count('n');
  // A version that did not know it named nobody.
  if (!(await columnsOf(workspace, readText(folder, ARREARS))).includes('not_counted')) return [];
  const computed = `SELECT household_id, origin_month, composition, not_counted FROM ${readText(folder, ARREARS)}
    WHERE composition IS NOT NULL`;
  const counted = has(PAST_MEMBERS)
    ? `SELECT household_id, period, person_id, counted FROM read_parquet(${readPath(join(folder, PAST_MEMBERS))}, hive_partitioning = false)`
    : `SELECT '' AS household_id, '' AS period, '' AS person_id, false AS counted WHERE false`;
  const wrong = await count(`
    SELECT c.household_id FROM (${computed}) c
    FULL JOIN (SELECT household_id, period, count(*) FILTER (counted) AS children FROM (${counted}) GROUP BY ALL) m
      ON m.household_id = c.household_id AND m.period = c.origin_month
    WHERE coalesce(m.children, 0) IS DISTINCT FROM ${CHILDREN}`);
  if (wrong > 0) differences.push(`${PAST_MEMBERS}: of ${wrong} months, not the children of ${ARREARS}`);
  const listed = has(ELSEWHERE)
    ? `SELECT household_id, month, person_id, effect FROM ${readText(folder, ELSEWHERE)}`
    : `SELECT '' AS household_id, '' AS month, '' AS person_id, '' AS effect WHERE false`;
  const named = `SELECT household_id, month, string_agg(person_id, ';' ORDER BY person_id) AS persons
    FROM (${listed}) WHERE effect = 'NOT_COUNTED' GROUP BY ALL`;
  const other = await count(`
    SELECT c.household_id FROM (${computed}) c
    LEFT JOIN (${named}) n ON n.household_id = c.household_id AND n.month = c.origin_month
    WHERE n.persons IS DISTINCT FROM c.not_counted`);
  if (other > 0)
    differences.push(`${ARREARS}: of ${other} months, other children do not count than ${ELSEWHERE} says`);
  if (!has(ELSEWHERE)) return differences;
  const strangers = await count(`
    SELECT l.person_id FROM (${listed}) l
    WHERE l.effect = 'NOT_COUNTED' AND (l.household_id, l.person_id) NOT IN (
      SELECT household_id, person_id
      FROM read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false)
      WHERE person_id IN (SELECT person_id FROM (${listed})))`);
  if (strangers > 0) differences.push(`${ELSEWHERE}: ${strangers} persons are no members of their household`);
  return differences;
}
