import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount, dirhams } from '../domain/money.js';
import { loadRules } from '../rules/load.js';
import { valueAt } from '../rules/parameters.js';
import { takings } from './recovery.js';

/** Rules: "recovery of overpayments, largest share of one month's aid: 25 %", rounded down to the centime. */
const SHARE = amount(valueAt(loadRules(), 'recovery_share', '2026-01') ?? '');

describe('a month takes at most a quarter of its aid', () => {
  it.each([
    ['a balance a centime below the quarter', '500.00', [12_499], [12_499]],
    ['a balance of the quarter', '500.00', [12_500], [12_500]],
    ['a balance a centime above', '500.00', [12_501], [12_500]],
    ['1,000 dirhams of a household with six children at school', '1008.00', [100_000], [25_200]],
    ['a quarter of half a centime: rounded down', '500.03', [100_000], [12_500]],
    ['a quarter of three quarters of a centime: rounded down', '500.07', [100_000], [12_501]],
    [
      'the oldest first, what is left of the quarter for the next',
      '500.00',
      [10_000, 30_000],
      [10_000, 2_500],
    ],
    ['the oldest takes the whole quarter', '500.00', [12_500, 1], [12_500, 0]],
    ['three, the last of which must wait', '500.00', [5_000, 7_500, 100], [5_000, 7_500, 0]],
    ['no aid, nothing taken', '0.00', [100], [0]],
    ['nothing owed, nothing taken', '500.00', [], []],
  ])('%s', (_, aid, balances, expected) => {
    expect(takings(amount(aid), SHARE, balances)).toEqual(expected);
  });

  it.each<[string, readonly number[], readonly (string | null)[], readonly number[]]>([
    ['one at a tenth', [100_000], ['0.1'], [5_000]],
    ['one at a half', [100_000], ['0.5'], [25_000]],
    ['a half, of a smaller balance', [24_999], ['0.5'], [24_999]],
    ['a tenth first, then the quarter, less the tenth', [100_000, 100_000], ['0.1', null], [5_000, 7_500]],
    ['the quarter first, then nothing of the tenth', [100_000, 100_000], [null, '0.1'], [12_500, 0]],
    [
      'the quarter first, then the half, less the quarter',
      [100_000, 100_000],
      [null, '0.5'],
      [12_500, 12_500],
    ],
    ['a small one of the quarter, then the tenth, less it', [1_000, 100_000], [null, '0.1'], [1_000, 4_000]],
  ])('but for a balance with a share of its own: %s', (_, balances, own, expected) => {
    const shares = own.map((one) => (one === null ? null : amount(one)));
    expect(takings(amount('500.00'), SHARE, balances, shares)).toEqual(expected);
  });

  it('never more than the quarter, never more than the balances, and one of the two in full', () => {
    fc.assert(
      fc.property(
        fc.nat(500_000),
        fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 5 }),
        (aid, balances) => {
          const taken = takings(amount(dirhams(aid)), SHARE, balances);
          const [sum, all] = [taken, balances].map((list) => list.reduce((a, b) => a + b, 0));
          expect(sum).toBe(Math.min(all ?? 0, Math.trunc(aid / 4)));
          taken.forEach((one, i) => {
            expect(one).toBeLessThanOrEqual(balances[i] ?? 0);
            if (one < (balances[i] ?? 0)) expect(taken.slice(i + 1).every((later) => later === 0)).toBe(true);
          });
        },
      ),
      { seed: 41 },
    );
  });
});
