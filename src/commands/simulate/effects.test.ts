import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../fixtures/harness/sarf.js';
import type { Child, House } from '../../../fixtures/worlds/houses.js';
import { from, moved, runHouses, simulated } from '../../../fixtures/worlds/simulating.js';
import type { ReformEffect } from './effects.js';

/** What other amounts would have done to a month of a few families, worked out by hand beside each. */
const folder = temporaryFolder('reforms');

const child = (birth: string, marks = ''): Child => ({ birth, marks });
const S = child('2014-06-01', 'S');

/** Reference date 2026-03-31. Beside each is what it is paid then. */
const HOUSES: readonly House[] = [
  { id: 'TWO', province: '06.181', children: [S, child('2015-06-01', 'S')] }, // 600
  { id: 'FLOOR', province: '06.181', children: [child('2024-01-01')] }, // 300 + 200 to the floor
  { id: 'FLAT', province: '09.001', children: [] }, // 500
  { id: 'WIDOW', province: '09.001', children: [child('2012-01-01', 'Sf'), child('2013-01-01', 'Nf')] }, // 400 + 200
  { id: 'DISABLED', province: '06.141', children: [child('2012-01-01', 'Sd'), child('2013-01-01', 'N')] }, // 300 + 200 + 100
  {
    id: 'SIX',
    province: '06.141',
    children: [0, 1, 2, 3, 4, 5].map((i) => child(`201${i}-02-02`, 'S')),
  }, // 900 + 108
  { id: 'BLOCKED', province: '06.181', status: 'BLOCKED', children: [S, child('2015-06-01', 'S')] }, // owed 600
  { id: 'HELD', province: '06.181', payee: 'NOBODY1', children: [] }, // owed 500
];

beforeAll(async () => {
  expect(await runHouses(folder, '2026-03', HOUSES)).toBe('3808.00');
});

const simulatedMarch = (values: Readonly<Record<string, string | null>>) =>
  simulated(folder, '2026-03', from('2026-03', values));

describe('amounts change: from the compositions alone', () => {
  test('100 more a child of the first ranks, aged 0–5 or schooled', async () => {
    const { answer, differences, effects, nextDifference, twelveMonths } = await simulatedMarch({
      child_first_ranks_schooled: '400',
    });
    expect(twelveMonths).toBe('7200.00');
    expect({ answer, nextDifference }).toEqual({ answer: 'AMOUNTS', nextDifference: null });
    expect(differences).toMatchObject([
      {
        parameter: 'child_first_ranks_schooled',
        before: { value: '300', from: '2026-01' },
        after: { value: '400', from: '2026-03' },
      },
    ]);
    // TWO +200; FLOOR +100 and 100 less to the floor; DISABLED +100; SIX +300; WIDOW and FLAT nothing.
    expect(effects.total).toEqual({
      familiesBefore: 6,
      familiesAfter: 6,
      before: '3808.00',
      after: '4408.00',
      change: '600.00',
      winners: 3,
      won: '600.00',
      losers: 0,
      lost: '0.00',
    });
    const { component, region, province, family_type, children_paid } = effects.breakdowns;
    expect(moved(component)).toEqual(['child_allowance 700.00 4 0', 'floor_topup -100.00 0 1']);
    expect(moved(region)).toEqual(['06 600.00 3 0']);
    expect(moved(province)).toEqual(['06.141 400.00 2 0', '06.181 200.00 1 0']);
    expect(moved(family_type)).toEqual(['DISABLED 100.00 1 0', 'ORDINARY 500.00 2 0']);
    expect(moved(children_paid)).toEqual(['2 300.00 2 0', '6 300.00 1 0']);
    expect(children_paid.map((line) => `${line.key} ${line.familiesBefore} ${line.before}`)).toEqual([
      '0 1 500.00',
      '1 1 500.00',
      '2 3 1800.00',
      '6 1 1008.00',
    ]);
    expect(effects.buckets).toEqual([
      { direction: 'SAME', above: null, upTo: null, families: 3, amount: '0.00' },
      { direction: 'MORE', above: '50.00', upTo: '100.00', families: 1, amount: '100.00' },
      { direction: 'MORE', above: '100.00', upTo: '200.00', families: 1, amount: '200.00' },
      { direction: 'MORE', above: '200.00', upTo: '500.00', families: 1, amount: '300.00' },
    ]);
    expect(effects.owed).toEqual({
      familiesBefore: 2,
      familiesAfter: 2,
      before: '1100.00',
      after: '1300.00',
    });
    expect(effects.entering).toEqual({ families: 0, amount: '0.00' });
  });

  test.each<[what: string, values: Record<string, string | null>, component: string[], children: string[]]>([
    // SIX is 1,008: no floor up to it.
    ['a floor of 550', { floor: '550' }, ['floor_topup 50.00 1 0'], ['1 50.00 1 0']],
    ['a floor of 499.99', { floor: '499.99' }, ['floor_topup -0.01 0 1'], ['1 -0.01 0 1']],
    [
      'a flat rate of 600 and a floor of 450: a winner and a loser',
      { flat_rate: '600', floor: '450' },
      ['floor_topup -50.00 0 1', 'flat_rate 100.00 1 0'],
      ['0 100.00 1 0', '1 -50.00 0 1'],
    ],
    [
      'no supplement any more: DISABLED',
      { disability_supplement: null },
      ['disability_supplement -100.00 0 1'],
      ['2 -100.00 0 1'],
    ],
    [
      'the first ranks are two: SIX has its third child at 36',
      { first_ranks: '2' },
      ['child_allowance -264.00 0 1'],
      ['6 -264.00 0 1'],
    ],
    [
      'more for a fatherless child not schooled, less for one schooled: WIDOW stays as it is',
      { fatherless_first_ranks_schooled: '350', fatherless_first_ranks_not_schooled: '250' },
      [],
      [],
    ],
    ['the threshold of a capital, which no family has', { institution_capital: '12000' }, [], []],
  ])('%s', async (_, values, component, children) => {
    const { answer, effects } = await simulatedMarch(values);
    expect(answer).toBe('AMOUNTS');
    expect(moved(effects.breakdowns.component)).toEqual(component);
    expect(moved(effects.breakdowns.children_paid)).toEqual(children);
  });

  test('what is left as it was is said', async () => {
    const grant = await simulatedMarch({ school_grant_upper: '400' });
    expect(grant.notRecomputed).toContain(
      'school_grant_upper: the run paid no school-return grant, so no child was looked at for it',
    );
    const { notRecomputed } = await simulatedMarch({ institution_capital: '12000' });
    expect(notRecomputed).toContain('institution_capital: residents of care institutions are not simulated');
    expect(notRecomputed[0]).toBe("who is paid and each family's composition are the run's");
  });

  test('buckets: 50.00 is in the first, 50.01 in the second, 500.01 in the last', async () => {
    const bucketsOf = async (flat: string) => {
      const { effects } = await simulatedMarch({ flat_rate: flat });
      return effects.buckets.filter((bucket) => bucket.direction !== 'SAME');
    };
    expect(await bucketsOf('550')).toMatchObject([{ direction: 'MORE', above: '0.00', upTo: '50.00' }]);
    expect(await bucketsOf('550.01')).toMatchObject([{ above: '50.00', upTo: '100.00', amount: '50.01' }]);
    expect(await bucketsOf('1000.01')).toMatchObject([{ above: '500.00', upTo: null }]);
    expect(await bucketsOf('0')).toMatchObject([{ direction: 'LESS', above: '200.00', upTo: '500.00' }]);
  });
});

describe('dates', () => {
  test('a value dated later changes nothing in the month; as of that month it does', async () => {
    const changes = from('2027-01', { flat_rate: '700' });
    const today = await simulated(folder, '2026-03', changes);
    expect(today).toMatchObject({ differences: [], nextDifference: '2027-01' });
    expect(today.effects.total.change).toBe('0.00');
    const then = await simulated(folder, '2026-03', changes, '2027-01');
    expect(then.nextDifference).toBeNull();
    expect(then.effects.total.change).toBe('200.00');
  });

  test("last year's tariffs on this month's families: the built-in rules as of 2025-12", async () => {
    const { effects } = await simulated(folder, '2026-03', {}, '2025-12');
    // TWO 500; FLOOR 500; WIDOW 375 + 175; DISABLED 250 + 175 + 100; SIX 750 + 108; FLAT 500.
    expect(effects.total).toMatchObject({
      after: '3433.00',
      change: '-375.00',
      losers: 4,
    } satisfies Partial<ReformEffect>);
  });
});
