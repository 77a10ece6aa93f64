import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/** One family under two numbers: what people moved from the old one to the new one, and why. */
export type Transfer = {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
};

/** Made with the tables of what is owed, which an older ledger may get in an earlier step than this one. */
export const TRANSFERS_SCHEMA = `
-- One family under two household numbers, as people decided. What an order of the old number brings back later is owed
-- to the new one.
CREATE TABLE IF NOT EXISTS transfers (
  seq INTEGER PRIMARY KEY,
  old_household_id TEXT NOT NULL UNIQUE,
  new_household_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  CHECK (old_household_id <> new_household_id)
) STRICT;
CREATE TRIGGER IF NOT EXISTS transfers_are_not_changed BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER IF NOT EXISTS transfers_are_not_removed BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are never removed'); END;
`;

/** What moved: open debts, balances that are not settled, and active holds that speak of orders. */
export type MovedHousehold = {
  readonly debts: number;
  /** Of those debts whose amounts are known, in centimes. */
  readonly owedCentimes: number;
  readonly balances: number;
  readonly balanceCentimes: number;
  readonly holds: number;
};

/** The current number of a family, after any number of transfers. SQL over a column of household ids. */
export function nowSql(household: string): string {
  return `coalesce((
    WITH RECURSIVE moved (id, step) AS (
      SELECT new_household_id, 1 FROM transfers WHERE old_household_id = ${household}
      UNION ALL
      SELECT t.new_household_id, m.step + 1 FROM transfers t JOIN moved m ON t.old_household_id = m.id
    ) SELECT id FROM moved ORDER BY step DESC LIMIT 1), ${household})`;
}

/** The numbers of a family from this one on, in their order: this number first, the current one last. */
export function successors(db: Database.Database, householdId: string): string[] {
  const next = db.prepare('SELECT new_household_id FROM transfers WHERE old_household_id = ?').pluck();
  const numbers = [householdId];
  for (;;) {
    const to = next.get(numbers.at(-1)) as string | undefined;
    if (to === undefined || numbers.includes(to)) return numbers;
    numbers.push(to);
  }
}

/** The statements below are parts of the ledger's transactions: it calls them, nobody else. */
export class Transfers {
  constructor(private readonly db: Database.Database) {}

  all(): Transfer[] {
    return this.db
      .prepare(
        'SELECT old_household_id AS "from", new_household_id AS "to", reason FROM transfers ORDER BY seq',
      )
      .all() as Transfer[];
  }

  /** Every number that was given up, and the current number of that family. */
  now(): Pick<Transfer, 'from' | 'to'>[] {
    return this.db
      .prepare(
        `SELECT old_household_id AS "from", ${nowSql('given_up.old_household_id')} AS "to" FROM transfers given_up ORDER BY seq`,
      )
      .all() as Pick<Transfer, 'from' | 'to'>[];
  }

  /**
   * Moves everything from the old number. Doubts stay, because they concern the number.
   * @param staying months that are not moved: they were paid under the new number, or are owed to it already
   */
  move({ from, to, reason }: Transfer, staying: readonly Period[]): MovedHousehold {
    this.db
      .prepare('INSERT INTO transfers (old_household_id, new_household_id, reason) VALUES (?, ?, ?)')
      .run(from, to, reason);
    const debts = this.db
      .prepare(
        `UPDATE debts SET household_id = @to WHERE household_id = @from AND state = 'OPEN'
           AND NOT (kind IN ('MONTH', 'GRANTS') AND origin IN (SELECT value FROM json_each(@staying)))
         RETURNING centimes`,
      )
      .all({ from, to, staying: JSON.stringify(staying) }) as { centimes: number | null }[];
    const balances = this.db
      .prepare(
        `UPDATE recoveries SET household_id = ? WHERE household_id = ? AND state IN ('OPEN', 'PAUSED') RETURNING balance AS centimes`,
      )
      .all(to, from) as { centimes: number }[];
    const holds = this.db
      .prepare(
        `UPDATE holds SET household_id = ? WHERE household_id = ? AND state = 'ACTIVE'
           AND reason IN ('ACCOUNT_REJECTED', 'PAYEE_DECEASED', 'RETURNED_REPEATEDLY')`,
      )
      .run(to, from).changes;
    const total = (rows: readonly { readonly centimes: number | null }[]) =>
      rows.reduce((sum, one) => sum + (one.centimes ?? 0), 0);
    return {
      debts: debts.length,
      owedCentimes: total(debts),
      balances: balances.length,
      balanceCentimes: total(balances),
      holds,
    };
  }
}
