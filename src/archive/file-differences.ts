import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../domain/errors.js';
import { sha256OfAll } from '../files/sha256-all.js';
import { MANIFEST_FILE, type Manifest } from './manifest.js';

/**
 * What a Mac, Windows and office programs leave in a folder that somebody looks into, or of which a file is open. They
 * are not the run's, and nobody is paid by them.
 */
const LEFT_BY_PROGRAMS = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.+|\.~lock\..+#|~\$.+)$/i;

/** What of a folder is not as the manifest lists it, in words: files changed, missing, added or no plain files. */
export async function fileDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  return [...listed(folder, manifest).differences, ...(await hashDifferences(folder, manifest))];
}

/** Files of a run's folder that are passed over: programs left them there, and nothing of the run is in them. */
export function passedOver(folder: string, manifest: Manifest): string[] {
  return listed(folder, manifest).passedOver;
}

/** Files and folders that are missing, added or no plain files; and those that are passed over. */
function listed(folder: string, manifest: Manifest): { differences: string[]; passedOver: string[] } {
  const sealed = new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.path)]);
  const folders = new Set([...sealed].flatMap(parents));
  folders.add('orders');
  const differences: string[] = [];
  const passedOver: string[] = [];
  const present = new Set<string>();
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      present.add(path);
      if (entry.isDirectory() && folders.has(path)) walk(path);
      else if (!sealed.has(path) && entry.isFile() && LEFT_BY_PROGRAMS.test(entry.name))
        passedOver.push(path);
      else if (!sealed.has(path)) differences.push(`${path}: is not in the manifest`);
      else if (!entry.isFile()) differences.push(`${path}: is no plain file`);
    }
  };
  walk('');
  for (const path of sealed) if (!present.has(path)) differences.push(`${path}: is missing`);
  return { differences, passedOver: passedOver.sort() };
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

async function hashDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  // What is no file is said already; and a pipe or a device would be read for ever.
  const files = manifest.files.flatMap((file) => {
    const there = look(join(folder, file.path));
    return there?.isFile() === true ? [{ file, asLong: there.size === file.bytes }] : [];
  });
  const hashed = files.filter(({ asLong }) => asLong).map(({ file }) => file.path);
  const hashes = await sha256OfAll(hashed.map((path) => join(folder, path)));
  const found = new Map(hashed.map((path, i) => [path, hashes[i]]));
  return files
    .filter(({ file, asLong }) => !asLong || found.get(file.path) !== file.sha256)
    .map(({ file }) => `${file.path}: its bytes are not those that were sealed`);
}

/** What is at a path, links not followed; undefined where nothing does, also below a file in place of a folder. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
