import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import { DECEASED_REASON, HOLDING_REASONS } from '../domain/return-reasons.js';
import { reasonInWords } from './answer-words.js';
import type { UnpaidOrder } from './order-answers.js';
import { ofNoHousehold, statesOf, UNPAID } from './order-states.js';
import { type PaidTwice, paidTwice } from './paid-twice.js';
import { nowSql } from './transfers.js';

/** One of several orders of a household that came back. */
export type ReturnedOrder = {
  readonly householdId: string;
  readonly period: Period;
  readonly orderId: string;
};

const FRESH = `
  SELECT order_id FROM order_answers a INDEXED BY unpaid_answers
  WHERE ${UNPAID} AND NOT EXISTS
    (SELECT 1 FROM debts d WHERE d.kind = 'ORDER' AND d.reference = a.order_id)`;

/** SQL of the hold that a reason opens, the same as holdFor(). */
const HOLD = `CASE a.reason_code WHEN '${DECEASED_REASON}' THEN 'PAYEE_DECEASED' ELSE 'ACCOUNT_REJECTED' END`;

/**
 * Return reasons that open a hold. An order may have an account reason and MD07; each opens its own hold. A reason
 * for a whole file says nothing about one payee, so it opens no hold. Residents' orders open none, because the
 * programme itself opened their accounts. Final payments open none, because a new decision gives another account.
 */
const HOLDING = `
  SELECT order_id, min(reason_code) AS reason_code, min(answered_on) AS answered_on
  FROM order_answers a INDEXED BY unpaid_answers
  WHERE ${UNPAID} AND of_file = 0 AND reason_code IN (${HOLDING_REASONS.map((reason) => `'${reason}'`).join(', ')})
    AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.order_id = a.order_id AND h.reason = ${HOLD})
    AND NOT ${ofNoHousehold('a')}
  GROUP BY order_id, ${HOLD}`;

/**
 * Orders that came back, of households with a new return and with at least the given number of returns since their
 * last hold for repeated returns. The registers show whether these returns are consecutive.
 */
const REPEATED = `
  WITH fresh AS MATERIALIZED (
    SELECT ${nowSql('s.household_id', 'r.period')} AS household_id, r.period, s.order_id FROM (${statesOf(`order_id IN (${FRESH})`)}) s
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

export type FileRejectedOrder = { readonly orderId: string; readonly period: string };

/**
 * What institutions' answers mean for debts: which orders came back and are not debts yet, which debts may have been
 * paid, and which returns open a hold. Each query reads only what is new.
 */
export class UnpaidOrders {
  constructor(private readonly db: Database.Database) {}

  /**
   * Whether any answer says of an order, or of a file, that it was not paid. Where none does, nothing has come back, and
   * the queries below need not be planned, which takes longer than all else that a ledger is asked.
   */
  private any(): boolean {
    const answer = `SELECT 1 FROM order_answers INDEXED BY unpaid_answers WHERE ${UNPAID} LIMIT 1`;
    return this.db.prepare(answer).get() !== undefined;
  }

  /** Orders that came back and are not debts yet, by month and order. The next run makes them debts. */
  fresh(): UnpaidOrder[] {
    if (!this.any()) return [];
    return this.read(`(${statesOf(`order_id IN (${FRESH})`)}) s`, 's');
  }

  /** Orders of released months whose file was rejected, and neither sent again nor accepted, nor decided on; by order. */
  fileRejected(): FileRejectedOrder[] {
    if (!this.any()) return [];
    const states = statesOf(`order_id IN (SELECT order_id FROM order_answers INDEXED BY unpaid_answers
      WHERE ${UNPAID} AND of_file = 1 AND status = 'REJECTED')`);
    return this.db
      .prepare(
        `SELECT s.order_id AS orderId, r.period FROM (${states}) s JOIN runs r ON r.run_id = s.run_id
         WHERE s.status = 'FILE_REJECTED' AND r.state = 'RELEASED' ORDER BY s.order_id`,
      )
      .all() as FileRejectedOrder[];
  }

  /**
   * Orders that came back for a reason that opens a hold, and have not opened it yet. Each has that reason; an order
   * that opens two holds is listed twice.
   */
  holding(): UnpaidOrder[] {
    if (!this.any()) return [];
    const states = statesOf('order_id IN (SELECT order_id FROM holding)');
    return this.read(
      `(${states}) s JOIN holding h ON h.order_id = s.order_id`,
      'h',
      `WITH holding AS MATERIALIZED (${HOLDING})`,
    );
  }

  /**
   * Orders of households that may be held for repeated returns, by household and month.
   * @param inARow the number of consecutive returns that holds a household
   */
  repeated(inARow: number): ReturnedOrder[] {
    if (!this.any()) return [];
    return this.db.prepare(REPEATED).all(inARow) as ReturnedOrder[];
  }

  /**
   * Orders of open debts whose answers contradict each other. The money may have arrived, so they must not be paid
   * before the contradiction is resolved.
   */
  contested(): string[] {
    const open = `FROM debts WHERE kind = 'ORDER' AND state = 'OPEN'`;
    if (this.db.prepare(`SELECT 1 ${open} LIMIT 1`).get() === undefined) return [];
    return this.db
      .prepare(
        `SELECT order_id FROM (${statesOf(`order_id IN (SELECT reference ${open})`)}) WHERE status NOT IN ('REJECTED', 'RETURNED') ORDER BY order_id`,
      )
      .pluck()
      .all() as string[];
  }

  /** Orders whose money came back, was paid again, and is then said to have arrived; by order. */
  paidTwice(): PaidTwice[] {
    return paidTwice(this.db);
  }

  /**
   * Orders that came back, by month and order.
   * @param states SQL: states of orders, as `s`
   * @param said alias of the relation that gives the reason and its day
   */
  private read(states: string, said: 's' | 'h', before = ''): UnpaidOrder[] {
    return this.db
      .prepare(
        `${before} SELECT s.order_id AS orderId, s.run_id AS runId, r.period, ${nowSql('s.household_id', 'r.period')} AS beneficiary, s.centimes,
           s.status, ${said}.reason_code AS reasonCode, ${said}.answered_on AS answeredOn,
           ${reasonInWords('s.order_id', 's.status')} AS reasonWords
         FROM ${states} JOIN runs r ON r.run_id = s.run_id
         WHERE s.status IN ('REJECTED', 'RETURNED') ORDER BY r.period, s.order_id, reasonCode`,
      )
      .all() as UnpaidOrder[];
  }
}
