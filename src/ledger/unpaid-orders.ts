import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import { DECEASED_REASON, HOLDING_REASONS } from '../domain/return-reasons.js';
import type { UnpaidOrder } from './order-answers.js';
import { statesOf, toResident, UNPAID } from './order-states.js';

/** An order of a household that came back, among others of its. */
export type ReturnedOrder = {
  readonly householdId: string;
  readonly period: Period;
  readonly orderId: string;
};

const FRESH = `
  SELECT order_id FROM order_answers a INDEXED BY unpaid_answers
  WHERE ${UNPAID} AND NOT EXISTS
    (SELECT 1 FROM debts d WHERE d.kind = 'ORDER' AND d.reference = a.order_id)`;

/** The SQL of holdFor(), of reasons that hold. */
const HOLD = `CASE a.reason_code WHEN '${DECEASED_REASON}' THEN 'PAYEE_DECEASED' ELSE 'ACCOUNT_REJECTED' END`;

/**
 * Return reasons that open a hold. An order may carry an account reason and MD07; each opens its own hold. A reason
 * given for a whole file says nothing about one payee, so it opens none. Residents' orders open none: the programme
 * itself opened their accounts.
 */
const HOLDING = `
  SELECT order_id, min(reason_code) AS reason_code, min(answered_on) AS answered_on
  FROM order_answers a INDEXED BY unpaid_answers
  WHERE ${UNPAID} AND of_file = 0 AND reason_code IN (${HOLDING_REASONS.map((reason) => `'${reason}'`).join(', ')})
    AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.order_id = a.order_id AND h.reason = ${HOLD})
    AND NOT ${toResident('a')}
  GROUP BY order_id, ${HOLD}`;

/**
 * Households with a fresh return and three returns or more since they were last held for it: of each, its orders
 * that came back. Whether three of them are in a row, its registers say.
 */
const REPEATED = `
  WITH fresh AS MATERIALIZED (
    SELECT s.household_id, r.period, s.order_id FROM (${statesOf(`order_id IN (${FRESH})`)}) s
    JOIN runs r ON r.run_id = s.run_id WHERE s.status IN ('REJECTED', 'RETURNED')
  ), back AS (
    SELECT household_id, period, order_id FROM fresh
    UNION ALL
    SELECT d.household_id, d.origin, d.reference FROM debts d
    JOIN (${statesOf(`order_id IN (SELECT reference FROM debts
      WHERE kind = 'ORDER' AND household_id IN (SELECT household_id FROM fresh))`)}) s ON s.order_id = d.reference
    WHERE d.kind = 'ORDER' AND s.status IN ('REJECTED', 'RETURNED')
  ), since AS (
    SELECT * FROM back WHERE period > coalesce((SELECT max(h.period) FROM holds h
      WHERE h.household_id = back.household_id AND h.reason = 'RETURNED_REPEATEDLY'), '')
  )
  SELECT household_id AS householdId, period, order_id AS orderId FROM since
  WHERE household_id IN (SELECT household_id FROM since GROUP BY household_id HAVING count(*) >= ?)
  ORDER BY household_id, period, order_id`;

/**
 * What the institutions' answers mean for what is owed: which orders came back and are no debts yet, which debts
 * nobody can be sure of any more, and which returns keep a household from being paid. Each is one statement over
 * what is new, however many orders ever came back.
 */
export class UnpaidOrders {
  constructor(private readonly db: Database.Database) {}

  /** Orders that came back and do not stand as debts yet, by month and order: the next run makes them so. */
  fresh(): UnpaidOrder[] {
    return this.read(`(${statesOf(`order_id IN (${FRESH})`)}) s`, 's');
  }

  /**
   * Orders that came back for a reason that holds the household, and opened no hold for it yet: each with that
   * reason, whatever else was said of it, and twice if it opens two holds.
   */
  holding(): UnpaidOrder[] {
    const states = statesOf('order_id IN (SELECT order_id FROM holding)');
    return this.read(
      `(${states}) s JOIN holding h ON h.order_id = s.order_id`,
      'h',
      `WITH holding AS MATERIALIZED (${HOLDING})`,
    );
  }

  /** @param inARow how many returns in a row hold a household */
  repeated(inARow: number): ReturnedOrder[] {
    return this.db.prepare(REPEATED).all(inARow) as ReturnedOrder[];
  }

  /**
   * Open debts of orders of which PAID was said as well as REJECTED, or after they came back: not to be paid before the contradiction is
   * cleared up, for the money may have arrived.
   */
  contested(): string[] {
    return this.db
      .prepare(
        `SELECT order_id FROM (${statesOf(
          `order_id IN (SELECT reference FROM debts WHERE kind = 'ORDER' AND state = 'OPEN')`,
        )}) WHERE status NOT IN ('REJECTED', 'RETURNED') ORDER BY order_id`,
      )
      .pluck()
      .all() as string[];
  }

  /**
   * Orders that came back, by month and order.
   * @param states SQL: states of orders, as `s`
   * @param said what of it gives the reason and its day
   */
  private read(states: string, said: 's' | 'h', before = ''): UnpaidOrder[] {
    return this.db
      .prepare(
        `${before} SELECT s.order_id AS orderId, s.run_id AS runId, r.period, s.household_id AS beneficiary, s.centimes,
           s.status, ${said}.reason_code AS reasonCode, ${said}.answered_on AS answeredOn
         FROM ${states} JOIN runs r ON r.run_id = s.run_id
         WHERE s.status IN ('REJECTED', 'RETURNED') ORDER BY r.period, s.order_id, reasonCode`,
      )
      .all() as UnpaidOrder[];
  }
}
