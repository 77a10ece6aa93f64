import { join } from 'node:path';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';
import type { FileRows } from '../computed.js';

/** Children who count in no household for a month that the run computes and pays (programmes/families/counted-nowhere.ts). */
export const COUNTED_NOWHERE_FILE = 'audit/counted-nowhere.csv';

const LISTED = `(SELECT household_id, period AS month, person_id, lives_in FROM counted_nowhere ORDER BY ALL)`;

/** Returns the file and how many children it lists; nothing where there is none. */
export async function writeCountedNowhere(workspace: Workspace, folder: string): Promise<FileRows[]> {
  const rows = (await workspace.one('SELECT count(*) AS n FROM counted_nowhere')).count('n');
  if (rows === 0) return [];
  await workspace.run(copyCsv(LISTED, join(folder, COUNTED_NOWHERE_FILE)));
  return [[COUNTED_NOWHERE_FILE, rows]];
}
