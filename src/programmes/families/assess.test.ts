import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS, fromText } from '../../domain/composition.js';
import { sum, toText } from '../../domain/money.js';
import { loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { assess } from './assess.js';

const rules = loadRules();

/** children + disability + top-up + flat = total, as text. */
function aid(composition: string, period: string, under = rules): string {
  const one = assess(fromText(composition), parametersAt(under, period));
  return `${Object.values(one.components)
    .map((part) => part.toString())
    .join(' + ')} = ${toText(one.total)}`;
}

describe('published maxima (rules, 9)', () => {
  it.each([
    ['fatherless six schooled children, 2024', 'Sf.Sf.Sf.Sf.Sf.Sf', '2024-06', '1158.00'],
    ['the same, October 2025', 'Sf.Sf.Sf.Sf.Sf.Sf', '2025-10', '1158.00'],
    ['the same, November 2025', 'Sf.Sf.Sf.Sf.Sf.Sf', '2025-11', '1233.00'],
    ['the same, December 2025', 'Sf.Sf.Sf.Sf.Sf.Sf', '2025-12', '1233.00'],
    ['the same, January 2026', 'Sf.Sf.Sf.Sf.Sf.Sf', '2026-01', '1308.00'],
    ['with all six severely disabled, 2024', 'Sfd.Sfd.Sfd.Sfd.Sfd.Sfd', '2024-06', '1758.00'],
    ['with all six severely disabled, 2026', 'Sfd.Sfd.Sfd.Sfd.Sfd.Sfd', '2026-01', '1908.00'],
    ['ordinary six schooled children, 2026', 'S.S.S.S.S.S', '2026-01', '1008.00'],
    ['no paid child', 'none', '2023-12', '500.00'],
  ])('%s: %s', (_, composition, period, total) => {
    expect(aid(composition, period)).toMatch(new RegExp(`= ${total}$`));
  });

  it('1,350 is a range seen in practice and no cap: 1,908 stands', () => {
    const { usualMaximum } = parametersAt(rules, '2026-01');
    const { total } = assess(fromText('Sfd.Sfd.Sfd.Sfd.Sfd.Sfd'), parametersAt(rules, '2026-01'));
    expect(total.greaterThan(usualMaximum ?? total)).toBe(true);
  });
});

describe('amounts of 2026 (rules, 2 to 5): children + supplements + top-up + flat', () => {
  it.each([
    ['no paid child: the flat rate, and no floor', 'none', '0 + 0 + 0 + 500 = 500.00'],
    ['one infant: 300, raised to the floor', 'I', '300 + 0 + 200 + 0 = 500.00'],
    ['an infant and a schooled child have the same amount', 'S', '300 + 0 + 200 + 0 = 500.00'],
    ['one child not schooled', 'N', '200 + 0 + 300 + 0 = 500.00'],
    ['two schooled: above the floor', 'S.S', '600 + 0 + 0 + 0 = 600.00'],
    ['exactly the floor: no top-up', 'S.N', '500 + 0 + 0 + 0 = 500.00'],
    ['two not schooled: just below the floor', 'N.N', '400 + 0 + 100 + 0 = 500.00'],
    ['rank 3 has the first amount', 'S.S.S', '900 + 0 + 0 + 0 = 900.00'],
    ['rank 4 has the later amount', 'S.S.S.S', '936 + 0 + 0 + 0 = 936.00'],
    ['rank 4 not schooled', 'S.S.S.N', '924 + 0 + 0 + 0 = 924.00'],
    ['rank 4 an infant', 'S.S.S.I', '936 + 0 + 0 + 0 = 936.00'],
    ['rank 6', 'S.S.S.S.S.S', '1008 + 0 + 0 + 0 = 1008.00'],
    ['the order gives the rank: the child not schooled comes first', 'N.S.S.S', '836 + 0 + 0 + 0 = 836.00'],
    ['a fatherless child schooled', 'Sf', '400 + 0 + 100 + 0 = 500.00'],
    ['a fatherless infant', 'If', '400 + 0 + 100 + 0 = 500.00'],
    ['a fatherless child not schooled has the ordinary amount (assumed)', 'Nf', '200 + 0 + 300 + 0 = 500.00'],
    ['half-siblings have different rates (rules, 4)', 'Sf.S', '700 + 0 + 0 + 0 = 700.00'],
    ['fatherless from rank 4 on has the ordinary amounts', 'S.S.S.Sf.Nf', '960 + 0 + 0 + 0 = 960.00'],
    ['severe disability adds 100 at any rank', 'Sd.Sd.S.S.S.Sd', '1008 + 300 + 0 + 0 = 1308.00'],
    ['the supplement counts towards the floor', 'Sd', '300 + 100 + 100 + 0 = 500.00'],
    ['and may reach it', 'Sd.N', '500 + 100 + 0 + 0 = 600.00'],
    ['severe disability without schooling: as schooled (rules, 3a)', 'Nd', '300 + 100 + 100 + 0 = 500.00'],
    ['rank 3, severely disabled and not', 'S.S.Nd', '900 + 100 + 0 + 0 = 1000.00'],
    ['rank 3, not schooled and not disabled', 'S.S.N', '800 + 0 + 0 + 0 = 800.00'],
    ['rank 4, severely disabled (assumed)', 'S.S.S.Nd', '936 + 100 + 0 + 0 = 1036.00'],
    ['fatherless, disabled, not schooled (assumed)', 'Nfd.Ifd', '800 + 200 + 0 + 0 = 1000.00'],
    ['fatherless and disabled of rank 4, not schooled', 'S.S.S.Nfd', '936 + 100 + 0 + 0 = 1036.00'],
  ])('%s: %s', (_, composition, expected) => {
    expect(aid(composition, '2026-01')).toBe(expected);
  });
});

describe('the same families on both sides of each date', () => {
  it.each([
    ['S.S.N.S', '2023-12', '586 + 0 + 0 + 0 = 586.00'],
    ['S.S.N.S', '2025-10', '586 + 0 + 0 + 0 = 586.00'],
    ['S.S.N.S', '2025-11', '711 + 0 + 0 + 0 = 711.00'],
    ['S.S.N.S', '2025-12', '711 + 0 + 0 + 0 = 711.00'],
    ['S.S.N.S', '2026-01', '836 + 0 + 0 + 0 = 836.00'],
    ['S.S', '2025-10', '400 + 0 + 100 + 0 = 500.00'],
    ['S.S', '2025-11', '500 + 0 + 0 + 0 = 500.00'],
    ['S.S', '2026-01', '600 + 0 + 0 + 0 = 600.00'],
    ['Nf.Sf', '2025-10', '500 + 0 + 0 + 0 = 500.00'],
    ['Nf.Sf', '2025-11', '550 + 0 + 0 + 0 = 550.00'],
    ['Nf.Sf', '2026-01', '600 + 0 + 0 + 0 = 600.00'],
    ['Nd.Nd', '2023-12', '400 + 200 + 0 + 0 = 600.00'],
    ['Nd.Nd', '2025-11', '500 + 200 + 0 + 0 = 700.00'],
    ['Nd.Nd', '2026-01', '600 + 200 + 0 + 0 = 800.00'],
    ['none', '2025-10', '0 + 0 + 0 + 500 = 500.00'],
    ['none', '2026-01', '0 + 0 + 0 + 500 = 500.00'],
  ])('%s in %s', (composition, period, expected) => expect(aid(composition, period)).toBe(expected));
});

it.each([
  ['Nd.S', '500 + 100 + 0 + 0 = 600.00'],
  ['Nfd.S', '500 + 100 + 0 + 0 = 600.00'],
  ['S.S.S.Nd', '924 + 100 + 0 + 0 = 1024.00'],
  ['Id.Sd', '600 + 200 + 0 + 0 = 800.00'],
])('where the rules do not count the severely disabled as schooled, %s: %s', (composition, expected) => {
  const silent = { ...rules.parameters.severe_disability_counts_as_schooled, values: [] };
  const older = {
    ...rules,
    parameters: { ...rules.parameters, severe_disability_counts_as_schooled: silent },
  };
  expect(aid(composition, '2026-01', older)).toBe(expected);
});

describe('for any composition', () => {
  const child = fc.record({
    band: fc.constantFrom(...BANDS),
    fatherless: fc.boolean(),
    disabled: fc.boolean(),
  });
  const children = fc.array(child, { maxLength: 6 });

  it('the total is the sum of its lines, never below the floor, and the top-up is never mixed with more', () => {
    fc.assert(
      fc.property(children, fc.constantFrom('2024-01', '2025-12', '2026-06'), (paid, period) => {
        const one = assess(paid, parametersAt(rules, period));
        const { floor_topup, flat_rate } = one.components;
        expect(sum(Object.values(one.components)).equals(one.total)).toBe(true);
        expect(one.total.greaterThanOrEqualTo(500)).toBe(true);
        if (!floor_topup.isZero()) expect(one.total.equals(500)).toBe(true);
        expect(flat_rate.isZero()).toBe(paid.length > 0);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('a child more never lowers the aid, and the tariffs of 2026 never pay less than those before', () => {
    fc.assert(
      fc.property(fc.array(child, { maxLength: 5 }), child, (paid, more) => {
        const at = (all: typeof paid, period: string) => assess(all, parametersAt(rules, period)).total;
        expect(at([...paid, more], '2026-01').greaterThanOrEqualTo(at(paid, '2026-01'))).toBe(true);
        expect(at(paid, '2026-01').greaterThanOrEqualTo(at(paid, '2025-12'))).toBe(true);
        expect(at(paid, '2025-11').greaterThanOrEqualTo(at(paid, '2025-10'))).toBe(true);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
