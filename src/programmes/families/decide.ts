import type { Parameters } from '../../rules/parameters.js';
import { countOf, inBatches } from '../../workspace/batches.js';
import { text, type Workspace } from '../../workspace/duckdb.js';
import { DECISION_TABLE, PAID_LINE, PAY_LINE, SHARED_LINE } from './decisions.js';

/** Everything a line of the decision table may ask of a household. */
const CANDIDATES = `
  SELECT h.hid, h.status, h.ise_score, h.channel, h.account, h.account_right,
    CAST($ise_threshold AS DECIMAL(9,6)) AS ise_threshold,
    h.household_id IN (SELECT household_id FROM duplicate_household) AS on_several_rows,
    h.household_id IN (FROM household_with_bad_member) AS has_bad_member,
    h.household_id IN (FROM household_with_duplicate_person) AS has_duplicate_person,
    h.household_id IN (FROM household_with_resident) AS has_resident_child,
    h.hid IN (SELECT hid FROM paid_household WHERE hid >= $first AND hid < $next) AS already_paid,
    h.household_id IN (FROM reference_taken) AS reference_taken,
    h.provider IN (SELECT code FROM provider) AS provider_known, o.hold,
    coalesce(f.persons, 0) AS persons, f.cover, coalesce(f.payee_fit, false) AS payee_fit,
    coalesce(f.children, 0) AS children, coalesce(f.elderly, 0) AS elderly,
    coalesce(f.letters_now, '') || coalesce(b.births, '') AS letters_now,
    coalesce(f.letters_before, '') AS letters_before
  FROM household h
  LEFT JOIN (FROM household_facts WHERE hid >= $first AND hid < $next) f ON f.hid = h.hid
  LEFT JOIN birth_grants b ON b.hid = h.hid
  LEFT JOIN hold_in_force o ON o.hid = h.hid
  WHERE h.hid >= $first AND h.hid < $next`;

/** The first line that applies, but for the last two, which need to know who is left. */
const CREATE_DECIDED = `
  CREATE TABLE decided (hid BIGINT, persons INTEGER, children INTEGER, elderly INTEGER, cover TINYINT,
    payee_fit BOOLEAN, provider_known BOOLEAN, on_several_rows BOOLEAN, has_bad_member BOOLEAN,
    has_duplicate_person BOOLEAN, has_resident_child BOOLEAN, hold VARCHAR, letters_now VARCHAR, letters_before VARCHAR,
    account VARCHAR, line INTEGER)`;

const DECIDED = `
  INSERT INTO decided
  SELECT hid, persons, children, elderly, cover, payee_fit, provider_known, on_several_rows, has_bad_member,
    has_duplicate_person, has_resident_child, hold, letters_now, letters_before, account,
    CASE ${DECISION_TABLE.slice(0, SHARED_LINE)
      .map((line, i) => `WHEN ${line.when} THEN ${i}`)
      .join('\n      ')}
    END AS line
  FROM (${CANDIDATES}) ORDER BY hid`;

const SHARED_ACCOUNTS = `
  CREATE TABLE shared_account AS
  SELECT account FROM decided WHERE (line IS NULL OR line = ${PAID_LINE}) AND account <> ''
  GROUP BY account HAVING count(*) > 1`;

const DECISION = `
  CREATE VIEW decision AS
  SELECT d.* EXCLUDE (line), t.line, t.decision, t.reason, t.amount
  FROM (SELECT *, coalesce(line, CASE WHEN account_shared THEN ${SHARED_LINE} ELSE ${PAY_LINE} END) AS number
    FROM (SELECT *, line IS NULL AND account IN (FROM shared_account) AS account_shared FROM decided)) d
  JOIN decision_line t ON t.line = d.number`;

/** Decides on every household: view `decision`, with a row for each of `household`. */
export async function decide(
  workspace: Workspace,
  parameters: Parameters,
  providers: readonly string[],
): Promise<void> {
  const lines = DECISION_TABLE.map(
    (line, i) => `(${i}, ${text(line.decision)}, ${text(line.reason)}, ${text(line.amount)})`,
  );
  const distinct = (column: 'decision' | 'reason' | 'amount') =>
    [...new Set(DECISION_TABLE.map((line) => line[column]))].sort().map(text).join(', ');
  // Dictionary types: a decision on each of millions of households is one byte, and its text stands once.
  await workspace.run(`CREATE TYPE decision_name AS ENUM (${distinct('decision')})`);
  await workspace.run(`CREATE TYPE reason_name AS ENUM (${distinct('reason')})`);
  await workspace.run(`CREATE TYPE amount_kind AS ENUM (${distinct('amount')})`);
  await workspace.run(
    'CREATE TABLE decision_line (line INTEGER, decision decision_name, reason reason_name, amount amount_kind)',
  );
  await workspace.run(`INSERT INTO decision_line VALUES ${lines.join(', ')}`);
  await workspace.run('CREATE TABLE provider (code VARCHAR)');
  await workspace.append(
    'provider',
    ['text'],
    providers.map((code) => [code]),
  );
  await workspace.run(CREATE_DECIDED);
  await inBatches(await countOf(workspace, 'household'), (range) =>
    workspace.run(DECIDED, { ise_threshold: parameters.iseThreshold, ...range }),
  );
  await workspace.run('DROP TABLE household_facts');
  await workspace.run('DROP TABLE birth_grants');
  await workspace.run(SHARED_ACCOUNTS);
  await workspace.run(DECISION);
}
