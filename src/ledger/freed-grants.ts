import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import type { DebtKind } from './debts.js';
import type { GrantClaim } from './granted.js';
import { numbersOf, Transfers } from './transfers.js';

/**
 * Grants that a run listed and that no order paid. Such a grant is a part of a debt, of a month or of an order that
 * came back. It counts as granted as long as the debt may be paid. A run frees it when this ends: the debt lapses,
 * nothing was due, or the child lives in another household, which is paid the grant, or is owed it while it cannot be
 * paid. A freed grant no longer counts as granted by the run that listed it, so another run may grant it.
 */
export type FreedGrant = Pick<GrantClaim, 'kind' | 'year' | 'personId' | 'centimes'> & {
  /** The run that listed it. */
  readonly runId: string;
  /** The debt that the grant was a part of. */
  readonly householdId: string;
  readonly origin: Period;
  readonly debtKind: DebtKind;
  readonly reference: string;
  /** The household that is paid the grant instead; null when there is none. */
  readonly toHouseholdId: string | null;
};

/** A grant that is paid, or owed, to the household in which the child lives. */
export type MovedGrant = FreedGrant & {
  readonly toHouseholdId: string;
  readonly level: string;
  /** It could not be paid to it in that month: it is owed to it since. */
  readonly waits: boolean;
  /** The run that paid the grant there, or owed it, and the month of that run. */
  readonly movedBy: string;
  readonly period: Period;
};

/** A grant in the list of a run. */
export type ListedGrant = Pick<GrantClaim, 'kind' | 'year' | 'personId' | 'householdId'> & {
  readonly runId: string;
  readonly period: Period;
  /** True when the grant accrued with its month; false when the run's order to the household paid it. */
  readonly accrued: boolean;
  /** True when it came from another household and the run left it owed: it is a debt of its own. */
  readonly owed: boolean;
  readonly orderId: string;
};

/** The debt that holds a grant. An order that came back may not be recorded as a debt yet. */
export type HoldingDebt =
  | { readonly kind: 'MONTH'; readonly householdId: string; readonly origin: Period }
  | { readonly kind: 'ORDER'; readonly orderId: string }
  | {
      readonly kind: 'GRANTS';
      readonly householdId: string;
      readonly origin: Period;
      readonly reference: string;
    };

const freedTable = (name: string) => `
-- Grants that no order paid and that are owed no more where they were listed. Those of a run that is never released
-- change nothing. to_household_id: the household that is paid it, or is owed it, instead; NULL: its debt lapsed, or
-- nothing was due.
CREATE TABLE ${name} (
  freed_by TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('BIRTH', 'SCHOOL')),
  year INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  -- The run that listed it.
  run_id TEXT NOT NULL,
  -- The debt that it was a part of.
  household_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  debt_kind TEXT NOT NULL CHECK (debt_kind IN ('MONTH', 'ORDER', 'GRANTS')),
  reference TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  to_household_id TEXT,
  PRIMARY KEY (freed_by, kind, year, person_id, run_id)
) STRICT, WITHOUT ROWID;`;

const FREED_RULES = `
CREATE INDEX freed_claims ON freed_grants (kind, year, person_id, run_id);
CREATE INDEX freed_of_household ON freed_grants (household_id);
CREATE TRIGGER freed_grants_are_not_changed BEFORE UPDATE ON freed_grants
BEGIN SELECT RAISE(ABORT, 'freed grants are never changed'); END;
CREATE TRIGGER freed_grants_of_known_runs_are_not_removed BEFORE DELETE ON freed_grants
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = OLD.freed_by)
BEGIN SELECT RAISE(ABORT, 'freed grants are never removed'); END;`;

const GRANTED = `
CREATE VIEW granted AS
SELECT c.* FROM grant_claims c JOIN runs r ON r.run_id = c.run_id
WHERE r.state = 'RELEASED' AND NOT EXISTS (
  SELECT 1 FROM freed_grants f JOIN runs b ON b.run_id = f.freed_by
  WHERE f.kind = c.kind AND f.year = c.year AND f.person_id = c.person_id AND f.run_id = c.run_id
    AND b.state = 'RELEASED');
`;

export const FREED_GRANTS_SCHEMA = `
${freedTable('freed_grants')}
${FREED_RULES}
DROP VIEW granted;
${GRANTED}`;

/** Makes the table anew: a grant may be a debt of its own. The rows stay. */
export const FREED_OF_GRANTS = `
${freedTable('freed_again')}
INSERT INTO freed_again SELECT * FROM freed_grants;
DROP VIEW granted;
DROP TABLE freed_grants;
ALTER TABLE freed_again RENAME TO freed_grants;
${FREED_RULES}
${GRANTED}`;

const COLUMNS = `f.kind, f.year, f.person_id AS personId, f.run_id AS runId, f.household_id AS householdId, f.origin,
  f.debt_kind AS debtKind, f.reference, f.centimes, f.to_household_id AS toHouseholdId`;

const OF_RELEASED = `FROM freed_grants f JOIN runs b ON b.run_id = f.freed_by AND b.state = 'RELEASED'`;

/**
 * Grants that runs freed. Only the ledger calls the methods that write: each write is part of a transaction of the
 * ledger.
 */
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

  /** Whether there are freed grants of runs that were never announced, or were withdrawn. */
  hasOrphans(): boolean {
    return this.db.prepare(`SELECT 1 FROM freed_grants ${ORPHANS} LIMIT 1`).get() !== undefined;
  }

  removeOrphans(): void {
    this.db.exec(`DELETE FROM freed_grants ${ORPHANS}`);
  }

  /** The freed grants of released runs, always in the same order. */
  *all(): Generator<FreedGrant> {
    const rows = this.db
      .prepare(`SELECT ${COLUMNS} ${OF_RELEASED} ORDER BY f.kind, f.year, f.person_id, f.run_id, f.freed_by`)
      .iterate();
    for (const row of rows) yield row as FreedGrant;
  }

  /** Grants that were parts of a household's debts and are paid, or owed, to other households, by month. */
  movedFrom(householdId: string): MovedGrant[] {
    const rows = this.db
      .prepare(
        `SELECT ${COLUMNS}, c.level, f.freed_by AS movedBy, b.period, EXISTS (
           SELECT 1 FROM debts d WHERE d.kind = 'GRANTS' AND d.opened_by = f.freed_by
             AND d.reference LIKE f.kind || '/' || f.person_id || '/%' AND d.closed_by IS NOT f.freed_by) AS waits
         ${OF_RELEASED}
         JOIN grant_claims c ON c.kind = f.kind AND c.year = f.year AND c.person_id = f.person_id AND c.run_id = f.run_id
         WHERE f.household_id = ? AND f.to_household_id IS NOT NULL
         ORDER BY b.period, f.origin, f.kind, f.year, f.person_id`,
      )
      .all(householdId) as (Omit<MovedGrant, 'waits'> & { waits: number })[];
    return rows.map((row) => ({ ...row, waits: row.waits === 1 }));
  }

  /** Two sums in centimes, which are equal: what moved grants cancelled in debts, and the moved grants themselves. */
  sums(): { readonly cancelled: number; readonly moved: number } {
    return this.db
      .prepare(
        `SELECT (SELECT coalesce(sum(moved), 0) FROM debts) AS cancelled,
           (SELECT coalesce(sum(f.centimes), 0) ${OF_RELEASED} WHERE f.to_household_id IS NOT NULL) AS moved`,
      )
      .get() as { cancelled: number; moved: number };
  }

  /** Whether a child's grant counts as granted only because it is owed: no order has paid it to the household. */
  isOwed({ kind, year, personId }: Pick<GrantClaim, 'kind' | 'year' | 'personId'>): boolean {
    const owed = this.db.prepare(
      `SELECT 1 FROM granted c JOIN runs r ON r.run_id = c.run_id
       JOIN debts d ON d.household_id = c.household_id AND d.state = 'OPEN'
         AND (d.origin = r.period AND (d.kind = 'MONTH' AND d.opened_by = c.run_id OR d.kind = 'ORDER')
           OR d.kind = 'GRANTS' AND d.opened_by = c.run_id)
       WHERE c.kind = ? AND c.year = ? AND c.person_id = ?`,
    );
    return owed.get(kind, year, personId) !== undefined;
  }

  /**
   * The debt that holds a grant: an open month, or the last order for it, which has paid it unless it came back. Null
   * when the grant is no longer owed.
   */
  heldBy(grant: ListedGrant): HoldingDebt | null {
    const { kind, year, personId, runId } = grant;
    const freed = this.db
      .prepare(`SELECT 1 ${OF_RELEASED} WHERE f.kind = ? AND f.year = ? AND f.person_id = ? AND f.run_id = ?`)
      .get(kind, year, personId, runId);
    if (freed !== undefined) return null;
    const money = grant.owed ? this.debtOf(grant) : grant.accrued ? this.monthOf(grant) : grant.orderId;
    return typeof money === 'string' ? this.orderOf(money) : money;
  }

  /**
   * The open month with which the grant accrued, or the order that paid the month or its grants. Null: it is never
   * paid.
   */
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
    for (const id of numbersOf(new Transfers(this.db).all(), householdId, period)) {
      const month = months.get(id, period, runId) as Found | undefined;
      if (month === undefined) continue;
      if (month.state === 'OPEN') return { kind: 'MONTH', householdId: id, origin: period };
      if (month.state === 'PAID') return month.orderId;
      return month.state === 'CANCELLED' ? ((grants.get(id, period) as string | undefined) ?? null) : null;
    }
    return null;
  }

  /** The open debt that is the grant alone, or the order that paid it. */
  private debtOf({ kind, personId, runId }: ListedGrant): HoldingDebt | string | null {
    const found = this.db
      .prepare(
        `SELECT household_id AS householdId, origin, reference, state, order_id AS orderId FROM debts
         WHERE kind = 'GRANTS' AND opened_by = ? AND reference LIKE ? || '/' || ? || '/%'`,
      )
      .get(runId, kind, personId) as
      | (Found & { readonly householdId: string; readonly origin: Period; readonly reference: string })
      | undefined;
    if (found?.state === 'PAID') return found.orderId;
    if (found?.state !== 'OPEN') return null;
    const { householdId, origin, reference } = found;
    return { kind: 'GRANTS', householdId, origin, reference };
  }

  /** The debt of an order: the order itself, or the order that paid it again, if the money came back. */
  private orderOf(orderId: string): HoldingDebt | null {
    const debt = this.db
      .prepare(`SELECT state, order_id AS orderId FROM debts WHERE kind = 'ORDER' AND reference = ?`)
      .get(orderId) as Found | undefined;
    if (debt === undefined || debt.state === 'OPEN') return { kind: 'ORDER', orderId };
    return debt.state === 'PAID' && debt.orderId !== null ? this.orderOf(debt.orderId) : null;
  }
}

/** A debt in the ledger. `orderId`: the order that paid it. */
type Found = { readonly state: string; readonly orderId: string | null };

const ORPHANS = 'WHERE freed_by NOT IN (SELECT run_id FROM runs)';
