import { join } from 'node:path';
import type { Programme } from '../programmes/programme.js';
import { type Workspace, writePath } from '../workspace/duckdb.js';

/** Writes the file of a programme's register into the run's folder. */
export async function writeRegister(
  workspace: Workspace,
  { registerColumns, tables, files }: Programme,
  folder: string,
): Promise<void> {
  await workspace.run(`COPY (SELECT ${registerColumns.join(', ')} FROM ${tables.register})
    TO ${writePath(join(folder, files.register))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`);
}
