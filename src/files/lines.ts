import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { FILE_MODE } from '../domain/modes.js';
import { bufferSize } from './buffer-size.js';

/**
 * Rows as tab-separated lines, between the engine and what reads or writes row by row (a message, the
 * ledger): the fastest way across for millions. Cells hold neither tab nor line break: of what comes from
 * outside they are made blanks. An empty cell is null.
 */
const BUFFER = 1 << 20;
const BREAKING = /[\t\r\n]/;
const EVERY_BREAKING = /[\t\r\n]+/g;

export class LineWriter {
  private readonly handle: number;
  private text: string[] = [];
  private length = 0;

  constructor(path: string) {
    this.handle = openSync(path, 'wx', FILE_MODE);
  }

  row(cells: readonly (string | number | boolean | null)[]): void {
    const whole = cells.some((cell) => typeof cell === 'string' && BREAKING.test(cell))
      ? cells.map((cell) => (typeof cell === 'string' ? cell.replace(EVERY_BREAKING, ' ') : cell))
      : cells;
    this.lines(`${whole.join('\t')}\n`);
  }

  /** Lines that are made already, each with its end. */
  lines(text: string): void {
    this.text.push(text);
    this.length += text.length;
    if (this.length >= BUFFER) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.handle);
  }

  private flush(): void {
    const bytes = Buffer.from(this.text.join(''));
    for (let done = 0; done < bytes.length; ) done += writeSync(this.handle, bytes, done);
    this.text = [];
    this.length = 0;
  }
}

/** The lines of a file written by us. */
export function* linesOf(path: string): Generator<string> {
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(bufferSize(fstatSync(handle).size, BUFFER));
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const read = readSync(handle, buffer, 0, buffer.length, null);
      if (read === 0) return;
      const lines = (rest + decoder.decode(buffer.subarray(0, read), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(handle);
  }
}

/** How the engine reads such a file: `FROM ${readLines(path, { order_id: 'VARCHAR' })}`. */
export function readLines(path: string, columns: Readonly<Record<string, string>>): string {
  const list = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
  return `read_csv(${path}, columns = {${list.join(', ')}}, ${LINES}, auto_detect = false)`;
}

/** How the engine writes one: `COPY (…) TO … (FORMAT csv, ${WRITE_LINES})`. */
export const WRITE_LINES = `FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '', NULLSTR ''`;
const LINES = `delim = '\t', header = false, quote = '', escape = '', nullstr = ''`;
