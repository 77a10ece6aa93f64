import { join } from 'node:path';
import { readPath } from '../workspace/duckdb.js';

/** An audit file as the engine reads it, every column as text. */
export function readText(folder: string, path: string): string {
  return `read_csv(${readPath(join(folder, path))}, header = true, all_varchar = true, delim = ',', quote = '"',
    escape = '"', hive_partitioning = false)`;
}
