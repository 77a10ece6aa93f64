import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { OperatorError, systemCode } from '../domain/errors.js';
import type { Manifest } from './manifest.js';

/**
 * The rows of a small CSV file of a run's folder, proven by the manifest's hash before they are read. Null when
 * the run has no such file (an older version of the program wrote none). Throws OperatorError when the file is
 * not as it was sealed.
 */
export function sealedRows(
  folder: string,
  manifest: Manifest,
  path: string,
): Readonly<Record<string, string>>[] | null {
  const listed = manifest.files.find((file) => file.path === path);
  if (listed === undefined) return null;
  const bytes = readIfThere(join(folder, path));
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== listed.sha256) {
    throw new OperatorError(
      `${join(folder, path)}: ${bytes === null ? 'is missing' : 'has changed'}; a released run must be as it was sealed. Restore it (sarf verify shows the damage)`,
    );
  }
  return parse(bytes, { columns: true }) as Record<string, string>[];
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCode(error) ?? '')) return null;
    throw error;
  }
}
