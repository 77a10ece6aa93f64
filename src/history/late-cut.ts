import type { SealedRun } from '../archive/open-run.js';
import { sealedTable } from '../archive/open-run.js';
import type { Period } from '../domain/period.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Months that were paid, or not paid, from a cut extract: a member of a household is missing in them, was listed in it in
 * the month before, and is listed in it again now; nothing dated says that it left: it stood nowhere else meanwhile. The
 * month is then due as if the extract had gone on saying what the one before it said of the member; only a death that is
 * known now counts. Where the whole household was missing, its month is due when it was paid in the month before, and
 * its own row (status, score, day of enrolment) lets it be paid now.
 */
const AGAIN = `
  CREATE TABLE listed_again AS
  SELECT g.household_id, g.person_id, g.left_in, c.deceased_now, n.row
  FROM (FROM gone_before WHERE left_in >= $oldest AND left_in < $period) g
  JOIN (FROM member_change WHERE listed_now AND NOT listed_before AND hid IS NOT NULL) c
    ON c.household_id = g.household_id AND c.person_id = g.person_id
  JOIN member_noted n ON n.household_id = g.household_id AND n.person_id = g.person_id
  WHERE g.person_id NOT IN (SELECT person_id FROM member_noted GROUP BY person_id HAVING count(*) > 1)
    AND g.person_id NOT IN (SELECT person_id FROM member_change WHERE listed_before)
    AND NOT EXISTS (FROM gone_before o
      WHERE o.person_id = g.person_id AND o.household_id <> g.household_id AND o.left_in > g.left_in)`;

const CREATE_MISSED = `
  CREATE TABLE missed_member (household_id VARCHAR, person_id VARCHAR, left_in VARCHAR, run INTEGER, birth_date DATE,
    relation VARCHAR, schooled BOOLEAN, father_deceased BOOLEAN, severe_disability BOOLEAN, social_cover VARCHAR,
    paid BOOLEAN)`;

/** As the month before the gap counted them. */
const MISSED = (members: readonly string[], register: readonly string[]) => `
  INSERT INTO missed_member
  SELECT a.household_id, a.person_id, a.left_in, $run, m.birth_date, m.relation, m.schooled, m.father_deceased,
    m.severe_disability, m.social_cover, coalesce(r.paid, false)
  FROM (FROM listed_again WHERE left_in = $left_in) a
  JOIN ${readParquet(members)} m ON m.household_id = a.household_id AND m.person_id = a.person_id
  LEFT JOIN (SELECT household_id, decision = 'PAY' AS paid FROM ${readParquet(register)}
    WHERE household_id IN (SELECT household_id FROM listed_again)) r ON r.household_id = a.household_id`;

/** What is said of each released month of the gap. */
const SAID = `
  INSERT INTO late_said
  WITH one AS (
    SELECT household_id, person_id, left_in, arg_max(birth_date, run) AS birth_date, arg_max(relation, run) AS relation,
      arg_max(schooled, run) AS schooled, arg_max(father_deceased, run) AS father_deceased,
      arg_max(severe_disability, run) AS severe_disability, arg_max(social_cover, run) AS social_cover,
      bool_or(paid) AS paid
    FROM missed_member GROUP BY household_id, person_id, left_in
  )
  SELECT o.household_id, o.person_id, 'EXTRACT_CUT', l.month, l.day, o.birth_date, o.relation, a.deceased_now,
    o.schooled, o.father_deceased, o.severe_disability, o.social_cover,
    o.paid AND h.status IN ('ACTIVE', 'BLOCKED') AND h.ise_score <= CAST($ise_threshold AS DECIMAL(9,6))
      AND h.enrolled_on <= l.day,
    'members', a.row, 'listed again (not in ' || o.left_in || ')'
  FROM one o JOIN listed_again a ON a.household_id = o.household_id AND a.person_id = o.person_id
  JOIN household h ON h.household_id = o.household_id
  JOIN late_look l ON l.month >= o.left_in`;

/**
 * Adds to `late_said` who was missed. Tables of changes, of who is gone, `member_noted` and `late_look` are in place.
 * @param runs the released runs of the months before, by month
 */
export async function findCut(
  workspace: Workspace,
  runs: ReadonlyMap<Period, readonly SealedRun[]>,
  at: { readonly period: Period; readonly oldest: Period; readonly iseThreshold: string },
): Promise<void> {
  const { period, oldest, iseThreshold } = at;
  await workspace.run(AGAIN, { period, oldest });
  const gaps = await workspace.select('SELECT DISTINCT left_in FROM listed_again ORDER BY left_in');
  if (gaps.length > 0) await workspace.run(CREATE_MISSED);
  for (const left of gaps.map((row) => row.text('left_in'))) {
    const before = [...runs.keys()].filter((month) => month < left).at(-1);
    for (const [run, sealed] of (before === undefined ? [] : (runs.get(before) ?? [])).entries()) {
      const [members, register] = [
        await sealedTable(sealed, 'members'),
        await sealedTable(sealed, 'register'),
      ];
      if (members.length > 0) await workspace.run(MISSED(members, register), { run, left_in: left });
    }
  }
  if (gaps.length > 0) {
    await workspace.run(SAID, { ise_threshold: iseThreshold });
    await workspace.run('DROP TABLE missed_member');
  }
  await workspace.run('DROP TABLE listed_again');
}
