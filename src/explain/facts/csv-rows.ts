import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { type Row, readPath, type Workspace } from '../../workspace/duckdb.js';

/** Up to this size, in bytes, a file is searched for the id before the engine reads it. */
const SMALL = 1 << 16;
/** The header row is shorter than this, in bytes. */
const LONGEST_HEADER = 4096;

/**
 * Reads a household's rows of a sealed CSV file that has a column household_id (a resident: R-<person_id>), as text, in
 * the file's order, or in that of the column `order`. A column that an older version did not write is null. Empty
 * without a file. The engine reads it, because free text may hold commas, quotes and line breaks.
 */
export async function csvRows(
  workspace: Workspace,
  file: string | null,
  columns: readonly string[],
  id: string,
  order: string | null = null,
): Promise<Row[]> {
  const header = file === null ? null : headerUnlessAbsent(file, id);
  if (file === null || header === null) return [];
  const cells = columns.map((column) => `${header.includes(column) ? '' : 'NULL AS '}"${column}"`);
  return workspace.select(
    `SELECT ${cells.join(', ')} FROM read_csv(${readPath(file)}, header = true, delim = ',', quote = '"',
      escape = '"', parallel = false, hive_partitioning = false, all_varchar = true)
      WHERE household_id = $id ${order === null ? '' : `ORDER BY ${order}`}`,
    { id },
  );
}

/**
 * The columns of a file; null when it is small and does not hold the text of the id anywhere. Most of these files name
 * few households, and to ask the engine takes longer than to look.
 */
function headerUnlessAbsent(file: string, id: string): string[] | null {
  const descriptor = openSync(file, 'r');
  try {
    if (fstatSync(descriptor).size > SMALL) {
      const bytes = Buffer.alloc(LONGEST_HEADER);
      return headerOf(bytes.subarray(0, readSync(descriptor, bytes, 0, LONGEST_HEADER, 0)));
    }
    const bytes = readFileSync(descriptor);
    return bytes.includes(id) ? headerOf(bytes) : null;
  } finally {
    closeSync(descriptor);
  }
}

function headerOf(bytes: Buffer): string[] {
  return (bytes.toString('utf8', 0, LONGEST_HEADER).split('\n')[0] ?? '').split(',');
}
