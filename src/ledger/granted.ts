import type Database from 'better-sqlite3';
import { nowSql } from './transfers.js';

/**
 * Birth and school-return grants, which each child receives once. A run's grants are entered as claims before it is
 * announced, in batches: a September has millions. They count as granted when the run is released, until one is freed
 * that no order paid (freed-grants.ts). Two released runs never grant the same.
 */
export type GrantClaim = {
  readonly personId: string;
  readonly householdId: string;
  readonly kind: 'BIRTH' | 'SCHOOL';
  readonly level: string;
  /** For a school-return grant, the year of its September; 0 for a birth grant. */
  readonly year: number;
  readonly centimes: number;
};

/** A birth grant that was made. */
export type GrantedBirth = Pick<GrantClaim, 'personId' | 'householdId' | 'level'>;

export const GRANTED_SCHEMA = `
CREATE TABLE grant_claims (
  kind TEXT NOT NULL CHECK (kind IN ('BIRTH', 'SCHOOL')),
  year INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  level TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (kind, year, person_id, run_id)
) STRICT, WITHOUT ROWID;

-- What a run claims at all, so that nobody reads the grants of other years to find its own.
CREATE TABLE claimed (
  run_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (run_id, kind, year)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER claims_are_not_changed BEFORE UPDATE ON grant_claims
BEGIN SELECT RAISE(ABORT, 'claims are never changed'); END;
CREATE TRIGGER claims_of_known_runs_are_not_removed BEFORE DELETE ON grant_claims
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = OLD.run_id)
BEGIN SELECT RAISE(ABORT, 'claims are never removed'); END;

CREATE VIEW granted AS
SELECT c.* FROM grant_claims c JOIN runs r ON r.run_id = c.run_id WHERE r.state = 'RELEASED';
`;

/** Grants in the ledger. Only the ledger calls what writes: each write is part of one of its transactions. */
export class GrantClaims {
  constructor(private readonly db: Database.Database) {}

  add(runId: string, claims: readonly GrantClaim[]): void {
    const insert = this.db.prepare(
      `INSERT INTO grant_claims (kind, year, person_id, run_id, household_id, level, centimes)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const claimed = this.db.prepare('INSERT OR IGNORE INTO claimed (run_id, kind, year) VALUES (?, ?, ?)');
    const seen = new Set<string>();
    for (const one of claims) {
      if (!seen.has(`${one.kind} ${one.year}`)) claimed.run(runId, one.kind, one.year);
      seen.add(`${one.kind} ${one.year}`);
      insert.run(one.kind, one.year, one.personId, runId, one.householdId, one.level, one.centimes);
    }
  }

  /** Whether there are claims of runs that were never announced, or were withdrawn. */
  hasOrphans(): boolean {
    const orphans = this.db.prepare('SELECT 1 FROM claimed WHERE run_id NOT IN (SELECT run_id FROM runs)');
    return orphans.get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM grant_claims WHERE run_id NOT IN (SELECT run_id FROM runs);
      DELETE FROM claimed WHERE run_id NOT IN (SELECT run_id FROM runs)`);
  }

  /** Persons to whom released runs made this grant. */
  persons(kind: GrantClaim['kind'], year: number): string[] {
    return this.db
      .prepare('SELECT person_id FROM granted WHERE kind = ? AND year = ? ORDER BY person_id')
      .pluck()
      .all(kind, year) as string[];
  }

  /**
   * Birth grants of released runs, by the current number of each family.
   * @param before a month: those of earlier months alone
   */
  births(before: string | null): GrantedBirth[] {
    return this.db
      .prepare(
        `SELECT person_id AS personId, ${nowSql('household_id', 'r.period')} AS householdId, level
         FROM granted c JOIN runs r ON r.run_id = c.run_id
         WHERE c.kind = 'BIRTH' AND c.year = 0 AND (@before IS NULL OR r.period < @before)
         ORDER BY person_id`,
      )
      .all({ before }) as GrantedBirth[];
  }

  /** Of these persons, those to whom released runs made this grant. */
  among(kind: GrantClaim['kind'], year: number, persons: readonly string[]): string[] {
    const granted = this.db
      .prepare('SELECT 1 FROM granted WHERE kind = ? AND year = ? AND person_id = ? LIMIT 1')
      .pluck();
    return persons.filter((person) => granted.get(kind, year, person) !== undefined);
  }

  /** Whether released runs made this grant to anybody. */
  any(kind: GrantClaim['kind'], year: number): boolean {
    const found = this.db
      .prepare(
        `SELECT 1 FROM claimed c JOIN runs r ON r.run_id = c.run_id
         WHERE c.kind = ? AND c.year = ? AND r.state = 'RELEASED' LIMIT 1`,
      )
      .get(kind, year);
    return found !== undefined;
  }

  /** The grants of a run, by kind, year and person. */
  *of(runId: string): Generator<GrantClaim> {
    const rows = this.db
      .prepare(
        `SELECT kind, year, person_id AS personId, household_id AS householdId, level, centimes
         FROM claimed JOIN grant_claims USING (run_id, kind, year)
         WHERE run_id = ? ORDER BY kind, year, person_id`,
      )
      .iterate(runId);
    for (const row of rows) yield row as GrantClaim;
  }

  /**
   * How many of a run's claims another released run has granted, those left out that the run itself frees. Unless it is
   * 0, the run must not be released.
   */
  grantedElsewhere(runId: string): number {
    return this.db
      .prepare(
        `SELECT count(*) FROM claimed JOIN grant_claims c USING (run_id, kind, year) JOIN granted g
         ON g.kind = c.kind AND g.year = c.year AND g.person_id = c.person_id AND g.run_id <> c.run_id
         WHERE claimed.run_id = @run AND NOT EXISTS (
           SELECT 1 FROM freed_grants f WHERE f.freed_by = @run AND f.kind = g.kind AND f.year = g.year
             AND f.person_id = g.person_id AND f.run_id = g.run_id)`,
      )
      .pluck()
      .get({ run: runId }) as number;
  }

  /** How many grants are granted to a child by more than one run. It is 0. */
  grantedTwice(): number {
    return this.db
      .prepare(
        `SELECT count(*) FROM (SELECT 1 FROM granted GROUP BY kind, year, person_id HAVING count(*) > 1)`,
      )
      .pluck()
      .get() as number;
  }
}
