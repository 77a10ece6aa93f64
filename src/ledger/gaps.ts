import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/** OWED: the months between accrue to all who would have been paid. VOID: nobody is owed them. */
export type GapDecision = 'OWED' | 'VOID';

/** What people decided on the months without a run between a run's prior month and its own. */
export type Gap = {
  readonly decision: GapDecision;
  /** The oldest first. */
  readonly months: readonly Period[];
  /** Why; null where people gave no reason, which VOID needs. */
  readonly reason: string | null;
};

/** A decision each month without a run; of a run that never is released it decides nothing. */
export const GAPS_SCHEMA = `
CREATE TABLE run_gaps (
  run_id TEXT NOT NULL,
  month TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('OWED', 'VOID')),
  reason TEXT,
  PRIMARY KEY (run_id, month),
  CHECK (decision = 'OWED' OR reason IS NOT NULL)
) STRICT, WITHOUT ROWID;`;

/** The statements below are parts of the ledger's transactions: it calls them, nobody else. */
export class Gaps {
  constructor(private readonly db: Database.Database) {}

  /** What was decided for a run; null where no month lies between it and its prior month. */
  of(runId: string): Gap | null {
    const rows = this.db
      .prepare('SELECT month, decision, reason FROM run_gaps WHERE run_id = ? ORDER BY month')
      .all(runId) as { month: Period; decision: GapDecision; reason: string | null }[];
    const [first] = rows;
    return first === undefined
      ? null
      : { decision: first.decision, months: rows.map((row) => row.month), reason: first.reason };
  }

  /** What a released run decided on a month; null where none did. */
  released(month: Period): GapDecision | null {
    const found = this.db
      .prepare(
        `SELECT decision FROM run_gaps WHERE month = ?
         AND run_id IN (SELECT run_id FROM runs WHERE state = 'RELEASED')`,
      )
      .pluck()
      .get(month);
    return (found as GapDecision | undefined) ?? null;
  }

  /** To how many months of households a released run owes such months. */
  accrued(runId: string): number {
    return this.db
      .prepare(`SELECT count(*) FROM debts WHERE opened_by = ? AND cause = 'GAP'`)
      .pluck()
      .get(runId) as number;
  }

  stage(runId: string, { decision, months, reason }: Gap): void {
    const insert = this.db.prepare(
      'INSERT INTO run_gaps (run_id, month, decision, reason) VALUES (?, ?, ?, ?)',
    );
    for (const month of months) insert.run(runId, month, decision, reason);
  }

  hasOrphans(): boolean {
    return this.db.prepare(`SELECT 1 FROM run_gaps ${ORPHANS} LIMIT 1`).get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM run_gaps ${ORPHANS}`);
  }
}

const ORPHANS = 'WHERE run_id NOT IN (SELECT run_id FROM runs)';
