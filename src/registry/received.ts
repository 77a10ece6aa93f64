import type { BigIntStats } from 'node:fs';
import type { ZipEntry } from '../files/zip.js';
import type { ZipArchive } from '../files/zip-archive.js';
import type { Kind } from './columns.js';

/** One file of the extract. `name` is its name in the folder, which every report uses: a path with "/". */
export type ExtractFile = ReceivedFile & { readonly kind: Kind };

/** A file as it was received, or one in an archive. */
export type ReceivedFile = {
  /** In an archive: the archive's name, "/" and its own. */
  readonly name: string;
  readonly path: string;
  /** Where it stands in a zip archive; null: it lies there itself. */
  readonly zipped: { readonly archive: ZipArchive; readonly entry: ZipEntry } | null;
};

export type Extract = {
  readonly folder: string;
  /** By kind, then by name in byte order: the order in which they are read. */
  readonly files: readonly ExtractFile[];
  /** What the sender says it sent; null when there is nothing of it. */
  readonly control: ReceivedFile | null;
  readonly notices: readonly string[];
  /** The files as they lay there when they were found, by path. */
  readonly found: ReadonlyMap<string, BigIntStats>;
};
