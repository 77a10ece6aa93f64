import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../fixtures/harness/sha256.js';
import { type Frame, splitOrders } from './split.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-split-'));
afterAll(() => rmSync(folder, { recursive: true }));
let times = 0;

/** Orders written "<reference> <amount>", framed by their number. */
async function split(
  lines: readonly string[],
  most: number,
  says: (nth: number) => Frame['says'] = () => null,
) {
  const source = join(folder, `source-${times++}`);
  writeFileSync(source, lines.map((line) => `${line}\n`).join(''));
  const files = await splitOrders(
    source,
    {
      frameOf: (nth, file) => ({ header: `[${nth} ${file}\n`, footer: ']\n', says: says(nth) }),
      amountIn: (bytes, start, end) => ({ from: bytes.indexOf(0x20, start) + 1, to: end }),
    },
    most,
    (nth) => `${times}-${nth}`,
    (name) => join(folder, name),
  );
  return files.map((file) => ({ ...file, text: readFileSync(join(folder, file.file), 'utf8') }));
}

describe('splitOrders', () => {
  it.each([
    [0, []],
    [1, [1]],
    [2, [2]],
    [3, [2, 1]],
    [4, [2, 2]],
  ])('%i orders, two a file at most: %j', async (orders, counts) => {
    const files = await split(
      Array.from({ length: orders }, (_, i) => `A${i} 1.05`),
      2,
    );
    expect(files.map((file) => file.orders)).toEqual(counts);
    expect(files.map((file) => file.centimes)).toEqual(counts.map((n) => n * 105));
  });

  it('frames every file, and hashes what it wrote', async () => {
    const files = await split(['A 1.00', 'B 10000000.99', 'C 0.00'], 2);
    expect(files.map((file) => file.text)).toEqual([
      `[0 ${times}-1\nA 1.00\nB 10000000.99\n]\n`,
      `[1 ${times}-2\nC 0.00\n]\n`,
    ]);
    for (const { text, ...file } of files)
      expect(file).toMatchObject({ sha256: sha256(text), bytes: Buffer.byteLength(text) });
  });

  it('an order that lies across two chunks of the source is whole', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${'x'.repeat(i % 199)}${i} ${i}.25`);
    const files = await split(lines, 25_000);
    const written = files.flatMap((file) => file.text.split('\n').slice(1, -2));
    expect(written).toEqual(lines);
    expect(files.reduce((sum, file) => sum + file.centimes, 0)).toBe(
      lines.reduce((sum, _, i) => sum + i * 100 + 25, 0),
    );
  });

  it('a file that does not hold what its header says is a defect', async () => {
    const lines = ['A 1.00', 'B 2.00'];
    await expect(split(lines, 9, () => ({ orders: 2, centimes: 300 }))).resolves.toHaveLength(1);
    await expect(split(lines, 9, () => ({ orders: 2, centimes: 301 }))).rejects.toThrow(
      'says 2 orders of 301 centimes, holds 2 of 300',
    );
    await expect(split(lines, 9, () => ({ orders: 3, centimes: 300 }))).rejects.toThrow('says 3 orders');
  });

  it.each(['A 1', 'A 1.0', 'A .00', 'A 1,00', 'A -1.00', 'A', ''])('no amount in its place: "%s"', (line) =>
    expect(split([line], 1)).rejects.toThrow('amount in its place'),
  );
});
