import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';

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
  const file = await open(path, 'wx', 0o600);
  await pipeline(Readable.from(rows), csv, file.createWriteStream());
}
