import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/** An earlier month whose sealed folder was missing or altered, and the decision on it. */
export type WithoutHistory = {
  readonly month: Period;
  /** True: the run is computed without that month. False: its folder is complete again. */
  readonly leftOut: boolean;
  /** The month of the run for which the decision was taken. */
  readonly decidedIn: Period;
  readonly reason: string;
};

/**
 * One row for each run and each month that it cannot prove. The row of a run that is never released decides nothing.
 */
export const WITHOUT_HISTORY_SCHEMA = `
CREATE TABLE run_without_history (
  run_id TEXT NOT NULL,
  month TEXT NOT NULL,
  -- 0: its folder is whole again, and is read; an earlier run was computed without it.
  left_out INTEGER NOT NULL CHECK (left_out IN (0, 1)),
  -- 1: people decided it for this very run; 0: for an earlier one.
  decided INTEGER NOT NULL CHECK (decided IN (0, 1)),
  decided_in TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (run_id, month),
  CHECK (decided = 0 OR left_out = 1)
) STRICT, WITHOUT ROWID;`;

const COLUMNS = 'month, left_out AS leftOut, decided_in AS decidedIn, reason';

type Row = Omit<WithoutHistory, 'leftOut'> & { readonly leftOut: 0 | 1 };

/** Months that runs could not prove. Only the ledger calls these methods, in its transactions. */
export class WithoutHistories {
  constructor(private readonly db: Database.Database) {}

  /** The months that a run could not prove, the oldest first. */
  of(runId: string): WithoutHistory[] {
    return this.rows(`SELECT ${COLUMNS} FROM run_without_history WHERE run_id = ? ORDER BY month`, runId);
  }

  /** The months that were decided on for an earlier run. */
  before(runId: string): WithoutHistory[] {
    return this.rows(
      `SELECT ${COLUMNS} FROM run_without_history WHERE run_id = ? AND decided = 0 ORDER BY month`,
      runId,
    );
  }

  /** The last decision on each month, of released runs. */
  decided(): WithoutHistory[] {
    const rows = this.rows(`
      SELECT ${COLUMNS} FROM run_without_history WHERE decided = 1
        AND run_id IN (SELECT run_id FROM runs WHERE state = 'RELEASED')
      ORDER BY month, decided_in`);
    return [...new Map(rows.map((row) => [row.month, row])).values()];
  }

  /**
   * Records the months of a run.
   * @param own the months that were decided on for this run
   */
  stage(runId: string, months: readonly WithoutHistory[], own: ReadonlySet<Period>): void {
    const insert = this.db.prepare(
      `INSERT INTO run_without_history (run_id, month, left_out, decided, decided_in, reason)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    for (const { month, leftOut, decidedIn, reason } of months)
      insert.run(runId, month, Number(leftOut), Number(own.has(month)), decidedIn, reason);
  }

  /** The months that were decided on for this run. */
  decidedBy(runId: string): WithoutHistory[] {
    return this.rows(
      `SELECT ${COLUMNS} FROM run_without_history WHERE run_id = ? AND decided = 1 ORDER BY month`,
      runId,
    );
  }

  hasOrphans(): boolean {
    return this.db.prepare(`SELECT 1 FROM run_without_history ${ORPHANS} LIMIT 1`).get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM run_without_history ${ORPHANS}`);
  }

  private rows(sql: string, ...values: readonly string[]): WithoutHistory[] {
    return (this.db.prepare(sql).all(...values) as Row[]).map((row) => ({
      ...row,
      leftOut: row.leftOut === 1,
    }));
  }
}

const ORPHANS = 'WHERE run_id NOT IN (SELECT run_id FROM runs)';
