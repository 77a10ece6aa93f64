import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { OperatorError, systemCode, unreadable } from '../domain/errors.js';

/** What the sender announces: data rows by file. */
export type ControlFile = {
  readonly rows: ReadonlyMap<string, string>;
  readonly sha256: string;
  readonly bytes: number;
  /** Data rows of control.csv itself. */
  readonly count: number;
};

const LIMIT = 16 << 20;

/** Reads control.csv (`file,rows`). Throws OperatorError, with file and line, when it is malformed. */
export function readControlFile(path: string): ControlFile {
  const bytes = read(path);
  if (bytes.length > LIMIT) throw new OperatorError(`${path}: too large for a control file`);
  const refuse = (problem: string): never => {
    throw new OperatorError(`${path}: ${problem}; a control file has the columns file,rows`);
  };
  let records: Record<string, string>[];
  try {
    records = parse(bytes, {
      bom: true,
      columns: true,
      delimiter: [',', ';'],
      skip_empty_lines: true,
    }) as Record<string, string>[];
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'cannot be read');
  }
  const rows = new Map<string, string>();
  for (const record of records) {
    const { file, rows: count } = record;
    if (file === undefined) return refuse('column file is missing');
    if (count === undefined) return refuse('column rows is missing');
    if (rows.has(file)) return refuse(`${file} stands twice`);
    rows.set(file, count.trim());
  }
  return {
    rows,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    count: records.length,
  };
}

/** Returns each difference between what was announced and what was read, as a line of text. */
export function extractDifferences(
  control: ControlFile,
  inputs: readonly { readonly name: string; readonly rows: number }[],
): string[] {
  const differences: string[] = [];
  for (const input of inputs) {
    const announced = control.rows.get(input.name);
    if (announced === undefined) differences.push(`${input.name} is not in control.csv`);
    else if (announced !== String(input.rows)) {
      differences.push(`${input.name}: ${announced} rows announced, ${input.rows} read`);
    }
  }
  const read = new Set(inputs.map((input) => input.name));
  for (const file of control.rows.keys()) {
    if (!read.has(file)) differences.push(`${file} is announced and not there`);
  }
  return differences;
}

function read(path: string): Buffer {
  try {
    // Reading a pipe would block the run for ever.
    if (!statSync(path).isFile())
      throw new OperatorError(`${path}: a file is expected here, and this is none`);
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new OperatorError(`${path}: a file is expected here, and this link leads nowhere`);
    throw unreadable(error, path) ?? error;
  }
}
