import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { member } from '../../../fixtures/worlds/members.js';
import { type Changes, rulesWith } from '../../../fixtures/worlds/reform.js';
import { amount, toText, ZERO } from '../../domain/money.js';
import { byComponent } from '../../programmes/families/components.js';
import { loadRules } from '../../rules/load.js';
import type { Member } from './children.js';
import { type Births, grantLines, grantsNotGiven } from './grants.js';
import type { GrantRow, RegisterRow } from './rows.js';

const rules = loadRules();
const folder = mkdtempSync(join(tmpdir(), 'sarf-grants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SEPTEMBER = { period: '2026-09', reference: '2026-09-30', rules };
const OCTOBER = { period: '2026-10', reference: '2026-10-31', rules };

function register(composition: string, birth: string, school: string): RegisterRow {
  return {
    ...{
      decision: 'BLOCKED',
      reason: 'BLOCKED',
      provinceCode: '06.181',
      milieu: 'U',
      persons: 1,
      composition,
    },
    components: { ...byComponent(() => ZERO), birth_grant: amount(birth), school_grant: amount(school) },
    entitlement: ZERO,
    arrears: ZERO,
    recovery: ZERO,
    net: ZERO,
    provider: 'POSTE',
    orderId: null,
  };
}

const lines = (...args: Parameters<typeof grantLines>) =>
  grantLines(...args).map(
    (one) => `${one.grant} ${one.level} ${one.child?.personId ?? '?'} ${toText(one.amount)} ${one.parameter}`,
  );

const eldest = member('P0000A', '2010-01-10', { schoolLevel: 'UPPER_SECONDARY' });
const second = member('P0000B', '2015-02-20');
const infant = member('P0000C', '2026-08-01', { schooled: false, publicSchool: false, schoolLevel: null });

const MOVED: GrantRow = {
  ...{ personId: 'P0000E', grant: 'BIRTH', level: 'SECOND', year: 0 },
  ...{ amount: amount('1000'), standing: 'MOVED' },
};

describe('grants in an entitlement', () => {
  it("those of a household that is paid are the run's own list", () => {
    const listed: GrantRow[] = [
      {
        personId: 'P0000C',
        grant: 'BIRTH',
        level: 'SECOND',
        year: 0,
        amount: amount('1000'),
        standing: 'PAID',
      },
      {
        personId: 'P0000B',
        grant: 'SCHOOL',
        level: 'PRIMARY',
        year: 2026,
        amount: amount('200'),
        standing: 'PAID',
      },
    ];
    expect(
      lines(register('S.I+B2+P1', '1000', '200'), listed, [second, infant], [second, infant], SEPTEMBER),
    ).toEqual([
      'BIRTH SECOND P0000C 1000.00 birth_grant_second',
      'SCHOOL PRIMARY P0000B 200.00 school_grant_lower',
    ]);
  });

  it('those of a household that is owed follow from its composition and members', () => {
    const members = [eldest, second, infant];
    expect(lines(register('S.S.I+P1+U1', '0', '500'), [], members, members, SEPTEMBER)).toEqual([
      'SCHOOL PRIMARY P0000B 200.00 school_grant_lower',
      'SCHOOL UPPER_SECONDARY P0000A 300.00 school_grant_upper',
    ]);
    expect(lines(register('S.I+B2', '1000', '0'), [], [second, infant], [second, infant], SEPTEMBER)).toEqual(
      ['BIRTH SECOND P0000C 1000.00 birth_grant_second'],
    );
  });

  it('where one of two had it before, the composition does not say which: no name is guessed', () => {
    const members = [second, member('P0000D', '2016-01-01')];
    expect(lines(register('S.S+P1', '0', '200'), [], members, members, SEPTEMBER)).toEqual([
      'SCHOOL PRIMARY ? 200.00 school_grant_lower',
    ]);
  });
});

describe('children who left', () => {
  const left = (otherId: boolean): Births => ({
    gone: [{ personId: 'P0000Z', birthDate: '2009-01-01', otherId }],
    inDoubt: [],
    grants: [],
  });
  const third = { ...infant, personId: 'P0000E' };

  it('keep their place among the births of a household that is owed', () => {
    const at = (before: Births) =>
      lines(register('I+B2', '1000', '0'), [], [third], [third], OCTOBER, before);
    expect(at(left(false))).toEqual(['BIRTH SECOND P0000E 1000.00 birth_grant_second']);
    expect(at(left(true))).toEqual(['BIRTH SECOND ? 1000.00 birth_grant_second']);
  });

  it.each([
    ['who left: the third expects nothing', left(false), []],
    ['listed under another id: the second was granted', left(true), ['BIRTH P0000E already_granted']],
    [
      'in doubt',
      { gone: [], inDoubt: [{ personId: 'P0000E', why: 'same_birth_date' }], grants: [] } as const,
      ['BIRTH P0000E same_birth_date'],
    ],
    [
      'whose grant was owed elsewhere, and is among the arrears here',
      { ...left(true), grants: [MOVED] },
      ['BIRTH P0000E paid_as_arrears'],
    ],
  ])('a child %s', (_, before, expected) => {
    expect(
      grantsNotGiven([], [second, third], [second, third], OCTOBER, before).map(
        (one) => `${one.grant} ${one.child.personId} ${one.why}`,
      ),
    ).toEqual(expected);
  });
});

describe('no grant, and why', () => {
  const why = (members: readonly Member[], at: typeof SEPTEMBER, given: ReturnType<typeof grantLines> = []) =>
    grantsNotGiven(given, members, members, at).map((one) => `${one.grant} ${one.child.personId} ${one.why}`);

  it.each([
    [
      'a school that is not public',
      [{ ...second, publicSchool: false }],
      SEPTEMBER,
      ['SCHOOL P0000B not_public'],
    ],
    ['no level', [{ ...second, schoolLevel: null }], SEPTEMBER, ['SCHOOL P0000B no_level']],
    [
      'a level that carries none',
      [{ ...second, schoolLevel: 'OTHER' }],
      SEPTEMBER,
      ['SCHOOL P0000B no_level'],
    ],
    ['granted this school year already', [second], SEPTEMBER, ['SCHOOL P0000B already_granted']],
    ['not schooled: nothing is expected', [{ ...second, schooled: false }], SEPTEMBER, []],
    ['no September', [second], OCTOBER, []],
    ['a birth in the window, granted already', [infant], OCTOBER, ['BIRTH P0000C already_granted']],
    ['a birth out of the window', [{ ...infant, birthDate: '2026-04-30' }], OCTOBER, []],
    [
      'the first day of the window',
      [{ ...infant, birthDate: '2026-05-01' }],
      OCTOBER,
      ['BIRTH P0000C already_granted'],
    ],
    ['a third birth: nothing is expected', [eldest, second, infant], OCTOBER, []],
  ])('%s', (_, members, at, expected) => expect(why(members, at)).toEqual(expected));

  it.each<[string, Changes, typeof SEPTEMBER, string[]]>([
    [
      'the lower grant is abolished: it is expected of nobody, the upper was granted already',
      { school_grant_lower: ['2026-09', null] },
      SEPTEMBER,
      [
        'SCHOOL P0000A already_granted',
        'SCHOOL P0000B not_in_force',
        'SCHOOL P0000D no_level',
        'SCHOOL P0000E not_in_force',
      ],
    ],
    [
      'the upper',
      { school_grant_upper: ['2026-09', null] },
      SEPTEMBER,
      [
        'SCHOOL P0000A not_in_force',
        'SCHOOL P0000B already_granted',
        'SCHOOL P0000D no_level',
        'SCHOOL P0000E not_public',
      ],
    ],
    [
      'both',
      { school_grant_lower: ['2026-09', null], school_grant_upper: ['2026-08', '0'] },
      SEPTEMBER,
      ['A', 'B', 'D', 'E'].map((child) => `SCHOOL P0000${child} not_in_force`),
    ],
    [
      'that of a first birth',
      { birth_grant_first: ['2026-10', null] },
      OCTOBER,
      ['BIRTH P0000C not_in_force', 'BIRTH P0000F already_granted'],
    ],
    [
      'that of a second birth',
      { birth_grant_second: ['2026-10', null] },
      OCTOBER,
      ['BIRTH P0000C already_granted', 'BIRTH P0000F not_in_force'],
    ],
  ])('%s', (_, changes, at, expected) => {
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, rulesWith(changes));
    const pupils = [
      eldest,
      second,
      member('P0000D', '2016-01-01', { schoolLevel: null }),
      member('P0000E', '2017-01-01', { publicSchool: false }),
    ];
    const twins = [infant, { ...infant, personId: 'P0000F' }];
    expect(why(at === SEPTEMBER ? pupils : twins, { ...at, rules: loadRules(file) })).toEqual(expected);
  });

  it('a grant that is given is not missed', () => {
    const given = grantLines(register('S+P1', '0', '200'), [], [second], [second], SEPTEMBER);
    expect(why([second], SEPTEMBER, given)).toEqual([]);
  });
});
