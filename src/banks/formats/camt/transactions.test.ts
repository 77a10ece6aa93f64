import { describe, expect, test } from 'vitest';
import {
  accountReport,
  answersOf,
  detailOf,
  entryOf,
  statementsOf,
} from '../../../../fixtures/harness/bank-messages.js';
import type { StatementRow } from '../account-entry.js';
import { Transactions } from './transactions.js';

/** Transactions of an entry: those of large batches are packed. */
const { rows } = await statementsOf(
  accountReport(
    'camt.053',
    entryOf({
      sign: 'DBIT',
      amount: '600.00',
      details: detailOf('A-1', '600.00', '<AddtlTxInf>é "x" \\</AddtlTxInf>'),
    }),
  ),
);
const [row] = rows as [StatementRow];
const given = (count: number, more: (nth: number) => Partial<StatementRow> = () => ({})) => {
  const transactions = new Transactions(5, 3);
  const all = Array.from({ length: count }, (_, nth) => ({
    row: { ...row, orderId: `A-${nth}`, ...more(nth) },
    position: nth + 1,
  }));
  for (const one of all) transactions.push(one);
  return { transactions, all };
};

test.each([0, 1, 5, 6, 8, 9, 20])('%i of them come back as they are, and again', (count) => {
  const { transactions, all } = given(count);
  expect(transactions.length).toBe(count);
  expect([...transactions]).toEqual(all);
  expect([...transactions]).toEqual(all);
});

describe('what all of them say', () => {
  test.each<[what: string, more: (nth: number) => Partial<StatementRow>, file: string, amounts: boolean]>([
    ['one file', () => ({ messageId: 'F' }), 'F', true],
    ['another at last', (nth) => ({ messageId: nth === 19 ? 'G' : 'F' }), '', true],
    ['another at first', (nth) => ({ messageId: nth === 0 ? 'G' : 'F' }), '', true],
    ['another in between', (nth) => ({ messageId: nth === 7 ? 'G' : 'F' }), '', true],
    ['one without an amount', (nth) => ({ messageId: 'F', centimes: nth === 2 ? null : 1 }), 'F', false],
  ])('%s', (_, more, file, amounts) => {
    const { transactions } = given(20, more);
    expect([transactions.common.messageId, transactions.haveAmounts]).toEqual([file, amounts]);
  });
});

test('a batch of more than is kept is read as a small one is', { timeout: 60_000 }, async () => {
  const COUNT = 81_000;
  const details = Array.from({ length: COUNT }, (_, nth) => detailOf(`A-${nth}`, '600.00')).join('');
  const batch = (amount: string) =>
    answersOf(accountReport('camt.054', entryOf({ sign: 'DBIT', amount, details })));
  const paid = (await batch(`${600 * COUNT}.00`)).answers;
  expect(paid).toHaveLength(COUNT);
  expect(paid.every((one, nth) => one.orderId === `A-${nth}` && one.status === 'PAID')).toBe(true);
  expect(paid.every((one, nth) => one.position === nth + 1 && one.problem === '')).toBe(true);
  const cut = (await batch('600.00')).answers;
  expect(cut.every((one) => one.problem === 'AMOUNT_INVALID')).toBe(true);
});
