import { describe, expect, it } from 'vitest';
import { member } from '../../../fixtures/worlds/members.js';
import { amount, toText, ZERO } from '../../domain/money.js';
import { loadRules } from '../../rules/load.js';
import { decisionOf } from './decision.js';
import { arrearsLines, owedOf, recoveryOf } from './owed-facts.js';
import type { ArrearsRow, RecoveryRow } from './owed-rows.js';
import type { GrantRow, RegisterRow } from './rows.js';

const rules = loadRules();

const debt = (facts: Partial<ArrearsRow>): ArrearsRow => ({
  kind: 'MONTH',
  origin: '2025-12',
  cause: 'HELD',
  reason: 'MEMBER_ROW_INVALID',
  originalOrder: null,
  adjustmentId: null,
  moved: null,
  composition: null,
  amount: amount('500'),
  ...facts,
});

describe('arrears', () => {
  const three = ['2010-01-10', '2011-01-10', '2012-01-10'].map((day, i) => member(`P000${i}`, day));
  const told = (row: ArrearsRow, grants: readonly GrantRow[] = [], members = three) =>
    arrearsLines([row], row.amount, members, grants, rules).map(({ past }) => ({
      aid: past === null ? null : toText(past.aid.total),
      grants: past?.grants.map((one) => `${one.level} ${one.child?.personId} ${toText(one.amount)}`),
      sources: past?.sources.map(({ parameter, dated }) => `${parameter} ${dated.value} ${dated.from}`),
    }))[0];

  it('of a month that was known are what was owed', () => {
    expect(told(debt({}))).toMatchObject({ aid: null });
  });

  it('of a month that was not are computed under its tariff: 3 × 250 in December 2025, 3 × 300 in January 2026', () => {
    expect(told(debt({ composition: 'S.S.S', amount: amount('750') }))).toMatchObject({
      aid: '750.00',
      sources: ['child_first_ranks_schooled 250 2025-11', 'floor 500 2023-12', 'reference_day last 2023-12'],
    });
    const january = debt({ origin: '2026-01', composition: 'S.S.S', amount: amount('900') });
    expect(told(january)).toMatchObject({ aid: '900.00' });
  });

  it("with its grants, by the children of the run's list, and no other month's", () => {
    const grant = { standing: 'ARREARS', amount: amount('200'), personId: 'P0000' } as const;
    const school = { ...grant, grant: 'SCHOOL', level: 'PRIMARY', year: 2026 } as const;
    const born = { ...grant, grant: 'BIRTH', level: 'FIRST', year: 0, amount: amount('2000') } as const;
    const listed = [school, { ...school, year: 2025, personId: 'P0001' }, born];
    const [eldest = member('P0000', '2010-01-10')] = three;
    const september = debt({ origin: '2026-09', composition: 'S+P1', amount: amount('700') });
    expect(told(september, listed, [eldest])).toMatchObject({ grants: ['PRIMARY P0000 200.00'] });
    const birth = debt({ origin: '2026-08', composition: 'S+B1', amount: amount('2500') });
    expect(told(birth, listed, [eldest])).toMatchObject({ grants: ['FIRST P0000 2000.00'] });
  });

  it.each<[string, Partial<ArrearsRow>]>([
    ['another composition', { composition: 'S.S', amount: amount('750') }],
    ['another amount', { composition: 'S.S.S', amount: amount('900') }],
    ['a grant that is in no list', { composition: 'S.S.S+P1', amount: amount('950') }],
  ])('%s than the sealed members make is a defect', (_, row) => {
    expect(() => told(debt(row))).toThrow('invariant');
  });

  it('that do not add up to the register are a defect', () => {
    expect(() => arrearsLines([debt({})], amount('500.01'), [], [], rules)).toThrow('invariant');
    expect(() => arrearsLines([], amount('500'), [], [], rules)).toThrow('invariant');
    expect(arrearsLines([], ZERO, [], [], rules)).toEqual([]);
  });
});

describe('recovery (rules: 25 % of the monthly aid, rounded down)', () => {
  const row = (before: string, taken: string, aid = '500.03'): RecoveryRow => ({
    recoveryId: 'REC',
    openedIn: '2026-01',
    decidedOn: '2025-12-01',
    monthlyAid: amount(aid),
    balanceBefore: amount(before),
    taken: amount(taken),
    share: null,
    balanceAfter: amount(before).minus(amount(taken)),
  });
  const of = (rows: readonly RecoveryRow[], total: string) =>
    recoveryOf(rows, { recovery: amount(total) }, amount('500.03'), '2026-02', rules);

  it.each([
    ['one balance, to the centime', [row('1000', '125')], '125'],
    ['no more than is owed', [row('124.99', '124.99')], '124.99'],
    ['the oldest first', [row('100', '100'), row('300', '25')], '125'],
  ])('%s', (_, rows, total) => {
    const recovered = of(rows, total);
    expect(recovered?.share).toMatchObject({
      value: '0.25',
      assumed: { en: 'only the duty to repay is published' },
    });
    expect(toText(recovered?.ceiling ?? ZERO)).toBe('125.00');
  });

  it.each([
    ['a centime more than the share', [row('1000', '125.01')], '125.01'],
    ['less than it may', [row('1000', '124')], '124'],
    ['the younger before the older', [row('100', '25'), row('300', '100')], '125'],
    ['another monthly aid', [row('1000', '125', '500')], '125'],
    ['another sum than the register', [row('1000', '125')], '100'],
  ])('%s is a defect', (_, rows, total) => expect(() => of(rows, total)).toThrow('invariant'));

  it('nothing taken: nothing is said', () => expect(of([], '0')).toBe(null));
});

describe('a month that is owed', () => {
  const of = (decision: string, reason: string, entitlement: string | null, own = rules, supplement = 0) => {
    const row = { decision, reason, entitlement: entitlement === null ? null : amount(entitlement) };
    const owed = owedOf(row as RegisterRow, decisionOf(row), null, { period: '2026-03', supplement }, own);
    return owed === null ? null : `${owed.amount} until ${owed.until}`;
  };
  it.each([
    ['BLOCKED', 'BLOCKED', '500', '500 until 2027-03'],
    ['HELD', 'ACCOUNT_REJECTED', '900', '900 until 2027-03'],
    ['HELD', 'MEMBER_ROW_INVALID', null, 'null until 2027-03'],
    ['SUSPENDED', 'SUSPENDED', '0', null],
    ['INELIGIBLE', 'CLOSED', '0', null],
    ['PAY', '', '500', null],
  ])('%s %s', (decision, reason, entitlement, owed) => {
    expect(of(decision, reason, entitlement)).toBe(owed);
  });

  it('of who is in no row of the register: only when its own row could not be read', () => {
    const left = (reason: string) => owedOf(null, null, reason, { period: '2026-03', supplement: 0 }, rules);
    expect(left('HOUSEHOLD_ROW_INVALID')).toMatchObject({ amount: null, reference: '2026-03-31' });
    expect(left('NOT_IN_EXTRACT')).toBe(null);
  });

  it('said by a supplementary run: how much, the run knew that first did not pay it', () => {
    expect(of('BLOCKED', 'BLOCKED', '500', rules, 1)).toBe('null until 2027-03');
  });

  it('not under rules by which nothing is paid later', () => {
    const none = { ...rules.parameters.arrears_months, values: [] };
    const own = { ...rules, parameters: { ...rules.parameters, arrears_months: none } };
    expect(of('BLOCKED', 'BLOCKED', '500', own)).toBe(null);
  });
});
