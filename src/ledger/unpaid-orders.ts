import type Database from 'better-sqlite3';
import { statesOf, UNPAID, type UnpaidOrder } from './order-answers.js';

/** ISO 20022 reasons that speak of the account: wrong, closed, blocked, not for this, or no such bank. */
export const ACCOUNT_REASONS = ['AC01', 'AC03', 'AC04', 'AC06', 'AG01'] as const;
/** And of the payee: deceased. */
export const DECEASED_REASON = 'MD07';

const HOLDING = [...ACCOUNT_REASONS, DECEASED_REASON].map((reason) => `'${reason}'`).join(', ');

/**
 * What the institutions' answers mean for what is owed: which orders came back and are no debts yet, which debts
 * nobody can be sure of any more, and which orders came back for a reason that keeps the household from being
 * paid. Each is one statement over what is new, however many orders ever came back.
 */
export class UnpaidOrders {
  constructor(private readonly db: Database.Database) {}

  /** Orders that came back and do not stand as debts yet, by month and order: the next run makes them so. */
  fresh(): UnpaidOrder[] {
    return this.read(
      `SELECT order_id FROM order_answers a INDEXED BY unpaid_answers WHERE ${UNPAID} AND NOT EXISTS
         (SELECT 1 FROM debts d WHERE d.kind = 'ORDER' AND d.reference = a.order_id)`,
    );
  }

  /** Orders that came back for such a reason and opened no hold for it yet. */
  holding(): UnpaidOrder[] {
    const orders = this.read(
      `SELECT order_id FROM order_answers a INDEXED BY unpaid_answers WHERE ${UNPAID}
         AND reason_code IN (${HOLDING}) AND NOT EXISTS
         (SELECT 1 FROM holds h WHERE h.order_id = a.order_id AND h.cause = a.reason_code)`,
    );
    const known = this.db.prepare('SELECT 1 FROM holds WHERE order_id = ? AND cause = ?').pluck();
    return orders.filter(
      (one) =>
        HOLDING.includes(`'${one.reasonCode}'`) && known.get(one.orderId, one.reasonCode) === undefined,
    );
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
