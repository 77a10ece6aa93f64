import { expect, test } from 'vitest';
import { slipRows } from './slips.js';

const file = (name: string, orders: number, centimes: number) => ({
  ...{ file: `orders/POSTE/${name}`, orders, centimes, sha256: name[0] ?? '', bytes: 1 },
  ...{ provider: 'POSTE', format: 'csv' },
});

test('a line a file, under the name that is sent, and their total, to the centime', () => {
  const files = [file('a-0001.csv', 2, 100_010), file('b-R-0001.csv', 1, 5)];
  expect(slipRows(files, { currency: 'MAD', executionDate: '2026-09-30' })).toEqual([
    ['a-0001.csv', 'csv', 2, '1000.10', 'MAD', '2026-09-30', 'a'],
    ['b-R-0001.csv', 'csv', 1, '0.05', 'MAD', '2026-09-30', 'b'],
    ['TOTAL', '', 3, '1000.15', 'MAD', '2026-09-30', ''],
  ]);
});
