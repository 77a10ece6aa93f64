import { expect, test } from 'vitest';
import { dirhams, disagreements, type Totals } from './totals.js';

const TOTALS: Totals = {
  households: 2,
  members: 5,
  quarantinedRows: 0,
  familiesPaid: 1,
  net: '500.00',
  decisions: [{ decision: 'PAY', reason: '', households: 1, entitlement: '500.00' }],
  bridge: [{ line: 'CURRENT_TOTAL', families: 1, amount: '500.00' }],
};

test('centimes are printed as dirhams with two decimals', () => {
  expect([0, 5, -5, 50_000, -123_456].map(dirhams)).toEqual(['0.00', '0.05', '-0.05', '500.00', '-1234.56']);
});

test('equal figures leave nothing to say', () => {
  expect(disagreements(TOTALS, structuredClone(TOTALS))).toEqual([]);
});

test('one centime, a missing decision and a family of the bridge are each named', () => {
  const theirs: Totals = {
    ...TOTALS,
    net: '500.01',
    decisions: [
      ...TOTALS.decisions,
      { decision: 'HELD', reason: 'ACCOUNT_SHARED', households: 1, entitlement: '0.00' },
    ],
    bridge: [{ line: 'CURRENT_TOTAL', families: 2, amount: '500.00' }],
  };
  expect(disagreements(TOTALS, theirs)).toEqual([
    'net: 500.00 here, 500.01 there',
    'bridge CURRENT_TOTAL: 1 families, 500.00 here, 2 families, 500.00 there',
    'HELD ACCOUNT_SHARED: none here, 1 households, 0.00 there',
  ]);
});
