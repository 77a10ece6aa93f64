import { fromLetters, fromText } from '../../domain/composition.js';
import { centimesOf, toText } from '../../domain/money.js';
import { referenceDate } from '../../domain/period.js';
import { EXCLUDING_COVERS } from '../../domain/vocabulary.js';
import type { Parameters } from '../../rules/parameters.js';
import { lateMonth, latePerson } from '../../tables/history.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { readParquet, readPath, text, type Workspace } from '../../workspace/duckdb.js';
import { assess } from './assess.js';
import { AID } from './components.js';
import { childSql, dated, KID, letters, NOW } from './facts.js';
import { CUT, daysOf, findLatePersons } from './late-persons.js';

/**
 * What a released month is due by what is known now, under today's rules. A household's monthly aid is computed again
 * when a fact came late (table `late_fact`). When the rules for the month have changed, every composition that was
 * paid is computed again. Grants are not computed here: they are granted once, whenever they are claimed.
 */

/** What one run of the month wrote: its register, and the members whom it counted. */
export type PaidBy = {
  readonly register: string;
  readonly members: readonly string[];
  /** The members' fields that partners' files changed; null when there are none. */
  readonly overrides: string | null;
  /**
   * Children who were not counted, because the month was already paid for them in another household; null when there
   * are none.
   */
  readonly elsewhere: string | null;
};

/** What a later run wrote of the month, when it computed and paid it with the members that it counted itself. */
export type PaidLateBy = {
  /** The lineage of its arrears. */
  readonly arrears: string;
  readonly members: readonly string[];
  readonly elsewhere: string | null;
  /** The parameters of the month under the rules that the run used. */
  readonly parameters: Parameters;
};

/**
 * Late facts that apply to the month: by their day, up to the reference date, or by their month. A birth in two households
 * at once (history/late.ts) applies in neither.
 */
const APPLIES = `(month IS NULL AND day <= CAST($now AS DATE) OR month = $period)
  AND (cause <> 'BIRTH' OR person_id NOT IN (
    SELECT person_id FROM late_fact WHERE cause = 'BIRTH' AND month IS NULL
    GROUP BY person_id HAVING count(DISTINCT household_id) > 1))`;
const LATE = `SELECT household_id FROM late_fact WHERE ${APPLIES}`;
const COMPOSITION = `split_part(composition, '+', 1)`;

/** A household that was held or blocked and is paid the month later was paid the month's own amount. */
const WAS_PAID = `(decision = 'PAY'
    OR composition IS NOT NULL AND entitlement > 0 AND household_id IN (SELECT household_id FROM paid_later))`;
const COVERED = `decision = 'INELIGIBLE' AND reason IN (${EXCLUDING_COVERS.map(text).join(', ')})`;

/** Arrears of the month whose amount was unknown when they were recorded, and computed when they were paid. */
const COMPUTED_LATER = (arrears: string) => `
  SELECT household_id, ${COMPOSITION} AS composition FROM ${csv(arrears)}
  WHERE origin_month = $period AND composition IS NOT NULL`;

/** The register rows of households with a late fact. They are few of millions, so the register is read only once. */
const READ = (register: string) => `
  INSERT INTO late_row
  SELECT $run, household_id, decision, reason, composition, entitlement, CAST(100 * (${AID}) AS BIGINT)
  FROM ${readParquet([register])} WHERE household_id IN (${LATE})`;

/**
 * Every composition to compute again, with the amount that was paid.
 * @param rows rows of registers
 */
const COMPOSITIONS = (rows: string) => `
  SELECT DISTINCT ${COMPOSITION} AS composition FROM ${rows} WHERE ${WAS_PAID} ORDER BY composition`;

/** Households with a late fact, and households whose composition has a different amount under today's rules. */
const PAID = (rows: string) => `
  INSERT INTO paid_then
  SELECT r.household_id, r.composition, p.centimes, r.aid, $run, r.late
  FROM (
    SELECT household_id, ${COMPOSITION} AS composition, aid, household_id IN (${LATE}) AS late
    FROM ${rows} WHERE ${WAS_PAID} AND household_id NOT IN (SELECT household_id FROM paid_then)
  ) r JOIN price_now p ON p.composition = r.composition
  WHERE r.late OR p.centimes <> r.aid`;

/** The same as PAID, for a run that paid the month later. */
const PAID_LATER = (arrears: string) => `
  INSERT INTO paid_then
  SELECT r.household_id, r.composition, p.centimes, b.centimes, $run, r.household_id IN (${LATE})
  FROM (${COMPUTED_LATER(arrears)}) r
  JOIN price_now p ON p.composition = r.composition JOIN price_before b ON b.composition = r.composition
  WHERE r.household_id NOT IN (SELECT household_id FROM paid_then)
    AND (r.household_id IN (${LATE}) OR p.centimes <> b.centimes)`;

/**
 * Households with a late fact that were not paid because of a cover, in the last run that decided on them: the cover
 * may end, or its holder may be dead. The runs are read from the last to the first.
 */
const NOT_PAID = `
  INSERT INTO paid_then
  SELECT household_id, '', NULL, 0, $run, true FROM late_row
  WHERE run = $run AND ${COVERED}
    AND household_id NOT IN (SELECT household_id FROM paid_then)
    AND household_id NOT IN (SELECT household_id FROM decided_then)`;
const DECIDED_THEN = 'INSERT INTO decided_then SELECT household_id FROM late_row WHERE run = $run';

/** Households that the extract of the month missed entirely, and to which the month is not owed. */
const MISSED = `
  INSERT INTO paid_then
  SELECT DISTINCT household_id, '', CAST(NULL AS BIGINT), 0, CAST(NULL AS INTEGER), true FROM late_fact
  WHERE cause = 'EXTRACT_CUT' AND month = $period AND paid_before
    AND household_id NOT IN (SELECT household_id FROM decided_then)
    AND household_id NOT IN (SELECT household_id FROM owed_then)`;

/** The members of those households, as the run counted them and as they are known now. */
const MEMBERS = (members: readonly string[]) => `
  INSERT INTO late_member
  WITH counted AS (
    SELECT m.household_id, m.person_id, m.birth_date, m.deceased_on, m.relation, m.schooled, m.father_deceased,
      m.severe_disability, m.social_cover
    FROM ${members.length === 0 ? '(SELECT * FROM late_member WHERE false)' : readParquet(members)} m
    WHERE m.household_id IN (SELECT household_id FROM paid_then WHERE late AND run IS NOT DISTINCT FROM CAST($run AS INTEGER))
      AND NOT (m.relation = 'CHILD' AND (m.person_id IN (FROM resident_then)
        OR (m.household_id, m.person_id) IN (FROM elsewhere_then)))
  ), fact AS (
    FROM late_fact WHERE ${APPLIES}
  ), known AS (
    SELECT false AS known, * FROM counted
    UNION ALL
    SELECT true, c.household_id, c.person_id, c.birth_date, coalesce(d.day, c.deceased_on), c.relation,
      coalesce(e.schooled, c.schooled), c.father_deceased, c.severe_disability,
      CASE WHEN v.person_id IS NULL THEN c.social_cover ELSE coalesce(v.social_cover, o.old, c.social_cover) END
    FROM counted c
    LEFT JOIN (FROM fact WHERE cause = 'DEATH') d ON d.household_id = c.household_id AND d.person_id = c.person_id
    LEFT JOIN (FROM fact WHERE cause = 'ENROLMENT') e ON e.household_id = c.household_id AND e.person_id = c.person_id
    LEFT JOIN (FROM fact WHERE cause = 'COVER') v ON v.household_id = c.household_id AND v.person_id = c.person_id
    LEFT JOIN overridden_then o ON o.household_id = c.household_id AND o.person_id = c.person_id
    UNION ALL
    SELECT true, f.household_id, f.person_id, f.birth_date, coalesce(d.day, f.deceased_on), f.relation, f.schooled,
      f.father_deceased, f.severe_disability, f.social_cover
    FROM fact f LEFT JOIN (FROM fact WHERE cause = 'DEATH') d
      ON d.household_id = f.household_id AND d.person_id = f.person_id
    WHERE f.cause IN ('BIRTH', 'CHILD_MOVED', 'EXTRACT_CUT')
      AND f.household_id IN (SELECT household_id FROM paid_then WHERE late AND run IS NOT DISTINCT FROM CAST($run AS INTEGER))
      AND (f.household_id, f.person_id) NOT IN (SELECT (household_id, person_id) FROM counted)
      AND (f.household_id, f.person_id) NOT IN (FROM elsewhere_then)
      AND f.person_id NOT IN (FROM resident_then)
      AND NOT EXISTS (FROM counted_late l WHERE l.person_id = f.person_id AND l.household_id <> f.household_id)
  )
  SELECT *, row_number() OVER (PARTITION BY known, household_id ORDER BY birth_date, person_id) AS rank_key FROM known`;

const FACTS = ({ childrenPaid }: Parameters) => `
  WITH one AS (
    SELECT *, deceased_on IS NULL OR deceased_on > $now AS living, ${childSql('now')} AS child_now, 0 AS child_before,
      0 AS school
    FROM late_member
  ), grouped AS (
    SELECT household_id, known, count(*) FILTER (living) AS persons,
      coalesce(bool_or(living AND social_cover <> 'NONE'), false) AS covered,
      list_sort(list(${KID}) FILTER (child_now <> 0)) AS kids
    FROM one GROUP BY household_id, known
  )
  SELECT household_id, known, persons, covered, coalesce(${letters(NOW, childrenPaid)}, '') AS letters FROM grouped`;

/** When several causes apply, the first of this list is named. */
const CAUSES = `['DEATH', 'BIRTH', 'CHILD_MOVED', 'COVER', 'ENROLMENT', 'EXTRACT_CUT']`;

/**
 * The amount that was paid depends on which children were paid elsewhere, and the run knew that. So late facts change
 * that amount: they add and subtract what they are worth. A household in which nobody lived, or in which a member had
 * a cover, was due nothing.
 */
const MONTH = `
  SELECT p.household_id, $period AS month,
    CASE WHEN s.household_id IS NULL THEN 'RULES' WHEN s.of_cover AND n.covered IS DISTINCT FROM t.covered THEN 'COVER'
      ELSE s.cause END AS cause,
    p.aid AS paid,
    CASE WHEN n.persons = 0 OR n.covered THEN 0 WHEN p.centimes IS NULL THEN coalesce(a.centimes, 0)
      ELSE greatest(0, p.centimes + coalesce(a.centimes - b.centimes, 0)) END AS due,
    coalesce(s.source, $rules) AS source, c.household_id IS NOT NULL AS cut
  FROM paid_then p LEFT JOIN (${CUT}) c ON c.household_id = p.household_id
  LEFT JOIN (FROM late_letters WHERE known) n ON n.household_id = p.household_id
  LEFT JOIN (FROM late_letters WHERE NOT known) t ON t.household_id = p.household_id
  LEFT JOIN letters_now a ON a.letters = n.letters
  LEFT JOIN letters_now b ON b.letters = t.letters
  LEFT JOIN (
    SELECT household_id, (${CAUSES})[min(list_position(${CAUSES}, cause))] AS cause, bool_or(cause = 'COVER') AS of_cover,
      string_agg(source, '; ' ORDER BY list_position(${CAUSES}, cause), person_id) AS source
    FROM late_fact WHERE ${APPLIES} GROUP BY household_id
  ) s ON s.household_id = p.household_id AND (n.persons = 0 OR n.covered IS DISTINCT FROM t.covered
    OR n.letters IS DISTINCT FROM t.letters OR p.centimes = p.aid)
  ORDER BY p.household_id`;

const OWN_TABLES = {
  late_row: `run INTEGER, household_id VARCHAR, decision VARCHAR, reason VARCHAR, composition VARCHAR,
    entitlement DECIMAL(12,2), aid BIGINT`,
  paid_then:
    'household_id VARCHAR, composition VARCHAR, centimes BIGINT, aid BIGINT, run INTEGER, late BOOLEAN',
  decided_then: 'household_id VARCHAR',
  late_member: `known BOOLEAN, household_id VARCHAR, person_id VARCHAR, birth_date DATE, deceased_on DATE,
    relation VARCHAR, schooled BOOLEAN, father_deceased BOOLEAN, severe_disability BOOLEAN, social_cover VARCHAR,
    rank_key BIGINT`,
  resident_then: 'person_id VARCHAR',
  elsewhere_then: 'household_id VARCHAR, person_id VARCHAR',
  counted_late: 'household_id VARCHAR, person_id VARCHAR',
  overridden_then: 'household_id VARCHAR, person_id VARCHAR, old VARCHAR',
} as const;

/** Creates the tables of computed months, empty. */
export async function openLateMonths(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, lateMonth, latePerson);
}

/** What the sealed folders and the ledger say of one released month. */
export type MonthPaid = {
  /** Its runs, in their order. */
  readonly runs: readonly PaidBy[];
  /** Later runs that computed the month and paid it to some households. */
  readonly later: readonly PaidLateBy[];
  /** Households to which the month was owed with a known amount, and which were paid it later. */
  readonly paidLater: readonly string[];
  /** Households to which the month is or was owed. Called only when the extract of the month missed a household. */
  readonly owed: () => readonly string[];
  /** SELECTs of household and child, of those whom runs counted when they computed and paid the month later. */
  readonly countedLate: readonly string[];
  /** Registers of the residents whom its runs paid. */
  readonly residents: readonly string[];
};

/**
 * Fills `late_month` for one released month: what its households were paid, and what is due now; and `late_person`, the
 * children for whom more is due. Amounts are centimes of the monthly aid only.
 * @param parameters the parameters of the month under the rules of today
 * @param rules why every composition is computed again, as a source; null when only late facts are looked at
 */
export async function priceLateMonth(
  workspace: Workspace,
  paid: MonthPaid,
  parameters: Parameters,
  rules: string | null,
): Promise<void> {
  const { period } = parameters;
  const now = referenceDate(period);
  for (const [name, columns] of Object.entries(OWN_TABLES))
    await workspace.run(`CREATE OR REPLACE TABLE ${name} (${columns})`);
  await workspace.run('DELETE FROM late_month');
  await named(workspace, 'paid_later', paid.paidLater);
  for (const [run, { register }] of paid.runs.entries())
    await workspace.run(READ(register), { run, now, period });
  await findPaid(workspace, paid, parameters, rules !== null);
  await findNotPaid(workspace, paid, { period, now });
  for (const register of paid.residents)
    await workspace.run(
      `INSERT INTO resident_then SELECT person_id FROM ${readParquet([register])} WHERE decision = 'PAY'`,
    );
  for (const select of paid.countedLate)
    await workspace.run(`INSERT INTO counted_late ${select}`, { period });
  const sources = [...paid.runs, ...paid.later.map((one) => ({ ...one, overrides: null }))];
  for (const [run, { members, overrides, elsewhere }] of sources.entries()) {
    const late = await workspace.one('SELECT count(*) AS n FROM paid_then WHERE late AND run = $run', {
      run,
    });
    if (members.length === 0 || late.count('n') === 0) continue;
    await loadChanges(workspace, { period, now }, overrides, elsewhere);
    await workspace.run(MEMBERS(members), { run, now, period });
  }
  await workspace.run(MEMBERS([]), { run: null, now, period });
  await spell(workspace, parameters);
  await fill(workspace, lateMonth, MONTH, { period, now, rules: rules ?? '' });
  await findLatePersons(workspace, parameters);
}

/** Fills table `paid_then`: the households that the month's runs or later runs paid, if they are to be looked at. */
async function findPaid(
  workspace: Workspace,
  { runs, later }: MonthPaid,
  parameters: Parameters,
  all: boolean,
): Promise<void> {
  const { period } = parameters;
  const now = referenceDate(period);
  const known = await workspace.select(
    COMPOSITIONS(all && runs.length > 0 ? readParquet(runs.map((run) => run.register)) : 'late_row'),
  );
  const compositions = new Set(known.map((row) => row.text('composition')));
  const before = new Map<PaidLateBy, string[]>();
  for (const one of later) {
    const rows = await workspace.select(
      `SELECT DISTINCT composition FROM (${COMPUTED_LATER(one.arrears)}) ORDER BY composition`,
      { period },
    );
    const found = rows.map((row) => row.text('composition'));
    before.set(one, found);
    for (const composition of found) compositions.add(composition);
  }
  await price(workspace, 'price_now', compositions, parameters);
  for (const [run, { register }] of runs.entries()) {
    const every = `(SELECT *, CAST(100 * (${AID}) AS BIGINT) AS aid FROM ${readParquet([register])})`;
    const rows = all ? every : '(FROM late_row WHERE run = $run)';
    await workspace.run(PAID(rows), { run, now, period });
  }
  for (const [place, one] of later.entries()) {
    await price(workspace, 'price_before', before.get(one) ?? [], one.parameters);
    await workspace.run(PAID_LATER(one.arrears), { run: runs.length + place, now, period });
  }
}

/** Adds to `paid_then` the households that were not paid because of a cover, and those that the extract missed. */
async function findNotPaid(
  workspace: Workspace,
  { runs, owed }: MonthPaid,
  at: { readonly period: string; readonly now: string },
): Promise<void> {
  if (runs.length === 0) return; // a month without a run is owed to all whom it missed
  const late = await workspace.one(`SELECT count(*) AS n FROM late_fact WHERE ${APPLIES}`, at);
  if (late.count('n') === 0) return;
  for (const run of [...runs.keys()].reverse()) {
    await workspace.run(NOT_PAID, { run });
    await workspace.run(DECIDED_THEN, { run });
  }
  const missed = await workspace.one(
    `SELECT count(*) AS n FROM late_fact WHERE cause = 'EXTRACT_CUT' AND month = $period AND paid_before
      AND household_id NOT IN (SELECT household_id FROM decided_then)`,
    { period: at.period },
  );
  await named(workspace, 'owed_then', missed.count('n') === 0 ? [] : owed());
  await workspace.run(MISSED, { period: at.period });
}

/** Members for whom a run used other values than their rows: tables `overridden_then` and `elsewhere_then`. */
async function loadChanges(
  workspace: Workspace,
  at: { readonly period: string; readonly now: string },
  overrides: string | null,
  elsewhere: string | null,
): Promise<void> {
  await workspace.run('DELETE FROM overridden_then');
  await workspace.run('DELETE FROM elsewhere_then');
  if (overrides !== null)
    await workspace.run(
      `INSERT INTO overridden_then SELECT household_id, person_id, old FROM ${csv(overrides)}
        WHERE field = 'social_cover' AND household_id IN (${LATE})`,
      at,
    );
  if (elsewhere !== null)
    await workspace.run(
      `INSERT INTO elsewhere_then SELECT household_id, person_id FROM ${csv(elsewhere)}
        WHERE month = $period AND effect = 'NOT_COUNTED'`,
      { period: at.period },
    );
}

const csv = (path: string) =>
  `read_csv(${readPath(path)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', hive_partitioning = false)`;

function named(workspace: Workspace, table: string, households: readonly string[]): Promise<void> {
  return workspace.createFrom(
    table,
    { household_id: 'VARCHAR' },
    households.map((household_id) => ({ household_id })),
  );
}

/** The monthly aid of compositions, in centimes. */
function price(
  workspace: Workspace,
  table: string,
  compositions: Iterable<string>,
  parameters: Parameters,
): Promise<void> {
  return workspace.createFrom(
    table,
    { composition: 'VARCHAR', centimes: 'BIGINT' },
    [...compositions].map((composition) => ({
      composition,
      centimes: centimesOf(toText(assess(fromText(composition), parameters).total)),
    })),
  );
}

/**
 * Creates `late_letters`, the members as letters of compositions, and `letters_now`, the aid of these compositions.
 */
async function spell(workspace: Workspace, parameters: Parameters): Promise<void> {
  const days = daysOf(parameters);
  await workspace.run(`CREATE OR REPLACE TABLE late_letters AS ${dated(FACTS(parameters), days)}`, days);
  const found = await workspace.select('SELECT DISTINCT letters FROM late_letters ORDER BY letters');
  await workspace.createFrom(
    'letters_now',
    { letters: 'VARCHAR', centimes: 'BIGINT' },
    found.map((row) => {
      const one = row.text('letters');
      return { letters: one, centimes: centimesOf(toText(assess(fromLetters(one), parameters).total)) };
    }),
  );
}
