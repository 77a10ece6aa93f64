import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type AnswerMeasures, answerControls } from './answer-controls.js';

const NOTHING: AnswerMeasures = { rejectedFiles: [], returned: [], paid: [], before: null };
/** Orders of 500.00 DH each. */
const sum = (orders: number) => ({ orders, centimes: orders * 50_000 });
const paid = [
  { provider: 'POSTE', ...sum(19_500) },
  { provider: 'CDG', ...sum(100_500) },
];
const one = (m: Partial<AnswerMeasures>, limits: Partial<typeof DEFAULT_LIMITS> = {}) =>
  answerControls({ ...NOTHING, paid, ...m }, { ...DEFAULT_LIMITS, ...limits })[0];

test('of a month to which earlier answers add nothing there are no controls', () => {
  expect(answerControls(NOTHING, DEFAULT_LIMITS)).toEqual([]);
});

describe('returned_arrears', () => {
  test.each([
    [
      'an ordinary month',
      [
        ['POSTE', 100],
        ['CDG', 500],
      ],
      'PASS',
      '0.005',
      '0.01',
    ],
    ['seven hundred orders of one institution at once', [['POSTE', 700]], 'HOLD', '0.035897', '0.02'],
    ['as many as the limit of one institution', [['POSTE', 390]], 'PASS', '0.00325', '0.01'],
    ['one more', [['POSTE', 391]], 'HOLD', '0.020051', '0.02'],
    ['as many as the limit of all', [['CDG', 1200]], 'PASS', '0.01', '0.01'],
    ['one more of all', [['CDG', 1201]], 'HOLD', '0.010008', '0.01'],
  ] as const)('%s', (_, orders, status, measured, limit) => {
    const returned = orders.map(([provider, n]) => ({ provider, ...sum(n) }));
    expect(one({ returned })).toMatchObject({ control: 'returned_arrears', status, measured, limit });
  });

  test.each([
    [24, 'PASS'],
    [25, 'HOLD'],
  ])('%i orders of a small institution', (n, status) => {
    const small = [
      { provider: 'CDG', ...sum(50) },
      { provider: 'POSTE', ...sum(100_000) },
    ];
    expect(one({ returned: [{ provider: 'CDG', ...sum(n) }], paid: small })?.status).toBe(status);
  });

  test('names who is beyond the limit, and what the prior run measured', () => {
    const found = one({ returned: [{ provider: 'POSTE', ...sum(700) }], before: '0.001000' });
    expect(found?.detail).toBe(
      'arrears of orders that were rejected or came back: POSTE 700 orders of 350,000.00 DH in 9,750,000.00 DH; the prior run: 0.001000',
    );
  });
});

test('files_rejected names files, orders and sums, and what to type', () => {
  const found = one({ rejectedFiles: [{ file: 'orders/POSTE/2026-05-POSTE-0001.xml', ...sum(2) }] });
  expect(found).toMatchObject({ control: 'files_rejected', measured: '1', limit: '0', status: 'HOLD' });
  expect(found?.detail).toContain(
    '2 orders of 1,000.00 DH that nobody is owed so far: orders/POSTE/2026-05-POSTE-0001.xml (2 orders, 1,000.00 DH)',
  );
  expect(found?.detail).toMatch(/sarf sent FILE --on DATE .*sarf decide FILE unpaid --reason/);
});
