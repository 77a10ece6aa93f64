import { birthCutoff, type Day } from '../../domain/period.js';
import { copyCsv, text, type Workspace } from '../../workspace/duckdb.js';

/** What cannot be of good rows that are well written: persons and households for people to look at. */
export const IMPLAUSIBLE_FILE = 'audit/implausible.csv';

const OLDEST = 110;
const YOUNGEST_MOTHER = 12;
const BIRTHS_A_DAY = 4;
const LARGEST = 25;

/** Households in which something may be: one pass over the members by the number of their household. */
const SUSPECTS = `
  CREATE TABLE suspect_household AS
  SELECT hid, count(*) FILTER (deceased_on IS NULL OR deceased_on > $now) AS living,
    min(birth_date) FILTER (female AND relation IN ('HEAD', 'SPOUSE')) AS mother_born
  FROM numbered_member GROUP BY hid
  HAVING living > ${LARGEST} OR count(*) FILTER (relation = 'CHILD') > ${BIRTHS_A_DAY}
    OR min(birth_date) FILTER (deceased_on IS NULL OR deceased_on > $now) <= $aged
    OR min(birth_date) FILTER (relation = 'CHILD') < mother_born + INTERVAL ${YOUNGEST_MOTHER} YEAR`;

const IMPLAUSIBLE = `
  CREATE TABLE implausible AS
  WITH one AS (SELECT m.*, s.mother_born FROM numbered_member m JOIN suspect_household s ON s.hid = m.hid),
  found AS (
    SELECT hid, person_id, 'AGE' AS what, datesub('year', birth_date, CAST($now AS DATE)) AS value FROM one
    WHERE birth_date <= $aged AND (deceased_on IS NULL OR deceased_on > $now)
    UNION ALL
    SELECT hid, person_id, 'MOTHER_AGE', datesub('year', mother_born, birth_date) FROM one
    WHERE relation = 'CHILD' AND birth_date < mother_born + INTERVAL ${YOUNGEST_MOTHER} YEAR
    UNION ALL
    SELECT hid, min(person_id), 'BIRTHS_OF_ONE_DAY', count(*) FROM one
    WHERE relation = 'CHILD' GROUP BY hid, birth_date HAVING count(*) > ${BIRTHS_A_DAY}
    UNION ALL
    SELECT hid, NULL, 'LIVING_MEMBERS', living FROM suspect_household WHERE living > ${LARGEST}
  )
  SELECT h.household_id, f.person_id, f.what, f.value FROM found f JOIN household h ON h.hid = f.hid ORDER BY ALL`;

/**
 * Makes table `implausible`: living members above 110, children born before their mother (the elder of the women who
 * are head or spouse) was 12, more than four births of one day, more than 25 living
 * members. To be called while the numbered members are there.
 */
export async function findImplausible(workspace: Workspace, now: Day): Promise<void> {
  const days = (sql: string) =>
    sql
      .replaceAll('$now', `DATE ${text(now)}`)
      .replaceAll('$aged', `DATE ${text(birthCutoff(now, OLDEST + 1))}`);
  await workspace.run(days(SUSPECTS));
  await workspace.run(days(IMPLAUSIBLE));
  await workspace.run('DROP TABLE suspect_household');
}

/** Writes the list. Returns its rows and households. @param path of the file */
export async function writeImplausible(
  workspace: Workspace,
  path: string,
): Promise<{ readonly rows: number; readonly households: number }> {
  const found = await workspace.one(
    'SELECT count(*) AS rows, count(DISTINCT household_id) AS households FROM implausible',
  );
  const [rows, households] = [found.count('rows'), found.count('households')];
  await workspace.run(copyCsv('implausible', path));
  return { rows, households };
}
