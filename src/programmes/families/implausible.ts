import { birthCutoff, type Day } from '../../domain/period.js';
import { countOf } from '../../workspace/batches.js';
import { copyCsv, text, type Workspace } from '../../workspace/duckdb.js';

/** What cannot be of good rows that are well written: persons and households for people to look at. */
export const IMPLAUSIBLE_FILE = 'audit/implausible.csv';

const OLDEST = 110;
const YOUNGEST_MOTHER = 12;
const BIRTHS_A_DAY = 4;
const LARGEST = 25;

const CREATE =
  'CREATE TABLE implausible (household_id VARCHAR, person_id VARCHAR, what VARCHAR, value BIGINT)';

const AGES = `
  INSERT INTO implausible
  SELECT h.household_id, m.person_id, 'AGE', datesub('year', m.birth_date, CAST($now AS DATE))
  FROM numbered_member m JOIN household h ON h.hid = m.hid
  WHERE m.birth_date <= $aged AND (m.deceased_on IS NULL OR m.deceased_on > $now)`;

/** The women who may be the mother. */
const WOMEN = `SELECT hid, birth_date FROM numbered_member WHERE female AND relation IN ('HEAD', 'SPOUSE')`;
const OF_AGE = `CAST(birth_date + INTERVAL ${YOUNGEST_MOTHER} YEAR AS DATE)`;

/** A child born too early for the elder of the women is so for each of them: nobody is grouped to find it. */
const YOUNG_MOTHERS = `
  CREATE TABLE young_mother AS
  SELECT DISTINCT c.hid FROM (SELECT hid, birth_date FROM numbered_member WHERE relation = 'CHILD') c
  JOIN (SELECT hid, ${OF_AGE} AS of_age FROM (${WOMEN})) w ON w.hid = c.hid AND c.birth_date < w.of_age`;

const MOTHER_AGES = `
  INSERT INTO implausible
  SELECT h.household_id, c.person_id, 'MOTHER_AGE', datesub('year', m.born, c.birth_date)
  FROM (
    SELECT hid, min(birth_date) AS born FROM (${WOMEN}) WHERE hid IN (FROM young_mother) GROUP BY hid
  ) m JOIN household h ON h.hid = m.hid JOIN numbered_member c ON c.hid = m.hid
  WHERE c.relation = 'CHILD' AND c.birth_date < m.born + INTERVAL ${YOUNGEST_MOTHER} YEAR`;

const CROWDED = `
  INSERT INTO implausible
  SELECT h.household_id, NULL, 'LIVING_MEMBERS', f.persons
  FROM household_facts f JOIN household h ON h.hid = f.hid WHERE f.persons > ${LARGEST}`;

/** Few households have so many children; who they are is read where there is anything to say. */
const BORN_TOGETHER = `
  CREATE TABLE born_together AS
  SELECT CAST(hid AS INTEGER) AS hid, birth_date, count(*) AS births FROM member
  WHERE relation = 'CHILD' AND hid IN (SELECT hid FROM household_facts WHERE children_listed > ${BIRTHS_A_DAY})
  GROUP BY hid, birth_date HAVING count(*) > ${BIRTHS_A_DAY}`;

const BIRTHS = `
  INSERT INTO implausible
  SELECT h.household_id, min(m.person_id), 'BIRTHS_OF_ONE_DAY', b.births
  FROM born_together b JOIN household h ON h.hid = b.hid
  JOIN member m ON m.hid = b.hid AND m.birth_date = b.birth_date AND m.relation = 'CHILD'
  GROUP BY h.household_id, b.birth_date, b.births`;

/**
 * Makes table `implausible`, of single persons: living members above 110, and children born before their mother (the
 * elder of the women who are head or spouse) was 12. To be called while the numbered members are there.
 */
export async function findImplausiblePersons(workspace: Workspace, now: Day): Promise<void> {
  const days = (sql: string) =>
    sql
      .replaceAll('$now', `DATE ${text(now)}`)
      .replaceAll('$aged', `DATE ${text(birthCutoff(now, OLDEST + 1))}`);
  for (const statement of [CREATE, days(AGES), YOUNG_MOTHERS, MOTHER_AGES]) await workspace.run(statement);
  await workspace.run('DROP TABLE young_mother');
}

/** Adds to it more than four births of one day, and more than 25 living members; to be called when facts are gathered. */
export async function findImplausibleHouseholds(workspace: Workspace): Promise<void> {
  for (const statement of [CROWDED, BORN_TOGETHER]) await workspace.run(statement);
  if ((await countOf(workspace, 'born_together')) > 0) await workspace.run(BIRTHS);
  await workspace.run('DROP TABLE born_together');
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
  await workspace.run(copyCsv('(FROM implausible ORDER BY ALL)', path));
  return { rows, households };
}
