import { describe, expect, test } from 'vitest';
import { amountsOf, BIT, COVER_SHIFT, factsOf, type Member } from './rules.js';

const SIX = (child: string) => Array<string>(6).fill(child).join('.');

describe('amounts against the published figures of 2026', () => {
  test.each([
    ['no child: the flat rate', 'none', 50_000],
    ['six schooled children', SIX('S'), 100_800],
    ['six fatherless schooled children', SIX('Sf'), 130_800],
    ['the same, all severely disabled', SIX('Sfd'), 190_800],
    ['one child: raised to the floor', 'N', 50_000],
  ])('%s', (_, composition, centimes) => {
    expect(amountsOf(composition).aid).toBe(centimes);
  });

  test('what the floor adds is its own component', () => {
    expect(amountsOf('N')).toMatchObject({ allowance: 20_000, topup: 30_000, flat: 0, children: 1 });
  });
});

function member(birth: string, bits: number, more: Partial<Member> = {}): Member {
  return { personId: 'P00001', birth, died: null, bits: bits | BIT.right, ...more };
}

describe('facts of a household', () => {
  test('a child that turns six between the reference dates has two letters', () => {
    const facts = factsOf([member('2020-10-15', BIT.child)], 'P00001');
    expect([facts.now, facts.before]).toEqual(['N', 'I']);
  });

  test('the twenty-first birthday ends it; the payee must be eighteen', () => {
    const facts = factsOf([member('2005-10-31', BIT.child | BIT.schooled)], 'P00001');
    expect(facts).toMatchObject({ now: 'none', before: 'S', children: 0, persons: 1, payeeFit: true });
  });

  test('who died on the reference date lives no more, and did a month before', () => {
    const facts = factsOf([member('2010-01-01', BIT.child, { died: '2026-10-31' })], 'P00001');
    expect(facts).toMatchObject({ now: 'none', before: 'N', persons: 0, payeeFit: false });
  });

  test('the first excluding cover is named; bad rows count for nothing else', () => {
    const facts = factsOf(
      [
        member('1980-01-01', 4 << COVER_SHIFT),
        member('1981-01-01', 2 << COVER_SHIFT),
        { ...member('1950-01-01', 0), bits: 0 },
      ],
      'P00002',
    );
    expect(facts).toMatchObject({ cover: 2, bad: 1, persons: 2, elderly: 0 });
  });
});
