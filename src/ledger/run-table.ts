import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

export type RunState = 'PUBLISHING' | 'HELD' | 'RELEASED' | 'SUPERSEDED';

/**
 * A supplementary run pays those whom the earlier runs of a released month did not pay. An opening pays nobody: it says
 * what another system paid until its month.
 */
export type RunKind = 'regular' | 'supplementary' | 'opening';

export type LedgerRun = {
  readonly runId: string;
  readonly period: Period;
  readonly kind: RunKind;
  /** Number of the supplementary run in its month, from 1; 0 for any other. */
  readonly supplement: number;
  readonly state: RunState;
  readonly status: 'PASS' | 'HOLD';
  readonly seal: string;
  readonly priorRunId: string | null;
  readonly families: number;
  readonly netCentimes: number;
  readonly reason: string | null;
};

export type NewRun = Omit<LedgerRun, 'state' | 'reason' | 'supplement'> & {
  readonly supplement?: number;
  /** It waits for people to release it, though it passes its controls; absent: it does not. */
  readonly waits?: boolean;
};

/** The columns of a run. */
const COLUMNS = `run_id AS runId, period, kind, supplement, state, status, seal, prior_run_id AS priorRunId, families,
  net_centimes AS netCentimes, reason`;

/** The runs, row by row. Only the ledger calls what writes: each write is part of one of its transactions. */
export class RunTable {
  constructor(private readonly db: Database.Database) {}

  find(runId: string): LedgerRun | null {
    const row = this.db.prepare(`SELECT ${COLUMNS} FROM runs WHERE run_id = ?`).get(runId);
    return (row as LedgerRun | undefined) ?? null;
  }

  /** Every run, by month, then in order of publication. */
  all(): LedgerRun[] {
    return this.db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY period, rowid`).all() as LedgerRun[];
  }

  announce(run: NewRun): void {
    this.db
      .prepare(
        `INSERT INTO runs (run_id, period, kind, supplement, state, status, seal, prior_run_id, families, net_centimes, waits)
         VALUES (@runId, @period, @kind, @supplement, 'PUBLISHING', @status, @seal, @priorRunId, @families, @netCentimes, @waits)`,
      )
      .run({ supplement: 0, ...run, waits: run.waits === true ? 1 : 0 });
  }

  removeAnnounced(runId: string): void {
    this.db.prepare(`DELETE FROM runs WHERE run_id = ? AND state = 'PUBLISHING'`).run(runId);
  }

  /** Whether it waits for people to release it, though it may pass its controls. */
  waits(runId: string): boolean {
    return this.db.prepare('SELECT waits FROM runs WHERE run_id = ?').pluck().get(runId) === 1;
  }

  setState(runId: string, state: RunState): void {
    this.db.prepare('UPDATE runs SET state = ? WHERE run_id = ?').run(state, runId);
  }

  /** As setState, with the reason that people gave. */
  setDecided(runId: string, state: RunState, reason: string | null): void {
    this.db.prepare('UPDATE runs SET state = ?, reason = ? WHERE run_id = ?').run(state, reason, runId);
  }
}
