import type { FileHandle } from 'node:fs/promises';
import { OperatorError } from '../domain/errors.js';

/**
 * The only file of a zip archive: where its bytes are, and what they must come to. Read from the archive's directory,
 * which is at its end. Source: PKWARE's APPNOTE, without ZIP64, encryption and parts, which no message needs.
 */
export type ZippedFile = {
  /** Of its packed bytes in the archive. */
  readonly from: number;
  readonly to: number;
  /** Whether they are packed (deflate), or as they are. */
  readonly deflated: boolean;
  /** Of the unpacked content. */
  readonly bytes: number;
  readonly crc32: number;
};

/** A line of an archive's directory. */
export type ZipEntry = {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
};

const END = 0x06054b50;
const END_LENGTH = 22;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const LONGEST_COMMENT = 0xffff;
/** A directory of one message's archive is short. */
const LONGEST_DIRECTORY = 1 << 20;
const ENCRYPTED = 1;
const BEYOND = 0xffffffff;

/** Finds the file in the archive. Throws OperatorError for an archive that holds none or several, or is broken. */
export async function onlyFileOf(handle: FileHandle, size: number, path: string): Promise<ZippedFile> {
  const entries = await entriesOf(handle, size, path, LONGEST_DIRECTORY);
  const names = entries.map(({ name }) => name);
  if (names.includes('[Content_Types].xml') || names.includes('mimetype'))
    throw new OperatorError(
      `${path}: it is a workbook or document of an office program (xlsx, docx, ods), which is not read. Ask the institution for ISO 20022 XML, or save the sheet as CSV`,
    );
  const [only] = entries;
  if (only === undefined || entries.length > 1)
    throw new OperatorError(
      `${path}: the zip archive holds ${entries.length} files, not one. Unpack it, and give the files in it`,
    );
  return placeOf(only, handle, size, path);
}

/** The files that an archive's directory lists, without folders. Throws OperatorError for an archive that is broken. */
export async function entriesOf(
  handle: FileHandle,
  size: number,
  path: string,
  longest: number,
): Promise<ZipEntry[]> {
  const entries = await directoryOf(handle, size, path, longest);
  return entries.filter(({ name }) => !name.endsWith('/'));
}

/** Where an entry's bytes stand. Throws OperatorError for one that is encrypted, packed in another way, or broken. */
export async function placeOf(
  entry: ZipEntry,
  handle: FileHandle,
  size: number,
  path: string,
): Promise<ZippedFile> {
  if ((entry.flags & ENCRYPTED) !== 0)
    throw new OperatorError(
      `${path}: the zip archive is encrypted. Unpack it with its password, and give the file in it`,
    );
  if (entry.packed === BEYOND || entry.unpacked === BEYOND || (entry.method !== 0 && entry.method !== 8))
    throw new OperatorError(
      `${path}: the zip archive is packed in a way that is not read. Unpack it, and give the file in it`,
    );
  const local = await read(handle, entry.offset, LOCAL_LENGTH);
  if (local.length < LOCAL_LENGTH || local.readUInt32LE(0) !== LOCAL) throw brokenZip(path);
  const from = entry.offset + LOCAL_LENGTH + local.readUInt16LE(26) + local.readUInt16LE(28);
  const to = from + entry.packed;
  if (to > size) throw brokenZip(path);
  return { from, to, deflated: entry.method === 8, bytes: entry.unpacked, crc32: entry.crc32 };
}

async function directoryOf(
  handle: FileHandle,
  size: number,
  path: string,
  longest: number,
): Promise<ZipEntry[]> {
  const start = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = await read(handle, start, size - start);
  let end = tail.length - END_LENGTH;
  // A comment may follow, and may look like an end.
  const isEnd = () =>
    tail.readUInt32LE(end) === END && end + END_LENGTH + tail.readUInt16LE(end + 20) === tail.length;
  while (end >= 0 && !isEnd()) end--;
  if (end < 0) throw brokenZip(path);
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (offset + length > size || length > longest) throw brokenZip(path);
  const directory = await read(handle, offset, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_LENGTH <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY) throw brokenZip(path);
    const nameLength = directory.readUInt16LE(at + 28);
    const more = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    entries.push({
      // Some programs write folders with the sign of their system.
      name: directory
        .toString('utf8', at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength)
        .replaceAll('\\', '/'),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc32: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_LENGTH + nameLength + more;
  }
  return entries;
}

async function read(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

export function brokenZip(path: string, cause?: unknown): OperatorError {
  return new OperatorError(`${path}: the zip archive is broken or cut short; ask for it again`, undefined, {
    cause,
  });
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 of bytes, going on from that of what comes before them; 0 at the start. */
export function crc32(bytes: Buffer, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
