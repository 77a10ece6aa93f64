import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { EXPECTED, type LineCode } from '../domain/codes.js';
import { OperatorError } from '../domain/errors.js';
import { printable } from '../domain/printable.js';
import { PATTERNS } from '../domain/vocabulary.js';
import { type FileDigest, FileReader } from '../files/read-file.js';
import { textOf } from './decode.js';
import { DELIMITERS, folded } from './header.js';
import { CR, countFields, LF, readableFields } from './line.js';

/**
 * A CSV file of which every row must be good: what another system hands over, once, and of which no row may be left out.
 * It is read as the extract is (delimiter from the header, one line a row, UTF-8, plain or gzip).
 */
export type StrictColumn = {
  readonly name: string;
  /** The header must have it; of one that it has not, every value is blank. */
  readonly needed: boolean;
  /** A value may be left blank. */
  readonly mayBeBlank: boolean;
  readonly pattern: RegExp;
  readonly code: string;
  /** With an example: "an amount above 0 such as 500.00". */
  readonly expected: string;
};

/** A value that cannot be used. `column` is '' where the line as a whole is meant. */
export type StrictFault = {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly value: string;
  readonly expected: string;
};

/** A good row: its line in the file, and its values by column, blank ones ''. */
export type StrictRow = { readonly line: number; readonly value: (column: string) => string };

export type StrictSummary = FileDigest & { readonly name: string; readonly rows: number };

/** A pattern that a value has from its beginning to its end. */
export const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

/** The number of a household, in every row. */
export const HOUSEHOLD: StrictColumn = {
  name: 'household_id',
  needed: true,
  mayBeBlank: false,
  pattern: whole(PATTERNS.householdId),
  code: 'HOUSEHOLD_ID_INVALID',
  expected: EXPECTED.HOUSEHOLD_ID_INVALID,
};

/**
 * Reads a file, row by row: good rows go to `onRows`, in batches, and bad values to `onFault`. Throws OperatorError for
 * a file that cannot be read, without the needed columns, or without a row.
 */
export async function readStrictly(
  path: string,
  columns: readonly StrictColumn[],
  onRows: (rows: readonly StrictRow[]) => Promise<void>,
  onFault: (fault: StrictFault) => void,
): Promise<StrictSummary> {
  const name = basename(path);
  const reader = await FileReader.open(path, name);
  let rows = 0;
  let batch: StrictRow[] = [];
  let judge: Judge | null = null;
  try {
    for await (const { line, bytes } of linesOfText(textOf(path, reader.content()))) {
      if (isBlankLine(bytes)) continue;
      if (judge === null) {
        judge = judgeOf(path, columns, bytes);
        continue;
      }
      rows++;
      const row = judge(line, bytes, onFault);
      if (row === null) continue;
      batch.push(row);
      if (batch.length < BATCH) continue;
      await onRows(batch);
      batch = [];
    }
    await onRows(batch);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const digest = await reader.finish();
  if (rows === 0)
    throw new OperatorError(`${path}: holds no row; leave the file out where there is nothing to say`);
  return { ...digest, name, rows };
}

const BATCH = 20_000;

/** The lines of a text, without their ends, numbered from 1. */
async function* linesOfText(
  text: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly line: number; readonly bytes: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  for await (const chunk of text) {
    const bytes = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      yield { line: ++line, bytes: withoutCr(bytes.subarray(from, end)) };
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield { line: ++line, bytes: withoutCr(rest) };
}

function withoutCr(bytes: Buffer): Buffer {
  return bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
}

function isBlankLine(bytes: Buffer): boolean {
  return bytes.toString('latin1').trim() === '';
}

/** Judges a line: the row, or null where it has a fault. */
type Judge = (line: number, bytes: Buffer, onFault: (fault: StrictFault) => void) => StrictRow | null;

function judgeOf(path: string, columns: readonly StrictColumn[], header: Buffer): Judge {
  const { delimiter, places, fields } = readStrictHeader(path, columns, header);
  const file = basename(path);
  return (line, bytes, onFault) => {
    const unusable = (code: LineCode) => {
      onFault({ file, line, column: '', code, value: '', expected: EXPECTED[code] });
      return null;
    };
    if (!isUtf8(bytes)) return unusable('INVALID_UTF8');
    const count = countFields(bytes, 0, bytes.length, delimiter);
    if (count < 0) return unusable('QUOTE_MALFORMED');
    if (count !== fields) return unusable('FIELD_COUNT');
    const cells = readableFields(bytes, delimiter);
    const value = (column: string) => cells[places.get(column) ?? -1] ?? '';
    let good = true;
    for (const { name, mayBeBlank, pattern, code, expected } of columns) {
      const given = value(name);
      if (given === '' ? mayBeBlank : pattern.test(given)) continue;
      good = false;
      onFault({ file, line, column: name, code, value: given, expected });
    }
    return good ? { line, value } : null;
  };
}

function readStrictHeader(path: string, columns: readonly StrictColumn[], header: Buffer) {
  const names = new Map(columns.map(({ name }) => [folded(name), name]));
  const readings = DELIMITERS.map((one) => {
    const delimiter = one.charCodeAt(0);
    const written = readableFields(header, delimiter);
    const found = written.map((name) => names.get(folded(name)) ?? name);
    return { delimiter, found, known: found.filter((name) => columns.some((own) => own.name === name)) };
  });
  const best = readings.reduce((most, one) => (one.known.length > most.known.length ? one : most));
  const needed = columns.filter((one) => one.needed).map(({ name }) => name);
  const missing = needed.filter((name) => !best.found.includes(name));
  if (missing.length > 0)
    throw new OperatorError(
      `${path}: ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing from the header, which is: ${printable(header.toString('utf8', 0, 100).trim())}`,
    );
  const twice = best.known.find((name, i) => best.known.indexOf(name) !== i);
  if (twice !== undefined)
    throw new OperatorError(`${path}: column ${twice} stands twice in the header; leave one of them`);
  const strange = best.found.filter((name) => !best.known.includes(name));
  if (strange.length > 0)
    throw new OperatorError(
      `${path}: column ${printable(strange[0] ?? '')} is none of ${columns.map(({ name }) => name).join(', ')}; take it out, or put its name right`,
    );
  const places = new Map(best.found.map((name, i) => [name, i]));
  return { delimiter: best.delimiter, places, fields: best.found.length };
}
