import { finalSql, isMarkedSql, personOf } from '../domain/beneficiary.js';
import { invariant } from '../domain/errors.js';
import { dirhams } from '../domain/money.js';
import { isOfMonthSql, isOrderIdSql } from '../domain/order-id.js';
import type { Period } from '../domain/period.js';
import { PATTERNS } from '../domain/vocabulary.js';
import type { Adjustment } from '../ledger/recoveries.js';
import { badFieldsSql } from '../registry/checks.js';
import { readParquet, text, type Workspace } from '../workspace/duckdb.js';
import { type Earlier, findNumbers, findPaidMonths, findRefused, NEW } from './adjustments-earlier.js';
import { findPayees, findTakenAccounts, unpayable } from './finals.js';

/**
 * Decided corrections: which rows of adjustments*.csv this run applies, table `adjustment`. An adjustment_id is
 * applied once, ever. A row that repeats an applied adjustment, or another row, is skipped. Rows that say
 * different things under one id cannot be trusted: all of them go into quarantine. So do rows for a household that
 * nobody knows or that is closed (but for what takes an order back that was paid twice), and decided arrears for a month that is paid without them.
 */
const APPLIED = {
  adjustment_id: 'VARCHAR',
  household_id: 'VARCHAR',
  kind: 'VARCHAR',
  centimes: 'BIGINT',
  month: 'VARCHAR',
  payee_id: 'VARCHAR',
  unpaid: 'BOOLEAN',
} as const;

/** What rows under one id must agree on. Where a final payment goes to may change: its first order may have come back. */
const THING = `(household_id, kind, centimes, coalesce("month", ''), coalesce(payee_id, ''))`;

/** SQL: whether a row takes back an order that was paid twice (ledger/paid-twice.ts): a recovery with the order's id. */
const TAKES_BACK = (id: string, kind: string) => `${kind} = 'RECOVERY' AND ${isOrderIdSql(id)}`;

/** The good rows: whether their id was applied before, and whether this file or the ledger contradicts them. */
const SAID = `
  CREATE TABLE adjustment_said AS
  WITH good AS (
    SELECT adjustment_row.rowid AS row, adjustment_id, coalesce(now_id, household_id) AS household_id, CAST(kind AS VARCHAR) AS kind,
      CAST(amount * 100 AS BIGINT) AS centimes, reason, decision_ref, decided_on, "month",
      payee_id, payee_name, channel, provider, account, account_right
    FROM adjustment_row LEFT JOIN adjustment_number
      ON old_id = household_id AND of_month = coalesce("month", '') AND kind <> 'FINAL'
    WHERE faults = 0
  ), said AS (
    SELECT adjustment_id, count(DISTINCT ${THING}) AS things, min(row) AS first_row
    FROM good GROUP BY adjustment_id
  )
  SELECT g.*, a.adjustment_id IS NOT NULL AS applied, coalesce(a.unpaid, false) AS unpaid, g.row = s.first_row AS first,
    g.kind = 'FINAL' AND ${finalSql('g.adjustment_id')} IN (SELECT household_id FROM debt_at_hand) AS again,
    CASE WHEN a.adjustment_id IS NULL THEN s.things > 1
      ELSE (g.household_id, g.kind, g.centimes, coalesce(g."month", ''), coalesce(g.payee_id, ''))
        <> (a.household_id, a.kind, a.centimes, coalesce(a.month, ''), coalesce(a.payee_id, '')) END AS contradicted
  FROM good g JOIN said s USING (adjustment_id)
  LEFT JOIN adjustment_applied a ON a.adjustment_id = g.adjustment_id`;

/** The adjustments' households, as far as the extract or an earlier run of the month has them. Few of millions. */
const HOUSEHOLDS = `
  CREATE TABLE adjustment_household AS
  WITH asked AS (SELECT DISTINCT household_id FROM adjustment_said WHERE ${NEW})
  SELECT household_id, CAST(status AS VARCHAR) AS status FROM household WHERE household_id IN (FROM asked)
  UNION ALL SELECT household_id, NULL FROM unreadable_household WHERE household_id IN (FROM asked)
  UNION ALL SELECT household_id, NULL FROM already_paid
    WHERE household_id IN (FROM asked) AND household_id NOT IN (
      SELECT household_id FROM household WHERE household_id IN (FROM asked))`;

const STRANGERS = `
  CREATE TABLE adjustment_stranger AS SELECT DISTINCT household_id FROM adjustment_said
  WHERE ${NEW} AND household_id NOT IN (SELECT household_id FROM adjustment_household)`;

/** Whether the row bears the name of what a run proposed (month/retroactive.ts). */
const PROPOSED = `starts_with(s.adjustment_id, 'RETRO-' || s."month" || '-')`;

/** SELECT of household_id and month of what is owed and will be paid. @param kind SQL, of which debts */
const owed = (kind: string) => `
  SELECT (household_id, origin) FROM debt_at_hand
  WHERE ${kind} AND (origin >= $oldest OR extended_to >= $period)
  UNION ALL
  SELECT (f.household_id, d.origin) FROM adjustment_former f
  JOIN debt_at_hand d ON d.household_id = f.former_id AND d.origin = f.of_month
  WHERE ${kind} AND (d.origin >= $oldest OR d.extended_to >= $period)`;

/**
 * Why a good new row is not applied all the same; null: it is. A month that stands as owed lapses before $oldest, and
 * is then paid by decision alone. What a run proposed for the month (month/retroactive.ts) may be as much as it paid; and
 * it is due beside an order of the month that came back, which is paid again as it was.
 */
const found = (providers: readonly string[]) => `
  CREATE TABLE adjustment_found AS
  SELECT s.row, CASE
      WHEN x.household_id IS NOT NULL AND ${isMarkedSql('s.household_id')} THEN 'ADJUSTMENT_RESIDENT'
      WHEN x.household_id IS NOT NULL THEN 'ADJUSTMENT_HOUSEHOLD_UNKNOWN'
      WHEN h.status = 'CLOSED' AND s.kind <> 'FINAL' AND NOT (${TAKES_BACK('s.adjustment_id', 's.kind')}) THEN 'ADJUSTMENT_HOUSEHOLD_CLOSED'${unpayable(providers)}
      WHEN s.applied THEN NULL
      WHEN s.kind = 'ONE_OFF' AND s."month" <> $period THEN 'ADJUSTMENT_MONTH_OVER'
      WHEN s.kind = 'ONE_OFF' AND s.household_id IN (SELECT household_id FROM already_paid) THEN 'ADJUSTMENT_HOUSEHOLD_PAID'
      WHEN s.adjustment_id IN (SELECT adjustment_id FROM adjustment_refused)
        THEN (SELECT min(code) FROM adjustment_refused r WHERE r.adjustment_id = s.adjustment_id)
      WHEN s.kind NOT IN ('ARREARS', 'FINAL') THEN NULL
      WHEN s.kind = 'FINAL' AND s."month" = $period AND s.household_id IN (
        SELECT household_id FROM adjustment_household WHERE status <> 'CLOSED') THEN 'ADJUSTMENT_MONTH_OWED'
      WHEN s.kind = 'ARREARS' AND (s."month" = $period
        OR (s.household_id, s."month") IN (${owed(`kind = 'MONTH'`)})
        OR NOT ${PROPOSED} AND (s.household_id, s."month") IN (${owed(`kind IN ('ORDER', 'GRANTS')`)}))
        THEN 'ADJUSTMENT_MONTH_OWED'
      WHEN NOT ${PROPOSED} AND (s.household_id, s."month", s.centimes) IN (
        SELECT (household_id, month, centimes) FROM adjustment_month_paid) THEN 'ADJUSTMENT_MONTH_PAID'
    END AS code
  FROM (FROM adjustment_said WHERE ${NEW} OR again AND NOT contradicted) s
  LEFT JOIN adjustment_stranger x ON x.household_id = s.household_id
  LEFT JOIN (SELECT household_id, status FROM adjustment_household WHERE status = 'CLOSED') h
    ON h.household_id = s.household_id`;

const TO_APPLY = `
  CREATE TABLE adjustment AS
  SELECT s.adjustment_id, s.household_id, s.kind, s.centimes, s.reason, s.decision_ref,
    CAST(s.decided_on AS VARCHAR) AS decided_on, s."month", s.payee_id,
    CASE s.kind WHEN 'FINAL' THEN ${finalSql('s.adjustment_id')} END AS paid_to
  FROM adjustment_said s JOIN adjustment_found f ON f.row = s.row
  WHERE f.code IS NULL AND s.first AND NOT s.applied ORDER BY s.adjustment_id`;

/** One-off grants of the month: those that are new, and those that an earlier run of the month could not pay. */
const ONE_OFFS = `
  CREATE TABLE one_off_due AS
  SELECT adjustment_id, household_id, centimes, reason FROM adjustment WHERE kind = 'ONE_OFF'
  UNION ALL
  SELECT adjustment_id, household_id, centimes, reason FROM adjustment_said
  WHERE applied AND unpaid AND NOT contradicted AND first`;

const READABLE = `coalesce(regexp_full_match(household_id, ${text(PATTERNS.householdId)}), false)`;

const FAULTY = '(SELECT rowid AS row, household_id, faults, came FROM adjustment_row WHERE faults <> 0)';

const QUARANTINE = `
  INSERT INTO quarantine
  WITH bad AS (
    ${badFieldsSql('adjustments', FAULTY, `CASE WHEN ${READABLE} THEN t.household_id END`)}
    UNION ALL
    SELECT 'adjustments', row, 0, '', 'ADJUSTMENT_CONTRADICTED', household_id, NULL FROM adjustment_said WHERE contradicted
    UNION ALL
    SELECT 'adjustments', s.row, 0, '', f.code, s.household_id, NULL FROM adjustment_said s JOIN adjustment_found f ON f.row = s.row
    WHERE f.code IS NOT NULL
  )
  SELECT 'adjustments', a.file, a.line + bad.row - a.row, bad.column_no, bad.column_name, bad.code, bad.household_id,
    bad.value
  FROM bad ASOF JOIN (FROM line_anchor WHERE kind = 'adjustments') a ON bad.row >= a.row`;

const FIGURES = `
  SELECT (SELECT count(*) FROM adjustment) AS applied,
    (SELECT count(*) FROM adjustment_said s LEFT JOIN adjustment_found f ON f.row = s.row
      WHERE NOT s.contradicted AND f.code IS NULL AND (s.applied OR NOT s.first)) AS known,
    (SELECT count(*) FROM (SELECT DISTINCT file, line FROM quarantine WHERE kind = 'adjustments')) AS quarantined`;

/** Rows of the adjustments' files, by their outcome. */
export type AdjustmentFigures = {
  readonly rows: number;
  readonly applied: number;
  /** Repeats of a row of this month, or of an adjustment applied earlier. */
  readonly known: number;
  readonly quarantined: number;
};

/** What the rows are held against. */
export type Judged = {
  readonly period: Period;
  /** The first month that is still paid when it is owed. */
  readonly oldest: Period;
  /** Institutions of the configuration. */
  readonly providers: readonly string[];
  /** Households above it are not paid: their accounts are free. */
  readonly iseThreshold: string;
};

/**
 * Makes table `adjustment` and adds to `quarantine`. Every row read is applied, known or quarantined; the run
 * crashes when these do not add up to `rows`. Table `debt_at_hand` must hold the debts of earlier months.
 * @param rows data rows read
 */
export async function relateAdjustments(
  workspace: Workspace,
  rows: number,
  { period, oldest, providers, iseThreshold }: Judged,
  earlier: Earlier,
): Promise<AdjustmentFigures> {
  const ids = await workspace.select('SELECT DISTINCT adjustment_id FROM adjustment_row WHERE faults = 0');
  const applied = ids.map((row) => earlier.applied(row.text('adjustment_id'))).filter((one) => one !== null);
  const numbers = await findNumbers(workspace, applied, earlier);
  await workspace.createFrom(
    'adjustment_applied',
    APPLIED,
    applied
      .map((one) => ({ ...one, unpaid: one.kind === 'ONE_OFF' && earlier.unpaid(one) }))
      .map(({ adjustmentId, householdId, kind, centimes, month, payeeId, unpaid }) => ({
        adjustment_id: adjustmentId,
        household_id:
          kind === 'FINAL' ? householdId : (numbers.get(`${householdId} ${month ?? ''}`) ?? householdId),
        kind,
        centimes,
        month,
        payee_id: payeeId,
        unpaid,
      })),
  );
  await workspace.run(SAID);
  await findStrangers(workspace, earlier);
  await findPaidMonths(workspace, earlier);
  await findRefused(workspace, earlier);
  await findTakenAccounts(workspace, iseThreshold);
  await workspace.run(found(providers), { period, oldest });
  await findPayees(workspace, period);
  for (const statement of [TO_APPLY, ONE_OFFS, QUARANTINE]) await workspace.run(statement);
  const figures = await workspace.one(FIGURES);
  const [count, known, quarantined] = ['applied', 'known', 'quarantined'].map((one) => figures.count(one));
  invariant(
    (count ?? 0) + (known ?? 0) + (quarantined ?? 0) === rows,
    () => `adjustments: ${count} applied + ${known} known + ${quarantined} quarantined ≠ ${rows} rows read`,
  );
  return { rows, applied: count ?? 0, known: known ?? 0, quarantined: quarantined ?? 0 };
}

/** Table `adjustment_stranger`: households of new rows whom neither the extract, nor an earlier month, nor the ledger knows. */
async function findStrangers(workspace: Workspace, earlier: Earlier): Promise<void> {
  await workspace.run(HOUSEHOLDS);
  await workspace.run(STRANGERS);
  const ids = (await workspace.select('FROM adjustment_stranger')).map((row) => row.text('household_id'));
  if (ids.length === 0) return;
  const known = ids.filter((id) => personOf(id) === null && earlier.hasAccount(id));
  await workspace.createFrom(
    'adjustment_known',
    { household_id: 'VARCHAR' },
    known.map((id) => ({ household_id: id })),
  );
  await workspace.run('DELETE FROM adjustment_stranger WHERE household_id IN (FROM adjustment_known)');
  if (known.length === ids.length) return;
  for (const { path } of await earlier.registers(null)) {
    await workspace.run(`DELETE FROM adjustment_stranger WHERE household_id IN (
      SELECT household_id FROM ${readParquet([path])} WHERE decision = 'PAY')`);
  }
}

/**
 * SELECT of what they decide for month $period: owed to a household less owed by it, in centimes. A recovery that has an
 * order's id takes back what was paid twice (ledger/paid-twice.ts): it says nothing of what the month was due.
 */
export const DECIDED_FOR = `
  SELECT household_id, CASE kind WHEN 'RECOVERY' THEN -centimes ELSE centimes END AS centimes FROM adjustment
  WHERE "month" = $period AND kind IN ('ARREARS', 'RECOVERY', 'FINAL')
    AND NOT (${TAKES_BACK('adjustment_id', 'kind')} AND ${isOfMonthSql('adjustment_id', '"month"')})`;

/** The adjustments of the run by which a month is owed, by adjustment_id. */
export async function arrearsDecidedFor(workspace: Workspace, month: string): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT adjustment_id FROM adjustment WHERE kind = 'ARREARS' AND "month" = $month ORDER BY adjustment_id`,
    { month },
  );
  return rows.map((row) => row.text('adjustment_id'));
}

/** The adjustments that the run applies, by adjustment_id; amounts in centimes. */
export async function adjustmentsToApply(workspace: Workspace): Promise<Adjustment[]> {
  const rows = await workspace.select('FROM adjustment ORDER BY adjustment_id');
  return rows.map((row) => ({
    adjustmentId: row.text('adjustment_id'),
    householdId: row.text('household_id'),
    kind: row.text('kind') as Adjustment['kind'],
    centimes: row.count('centimes'),
    reason: row.text('reason'),
    decisionRef: row.text('decision_ref'),
    decidedOn: row.text('decided_on'),
    month: row.textOrNull('month'),
    payeeId: row.textOrNull('payee_id'),
    paidTo: row.textOrNull('paid_to'),
  }));
}

/** How many corrections are applied that pay something, and what they pay in dirhams. Needs table `adjustment`. */
export async function decidedSums(
  workspace: Workspace,
): Promise<{ readonly rows: number; readonly amount: string }> {
  const row = await workspace.one(
    `SELECT count(*) AS n, CAST(coalesce(sum(centimes), 0) AS BIGINT) AS centimes FROM adjustment WHERE kind <> 'RECOVERY'`,
  );
  return { rows: row.count('n'), amount: dirhams(row.count('centimes')) };
}
