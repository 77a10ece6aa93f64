import { isUtf8 } from 'node:buffer';
import type { LineCode } from '../domain/codes.js';
import { CR, countFields, LF, QUOTE, readableFields } from './line.js';

/**
 * The pass over every byte of a registry file. It judges each physical line by itself, keeps the good ones
 * (which the engine then reads without a surprise) and names the fault of each other. After it, every line
 * is accounted for: good + blank + faulty = lines.
 */
export const LINE_LIMIT = 65_536;

/** A line that could not be read as a row; `id` is its household_id, as far as the line can be followed. */
export type LineFault = { readonly line: number; readonly code: LineCode; readonly id: string | null };

/** From the good row with this ordinal on (0-based in the file), physical line = `line` + rows since. */
export type LineAnchor = { readonly ordinal: number; readonly line: number };

export type Scan = {
  /** Physical lines seen, the header not counted. */
  lines: number;
  good: number;
  blank: number;
  faulty: number;
};

const PLAIN = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const QUOTED = 3;
const NUL = 4;
const RETURN = 5;

const SPACE = 0x20;
const TAB = 0x09;

export class LineScanner {
  readonly scan: Scan = { lines: 0, good: 0, blank: 0, faulty: 0 };
  private readonly classes = new Uint8Array(256);
  /** An over-long line is being skipped: its first bytes were judged already. */
  private skipping = false;
  /** Whether the good row before this line stood on the line before: else an anchor is due. */
  private contiguous = false;

  /**
   * @param delimiter byte between fields
   * @param fieldCount fields of the header
   * @param firstLine physical number of the first line after the header
   * @param idColumn position of household_id among the fields
   */
  constructor(
    private readonly delimiter: number,
    private readonly fieldCount: number,
    private readonly firstLine: number,
    private readonly idColumn: number,
    private readonly onFault: (fault: LineFault) => void,
    private readonly onAnchor: (anchor: LineAnchor) => void,
  ) {
    this.classes[delimiter] = DELIMITER;
    this.classes[LF] = NEWLINE;
    this.classes[QUOTE] = QUOTED;
    this.classes[0] = NUL;
    this.classes[CR] = RETURN;
  }

  /**
   * Judges the complete lines of bytes [0, end) and moves the good ones, each ended by one LF, to the front.
   * Returns how many bytes the good lines now take and from where the incomplete last line starts.
   * With `final`, the bytes end the file and the last line needs no newline (there must be room for one).
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
    const checkUtf8 = !isUtf8(bytes.subarray(0, complete));
    const classes = this.classes;

    let kept = 0; // good bytes moved to the front so far
    let pending = 0; // start of the good bytes not yet moved
    let start = 0; // start of the line looked at
    let delimiters = 0;
    let flags = 0;

    for (let i = 0; i < complete; i++) {
      const kind = classes[bytes[i] as number] as number;
      if (kind === PLAIN) continue;
      if (kind === DELIMITER) {
        delimiters++;
        continue;
      }
      if (kind !== NEWLINE) {
        if (kind !== RETURN || bytes[i + 1] !== LF) flags |= 1 << kind;
        continue;
      }
      const stop = i > start && bytes[i - 1] === CR ? i - 1 : i;
      if (this.judge(bytes, start, stop, delimiters, flags, checkUtf8)) {
        if (stop !== i) {
          // A Windows line: the carriage return is cut out, so that every good line ends alike.
          bytes.copyWithin(kept, pending, stop);
          kept += stop - pending;
          pending = i;
        }
      } else {
        if (kept !== pending) bytes.copyWithin(kept, pending, start);
        kept += start - pending;
        pending = i + 1;
      }
      start = i + 1;
      delimiters = 0;
      flags = 0;
    }
    if (kept !== pending) bytes.copyWithin(kept, pending, complete);
    kept += complete - pending;
    return { kept, rest: this.skipOverlong(bytes, complete, limit) };
  }

  /** Counts one complete line and says whether it is a good row. */
  private judge(
    bytes: Buffer,
    start: number,
    stop: number,
    delimiters: number,
    flags: number,
    checkUtf8: boolean,
  ): boolean {
    const scan = this.scan;
    const line = this.firstLine + scan.lines;
    if (this.skipping) {
      // The end of an over-long line, whose fault is known already.
      this.skipping = false;
      scan.lines++;
      return false;
    }
    scan.lines++;
    if (delimiters === 0 && flags === 0 && stop - start <= LINE_LIMIT && isBlank(bytes, start, stop)) {
      scan.blank++;
      this.contiguous = false;
      return false;
    }
    const code = this.fault(bytes, start, stop, delimiters, flags, checkUtf8);
    if (code !== null) {
      this.report(bytes.subarray(start, Math.min(stop, start + LINE_LIMIT)), line, code);
      return false;
    }
    if (!this.contiguous) {
      this.onAnchor({ ordinal: scan.good, line });
      this.contiguous = true;
    }
    scan.good++;
    return true;
  }

  /** The first fault of a line, in the order of LINE_CODES, or null. */
  private fault(
    bytes: Buffer,
    start: number,
    stop: number,
    delimiters: number,
    flags: number,
    checkUtf8: boolean,
  ): LineCode | null {
    if (stop - start > LINE_LIMIT) return 'LINE_TOO_LONG';
    if (checkUtf8 && !isUtf8(bytes.subarray(start, stop))) return 'INVALID_UTF8';
    if (flags === 0) return delimiters + 1 === this.fieldCount ? null : 'FIELD_COUNT';
    if (flags & (1 << NUL)) return 'NUL_BYTE';
    if (flags & (1 << RETURN)) return 'LINE_BREAK_IN_FIELD';
    const fields = countFields(bytes, start, stop, this.delimiter);
    if (fields < 0) return 'QUOTE_MALFORMED';
    return fields === this.fieldCount ? null : 'FIELD_COUNT';
  }

  /**
   * What is left after the last newline is the start of a line. Beyond the limit it is reported at once and
   * skipped to its end, so that a file of one endless line needs no more memory than any other.
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

function isBlank(bytes: Buffer, start: number, stop: number): boolean {
  for (let i = start; i < stop; i++) {
    if (bytes[i] !== SPACE && bytes[i] !== TAB) return false;
  }
  return true;
}
