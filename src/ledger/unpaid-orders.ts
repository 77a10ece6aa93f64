import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import { DECEASED_REASON, HOLDING_REASONS, holdFor } from '../domain/return-reasons.js';
import { statesOf, UNPAID, type UnpaidOrder } from './order-answers.js';

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

/** Of residents no order holds anything: their accounts are opened for them by the programme. */
const HOLDING = `
  SELECT order_id FROM order_answers a INDEXED BY unpaid_answers
  WHERE ${UNPAID} AND reason_code IN (${HOLDING_REASONS.map((reason) => `'${reason}'`).join(', ')})
    AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.order_id = a.order_id
      AND h.reason = CASE a.reason_code WHEN '${DECEASED_REASON}' THEN 'PAYEE_DECEASED' ELSE 'ACCOUNT_REJECTED' END)
    AND NOT EXISTS (SELECT 1 FROM resident_payments p
      WHERE a.household_id = 'R-' || p.person_id AND p.person_id = substr(a.household_id, 3) AND p.run_id = a.run_id)`;

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
    return this.read(FRESH);
  }

  /** Orders that came back for a reason that holds the household, and opened no hold for it yet. */
  holding(): UnpaidOrder[] {
    // Of several statements of an order one counts, and it may be another than the one that gives the reason.
    return this.read(HOLDING).filter((one) => holdFor(one.reasonCode) !== null);
  }

  /** @param inARow how many returns in a row hold a household */
  repeated(inARow: number): ReturnedOrder[] {
    return this.db.prepare(REPEATED).all(inARow) as ReturnedOrder[];
  }

  /**
   * Open debts of orders of which PAID was said as well as REJECTED: not to be paid before the contradiction is
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

  private read(orders: string): UnpaidOrder[] {
    return this.db
      .prepare(
        `SELECT s.order_id AS orderId, s.run_id AS runId, r.period, s.household_id AS householdId, s.centimes,
           s.status, s.reason_code AS reasonCode, s.answered_on AS answeredOn
         FROM (${statesOf(`order_id IN (${orders})`)}) s JOIN runs r ON r.run_id = s.run_id
         WHERE s.status IN ('REJECTED', 'RETURNED') ORDER BY r.period, s.order_id`,
      )
      .all() as UnpaidOrder[];
  }
}
