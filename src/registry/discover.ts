import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError, systemCode } from '../domain/errors.js';
import { isFile } from '../files/there.js';
import { ALL_KINDS, KINDS, type Kind } from './columns.js';

/** One file of the extract. `name` is its name in the folder, which every report uses. */
export type ExtractFile = { readonly kind: Kind; readonly name: string; readonly path: string };

const CONTROL_FILE = 'control.csv';

export type Extract = {
  readonly folder: string;
  /** By kind, then by name in byte order: the order in which they are read. */
  readonly files: readonly ExtractFile[];
  /** The path of control.csv, in capitals or not; null when there is none. */
  readonly control: string | null;
  readonly notices: readonly string[];
};

/**
 * Returns the kind of the file with this name, or null when it is not part of the extract. Capitals make no
 * difference: mail and some systems change them, and nobody would notice a file that is not read.
 */
export function kindOf(name: string): Kind | null {
  const small = name.toLowerCase();
  if (!/^.*\.csv(?:\.gz)?$/.test(small)) return null;
  return ALL_KINDS.find((kind) => small.startsWith(kind)) ?? null;
}

/** Lists the files of an extract. Throws OperatorError when the folder or a required kind is missing. */
export function discover(folder: string): Extract {
  const entries = list(folder);
  const files: ExtractFile[] = [];
  const notices: string[] = [];
  for (const kind of ALL_KINDS) {
    for (const entry of entries.filter((e) => kindOf(e.name) === kind)) {
      const path = join(folder, entry.name);
      if (!isFile(path)) throw new OperatorError(`${path}: a file is expected here, and this is none`);
      files.push({ kind, name: entry.name, path });
    }
    if (isRequired(kind) && !files.some((file) => file.kind === kind)) {
      throw new OperatorError(
        `${folder}: no ${kind} file; the extract needs at least one named ${kind}*.csv or ${kind}*.csv.gz`,
      );
    }
  }
  const [control, other] = entries.filter((entry) => entry.name.toLowerCase() === CONTROL_FILE);
  if (control !== undefined && other !== undefined)
    throw new OperatorError(`${folder}: ${control.name} and ${other.name} are both here; leave one of them`);
  const names = new Set(files.map((file) => file.name));
  for (const entry of entries) {
    if (names.has(entry.name) || entry === control) continue;
    notices.push(`${entry.name}: not a file of the extract; ignored`);
  }
  return { folder, files, control: control ? join(folder, control.name) : null, notices };
}

function isRequired(kind: Kind): boolean {
  return KINDS.some((required) => required === kind);
}

function list(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.length === 0) throw new OperatorError(`${folder}: the registry folder is empty`);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT')
      throw new OperatorError(
        `${folder}: no such folder; --registry names the folder of the month's extract`,
      );
    if (code === 'ENOTDIR')
      throw new OperatorError(`${folder}: not a folder; --registry names the folder of the month's extract`);
    throw error;
  }
}
