import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { OperatorError, unreadable } from '../domain/errors.js';
import { bufferSize } from './buffer-size.js';
import { type FileDigest, gunzipped, refuseChanged, unzipped } from './read-file.js';
import { entriesOf, placeOf, type ZipEntry } from './zip.js';

/** Of an archive of some hundred thousand files. */
const LONGEST_DIRECTORY = 1 << 26;
const CHUNK = 1 << 22;

/** A zip archive of which several files are read, one after the other. Its own bytes are hashed once, as they lie there. */
export class ZipArchive {
  private constructor(
    readonly path: string,
    readonly sha256: string,
    readonly bytes: number,
    readonly files: readonly ZipEntry[],
    private readonly before: BigIntStats,
  ) {}

  /** Hashes the archive and reads its directory. Throws OperatorError for what is no zip archive, or a broken one. */
  static async open(path: string): Promise<ZipArchive> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
      throw unreadable(error, path) ?? error;
    });
    try {
      const before = await handle.stat({ bigint: true });
      if (!before.isFile()) throw new OperatorError(`${path}: a file is expected here, and this is none`);
      const hash = createHash('sha256');
      for await (const chunk of bytesOf(handle, 0, Number(before.size))) hash.update(chunk);
      const files = await entriesOf(handle, Number(before.size), path, LONGEST_DIRECTORY);
      refuseChanged(path, before, await handle.stat({ bigint: true }));
      return new ZipArchive(path, hash.digest('hex'), Number(before.size), files, before);
    } finally {
      await handle.close();
    }
  }

  /** The content of one of its files; one that ends in .gz is unpacked once more. Returns the digest of archive and content. */
  async *content(entry: ZipEntry): AsyncGenerator<Buffer, FileDigest> {
    const handle = await open(this.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      refuseChanged(this.path, this.before, await handle.stat({ bigint: true }));
      const place = await placeOf(entry, handle, this.bytes, this.path);
      const file = unzipped(place, bytesOf(handle, place.from, place.to), this.path);
      const packed = entry.name.toLowerCase().endsWith('.gz');
      const hash = createHash('sha256');
      for await (const chunk of packed ? gunzipped(file, `${this.path}/${entry.name}`) : file) {
        hash.update(chunk);
        yield chunk;
      }
      refuseChanged(this.path, this.before, await handle.stat({ bigint: true }));
      return { sha256: this.sha256, bytes: this.bytes, contentSha256: hash.digest('hex') };
    } finally {
      await handle.close();
    }
  }
}

/** Bytes [from, to) of a file, in chunks, all in one place: a chunk is good until the next is asked for. */
async function* bytesOf(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  const place = Buffer.allocUnsafe(bufferSize(to - from, CHUNK));
  for (let at = from; at < to; ) {
    const { bytesRead } = await handle.read(place, 0, Math.min(place.length, to - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield place.subarray(0, bytesRead);
  }
}
