import type { DecisionLine } from '../decision/table.js';
import { invariant } from '../domain/errors.js';
import { readPath, text, type Workspace } from '../workspace/duckdb.js';

/**
 * Decides on every family again: by the same table of decisions, on what households.parquet keeps of each
 * family, once under the run's rules (that must give the register again) and once under the others.
 */
export type Redecision = {
  /** The decision table, in order. */
  readonly lines: readonly DecisionLine[];
  /** Scores up to which a family is eligible, as decimal text. */
  readonly runThreshold: string;
  readonly reformThreshold: string;
  /** What takes the place of the sealed facts under the other rules: `column → SQL over alias f of `facts``. */
  readonly facts: Facts | null;
};

/** A table with a row for a household with a member, by `hid`, and the columns that it computes anew. */
export type Facts = { readonly table: string; readonly columns: Readonly<Record<string, string>> };

/** Row n of the register and household n are the same family: both files are in one order. */
const FAMILY = `
  SELECT h.household_no, r.household_id = h.household_id AS same, r.province_code, r.persons,
    r.decision || ' ' || r.reason AS sealed_decision, r.composition AS run_composition,
    h.composition, h.status, h.ise_score, h.channel, h.account_right, h.account_shared, h.account_given,
    h.provider_known, h.on_several_rows, h.has_bad_member, h.has_duplicate_person, h.cover, h.payee_fit
  FROM sealed_register r JOIN sealed_household h ON h.household_no = r.file_row_number`;

/** The number of the first line that applies. */
function lineSql(lines: readonly DecisionLine[]): string {
  return `CASE ${lines.map((line, i) => `WHEN ${line.when} THEN ${i}`).join(' ')} END`;
}

/** Table `cohort` from both files of the run. Crashes unless the run's own rules give its register again. */
export async function cohortsDecidedAnew(
  workspace: Workspace,
  files: { readonly register: string; readonly households: string },
  { lines, runThreshold, reformThreshold, facts }: Redecision,
): Promise<void> {
  const open = (file: string, more: string) =>
    `read_parquet(${readPath(file)}, hive_partitioning = false${more})`;
  await workspace.run(
    `CREATE VIEW sealed_register AS FROM ${open(files.register, ', file_row_number = true')}`,
  );
  await workspace.run(`CREATE VIEW sealed_household AS FROM ${open(files.households, '')}`);
  const threshold = (name: string) => `CAST(${name} AS DECIMAL(9,6)) AS ise_threshold`;
  const anew = Object.entries(facts?.columns ?? {}).map(([column, sql]) => `${sql} AS ${column}`);
  await workspace.run(
    `CREATE TABLE decided_anew AS
    WITH family AS (SELECT *, ${threshold('$run')} FROM (${FAMILY})),
    run AS (SELECT *, ${lineSql(lines)} AS run_line FROM family),
    reform AS (
      SELECT run.* REPLACE (${[threshold('$reform'), ...anew].join(', ')})
      FROM run ${facts === null ? '' : `LEFT JOIN ${facts.table} f ON f.hid = run.household_no`})
    SELECT province_code, sealed_decision, run_line, run_composition, same, ${lineSql(lines)} AS reform_line,
      composition AS reform_composition, count(*) AS families
    FROM reform GROUP BY ALL`,
    { run: runThreshold, reform: reformThreshold },
  );
  await workspace.run(
    `CREATE TABLE decision_line AS FROM (VALUES ${lines
      .map((line, i) => `(${i}, ${text(line.decision)}, ${text(line.reason)}, ${text(line.amount)})`)
      .join(', ')}) t(line, decision, reason, amount)`,
  );
  await assertSameAsSealed(workspace);
  await workspace.run(`
    CREATE TABLE cohort AS
    SELECT d.province_code, d.run_composition, CASE l.amount WHEN 'own' THEN d.reform_composition END AS reform_composition,
      d.sealed_decision = 'PAY ' AS run_paid, l.decision = 'PAY' AS reform_paid, CAST(sum(d.families) AS BIGINT) AS families
    FROM decided_anew d JOIN decision_line l ON l.line = d.reform_line GROUP BY ALL`);
}

async function assertSameAsSealed(workspace: Workspace): Promise<void> {
  const row = await workspace.one(`
    SELECT CAST(coalesce(sum(families), 0) AS BIGINT) AS families, (SELECT count(*) FROM sealed_register) AS register,
      CAST(coalesce(sum(families) FILTER (NOT same), 0) AS BIGINT) AS strangers,
      CAST(coalesce(sum(families) FILTER (l.line IS NULL OR d.sealed_decision <> l.decision || ' ' || l.reason), 0) AS BIGINT) AS others
    FROM decided_anew d LEFT JOIN decision_line l ON l.line = d.run_line`);
  invariant(
    row.count('families') === row.count('register') && row.count('strangers') === 0,
    () =>
      `register and households are not row for row the same families: ${row.count('families')} of ${row.count('register')}, ${row.count('strangers')} others`,
  );
  invariant(
    row.count('others') === 0,
    () => `decided again under the run's own rules, ${row.count('others')} families are decided otherwise`,
  );
}
