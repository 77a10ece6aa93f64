import { residentSql } from '../domain/beneficiary.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Deaths that an extract has reported, whatever later ones say. A person who is dead in one extract and lives in a later
 * one needs a decision: the household is held, and the months of the death are not paid, until there is one.
 */
export const DEATHS_FILE = 'history/known-deaths.parquet';

/** `held_in`: the household in which the person is listed as living all the same; null: in none. */
const CREATE = `
  CREATE TABLE known_death (person_id VARCHAR, deceased_on DATE, household_id VARCHAR, known_in VARCHAR,
    held_in VARCHAR)`;

/** What one decides on: this person, this day of death, as it was reported before the hold; not what is reported after. */
const REFERENCE = `d.person_id || '/' || CAST(d.deceased_on AS VARCHAR)`;

/** What the run before knew, but for what people have decided since: that the person lives. */
const KNOWN = (from: string) => `
  INSERT INTO known_death
  SELECT d.person_id, d.deceased_on, d.household_id, d.known_in, d.held_in FROM ${from} d
  ANTI JOIN (FROM doubt_decided WHERE doubt = 'DEATH_CONTRADICTED') e
    ON e.reference = ${REFERENCE} AND d.known_in <= e.held_since`;

/** For a run before that kept no such list: of the members of the runs there are, the last that says a day. */
const LISTED = (members: string) => `(
  SELECT person_id, max(deceased_on) AS deceased_on, max_by(household_id, deceased_on) AS household_id,
    $period AS known_in, CAST(NULL AS VARCHAR) AS held_in
  FROM ${members} WHERE deceased_on IS NOT NULL GROUP BY person_id)`;

const FIRST = `
  INSERT INTO known_death
  SELECT m.person_id, max(m.deceased_on), max(h.household_id), $period, NULL
  FROM member m JOIN household h ON h.hid = m.hid WHERE m.deceased_on IS NOT NULL GROUP BY m.person_id`;

/**
 * Said today, for the first time or with another day. Who was reported dead and has a day to come in its place lives
 * until then: what was reported stays known.
 */
const SAID = `
  CREATE TABLE death_said AS
  SELECT c.person_id, max(deceased_now) AS deceased_on, max_by(c.household_id, deceased_now) AS household_id
  FROM member_change c LEFT JOIN known_death d ON d.person_id = c.person_id
  WHERE listed_now AND deceased_now IS NOT NULL
    AND (deceased_before IS DISTINCT FROM deceased_now OR NOT listed_before)
    AND d.deceased_on IS DISTINCT FROM deceased_now
    AND NOT coalesce(d.deceased_on <= CAST($now AS DATE) AND deceased_now > CAST($now AS DATE), false)
  GROUP BY c.person_id`;

const SAID_AGAIN = 'DELETE FROM known_death WHERE person_id IN (SELECT person_id FROM death_said)';
const ADD_SAID = `
  INSERT INTO known_death SELECT person_id, deceased_on, household_id, $period, NULL FROM death_said`;

/** Said of a household whose own row cannot be read; not again of whom people have decided. */
const ADD_UNREAD = `
  INSERT INTO known_death
  SELECT person_id, deceased_on, household_id, $period, NULL FROM (
    SELECT person_id, max(deceased_on) AS deceased_on, max_by(household_id, deceased_on) AS household_id
    FROM member_unassessed WHERE deceased_on IS NOT NULL GROUP BY person_id) d
  WHERE person_id NOT IN (SELECT person_id FROM known_death)
    AND ${REFERENCE} NOT IN (SELECT reference FROM doubt_decided WHERE doubt = 'DEATH_CONTRADICTED')`;

/** Listed as living today: where something of the person has changed, where that was so before, and in institutions. */
const LIVING = `
  CREATE TABLE dead_and_living AS
  SELECT DISTINCT d.person_id, l.household_id, l.hid FROM known_death d JOIN (
    SELECT person_id, household_id, hid, deceased_now AS deceased_on FROM member_change WHERE listed_now AND hid IS NOT NULL
    UNION ALL
    SELECT m.person_id, h.household_id, h.hid, m.deceased_on
    FROM (SELECT DISTINCT held_in FROM known_death WHERE held_in IS NOT NULL) k
    JOIN household h ON h.household_id = k.held_in JOIN member m ON m.hid = h.hid
    UNION ALL
    SELECT person_id, ${residentSql('person_id')}, NULL, NULL FROM living_resident
  ) l ON l.person_id = d.person_id
  WHERE d.deceased_on <= CAST($now AS DATE) AND (l.deceased_on IS NULL OR l.deceased_on > CAST($now AS DATE))`;

const HELD_IN = `
  UPDATE known_death SET held_in = (
    SELECT min(l.household_id) FROM dead_and_living l
    WHERE l.person_id = known_death.person_id AND l.hid IS NOT NULL)
  WHERE held_in IS NOT NULL OR person_id IN (SELECT person_id FROM dead_and_living)`;

/** Rows for table `household_doubt`. */
export const CONTRADICTED = `
  SELECT l.household_id, l.hid, 'DEATH_CONTRADICTED' AS doubt, ${REFERENCE} AS reference
  FROM dead_and_living l JOIN known_death d ON d.person_id = l.person_id`;

/** The sealed files that know of deaths: the list of the run before; or, where it kept none, members of released runs. */
export type DeathsBefore =
  | { readonly list: readonly string[]; readonly members?: undefined }
  | { readonly list?: undefined; readonly members: readonly string[] };

/** Makes tables `known_death`, a row a person, and `dead_and_living`. Table `doubt_decided` must be there. */
export async function findDeaths(
  workspace: Workspace,
  before: DeathsBefore | null,
  { period, now }: { readonly period: string; readonly now: string },
): Promise<void> {
  await workspace.run(CREATE);
  if (before === null) await workspace.run(FIRST, { period });
  else if (before.list !== undefined) await workspace.run(KNOWN(readParquet(before.list)));
  else if (before.members.length > 0)
    await workspace.run(KNOWN(LISTED(readParquet(before.members))), { period });
  await workspace.run(SAID, { now });
  await workspace.run(SAID_AGAIN);
  await workspace.run(ADD_SAID, { period });
  await workspace.run(ADD_UNREAD, { period });
  await workspace.run(LIVING, { now });
  await workspace.run(HELD_IN);
  await workspace.run('DROP TABLE death_said');
}

export const DEATHS_TO_KEEP = `
  SELECT person_id, deceased_on, household_id, known_in, held_in FROM known_death ORDER BY person_id`;
