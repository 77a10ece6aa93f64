import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { runArguments, sarf, temporaryFolder, WIDE } from '../../../fixtures/harness/sarf.js';
import type { Child, House } from '../../../fixtures/worlds/houses.js';
import { reform } from '../../../fixtures/worlds/reform.js';
import { from, moved, runHouses, simulated } from '../../../fixtures/worlds/simulating.js';

/** What other rules of eligibility would have done: on both sides of each threshold, worked out by hand. */
const folder = temporaryFolder('eligibility');

const S = (birth: string): Child => ({ birth, marks: 'S' });
const N = (birth: string): Child => ({ birth, marks: 'N' });
const home = { province: '06.181', children: [] };

/** Reference date 2026-03-31. Beside each is what it is paid then. */
const MARCH: readonly House[] = [
  { id: 'AT', ...home, score: '9.743001' }, // 500
  { id: 'ABOVE', ...home, score: '9.743002' }, // nothing: above the threshold
  { id: 'FAR', ...home, score: '12', children: [S('2012-01-01'), S('2013-01-01')] }, // nothing
  { id: 'PENSION', ...home, score: '9.8', cover: 'PENSION' }, // nothing
  { id: 'WAITING', ...home, score: '9.8', status: 'BLOCKED' }, // nothing
  { id: 'CLOSED', ...home, score: '9.8', status: 'CLOSED' }, // nothing
  { id: 'GROWN', ...home, children: [S('2008-03-31'), S('2010-01-01')] }, // 600; the first is 18 that day
  { id: 'ALMOST', ...home, children: [S('2008-04-01'), S('2010-01-01')] }, // 600; the first is 17
  { id: 'ALONE', ...home, children: [N('2006-01-01')] }, // 200 + 300 to the floor
  { id: 'SIX', ...home, children: [S('2012-01-01'), N('2020-03-31')] }, // 300 + 200; the second is 6 that day
  { id: 'FIVE', ...home, children: [S('2012-01-01'), N('2020-04-01')] }, // 600; the second is 5
  { id: 'SEVEN', ...home, children: [0, 1, 2, 3, 4, 5, 6].map((i) => S(`201${i}-02-02`)) }, // 900 + 108
  { id: 'YOUNG', ...home, birth: '2005-04-01' }, // 500; the payee is 20
  { id: 'TEEN', ...home, birth: '2008-04-01' }, // held, 500 owed: the payee is 17
];

describe('who is eligible and who counts', () => {
  beforeAll(async () => {
    expect(await runHouses(folder, '2026-03', MARCH)).toBe('4808.00');
  });

  type Expected = {
    readonly answer: string;
    readonly change: string;
    readonly winners?: number;
    readonly losers?: number;
    readonly entering?: string;
    readonly leaving?: string;
    readonly owed?: string;
    readonly component?: readonly string[];
  };
  const DECISIONS = { answer: 'DECISIONS', component: ['flat_rate'] } as const;
  const MEMBERS = { answer: 'MEMBERS' } as const;
  const cases: readonly (readonly [what: string, values: Record<string, string>, expected: Expected])[] = [
    [
      'a threshold of a millionth more: ABOVE enters',
      { ise_threshold: '9.743002' },
      {
        ...DECISIONS,
        change: '500.00',
        winners: 1,
        entering: '1 500.00',
        component: ['flat_rate 500.00 1 0'],
      },
    ],
    [
      'a millionth less: AT leaves',
      { ise_threshold: '9.743000' },
      {
        ...DECISIONS,
        change: '-500.00',
        losers: 1,
        leaving: '1 -500.00',
        component: ['flat_rate -500.00 0 1'],
      },
    ],
    [
      'a threshold of 12: ABOVE and FAR enter, WAITING is owed; PENSION and CLOSED stay out',
      { ise_threshold: '12' },
      {
        ...DECISIONS,
        change: '1100.00',
        winners: 2,
        entering: '2 1100.00',
        owed: '1 500.00 → 2 1000.00',
        component: ['child_allowance 600.00 1 0', 'flat_rate 500.00 1 0'],
      },
    ],
    [
      'another threshold and another flat rate: those who stay win 100, who enters wins it all',
      { ise_threshold: '9.743002', flat_rate: '600' },
      {
        ...DECISIONS,
        change: '800.00', // AT and YOUNG 100 each, ABOVE 600
        winners: 3,
        entering: '1 600.00',
        owed: '1 500.00 → 1 600.00',
        component: ['flat_rate 800.00 3 0'],
      },
    ],
    [
      'a child until 18: the first of GROWN no longer counts, that of ALMOST does; ALONE has the flat rate',
      { age_child: '18' },
      {
        ...MEMBERS,
        change: '-100.00',
        losers: 1,
        component: ['child_allowance -500.00 0 2', 'floor_topup -100.00 1 1', 'flat_rate 500.00 1 0'],
      },
    ],
    [
      'a child until 17: that of ALMOST no longer counts',
      { age_child: '17' },
      {
        ...MEMBERS,
        change: '-200.00',
        losers: 2,
        component: ['child_allowance -800.00 0 3', 'floor_topup 100.00 2 1', 'flat_rate 500.00 1 0'],
      },
    ],
    [
      'schooling matters from 7: the second of SIX has 300',
      { age_schooling: '7' },
      { ...MEMBERS, change: '100.00', winners: 1, component: ['child_allowance 100.00 1 0'] },
    ],
    [
      'and from 5: that of FIVE has 200',
      { age_schooling: '5' },
      { ...MEMBERS, change: '-100.00', losers: 1, component: ['child_allowance -100.00 0 1'] },
    ],
    [
      'seven children paid',
      { children_paid: '7' },
      { ...MEMBERS, change: '36.00', winners: 1, component: ['child_allowance 36.00 1 0'] },
    ],
    [
      'five children paid',
      { children_paid: '5' },
      { ...MEMBERS, change: '-36.00', losers: 1, component: ['child_allowance -36.00 0 1'] },
    ],
    [
      'a payee of 21 or over: YOUNG is held, and owed',
      { age_majority: '21' },
      {
        ...MEMBERS,
        change: '-500.00',
        losers: 1,
        leaving: '1 -500.00',
        owed: '1 500.00 → 2 1000.00',
        component: ['flat_rate -500.00 0 1'],
      },
    ],
    [
      'a payee of 17 or over: TEEN is paid',
      { age_majority: '17' },
      {
        ...MEMBERS,
        change: '500.00',
        winners: 1,
        entering: '1 500.00',
        owed: '1 500.00 → 0 0.00',
        component: ['flat_rate 500.00 1 0'],
      },
    ],
    [
      'other ages and another threshold at once',
      { age_child: '18', ise_threshold: '9.743002' },
      {
        ...MEMBERS,
        change: '400.00',
        winners: 1,
        losers: 1,
        entering: '1 500.00',
        component: ['child_allowance -500.00 0 2', 'floor_topup -100.00 1 1', 'flat_rate 1000.00 2 0'],
      },
    ],
    [
      'elderly from 65: no amount depends on it',
      { age_elderly: '65' },
      { answer: 'AMOUNTS', change: '0.00', component: [] },
    ],
  ];
  test.each(cases)('%s', async (_, values, expected) => {
    const { answer, effects } = await simulated(folder, '2026-03', from('2026-03', values));
    const { total, entering, leaving, owed } = effects;
    expect({
      answer,
      change: total.change,
      winners: total.winners,
      losers: total.losers,
      entering: `${entering.families} ${entering.amount}`,
      leaving: `${leaving.families} ${leaving.amount}`,
      owed: `${owed.familiesBefore} ${owed.before} → ${owed.familiesAfter} ${owed.after}`,
      component: moved(effects.breakdowns.component),
    }).toEqual({
      winners: 0,
      losers: 0,
      entering: '0 0.00',
      leaving: '0 0.00',
      owed: '1 500.00 → 1 500.00',
      ...expected,
    });
  });

  test('families are told apart by what the run paid them for, and those who enter by what they would have', async () => {
    const { effects } = await simulated(
      folder,
      '2026-03',
      from('2026-03', { ise_threshold: '12', age_child: '18' }),
    );
    expect(moved(effects.breakdowns.family_type)).toEqual(['FLAT_RATE 500.00 1 0', 'ORDINARY 500.00 1 1']);
    expect(moved(effects.breakdowns.children_paid)).toEqual(['0 500.00 1 0', '2 500.00 1 1']);
  });

  test('what the answer rests on is said', async () => {
    const { notRecomputed } = await simulated(folder, '2026-03', from('2026-03', { ise_threshold: '12' }));
    expect(notRecomputed[0]).toContain("each family's composition and payee are the run's");
    expect(notRecomputed[1]).toContain('families that are not in the extract of the month');
  });
});

describe('a September', () => {
  const older: House = { id: 'OLDER', ...home, children: [{ birth: '2026-03-15', marks: '' }] };
  const SEPTEMBER: readonly House[] = [
    older, // 500; its birth was granted in August
    { id: 'LATE', ...home, children: [{ birth: '2026-03-15', marks: '' }] }, // 500; six months are over
    {
      id: 'SCHOOL',
      ...home,
      children: [
        { birth: '2010-02-02', marks: 'SU' },
        { birth: '2014-02-02', marks: 'SP' },
      ],
    }, // 600 + 300 + 200
    { id: 'BABY', ...home, children: [{ birth: '2026-09-01', marks: '' }] }, // 500 + 2,000
    { id: 'SECOND', ...home, children: [N('2012-01-01'), { birth: '2026-09-01', marks: '' }] }, // 500 + 1,000
  ];
  const month = temporaryFolder('september');
  beforeAll(async () => {
    expect(await runHouses(month, '2026-08', [older])).toBe('2500.00');
    expect(await runHouses(month, '2026-09', SEPTEMBER)).toBe('6100.00');
  });

  const cases: readonly (readonly [string, Record<string, string | null>, string, readonly string[]])[] = [
    ['2,500 for a first birth', { birth_grant_first: '2500' }, 'AMOUNTS', ['birth_grant 500.00 1 0']],
    ['none for a second', { birth_grant_second: '0' }, 'AMOUNTS', ['birth_grant -1000.00 0 1']],
    ['400 in upper secondary', { school_grant_upper: '400' }, 'AMOUNTS', ['school_grant 100.00 1 0']],
    ['none in primary', { school_grant_lower: null }, 'AMOUNTS', ['school_grant -200.00 0 1']],
    ['none in upper secondary', { school_grant_upper: null }, 'AMOUNTS', ['school_grant -300.00 0 1']],
    [
      'none at all',
      { school_grant_lower: null, school_grant_upper: null },
      'AMOUNTS',
      ['school_grant -500.00 0 1'],
    ],
    ['250 in primary', { school_grant_lower: '250' }, 'AMOUNTS', ['school_grant 50.00 1 0']],
    [
      'seven months to claim: LATE takes its grant, OLDER has had it',
      { birth_grant_window: '7' },
      'MEMBERS',
      ['birth_grant 2000.00 1 0'],
    ],
    [
      'no month to claim: neither BABY nor SECOND',
      { birth_grant_window: '0' },
      'MEMBERS',
      ['birth_grant -3000.00 0 2'],
    ],
    [
      'a child until 16: the first of SCHOOL counts for neither aid nor grant',
      { age_child: '16' },
      'MEMBERS',
      ['child_allowance -300.00 0 1', 'floor_topup 200.00 1 0', 'school_grant -300.00 0 1'],
    ],
  ];
  test.each(cases)('%s', async (_, values, answer, component) => {
    const simulation = await simulated(month, '2026-09', from('2026-09', values));
    expect(simulation.answer).toBe(answer);
    expect(moved(simulation.effects.breakdowns.component)).toEqual(component);
  });

  test('grants are left out of a year: they are paid once', async () => {
    const { twelveMonths, effects } = await simulated(
      month,
      '2026-09',
      from('2026-09', { birth_grant_first: '2500', flat_rate: '600', child_first_ranks_not_schooled: '300' }),
    );
    expect(effects.total.change).toBe('600.00');
    expect(twelveMonths).toBe('1200.00');
  });

  /** A grant that is brought back: the run's compositions do not have it. */
  const abolished: readonly (readonly [string, readonly string[], string])[] = [
    ['the lower', ['school_grant_lower'], '5900.00'],
    ['the upper', ['school_grant_upper'], '5800.00'],
    ['both', ['school_grant_lower', 'school_grant_upper'], '5600.00'],
    ['that of a first birth', ['birth_grant_first'], '4100.00'],
    ['that of a second birth', ['birth_grant_second'], '5100.00'],
    ['those of births', ['birth_grant_first', 'birth_grant_second'], '3100.00'],
  ];
  test.each(abolished)('%s abolished, and brought back by simulation', async (what, names, paid) => {
    const folder = temporaryFolder(`without ${what}`);
    const rules = reform(
      folder,
      'without',
      from('2026-09', Object.fromEntries(names.map((name) => [name, null]))),
    );
    expect(await runHouses(folder, '2026-08', [older], rules)).toBe('2500.00');
    expect(await runHouses(folder, '2026-09', SEPTEMBER, rules)).toBe(paid);
    const { answer, effects } = await simulated(folder, '2026-09', {}, '2026-09', rules);
    expect(answer).toBe('MEMBERS');
    expect(effects.total).toMatchObject({ before: paid, after: '6100.00' });
  });

  test('the rules of another month: it stays a September', async () => {
    const { effects } = await simulated(month, '2026-09', from('2027-03', { age_child: '16' }), '2027-03');
    expect(effects.total).toMatchObject({ before: '6100.00', after: '5700.00' });
  });
});

describe('a month with residents of care institutions', () => {
  const month = temporaryFolder('residents');
  beforeAll(async () => {
    const extract = fileURLToPath(new URL('../../../fixtures/cases/residents-decisions/', import.meta.url));
    const ended = await sarf([...runArguments(extract, '2026-02', join(month, 'out')), '--config', WIDE]);
    expect(ended.code, ended.stderr).toBe(0);
  });

  test('residents are left out; the household of a child in both stays held, and owed, until the score excludes it', async () => {
    const same = await simulated(month, '2026-02', from('2026-02', { ise_threshold: '5' })); // every score is 5
    expect(same.effects.total.change).toBe('0.00');
    expect(same.effects.owed).toMatchObject({ familiesBefore: 1, before: '500.00', familiesAfter: 1 });
    const lower = await simulated(month, '2026-02', from('2026-02', { ise_threshold: '4.999999' }));
    expect(lower.effects.total).toMatchObject({ familiesAfter: 0, after: '0.00' });
    expect(lower.effects.owed).toMatchObject({ familiesAfter: 0, after: '0.00' });
  });
});
