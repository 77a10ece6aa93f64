import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { OperatorError, systemCode, unreadable } from '../domain/errors.js';
import { bufferSize } from './buffer-size.js';

/**
 * Reads a registry file once, start to end: hashes the very bytes that pass, unpacks `.gz`, and refuses a
 * file that is not the same after the reading as before.
 */
export type FileDigest = {
  /** SHA-256 of the file as it lies there. */
  readonly sha256: string;
  readonly bytes: number;
  /** SHA-256 of its content, unpacked: what "the same extract as last month" is judged by. */
  readonly contentSha256: string;
};

const CHUNK = 1 << 22;

export class FileReader {
  private readonly hash = createHash('sha256');
  private contentHash: Hash | null = null;
  private bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly handle: FileHandle,
    private readonly before: BigIntStats,
  ) {}

  static async open(path: string, name: string): Promise<FileReader> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') throw changed(path);
      throw unreadable(error, path) ?? error;
    });
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) {
      await handle.close();
      throw new OperatorError(`${path}: a file is expected here, and this is none`);
    }
    if (before.size === 0n) {
      await handle.close();
      throw new OperatorError(`${path}: the file is empty; a header row is expected`);
    }
    return new FileReader(path, name, handle, before);
  }

  private get packed(): boolean {
    return this.name.toLowerCase().endsWith('.gz');
  }

  /** The size of the content in bytes; null where it is unpacked, for it is not known before. */
  get contentBytes(): number | null {
    return this.packed ? null : Number(this.before.size);
  }

  /** The content, unpacked, in chunks; a chunk is good until the next is asked for. */
  async *content(): AsyncGenerator<Buffer> {
    if (!this.packed) {
      yield* this.raw();
      return;
    }
    this.contentHash = createHash('sha256');
    const gunzip = createGunzip({ chunkSize: 1 << 18 });
    const feeding = this.feed(gunzip).catch((error: Error) => {
      gunzip.destroy(error);
    });
    try {
      for await (const chunk of gunzip as AsyncIterable<Buffer>) {
        this.contentHash.update(chunk);
        yield chunk;
      }
      await feeding;
    } catch (error) {
      const code = systemCode(error);
      if (code?.startsWith('Z_')) throw brokenGz(this.path, error);
      throw error;
    }
    // Node stops at the end of the last gzip member and says nothing of what follows.
    if (gunzip.bytesWritten !== this.bytes) throw brokenGz(this.path);
  }

  /** To be called when all content has been taken. */
  async finish(): Promise<FileDigest> {
    const after = await this.handle.stat({ bigint: true });
    const there = await stat(this.path, { bigint: true }).catch(() => null);
    await this.close();
    if (there === null || !same(this.before, after) || !same(this.before, there)) throw changed(this.path);
    if (BigInt(this.bytes) !== this.before.size) throw changed(this.path);
    const sha256 = this.hash.digest('hex');
    return { sha256, bytes: this.bytes, contentSha256: this.contentHash?.digest('hex') ?? sha256 };
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** The bytes as they lie there, in chunks, all in one place: a chunk is good until the next is asked for. */
  async *raw(): AsyncGenerator<Buffer> {
    const place = Buffer.allocUnsafe(bufferSize(this.before.size, CHUNK));
    for (;;) {
      const { bytesRead } = await this.handle.read(place, 0, place.length, null).catch((error: unknown) => {
        throw unreadable(error, this.path) ?? error;
      });
      if (bytesRead === 0) return;
      const chunk = place.subarray(0, bytesRead);
      this.hash.update(chunk);
      this.bytes += bytesRead;
      yield chunk;
    }
  }

  private async feed(gunzip: ReturnType<typeof createGunzip>): Promise<void> {
    for await (const chunk of this.raw()) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(Buffer.from(chunk))) {
        await new Promise<void>((resolve) => {
          gunzip.once('drain', resolve);
          gunzip.once('close', resolve);
        });
      }
    }
    gunzip.end();
  }
}

function same(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

function changed(path: string): OperatorError {
  return new OperatorError(
    `${path}: the file changed while it was read; wait until the extract is complete and run again`,
  );
}

function brokenGz(path: string, cause?: unknown): OperatorError {
  return new OperatorError(`${path}: the gzip file is broken or cut short; ask for it again`, undefined, {
    cause,
  });
}
