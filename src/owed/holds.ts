import { HOLD_REASONS, PERSON_DOUBTS, type PersonDoubt } from '../domain/return-reasons.js';
import type { Hold, HoldClaim } from '../ledger/holds.js';
import type { ReturnedOrder } from '../ledger/unpaid-orders.js';
import { holdInForce } from '../tables/owed.js';
import { make } from '../tables/table.js';
import { readPath, text, type Workspace } from '../workspace/duckdb.js';

/** After this many returns in a row a household is held until people end the hold. */
export const RETURNS_IN_A_ROW = 3;

/** Active holds (`opens` 0) and those that this run opens (1). */
const AT_HAND = {
  household_id: 'VARCHAR',
  reason: 'VARCHAR',
  order_id: 'VARCHAR',
  period: 'VARCHAR',
  cause: 'VARCHAR',
  subject: 'VARCHAR',
  opens: 'INTEGER',
} as const;

/**
 * Holds that keep a household from being paid; of several, the first by precedence. A hold for an account or a payee
 * applies while the registry still names that account or payee. One for repeated returns applies until people end it.
 */
const IN_FORCE = `
  SELECT CAST(hid AS BIGINT) AS hid, arg_min(reason, list_position([${HOLD_REASONS.map(text).join(', ')}], reason)) AS hold
  FROM (
    SELECT h.hid, a.reason FROM hold_at_hand a JOIN household h ON h.household_id = a.household_id
    WHERE CASE a.reason WHEN 'ACCOUNT_REJECTED' THEN h.account <> '' AND sha256(h.account) = a.subject
      WHEN 'PAYEE_DECEASED' THEN h.payee_id = a.subject ELSE true END
  ) GROUP BY hid`;

/**
 * Table `hold_in_force` (hid, hold), which programmes/families/candidates.ts reads; needs table `household`.
 * @param active holds of the ledger
 * @param fresh holds that this run opens
 */
export async function loadHolds(
  workspace: Workspace,
  active: readonly Hold[],
  fresh: readonly Hold[],
): Promise<void> {
  const row = ({ householdId, orderId, ...hold }: Hold, opens: 0 | 1) => ({
    ...hold,
    household_id: householdId,
    order_id: orderId,
    opens,
  });
  await workspace.createFrom('hold_at_hand', AT_HAND, [
    ...active.map((hold) => row(hold, 0)),
    ...fresh.map((hold) => row(hold, 1)),
  ]);
  await make(workspace, holdInForce, IN_FORCE);
}

/** What a run does to the holds of doubts: opens those that are new, and ends those that there are no more. */
export function doubtHolds(
  active: readonly Hold[],
  doubts: readonly PersonDoubt[],
  period: string,
): HoldClaim[] {
  const key = (...parts: readonly string[]) => JSON.stringify(parts);
  const before = active.filter((hold) => PERSON_DOUBTS.some((doubt) => doubt === hold.reason));
  const known = new Set(before.map((hold) => key(hold.householdId, hold.reason, hold.orderId)));
  const found = new Set(doubts.map((one) => key(one.householdId, one.doubt, one.reference)));
  const opened = doubts.filter((one) => !known.has(key(one.householdId, one.doubt, one.reference)));
  const ended = before.filter((hold) => !found.has(key(hold.householdId, hold.reason, hold.orderId)));
  return [
    ...opened.map(({ householdId, doubt, reference }) => ({
      householdId,
      reason: doubt,
      orderId: reference,
      period,
      cause: '',
      subject: '',
      opens: true,
      endedBecause: null,
    })),
    ...ended.map((hold) => ({
      ...hold,
      opens: false,
      endedBecause: 'the registry does not say so any more',
    })),
  ];
}

const CREATE_CLAIMS = `
  CREATE TABLE hold_claim (household_id VARCHAR, reason VARCHAR, order_id VARCHAR, period VARCHAR, cause VARCHAR,
    subject VARCHAR, opens INTEGER, paid INTEGER)`;

/** A run that pays a household ends all its holds. */
const CLAIMS = `
  INSERT INTO hold_claim
  SELECT a.*, CAST(a.household_id IN (
      SELECT h.household_id FROM household h JOIN decision d ON d.hid = h.hid
      WHERE d.decision = 'PAY' AND h.household_id IN (SELECT household_id FROM hold_at_hand)) AS INTEGER) AS paid
  FROM hold_at_hand a`;

/** What the run does to holds, once households are decided on: table `hold_claim`. */
export async function decideHolds(workspace: Workspace): Promise<void> {
  await workspace.run(CREATE_CLAIMS);
  const held = await workspace.one('SELECT count(*) AS n FROM hold_at_hand');
  if (held.count('n') > 0) await workspace.run(CLAIMS);
}

/** The rows of `hold_claim` that change something, for the ledger: by household, reason and order. */
export async function holdClaims(workspace: Workspace): Promise<HoldClaim[]> {
  const rows = await workspace.select(
    'FROM hold_claim WHERE opens = 1 OR paid = 1 ORDER BY household_id, reason, order_id',
  );
  return rows.map((row) => {
    const reason = row.text('reason') as Hold['reason'];
    return {
      householdId: row.text('household_id'),
      reason,
      orderId: row.text('order_id'),
      period: row.text('period'),
      cause: row.text('cause'),
      subject: row.text('subject'),
      opens: row.count('opens') === 1,
      endedBecause: row.count('paid') === 1 ? endedBecause(reason, row.text('subject')) : null,
    };
  });
}

function endedBecause(reason: Hold['reason'], subject: string): string {
  if (reason === 'PAYEE_DECEASED') return 'paid to another payee';
  return subject === '' ? 'its order named no account' : 'paid to another account';
}

const ORDER = { household_id: 'VARCHAR', period: 'VARCHAR', order_id: 'VARCHAR' } as const;

/** For each household, the latest order that completed `$before` + 1 consecutive returns. */
const ROWS = `
  SELECT household_id, max_by(order_id, period) AS order_id, max(period) AS period FROM (
    SELECT o.*, sum(CAST(b.order_id IS NOT NULL AS INTEGER)) OVER (
      PARTITION BY o.household_id ORDER BY o.period, o.order_id ROWS BETWEEN $before PRECEDING AND CURRENT ROW) AS back
    FROM household_order o LEFT JOIN returned_order b ON b.order_id = o.order_id
  ) WHERE back > $before GROUP BY household_id ORDER BY household_id`;

/**
 * Returns holds for repeated returns: RETURNS_IN_A_ROW consecutive orders of a household came back. Months without
 * an order do not count.
 * @param returned orders that came back, of households with at least that many
 * @param registers of the released runs since the month of the first of them, by month
 */
export async function repeatedReturns(
  workspace: Workspace,
  returned: readonly ReturnedOrder[],
  registers: readonly { readonly period: string; readonly path: string }[],
): Promise<Hold[]> {
  await workspace.createFrom(
    'returned_order',
    ORDER,
    returned.map((one) => ({ household_id: one.householdId, period: one.period, order_id: one.orderId })),
  );
  await workspace.createFrom('household_order', ORDER, []);
  for (const { period, path } of registers) {
    await workspace.run(
      `INSERT INTO household_order
       SELECT r.household_id, $period, r.order_id
       FROM read_parquet(${readPath(path)}, hive_partitioning = false) r
       JOIN (SELECT household_id, min(period) AS since FROM returned_order GROUP BY household_id) b
         ON b.household_id = r.household_id AND b.since <= $period
       WHERE r.order_id IS NOT NULL`,
      { period },
    );
  }
  const rows = await workspace.select(ROWS.replaceAll('$before', String(RETURNS_IN_A_ROW - 1)));
  for (const done of ['returned_order', 'household_order']) await workspace.run(`DROP TABLE ${done}`);
  return rows.map((row) => ({
    householdId: row.text('household_id'),
    reason: 'RETURNED_REPEATEDLY',
    orderId: row.text('order_id'),
    period: row.text('period'),
    cause: '',
    subject: '',
  }));
}
