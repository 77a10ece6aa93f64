import type Database from 'better-sqlite3';
import { invariant } from '../domain/errors.js';
import type { Period } from '../domain/period.js';

/** What is owed to beneficiaries, one row for each debt. owed-schema.ts says what kinds and states mean. */
export type DebtKind = 'MONTH' | 'GRANTS' | 'ORDER' | 'ADJUSTMENT';
export type DebtCause =
  | 'BLOCKED'
  | 'HELD'
  | 'QUARANTINED'
  | 'REJECTED'
  | 'RETURNED'
  | 'ADJUSTMENT'
  | 'ONE_OFF'
  | 'GAP'
  | 'FINAL';
export type DebtState = 'OPEN' | 'PAID' | 'LAPSED' | 'CANCELLED';

export type OpenDebt = {
  /** A household_id; for a resident, R- and the person_id. */
  readonly beneficiary: string;
  /** The month that it is owed for. */
  readonly origin: Period;
  readonly kind: DebtKind;
  /** The order that came back, or the adjustment; of one grant, see GrantReference; "" for a month. */
  readonly reference: string;
  readonly cause: DebtCause;
  /** The decision's reason, or the institution's reason code. */
  readonly reason: string;
  /** Less what was moved elsewhere before. Null: not known until the household is payable. */
  readonly centimes: number | null;
};

/** A debt that the ledger has. */
export type EnteredDebt = OpenDebt & {
  /** People decided that it may be paid until the run of this month; null: as far back as the rules say. */
  readonly extendedTo: Period | null;
};

/** How people name a debt: "H0000001/2026-09" of a month, "H0000001/2026-09/ASD-202609-H0000001" of an order. */
export function debtId({ beneficiary, origin, kind, reference }: OpenDebt): string {
  // All grants of a month together are a debt beside it, and have no reference.
  const end = kind === 'GRANTS' && reference === '' ? 'GRANTS' : reference;
  return [beneficiary, origin, ...(end === '' ? [] : [end])].join('/');
}

export type Debt = EnteredDebt & {
  readonly state: DebtState;
  readonly openedBy: string;
  readonly closedBy: string | null;
  /** The order that paid it. */
  readonly orderId: string | null;
  /** What was cancelled of it because a grant went elsewhere with the child. */
  readonly movedCentimes: number;
};

/**
 * What a run does to a debt: opens it, or closes one that is open, or both, or cancels a part of it. `centimes` is what
 * it is before that part is taken off.
 */
export type DebtClaim = OpenDebt & {
  readonly opens: boolean;
  readonly state: DebtState;
  /** The part that is cancelled, because a grant in it goes elsewhere with the child. */
  readonly movedCentimes: number;
  readonly orderId: string | null;
};

/** What one run changes in the sum of open debts with known amounts, in centimes. */
export type DebtMovement = {
  readonly accrued: number;
  readonly returned: number;
  readonly adjustments: number;
  readonly paid: number;
  readonly cancelled: number;
};

const OPEN_COLUMNS = `household_id AS beneficiary, origin, kind, reference, cause, reason,
  centimes - moved AS centimes, extended_to AS extendedTo`;

const COLUMNS = `${OPEN_COLUMNS}, state, opened_by AS openedBy, closed_by AS closedBy, order_id AS orderId,
  moved AS movedCentimes`;

/** A debt and a claim on it. */
const SAME = `c.household_id = d.household_id AND c.origin = d.origin AND c.kind = d.kind AND c.reference = d.reference`;

/**
 * Accrued: months whose amount this run is the first to know, whichever run opened them. A debt without an amount that
 * is cancelled or lapses changes no sum.
 */
const MOVEMENT = `
  SELECT
    coalesce(sum(amount) FILTER (WHERE kind IN ('MONTH', 'GRANTS') AND fresh), 0) AS accrued,
    coalesce(sum(amount) FILTER (WHERE kind = 'ORDER' AND fresh), 0) AS returned,
    coalesce(sum(amount) FILTER (WHERE kind = 'ADJUSTMENT' AND fresh), 0) AS adjustments,
    coalesce(sum(amount) FILTER (WHERE state = 'PAID'), 0) AS paid,
    coalesce(sum(amount) FILTER (WHERE state IN ('LAPSED', 'CANCELLED')), 0) AS cancelled
  FROM`;

/** Debts in the ledger. Only the ledger calls what writes: each write is part of one of its transactions. */
export class Debts {
  constructor(private readonly db: Database.Database) {}

  /** Open debts, by beneficiary and month. */
  *open(): Generator<EnteredDebt> {
    const rows = this.db
      .prepare(
        `SELECT ${OPEN_COLUMNS} FROM debts WHERE state = 'OPEN' ORDER BY household_id, origin, kind, reference`,
      )
      .iterate();
    for (const row of rows) yield row as EnteredDebt;
  }

  /** All debts of a beneficiary, open and closed, by month. */
  of(beneficiary: string): Debt[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS}
         FROM debts WHERE household_id = ? ORDER BY origin, kind, reference`,
      )
      .all(beneficiary) as Debt[];
  }

  /** People let it be paid until the run of this month. The amount and everything else of it stay. */
  extend({ beneficiary, origin, kind, reference }: OpenDebt, to: Period): void {
    this.db
      .prepare(
        `UPDATE debts SET extended_to = ?
         WHERE household_id = ? AND origin = ? AND kind = ? AND reference = ? AND state = 'OPEN'`,
      )
      .run(to, beneficiary, origin, kind, reference);
  }

  /** Households with a debt for this month, in any state. */
  householdsOwedFor(period: Period): string[] {
    return this.db
      .prepare(
        `SELECT DISTINCT household_id FROM debts WHERE origin = ? AND kind = 'MONTH' ORDER BY household_id`,
      )
      .pluck()
      .all(period) as string[];
  }

  /** Of these households, those whose month run `openedBy` owes with a known amount, still open or paid since. */
  knownOf(openedBy: string, households: readonly string[]): string[] {
    const known = this.db
      .prepare(
        `SELECT 1 FROM debts WHERE household_id = ? AND opened_by = ? AND kind = 'MONTH' AND known = 1
           AND state IN ('OPEN', 'PAID')`,
      )
      .pluck();
    return households.filter((household) => known.get(household, openedBy) !== undefined);
  }

  /** Households to which a month was owed with a known amount, and that were paid it later. */
  paidLater(month: Period): string[] {
    return this.db
      .prepare(
        `SELECT household_id FROM debts WHERE origin = ? AND kind = 'MONTH' AND known = 1 AND state = 'PAID'
         ORDER BY household_id`,
      )
      .pluck()
      .all(month) as string[];
  }

  /** Adjustments by which a month is owed, or was and is paid. */
  decidedFor(month: Period): string[] {
    return this.db
      .prepare(
        `SELECT DISTINCT reference FROM debts
         WHERE origin = ? AND kind = 'ADJUSTMENT' AND cause = 'ADJUSTMENT' AND state IN ('OPEN', 'PAID')
         ORDER BY reference`,
      )
      .pluck()
      .all(month) as string[];
  }

  /** Orders of a month that came back and are not paid again: they lapsed, or were cancelled. */
  cameBack(month: Period): { householdId: string; centimes: number }[] {
    return this.db
      .prepare(
        `SELECT household_id AS householdId, coalesce(centimes - moved, 0) AS centimes FROM debts
         WHERE origin = ? AND kind = 'ORDER' AND state IN ('LAPSED', 'CANCELLED') ORDER BY household_id`,
      )
      .all(month) as { householdId: string; centimes: number }[];
  }

  /** Debts of these months that are closed. */
  *closed(months: readonly Period[]): Generator<Debt> {
    const rows = this.db
      .prepare(
        `SELECT ${COLUMNS}
         FROM debts WHERE state <> 'OPEN' AND origin IN (SELECT value FROM json_each(?))
         ORDER BY household_id, origin, kind, reference`,
      )
      .iterate(JSON.stringify(months));
    for (const row of rows) yield row as Debt;
  }

  /** Every debt, open or closed, by beneficiary, month, kind and reference. */
  *all(): Generator<Debt> {
    const rows = this.db
      .prepare(
        `SELECT ${COLUMNS}
         FROM debts ORDER BY household_id, origin, kind, reference`,
      )
      .iterate();
    for (const row of rows) yield row as Debt;
  }

  /** Sums of open debts by cause, in centimes. */
  openByCause(): { cause: DebtCause; count: number; centimes: number; unknown: number }[] {
    return this.db
      .prepare(
        `SELECT cause, count(*) AS count, coalesce(sum(centimes - moved), 0) AS centimes,
           count(*) FILTER (WHERE centimes IS NULL) AS unknown
         FROM debts WHERE state = 'OPEN' GROUP BY cause ORDER BY cause`,
      )
      .all() as { cause: DebtCause; count: number; centimes: number; unknown: number }[];
  }

  /** The sum of open debts with known amounts, in centimes. */
  total(): number {
    return this.db
      .prepare(`SELECT coalesce(sum(centimes - moved), 0) FROM debts WHERE state = 'OPEN'`)
      .pluck()
      .get() as number;
  }

  stage(runId: string, claims: Iterable<DebtClaim>): void {
    const insert = this.db.prepare(
      `INSERT INTO debt_claims (run_id, household_id, origin, kind, reference, cause, reason, centimes, opens, state,
         order_id, moved)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const one of claims) {
      const { beneficiary, origin, kind, reference, cause, reason, centimes, opens, state, orderId } = one;
      const fixed = [runId, beneficiary, origin, kind, reference, cause, reason];
      insert.run(...fixed, centimes, opens ? 1 : 0, state, orderId, one.movedCentimes);
    }
  }

  /** What a run claims to change. */
  claimed(runId: string): DebtMovement {
    return this.db
      .prepare(
        `${MOVEMENT} (
          SELECT c.kind, c.state, c.centimes - c.moved AS amount, c.opens = 1 OR d.centimes IS NULL AS fresh
          FROM debt_claims c LEFT JOIN debts d ON ${SAME} WHERE c.run_id = $run
          UNION ALL
          SELECT kind, 'CANCELLED', moved, opens = 1 FROM debt_claims WHERE run_id = $run AND moved > 0)`,
      )
      .get({ run: runId }) as DebtMovement;
  }

  /** What a released run changed, computed from the debts themselves. */
  moved(runId: string): DebtMovement {
    return this.db
      .prepare(
        `${MOVEMENT} (
          SELECT kind, CASE WHEN closed_by = $run THEN state ELSE 'OPEN' END AS state,
            CASE WHEN known = 1 OR closed_by = $run THEN centimes - moved END AS amount,
            CASE WHEN known = 1 THEN opened_by = $run ELSE closed_by = $run END AS fresh
          FROM debts WHERE opened_by = $run OR closed_by = $run
          UNION ALL
          SELECT kind, 'OPEN', moved, 1 FROM debts WHERE opened_by = $run AND moved > 0
          UNION ALL
          SELECT debt_kind, 'CANCELLED', centimes, 0 FROM freed_grants
          WHERE freed_by = $run AND to_household_id IS NOT NULL)`,
      )
      .get({ run: runId }) as DebtMovement;
  }

  /** Applies the run's claims. A debt that another run has closed since is not paid again. */
  enter(runId: string): void {
    this.db
      .prepare(
        `INSERT INTO debts (household_id, origin, kind, reference, cause, reason, centimes, known, state, opened_by,
           closed_by, order_id, moved)
         SELECT household_id, origin, kind, reference, cause, reason, centimes, centimes IS NOT NULL, state, run_id,
           CASE WHEN state <> 'OPEN' THEN run_id END, order_id, moved
         FROM debt_claims WHERE run_id = ? AND opens = 1`,
      )
      .run(runId);
    const closed = this.db
      .prepare(
        `UPDATE debts AS d SET state = c.state, centimes = coalesce(d.centimes, c.centimes),
           closed_by = CASE WHEN c.state <> 'OPEN' THEN c.run_id END, order_id = c.order_id, moved = d.moved + c.moved
         FROM debt_claims c WHERE c.run_id = ? AND c.opens = 0 AND ${SAME} AND d.state = 'OPEN'`,
      )
      .run(runId).changes;
    const claims = this.db
      .prepare('SELECT count(*) FROM debt_claims WHERE run_id = ? AND opens = 0')
      .pluck()
      .get(runId) as number;
    invariant(
      closed === claims,
      () => `run ${runId} closes ${claims} debts, of which ${claims - closed} are closed already`,
    );
  }
}
