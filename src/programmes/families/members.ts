import { join } from 'node:path';
import { householdWithBadMember, member } from '../../tables/households.js';
import { make } from '../../tables/table.js';
import { batchFile, COLUMNAR, countOf, inBatches } from '../../workspace/batches.js';
import { readFolder, type Workspace, writePath } from '../../workspace/duckdb.js';
import { repeatedHashes } from '../../workspace/repeated.js';

/**
 * The members of the assessed households, as files of the run: every good row, by household, birth date and
 * person id. That is the order in which children have their ranks (rules, 2), and one household's members
 * are found in it without reading the rest. The facts are computed from these very files: what is sealed is
 * what was counted. A file holds the members of some hundred thousand households, all of each.
 */
export const MEMBERS_FOLDER = 'members';

/** A member's household by its number: the ids are compared once, for all that follows. */
const NUMBERED = `
  CREATE TABLE numbered_member AS
  SELECT CAST(h.hid AS INTEGER) AS hid, m.* EXCLUDE (household_id, faults, came), m.person_id = h.payee_id AS payee
  FROM member_row m JOIN household h ON h.household_id = m.household_id
  WHERE m.faults = 0`;

const MEMBERS = `
  SELECT m.hid AS household_no, h.household_id, m.person_id, m.birth_date, m.deceased_on, m.relation,
    m.schooled, m.public_school, m.school_level, m.severe_disability, m.father_deceased, m.social_cover, m.payee
  FROM (FROM numbered_member WHERE hid >= $first AND hid < $next) m
  JOIN (FROM household WHERE hid >= $first AND hid < $next) h ON h.hid = m.hid
  ORDER BY household_no, m.birth_date, m.person_id`;

/** Gives each good member row its household's number; the rows without one are looked at by relateMembers. */
export async function numberMembers(workspace: Workspace): Promise<void> {
  await workspace.run(NUMBERED);
}

/**
 * Writes the members' files into `folder`, which is there, and opens them as view `member`. `rank_key` rises in the order of a
 * household's members.
 */
export async function writeMembers(workspace: Workspace, folder: string): Promise<void> {
  const households = await countOf(workspace, 'household');
  await inBatches(households, (range, batch) =>
    workspace.run(`COPY (${MEMBERS}) TO ${writePath(join(folder, batchFile(batch)))} (${COLUMNAR})`, range),
  );
  await workspace.run('DROP TABLE numbered_member');
  await openMembers(workspace, folder);
}

/** View `member` over the files of a folder. */
export async function openMembers(workspace: Workspace, folder: string): Promise<void> {
  await make(
    workspace,
    member,
    `SELECT household_no AS hid, file_row_number AS rank_key, person_id, birth_date, deceased_on, relation, schooled,
      public_school, school_level, severe_disability, father_deceased, social_cover, payee
    FROM read_parquet(${readFolder(folder, '*.parquet')}, file_row_number = true, hive_partitioning = false)`,
  );
}

/** Good rows that have no number: their household is not assessed. */
const LEFT_OUT = `
  SELECT (SELECT count(*) FROM member_row WHERE faults = 0) - (SELECT count(*) FROM numbered_member) AS rows`;

const CREATE_STRAYS = 'CREATE TABLE stray_member (row BIGINT, household_id VARCHAR, person_id VARCHAR)';

/** Good rows whose household is in no household row, good or bad. */
const STRAYS = `
  INSERT INTO stray_member
  SELECT m.rowid, m.household_id, m.person_id FROM member_row m
  ANTI JOIN household h ON h.household_id = m.household_id
  WHERE m.faults = 0 AND (m.household_id IS NULL OR m.household_id NOT IN (FROM unreadable_household))`;

/** Good rows of households that are not assessed because their own row cannot be read. */
const UNASSESSED = `
  SELECT count(*) AS rows FROM member_row
  WHERE faults = 0 AND household_id IN (FROM unreadable_household)`;

/** As with households: few ids have a hash that occurs twice. */
const PERSONS_ON_SEVERAL_ROWS = `
  CREATE TABLE person_on_several_rows AS
  SELECT person_id FROM member_row
  WHERE faults = 0 AND hash(person_id) IN (
    ${repeatedHashes('person_id', 'member_row WHERE faults = 0')})
  GROUP BY person_id HAVING count(*) > 1`;

/**
 * A stray row is quarantined, so it is not one of the good rows on which a person may be twice. Nor is one of a household
 * that is closed: it pays nobody, and whoever lived in it lives elsewhere now.
 */
const DUPLICATE_PERSONS = `
  CREATE TABLE duplicate_person AS
  SELECT m.person_id FROM member_row m
  WHERE m.faults = 0 AND m.person_id IN (FROM person_on_several_rows)
    AND m.rowid NOT IN (SELECT row FROM stray_member)
    AND m.household_id NOT IN (SELECT household_id FROM household WHERE status = 'CLOSED')
  GROUP BY m.person_id HAVING count(*) > 1`;

const HOUSEHOLDS_OF_DUPLICATE_PERSONS = `
  CREATE TABLE household_with_duplicate_person AS
  SELECT DISTINCT household_id FROM member_row
  WHERE faults = 0 AND person_id IN (FROM duplicate_person)`;

const HOUSEHOLDS_WITH_BAD_MEMBER = `
  SELECT household_id FROM member_row WHERE faults <> 0 AND household_id IS NOT NULL
  UNION
  SELECT household_id FROM line_fault WHERE kind = 'members' AND household_id IS NOT NULL`;

const FAULTY_ROWS = `
  CREATE TABLE faulty_member_row AS
  SELECT rowid AS row, household_id, faults, came FROM member_row WHERE faults <> 0`;

/** What member rows say of each other and of the households; to be called when they have their numbers. */
export async function relateMembers(workspace: Workspace): Promise<void> {
  await workspace.run(CREATE_STRAYS);
  // Looking for rows without a household costs as much as numbering them: only if the count says so.
  if ((await workspace.one(LEFT_OUT)).count('rows') > 0) await workspace.run(STRAYS);
  await workspace.run(`CREATE TABLE unassessed_members AS ${UNASSESSED}`);
  for (const statement of [PERSONS_ON_SEVERAL_ROWS, DUPLICATE_PERSONS, HOUSEHOLDS_OF_DUPLICATE_PERSONS])
    await workspace.run(statement);
  await make(workspace, householdWithBadMember, HOUSEHOLDS_WITH_BAD_MEMBER);
  await workspace.run(FAULTY_ROWS);
}
