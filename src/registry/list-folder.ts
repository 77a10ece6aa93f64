import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError, systemCode } from '../domain/errors.js';

/** What lies in the folder of an extract, or below it. `name` is its path from there, with "/". */
export type Listed = { readonly name: string; readonly path: string; readonly isFolder: boolean };

/** Folders in folders: an extract has a few; more say that --registry names another folder. */
const DEEPEST = 4;
/** So many files are no extract of a month. */
const MOST_FILES = 500_000;
/** Folders that systems make, and that hold nothing anybody sent. */
const NOT_SENT = /^(\.|__MACOSX$)/;
/** A file of the extract may not be a folder. */
const NAMED_AS_FILE = /\.csv(\.gz)?$/i;

/**
 * Lists all files of a folder and of those below it, in byte order of their names. Throws OperatorError when there is
 * no such folder, when it is empty, and when it holds more than an extract does.
 */
export function listFolder(folder: string): Listed[] {
  const listed: Listed[] = [];
  const list = (below: string, depth: number): void => {
    for (const entry of entriesOf(folder, below)) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder && !NOT_SENT.test(entry.name) && !NAMED_AS_FILE.test(entry.name) && depth < DEEPEST)
        list(name, depth + 1);
      else listed.push({ name, path: join(folder, name), isFolder });
      if (listed.length > MOST_FILES)
        throw new OperatorError(
          `${folder}: holds more than ${MOST_FILES} files; --registry names the folder of the month's extract`,
        );
    }
  };
  list('', 0);
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entriesOf(folder: string, below: string): Dirent[] {
  try {
    const entries = readdirSync(join(folder, below), { withFileTypes: true });
    if (below === '' && entries.length === 0)
      throw new OperatorError(`${folder}: the registry folder is empty`);
    return entries;
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
