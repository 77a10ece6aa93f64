import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sha256OfAll } from './sha256-all.js';

const folder = mkdtempSync(join(tmpdir(), 'hashes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, bytes: number) => {
  const path = join(folder, name);
  writeFileSync(path, Buffer.alloc(bytes, name));
  return path;
};
const hashOf = (name: string, bytes: number) =>
  createHash('sha256').update(Buffer.alloc(bytes, name)).digest('hex');

it('few bytes and many, in the order of the files', async () => {
  const small = { a: 10, b: 0, c: 2000 };
  const large = { d: 40 << 20, e: 3, f: 39 << 20, g: 0 }; // enough for a second thread
  for (const sizes of [small, large]) {
    const paths = Object.entries(sizes).map(([name, bytes]) => file(name, bytes));
    expect(await sha256OfAll(paths)).toEqual(
      Object.entries(sizes).map(([name, bytes]) => hashOf(name, bytes)),
    );
  }
});

it('a file that is gone is told, whichever thread has it', async () => {
  for (const missing of [0, 1, 2]) {
    const paths = [file('d', 40 << 20), file('f', 39 << 20)];
    paths.splice(missing, 0, join(folder, 'gone'));
    await expect(sha256OfAll(paths)).rejects.toThrow(/gone/);
  }
});
