import { invariant } from '../../domain/errors.js';
import type { DecisionSum, MoneySum, StateSum, Sum } from './summary.js';

/**
 * The three-way reconciliation, to the centime. Entitled + arrears − recovery = ordered. Ordered = the sum of all
 * states of its orders. Money that left the account less money that came back = paid + paid twice + the differences
 * explained below.
 */
export type Difference = Sum & {
  readonly what: DifferenceKind;
  readonly status: string;
  /** Centimes that the difference adds to what was paid; negative when it takes from it. */
  readonly effect: number;
};

/**
 * PAID_NOT_DEBITED: paid, and no debit on the statements read. PAID_CREDITED_BACK: paid, and the money came back
 * without an answer that says so. DEBITED_NOT_PAID: debited, and no answer says that it is paid. DEBITED_NOT_BACK:
 * debited, rejected or returned, and the money is not back on the account. BACK_NOT_ANSWERED: debited and back, and
 * no answer says so. CREDITED_NOT_DEBITED: the money came back, and no debit is on the statements read.
 */
export type DifferenceKind =
  | 'PAID_NOT_DEBITED'
  | 'PAID_CREDITED_BACK'
  | 'DEBITED_NOT_PAID'
  | 'DEBITED_NOT_BACK'
  | 'BACK_NOT_ANSWERED'
  | 'CREDITED_NOT_DEBITED';

export type ThreeWays = {
  /** The sum of the decisions PAY in the registers. */
  readonly entitlement: number;
  readonly arrears: number;
  readonly recovery: number;
  readonly ordered: Sum;
  /** Known entitlements of the other decisions: not ordered. */
  readonly notOrdered: readonly DecisionSum[];
  readonly states: readonly StateSum[];
  readonly paid: Sum;
  /** Orders that are said to be paid and were paid again with another order: an overpayment. */
  readonly paidTwice: Sum;
  readonly debited: Sum;
  readonly credited: Sum;
  readonly differences: readonly Difference[];
};

const plus = (sums: readonly Sum[]): Sum => ({
  orders: sums.reduce((total, one) => total + one.orders, 0),
  centimes: sums.reduce((total, one) => total + one.centimes, 0),
});

/** @param filed the orders and sums in the order files' indexes */
export function threeWays(
  registers: readonly DecisionSum[],
  filed: Sum,
  states: readonly StateSum[],
  money: readonly MoneySum[],
): ThreeWays {
  const pay = registers.filter((one) => one.decision === 'PAY');
  const total = (key: 'entitlement' | 'arrears' | 'recovery' | 'net') =>
    pay.reduce((sum, one) => sum + one[key], 0);
  const [entitlement, arrears, recovery] = [total('entitlement'), total('arrears'), total('recovery')];
  const ordered = plus(states);
  equal('entitlement + arrears - recovery', entitlement + arrears - recovery, 'net', total('net'));
  equal('net', total('net'), 'order files', filed.centimes);
  equal('order files', filed.centimes, 'states of orders', ordered.centimes);
  equal('orders in files', filed.orders, 'orders with a state', ordered.orders);
  const paid = plus(states.filter((one) => one.status === 'PAID'));
  const paidTwice = plus(states.filter((one) => one.status === 'PAID_TWICE'));
  const debited = plus(money.filter((one) => one.debited));
  const credited = plus(money.filter((one) => one.credited));
  const differences = money.flatMap(differenceOf);
  const effects = differences.reduce((sum, one) => sum + one.effect, 0);
  equal(
    'debited - credited',
    debited.centimes - credited.centimes,
    'paid + paid twice + differences',
    paid.centimes + paidTwice.centimes + effects,
  );
  return {
    entitlement,
    arrears,
    recovery,
    ordered,
    notOrdered: registers.filter((one) => one.decision !== 'PAY' && one.entitlement > 0),
    states,
    paid,
    paidTwice,
    debited,
    credited,
    differences,
  };
}

/** The difference that orders of one state make; none when they are paid and debited, or neither. */
function differenceOf({ status, debited, credited, orders, centimes }: MoneySum): Difference[] {
  const isPaid = status === 'PAID' || status === 'PAID_TWICE';
  const effect = (debited ? centimes : 0) - (credited ? centimes : 0) - (isPaid ? centimes : 0);
  const of = (what: DifferenceKind): Difference[] => [{ what, status, orders, centimes, effect }];
  if (isPaid && credited) return of('PAID_CREDITED_BACK');
  if (isPaid) return debited ? [] : of('PAID_NOT_DEBITED');
  if (credited && !debited) return of('CREDITED_NOT_DEBITED');
  if (!debited) return [];
  const isBack = ['REJECTED', 'FILE_REJECTED', 'RETURNED'].includes(status);
  if (credited) return isBack ? [] : of('BACK_NOT_ANSWERED');
  return of(isBack ? 'DEBITED_NOT_BACK' : 'DEBITED_NOT_PAID');
}

function equal(what: string, one: number, other: string, two: number): void {
  invariant(one === two, () => `settlement: ${what} is ${one} centimes, ${other} ${two}`);
}
