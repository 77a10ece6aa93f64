import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type AnswerMeasures, answerControls } from './answer-controls.js';

const NOTHING: AnswerMeasures = { rejectedFiles: [], returned: [], paid: [], before: [] };
/** Orders of 500.00 DH each. */
const sum = (orders: number) => ({ orders, centimes: orders * 50_000 });
const paid = [
  { provider: 'POSTE', ...sum(19_500) },
  { provider: 'CDG', ...sum(100_500) },
];
const one = (m: Partial<AnswerMeasures>, limits: Partial<Record<keyof typeof DEFAULT_LIMITS, string>> = {}) =>
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

  /** A month before, in which POSTE and CDG paid arrears of so many orders. */
  const month = (name: string, poste: number, cdg: number) => ({
    month: name,
    returned: [
      { provider: 'POSTE', ...sum(poste) },
      { provider: 'CDG', ...sum(cdg) },
    ],
    paid,
  });
  const before = [month('2026-09', 20, 400), month('2026-08', 20, 380)];

  test.each([
    [
      'in all, three times what it was',
      [
        ['CDG', 1170],
        ['POSTE', 60],
      ],
      'PASS',
      '0.01025',
      '0.02',
    ],
    [
      'in all, one order more',
      [
        ['CDG', 1171],
        ['POSTE', 60],
      ],
      'HOLD',
      '0.010258',
      '0.01025',
    ],
    ['one institution, three times what it was', [['POSTE', 60]], 'PASS', '0.0005', '0.02'],
    ['one institution, one order more', [['POSTE', 61]], 'HOLD', '0.003128', '0.003077'],
  ] as const)('against the months before: %s', (_, orders, status, measured, limit) => {
    const returned = orders.map(([provider, n]) => ({ provider, ...sum(n) }));
    expect(one({ returned, before }, { returned_arrears: '0.02' })).toMatchObject({
      status,
      measured,
      limit,
    });
  });

  test.each([
    [24, 'PASS'],
    [25, 'HOLD'],
  ])('%i orders of an institution of which none came back before', (n, status) => {
    const none = [month('2026-09', 0, 400)];
    expect(one({ returned: [{ provider: 'POSTE', ...sum(n) }], before: none })?.status).toBe(status);
  });

  test.each([
    ['1', 'HOLD'],
    ['1.1', 'PASS'],
  ])('the factor %s of the configuration', (returned_arrears_factor, status) => {
    const returned = [{ provider: 'CDG', ...sum(420) }];
    expect(one({ returned, before }, { returned_arrears_factor })?.status).toBe(status);
  });

  test('an institution that paid nothing in the months before has no rate to be held against', () => {
    const other = [{ month: '2026-09', returned: [{ provider: 'CDG', ...sum(400) }], paid: paid.slice(1) }];
    expect(one({ returned: [{ provider: 'POSTE', ...sum(61) }], before: other })?.status).toBe('PASS');
  });

  test('names who is beyond the limit, and what it was in the months before', () => {
    const found = one({ returned: [{ provider: 'POSTE', ...sum(700) }], before });
    expect(found?.detail).toBe(
      'arrears of orders that were rejected or came back: POSTE 700 orders of 350,000.00 DH in 9,750,000.00 DH (before: 2026-09 0.001026, 2026-08 0.001026)',
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
