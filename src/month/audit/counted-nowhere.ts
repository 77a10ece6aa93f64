import { join } from 'node:path';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';
import type { FileRows } from '../computed.js';

/** Children who count in no household for a month that the run computes and pays (programmes/families/counted-nowhere.ts). */
const COUNTED_NOWHERE_FILE = 'audit/counted-nowhere.csv';

const LISTED = `(SELECT household_id, period AS month, person_id, lives_in FROM counted_nowhere ORDER BY ALL)`;

/** Their grants of these months, which are made by decision alone (programmes/families/grants/not-made.ts). */
const GRANTS_NOT_MADE_FILE = 'audit/grants-not-made.csv';

const GRANTS = `(SELECT household_id, period AS month, person_id, lives_in, "grant", amount FROM grant_not_made ORDER BY ALL)`;

/** Returns the files and how many children and grants they list; nothing where there is none. */
export async function writeCountedNowhere(workspace: Workspace, folder: string): Promise<FileRows[]> {
  const rows = (await workspace.one('SELECT count(*) AS n FROM counted_nowhere')).count('n');
  if (rows === 0) return [];
  await workspace.run(copyCsv(LISTED, join(folder, COUNTED_NOWHERE_FILE)));
  const grants = (await workspace.one('SELECT count(*) AS n FROM grant_not_made')).count('n');
  if (grants === 0) return [[COUNTED_NOWHERE_FILE, rows]];
  await workspace.run(copyCsv(GRANTS, join(folder, GRANTS_NOT_MADE_FILE)));
  return [
    [COUNTED_NOWHERE_FILE, rows],
    [GRANTS_NOT_MADE_FILE, grants],
  ];
}
