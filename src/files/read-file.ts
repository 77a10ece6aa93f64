import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { OperatorError, systemCode, unreadable } from '../domain/errors.js';
import { bufferSize } from './buffer-size.js';
import { brokenZip, crc32, onlyFileOf, type ZippedFile } from './zip.js';

/**
 * Reads a file once, start to end: hashes the very bytes that pass, unpacks gzip (and zip, where that is asked for), and
 * refuses a file that is not the same after the reading as before.
 */
export type FileDigest = {
  /** SHA-256 of the file as it lies there. */
  readonly sha256: string;
  readonly bytes: number;
  /** SHA-256 of its content, unpacked: what "the same extract as last month" is judged by. */
  readonly contentSha256: string;
};

const CHUNK = 1 << 22;

/** By its name: `.gz` is unpacked. By its first bytes: gzip and zip are unpacked, whatever the name, and bounded. */
export type Unpacking = 'BY_NAME' | 'BY_BYTES';

/** What is given from outside may be made to fill the disk: text comes to some 30 times its packed size, at most 60. */
const MOST_EXPANSION = 250;
/** So much may come of however little. */
const ALWAYS_ALLOWED = 1 << 26;

export class FileReader {
  private readonly hash = createHash('sha256');
  private contentHash: Hash | null = null;
  private bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly handle: FileHandle,
    private readonly before: BigIntStats,
    private readonly unpacking: Unpacking,
  ) {}

  static async open(path: string, name: string, unpacking: Unpacking = 'BY_NAME'): Promise<FileReader> {
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
    return new FileReader(path, name, handle, before, unpacking);
  }

  /** By its name. */
  private get packed(): boolean {
    return this.name.toLowerCase().endsWith('.gz');
  }

  /** The size of the content in bytes; null where it is unpacked, for it is not known before. */
  get contentBytes(): number | null {
    return this.packed ? null : Number(this.before.size);
  }

  /** The content, unpacked, in chunks; a chunk is good until the next is asked for. */
  async *content(): AsyncGenerator<Buffer> {
    const packing = await this.packing();
    if (packing === 'NONE') {
      yield* this.raw();
      return;
    }
    this.contentHash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of packing === 'GZIP' ? this.gunzipped() : this.unzipped()) {
      bytes += chunk.length;
      if (this.unpacking === 'BY_BYTES' && bytes > Math.max(ALWAYS_ALLOWED, this.bytes * MOST_EXPANSION))
        throw new OperatorError(
          `${this.path}: it unpacks to more than ${MOST_EXPANSION} times its size, which no message does; nothing of it was recorded`,
        );
      this.contentHash.update(chunk);
      yield chunk;
    }
  }

  private async packing(): Promise<'NONE' | 'GZIP' | 'ZIP'> {
    if (this.unpacking === 'BY_NAME') return this.packed ? 'GZIP' : 'NONE';
    const { buffer } = await this.handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.readUInt16BE(0) === 0x1f8b) return 'GZIP';
    return buffer.readUInt32BE(0) === 0x504b0304 ? 'ZIP' : 'NONE';
  }

  private async *gunzipped(): AsyncGenerator<Buffer> {
    yield* gunzipped(this.raw(), this.path);
  }

  /** The only file of a zip archive. All bytes of the archive are read, and hashed. */
  private async *unzipped(): AsyncGenerator<Buffer> {
    const found = await onlyFileOf(this.handle, Number(this.before.size), this.path);
    yield* unzipped(found, this.rawBetween(found.from, found.to), this.path);
  }

  private async *rawBetween(from: number, to: number): AsyncGenerator<Buffer> {
    let at = 0;
    for await (const chunk of this.raw()) {
      const part = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
      at += chunk.length;
      if (part.length > 0) yield part;
    }
  }

  /** To be called when all content has been taken. */
  async finish(): Promise<FileDigest> {
    const after = await this.handle.stat({ bigint: true });
    const there = await stat(this.path, { bigint: true }).catch(() => null);
    await this.close();
    refuseChanged(this.path, this.before, after);
    refuseChanged(this.path, this.before, there);
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
}

/** The content of a gzip file of which `packed` are all bytes. Throws OperatorError when it is broken, or when more follows. */
export async function* gunzipped(packed: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let given = 0;
  const counted = async function* () {
    for await (const chunk of packed) {
      given += chunk.length;
      yield chunk;
    }
  };
  yield* through(gunzip, counted(), path, brokenGz);
  // Node stops at the end of the last gzip member and says nothing of what follows.
  if (gunzip.bytesWritten !== given) throw brokenGz(path);
}

/** The content of a file in a zip archive, of which `packed` are the bytes there. Throws OperatorError when it is broken. */
export async function* unzipped(
  file: ZippedFile,
  packed: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<Buffer> {
  let crc = 0;
  let bytes = 0;
  const content = file.deflated
    ? through(createInflateRaw({ chunkSize: 1 << 18 }), packed, path, brokenZip)
    : packed;
  for await (const chunk of content) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    yield chunk;
  }
  if (crc !== file.crc32 || bytes !== file.bytes) throw brokenZip(path);
}

async function* through(
  unpacker: Gunzip | InflateRaw,
  packed: AsyncIterable<Buffer>,
  path: string,
  broken: (path: string, cause?: unknown) => OperatorError,
): AsyncGenerator<Buffer> {
  const feeding = feed(unpacker, packed).catch((error: Error) => {
    unpacker.destroy(error);
  });
  try {
    yield* unpacker as AsyncIterable<Buffer>;
    await feeding;
  } catch (error) {
    const code = systemCode(error);
    if (code?.startsWith('Z_')) throw broken(path, error);
    throw error;
  }
}

async function feed(unpacker: Gunzip | InflateRaw, packed: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of packed) {
    if (unpacker.destroyed) return;
    if (!unpacker.write(Buffer.from(chunk))) {
      await new Promise<void>((resolve) => {
        unpacker.once('drain', resolve);
        unpacker.once('close', resolve);
      });
    }
  }
  unpacker.end();
}

/** Throws OperatorError unless a file is now (null: it is gone) what it was before. */
export function refuseChanged(path: string, before: BigIntStats, now: BigIntStats | null): void {
  if (now === null) throw changed(path);
  const same =
    before.ino === now.ino &&
    before.dev === now.dev &&
    before.size === now.size &&
    before.mtimeNs === now.mtimeNs &&
    before.ctimeNs === now.ctimeNs;
  if (!same) throw changed(path, before.size, now.size);
}

function changed(path: string, before = 0n, now = 0n): OperatorError {
  const grew = now > before ? `: it grew from ${before} to ${now} bytes` : '';
  return new OperatorError(
    `${path}: the file changed while it was read${grew}; wait until the extract is complete and run again`,
  );
}

function brokenGz(path: string, cause?: unknown): OperatorError {
  return new OperatorError(`${path}: the gzip file is broken or cut short; ask for it again`, undefined, {
    cause,
  });
}
