import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { OperatorError } from '../domain/errors.js';
import { FILE_MODE } from '../domain/modes.js';
import { isPresent } from './there.js';

/** A negative number is written as it is; any other text that a spreadsheet would run as a formula is disarmed. */
const NEGATIVE = /^-\d+(\.\d+)?$/;

export type Cell = string | number | null;

/** Writes a CSV file people open: header, rows in the given order, LF line ends, readable by its owner alone. */
export async function writeCsv(
  path: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): Promise<void> {
  const csv = stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    cast: {
      string: (value) => (NEGATIVE.test(value) ? { value, escape_formulas: false } : value),
    },
  });
  // Opened before the first row is asked for: a file that cannot be written leaves no query half read.
  const file = await open(path, 'wx', FILE_MODE);
  await pipeline(Readable.from(rows), csv, file.createWriteStream());
}

/** Why the system does not let a file be written, by the error's code. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'nothing may be written on this disk',
  ENOENT: 'its folder is missing',
  ENOTDIR: 'a file is in the place of its folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Throws OperatorError where the file that --csv names exists already, or cannot be reached. */
export function refusePresentCsv(path: string): void {
  let present: boolean;
  try {
    present = isPresent(path);
  } catch (error) {
    throw unwritable(path, error) ?? error;
  }
  if (present) throw new OperatorError(`--csv: ${path}: exists already; give another name`);
}

/** Writes the file that --csv names, as writeCsv does. Throws OperatorError where it cannot be written. */
export async function writeGivenCsv(...[path, columns, rows]: Parameters<typeof writeCsv>): Promise<void> {
  try {
    await writeCsv(path, columns, rows);
  } catch (error) {
    throw unwritable(path, error) ?? error;
  }
}

/** The system's refusal to let this file be written, for the operator; null for any other error. */
function unwritable(path: string, error: unknown): OperatorError | null {
  const { path: named, code = '' } = error as NodeJS.ErrnoException;
  const why = named === path ? UNWRITABLE[code] : undefined;
  if (why === undefined) return null;
  return new OperatorError(`${path}: cannot be written (${why}); give another --csv`, undefined, {
    cause: error,
  });
}
