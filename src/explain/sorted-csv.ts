import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { invariant } from '../domain/errors.js';

const LONGEST_LINE = 4096;
const LF = 10;

/**
 * The record of a CSV file of ours whose first field is `key`, or null. The file is sorted by its first field,
 * byte by byte, and no field of it needs quotes: the line is found by halving, in some twenty reads of a page,
 * whatever the size of the file (a month of new tariffs lists every family). Crashes when the header is another.
 */
export function recordOf(
  path: string,
  key: string,
  columns: readonly string[],
): Readonly<Record<string, string>> | null {
  const file = openSync(path, 'r');
  try {
    const lineAt = (offset: number): { text: string; next: number } => {
      const bytes = Buffer.alloc(LONGEST_LINE);
      const read = readSync(file, bytes, 0, LONGEST_LINE, offset);
      const end = bytes.subarray(0, read).indexOf(LF);
      invariant(end >= 0, () => `${path}: no line ends within ${LONGEST_LINE} bytes of ${offset}`);
      return { text: bytes.toString('utf8', 0, end), next: offset + end + 1 };
    };
    const header = lineAt(0);
    invariant(header.text === columns.join(','), () => `${path}: its header is ${header.text}`);
    const size = fstatSync(file).size;
    const text = search(header.next, size, key, lineAt);
    if (text === null) return null;
    const cells = text.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  } finally {
    closeSync(file);
  }
}

type LineAt = (offset: number) => { text: string; next: number };

/** `low` and `high` are always beginnings of lines (or the end); the line sought is in between, if anywhere. */
function search(from: number, to: number, key: string, lineAt: LineAt): string | null {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    // The line that begins at or after the middle, or, when that is beyond, the first one of the rest.
    const begin = middle === low ? low : lineAt(middle - 1).next;
    const start = begin < high ? begin : low;
    const line = lineAt(start);
    const first = line.text.slice(0, line.text.indexOf(','));
    if (first === key) return line.text;
    if (first < key) low = line.next;
    else if (start === low) return null;
    else high = start;
  }
  return null;
}
