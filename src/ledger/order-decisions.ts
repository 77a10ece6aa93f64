import type Database from 'better-sqlite3';
import type { Log } from './order-answers.js';
import { statesOf } from './order-states.js';

/** What a person decides on, and on which day (YYYY-MM-DD): an order's id, or an order file's name. */
export type OrderTarget = {
  readonly target: string;
  readonly isFile: boolean;
  readonly on: string;
};

export type DecidedOrder = {
  readonly orderId: string;
  readonly runId: string;
  /** A household_id; for a resident, R- and the person_id. */
  readonly beneficiary: string;
  readonly centimes: number;
};

export type OrderDecision = OrderTarget & {
  /** SENT: the file was sent on that day. */
  readonly decision: 'PAID' | 'UNPAID' | 'SENT';
  /** Of SENT the reference of the sending; "" when none was given. */
  readonly reason: string;
  readonly orders: number;
  readonly centimes: number;
};

/** Decisions of people on orders and order files; each order's part of them is a row among its answers. */
export const ORDER_DECISIONS_SCHEMA = `
CREATE TABLE IF NOT EXISTS order_decisions (
  seq INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  -- 1: an order file; 0: an order.
  of_file INTEGER NOT NULL CHECK (of_file IN (0, 1)),
  decision TEXT NOT NULL CHECK (decision IN ('PAID', 'UNPAID', 'SENT')),
  decided_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  orders INTEGER NOT NULL,
  centimes INTEGER NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS order_decisions_are_not_changed BEFORE UPDATE ON order_decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER IF NOT EXISTS order_decisions_are_not_removed BEFORE DELETE ON order_decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;`;

/** A file that was rejected, and neither sent again nor accepted, nor decided on. */
export type StateOfOrder = { readonly orderId: string; readonly status: string; readonly on: string };

/** `shown`: which movements of the order the account shows. The times: how many answers in words say it. */
type StateBefore = {
  readonly status: string;
  readonly movements: number;
  readonly shown: string;
  readonly timesPaid: number;
  readonly timesUnpaid: number;
};

/** How many answers in words say the contrary of a decision. */
function contrary(decision: OrderDecision['decision'], before: StateBefore | undefined): number {
  if (before === undefined) return 0;
  return decision === 'PAID' ? before.timesUnpaid : before.timesPaid;
}

const STATUS = { PAID: 'PAID', UNPAID: 'RETURNED', SENT: 'SENT' } as const;

export class OrderDecisions {
  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
  ) {}

  /**
   * Records a decision on orders, all or none: those of one file, or one order. A decision that an order is paid or unpaid
   * holds until the account shows other movements of it, or institutions say the contrary once more. A sending ends the rejection of an earlier sending of the file.
   */
  record(
    { target, isFile, on }: OrderTarget,
    decision: OrderDecision['decision'],
    reason: string,
    orders: readonly DecidedOrder[],
  ): void {
    const insert = this.db.prepare(`
      INSERT OR IGNORE INTO order_answers (order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no,
        position, of_file, source, ref, again, counts)
      SELECT @orderId, @status, '', @on, @centimes, @runId, @beneficiary, 0, @position, @ofFile, 'DECIDED',
        printf('%010d %09d %s', @seq, @known, @shown), @again, 1`);
    const state = this.db.prepare(
      `SELECT status, movements, shown, times_paid AS timesPaid, times_unpaid AS timesUnpaid FROM (${statesOf('order_id = @orderId')})`,
    );
    const centimes = orders.reduce((sum, one) => sum + one.centimes, 0);
    this.db
      .transaction(() => {
        const { lastInsertRowid } = this.db
          .prepare(
            `INSERT INTO order_decisions (target, of_file, decision, decided_on, reason, orders, centimes)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(target, isFile ? 1 : 0, decision, on, reason, orders.length, centimes);
        for (const one of orders) {
          const before = state.get({ orderId: one.orderId }) as StateBefore | undefined;
          insert.run({
            ...one,
            known: before?.movements ?? 0,
            shown: before?.shown ?? '-',
            ...{ on, status: STATUS[decision], seq: Number(lastInsertRowid) },
            position: decision === 'SENT' ? 0 : contrary(decision, before) + 1,
            ofFile: decision === 'SENT' ? 1 : 0,
            again: decision === 'SENT' && before?.status === 'FILE_REJECTED' ? 1 : 0,
          });
        }
        this.log(decision === 'SENT' ? 'SENT' : 'DECIDED', '', {
          ...{ target, decision, on, reason, centimes },
          orders: orders.length,
        });
      })
      .immediate();
  }

  /** The state of one order; null when it has no answer. */
  stateOf(orderId: string): StateOfOrder | null {
    const row = this.db
      .prepare(
        `SELECT order_id AS orderId, status, answered_on AS "on" FROM (${statesOf('order_id = @orderId')})`,
      )
      .get({ orderId });
    return (row as StateOfOrder | undefined) ?? null;
  }

  /** Every decision, in its order. */
  all(): OrderDecision[] {
    const rows = this.db
      .prepare(
        `SELECT target, of_file AS ofFile, decision, decided_on AS "on", reason, orders, centimes
         FROM order_decisions ORDER BY seq`,
      )
      .all() as (Omit<OrderDecision, 'isFile'> & { readonly ofFile: number })[];
    return rows.map(({ ofFile, ...row }) => ({ ...row, isFile: ofFile === 1 }));
  }
}
