import { type SealedRun, sealedTable } from '../archive/open-run.js';
import type { Period } from '../domain/period.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';
import { PAST_MEMBERS_TABLE } from './persons-paid.js';

/**
 * What partner ministries say of released months for the first time in this run: a cover with its dates, or an
 * enrolment with its school year. Each run keeps what partners said. A later run looks only at persons for whom this
 * differs. The members whom the runs of a month counted then show which facts change.
 * A person who is no longer in the file is ignored, because partners remove what has ended. When a cover that was in
 * force has a different first or last day now, the person has no cover outside the new days.
 */
export const COVERS_FILE = 'history/known-covers.parquet';
export const ENROLMENTS_FILE = 'history/known-enrolments.parquet';

/**
 * What one kind of partner file says. Tables of now and before have the columns of `COLUMNS`; `row` is the first row
 * that says so.
 */
type Known = {
  readonly file: string;
  readonly columns: string;
  readonly table: string;
  /** SQL that reads the kept list with the column types of now. */
  readonly before: string;
  readonly now: string;
  /** SELECT of what is new for one month of `late_look`, for `late_said`. */
  readonly said: (members: string) => string;
};

const PERSONS = 'person_id IN (SELECT person_id FROM partner_person)';

const inForce = (span: string, look: string) =>
  `${span}.day <= ${look}.day AND (${span}.until IS NULL OR ${span}.until >= ${look}.day)`;

/**
 * The covers in force in the month, as decisions read them. When the rows of a person contradict each other, nothing
 * is added.
 */
const COVER_IN_FORCE = (from: string) => `
  SELECT s.person_id, min({code: enum_code(s.cover), row: s.row}) AS first,
    bool_or(s.cover = 'NONE') AND bool_or(s.cover <> 'NONE') AS contradicts
  FROM ${from} s JOIN (FROM late_look WHERE month = $month) l ON ${inForce('s', 'l')}
  WHERE s.person_id IN (SELECT person_id FROM cover_changed) GROUP BY s.person_id`;

const COVERS: Known = {
  file: COVERS_FILE,
  columns: 'person_id, cover, day, until',
  table: 'cover',
  before: 'person_id, CAST(cover AS social_cover) AS cover, day, until',
  now: `
    SELECT person_id, social_cover AS cover, covered_from AS day, covered_to AS until, min(rowid) AS row
    FROM social_security_row WHERE faults = 0 AND ${PERSONS} GROUP BY ALL`,
  said: (members) => `
    WITH now AS (${COVER_IN_FORCE('cover_now')}), shifted AS (
      SELECT b.person_id, min(n.row) AS row
      FROM (FROM cover_before WHERE person_id IN (SELECT person_id FROM cover_changed)) b
      JOIN (FROM late_look WHERE month = $month) l ON ${inForce('b', 'l')}
      JOIN cover_now n ON n.person_id = b.person_id AND n.cover = b.cover AND (n.day = b.day OR n.until = b.until)
      WHERE b.cover <> 'NONE' AND b.person_id NOT IN (SELECT person_id FROM now) GROUP BY b.person_id
    ), said AS (
      SELECT person_id, first.row AS row, true AS stands FROM now WHERE NOT contradicts
      UNION ALL SELECT person_id, row, false FROM shifted
    )
    SELECT m.household_id, m.person_id, 'COVER' AS cause, CAST(NULL AS BOOLEAN) AS schooled,
      CASE WHEN s.stands THEN CAST(c.cover AS VARCHAR) END AS social_cover, 'social_security' AS kind, s.row,
      'cover ' || CAST(c.cover AS VARCHAR) || ' from ' || CAST(c.day AS VARCHAR) || coalesce(' to ' || CAST(c.until AS VARCHAR), '') AS says
    FROM said s JOIN cover_now c ON c.row = s.row JOIN (${members}) m ON m.person_id = s.person_id
    WHERE m.social_cover <> CASE WHEN s.stands THEN CAST(c.cover AS VARCHAR) ELSE 'NONE' END`,
};

const ENROLMENTS: Known = {
  file: ENROLMENTS_FILE,
  columns: 'person_id, school_year, schooled',
  table: 'enrolment',
  before: 'person_id, school_year, schooled',
  now: `
    SELECT person_id, school_year, bool_and(schooled) AS schooled, min(rowid) AS row
    FROM schooling_row WHERE faults = 0 AND ${PERSONS} AND school_year >= (SELECT min(school_year) FROM late_look)
    GROUP BY person_id, school_year HAVING bool_and(schooled) = bool_or(schooled)`,
  said: (members) => `
    SELECT m.household_id, m.person_id, 'ENROLMENT' AS cause, s.schooled, CAST(NULL AS VARCHAR) AS social_cover,
      'schooling' AS kind, s.row,
      CASE WHEN s.schooled THEN 'enrolled' ELSE 'not enrolled' END || ' in ' || s.school_year || '-' || (s.school_year + 1) AS says
    FROM enrolment_now s JOIN enrolment_changed c ON c.person_id = s.person_id AND c.school_year = s.school_year
    JOIN (${members}) m ON m.person_id = s.person_id
    WHERE s.school_year = (SELECT school_year FROM late_look WHERE month = $month)
      AND m.relation = 'CHILD' AND m.schooled <> s.schooled`,
};

const COUNTED = 'household_id, person_id, relation, schooled, social_cover';
const SAID = (select: string) => `
  INSERT INTO late_said
  SELECT DISTINCT ON (s.household_id, s.person_id) s.household_id, s.person_id, s.cause, l.month, l.day, NULL, NULL, NULL,
    s.schooled, NULL, NULL, s.social_cover, NULL, s.kind, s.row, s.says
  FROM (${select}) s CROSS JOIN (FROM late_look WHERE month = $month) l
  ORDER BY s.household_id, s.person_id, s.row`;

/** The partner files of this month, and the lists that the run before kept. */
export type PartnerFiles = {
  readonly covers: { readonly sent: boolean; readonly kept: readonly string[] };
  readonly enrolments: { readonly sent: boolean; readonly kept: readonly string[] };
};

/**
 * Adds to `late_said` what partners say now of the months in `late_look`. Returns the lists that the next run needs,
 * by file; no list for a kind of file that never came.
 * @param runs the released runs of those months, and of this one, by month
 */
export async function findPartnersLate(
  workspace: Workspace,
  runs: ReadonlyMap<Period, readonly SealedRun[]>,
  files: PartnerFiles,
): Promise<(readonly [file: string, select: string])[]> {
  const keep: (readonly [string, string])[] = [];
  for (const [known, { sent, kept }] of [
    [COVERS, files.covers],
    [ENROLMENTS, files.enrolments],
  ] as const) {
    const { file, table, columns, before } = known;
    if (kept.length > 0)
      await workspace.run(`CREATE TABLE ${table}_before AS SELECT ${before} FROM ${readParquet(kept)}`);
    if (sent) await findKind(workspace, runs, known, kept.length > 0);
    const last = sent ? 'now' : 'before';
    if (sent || kept.length > 0) keep.push([file, `SELECT ${columns} FROM ${table}_${last} ORDER BY ALL`]);
  }
  return keep;
}

async function findKind(
  workspace: Workspace,
  runs: ReadonlyMap<Period, readonly SealedRun[]>,
  { table, now, columns, said }: Known,
  known: boolean,
): Promise<void> {
  await workspace.run(`CREATE TABLE ${table}_now AS ${now}`);
  // No list is kept: everything counts as new, and the members of each month show what it changes.
  if (!known)
    await workspace.run(`CREATE TABLE ${table}_before AS SELECT ${columns} FROM ${table}_now WHERE false`);
  const [here, before] = [`SELECT ${columns} FROM ${table}_now`, `SELECT ${columns} FROM ${table}_before`];
  const changed =
    table === 'cover'
      ? `SELECT person_id FROM ((${here} EXCEPT ${before}) UNION ALL (${before} EXCEPT ${here}))`
      : `(${here} EXCEPT ${before})`;
  await workspace.run(`CREATE TABLE ${table}_changed AS SELECT DISTINCT * FROM (${changed})`);
  const any = await workspace.one(`SELECT count(*) AS n FROM ${table}_changed`);
  if (any.count('n') === 0) return;
  const months = await workspace.select('SELECT month FROM late_look ORDER BY month');
  for (const month of months.map((row) => row.text('month'))) {
    for (const members of await counted(runs, month)) {
      const select = SAID(said(members));
      await workspace.run(select, { month });
    }
  }
}

/** SELECTs of the members whom the runs of a month counted, and of those for whom later runs computed and paid it. */
async function counted(runs: ReadonlyMap<Period, readonly SealedRun[]>, month: Period): Promise<string[]> {
  const found: string[] = [];
  for (const run of runs.get(month) ?? []) {
    const members = await sealedTable(run, 'members');
    if (members.length > 0) found.push(`SELECT ${COUNTED} FROM ${readParquet(members)}`);
  }
  for (const [later, sealed] of runs) {
    if (later <= month) continue;
    for (const run of sealed) {
      const [members, past] = [await sealedTable(run, 'members'), await sealedTable(run, PAST_MEMBERS_TABLE)];
      if (past.length > 0 && members.length > 0)
        found.push(`SELECT ${COUNTED} FROM ${readParquet(members)} WHERE household_id IN (
          SELECT household_id FROM ${readParquet(past)} WHERE period = $month)`);
    }
  }
  return found;
}
