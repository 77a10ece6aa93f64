import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';

/** One family under two numbers: what people moved from the old one to the new one, and why. */
export type Transfer = {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** People said that it is one family although nobody was listed under both numbers. */
  readonly sameFamily?: boolean;
};

export type MoveEvent = 'TRANSFERRED' | 'DETACHED';

/** Months of which a transfer moves no debts, or one of two. */
export type TransferredMonths = {
  /** Not moved: they were paid under the new number, or are owed to it already. */
  readonly staying: readonly Period[];
  /** Owed under both numbers, under the new one without an amount: the debt of the old one takes its place. */
  readonly replaced: readonly Period[];
};

const NO_MONTHS: TransferredMonths = { staying: [], replaced: [] };

/** A transfer in the ledger. `before`: it concerns the months before this one; null: all months. */
export type Transferred = Transfer & { readonly before: Period | null };

const transfersTable = (name: string) => `
CREATE TABLE ${name} (
  seq INTEGER PRIMARY KEY,
  old_household_id TEXT NOT NULL,
  new_household_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- It concerns the months before this one; NULL: all months.
  before_month TEXT,
  CHECK (old_household_id <> new_household_id)
) STRICT;`;

const TRANSFER_RULES = `
CREATE INDEX transfers_of_number ON transfers (old_household_id, seq);
CREATE TRIGGER transfers_are_not_changed BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfers_are_not_removed BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are never removed'); END;
`;

/**
 * What was kept under one household number and is kept under another since, as people decided. What an order of the old
 * number brings back later is owed to the new one. Made with the tables of what is owed; a number moves once in it.
 */
export const TRANSFERS_SCHEMA = `
CREATE TABLE IF NOT EXISTS transfers (
  seq INTEGER PRIMARY KEY,
  old_household_id TEXT NOT NULL UNIQUE,
  new_household_id TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
`;

/** Makes the table of transfers anew: a number may be moved again, and come back. The rows stay. */
export const TRANSFERS_AGAIN = `
${transfersTable('transfers_again')}
INSERT INTO transfers_again (seq, old_household_id, new_household_id, reason)
  SELECT seq, old_household_id, new_household_id, reason FROM transfers;
DROP TABLE transfers;
ALTER TABLE transfers_again RENAME TO transfers;
${TRANSFER_RULES}`;

/**
 * The number that now has what the family had that bore a number before a month, once another family bears it. No
 * extract has such a number.
 */
export const familyBefore = (householdId: string, month: Period) => `${householdId}@${month}`;

/** The number and the month of which such a number is made; null of any other number. */
export function familyBeforeOf(
  number: string,
): { readonly householdId: string; readonly month: Period } | null {
  const [householdId = number, month] = number.split('@');
  return month === undefined ? null : { householdId, month };
}

/** Whether it is such a number. */
export const isFamilyBefore = (number: string) => familyBeforeOf(number) !== null;

/** What moved: open debts, balances that are not settled, and active holds that speak of orders. */
export type MovedHousehold = {
  readonly debts: number;
  /** Of those debts whose amounts are known, in centimes. */
  readonly owedCentimes: number;
  readonly balances: number;
  readonly balanceCentimes: number;
  readonly holds: number;
};

/** What the log keeps of a transfer. */
export function loggedTransfer(
  { from, to, reason, sameFamily }: Transfer,
  moved: MovedHousehold,
  { staying, replaced }: TransferredMonths = NO_MONTHS,
) {
  return {
    ...{ from, to, ...moved, staying: [...staying] },
    ...(replaced.length === 0 ? {} : { replaced: [...replaced] }),
    ...(sameFamily === true ? { same_family: true } : {}),
    reason,
  };
}

/**
 * The number that now has what a number had for a month: the transfers are followed in their order, so a
 * family may come back to a number. SQL over a column of household ids and one of months.
 */
export function nowSql(household: string, month: string): string {
  return `coalesce((
    WITH RECURSIVE moved (id, seq) AS (
      SELECT ${household}, 0
      UNION ALL
      SELECT t.new_household_id, t.seq FROM moved m JOIN transfers t ON t.seq = (
        SELECT min(n.seq) FROM transfers n WHERE n.old_household_id = m.id AND n.seq > m.seq
          AND (n.before_month IS NULL OR ${month} < n.before_month))
    ) SELECT id FROM moved ORDER BY seq DESC LIMIT 1), ${household})`;
}

/** The numbers that had in turn what a number had for a month, in their order: this one first, the current one last. */
export function numbersOf(
  transfers: readonly Transferred[],
  householdId: string,
  month: Period | null,
): string[] {
  const numbers = [householdId];
  for (const { from, to, before } of transfers)
    if (from === numbers.at(-1) && (month === null || before === null || month < before)) numbers.push(to);
  return numbers;
}

/** The statements below are parts of the ledger's transactions: it calls them, nobody else. */
export class Transfers {
  constructor(private readonly db: Database.Database) {}

  /** In the order in which people decided. */
  all(): Transferred[] {
    return this.db
      .prepare(
        `SELECT old_household_id AS "from", new_household_id AS "to", reason, before_month AS before
         FROM transfers ORDER BY seq`,
      )
      .all() as Transferred[];
  }

  /** Every number from which something was moved, and the numbers that have it now. */
  now(): Pick<Transfer, 'from' | 'to'>[] {
    const all = this.all();
    const pairs = new Map<string, Pick<Transfer, 'from' | 'to'>>();
    for (const [index, { from, to }] of all.entries()) {
      const now = numbersOf(all.slice(index + 1), to, null).at(-1) ?? to;
      if (now !== from) pairs.set(`${from} ${now}`, { from, to: now });
    }
    return [...pairs.values()];
  }

  /** The number that now has what this one had for a month; null: for any. */
  numberNow(householdId: string, month: Period | null): string {
    return numbersOf(this.all(), householdId, month).at(-1) ?? householdId;
  }

  /** The other numbers from which people moved to this one what those had for a month. */
  formerNumbers(householdId: string, month: Period): string[] {
    const all = this.all();
    const old = [...new Set(all.map(({ from }) => from))].filter((from) => from !== householdId);
    return old.filter((from) => numbersOf(all, from, month).includes(householdId));
  }

  /** The numbers to which people moved, from another one, what that had for a month. */
  receivers(month: Period): string[] {
    const all = this.all();
    const now = all.flatMap(({ from }) => numbersOf(all, from, month).slice(1).slice(-1));
    return [...new Set(now)];
  }

  /**
   * Moves everything from the old number, but what the new one has already. Doubts stay, because they concern
   * the number.
   * @param before the transfer concerns the months before this one; of what is open, see `only`
   * @param only ALL that is open, or what is owed for the months before `before` and was opened before: the rest is
   *   another family's
   */
  move(
    { from, to, reason, before }: Transferred,
    only: 'ALL' | 'BEFORE',
    { staying, replaced }: TransferredMonths = NO_MONTHS,
  ): MovedHousehold {
    this.db
      .prepare(
        'INSERT INTO transfers (old_household_id, new_household_id, reason, before_month) VALUES (?, ?, ?, ?)',
      )
      .run(from, to, reason, before);
    const until = only === 'ALL' ? null : before;
    this.putAside(to, replaced);
    const debts = this.db
      .prepare(
        `UPDATE debts SET household_id = @to WHERE household_id = @from AND state = 'OPEN'
           AND (@until IS NULL OR origin < @until)
           AND NOT (kind IN ('MONTH', 'GRANTS') AND origin IN (SELECT value FROM json_each(@staying)))
         RETURNING centimes - moved AS centimes`,
      )
      .all({ from, to, until, staying: JSON.stringify(staying) }) as { centimes: number | null }[];
    this.cancelAside(to, from);
    const balances = this.db
      .prepare(
        `UPDATE recoveries SET household_id = @to WHERE household_id = @from AND state IN ('OPEN', 'PAUSED')
           AND (@until IS NULL OR coalesce((SELECT month FROM adjustments WHERE adjustment_id = recovery_id), opened_in) < @until)
         RETURNING balance AS centimes`,
      )
      .all({ from, to, until }) as { centimes: number }[];
    const holds = this.db
      .prepare(
        `UPDATE OR IGNORE holds SET household_id = @to WHERE household_id = @from AND state = 'ACTIVE'
           AND reason IN ('ACCOUNT_REJECTED', 'PAYEE_DECEASED', 'RETURNED_REPEATEDLY')
           AND (@until IS NULL OR period < @until)`,
      )
      .run({ from, to, until }).changes;
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

  /** Makes room for debts of these months: what is owed for them without an amount gives up its key. */
  private putAside(household: string, months: readonly Period[]): void {
    this.db
      .prepare(
        `UPDATE debts SET household_id = ? WHERE household_id = ? AND kind = 'MONTH' AND state = 'OPEN'
           AND centimes IS NULL AND origin IN (SELECT value FROM json_each(?))`,
      )
      .run(aside(household), household, JSON.stringify(months));
  }

  /** What gave up its key is cancelled, and stands under the number from which the debt came that took it. */
  private cancelAside(household: string, from: string): void {
    this.db
      .prepare(`UPDATE debts SET household_id = ?, state = 'CANCELLED' WHERE household_id = ?`)
      .run(from, aside(household));
  }
}

/** No household has such a number. */
const aside = (household: string) => `${household}>`;
