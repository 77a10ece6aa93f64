import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { FileReader } from '../files/read-file.js';
import { HOUSEHOLD, readStrictly } from './strict-file.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-strict-'));
const path = join(folder, 'register.csv');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

test('the file is closed, also where its last rows cannot be taken', async () => {
  writeFileSync(path, 'household_id\nH-1\n');
  const close = vi.spyOn(FileReader.prototype, 'close');
  const refused = readStrictly(
    path,
    [HOUSEHOLD],
    () => Promise.reject(new Error('disk full')),
    () => {},
  );
  await expect(refused).rejects.toThrow('disk full');
  expect(close).toHaveBeenCalledTimes(1);
});

test('a line that cannot be used is told by its code, and no row', async () => {
  writeFileSync(path, 'household_id\nH-1\nh-2\nH-3,1\n"H-4\n');
  const rows: string[] = [];
  const faults: string[] = [];
  const summary = await readStrictly(
    path,
    [HOUSEHOLD],
    async (batch) => void rows.push(...batch.map(({ value }) => value('household_id'))),
    ({ line, column, code }) => faults.push(`${line} ${column} ${code}`),
  );
  expect(rows).toEqual(['H-1']);
  expect(faults).toEqual(['3 household_id HOUSEHOLD_ID_INVALID', '4  FIELD_COUNT', '5  QUOTE_MALFORMED']);
  expect(summary.rows).toBe(4);
});
