import { describe, expect, test } from 'vitest';
import { ratesOf, theMonth } from '../the-month.js';
import { amountsOf, BIT, COVER_SHIFT, factsOf as factsIn, type Member } from './rules.js';

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

test('of the months of 2025 that may be owed: the published maximum of six fatherless schooled children', () => {
  expect(amountsOf(SIX('Sf'), ratesOf('2025-12')).aid).toBe(123_300);
  expect(() => ratesOf('2025-10')).toThrow('not known');
});

describe('grants', () => {
  test.each([
    ['none+B1', 200_000, 0],
    ['I.I+B1+B2', 300_000, 0],
    ['S.S.S+P2+U1', 0, 70_000],
    ['S.I+B2+P1', 100_000, 20_000],
    ['S.S', 0, 0],
  ])('%s', (composition, birth, school) => {
    const monthly = composition.split('+')[0] ?? '';
    expect(amountsOf(composition)).toEqual({ ...amountsOf(monthly), birth, school });
  });
});

const NOBODY: ReadonlySet<string> = new Set();
const factsOf = (members: readonly Member[], payeeId: string, period = '2026-10', granted = NOBODY) =>
  factsIn(members, payeeId, theMonth(period), { births: granted, pupils: NOBODY });

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

test('of a month gone by, who was born or had died since', () => {
  const members = [
    member('2010-01-01', BIT.child, { died: '2026-10-01' }),
    member('2026-10-01', BIT.child),
    member('2026-10-02', 2 << COVER_SHIFT, { personId: 'P00003' }),
  ];
  expect(factsOf(members, '', '2026-09')).toMatchObject({ now: 'N', persons: 1, cover: 0, births: [] });
  expect(factsOf(members, '')).toMatchObject({ now: 'I+B2', persons: 2, cover: 2, births: ['P00001'] });
});

describe('birth grants', () => {
  const child = (birth: string, more: Partial<Member> = {}) => member(birth, BIT.child, more);
  const now = (...members: Member[]) => factsOf(members, 'P00001').now;

  test.each([
    ['born on the day six months before: too late to claim', ['2026-04-30'], 'I'],
    ['born the day after', ['2026-05-01'], 'I+B1'],
    ['a second birth', ['2020-01-01', '2026-05-01'], 'N.I+B2'],
    ['a third has none', ['2019-01-01', '2020-01-01', '2026-05-01'], 'N.N.I'],
    ['twins take both', ['2026-05-01', '2026-05-01'], 'I.I+B1+B2'],
    ['of twins as second and third, one', ['2020-01-01', '2026-05-01', '2026-05-01'], 'N.I.I+B2'],
    ['a grown-up child keeps its rank', ['1999-01-01', '2020-01-01', '2026-05-01'], 'N.I'],
  ])('%s', (_, births, composition) => {
    expect(now(...births.map((birth) => child(birth)))).toBe(composition);
  });

  test('the grant is for the birth: a child that died takes it too, and keeps its rank', () => {
    expect(now(child('2026-05-01', { died: '2026-10-31' }), child('2026-09-01'))).toBe('I+B1+B2');
    expect(now(child('2026-05-01', { died: '2026-11-01' }))).toBe('I+B1');
  });

  test('once a child', () => {
    const twins = [child('2026-05-01'), child('2026-05-01', { personId: 'P00002' })];
    expect(factsOf(twins, 'P00009', '2026-10', new Set(['P00001'])).now).toBe('I.I+B2');
  });
});

describe('school grants', () => {
  const pupil = (birth: string, bits: number) => member(birth, BIT.child | BIT.schooled | bits);

  test('in September, of the paid children, by level', () => {
    const children = [pupil('2010-01-01', BIT.upper), pupil('2014-01-01', BIT.lower), pupil('2015-01-01', 0)];
    expect(factsOf(children, 'P00001', '2026-09').now).toBe('S.S.S+P1+U1');
    expect(factsOf(children, 'P00001', '2026-10').now).toBe('S.S.S');
  });

  test('at most six; one that is five and at school has it', () => {
    const seven = [2008, 2009, 2010, 2011, 2012, 2013, 2014].map((year) => pupil(`${year}-01-01`, BIT.lower));
    expect(factsOf(seven, 'P00001', '2026-09').now).toBe('S.S.S.S.S.S+P6');
    expect(factsOf([pupil('2020-11-01', BIT.lower)], 'P00001', '2026-09').now).toBe('I+P1');
  });

  test('once a year', () => {
    const pupils = new Set(['P00001']);
    const facts = factsIn([pupil('2014-01-01', BIT.lower)], '', theMonth('2026-09'), {
      births: NOBODY,
      pupils,
    });
    expect(facts.now).toBe('S');
  });

  test('not for who left school, whatever the level says', () => {
    expect(factsOf([member('2014-01-01', BIT.child | BIT.lower)], 'P00001', '2026-09').now).toBe('N');
  });
});
