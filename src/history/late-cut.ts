import type { SealedRun } from '../archive/open-run.js';
import { sealedTable } from '../archive/open-run.js';
import type { Period } from '../domain/period.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';
import { PAST_MEMBERS_TABLE } from './persons-paid.js';

/**
 * Released months from an incomplete extract. The extract misses a member of a household. The extract of the month
 * before lists the member, and so does the current extract. No dated fact says that the member left, and no other
 * household listed the member meanwhile.
 * The month is then due as if its extract repeated the row of the month before. Only a death that is known now
 * changes that row. When the extract missed the whole household, its month is due if it was paid in the month before
 * and its current row (status, score, enrolment date) allows a payment.
 */
const AGAIN = `
  CREATE TABLE listed_again AS
  SELECT g.household_id, g.person_id, g.left_in, c.deceased_now, n.row
  FROM (FROM gone_before WHERE left_in >= $oldest AND left_in <= $paid_until) g
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

/** The members as the run of the month before the gap counted them. */
const MISSED = (members: readonly string[], register: readonly string[]) => `
  INSERT INTO missed_member
  SELECT a.household_id, a.person_id, a.left_in, $run, m.birth_date, m.relation, m.schooled, m.father_deceased,
    m.severe_disability, m.social_cover, coalesce(r.paid, false)
  FROM (FROM listed_again WHERE left_in = $left_in) a
  JOIN ${readParquet(members)} m ON m.household_id = a.household_id AND m.person_id = a.person_id
  LEFT JOIN (SELECT household_id, decision = 'PAY' AS paid FROM ${readParquet(register)}
    WHERE household_id IN (SELECT household_id FROM listed_again)) r ON r.household_id = a.household_id`;

/** The late facts for each released month of the gap. */
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
  JOIN late_look l ON l.month >= o.left_in
    OR (o.household_id, l.month) IN (SELECT (household_id, month) FROM month_from_cut WHERE paid_in >= o.left_in)`;

/** Earlier months that a run computed from such an extract, for households of missed members. */
const CREATE_COMPUTED_LATE =
  'CREATE TABLE month_from_cut (household_id VARCHAR, month VARCHAR, paid_in VARCHAR)';
const COMPUTED_LATE = (files: readonly string[]) => `
  INSERT INTO month_from_cut
  SELECT DISTINCT household_id, period, $paid_in FROM ${readParquet(files)}
  WHERE household_id IN (SELECT household_id FROM listed_again)`;

/**
 * Adds the missed members to table `late_said`. Needs the tables of changes and of persons who left, `member_noted`
 * and `late_look`.
 * @param runs the released runs of earlier months, by month
 */
export async function findCut(
  workspace: Workspace,
  runs: ReadonlyMap<Period, readonly SealedRun[]>,
  at: { readonly paidUntil: Period; readonly oldest: Period; readonly iseThreshold: string },
): Promise<void> {
  const { paidUntil, oldest, iseThreshold } = at;
  await workspace.run(AGAIN, { paid_until: paidUntil, oldest });
  const gaps = await workspace.select('SELECT DISTINCT left_in FROM listed_again ORDER BY left_in');
  if (gaps.length > 0) await workspace.run(CREATE_MISSED);
  for (const left of gaps.map((row) => row.text('left_in'))) {
    const before = [...runs].filter(([month, of]) => month < left && of.length > 0).at(-1)?.[0];
    for (const [run, sealed] of (before === undefined ? [] : (runs.get(before) ?? [])).entries()) {
      const [members, register] = [
        await sealedTable(sealed, 'members'),
        await sealedTable(sealed, 'register'),
      ];
      if (members.length > 0) await workspace.run(MISSED(members, register), { run, left_in: left });
    }
  }
  if (gaps.length > 0) {
    await findComputedLate(workspace, runs);
    await workspace.run(SAID, { ise_threshold: iseThreshold });
    for (const done of ['missed_member', 'month_from_cut']) await workspace.run(`DROP TABLE ${done}`);
  }
  await workspace.run('DROP TABLE listed_again');
}

async function findComputedLate(
  workspace: Workspace,
  runs: ReadonlyMap<Period, readonly SealedRun[]>,
): Promise<void> {
  await workspace.run(CREATE_COMPUTED_LATE);
  for (const run of [...runs.values()].flat()) {
    const files = await sealedTable(run, PAST_MEMBERS_TABLE);
    if (files.length > 0) await workspace.run(COMPUTED_LATE(files), { paid_in: run.period });
  }
}
