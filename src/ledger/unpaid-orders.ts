import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/** An order that came back: rejected before it was paid, or returned after. */
export type UnpaidOrder = {
  readonly orderId: string;
  readonly runId: string;
  readonly period: Period;
  /** Of a resident of a care institution: R-<person_id>. */
  readonly householdId: string;
  readonly centimes: number;
  readonly status: 'REJECTED' | 'RETURNED';
  /** ISO 20022 reason, such as AC04; blank when the institution gave none. */
  readonly reasonCode: string;
  /** ISO day. */
  readonly answeredOn: string;
};

/** The orders of released runs that the paying institutions say came back, in the order of months and orders. */
export function* unpaidOrders(db: Database.Database): Generator<UnpaidOrder> {
  if (db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'order_state'`).get() === undefined) return;
  const rows = db
    .prepare(
      `SELECT order_id AS orderId, run_id AS runId, period, household_id AS householdId, centimes, status,
         reason_code AS reasonCode, answered_on AS answeredOn
       FROM order_state WHERE status IN ('REJECTED', 'RETURNED') ORDER BY period, order_id`,
    )
    .iterate();
  for (const row of rows) yield row as UnpaidOrder;
}
