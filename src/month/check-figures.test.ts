import { describe, expect, it } from 'vitest';
import { checkFigures, wholeMonth } from './check-figures.js';

/** A month of one regular and one supplementary run is one month: what a check compares with is all that it paid. */
type Run = NonNullable<ReturnType<typeof wholeMonth>>;

const run = (pay: number, net: string, others: Run['counts']['decisions'], rows = 3): Run => ({
  counts: {
    ...{ households: rows, members: rows * 2, quarantined_rows: 1, compositions: 1, above_usual_maximum: 0 },
    decisions: [{ decision: 'PAY', reason: '', households: pay, entitlement: net }, ...others],
  },
  totals: { entitlement: net, arrears: '0.00', recovery: '0.00', net, orders: pay },
});
const held = { decision: 'HELD', reason: 'MEMBER_ROW_INVALID', households: 1, entitlement: '0.00' };
const paidBefore = { decision: 'INELIGIBLE', reason: 'ALREADY_PAID', households: 2, entitlement: '0.00' };

const now = run(3, '1800.00', []);
const figure = (month: Run | null, name: string) =>
  checkFigures(now, month).find((one) => one.figure === name)?.before;

describe('the month before', () => {
  it('of one run is that run', () => {
    const regular = run(2, '1300.00', [held]);
    expect(wholeMonth([regular])).toBe(regular);
    expect(wholeMonth([])).toBeNull();
  });

  it('of several is what all of them paid, and whom the last one left unpaid', () => {
    const month = wholeMonth([run(2, '1300.00', [held]), run(1, '500.05', [paidBefore], 4)]);
    expect(figure(month, 'PAY')).toBe('3');
    expect(figure(month, 'orders')).toBe('3');
    expect(figure(month, 'total to pay')).toBe('1800.05');
    expect(figure(month, 'household rows')).toBe('4');
    expect(figure(month, 'HELD MEMBER_ROW_INVALID')).toBeUndefined();
    expect(figure(month, 'INELIGIBLE ALREADY_PAID')).toBeUndefined();
  });
});
