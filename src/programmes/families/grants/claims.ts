import { type Day, monthsBefore } from '../../../domain/period.js';
import type { Parameters } from '../../../rules/parameters.js';
import { birthGrants } from '../../../tables/grants.js';
import { drop, make } from '../../../tables/table.js';
import type { Workspace } from '../../../workspace/duckdb.js';

/**
 * Which births take a grant this month (rules, 6), and what the ledger says was granted before: a child takes
 * each of its grants once, whatever household it lives in. Granted are the grants of released runs.
 */
export type Granted = {
  /** Persons whose birth grant was paid, ever. */
  readonly births: Iterable<string>;
  /** Persons whose school-return grant of this school year was paid. */
  readonly schools: Iterable<string>;
};

/** Tables `birth_granted` and `school_granted`, of person ids. */
export async function loadGranted(workspace: Workspace, granted: Granted): Promise<void> {
  const columns = { person_id: 'VARCHAR' } as const;
  await workspace.createFrom('birth_granted', columns, rows(granted.births));
  await workspace.createFrom('school_granted', columns, rows(granted.schools));
}

function* rows(persons: Iterable<string>): Generator<{ person_id: string }> {
  for (const person of persons) yield { person_id: person };
}

/**
 * The rank of a birth is among all children of the household, of any age, living or not. The grant is for the
 * birth: it does not ask whether the child still lives.
 */
const birthClaims = (inForce: string): string => `
  CREATE TABLE birth_claim AS
  SELECT hid, person_id, birth FROM (
    SELECT hid, person_id, birth_date, row_number() OVER (PARTITION BY hid ORDER BY rank_key) AS birth
    FROM member WHERE relation = 'CHILD' AND hid IN (
      SELECT hid FROM member WHERE relation = 'CHILD' AND birth_date > CAST($since AS DATE)))
  WHERE list_contains(CAST([${inForce}] AS BIGINT[]), birth) AND birth_date > CAST($since AS DATE)
    AND person_id NOT IN (FROM birth_granted)`;

/** By household, as digits: "1", "2" or, for twins as first and second birth, "12". */
const BIRTH_GRANTS = `
  SELECT hid, string_agg(CAST(birth AS VARCHAR), '' ORDER BY birth) AS births FROM birth_claim GROUP BY hid`;

/** Tables `birth_claim` (a row a child) and `birth_grants` (a row a household). */
export async function claimBirths(
  workspace: Workspace,
  parameters: Parameters,
  reference: Day,
): Promise<void> {
  await workspace.run(birthClaims(parameters.birthsInForce.join(', ')), {
    since: monthsBefore(reference, parameters.birthGrantWindow),
  });
  await make(workspace, birthGrants, BIRTH_GRANTS);
}

/** Drops both tables: for whoever asks again, under other rules. */
export async function forgetBirths(workspace: Workspace): Promise<void> {
  await drop(workspace, birthGrants);
  await workspace.run('DROP TABLE birth_claim');
}
