import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { readFolder, readPath, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/counted-nowhere.csv';
const GRANTS = 'audit/grants-not-made.csv';
const PAST_MEMBERS = 'past-members.parquet';

/**
 * Children who count in no household for a month that the run computes: none is among those for whom it pays the month,
 * none stands in the household that it is said to have left, and each stands where it is said to live. A run without such
 * children has no file.
 */
export async function countedNowhereDifferences(
  workspace: Workspace,
  folder: string,
  { files }: Manifest,
): Promise<string[]> {
  const has = (path: string) => files.some((file) => file.path === path);
  if (!has(FILE)) return [];
  const rows = readText(folder, FILE);
  const members = `(SELECT household_id, person_id
    FROM read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false)
    WHERE person_id IN (SELECT person_id FROM ${rows}))`;
  const paid = has(PAST_MEMBERS)
    ? `(SELECT period, person_id FROM read_parquet(${readPath(join(folder, PAST_MEMBERS))}, hive_partitioning = false))`
    : `(SELECT '' AS period, '' AS person_id WHERE false)`;
  const row = await workspace.one(`
    SELECT count(*) FILTER ((month, person_id) IN (SELECT (period, person_id) FROM ${paid})) AS paid,
      count(*) FILTER ((household_id, person_id) IN (SELECT (household_id, person_id) FROM ${members})) AS there,
      count(*) FILTER (lives_in IS NOT NULL
        AND (lives_in, person_id) NOT IN (SELECT (household_id, person_id) FROM ${members})) AS strangers
    FROM ${rows}`);
  const grants = has(GRANTS)
    ? await workspace.one(`SELECT count(*) AS n FROM ${readText(folder, GRANTS)}
        WHERE (household_id, month, person_id) NOT IN (SELECT (household_id, month, person_id) FROM ${rows})`)
    : null;
  const strangers = grants?.count('n') ?? 0;
  const faults: Readonly<Record<string, number>> = {
    'are paid the month by the run': row.count('paid'),
    'are members of the household that they left': row.count('there'),
    'are no members of the household that they live in': row.count('strangers'),
  };
  const listed = Object.entries(faults)
    .filter(([, n]) => n > 0)
    .map(([fault, n]) => `${FILE}: ${n} children ${fault}`);
  return strangers === 0
    ? listed
    : [...listed, `${GRANTS}: ${strangers} grants of children whom ${FILE} does not list`];
}
