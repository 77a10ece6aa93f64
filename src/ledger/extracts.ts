import type Database from 'better-sqlite3';
import type { Day, Period } from '../domain/period.js';

/** The newest day of each kind that an extract tells of, up to its reference date; null where it has none. */
export type NewestDays = {
  readonly birth: Day | null;
  readonly death: Day | null;
  readonly enrolment: Day | null;
  readonly admission: Day | null;
};

/**
 * What is kept of an extract to know it again: hashes of some of its households and residents, each with all its rows.
 * Which ones is decided by the hashes of their ids, so that two extracts can be compared one by one.
 */
export type ExtractMark = {
  /** Which hash of which columns: marks of another form cannot be compared. */
  readonly form: string;
  /** Those with an id whose hash is not above this number (decimal text, below 2^64) are in the sample. */
  readonly below: string;
  readonly newest: NewestDays;
  /** 16 bytes for each: the hash of the id and that of the rows, little-endian, in the order of the former. */
  readonly sample: Uint8Array;
};

/** A mark in the ledger, with its run. */
export type KnownExtract = ExtractMark & { readonly runId: string; readonly period: Period };

export const EXTRACTS_SCHEMA = `
-- What is kept of the extract of each run, released or not, to know it again.
CREATE TABLE extracts (
  run_id TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  below TEXT NOT NULL,
  newest TEXT NOT NULL,
  sample BLOB NOT NULL
) STRICT;`;

type Row = Omit<KnownExtract, 'newest'> & { readonly newest: string };

const ORPHANS = 'WHERE run_id NOT IN (SELECT run_id FROM runs)';

/** Extracts that runs were computed from. Only the ledger calls what writes: each write is part of its transactions. */
export class Extracts {
  constructor(private readonly db: Database.Database) {}

  /** Those of runs of months before `period`, and of the runs named, in the order of months and computation. */
  before(period: Period, runIds: readonly string[]): KnownExtract[] {
    const rows = this.db
      .prepare(
        `SELECT e.run_id AS runId, r.period, e.form, e.below, e.newest, e.sample
         FROM extracts e JOIN runs r ON r.run_id = e.run_id
         WHERE r.period < ? OR r.run_id IN (SELECT value FROM json_each(?)) ORDER BY r.period, r.rowid`,
      )
      .all(period, JSON.stringify(runIds)) as Row[];
    return rows.map((row) => ({ ...row, newest: JSON.parse(row.newest) as NewestDays }));
  }

  stage(runId: string, { form, below, newest, sample }: ExtractMark): void {
    this.db
      .prepare('INSERT INTO extracts (run_id, form, below, newest, sample) VALUES (?, ?, ?, ?, ?)')
      .run(runId, form, below, JSON.stringify(newest), sample);
  }

  hasOrphans(): boolean {
    return this.db.prepare(`SELECT 1 FROM extracts ${ORPHANS} LIMIT 1`).get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM extracts ${ORPHANS}`);
  }
}
