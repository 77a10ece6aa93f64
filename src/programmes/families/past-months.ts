import { join } from 'node:path';
import { birthCutoff, monthsBefore, type Period, referenceDate } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { pastFacts, pastMembers } from '../../tables/grants.js';
import { personSought } from '../../tables/history.js';
import { fill, make, makeEmpty } from '../../tables/table.js';
import { COLUMNAR, countOf } from '../../workspace/batches.js';
import { type Workspace, writePath } from '../../workspace/duckdb.js';
import { childSql, dated, KID, letters, NOW, schoolSql } from './facts.js';
import { birthsSql, setAsideDoubts } from './grants/claims.js';
import { doesNotCountSql, findPaidElsewhereThen } from './paid-elsewhere.js';

/**
 * Months that were not paid because too little was known of the household: what today's facts say of each,
 * looked at on that month's reference date under that month's parameters. Few households have such months, so
 * their members are taken out once, and each month is then looked at by itself.
 */
const MEMBERS = `
  CREATE TABLE past_member AS
  SELECT * FROM member WHERE hid IN (SELECT hid FROM past_month)`;

const SOUGHT = `
  SELECT p.period, m.person_id, h.household_id AS beneficiary
  FROM past_month p JOIN past_member m ON m.hid = p.hid JOIN household h ON h.hid = p.hid
  WHERE p.period = $period`;

/** Who lived there then, of the months in which anything is due; the counted children are those of the composition. */
const CREATE_LIVED =
  'CREATE TABLE past_lived (period VARCHAR, hid BIGINT, person_id VARCHAR, counted BOOLEAN)';

const LIVED = `
  INSERT INTO past_lived
  SELECT $period, hid, person_id, child AND rank <= $children_paid
  FROM (SELECT *, row_number() OVER (PARTITION BY hid, child ORDER BY rank_key) AS rank FROM (
    SELECT hid, person_id, rank_key,
      relation = 'CHILD' AND birth_date > $child_now AND NOT ${doesNotCountSql('$period')} AS child
    FROM past_member WHERE hid IN (SELECT hid FROM past_facts WHERE period = $period AND eligible)
      AND (hid, person_id) NOT IN (SELECT (hid, person_id) FROM adult_elsewhere WHERE period = $period)
      AND birth_date <= $now AND (deceased_on IS NULL OR deceased_on > $now)))`;

const CREATE_BIRTHS =
  'CREATE TABLE past_birth (hid BIGINT, period VARCHAR, person_id VARCHAR, birth INTEGER)';

const PERSON = { person_id: 'VARCHAR' } as const;

/**
 * What would have been decided of the household then, as far as it depends on it and not on the payment. Where the
 * month is paid elsewhere for everybody who lives there, or for an adult of them, nothing is due. A month that moved here from another number was
 * owed under it to a family that was in the programme, whatever day the new number gives.
 */
const ELIGIBLE = `coalesce(g.persons, 0) > 0 AND NOT g.covered AND a.hid IS NULL
    AND (h.enrolled_on <= $now OR h.household_id IN (SELECT household_id FROM moved_here WHERE period = $period))
    AND h.ise_score <= CAST($ise_threshold AS DECIMAL(9,6))`;

function factsSql(parameters: Parameters): string {
  return `
  WITH one AS (
    SELECT *, birth_date <= $now AND (deceased_on IS NULL OR deceased_on > $now) AS living,
      CASE WHEN ${doesNotCountSql('$period')} THEN 0 ELSE ${childSql('now')} END AS child_now, 0 AS child_before,
      person_id IN (SELECT person_id FROM person_paid WHERE period = $period) AS paid_elsewhere,
      ${schoolSql('past_school_granted', parameters)} AS school
    FROM past_member WHERE hid IN (SELECT hid FROM past_month WHERE period = $period)
  ), grouped AS (
    SELECT hid, count(*) FILTER (living AND NOT paid_elsewhere) AS persons, bool_or(living AND social_cover <> 'NONE') AS covered,
      list_sort(list(${KID}) FILTER (child_now <> 0)) AS kids
    FROM one GROUP BY hid
  )
  SELECT m.hid, m.period, coalesce(${ELIGIBLE}, false) AS eligible, coalesce(a.waits, false) AS waits,
    coalesce(${letters(NOW, parameters.childrenPaid)}, '') AS letters
  FROM past_month m JOIN household h ON h.hid = m.hid LEFT JOIN grouped g ON g.hid = m.hid
  LEFT JOIN (SELECT hid, bool_and(effect = 'WAITS') AS waits FROM adult_elsewhere
    WHERE period = $period AND effect <> 'CAME_SINCE' GROUP BY hid) a ON a.hid = m.hid
  WHERE m.period = $period`;
}

/**
 * Births that were in their window then (rules, 6), never granted, and not granted this month either. A birth
 * belongs to the first month in which it could have been granted: not to one in which its grant is abolished.
 */
const births = (inForce: string): string => `
  INSERT INTO past_birth
  SELECT hid, $period, person_id, birth FROM past_child
  WHERE listed AND list_contains(CAST([${inForce}] AS BIGINT[]), birth) AND birth_date > $since AND birth_date <= $now
    AND hid IN (SELECT hid FROM past_facts WHERE period = $period AND eligible)
    AND person_id NOT IN (SELECT person_id FROM birth_granted)
    AND person_id NOT IN (SELECT person_id FROM birth_claim) AND person_id NOT IN (SELECT person_id FROM birth_in_doubt)
    AND person_id NOT IN (SELECT person_id FROM past_birth)`;

const RANKED = `
  CREATE TABLE past_child AS ${birthsSql("SELECT hid, person_id, birth_date FROM past_member WHERE relation = 'CHILD'")}`;

const BIRTH_MARKS = `
  UPDATE past_facts f SET letters = f.letters || b.births
  FROM (SELECT hid, period, string_agg(CAST(birth AS VARCHAR), '' ORDER BY birth) AS births
    FROM past_birth GROUP BY hid, period) b
  WHERE b.hid = f.hid AND b.period = f.period`;

/** Takes out the members of the households of table `past_month`: table `past_member`. */
export async function takePastMembers(workspace: Workspace): Promise<void> {
  await workspace.run(MEMBERS);
}

/** Adds to `person_sought` those for whom a month would be paid late. */
export async function seekPastMembers(workspace: Workspace, period: Period): Promise<void> {
  await fill(workspace, personSought, SOUGHT, { period });
}

/**
 * From tables `past_month` (hid, period) and `past_member` to `past_facts`, with a row for each of its rows: whether the household
 * was eligible, and its composition, in the engine's letters. Table `past_birth` says whose births those are.
 * @param parametersOf the parameters of a month
 * @param movedHere households to which people moved, from another number, what is owed for a month
 */
export async function gatherPastMonths(
  workspace: Workspace,
  parametersOf: (period: Period) => Parameters,
  granted: SchoolGrants,
  movedHere: (period: Period) => readonly string[],
): Promise<void> {
  await workspace.createFrom(
    'moved_here',
    { household_id: 'VARCHAR', period: 'VARCHAR' },
    (await pastPeriods(workspace)).flatMap((period) =>
      movedHere(period).map((id) => ({ household_id: id, period })),
    ),
  );
  for (const statement of [CREATE_BIRTHS, CREATE_LIVED, RANKED]) await workspace.run(statement);
  await makeEmpty(workspace, pastFacts);
  await workspace.createFrom('past_school_granted', PERSON, []);
  for (const period of await pastPeriods(workspace)) {
    const parameters = parametersOf(period);
    if (parameters.schoolReturn) await loadGranted(workspace, Number(period.slice(0, 4)), granted);
    const now = referenceDate(period);
    const days = {
      now,
      child_now: birthCutoff(now, parameters.ageChild),
      infant_now: birthCutoff(now, parameters.ageSchooling),
    };
    await findPaidElsewhereThen(workspace, period, parameters);
    const facts = dated(factsSql(parameters), days);
    await fill(workspace, pastFacts, facts, { ...days, period, ise_threshold: parameters.iseThreshold });
    const { child_now } = days;
    const lived = { now, child_now };
    await workspace.run(dated(LIVED, lived), { ...lived, period, children_paid: parameters.childrenPaid });
    const window = { now, since: monthsBefore(now, parameters.birthGrantWindow) };
    await workspace.run(dated(births(parameters.birthsInForce.join(', ')), window), { ...window, period });
    await setAsideDoubts(workspace, 'past_birth', 'past_child', 'household', parameters);
  }
  await workspace.run(BIRTH_MARKS);
}

/** The months looked at, the oldest first. */
export async function pastPeriods(workspace: Workspace): Promise<Period[]> {
  const rows = await workspace.select('SELECT DISTINCT period FROM past_month ORDER BY period');
  return rows.map((row) => row.text('period'));
}

/** Who took the school-return grant of a year. */
export type SchoolGrants = {
  readonly any: (year: number) => boolean;
  /** Of these persons, those who did. */
  readonly among: (year: number, persons: readonly string[]) => string[];
};

async function loadGranted(workspace: Workspace, year: number, granted: SchoolGrants): Promise<void> {
  await workspace.run('DELETE FROM past_school_granted');
  if (!granted.any(year)) return; // a September that nobody ran has millions of pupils
  const pupils = await workspace.select(
    `SELECT person_id FROM past_member WHERE relation = 'CHILD' AND schooled AND public_school`,
  );
  const persons = granted.among(
    year,
    pupils.map((row) => row.text('person_id')),
  );
  await workspace.appendRows(
    'past_school_granted',
    PERSON,
    persons.map((person_id) => ({ person_id })),
  );
}

/** Of the past months that the run pays: who lived there then, and whether as a counted child. */
const PAST_MEMBERS = `
  SELECT d.household_id, l.period, l.person_id, l.counted
  FROM past_lived l JOIN debt d ON d.hid = l.hid AND d.origin = l.period
  WHERE d.kind = 'MONTH' AND d.unknown AND d.state = 'PAID'
  ORDER BY d.household_id, l.period, l.person_id`;

/** The file of a run's folder that says so; a run that pays no such month has none. */
export const PAST_MEMBERS_FILE = 'past-members.parquet';

/** Writes the file, for later runs; returns it and its rows. To be called when the months have their amounts. */
export async function writePastMembers(workspace: Workspace, folder: string): Promise<[string, number][]> {
  if ((await pastPeriods(workspace)).length === 0) return [];
  await make(workspace, pastMembers, PAST_MEMBERS);
  const rows = await countOf(workspace, 'past_members');
  if (rows === 0) return [];
  await workspace.run(`COPY past_members TO ${writePath(join(folder, PAST_MEMBERS_FILE))} (${COLUMNAR})`);
  return [[PAST_MEMBERS_FILE, rows]];
}
