import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/**
 * What residents of care institutions were paid: the system of record of each child's capital. A run's payments are
 * announced with it. The transaction that releases the run enters them.
 */
export type ResidentPayment = {
  readonly personId: string;
  /** MONTHLY: the month's aid. TOPUP: the capital at majority, once. OPENING: all that another system paid before. */
  readonly kind: 'MONTHLY' | 'TOPUP' | 'OPENING';
  readonly category: string;
  readonly centimes: number;
};

/** What a resident was paid before a month, over all months. */
export type PaidResident = {
  readonly personId: string;
  readonly centimes: number;
  /** Whether the capital was topped up: that is done once. */
  readonly toppedUp: boolean;
};

export type EnteredPayment = ResidentPayment & { readonly period: Period; readonly runId: string };

const announcedTable = (name: string) => `
-- What a run would pay its residents, until it is released.
CREATE TABLE ${name} (
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTHLY', 'TOPUP', 'OPENING')),
  category TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (run_id, person_id, kind)
) STRICT;`;

const paymentsTable = (name: string) => `
-- What released runs paid them. Never changed, only added to.
CREATE TABLE ${name} (
  person_id TEXT NOT NULL,
  period TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTHLY', 'TOPUP', 'OPENING')),
  category TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  PRIMARY KEY (person_id, period, kind)
) STRICT;`;

const PAYMENT_RULES = `
CREATE UNIQUE INDEX one_topup_a_person ON resident_payments (person_id) WHERE kind = 'TOPUP';

CREATE TRIGGER resident_payments_are_not_changed BEFORE UPDATE ON resident_payments
BEGIN SELECT RAISE(ABORT, 'payments are never changed'); END;
CREATE TRIGGER resident_payments_are_not_removed BEFORE DELETE ON resident_payments
BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;
`;

export const RESIDENT_PAYMENTS_SCHEMA = `
${announcedTable('announced_resident_payments')}
${paymentsTable('resident_payments')}
${PAYMENT_RULES}`;

const PAYMENT = 'person_id, kind, category, centimes, run_id';

/** Adds a kind of payment. SQLite cannot change the CHECK of an existing table, so the rows move into new ones. */
export const RESIDENT_OPENINGS = `
${announcedTable('announced_anew')}
INSERT INTO announced_anew (${PAYMENT}) SELECT ${PAYMENT} FROM announced_resident_payments;
DROP TABLE announced_resident_payments;
ALTER TABLE announced_anew RENAME TO announced_resident_payments;
${paymentsTable('payments_anew')}
INSERT INTO payments_anew (period, ${PAYMENT}) SELECT period, ${PAYMENT} FROM resident_payments;
DROP TABLE resident_payments;
ALTER TABLE payments_anew RENAME TO resident_payments;
${PAYMENT_RULES}`;

/** Residents' payments in the ledger. Only the ledger calls what writes, as part of its transactions. */
export class ResidentPayments {
  constructor(private readonly db: Database.Database) {}

  announce(runId: string, payments: readonly ResidentPayment[]): void {
    const insert = this.db.prepare(
      `INSERT INTO announced_resident_payments (run_id, person_id, kind, category, centimes)
       VALUES (@runId, @personId, @kind, @category, @centimes)`,
    );
    for (const payment of payments) insert.run({ ...payment, runId });
  }

  withdraw(runId: string): void {
    this.db.prepare('DELETE FROM announced_resident_payments WHERE run_id = ?').run(runId);
  }

  /** After a release: the payments that this run announced are entered; those of other runs of the month are void. */
  enter(runId: string, period: Period): void {
    this.db
      .prepare(
        `INSERT INTO resident_payments (person_id, period, kind, category, centimes, run_id)
         SELECT person_id, ?, kind, category, centimes, run_id FROM announced_resident_payments
         WHERE run_id = ? ORDER BY person_id, kind`,
      )
      .run(period, runId);
    this.db
      .prepare(
        `DELETE FROM announced_resident_payments
         WHERE run_id IN (SELECT run_id FROM runs WHERE period = ?)`,
      )
      .run(period);
  }

  /** Everybody who was paid in a month before `period`, by person. */
  paidBefore(period: Period): PaidResident[] {
    const rows = this.db
      .prepare(
        `SELECT person_id AS personId, sum(centimes) AS centimes, max(kind = 'TOPUP') AS toppedUp
         FROM resident_payments WHERE period < ? GROUP BY person_id ORDER BY person_id`,
      )
      .all(period) as { personId: string; centimes: number; toppedUp: number }[];
    return rows.map((row) => ({ ...row, toppedUp: row.toppedUp === 1 }));
  }

  /** How many persons an opening entered, and what they were paid before, in centimes. */
  openedBy(runId: string): { persons: number; centimes: number } {
    return this.db
      .prepare(
        `SELECT count(*) AS persons, coalesce(sum(centimes), 0) AS centimes FROM resident_payments
         WHERE run_id = ? AND kind = 'OPENING'`,
      )
      .get(runId) as { persons: number; centimes: number };
  }

  /** The payments of one person, by month. */
  of(personId: string): EnteredPayment[] {
    return this.db
      .prepare(
        `SELECT person_id AS personId, period, kind, category, centimes, run_id AS runId
         FROM resident_payments WHERE person_id = ? ORDER BY period, kind`,
      )
      .all(personId) as EnteredPayment[];
  }
}
