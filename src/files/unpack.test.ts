import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { zipOf } from '../../fixtures/harness/zip.js';
import { OperatorError } from '../domain/errors.js';
import { FileReader } from './read-file.js';

/** Packed files, known by their bytes and not by their names; bounded, whatever they were made to unpack to. */
const folder = mkdtempSync(join(tmpdir(), 'sarf-unpack-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function given(bytes: Buffer, name = `file-${files++}`): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function read(path: string) {
  const reader = await FileReader.open(path, basename(path), 'BY_BYTES');
  try {
    const parts: Buffer[] = [];
    for await (const chunk of reader.content()) parts.push(Buffer.from(chunk));
    return { content: Buffer.concat(parts), digest: await reader.finish() };
  } finally {
    await reader.close().catch(() => undefined);
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const content = Buffer.from('<Document>é</Document>\n'.repeat(300_000));
const message = { name: 'answers/message.xml', content };

describe('unpacked by its bytes', () => {
  test.each<[what: string, bytes: Buffer]>([
    ['plain', content],
    ['gzip', gzipSync(content)],
    ['two gzip members', Buffer.concat([gzipSync(content.subarray(0, 10)), gzipSync(content.subarray(10))])],
    ['zip', zipOf([message])],
    ['zip, not deflated', zipOf([{ ...message, deflate: false }])],
    [
      'zip, in a folder, with a comment',
      zipOf([{ name: 'answers/', content: Buffer.alloc(0) }, message], 'PK\u0005\u0006 '.repeat(9)),
    ],
  ])('%s, whatever its name', async (_, bytes) => {
    for (const name of ['m.xml', 'm.gz', 'm.zip']) {
      const found = await read(given(bytes, name));
      expect(found.content.equals(content)).toBe(true);
      expect(found.digest).toEqual({
        sha256: sha256(bytes),
        bytes: bytes.length,
        contentSha256: sha256(content),
      });
    }
  });
});

describe('refused, in a line', () => {
  const good = zipOf([message]);
  const damaged = Buffer.from(good);
  damaged.writeUInt32LE(1, good.indexOf('PK\u0001\u0002') + 16); // another checksum
  test.each<[what: string, bytes: Buffer, why: RegExp]>([
    ['gzip, cut', gzipSync(content).subarray(0, -9), /gzip file is broken/],
    ['gzip, and more', Buffer.concat([gzipSync(content), Buffer.from('x')]), /gzip file is broken/],
    ['zip, cut', good.subarray(0, -30), /zip archive is broken or cut short/],
    [
      'zip, cut in the middle',
      Buffer.concat([good.subarray(0, 100), good.subarray(200)]),
      /zip archive is broken/,
    ],
    ['zip, another checksum', damaged, /zip archive is broken/],
    [
      'zip, several files',
      zipOf([message, { ...message, name: 'b.xml' }]),
      /holds 2 files, not one\. Unpack it/,
    ],
    ['zip, no file', zipOf([{ name: 'a/', content: Buffer.alloc(0), deflate: false }]), /holds 0 files/],
    ['zip, encrypted', zipOf([{ ...message, flags: 1 }]), /encrypted/],
    ['zip, another method', zipOf([{ ...message, method: 12 }]), /in a way that is not read/],
    [
      'a workbook',
      zipOf([
        { name: '[Content_Types].xml', content },
        { name: 'xl/workbook.xml', content },
      ]),
      /workbook or document of an office program \(xlsx/,
    ],
  ])('%s', async (_, bytes, why) => {
    const reading = read(given(bytes));
    await expect(reading).rejects.toThrow(OperatorError);
    await expect(reading).rejects.toThrow(why);
  });

  test('what unpacks to more than 250 times its size, after 64 MB', async () => {
    const bomb = Buffer.alloc(100 << 20, ' ');
    for (const packed of [gzipSync(bomb), zipOf([{ name: 'm.xml', content: bomb }])]) {
      const reader = await FileReader.open(given(packed), 'bomb', 'BY_BYTES');
      let bytes = 0;
      const reading = (async () => {
        for await (const chunk of reader.content()) bytes += chunk.length;
      })();
      await expect(reading).rejects.toThrow(/unpacks to more than 250 times its size/);
      expect(bytes).toBeLessThanOrEqual(64 << 20);
      await reader.close();
    }
  });
});
