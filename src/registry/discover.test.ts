import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { FileReader } from '../files/read-file.js';
import { discover, kindOf } from './discover.js';

/** Which files of a folder are the extract's: by name, whatever its capitals. */
const root = mkdtempSync(join(tmpdir(), 'sarf-discover-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(name: string, files: readonly string[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const file of files) writeFileSync(join(path, file), 'x\n');
  return path;
}

describe('the kind of a file', () => {
  it.each([
    ['members.csv', 'members'],
    ['MEMBERS-06.CSV', 'members'],
    ['adjustments.CSV', 'adjustments'],
    ['Social_Security.csv', 'social_security'],
    ['Households.Csv.GZ', 'households'],
    ['my-members.csv', null],
    ['members.csv.bak', null],
    ['MEMBERS.TXT', null],
  ])('of %s is %s', (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });
});

describe('the files of an extract', () => {
  it('are found by names in capitals, control.csv too, and called by the names they bear', async () => {
    const path = folder('capitals', ['HOUSEHOLDS.CSV', 'members.csv', 'Members-2.CSV', 'Control.CSV']);
    const extract = await discover(path);
    expect(extract.files.map((file) => file.name)).toEqual([
      'HOUSEHOLDS.CSV',
      'Members-2.CSV',
      'members.csv',
    ]);
    expect(extract.control?.path).toBe(join(path, 'Control.CSV'));
    expect(extract.notices).toEqual([]);
  });

  it('are refused with two control files', async () => {
    const path = folder('controls', ['households.csv', 'members.csv', 'CONTROL.CSV', 'control.csv']);
    await expect(discover(path)).rejects.toThrow(`${path}: CONTROL.CSV and control.csv are both here`);
  });

  it('are unpacked by an ending in capitals', async () => {
    const path = join(root, 'MEMBERS.CSV.GZ');
    writeFileSync(path, gzipSync('a,b\n'));
    const file = await FileReader.open(path, 'MEMBERS.CSV.GZ');
    const chunks: Buffer[] = [];
    for await (const chunk of file.content()) chunks.push(Buffer.from(chunk));
    await file.close();
    expect(Buffer.concat(chunks).toString()).toBe('a,b\n');
  });
});
