import { join } from 'node:path';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';

const FILE = 'audit/grants-in-doubt.csv';

/** Births whose grant is not made until people decide, of households that would have been paid it or owed it. */
const LISTED = `
  SELECT a.household_id, d.person_id, CASE d.birth WHEN 1 THEN 'BIRTH_FIRST' ELSE 'BIRTH_SECOND' END AS "grant",
    d.amount, d.why
  FROM birth_in_doubt d JOIN assessed a ON a.hid = d.hid
  WHERE a.amount = 'own' AND d.amount > 0 ORDER BY a.household_id, d.person_id`;

/** Writes the list below `folder`. Returns the file and its rows. */
export async function writeGrantsInDoubt(workspace: Workspace, folder: string): Promise<[string, number]> {
  return [FILE, await workspace.copy(copyCsv(`(${LISTED})`, join(folder, FILE)))];
}
