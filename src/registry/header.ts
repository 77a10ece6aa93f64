import { OperatorError } from '../domain/errors.js';
import { printable } from '../domain/printable.js';
import { COLUMNS, type Kind, OPTIONAL_COLUMNS } from './columns.js';
import { countFields, readableFields } from './line.js';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export type Header = {
  readonly delimiter: Delimiter;
  /** Every column of the file, in the file's order: ours by the names of the contract, others as they are written. */
  readonly columns: readonly string[];
  readonly extra: readonly string[];
  /** Optional columns that the file does not have. */
  readonly absent: readonly string[];
};

type Reading = Pick<Header, 'delimiter' | 'columns'> & {
  /** Required columns that it has. */
  readonly found: number;
};

/** The reading of a line, by its delimiter, that has most of the required columns. */
function bestReading(kind: Kind, line: Buffer): Reading {
  const required: readonly string[] = COLUMNS[kind];
  const names = new Map([...required, ...(OPTIONAL_COLUMNS[kind] ?? [])].map((name) => [folded(name), name]));
  const readings = DELIMITERS.map((delimiter): Reading => {
    const byte = delimiter.charCodeAt(0);
    const written = countFields(line, 0, line.length, byte) < 0 ? [] : readableFields(line, byte);
    const columns = written.map((name) => names.get(folded(name)) ?? name);
    return { delimiter, columns, found: required.filter((name) => columns.includes(name)).length };
  });
  return readings.reduce((best, one) => (one.found > best.found ? one : best));
}

/** A column's name without capitals, accents, blanks and marks between words: "Household Id" is household_id. */
export function folded(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]/g, '');
}

/** How many of the required columns a line names: most of all lines, where it is the header. */
export function columnsNamed(kind: Kind, line: Buffer): number {
  return bestReading(kind, line).found;
}

/**
 * Reads a header line. The delimiter is the one that gives most of the required columns. Throws OperatorError, with file
 * and columns, when columns are missing or one is there twice.
 */
export function readHeader(file: string, kind: Kind, line: Buffer): Header {
  const required: readonly string[] = COLUMNS[kind];
  const optional = OPTIONAL_COLUMNS[kind] ?? [];
  const { delimiter, columns, found } = bestReading(kind, line);
  if (found === 0) throw noHeader(file, kind, line);
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new OperatorError(
      `${file}: ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing from the header, which is: ${shown(line)}`,
    );
  for (const name of [...required, ...optional]) {
    const times = columns.filter((column) => column === name).length;
    if (times > 1) throw new OperatorError(`${file}: column ${name} stands ${times} times in the header`);
  }
  return {
    delimiter,
    columns,
    extra: columns.filter((column) => !required.includes(column) && !optional.includes(column)),
    absent: optional.filter((column) => !columns.includes(column)),
  };
}

/** @param line that stands where the header is looked for; null: there is none */
export function noHeader(file: string, kind: Kind, line: Buffer | null): OperatorError {
  const there = line === null ? '' : `: the file begins with ${shown(line)}`;
  return new OperatorError(
    `${file}: no header row was found${there}; the columns ${COLUMNS[kind].join(',')} are expected`,
  );
}

function shown(line: Buffer): string {
  const text = printable(line.toString('utf8', 0, 400).trim());
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
