import { invariant } from '../../domain/errors.js';
import { SOCIAL_COVERS } from '../../domain/vocabulary.js';
import type { DecisionLine } from '../../programmes/programme.js';
import { readFolder, readPath, text, type Workspace } from '../../workspace/duckdb.js';

/**
 * Decides on every family again, with the month's decision table and the run's sealed facts: once under the run's
 * rules, which must give its register again, and once under the other rules.
 */
export type Redecision = {
  /** The decision table, in order. */
  readonly lines: readonly DecisionLine[];
  /** Scores up to which a family is eligible, as decimal text. */
  readonly runThreshold: string;
  readonly reformThreshold: string;
  /**
   * A table with a row for each household, by `hid`: its columns FACTS replace the sealed facts under the other
   * rules. Null: the sealed facts stay.
   */
  readonly facts: string | null;
  /** Whether to look again at who shares an account; otherwise it is as the run found it. */
  readonly accountsAgain: boolean;
};

/** The facts that are computed from members. */
const FACTS = ['persons', 'cover', 'payee_fit', 'composition'] as const;

/**
 * Views `sealed_register` and `sealed_household` of the run's files: row n of both is the same household. Returns
 * whether each account that a household gave can be told from others.
 */
export async function openFamilies(
  workspace: Workspace,
  files: { readonly register: string; readonly households: string },
): Promise<{ readonly accountsKnown: boolean }> {
  await workspace.run(`CREATE VIEW sealed_register AS
    FROM read_parquet(${readPath(files.register)}, hive_partitioning = false, file_row_number = true)`);
  const parquet = readFolder(files.households, '*.parquet');
  // Older versions doubted nobody, and kept nothing of accounts.
  const later = { doubt: 'VARCHAR', account_digest: 'UBIGINT' };
  const there = await workspace.select(`SELECT DISTINCT name FROM parquet_schema(${parquet})`);
  const names = there.map((row) => row.text('name'));
  const missing = Object.entries(later).filter(([column]) => !names.includes(column));
  await workspace.run(`CREATE VIEW sealed_household AS SELECT household_no AS hid, * EXCLUDE (household_no)
      ${missing.map(([column, type]) => `, CAST(NULL AS ${type}) AS ${column}`).join('')}
    FROM read_parquet(${parquet}, hive_partitioning = false)`);
  const unknown = await workspace.one(
    'SELECT count(*) AS n FROM sealed_household WHERE account_given AND account_digest IS NULL',
  );
  return { accountsKnown: names.includes('account_digest') && unknown.count('n') === 0 };
}

/**
 * The columns that the decision table reads, for each family of `households`. A cover is its place in SOCIAL_COVERS.
 * A side of the comparison gives the threshold.
 */
const familyOf = (households: string) => `
  SELECT h.hid, r.household_id = h.household_id AS same, r.province_code, r.persons, NULL AS ise_threshold,
    r.decision || ' ' || r.reason AS sealed_decision, r.composition AS run_composition, h.composition, h.status,
    h.ise_score, h.channel, h.account_right, h.account_shared, CASE WHEN h.account_given THEN 'given' ELSE '' END AS account, h.account_digest,
    h.provider_known, h.on_several_rows, h.has_bad_member, h.has_duplicate_person, h.payee_fit,
    h.has_resident_child, h.hold, h.doubt, false AS has_paid_person, false AS already_paid, false AS reference_taken,
    CAST(list_position([${SOCIAL_COVERS.map(text).join(', ')}], h.cover) - 1 AS TINYINT) AS cover
  FROM sealed_register r JOIN ${households} h ON h.hid = r.file_row_number`;

/** SQL: the index of the first line that applies; null when none does. */
function lineSql(lines: readonly DecisionLine[]): string {
  return `CASE ${lines.map((line, i) => `WHEN ${line.when} THEN ${i}`).join(' ')} END`;
}

/** One side of the comparison: its rules' threshold, and the table of its facts, or null for those sealed. */
type Side = { readonly name: 'run' | 'reform'; readonly threshold: string; readonly facts: string | null };

/** SQL: `family` under a side's rules. @param shared table of the accounts that are shared there; null: as sealed */
function underSql(family: string, { name, facts }: Side, shared: string | null): string {
  const columns = [
    `CAST($${name} AS DECIMAL(9,6)) AS ise_threshold`,
    ...(facts === null ? [] : FACTS.map((column) => `f.${column} AS ${column}`)),
    ...(shared === null ? [] : [`a.account_digest IN (FROM ${shared}) AS account_shared`]),
  ];
  return `SELECT a.* REPLACE (${columns.join(', ')}) FROM (${family}) a
    ${facts === null ? '' : `JOIN ${facts} f ON f.hid = a.hid`}`;
}

/**
 * Makes a table of the accounts of several who are left to be paid under a side's rules, and returns its name. The
 * run is a regular one, and families are decided on first: nobody of the month was paid before, no resident takes an
 * account from a family.
 */
async function findShared(workspace: Workspace, side: Side, lines: readonly DecisionLine[]): Promise<string> {
  const place = lines.findIndex((line) => line.reason === 'ACCOUNT_SHARED');
  const table = `account_shared_${side.name}`;
  await workspace.run(
    `CREATE TABLE ${table} AS
    SELECT account_digest FROM (${underSql('FROM family_beside', side, null)})
    WHERE ${lineSql(lines.slice(0, place))} IS NULL GROUP BY account_digest HAVING count(*) > 1`,
    { [side.name]: side.threshold },
  );
  return table;
}

/** Table `family_beside`: the families whose account another one gave too. They are few. */
const BESIDE = `
  CREATE TABLE family_beside AS ${familyOf(`(
    FROM sealed_household WHERE account_digest IN (
      SELECT account_digest FROM sealed_household WHERE account_digest IS NOT NULL
      GROUP BY account_digest HAVING count(*) > 1))`)}`;

/** Table `cohort`, from the views of openFamilies. Crashes unless the run's own rules give its register again. */
export async function cohortsRedecided(
  workspace: Workspace,
  { lines, runThreshold, reformThreshold, facts, accountsAgain }: Redecision,
): Promise<void> {
  const run: Side = { name: 'run', threshold: runThreshold, facts: null };
  const reform: Side = { name: 'reform', threshold: reformThreshold, facts };
  if (accountsAgain) await workspace.run(BESIDE);
  const sharedIn = async (side: Side) => (accountsAgain ? await findShared(workspace, side, lines) : null);
  const [sharedInRun, sharedInReform] = [await sharedIn(run), await sharedIn(reform)];
  await workspace.run(
    `CREATE TABLE decided_again AS
    WITH run AS (
      SELECT *, ${lineSql(lines)} AS run_line FROM (${underSql(familyOf('sealed_household'), run, sharedInRun)})),
    reform AS (${underSql('FROM run', reform, sharedInReform)})
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
    SELECT d.province_code, d.run_composition,
      CASE l.amount WHEN 'own' THEN d.reform_composition END AS reform_composition,
      d.sealed_decision = 'PAY ' AS run_paid, l.decision = 'PAY' AS reform_paid,
      CAST(sum(d.families) AS BIGINT) AS families
    FROM decided_again d JOIN decision_line l ON l.line = d.reform_line GROUP BY ALL`);
}

async function assertSameAsSealed(workspace: Workspace): Promise<void> {
  const families = (filter: string) => `CAST(coalesce(sum(families) ${filter}, 0) AS BIGINT)`;
  const row = await workspace.one(`
    SELECT (SELECT count(*) FROM sealed_register) AS register, (SELECT count(*) FROM sealed_household) AS households,
      ${families('')} AS families, ${families('FILTER (NOT same)')} AS strangers,
      ${families(`FILTER (l.line IS NULL OR d.sealed_decision <> l.decision || ' ' || l.reason)`)} AS others
    FROM decided_again d LEFT JOIN decision_line l ON l.line = d.run_line`);
  const counts = ['register', 'households', 'families'].map((name) => row.count(name));
  invariant(
    new Set(counts).size === 1 && row.count('strangers') === 0,
    () => `register and households are not the same families, row for row: ${counts.join(', ')}`,
  );
  invariant(
    row.count('others') === 0,
    () => `decided again under the run's own rules, ${row.count('others')} families are decided otherwise`,
  );
}
