import type { Period } from '../domain/period.js';
import type { AppliedAdjustment } from '../ledger/recoveries.js';
import { adjustmentInDoubt } from '../tables/owed.js';
import { fill, makeEmpty } from '../tables/table.js';
import type { HandedRow, Workspace } from '../workspace/duckdb.js';

/**
 * Adjustments that the run applies and that people should look at once more: table `adjustment_in_doubt`. They are
 * applied all the same; the controls put the run on hold.
 */
export const DOUBTS = [
  'SAME_DECISION',
  'SAME_AMOUNT',
  'MONTH_EXCEEDED',
  'ABOVE_LIMIT',
  'AUTOMATIC_ARREARS',
] as const;
export type Doubt = (typeof DOUBTS)[number];

/**
 * Pairs of one household. Two that name different months are two things. A one-off grant is for the month in which it
 * is paid, unless it says so.
 */
const LOOK_ALIKES = `
  WITH now AS (
    SELECT adjustment_id, household_id, kind, centimes, decision_ref, month, $period AS paid_in FROM adjustment
  ), every AS (
    SELECT *, CASE kind WHEN 'ONE_OFF' THEN coalesce(month, paid_in) ELSE month END AS meant
    FROM (FROM now UNION ALL BY NAME FROM adjustment_before)
  ), pair AS (
    SELECT one.adjustment_id, one.household_id, one.kind, one.centimes, other.adjustment_id AS other,
      one.decision_ref <> '' AND one.decision_ref = other.decision_ref
        AND coalesce(one.month = other.month, true) AS same_decision,
      one.kind = other.kind AND one.centimes = other.centimes AND coalesce(one.meant = other.meant, true) AS same_amount
    FROM (FROM every WHERE adjustment_id IN (SELECT adjustment_id FROM now)) one
    JOIN every other ON other.household_id = one.household_id AND other.adjustment_id <> one.adjustment_id
  )
  SELECT adjustment_id, household_id, kind, centimes,
    CASE WHEN same_decision THEN 'SAME_DECISION' ELSE 'SAME_AMOUNT' END AS why, other
  FROM pair WHERE same_decision OR same_amount`;

/**
 * Final payments for a month that come to more than is still due of it: what stood as owed, less the final payments made
 * before. Of a month that nothing stands for as owed, only where it was paid. What a run proposed for the month
 * (month/retroactive.ts) is not of these.
 */
const MONTH_EXCEEDED = `
  WITH said AS (
    SELECT adjustment_id, household_id, kind, centimes, "month",
      sum(centimes) OVER (PARTITION BY household_id, "month") AS together
    FROM adjustment
    WHERE kind = 'FINAL' AND "month" IS NOT NULL AND NOT starts_with(adjustment_id, 'RETRO-' || "month" || '-')
  ), before AS (
    SELECT household_id, "month", CAST(sum(centimes) AS BIGINT) AS centimes FROM adjustment_before
    WHERE kind = 'FINAL' AND "month" IS NOT NULL GROUP BY household_id, "month"
  ), owed AS (
    SELECT household_id, "month", sum(centimes) AS centimes, bool_or(open AND centimes IS NULL) AS unknown FROM (
      SELECT household_id, origin AS "month", centimes, true AS open FROM debt WHERE kind <> 'ADJUSTMENT' AND state <> 'PAID'
      UNION ALL
      SELECT household_id, month, centimes, false FROM adjustment_month_closed
      WHERE kind <> 'ADJUSTMENT' AND state = 'CANCELLED' AND (household_id, month) IN (SELECT (household_id, "month") FROM before))
    WHERE (household_id, "month") IN (SELECT (household_id, "month") FROM said)
    GROUP BY household_id, "month"
  )
  SELECT s.adjustment_id, s.household_id, s.kind, s.centimes, 'MONTH_EXCEEDED' AS why,
    CAST(CAST(greatest(coalesce(o.centimes, 0) - coalesce(b.centimes, 0), 0) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS other
  FROM said s
  LEFT JOIN owed o ON o.household_id = s.household_id AND o."month" = s."month"
  LEFT JOIN before b ON b.household_id = s.household_id AND b."month" = s."month"
  WHERE NOT coalesce(o.unknown, false)
    AND s.together > coalesce(o.centimes, 0) - coalesce(b.centimes, 0)
    AND (o.household_id IS NOT NULL OR b.household_id IS NOT NULL OR (s.household_id, s."month") IN (
      SELECT (household_id, month) FROM adjustment_month_paid WHERE centimes > 0))`;

const FINALS_OF_MONTHS = `
  SELECT count(*) AS n FROM adjustment WHERE kind = 'FINAL' AND "month" IS NOT NULL`;

const ABOVE_LIMIT = `
  SELECT adjustment_id, household_id, kind, centimes, 'ABOVE_LIMIT' AS why, $limit AS other
  FROM adjustment WHERE centimes > CAST(CAST($limit AS DECIMAL(12,2)) * 100 AS BIGINT)`;

/** Decided arrears that name no month, of a household to which the run pays months or orders of its own accord. */
const AUTOMATIC_ARREARS = `
  SELECT a.adjustment_id, a.household_id, a.kind, a.centimes, 'AUTOMATIC_ARREARS' AS why,
    string_agg(DISTINCT d.origin, ' ' ORDER BY d.origin) AS other
  FROM adjustment a JOIN debt d ON d.household_id = a.household_id AND d.kind <> 'ADJUSTMENT' AND d.state = 'PAID'
  WHERE a.kind = 'ARREARS' AND a.month IS NULL
  GROUP BY a.adjustment_id, a.household_id, a.kind, a.centimes`;

const BEFORE = {
  adjustment_id: 'VARCHAR',
  household_id: 'VARCHAR',
  kind: 'VARCHAR',
  centimes: 'BIGINT',
  decision_ref: 'VARCHAR',
  month: 'VARCHAR',
  paid_in: 'VARCHAR',
} as const;

function* rowsOf(applied: Iterable<AppliedAdjustment>): Generator<HandedRow<keyof typeof BEFORE>> {
  for (const one of applied)
    yield {
      adjustment_id: one.adjustmentId,
      household_id: one.householdId,
      kind: one.kind,
      centimes: one.centimes,
      decision_ref: one.decisionRef,
      month: one.month,
      paid_in: one.appliedIn,
    };
}

/**
 * Makes the table, when tables `adjustment` and `debt` are final.
 * @param limit in dirhams: an adjustment above it is in doubt
 * @param before adjustments that the last twelve months applied; asked only when this run applies any
 */
export async function findDoubts(
  workspace: Workspace,
  period: Period,
  limit: string,
  before: () => Iterable<AppliedAdjustment>,
): Promise<void> {
  await makeEmpty(workspace, adjustmentInDoubt);
  if ((await workspace.one('SELECT count(*) AS n FROM adjustment')).count('n') === 0) return;
  await workspace.createFrom('adjustment_before', BEFORE, rowsOf(before()));
  await fill(workspace, adjustmentInDoubt, LOOK_ALIKES, { period });
  if ((await workspace.one(FINALS_OF_MONTHS)).count('n') > 0)
    await fill(workspace, adjustmentInDoubt, MONTH_EXCEEDED);
  await fill(workspace, adjustmentInDoubt, ABOVE_LIMIT, { limit });
  await fill(workspace, adjustmentInDoubt, AUTOMATIC_ARREARS);
}

/** How many adjustments are in doubt for a reason, and whose they are, in order. */
export type Doubted = { readonly adjustments: number; readonly households: readonly string[] };

export async function doubtsFor(workspace: Workspace, ...why: readonly Doubt[]): Promise<Doubted> {
  const list = why.map((one) => `'${one}'`).join(', ');
  const rows = await workspace.select(`
    SELECT household_id, count(DISTINCT adjustment_id) AS adjustments FROM adjustment_in_doubt
    WHERE why IN (${list}) GROUP BY household_id ORDER BY household_id`);
  return {
    adjustments: rows.reduce((n, row) => n + row.count('adjustments'), 0),
    households: rows.map((row) => row.text('household_id')),
  };
}
