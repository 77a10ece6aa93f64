import type { SealedRun } from '../archive/open-run.js';
import { type Day, type Period, referenceDate, schoolYear } from '../domain/period.js';
import { lateFact } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';
import { findCut } from './late-cut.js';
import { findPartnersLate, type PartnerFiles } from './late-partners.js';
import { addNumbersNow, openNumbers, sinceOf } from './numbers.js';

/**
 * Facts that the extract says now of months that are released: a death, a birth, what partners say of covers and
 * enrolments (late-partners.ts), a member whom an extract missed (late-cut.ts). They are kept from run to run for as long
 * as a month that they are of may still be put right. A household in which none made a difference is looked at again when
 * more is said of it, when a month is paid to it that was owed, or when the rules change.
 */
export const LATE_FILE = 'history/late-facts.parquet';

const COLUMNS = `household_id, person_id, cause, day, deceased_on, schooled, father_deceased, severe_disability, said_in,
  source, month, birth_date, relation, social_cover, paid_before, quiet`;

const KNOWN = (file: string) => `
  SELECT ${COLUMNS} FROM ${file} WHERE said_in >= $oldest AND coalesce(month, $oldest) >= $oldest`;

/** No other household lists the person of a row than such as are closed. */
const NOWHERE_ELSE = (row: string) => `NOT EXISTS (
    FROM member_noted o JOIN household e ON e.household_id = o.household_id
    WHERE o.person_id = ${row}.person_id AND o.household_id <> ${row}.household_id AND e.status <> 'CLOSED')`;

/**
 * Children of whom two households said at once that they were born there: in neither is a month due for them, until an
 * extract lists each in one. A SELECT of person_id, over the births of every month from the day on.
 */
export const CLAIMED_TWICE = `
  SELECT person_id FROM late_fact WHERE cause = 'BIRTH' AND month IS NULL
  GROUP BY person_id HAVING count(DISTINCT household_id) > 1`;

const CREATE_CLAIMED = `CREATE TABLE late_claimed AS ${CLAIMED_TWICE}`;

/** Where they are listed now: the birth is said there anew. A household that is closed says nothing beside another. */
const CLAIMED = `
  INSERT INTO late_said
  SELECT n.household_id, n.person_id, 'BIRTH', NULL, f.birth_date, f.birth_date, 'CHILD', f.deceased_on, n.schooled,
    n.father_deceased, n.severe_disability, 'NONE', NULL, 'members', n.row, 'birth_date ' || CAST(f.birth_date AS VARCHAR)
  FROM member_noted n JOIN household h ON h.household_id = n.household_id
  JOIN (
    SELECT person_id, min(birth_date) AS birth_date, min(deceased_on) AS deceased_on FROM late_fact
    WHERE cause = 'BIRTH' AND person_id IN (FROM late_claimed) GROUP BY person_id
  ) f ON f.person_id = n.person_id
  WHERE h.status <> 'CLOSED' OR ${NOWHERE_ELSE('n')}`;
const CLAIMED_ANEW = `
  DELETE FROM late_fact WHERE cause = 'BIRTH' AND person_id IN (FROM late_claimed)
    AND person_id IN (SELECT person_id FROM late_said)`;

/** Births of children who do not live in the household any more: said of the months before they left, and of no other. */
const WHO_LEFT = `cause = 'BIRTH' AND month IS NULL AND person_id NOT IN (FROM late_claimed) AND (household_id, person_id) IN (
    SELECT (household_id, person_id) FROM member_change WHERE listed_before AND NOT listed_now AND hid IS NOT NULL)`;
const LEFT = [
  `INSERT INTO late_fact SELECT f.* REPLACE (l.month AS month)
    FROM (FROM late_fact WHERE ${WHO_LEFT}) f JOIN late_look l ON l.day >= f.day`,
  `DELETE FROM late_fact WHERE ${WHO_LEFT}`,
];

/** What is said now: as table `late_fact`, and the first row that says so, an ordinal of its kind of file. */
const CREATE_SAID = `
  CREATE TABLE late_said (household_id VARCHAR, person_id VARCHAR, cause VARCHAR, month VARCHAR, day DATE, birth_date DATE,
    relation VARCHAR, deceased_on DATE, schooled BOOLEAN, father_deceased BOOLEAN, severe_disability BOOLEAN,
    social_cover VARCHAR, paid_before BOOLEAN, kind VARCHAR, row BIGINT, says VARCHAR)`;

/** The households that a person was listed in over the year: the months of the death were paid to one of them. */
const DEATHS = `
  INSERT INTO late_said
  SELECT p.household_id, d.person_id, 'DEATH', NULL, d.day, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'members', d.row,
    'deceased_on ' || CAST(d.day AS VARCHAR)
  FROM (
    SELECT c.person_id, min(c.deceased_now) AS day, arg_min(n.row, (c.deceased_now, n.row)) AS row
    FROM member_change c JOIN member_noted n ON n.household_id = c.household_id AND n.person_id = c.person_id
    WHERE c.listed_now AND c.deceased_now <= CAST($before AS DATE) AND c.deceased_before IS DISTINCT FROM c.deceased_now
    GROUP BY c.person_id
  ) d JOIN (
    SELECT household_id, person_id FROM member_change WHERE listed_before
    UNION
    SELECT household_id, person_id FROM gone_before
  ) p ON p.person_id = d.person_id`;

/** A child that no extract of the year listed in any household, under whatever id, and that was born before the last month was paid. */
const BIRTHS = `
  INSERT INTO late_said
  SELECT c.household_id, c.person_id, 'BIRTH', NULL, c.birth_now, c.birth_now, 'CHILD', c.deceased_now, n.schooled,
    n.father_deceased, n.severe_disability, 'NONE', NULL, 'members', n.row, 'birth_date ' || CAST(c.birth_now AS VARCHAR)
  FROM (
    SELECT household_id, person_id, birth_now, deceased_now FROM member_change
    WHERE listed_now AND NOT listed_before AND hid IS NOT NULL AND relation_now = 'CHILD'
      AND birth_now > CAST($since AS DATE) AND birth_now <= CAST($before AS DATE)
      AND person_id NOT IN (SELECT person_id FROM member_change WHERE listed_before)
      AND person_id NOT IN (SELECT person_id FROM gone_before)
      AND person_id NOT IN (SELECT listed_as FROM gone_person WHERE listed_as IS NOT NULL)
  ) c JOIN member_noted n ON n.household_id = c.household_id AND n.person_id = c.person_id
  WHERE c.person_id NOT IN (FROM late_claimed)
    AND (c.household_id NOT IN (SELECT household_id FROM household WHERE status = 'CLOSED') OR ${NOWHERE_ELSE('c')})
  -- Nor one that goes on standing in the household that listed it before.
  AND NOT EXISTS (FROM member_noted o WHERE o.person_id = c.person_id
    AND NOT EXISTS (FROM member_change m WHERE m.household_id = o.household_id AND m.person_id = o.person_id))`;

/** A child was born in the household whatever number this had: its first months were paid under the old one. */
const BIRTHS_BEFORE = `
  INSERT INTO late_said
  WITH RECURSIVE home AS (
    SELECT household_id AS listed_in, person_id, household_id, CAST(NULL AS VARCHAR) AS until FROM late_said
    WHERE cause = 'BIRTH'
    UNION
    SELECT h.listed_in, h.person_id, n.old_household_id, n.since FROM home h
    JOIN family_number n ON n.new_household_id = h.household_id AND (h.until IS NULL OR n.since < h.until)
  )
  SELECT s.* REPLACE (h.household_id AS household_id, l.month AS month)
  FROM home h JOIN late_said s ON s.cause = 'BIRTH' AND s.household_id = h.listed_in AND s.person_id = h.person_id
  JOIN late_look l ON l.month < h.until AND l.day >= s.day`;

const SAID_AGAIN = `
  DELETE FROM late_fact WHERE (household_id, person_id, cause, coalesce(month, '')) IN (
    SELECT (household_id, person_id, cause, coalesce(month, '')) FROM late_said)`;

/** One row speaks where several runs of a month, or several rows of an extract, say the same. */
const SAID = `
  SELECT DISTINCT ON (s.household_id, s.person_id, s.cause, s.month)
    s.household_id, s.person_id, s.cause, s.month, s.day, s.birth_date, s.relation, s.deceased_on, s.schooled,
    s.father_deceased, s.severe_disability, s.social_cover, s.paid_before, false AS quiet, $period AS said_in,
    $period || ' ' || a.file || ' line ' || (a.line + s.row - a.row) || ': ' || s.person_id || ' ' || s.says AS source
  FROM late_said s ASOF JOIN line_anchor a ON a.kind = s.kind AND s.row >= a.row
  ORDER BY s.household_id, s.person_id, s.cause, s.month, s.row`;

/** Households of which more is said now, or in which the facts made a difference in the run before. */
const LOUD = 'SELECT household_id FROM late_fact WHERE NOT quiet';
const QUIET = `CREATE TABLE late_quiet AS SELECT ${COLUMNS} FROM late_fact WHERE household_id NOT IN (${LOUD})`;

/**
 * Facts that made no difference are looked at again too: the rules are others, or these households were paid.
 * @param households SELECT of household_id; without it all
 */
export async function wakeLate(workspace: Workspace, households?: string): Promise<void> {
  const which = households === undefined ? '' : `WHERE household_id IN (${households})`;
  await fill(workspace, lateFact, `SELECT ${COLUMNS} FROM late_quiet ${which}`);
  await workspace.run(`DELETE FROM late_quiet ${which}`);
}

/** The months in which a fact comes late. */
export type Looked = {
  readonly period: Period;
  /** The nth supplementary run of the month; 0: the regular one. */
  readonly supplement: number;
  /** The first month that may still be put right: what was said before it is of no use any more. */
  readonly oldest: Period;
  /** Reference date of the month before the first that may still be put right. */
  readonly since: Day;
  /** The last month that released runs have paid: the one before; of a supplementary run, its own. */
  readonly paidUntil: Period;
  /** The released runs from `oldest` on, by month in order. */
  readonly runs: ReadonlyMap<Period, readonly SealedRun[]>;
  readonly partners: PartnerFiles;
  /** A score above it keeps a household from being paid. */
  readonly iseThreshold: string;
};

/** Makes table `late_fact` of what a run kept, for months from `oldest` on. @param kept its file; none: nothing came late */
export async function openLate(workspace: Workspace, kept: readonly string[], oldest: string): Promise<void> {
  await makeEmpty(workspace, lateFact);
  if (kept.length > 0) await fill(workspace, lateFact, KNOWN(readParquet(kept)), { oldest });
}

const LOOK = { month: 'VARCHAR', day: 'VARCHAR', school_year: 'INTEGER' } as const;

/**
 * Makes table `late_fact`, from what the run before kept and what has changed since. Changes, who is gone, `renumbered`
 * and `member_noted` are in place. Returns what the next run must know of partners, by file.
 */
export async function findLate(
  workspace: Workspace,
  kept: readonly string[],
  looked: Looked,
): Promise<(readonly [file: string, select: string])[]> {
  const { period, oldest, since, paidUntil, runs } = looked;
  const before = referenceDate(paidUntil);
  await openLate(workspace, kept, oldest);
  for (const statement of [CREATE_SAID, CREATE_CLAIMED, CLAIMED, CLAIMED_ANEW])
    await workspace.run(statement);
  await workspace.run(DEATHS, { before });
  await workspace.run(BIRTHS, { since, before });
  const months = [...runs.keys()].filter((month) => month <= paidUntil);
  await workspace.createFrom(
    'late_month_read',
    LOOK,
    months.map((month) => {
      const day = referenceDate(month);
      return { month, day, school_year: Number(schoolYear(day).slice(0, 4)) };
    }),
  );
  await workspace.run(
    'CREATE TABLE late_look AS SELECT month, CAST(day AS DATE) AS day, school_year FROM late_month_read',
  );
  for (const statement of LEFT) await workspace.run(statement);
  await openNumbers(workspace, [...runs.values()].flat());
  await addNumbersNow(workspace, sinceOf(period, looked.supplement));
  await workspace.run(BIRTHS_BEFORE);
  await findCut(workspace, runs, looked);
  const keep = await findPartnersLate(workspace, runs, looked.partners);
  await workspace.run(SAID_AGAIN);
  await fill(workspace, lateFact, SAID, { period });
  await workspace.run(QUIET);
  await workspace.run(`DELETE FROM late_fact WHERE household_id NOT IN (${LOUD})`);
  for (const done of ['late_said', 'late_claimed', 'late_month_read', 'member_noted'])
    await workspace.run(`DROP TABLE ${done}`);
  return keep;
}

/**
 * Tables `late_difference` and `debt` have the households in which a fact makes a difference, and whose months may be
 * compared only when they are paid. What a supplementary run hears of its own month, its earlier runs having paid it, is
 * for the next run to compare. $before: reference date of the month before; $supplemented: the month of a supplementary
 * run, "" of a regular one.
 */
export const LATE_TO_KEEP = `
  SELECT * REPLACE (household_id NOT IN (SELECT household_id FROM late_difference UNION ALL SELECT household_id FROM debt)
    AND household_id NOT IN (
      SELECT household_id FROM late_fact WHERE said_in = $supplemented OR coalesce(month = $period, day > CAST($before AS DATE))
        OR cause = 'BIRTH' AND person_id IN (${CLAIMED_TWICE})) AS quiet)
  FROM (SELECT ${COLUMNS} FROM late_fact UNION ALL SELECT ${COLUMNS} FROM late_quiet)
  ORDER BY household_id, person_id, cause, month`;
