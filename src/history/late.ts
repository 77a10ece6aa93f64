import { lateFact } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Dated facts that the extract says now of months that are released: a death, or a birth. They are kept from run to run
 * for as long as they make a difference in a month that may still be put right.
 */
export const LATE_FILE = 'history/late-facts.parquet';

const KNOWN = (file: string) => `
  SELECT household_id, person_id, cause, day, deceased_on, schooled, father_deceased, severe_disability, said_in, source
  FROM ${file} WHERE said_in >= $oldest`;

/** A child that does not live in the household any more was not born in it for what is to be paid. */
const LEFT = `
  DELETE FROM late_fact WHERE cause = 'BIRTH' AND (household_id, person_id) IN (
    SELECT (household_id, person_id) FROM member_change WHERE listed_before AND NOT listed_now AND hid IS NOT NULL)`;

/** The households that a person was listed in over the year: the months of the death were paid to one of them. */
const DEATHS = `
  CREATE TABLE late_said AS
  SELECT p.household_id, d.person_id, 'DEATH' AS cause, d.day, CAST(NULL AS DATE) AS deceased_on, false AS schooled,
    false AS father_deceased, false AS severe_disability, 'deceased_on' AS says
  FROM (
    SELECT person_id, min(deceased_now) AS day FROM member_change
    WHERE listed_now AND deceased_now <= CAST($before AS DATE) AND deceased_before IS DISTINCT FROM deceased_now
    GROUP BY person_id
  ) d JOIN (
    SELECT household_id, person_id FROM member_change WHERE listed_before
    UNION
    SELECT household_id, person_id FROM gone_before
  ) p ON p.person_id = d.person_id`;

/** A child that no extract of the year listed in any household, under whatever id, and that was born before the last month was paid. */
const BIRTHS = `
  INSERT INTO late_said
  SELECT c.household_id, c.person_id, 'BIRTH', c.birth_now, c.deceased_now, m.schooled, m.father_deceased,
    m.severe_disability, 'birth_date'
  FROM (
    SELECT household_id, hid, person_id, birth_now, deceased_now FROM member_change
    WHERE listed_now AND NOT listed_before AND hid IS NOT NULL AND relation_now = 'CHILD'
      AND birth_now > CAST($since AS DATE) AND birth_now <= CAST($before AS DATE)
      AND person_id NOT IN (SELECT person_id FROM member_change WHERE listed_before)
      AND person_id NOT IN (SELECT person_id FROM gone_before)
      AND person_id NOT IN (SELECT listed_as FROM gone_person WHERE listed_as IS NOT NULL)
  ) c JOIN member m ON m.hid = c.hid AND m.person_id = c.person_id`;

const SAID_AGAIN = `
  DELETE FROM late_fact WHERE (household_id, person_id, cause) IN (
    SELECT (household_id, person_id, cause) FROM late_said)`;

const SAID = `
  SELECT household_id, person_id, cause, day, deceased_on, schooled, father_deceased, severe_disability,
    $period AS said_in, $file || ': ' || person_id || ' ' || says || ' ' || CAST(day AS VARCHAR) AS source
  FROM late_said ORDER BY household_id, person_id, cause`;

/** The days between which a fact comes late, and who says it. */
export type Looked = {
  readonly period: string;
  /** The first month that may still be put right: what was said before it is of no use any more. */
  readonly oldest: string;
  /** Reference date of the month before the first that may still be put right. */
  readonly since: string;
  /** Reference date of the last month before this one. */
  readonly before: string;
  /** Where the extract says it, for people. */
  readonly file: string;
};

/** Makes table `late_fact` of what a run kept, for months from `oldest` on. @param kept its file; none: nothing came late */
export async function openLate(workspace: Workspace, kept: readonly string[], oldest: string): Promise<void> {
  await makeEmpty(workspace, lateFact);
  if (kept.length > 0) await fill(workspace, lateFact, KNOWN(readParquet(kept)), { oldest });
}

/** Makes table `late_fact`, from what the run before kept and what has changed since. Changes and who is gone are in place. */
export async function findLate(workspace: Workspace, kept: readonly string[], looked: Looked): Promise<void> {
  const { period, oldest, since, before, file } = looked;
  await openLate(workspace, kept, oldest);
  await workspace.run(LEFT);
  await workspace.run(DEATHS, { before });
  await workspace.run(BIRTHS, { since, before });
  await workspace.run(SAID_AGAIN);
  await fill(workspace, lateFact, SAID, { period, file });
  await workspace.run('DROP TABLE late_said');
}

/** Table `late_difference` has the households in which a fact makes a difference. */
export const LATE_TO_KEEP = `
  SELECT f.household_id, f.person_id, f.cause, f.day, f.deceased_on, f.schooled, f.father_deceased, f.severe_disability,
    f.said_in, f.source
  FROM late_fact f WHERE f.household_id IN (SELECT household_id FROM late_difference)
  ORDER BY f.household_id, f.person_id, f.cause`;
