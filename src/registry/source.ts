import { type FileDigest, FileReader } from '../files/read-file.js';
import type { ReceivedFile } from './received.js';

/** A received file as it is read: once, start to end. */
export type OpenedFile = {
  /** The size of the content in bytes; null where it is unpacked, for it is not known before. */
  readonly contentBytes: number | null;
  /** The content, unpacked, in chunks; a chunk is good until the next is asked for. */
  readonly content: () => AsyncGenerator<Buffer>;
  /** To be called when all content has been taken. Throws OperatorError when the file changed meanwhile. */
  readonly finish: () => Promise<FileDigest>;
  readonly close: () => Promise<void>;
};

/** Opens a file of the extract, which may stand in a zip archive. */
export async function openSource({ path, name, zipped }: ReceivedFile): Promise<OpenedFile> {
  if (zipped === null) {
    const reader = await FileReader.open(path, name);
    return {
      contentBytes: reader.contentBytes,
      content: () => reader.content(),
      finish: () => reader.finish(),
      close: () => reader.close(),
    };
  }
  const content = zipped.archive.content(zipped.entry);
  let digest: FileDigest | null = null;
  return {
    contentBytes: null,
    content: async function* () {
      digest = yield* content;
    },
    finish: async () => {
      if (digest === null) throw new Error(`${name}: finished before its end`);
      return digest;
    },
    close: async () => {
      await content.return(undefined as never).catch(() => undefined);
    },
  };
}

/** How messages name a file: by its path, and by its name in the archive. */
export function shownPath({ path, zipped }: ReceivedFile): string {
  return zipped === null ? path : `${path}/${zipped.entry.name}`;
}

/** The names in the extract of the archive, and in it, of a file that stands in one. */
export function zippedNames({ name, zipped }: ReceivedFile): { archive: string; entry: string } | null {
  if (zipped === null) return null;
  const { name: entry } = zipped.entry;
  return { archive: name.slice(0, -entry.length - 1), entry };
}

/** The command that prints a file's content, for people who convert it. */
export function printing({
  path,
  zipped,
}: ReceivedFile): readonly [command: string, ...words: string[]] | null {
  if (zipped !== null) return ['unzip', '-p', path, zipped.entry.name];
  return path.toLowerCase().endsWith('.gz') ? ['gunzip', '-c', path] : null;
}
