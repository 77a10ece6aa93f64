import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { firstRecordOf, recordsOf } from './sorted-csv.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-sorted-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(lines: readonly string[]): string {
  const path = join(folder, 'list.csv');
  writeFileSync(path, ['id,value', ...lines, ''].join('\n'));
  return path;
}
const find = (path: string, key: string) => firstRecordOf(path, key, ['id', 'value']);

describe('a record is found by its first field', () => {
  // Ids of one to nine characters, and "-" before digits before letters, as the register sorts them.
  const ids = ['-', '0', '1-', '10', '1A', 'A', 'A-1', 'A0', 'AB', 'B', 'ZZZZZZZZZ'];

  it.each(ids.map((_, n) => n + 1))('in a list of %i', (n) => {
    const path = file(ids.slice(0, n).map((id, i) => `${id},${'x'.repeat((i * 7) % 40)}${i}`));
    ids.forEach((id, i) => {
      const found = find(path, id);
      if (i < n) expect(found).toMatchObject({ id, value: expect.stringMatching(new RegExp(`x*${i}$`)) });
      else expect(found, `${id} of ${n}`).toBeNull();
    });
    for (const missing of ['', '!', '00', '1', 'A-', 'AA', 'ZZZZZZZZZZ', 'a'])
      expect(find(path, missing)).toBeNull();
  });

  it('in thousands of lines of any length, each of them', () => {
    const all = Array.from({ length: 3000 }, (_, i) => `H${String(i * 3).padStart(6, '0')}`);
    const path = file(all.map((id, i) => `${id},${'y'.repeat((i * i) % 90)}`));
    for (const [i, id] of all.entries()) expect(find(path, id)?.value).toHaveLength((i * i) % 90);
    for (const id of ['H000001', 'H008999', 'G', 'I']) expect(find(path, id)).toBeNull();
  });

  it('all of a key that stands on several lines, wherever they are', () => {
    for (const key of ['A', 'M', 'Z']) {
      const before = Array.from({ length: 9 }, (_, i) => `${i},x`);
      const others = ['A', 'M', 'Z'].flatMap((id) =>
        id === key ? [1, 2, 3, 4].map((i) => `${id},${i}`) : [`${id},o`],
      );
      const path = file([...before, ...others]);
      expect(recordsOf(path, key, ['id', 'value']).map((one) => one.value)).toEqual(['1', '2', '3', '4']);
    }
  });

  it('none in a list that holds its header alone', () => expect(find(file([]), 'A')).toBeNull());

  it('a file with another header is a defect', () => {
    writeFileSync(join(folder, 'other.csv'), 'value,id\n1,A\n');
    expect(() => find(join(folder, 'other.csv'), 'A')).toThrow('invariant');
  });
});
