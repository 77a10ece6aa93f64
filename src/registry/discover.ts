import { type BigIntStats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { refuseChanged } from '../files/read-file.js';
import { ZipArchive } from '../files/zip-archive.js';
import { ALL_KINDS, KINDS, type Kind } from './columns.js';
import { type Listed, listFolder } from './list-folder.js';
import { refuseCopies, refuseSeveralMonths, refuseUnreadForms, whatItIs } from './neighbours.js';
import type { Extract, ExtractFile, ReceivedFile } from './received.js';

/**
 * Returns the kind of the file with this name, or null when it is not part of the extract. Folders before it and
 * capitals make no difference: mail and some systems change them, and nobody would notice a file that is not read.
 */
export function kindOf(name: string): Kind | null {
  const small = basename(name).toLowerCase();
  if (!/^.*\.csv(?:\.gz)?$/.test(small)) return null;
  return ALL_KINDS.find((kind) => small.startsWith(kind)) ?? null;
}

const CONTROL_FILE = /^control\.csv(\.gz)?$/i;
const ARCHIVE = /\.zip$/i;

/**
 * Lists the files of an extract, in its folder, in folders below and in zip archives. Throws OperatorError when the
 * folder or a required kind is missing, or when two of them are one.
 */
export async function discover(folder: string): Promise<Extract> {
  const listed = listFolder(folder);
  const received: ReceivedFile[] = [];
  const ignored: Listed[] = [];
  for (const one of listed) {
    if (ARCHIVE.test(one.name) && !one.isFolder) {
      const inside = await inArchive(one);
      if (inside.length === 0) ignored.push(one);
      received.push(...inside);
    } else if (kindOf(one.name) !== null || CONTROL_FILE.test(basename(one.name)))
      received.push({ ...one, zipped: null });
    else ignored.push(one);
  }
  const found = new Map(received.map(({ path }) => [path, stateOf(path)]));
  const files = ALL_KINDS.flatMap((kind) =>
    received.filter((one) => kindOf(one.name) === kind).map((one): ExtractFile => ({ ...one, kind })),
  );
  const controls = received.filter((one) => CONTROL_FILE.test(basename(one.name)));
  const [control = null, other] = controls;
  if (control !== null && other !== undefined)
    throw new OperatorError(`${folder}: ${control.name} and ${other.name} are both here; leave one of them`);
  refuseUnreadForms(folder, ignored, files);
  for (const kind of KINDS)
    if (!files.some((file) => file.kind === kind)) throw without(folder, kind, ignored);
  refuseSeveralMonths(folder, files);
  refuseCopies(folder, files);
  const notices = ignored.map(({ name }) => `${name}: not a file of the extract; ignored`);
  return { folder, files, control, notices, found };
}

/** Throws OperatorError when a file is no longer what it was when it was found: it is still being copied. */
export function refuseGrown({ found }: Extract): void {
  for (const [path, before] of found) {
    const now = statSync(path, { bigint: true, throwIfNoEntry: false });
    refuseChanged(path, before, now ?? null);
  }
}

/** Its files that are part of the extract, by name in byte order. */
async function inArchive({ name, path }: Listed): Promise<ReceivedFile[]> {
  const archive = await ZipArchive.open(path);
  return archive.files
    .filter((entry) => kindOf(entry.name) !== null || CONTROL_FILE.test(basename(entry.name)))
    .map((entry) => ({ name: `${name}/${entry.name}`, path, zipped: { archive, entry } }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function stateOf(path: string): BigIntStats {
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (state?.isFile() !== true) throw new OperatorError(`${path}: a file is expected here, and this is none`);
  return state;
}

const MOST_SHOWN = 5;

function without(folder: string, kind: Kind, there: readonly Listed[]): OperatorError {
  const shown = there.slice(0, MOST_SHOWN).map(({ name }) => whatItIs(name));
  const more = there.length > MOST_SHOWN ? ` and ${there.length - MOST_SHOWN} more` : '';
  const instead = there.length === 0 ? '' : `; found in its place: ${shown.join(', ')}${more}`;
  return new OperatorError(
    `${folder}: no ${kind} file; the extract needs at least one named ${kind}*.csv or ${kind}*.csv.gz, also in a .zip${instead}`,
  );
}
