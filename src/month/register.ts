import { join } from 'node:path';
import { REGISTER_FILE, RESIDENTS_FILE } from '../archive/folders.js';
import type { Programme } from '../programmes/programme.js';
import { type Workspace, writePath } from '../workspace/duckdb.js';

/** The path of a programme's register in a run's folder. */
export function registerFile({ code }: Programme): string {
  return code === 'families' ? REGISTER_FILE : RESIDENTS_FILE;
}

/** Writes the file of a programme's register into the run's folder. */
export async function writeRegister(
  workspace: Workspace,
  programme: Programme,
  folder: string,
): Promise<void> {
  const { registerColumns, tables } = programme;
  await workspace.run(`COPY (SELECT ${registerColumns.join(', ')} FROM ${tables.register.name})
    TO ${writePath(join(folder, registerFile(programme)))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)`);
}
