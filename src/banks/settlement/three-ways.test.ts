import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../domain/errors.js';
import type { DecisionSum, MoneySum, StateSum } from './summary.js';
import { threeWays } from './three-ways.js';

/** Entitled, ordered, paid: three sums that must explain each other to the centime. */
const register = (net: number, more: Partial<DecisionSum> = {}): DecisionSum => ({
  of: 'HOUSEHOLDS',
  decision: 'PAY',
  count: 1,
  entitlement: net,
  arrears: 0,
  recovery: 0,
  net,
  ...more,
});
const state = (status: string, centimes: number, reason = ''): StateSum => ({
  status,
  reason,
  orders: 1,
  centimes,
});
const money = (status: string, debited: boolean, credited: boolean, centimes = 500): MoneySum => ({
  status,
  debited,
  credited,
  orders: 1,
  centimes,
});

describe('why what left the account is not what was paid', () => {
  test.each<[what: string, MoneySum, difference: string, effect: number | null]>([
    ['paid and debited: nothing to explain', money('PAID', true, false), '', null],
    ['paid, not debited', money('PAID', false, false), 'PAID_NOT_DEBITED', -500],
    ['paid, debited and back', money('PAID', true, true), 'PAID_CREDITED_BACK', -500],
    ['paid, back and never debited', money('PAID', false, true), 'PAID_CREDITED_BACK', -1000],
    ['paid twice, debited', money('PAID_TWICE', true, false), '', null],
    ['paid twice, debited and back', money('PAID_TWICE', true, true), 'PAID_CREDITED_BACK', -500],
    ['not answered, not debited', money('UNANSWERED', false, false), '', null],
    ['not answered, debited', money('UNANSWERED', true, false), 'DEBITED_NOT_PAID', 500],
    ['accepted, debited', money('ACCEPTED', true, false), 'DEBITED_NOT_PAID', 500],
    ['contradictory, debited', money('CONTRADICTORY', true, false), 'DEBITED_NOT_PAID', 500],
    [
      'accepted, debited and back: nothing left, and told',
      money('ACCEPTED', true, true),
      'BACK_NOT_ANSWERED',
      0,
    ],
    ['not answered, debited and back', money('UNANSWERED', true, true), 'BACK_NOT_ANSWERED', 0],
    ['contradictory, debited and back', money('CONTRADICTORY', true, true), 'BACK_NOT_ANSWERED', 0],
    ['rejected, not debited', money('REJECTED', false, false), '', null],
    ['rejected, debited', money('REJECTED', true, false), 'DEBITED_NOT_BACK', 500],
    ['rejected, debited and back', money('REJECTED', true, true), '', null],
    ['returned, debited and back', money('RETURNED', true, true), '', null],
    ['returned, debited', money('RETURNED', true, false), 'DEBITED_NOT_BACK', 500],
    ['returned and back, never debited', money('RETURNED', false, true), 'CREDITED_NOT_DEBITED', -500],
  ])('%s', (_, one, difference, effect) => {
    const ways = threeWays([register(500)], { orders: 1, centimes: 500 }, [state(one.status, 500)], [one]);
    expect(ways.differences.map((entry) => [entry.what, entry.effect])).toEqual(
      effect === null ? [] : [[difference, effect]],
    );
  });

  test('whatever happened to whichever orders, the differences explain the whole', () => {
    const orders = fc.array(
      fc.tuple(
        fc.constantFrom('PAID', 'ACCEPTED', 'UNANSWERED', 'REJECTED', 'RETURNED', 'CONTRADICTORY'),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 200_000 }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(orders, (all) => {
        const total = all.reduce((sum, one) => sum + one[3], 0);
        const ways = threeWays(
          [register(total)],
          { orders: all.length, centimes: total },
          all.map(([status, , , centimes]) => state(status, centimes)),
          all.map((one) => money(...one)),
        );
        const paid = all.filter(([status]) => status === 'PAID').reduce((sum, one) => sum + one[3], 0);
        const left = all.reduce((sum, [, out, back, c]) => sum + (out ? c : 0) - (back ? c : 0), 0);
        expect(ways.paid.centimes + ways.differences.reduce((sum, one) => sum + one.effect, 0)).toBe(left);
        expect(ways.paid.centimes).toBe(paid);
      }),
    );
  });
});

describe('sums that do not agree are a defect, and crash', () => {
  const good = {
    registers: [register(500)],
    filed: { orders: 1, centimes: 500 },
    states: [state('PAID', 500)],
  };
  test.each<[what: string, Partial<typeof good>]>([
    ['entitlement, arrears and recovery do not make the net', { registers: [register(500, { arrears: 1 })] }],
    ['the register is not what the files hold', { registers: [register(501)] }],
    ['orders without a state', { states: [state('PAID', 400)] }],
    ['an order counted twice', { filed: { orders: 2, centimes: 500 } }],
  ])('%s', (_, change) => {
    const { registers, filed, states } = { ...good, ...change };
    expect(() => threeWays(registers, filed, states, [money('PAID', true, false)])).toThrow(InvariantError);
  });

  test('arrears are added, recovery is taken, and what is not ordered is only shown', () => {
    const ways = threeWays(
      [
        register(550, { entitlement: 500, arrears: 100, recovery: 50 }),
        register(0, { decision: 'BLOCKED', entitlement: 700 }),
        register(0, { decision: 'INELIGIBLE' }),
        register(30, { of: 'RESIDENTS' }),
      ],
      { orders: 1, centimes: 580 },
      [state('UNANSWERED', 580)],
      [money('UNANSWERED', false, false, 580)],
    );
    expect(ways).toMatchObject({ entitlement: 530, arrears: 100, recovery: 50, ordered: { centimes: 580 } });
    expect(ways.notOrdered.map((one) => one.decision)).toEqual(['BLOCKED']);
  });
});
