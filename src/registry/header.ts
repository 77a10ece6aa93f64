import { OperatorError } from '../domain/errors.js';
import { COLUMNS, type Kind, OPTIONAL_COLUMNS } from './columns.js';
import { countFields, readableFields } from './line.js';

export type Header = {
  readonly delimiter: ',' | ';';
  /** Every column of the file, in the file's order. */
  readonly columns: readonly string[];
  readonly extra: readonly string[];
  /** Optional columns that the file does not have. */
  readonly absent: readonly string[];
};

/**
 * Reads a header line. The delimiter is `,` or `;`, whichever gives more of the required columns. Throws
 * OperatorError, with file and column, when a column is missing or is there twice.
 */
export function readHeader(file: string, kind: Kind, line: Buffer): Header {
  const required: readonly string[] = COLUMNS[kind];
  const optional = OPTIONAL_COLUMNS[kind] ?? [];
  const readings = ([',', ';'] as const).map((delimiter) => {
    const byte = delimiter.charCodeAt(0);
    const columns = countFields(line, 0, line.length, byte) < 0 ? [] : readableFields(line, byte);
    return { delimiter, columns, found: required.filter((name) => columns.includes(name)).length };
  });
  const [comma, semicolon] = readings as [(typeof readings)[0], (typeof readings)[0]];
  const { delimiter, columns } = semicolon.found > comma.found ? semicolon : comma;
  for (const name of required) {
    const times = columns.filter((column) => column === name).length;
    if (times === 0) throw new OperatorError(`${file}: column ${name} is missing from the header`);
    if (times > 1) throw standsTwice(file, name, times);
  }
  for (const name of optional) {
    const times = columns.filter((column) => column === name).length;
    if (times > 1) throw standsTwice(file, name, times);
  }
  return {
    delimiter,
    columns,
    extra: columns.filter((column) => !required.includes(column) && !optional.includes(column)),
    absent: optional.filter((column) => !columns.includes(column)),
  };
}

function standsTwice(file: string, name: string, times: number): OperatorError {
  return new OperatorError(`${file}: column ${name} stands ${times} times in the header`);
}
