import { join } from 'node:path';
import { readPath } from '../workspace/duckdb.js';

/** SQL that reads an audit file below `folder`, with every column as text. */
export function readText(folder: string, path: string): string {
  return `read_csv(${readPath(join(folder, path))}, header = true, all_varchar = true, delim = ',', quote = '"',
    escape = '"', hive_partitioning = false)`;
}
