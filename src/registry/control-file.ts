import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { OperatorError } from '../domain/errors.js';
import type { FileDigest } from '../files/read-file.js';
import { KINDS, type Kind } from './columns.js';
import { textOf } from './decode.js';
import type { ReceivedFile } from './received.js';
import { openSource, shownPath, zippedNames } from './source.js';

/** What the sender announces: data rows by file. */
export type ControlFile = {
  /** Its name in the extract, and the archive's and its own where it stands in one. */
  readonly name: string;
  readonly zipped: { readonly archive: string; readonly entry: string } | null;
  readonly rows: ReadonlyMap<string, string>;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly bytes: number;
  /** Data rows of control.csv itself. */
  readonly count: number;
};

const LIMIT = 16 << 20;
/** The line in which a spreadsheet says what stands between fields. */
const SEPARATOR_LINE = /^"?sep=."?\r?\n/i;
/** By this name it stands in the manifest, in whatever capitals it came. */
const USUAL_NAME = 'control.csv';

/** Reads control.csv (`file,rows`), packed or not. Throws OperatorError, with file and line, when it is malformed. */
export async function readControlFile(file: ReceivedFile): Promise<ControlFile> {
  const shown = shownPath(file);
  const { bytes, digest } = await read(file, shown);
  const records = recordsOf(bytes, shown);
  const rows = new Map<string, string>();
  for (const record of records) {
    const { file: name, rows: count } = record;
    if (name === undefined) throw malformed(shown, 'column file is missing');
    if (count === undefined) throw malformed(shown, 'column rows is missing');
    if (rows.has(name)) throw malformed(shown, `${name} stands twice`);
    rows.set(name, count.trim());
  }
  return {
    name: file.name.toLowerCase() === USUAL_NAME ? USUAL_NAME : file.name,
    zipped: zippedNames(file),
    rows,
    ...digest,
    count: records.length,
  };
}

function recordsOf(bytes: Buffer, path: string): Record<string, string>[] {
  try {
    return parse(bytes, {
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      from_line: SEPARATOR_LINE.test(bytes.toString('latin1', 0, 20)) ? 2 : 1,
    }) as Record<string, string>[];
  } catch (error) {
    throw malformed(path, error instanceof Error ? error.message : 'cannot be read');
  }
}

function malformed(path: string, problem: string): OperatorError {
  return new OperatorError(`${path}: ${problem}; a control file has the columns file,rows`);
}

async function read(file: ReceivedFile, shown: string): Promise<{ bytes: Buffer; digest: FileDigest }> {
  const parts: Buffer[] = [];
  let length = 0;
  const source = await openSource(file);
  try {
    for await (const chunk of textOf(shown, source.content())) {
      length += chunk.length;
      if (length > LIMIT) throw new OperatorError(`${shown}: too large for a control file`);
      parts.push(Buffer.from(chunk));
    }
    return { bytes: Buffer.concat(parts), digest: await source.finish() };
  } finally {
    await source.close().catch(() => undefined);
  }
}

/**
 * Returns each difference between what was announced and what was read, as a line of text. The registry announces its
 * own files: what partners, institutions and deciders add needs no line.
 */
export function extractDifferences(
  control: ControlFile,
  inputs: readonly { readonly kind: Kind; readonly name: string; readonly rows: number }[],
): string[] {
  const announced = announcedBy(control, inputs);
  const differences: string[] = [];
  const told = new Set<string>();
  for (const input of inputs) {
    const line = announced.get(input.name);
    if (line !== undefined) told.add(line);
    const rows = line === undefined ? undefined : control.rows.get(line);
    if (rows === undefined) {
      if (KINDS.some((kind) => kind === input.kind))
        differences.push(`${input.name} is not in ${control.name}`);
    } else if (rows !== String(input.rows)) {
      differences.push(`${input.name}: ${rows} rows announced, ${input.rows} read`);
    }
  }
  for (const file of control.rows.keys()) {
    if (!told.has(file)) differences.push(`${file} is announced and not there`);
  }
  return differences;
}

/**
 * The announced name of each file: its own, else the one that only its folder, archive, capitals or packing are missing
 * from, where that is of one file alone.
 */
function announcedBy(
  control: ControlFile,
  inputs: readonly { readonly name: string }[],
): Map<string, string> {
  const plain = (name: string) =>
    basename(name.trim().replaceAll('\\', '/'))
      .toLowerCase()
      .replace(/\.(gz|zip)$/, '');
  const counted = (names: Iterable<string>) => {
    const found = new Map<string, string | null>();
    for (const name of names) found.set(plain(name), found.has(plain(name)) ? null : name);
    return found;
  };
  const given = counted([...control.rows.keys()]);
  const read = counted(inputs.map(({ name }) => name));
  const announced = new Map<string, string>();
  for (const { name } of inputs) {
    const alike = given.get(plain(name));
    if (control.rows.has(name)) announced.set(name, name);
    else if (typeof alike === 'string' && read.get(plain(name)) === name) announced.set(name, alike);
  }
  return announced;
}
