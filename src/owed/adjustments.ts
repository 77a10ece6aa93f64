import { invariant } from '../domain/errors.js';
import { PATTERNS } from '../domain/vocabulary.js';
import type { Adjustment } from '../ledger/recoveries.js';
import { CHECKS } from '../registry/checks.js';
import { text, type Workspace } from '../workspace/duckdb.js';

/**
 * Decided corrections: which rows of adjustments*.csv are applied by this run, table `adjustment`. An
 * adjustment_id is applied once, ever: a row that says again what was applied, or what another row says, is
 * passed over; one that says something else cannot be trusted, and goes into quarantine with all its like.
 */
const APPLIED = {
  adjustment_id: 'VARCHAR',
  household_id: 'VARCHAR',
  kind: 'VARCHAR',
  centimes: 'BIGINT',
} as const;

/** Good rows, each with how many things are said under its id, here and in the ledger. */
const SAID = `
  CREATE TABLE adjustment_said AS
  WITH good AS (
    SELECT rowid AS row, adjustment_id, household_id, CAST(kind AS VARCHAR) AS kind,
      CAST(amount * 100 AS BIGINT) AS centimes, reason, decision_ref, decided_on
    FROM adjustment_row WHERE faults = 0
  ), said AS (
    SELECT adjustment_id, count(DISTINCT (household_id, kind, centimes)) AS things, min(row) AS first_row
    FROM good GROUP BY adjustment_id
  )
  SELECT g.*, a.adjustment_id IS NOT NULL AS applied, g.row = s.first_row AS first,
    CASE WHEN a.adjustment_id IS NULL THEN s.things > 1
      ELSE (g.household_id, g.kind, g.centimes) <> (a.household_id, a.kind, a.centimes) END AS contradicted
  FROM good g JOIN said s USING (adjustment_id)
  LEFT JOIN adjustment_applied a ON a.adjustment_id = g.adjustment_id`;

const TO_APPLY = `
  CREATE TABLE adjustment AS
  SELECT adjustment_id, household_id, kind, centimes, reason, decision_ref, CAST(decided_on AS VARCHAR) AS decided_on
  FROM adjustment_said WHERE NOT applied AND NOT contradicted AND first ORDER BY adjustment_id`;

const READABLE = `coalesce(regexp_full_match(household_id, ${text(PATTERNS.householdId)}), false)`;

const QUARANTINE = `
  INSERT INTO quarantine
  WITH bad AS (
    SELECT r.rowid AS row, c.bit + 1 AS column_no, c.name AS column_name, c.code,
      CASE WHEN ${READABLE} THEN r.household_id END AS household_id
    FROM adjustment_row r JOIN (VALUES ${CHECKS.adjustments
      .map((check, bit) => `(${bit}, ${text(check.column)}, ${text(check.code)})`)
      .join(', ')}) c(bit, name, code) ON r.faults & (1 << c.bit) <> 0
    UNION ALL
    SELECT row, 0, '', 'ADJUSTMENT_CONTRADICTED', household_id FROM adjustment_said WHERE contradicted
  )
  SELECT 'adjustments', a.file, a.line + bad.row - a.row, bad.column_no, bad.column_name, bad.code, bad.household_id
  FROM bad ASOF JOIN (FROM line_anchor WHERE kind = 'adjustments') a ON bad.row >= a.row`;

const FIGURES = `
  SELECT (SELECT count(*) FROM adjustment) AS applied,
    (SELECT count(*) FROM adjustment_said WHERE NOT contradicted AND (applied OR NOT first)) AS known,
    (SELECT count(*) FROM (SELECT DISTINCT file, line FROM quarantine WHERE kind = 'adjustments')) AS quarantined`;

/** Rows of the adjustments' files, by what became of them. */
export type AdjustmentFigures = {
  readonly rows: number;
  readonly applied: number;
  /** Said before, here or in an earlier month. */
  readonly known: number;
  readonly quarantined: number;
};

/**
 * Makes table `adjustment` and adds to `quarantine`. Every row read is applied, known or quarantined.
 * @param rows data rows read
 * @param find what the ledger says was applied under an id, or null
 */
export async function relateAdjustments(
  workspace: Workspace,
  rows: number,
  find: (adjustmentId: string) => Adjustment | null,
): Promise<AdjustmentFigures> {
  const ids = await workspace.select('SELECT DISTINCT adjustment_id FROM adjustment_row WHERE faults = 0');
  const applied = ids.map((row) => find(row.text('adjustment_id'))).filter((one) => one !== null);
  await workspace.createFrom(
    'adjustment_applied',
    APPLIED,
    applied.map(({ adjustmentId, householdId, kind, centimes }) => ({
      adjustment_id: adjustmentId,
      household_id: householdId,
      kind,
      centimes,
    })),
  );
  for (const statement of [SAID, TO_APPLY, QUARANTINE]) await workspace.run(statement);
  const figures = await workspace.one(FIGURES);
  const [count, known, quarantined] = ['applied', 'known', 'quarantined'].map((one) => figures.count(one));
  invariant(
    (count ?? 0) + (known ?? 0) + (quarantined ?? 0) === rows,
    () => `adjustments: ${count} applied + ${known} known + ${quarantined} quarantined ≠ ${rows} rows read`,
  );
  return { rows, applied: count ?? 0, known: known ?? 0, quarantined: quarantined ?? 0 };
}

/** The adjustments that the run applies, by id. */
export async function adjustmentsToApply(workspace: Workspace): Promise<Adjustment[]> {
  const rows = await workspace.select('FROM adjustment ORDER BY adjustment_id');
  return rows.map((row) => ({
    adjustmentId: row.text('adjustment_id'),
    householdId: row.text('household_id'),
    kind: row.text('kind') === 'ARREARS' ? 'ARREARS' : 'RECOVERY',
    centimes: row.count('centimes'),
    reason: row.text('reason'),
    decisionRef: row.text('decision_ref'),
    decidedOn: row.text('decided_on'),
    month: null,
  }));
}
