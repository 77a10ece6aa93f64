import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount, toText } from '../../domain/money.js';
import { institutionsAt } from '../../rules/institutions.js';
import { loadRules } from '../../rules/load.js';
import { capitalTopup, monthlyAid, type Track } from './assess.js';

const rules = loadRules();
const at = (period: string) => institutionsAt(rules, period);

describe('rule 8: the monthly aid', () => {
  it.each<[string, Track, string, string, string]>([
    ['a child, no scholarship', 'CHILD', '0', '2026-01', '500.00'],
    ['a child, a scholarship of a centime', 'CHILD', '0.01', '2026-01', '499.99'],
    ['a child, a scholarship a centime short of the aid', 'CHILD', '499.99', '2026-01', '0.01'],
    ['a child, a scholarship of the aid', 'CHILD', '500', '2026-01', '0.00'],
    ['a child, a scholarship above the aid: never below 0', 'CHILD', '500.01', '2026-01', '0.00'],
    ['a child, the first month (decree 2.25.1064)', 'CHILD', '0', '2025-12', '500.00'],
    ['a child, the month before', 'CHILD', '0', '2025-11', '0.00'],
    ['who came of age: the capital, and no monthly aid', 'ADULT', '0', '2026-01', '0.00'],
    ['an elderly person: a scholarship takes nothing', 'ELDERLY', '75', '2026-01', '500.00'],
    ['an elderly person, the month before the first', 'ELDERLY', '0', '2025-12', '0.00'],
    ['listed as elderly and younger', 'NONE', '0', '2026-01', '0.00'],
  ])('%s', (_, track, scholarship, period, expected) => {
    expect(toText(monthlyAid(track, amount(scholarship), at(period)))).toBe(expected);
  });
});

describe('rule 8: the top-up of the guaranteed capital', () => {
  it.each([
    ['nothing paid so far', '0', '2026-07', '10000.00'],
    ['3,500 paid', '3500', '2026-07', '6500.00'],
    ['a centime short', '9999.99', '2026-07', '0.01'],
    ['complete', '10000', '2026-07', '0.00'],
    ['more than complete: nothing is taken back', '12000', '2026-07', '0.00'],
    ['the month before the guarantee', '0', '2025-11', '0.00'],
  ])('%s', (_, paid, period, expected) => {
    expect(toText(capitalTopup(amount(paid), at(period)))).toBe(expected);
  });

  it('whatever the scholarships were, a child has at majority the larger of 10,000 and its monthly aid', () => {
    const centimes = fc.integer({ min: 0, max: 60_000 }).map((n) => amount(String(n)).dividedBy(100));
    fc.assert(
      fc.property(fc.array(centimes, { maxLength: 30 }), (scholarships) => {
        const aids = scholarships.map((one) => monthlyAid('CHILD', one, at('2026-01')));
        const paid = aids.reduce((a, b) => a.plus(b), amount('0'));
        const whole = paid.plus(capitalTopup(paid, at('2026-07')));
        expect(whole.greaterThanOrEqualTo(10_000)).toBe(true);
        expect(whole.equals(paid) || whole.equals(10_000)).toBe(true);
      }),
    );
  });
});
