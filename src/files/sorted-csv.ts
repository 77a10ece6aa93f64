import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { invariant } from '../domain/errors.js';

const LONGEST_LINE = 4096;
const LF = 10;

type Record = Readonly<{ [column: string]: string }>;

/**
 * The records of a CSV file of ours whose first field is `key`. The file is sorted by its first field, byte by
 * byte, and no field that is asked for needs quotes: the first line is found by halving, in some twenty reads of
 * a page, whatever the size of the file (a month of new tariffs lists every family). Crashes when the header is
 * another.
 */
export function recordsOf(path: string, key: string, columns: readonly string[]): Record[] {
  const file = openSync(path, 'r');
  try {
    const lineAt = (offset: number): Line => {
      const bytes = Buffer.alloc(LONGEST_LINE);
      const read = readSync(file, bytes, 0, LONGEST_LINE, offset);
      const end = bytes.subarray(0, read).indexOf(LF);
      invariant(end >= 0, () => `${path}: no line ends within ${LONGEST_LINE} bytes of ${offset}`);
      return { text: bytes.toString('utf8', 0, end), next: offset + end + 1 };
    };
    const header = lineAt(0);
    invariant(header.text === columns.join(','), () => `${path}: its header is ${header.text}`);
    const size = fstatSync(file).size;
    const records: Record[] = [];
    let at = lowerBound(header.next, size, key, lineAt);
    while (at < size) {
      const line = lineAt(at);
      if (keyOf(line) !== key) break;
      const cells = line.text.split(',');
      records.push(Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])));
      at = line.next;
    }
    return records;
  } finally {
    closeSync(file);
  }
}

/** The first record of a key, or null. */
export function firstRecordOf(path: string, key: string, columns: readonly string[]): Record | null {
  return recordsOf(path, key, columns)[0] ?? null;
}

type Line = { readonly text: string; readonly next: number };

const keyOf = (line: Line): string => line.text.slice(0, line.text.indexOf(','));

/** Where the first line with `key`, or a later one, begins. `low` and `high` always are beginnings of lines, or the end. */
function lowerBound(from: number, to: number, key: string, lineAt: (offset: number) => Line): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    // The line that begins at or after the middle, or, when that is beyond, the first one of the rest.
    const begin = middle === low ? low : lineAt(middle - 1).next;
    const start = begin < high ? begin : low;
    const line = lineAt(start);
    if (keyOf(line) < key) low = line.next;
    else if (start === low) break;
    else high = start;
  }
  return low;
}
