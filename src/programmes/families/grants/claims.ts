import { toText } from '../../../domain/money.js';
import { type Day, monthsBefore } from '../../../domain/period.js';
import type { GrantedBirth } from '../../../ledger/granted.js';
import type { Parameters } from '../../../rules/parameters.js';
import { birthGrants, birthInDoubt } from '../../../tables/grants.js';
import { drop, fill, make, makeEmpty } from '../../../tables/table.js';
import type { Workspace } from '../../../workspace/duckdb.js';

/**
 * Which births take a grant this month (rules, 6), and what the ledger says was granted before: a child takes
 * each of its grants once, whatever household it lives in. Granted are the grants of released runs.
 */
export type Granted = {
  /** Birth grants that were made, ever. */
  readonly births: Iterable<GrantedBirth>;
  /** Persons whose school-return grant of this school year was paid. */
  readonly schools: Iterable<string>;
};

/** Tables `birth_granted`, with the household and level of each grant, and `school_granted`, of person ids. */
export async function loadGranted(workspace: Workspace, granted: Granted): Promise<void> {
  await workspace.createFrom(
    'birth_granted',
    { person_id: 'VARCHAR', household_id: 'VARCHAR', level: 'VARCHAR' },
    births(granted.births),
  );
  await workspace.createFrom('school_granted', { person_id: 'VARCHAR' }, persons(granted.schools));
}

function* births(granted: Iterable<GrantedBirth>) {
  for (const one of granted)
    yield { person_id: one.personId, household_id: one.householdId, level: one.level };
}

function* persons(granted: Iterable<string>): Generator<{ person_id: string }> {
  for (const person of granted) yield { person_id: person };
}

/** Children who left a household that is there. `other_id`: the same child is listed in it under another id. */
const GONE = (households: string) => `
  CREATE TABLE gone_child AS
  SELECT CAST(h.hid AS INTEGER) AS hid, g.person_id, g.birth_date, g.listed_as IS NOT NULL AS other_id
  FROM gone_person g JOIN ${households} h ON h.household_id = g.household_id WHERE g.relation = 'CHILD'`;

/**
 * The rank of a birth is among all children ever listed in the household, of any age, living or not, those that left too.
 * SELECT of hid, person_id, birth_date, listed and birth, the rank from 1.
 * @param children SELECT of hid, person_id and birth_date: all children that some households list
 * @param households SELECT of the hid of those whose children who left are ranked too
 */
export function birthsSql(children: string, households = `SELECT hid FROM (${children})`): string {
  return `
  SELECT hid, person_id, birth_date, listed,
    row_number() OVER (PARTITION BY hid ORDER BY birth_date, person_id) AS birth
  FROM (
    SELECT hid, person_id, birth_date, true AS listed FROM (${children})
    UNION ALL
    SELECT hid, person_id, birth_date, false FROM gone_child
    WHERE NOT other_id AND hid IN (${households}))`;
}

const WITH_A_BIRTH = (members: string) => `
  SELECT hid, person_id, birth_date FROM ${members} WHERE relation = 'CHILD' AND hid IN (
    SELECT hid FROM ${members} WHERE relation = 'CHILD' AND birth_date > CAST($since AS DATE))`;

/** The grant is for the birth: it does not ask whether the child still lives. */
const CLAIMS = `
  CREATE TABLE birth_claim AS
  SELECT hid, person_id, birth FROM child_ranked
  WHERE listed AND list_contains(CAST($in_force AS BIGINT[]), birth) AND birth_date > CAST($since AS DATE)
    AND person_id NOT IN (SELECT person_id FROM birth_granted)`;

/**
 * Births that the household seems to have been granted before: for a child of the same birth date who is listed no more,
 * or at the same level for a child that is no twin. A child who left this household, and who left the one that was granted
 * its birth or is still listed in it while it is closed, was of one family: this has another number than before
 * (history/gone.ts).
 */
const IN_DOUBT = (claims: string, ranked: string, households: string) => `
  SELECT c.hid, c.person_id, c.birth,
    CAST(CASE c.birth WHEN 1 THEN $first_birth ELSE $second_birth END AS DECIMAL(12,2)) AS amount,
    CASE WHEN bool_or(g.birth_date = r.birth_date AND NOT g.listed) THEN 'SAME_BIRTH_DATE' ELSE 'SAME_LEVEL' END AS why
  FROM ${claims} c JOIN ${ranked} r ON r.hid = c.hid AND r.person_id = c.person_id
  JOIN (
    SELECT h.hid, b.level, coalesce(k.birth_date, l.birth_date) AS birth_date, coalesce(k.listed, false) AS listed
    FROM (
      SELECT person_id, household_id, level FROM birth_granted
      UNION
      SELECT b.person_id, g.household_id, b.level FROM birth_granted b
      JOIN gone_person g ON g.person_id = b.person_id AND g.relation = 'CHILD'
      WHERE (b.household_id, b.person_id) IN (SELECT (household_id, person_id) FROM gone_person)
        OR b.household_id IN (
          SELECT household_id FROM ${households}
          WHERE status = 'CLOSED' AND household_id IN (SELECT household_id FROM birth_granted))
    ) b
    JOIN (FROM ${households} WHERE hid IN (SELECT hid FROM ${claims})) h ON h.household_id = b.household_id
    LEFT JOIN ${ranked} k ON k.hid = h.hid AND k.person_id = b.person_id
    LEFT JOIN gone_child l ON l.hid = h.hid AND l.person_id = b.person_id
  ) g ON g.hid = c.hid
  WHERE g.birth_date = r.birth_date AND NOT g.listed
    OR g.level = CASE c.birth WHEN 1 THEN 'FIRST' ELSE 'SECOND' END
      AND NOT coalesce(g.listed AND g.birth_date = r.birth_date, false)
  GROUP BY c.hid, c.person_id, c.birth`;

/**
 * Moves births in doubt from a table of claims to `birth_in_doubt`.
 * @param ranked table made of birthsSql for these households
 */
export async function setAsideDoubts(
  workspace: Workspace,
  claims: string,
  ranked: string,
  households: string,
  { birthGrant }: Parameters,
): Promise<void> {
  await fill(workspace, birthInDoubt, IN_DOUBT(claims, ranked, households), {
    first_birth: toText(birthGrant.first),
    second_birth: toText(birthGrant.second),
  });
  await workspace.run(
    `DELETE FROM ${claims} WHERE (hid, person_id) IN (SELECT (hid, person_id) FROM birth_in_doubt)`,
  );
}

/** By household, as digits: "1", "2" or, for twins as first and second birth, "12". */
const BIRTH_GRANTS = `
  SELECT hid, string_agg(CAST(birth AS VARCHAR), '' ORDER BY birth) AS births FROM birth_claim GROUP BY hid`;

/**
 * Table `child_with_newborn`: all children of households with one whose birth may take a grant. They are few of millions:
 * taken out while the members stand in memory, they need not be looked for in files.
 * @param members a table with the hid, person_id, birth_date and relation of each member
 */
export async function takeNewborn(
  workspace: Workspace,
  parameters: Parameters,
  reference: Day,
  members: string,
): Promise<void> {
  const since = monthsBefore(reference, parameters.birthGrantWindow);
  await workspace.run(`CREATE TABLE child_with_newborn AS ${WITH_A_BIRTH(members)}`, { since });
}

/**
 * Tables `birth_claim` and `birth_in_doubt` (a row a child), `gone_child`, and `birth_grants` (a row a household). Tables
 * `gone_person` and `child_with_newborn` are in place; the latter goes.
 * @param households a table with the hid and household_id of each household
 */
export async function claimBirths(
  workspace: Workspace,
  parameters: Parameters,
  reference: Day,
  households: string,
): Promise<void> {
  const since = monthsBefore(reference, parameters.birthGrantWindow);
  await workspace.run(GONE(households));
  await workspace.run(`CREATE TABLE child_ranked AS ${birthsSql('FROM child_with_newborn')}`);
  await workspace.run(CLAIMS.replace('$in_force', `[${parameters.birthsInForce.join(', ')}]`), { since });
  await makeEmpty(workspace, birthInDoubt);
  await setAsideDoubts(workspace, 'birth_claim', 'child_ranked', households, parameters);
  await make(workspace, birthGrants, BIRTH_GRANTS);
  for (const done of ['child_with_newborn', 'child_ranked']) await workspace.run(`DROP TABLE ${done}`);
}

/** Drops these tables: for whoever asks again, under other rules. */
export async function forgetBirths(workspace: Workspace): Promise<void> {
  await drop(workspace, birthGrants, birthInDoubt);
  for (const table of ['birth_claim', 'gone_child']) await workspace.run(`DROP TABLE ${table}`);
}
