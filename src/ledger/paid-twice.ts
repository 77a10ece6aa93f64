import type Database from 'better-sqlite3';
import { dirhams } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import { statesOf, toResident, UNPAID } from './order-states.js';

/** An order that is now said to be paid, although its money came back and was paid again with another order. */
export type PaidTwice = {
  readonly orderId: string;
  /** The month of the order. */
  readonly period: Period;
  /** Whom the money is taken back from: the household, also of a final payment; or the resident. */
  readonly beneficiary: string;
  /** Residents have no adjustments. */
  readonly isResident: boolean;
  readonly centimes: number;
  readonly paidAgainBy: string;
  /** Whether the adjustment that takes the money back is applied. It is then a recovery like others. */
  readonly isDecided: boolean;
};

/**
 * The row of adjustments*.csv that takes the money back, with the columns of the extract's file. A person fills in
 * decision_ref and decided_on. Its id is the order's id, so that it is applied once. A final payment is taken back from
 * its household: what is repaid goes off that balance, though the household is paid no more. Null for residents.
 */
export function recoveryRow(
  one: Pick<PaidTwice, 'orderId' | 'period' | 'beneficiary' | 'centimes'> & {
    readonly isResident: boolean | number;
  },
): string | null {
  if (one.isResident === true || one.isResident === 1) return null;
  return `${one.orderId},${one.beneficiary},RECOVERY,${dirhams(one.centimes)},paid twice,,,${one.period}`;
}

/** SQL: the household, or the resident, that a debt was to; of a final payment's payee, the household. */
export const takenFrom = (debt: string) =>
  `coalesce((SELECT f.household_id FROM adjustments f WHERE f.paid_to = ${debt}.household_id), ${debt}.household_id)`;

/** The columns of recoveryRow(). */
export const RECOVERY_HEADER = 'adjustment_id,household_id,kind,amount,reason,decision_ref,decided_on,month';

/**
 * Orders that came back, were paid again and are then said to be paid; sorted by order. An order that came back again
 * after that is not among them.
 */
export function paidTwice(db: Database.Database): PaidTwice[] {
  const paidAgain = `order_id IN (SELECT reference FROM debts WHERE kind = 'ORDER' AND state = 'PAID')`;
  const rows = db
    .prepare(
      `SELECT s.order_id AS orderId, d.origin AS period,
         ${takenFrom('d')} AS beneficiary, s.centimes, ${toResident('s')} AS isResident, d.order_id AS paidAgainBy,
         EXISTS (SELECT 1 FROM recoveries r WHERE r.recovery_id = s.order_id) AS isDecided
       FROM (${statesOf(paidAgain)}) s
       JOIN debts d ON d.kind = 'ORDER' AND d.reference = s.order_id AND d.state = 'PAID'
       WHERE NOT (s.${UNPAID}) ORDER BY s.order_id`,
    )
    .all() as (Omit<PaidTwice, 'isResident' | 'isDecided'> & Record<'isResident' | 'isDecided', number>)[];
  return rows.map((row) => ({
    ...row,
    isResident: row.isResident === 1,
    isDecided: row.isDecided === 1,
  }));
}
