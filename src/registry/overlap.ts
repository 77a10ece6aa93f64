import { OperatorError } from '../domain/errors.js';
import { countToPeople } from '../domain/money.js';
import type { Workspace } from '../workspace/duckdb.js';

/** So many households in two files, and half of the smaller one's, are no duplicates here and there. */
export const FEWEST_SHARED = 10;

/** Rows that name a household, and in which file they stand. */
const PLACED = `
  SELECT h.household_id, a.file
  FROM (SELECT rowid AS row, household_id FROM household_row WHERE faults & 1 = 0) h
  ASOF JOIN (SELECT file, min("row") AS first FROM line_anchor WHERE kind = 'households' GROUP BY file) a ON h.row >= a.first`;

const SHARED = `
  WITH placed AS (${PLACED}), of_file AS (SELECT file, count(*) AS rows FROM placed GROUP BY file)
  SELECT a.file AS one, b.file AS other, count(DISTINCT a.household_id) AS shared, least(any_value(x.rows), any_value(y.rows)) AS rows
  FROM placed a JOIN placed b ON a.household_id = b.household_id AND a.file < b.file
    JOIN of_file x ON x.file = a.file JOIN of_file y ON y.file = b.file
  GROUP BY a.file, b.file HAVING shared >= ${FEWEST_SHARED} AND shared * 2 >= least(any_value(x.rows), any_value(y.rows))
  ORDER BY shared DESC, one, other LIMIT 1`;

/**
 * Throws OperatorError when two households files hold the same households: a copy under another name, or an older extract
 * beside this one. To be called while `household_row` stands.
 * @param sidelined rows beyond the first of their household; where they are few, nothing is looked for
 */
export async function refuseOverlap(workspace: Workspace, folder: string, sidelined: number): Promise<void> {
  if (sidelined < FEWEST_SHARED) return;
  const [found] = await workspace.select(SHARED);
  if (found === undefined) return;
  throw new OperatorError(
    `${folder}: ${found.text('one')} and ${found.text('other')} hold the same households: ${countToPeople(found.count('shared'))} of the ${countToPeople(found.count('rows'))} of the smaller one; leave one of them`,
  );
}
