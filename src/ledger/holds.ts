import type Database from 'better-sqlite3';
import { invariant } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import {
  type DecidedDoubt,
  type HoldReason,
  PERSON_DOUBTS,
  type PersonDoubtReason,
} from '../domain/return-reasons.js';

export type Hold = {
  readonly householdId: string;
  readonly reason: HoldReason | PersonDoubtReason;
  /** The order that came back (the last one of several in a row), or what a doubt refers to; and the month. */
  readonly orderId: string;
  readonly period: Period;
  /** The institution's reason code; "" for returns in a row. */
  readonly cause: string;
  /** What must change before the hold ends: SHA-256 of the account, or the payee's id; "" when a person decides. */
  readonly subject: string;
};

export type HoldRecord = Hold & {
  readonly state: 'ACTIVE' | 'ENDED';
  readonly openedBy: string;
  readonly endedBy: string | null;
  readonly endedBecause: string | null;
};

/** What a run does to a hold: opens it, or ends it because account or payee has changed, or both. */
export type HoldClaim = Hold & {
  readonly opens: boolean;
  /** Null: the hold stays active. */
  readonly endedBecause: string | null;
};

const COLUMNS = 'household_id AS householdId, reason, order_id AS orderId, period, cause, subject';
const SAME =
  'c.household_id = h.household_id AND c.reason = h.reason AND c.order_id = h.order_id AND c.period = h.period';

/** Holds in the ledger. Only the ledger calls what writes: each write is part of one of its transactions. */
export class Holds {
  constructor(private readonly db: Database.Database) {}

  active(): Hold[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS} FROM holds WHERE state = 'ACTIVE' ORDER BY household_id, reason, period, order_id`,
      )
      .all() as Hold[];
  }

  /** Doubts that people have ended: they are not raised again. */
  doubtsEnded(): DecidedDoubt[] {
    return this.db
      .prepare(
        `SELECT household_id AS householdId, reason AS doubt, order_id AS reference, period AS heldSince FROM holds
         WHERE reason IN (${PERSON_DOUBTS.map((one) => `'${one}'`).join(', ')}) AND state = 'ENDED' AND ended_by IS NULL
         ORDER BY household_id, reason, order_id, period`,
      )
      .all() as DecidedDoubt[];
  }

  /** All holds of a household, by month. */
  of(householdId: string): HoldRecord[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS}, state, opened_by AS openedBy, ended_by AS endedBy, ended_because AS endedBecause
         FROM holds WHERE household_id = ? ORDER BY period, reason, order_id`,
      )
      .all(householdId) as HoldRecord[];
  }

  /** Ends a hold because a person decides that the household is paid again. */
  end(hold: Hold, because: string): void {
    this.db
      .prepare(
        `UPDATE holds SET state = 'ENDED', ended_because = ?
         WHERE household_id = ? AND reason = ? AND order_id = ? AND period = ? AND state = 'ACTIVE'`,
      )
      .run(because, hold.householdId, hold.reason, hold.orderId, hold.period);
  }

  stage(runId: string, claims: Iterable<HoldClaim>): void {
    const insert = this.db.prepare(
      `INSERT INTO hold_claims (run_id, household_id, reason, order_id, period, cause, subject, opens, ended_because)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const one of claims) {
      const { householdId, reason, orderId, period, cause, subject, opens, endedBecause } = one;
      insert.run(runId, householdId, reason, orderId, period, cause, subject, opens ? 1 : 0, endedBecause);
    }
  }

  enter(runId: string): void {
    this.db
      .prepare(
        `INSERT INTO holds (household_id, reason, order_id, period, cause, subject, state, opened_by, ended_by, ended_because)
         SELECT household_id, reason, order_id, period, cause, subject,
           CASE WHEN ended_because IS NULL THEN 'ACTIVE' ELSE 'ENDED' END, run_id,
           CASE WHEN ended_because IS NOT NULL THEN run_id END, ended_because
         FROM hold_claims WHERE run_id = ? AND opens = 1
         ON CONFLICT (household_id, reason, order_id, period) DO UPDATE SET state = excluded.state,
           opened_by = excluded.opened_by, ended_by = excluded.ended_by, ended_because = excluded.ended_because
         WHERE holds.state = 'ENDED' AND holds.ended_by IS NOT NULL`,
      )
      .run(runId);
    const ended = this.db
      .prepare(
        `UPDATE holds AS h SET state = 'ENDED', ended_by = c.run_id, ended_because = c.ended_because
         FROM hold_claims c WHERE c.run_id = ? AND c.opens = 0 AND ${SAME} AND h.state = 'ACTIVE'`,
      )
      .run(runId).changes;
    const claims = this.db
      .prepare('SELECT count(*) FROM hold_claims WHERE run_id = ? AND opens = 0')
      .pluck()
      .get(runId) as number;
    invariant(
      ended === claims,
      () => `run ${runId} ends ${claims} holds, ${claims - ended} have ended already`,
    );
  }
}
