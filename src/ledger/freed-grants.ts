import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import type { DebtKind } from './debts.js';
import type { GrantClaim } from './granted.js';
import { successors } from './transfers.js';

/**
 * Grants that were listed and that no order paid. Such a grant is a part of what is owed, of a month or of an order that
 * came back, and counts as granted for as long as that may be paid. A run frees it where that ends: the debt lapses, or
 * nothing was due after all; or the child lives in another household, which is paid it. It is then granted no more by
 * the run that listed it: another may grant it.
 */
export type FreedGrant = Pick<GrantClaim, 'kind' | 'year' | 'personId' | 'centimes'> & {
  /** The run that listed it. */
  readonly runId: string;
  /** The debt that it was a part of. */
  readonly householdId: string;
  readonly origin: Period;
  readonly debtKind: DebtKind;
  readonly reference: string;
  /** The household that is paid it instead; null where nobody is. */
  readonly toHouseholdId: string | null;
};

/** A grant that went to the household in which the child lives. */
export type MovedGrant = FreedGrant & {
  readonly toHouseholdId: string;
  readonly level: string;
  /** The run that paid it, and its month. */
  readonly movedBy: string;
  readonly period: Period;
};

/** A grant as the list of a run has it. */
export type ListedGrant = Pick<GrantClaim, 'kind' | 'year' | 'personId' | 'householdId'> & {
  readonly runId: string;
  readonly period: Period;
  /** It accrued with its month; otherwise the run's order to the household paid it. */
  readonly accrued: boolean;
  readonly orderId: string;
};

/** The debt that holds a grant. An order that came back may be no debt yet. */
export type HoldingDebt =
  | { readonly kind: 'MONTH'; readonly householdId: string; readonly origin: Period }
  | { readonly kind: 'ORDER'; readonly orderId: string };

export const FREED_GRANTS_SCHEMA = `
-- Grants that no order paid and that are owed no more where they were listed. Those of a run that is never released
-- change nothing. to_household_id: the household that is paid it instead; NULL: its debt lapsed, or nothing was due.
CREATE TABLE freed_grants (
  freed_by TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('BIRTH', 'SCHOOL')),
  year INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  -- The run that listed it.
  run_id TEXT NOT NULL,
  -- The debt that it was a part of.
  household_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  debt_kind TEXT NOT NULL CHECK (debt_kind IN ('MONTH', 'ORDER')),
  reference TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  to_household_id TEXT,
  PRIMARY KEY (freed_by, kind, year, person_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX freed_claims ON freed_grants (kind, year, person_id, run_id);
CREATE INDEX freed_of_household ON freed_grants (household_id);
CREATE TRIGGER freed_grants_are_not_changed BEFORE UPDATE ON freed_grants
BEGIN SELECT RAISE(ABORT, 'freed grants are never changed'); END;
CREATE TRIGGER freed_grants_of_known_runs_are_not_removed BEFORE DELETE ON freed_grants
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = OLD.freed_by)
BEGIN SELECT RAISE(ABORT, 'freed grants are never removed'); END;

DROP VIEW granted;
CREATE VIEW granted AS
SELECT c.* FROM grant_claims c JOIN runs r ON r.run_id = c.run_id
WHERE r.state = 'RELEASED' AND NOT EXISTS (
  SELECT 1 FROM freed_grants f JOIN runs b ON b.run_id = f.freed_by
  WHERE f.kind = c.kind AND f.year = c.year AND f.person_id = c.person_id AND f.run_id = c.run_id
    AND b.state = 'RELEASED');
`;

const COLUMNS = `f.kind, f.year, f.person_id AS personId, f.run_id AS runId, f.household_id AS householdId, f.origin,
  f.debt_kind AS debtKind, f.reference, f.centimes, f.to_household_id AS toHouseholdId`;

const OF_RELEASED = `FROM freed_grants f JOIN runs b ON b.run_id = f.freed_by AND b.state = 'RELEASED'`;

/** Only the ledger calls what writes: each write is part of one of its transactions. */
export class FreedGrants {
  constructor(private readonly db: Database.Database) {}

  stage(runId: string, freed: Iterable<FreedGrant>): void {
    const insert = this.db.prepare(
      `INSERT INTO freed_grants (freed_by, kind, year, person_id, run_id, household_id, origin, debt_kind, reference,
         centimes, to_household_id)
       VALUES (@freedBy, @kind, @year, @personId, @runId, @householdId, @origin, @debtKind, @reference, @centimes,
         @toHouseholdId)`,
    );
    for (const one of freed) insert.run({ ...one, freedBy: runId });
  }

  /** Those of runs that were never announced, or were withdrawn. */
  hasOrphans(): boolean {
    return this.db.prepare(`SELECT 1 FROM freed_grants ${ORPHANS} LIMIT 1`).get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM freed_grants ${ORPHANS}`);
  }

  /** Those of released runs, in one order. */
  *all(): Generator<FreedGrant> {
    const rows = this.db
      .prepare(`SELECT ${COLUMNS} ${OF_RELEASED} ORDER BY f.kind, f.year, f.person_id, f.run_id, f.freed_by`)
      .iterate();
    for (const row of rows) yield row as FreedGrant;
  }

  /** What was a part of a household's debts and went elsewhere with a child, by month. */
  movedFrom(householdId: string): MovedGrant[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS}, c.level, f.freed_by AS movedBy, b.period ${OF_RELEASED}
         JOIN grant_claims c ON c.kind = f.kind AND c.year = f.year AND c.person_id = f.person_id AND c.run_id = f.run_id
         WHERE f.household_id = ? AND f.to_household_id IS NOT NULL
         ORDER BY b.period, f.origin, f.kind, f.year, f.person_id`,
      )
      .all(householdId) as MovedGrant[];
  }

  /** In centimes: what was cancelled of debts because grants went elsewhere, and those grants. They are equal. */
  sums(): { readonly cancelled: number; readonly moved: number } {
    return this.db
      .prepare(
        `SELECT (SELECT coalesce(sum(moved), 0) FROM debts) AS cancelled,
           (SELECT coalesce(sum(f.centimes), 0) ${OF_RELEASED} WHERE f.to_household_id IS NOT NULL) AS moved`,
      )
      .get() as { cancelled: number; moved: number };
  }

  /** Whether a child's grant counts as granted because it is owed: to a household that no order has paid it. */
  isOwed({ kind, year, personId }: Pick<GrantClaim, 'kind' | 'year' | 'personId'>): boolean {
    const owed = this.db.prepare(
      `SELECT 1 FROM granted c JOIN runs r ON r.run_id = c.run_id
       JOIN debts d ON d.household_id = c.household_id AND d.origin = r.period AND d.state = 'OPEN'
         AND (d.kind = 'MONTH' AND d.opened_by = c.run_id OR d.kind = 'ORDER')
       WHERE c.kind = ? AND c.year = ? AND c.person_id = ?`,
    );
    return owed.get(kind, year, personId) !== undefined;
  }

  /**
   * The open month that holds a grant, or the last order with its money, which has paid it unless it came back; null
   * where it is owed no more.
   */
  heldBy(grant: ListedGrant): HoldingDebt | null {
    const { kind, year, personId, runId } = grant;
    const freed = this.db
      .prepare(`SELECT 1 ${OF_RELEASED} WHERE f.kind = ? AND f.year = ? AND f.person_id = ? AND f.run_id = ?`)
      .get(kind, year, personId, runId);
    if (freed !== undefined) return null;
    const money = grant.accrued ? this.monthOf(grant) : grant.orderId;
    return typeof money === 'string' ? this.orderOf(money) : money;
  }

  /** The open month with which it accrued; or the order that paid the month, or its grants; null: it never will be. */
  private monthOf({ householdId, period, runId }: ListedGrant): HoldingDebt | string | null {
    const months = this.db.prepare(
      `SELECT state, order_id AS orderId FROM debts
       WHERE household_id = ? AND origin = ? AND kind = 'MONTH' AND reference = '' AND opened_by = ?`,
    );
    const grants = this.db
      .prepare(
        `SELECT order_id FROM debts WHERE household_id = ? AND origin = ? AND kind = 'GRANTS' AND reference = ''`,
      )
      .pluck();
    for (const id of successors(this.db, householdId)) {
      const month = months.get(id, period, runId) as Found | undefined;
      if (month === undefined) continue;
      if (month.state === 'OPEN') return { kind: 'MONTH', householdId: id, origin: period };
      if (month.state === 'PAID') return month.orderId;
      return month.state === 'CANCELLED' ? ((grants.get(id, period) as string | undefined) ?? null) : null;
    }
    return null;
  }

  /** Where the money of an order is, if it came back: in that order, or in the one that paid it again. */
  private orderOf(orderId: string): HoldingDebt | null {
    const debt = this.db
      .prepare(`SELECT state, order_id AS orderId FROM debts WHERE kind = 'ORDER' AND reference = ?`)
      .get(orderId) as Found | undefined;
    if (debt === undefined || debt.state === 'OPEN') return { kind: 'ORDER', orderId };
    return debt.state === 'PAID' && debt.orderId !== null ? this.orderOf(debt.orderId) : null;
  }
}

/** A debt as it stands; `orderId`: the order that paid it. */
type Found = { readonly state: string; readonly orderId: string | null };

const ORPHANS = 'WHERE freed_by NOT IN (SELECT run_id FROM runs)';
