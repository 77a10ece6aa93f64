import { expect, test } from 'vitest';
import { transfersOf } from './transfers.js';

const sealed = (path: string, orders?: number, total?: string) => ({
  ...{ path, sha256: `hash of ${path}`, bytes: 1 },
  ...(orders === undefined || total === undefined ? {} : { orders, total }),
});

const FILES = [
  sealed('orders/CDG/1.csv', 3, '0.30'),
  sealed('orders/CDG/R-1.csv', 1, '1000.05'),
  sealed('orders/CDG/slip.csv'),
  sealed('orders/index.csv'),
  sealed('orders/POSTE/1.xml', 1, '5.00'),
  sealed('orders/POSTE/slip.csv'),
];

test('an institution each: its files, orders and sum, and the hash of its slip', () => {
  expect(transfersOf({ files: FILES })).toEqual([
    {
      ...{ provider: 'CDG', files: 2, orders: 4, total: '1000.35' },
      ...{ slip: 'orders/CDG/slip.csv', sha256: 'hash of orders/CDG/slip.csv' },
    },
    {
      ...{ provider: 'POSTE', files: 1, orders: 1, total: '5.00' },
      ...{ slip: 'orders/POSTE/slip.csv', sha256: 'hash of orders/POSTE/slip.csv' },
    },
  ]);
});

test('of a version that wrote no slips', () => {
  const files = FILES.filter(({ path }) => !path.endsWith('slip.csv'));
  expect(transfersOf({ files }).map(({ slip, sha256 }) => [slip, sha256])).toEqual([
    [null, null],
    [null, null],
  ]);
});
