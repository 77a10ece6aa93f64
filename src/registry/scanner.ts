import { isAscii, isUtf8 } from 'node:buffer';
import type { LineCode } from '../domain/codes.js';
import { CR, countFields, LF, QUOTE, readableFields } from './line.js';

/**
 * The pass over every byte of a registry file. It checks each physical line alone, keeps the good lines, which the
 * engine can then read, and reports the fault of each other line. Every line is counted: good + blank + faulty = lines.
 */
/** The longest line that is read, in bytes. */
export const LINE_LIMIT = 65_536;

/** A line that could not be read as a row. `id` is whom it is about; null when that field cannot be found. */
export type LineFault = { readonly line: number; readonly code: LineCode; readonly id: string | null };

/** From the good row `ordinal` on (0-based in the file), the physical line is `line` + the rows since. */
export type LineAnchor = { readonly ordinal: number; readonly line: number };

export type Scan = {
  /** Physical lines after the header. */
  lines: number;
  good: number;
  blank: number;
  faulty: number;
  /** Whether any line has letters beyond ASCII, in right UTF-8. */
  beyondAscii: boolean;
  /** Lines that are not UTF-8, and what stands in them. */
  readonly notUtf8: NotUtf8;
  /** Lines with another number of fields than the header, and the first of them. */
  readonly otherFields: { lines: number; first: number };
};

/** Of lines that are not UTF-8: how many there are, the first, and how their bytes beyond ASCII stand. */
export type NotUtf8 = {
  lines: number;
  first: number;
  /** Bytes beside another one, as the letters of Arabic words do. */
  together: number;
  /** Bytes alone between ASCII, as letters with accents do. */
  alone: number;
};

export const noScan = (): Scan => ({
  lines: 0,
  good: 0,
  blank: 0,
  faulty: 0,
  beyondAscii: false,
  notUtf8: { lines: 0, first: 0, together: 0, alone: 0 },
  otherFields: { lines: 0, first: 0 },
});

/** The weight of a byte that needs a closer look: far more than all delimiters of a line, which weigh 1 each. */
const SUSPECT = 1 << 20;

const SPACE = 0x20;
const TAB = 0x09;

/** Checks the lines of one file, chunk by chunk. */
export class LineScanner {
  readonly scan: Scan = noScan();
  private readonly weights = new Int32Array(256);
  /** An over-long line is being skipped; its fault is reported already. */
  private skipping = false;
  /** Whether the line before was a good row. If not, the next good row needs an anchor. */
  private contiguous = false;

  /**
   * @param delimiter byte between fields
   * @param fieldCount fields of the header
   * @param firstLine physical number of the first line after the header
   * @param idColumn 0-based position of the field that says whom a row is about
   */
  constructor(
    private readonly delimiter: number,
    private readonly fieldCount: number,
    private readonly firstLine: number,
    private readonly idColumn: number,
    private readonly onFault: (fault: LineFault) => void,
    private readonly onAnchor: (anchor: LineAnchor) => void,
  ) {
    this.weights[delimiter] = 1;
    for (const suspect of [0, QUOTE, CR]) this.weights[suspect] = SUSPECT;
  }

  /**
   * Checks the complete lines of bytes [0, end) and moves the good ones, each ended by one LF, to the front.
   * Returns how many bytes the good lines take, and where the incomplete last line starts. With `final`, the bytes
   * end the file: the last line needs no newline, but there must be room for one.
   */
  take(bytes: Buffer, end: number, final: boolean): { kept: number; rest: number } {
    if (final && end === 0 && this.skipping) {
      // The file ends inside an over-long line.
      this.skipping = false;
      this.scan.lines++;
    }
    let limit = end;
    if (final && end > 0 && bytes[end - 1] !== LF) bytes[limit++] = LF;
    const complete = limit === 0 ? 0 : bytes.lastIndexOf(LF, limit - 1) + 1;
    const utf8 = isUtf8(bytes.subarray(0, complete));
    if (utf8 && !this.scan.beyondAscii) this.scan.beyondAscii = !isAscii(bytes.subarray(0, complete));
    const delimiters = this.fieldCount - 1;

    let kept = 0; // good bytes moved to the front so far
    let pending = 0; // start of the good bytes not yet moved
    let start = 0; // start of the line looked at
    while (start < complete) {
      const newline = bytes.indexOf(LF, start);
      const stop = newline > start && bytes[newline - 1] === CR ? newline - 1 : newline;
      const plain = utf8 && stop - start <= LINE_LIMIT && this.weigh(bytes, start, stop) === delimiters;
      if (this.check(bytes, start, stop, plain)) {
        if (stop !== newline) {
          // A Windows line: the carriage return is removed, so that every good line ends with one LF.
          bytes.copyWithin(kept, pending, stop);
          kept += stop - pending;
          pending = newline;
        }
      } else {
        if (kept !== pending) bytes.copyWithin(kept, pending, start);
        kept += start - pending;
        pending = newline + 1;
      }
      start = newline + 1;
    }
    if (kept !== pending) bytes.copyWithin(kept, pending, complete);
    kept += complete - pending;
    return { kept, rest: this.skipOverlong(bytes, complete, limit) };
  }

  /**
   * The sum of a line's weights. It is the number of delimiters when no byte needs a closer look. Every byte of the
   * extract passes here: two sums side by side are faster than one.
   */
  private weigh(bytes: Buffer, start: number, stop: number): number {
    const weights = this.weights;
    let even = 0;
    let odd = 0;
    let i = start;
    for (const last = stop - 3; i < last; i += 4) {
      even =
        (even + (weights[bytes[i] as number] as number) + (weights[bytes[i + 2] as number] as number)) | 0;
      odd =
        (odd + (weights[bytes[i + 1] as number] as number) + (weights[bytes[i + 3] as number] as number)) | 0;
    }
    for (; i < stop; i++) even = (even + (weights[bytes[i] as number] as number)) | 0;
    return even + odd;
  }

  /** Counts one complete line and returns whether it is a good row. A `plain` line needs no closer look. */
  private check(bytes: Buffer, start: number, stop: number, plain: boolean): boolean {
    const scan = this.scan;
    const line = this.firstLine + scan.lines;
    scan.lines++;
    if (this.skipping) {
      // The end of an over-long line, whose fault is reported already.
      this.skipping = false;
      return false;
    }
    if (!plain) {
      if (stop - start <= LINE_LIMIT && isBlank(bytes, start, stop)) {
        scan.blank++;
        this.contiguous = false;
        return false;
      }
      const code = this.fault(bytes.subarray(start, stop));
      if (code === 'INVALID_UTF8') noteNotUtf8(scan.notUtf8, bytes.subarray(start, stop), line);
      else if (!scan.beyondAscii) scan.beyondAscii = !isAscii(bytes.subarray(start, stop));
      if (code === 'FIELD_COUNT' && scan.otherFields.lines++ === 0) scan.otherFields.first = line;
      if (code !== null) {
        this.report(bytes.subarray(start, Math.min(stop, start + LINE_LIMIT)), line, code);
        return false;
      }
    }
    if (!this.contiguous) {
      this.onAnchor({ ordinal: scan.good, line });
      this.contiguous = true;
    }
    scan.good++;
    return true;
  }

  /** The first fault of a line, in the order of LINE_CODES, or null. */
  private fault(line: Buffer): LineCode | null {
    if (line.length > LINE_LIMIT) return 'LINE_TOO_LONG';
    if (!isUtf8(line)) return 'INVALID_UTF8';
    if (line.includes(0)) return 'NUL_BYTE';
    if (line.includes(CR)) return 'LINE_BREAK_IN_FIELD';
    const fields = countFields(line, 0, line.length, this.delimiter);
    if (fields < 0) return 'QUOTE_MALFORMED';
    return fields === this.fieldCount ? null : 'FIELD_COUNT';
  }

  /**
   * What is left after the last newline is the start of a line. When it is longer than the limit, it is reported at
   * once and skipped to its end: a file of one endless line needs no more memory than any other.
   */
  private skipOverlong(bytes: Buffer, from: number, limit: number): number {
    if (this.skipping) return limit;
    if (limit - from <= LINE_LIMIT + 1) return from;
    this.skipping = true;
    this.report(bytes.subarray(from, from + LINE_LIMIT), this.firstLine + this.scan.lines, 'LINE_TOO_LONG');
    return limit;
  }

  private report(prefix: Buffer, line: number, code: LineCode): void {
    this.scan.faulty++;
    this.contiguous = false;
    const id = readableFields(prefix, this.delimiter, this.idColumn + 1)[this.idColumn] ?? null;
    this.onFault({ line, code, id });
  }
}

function noteNotUtf8(found: NotUtf8, line: Buffer, number: number): void {
  if (found.lines++ === 0) found.first = number;
  const beyond = (i: number) => (line[i] ?? 0) > 0x7f;
  for (let i = 0; i < line.length; i++) {
    if (beyond(i)) found[beyond(i - 1) || beyond(i + 1) ? 'together' : 'alone']++;
  }
}

function isBlank(bytes: Buffer, start: number, stop: number): boolean {
  for (let i = start; i < stop; i++) {
    if (bytes[i] !== SPACE && bytes[i] !== TAB) return false;
  }
  return true;
}
