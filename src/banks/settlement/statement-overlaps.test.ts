import { expect, test } from 'vitest';
import { overlapOf } from './statement-overlaps.js';

/** A CSV has no number of the bank: what two files list of one day would count twice. */
const head = (statementId: string, from: string, to: string, account = '310') => ({
  ...{ account, statementId, page: '', sequence: '', from, to, datedOn: '2026-05-31' },
  ...{ opening: null, closing: null, copy: false },
});
const may = (from: number, to: number, id = 'CSV') =>
  head(id === 'CSV' ? `CSV 2026-05-${from}/2026-05-${to}` : id, `2026-05-${from}`, `2026-05-${to}`);

test.each<[what: string, one: ReturnType<typeof head>, known: ReturnType<typeof head>, overlaps: boolean]>([
  ['a day in common', may(10, 15), may(15, 20), true],
  ['the other way round', may(15, 20), may(10, 15), true],
  ['one within the other', may(12, 13), may(10, 20), true],
  ['the next day', may(16, 20), may(10, 15), false],
  ['the day before', may(10, 14), may(15, 20), false],
  ['the same statement: its entries are compared', may(10, 15), may(10, 15), false],
  ['camt.053 of a day of a CSV', may(12, 12, 'S1'), may(10, 15), true],
  ['a CSV of a day of camt.053', may(10, 15), may(12, 12, 'S1'), true],
  ['camt.053 without a period', may(10, 31), head('S1', '', ''), true],
  ['two of camt.053: they have numbers', may(10, 15, 'S1'), may(10, 15, 'S2'), false],
  ['another account', may(10, 15), { ...may(15, 20), account: '311' }, false],
  [
    'the same account as an IBAN',
    { ...may(10, 15), account: `MA64${'1'.repeat(24)}` },
    { ...may(15, 20), account: '1'.repeat(24) },
    true,
  ],
])('%s', (_, one, known, overlaps) => {
  expect(overlapOf(one, [known])).toBe(overlaps ? known : null);
});
