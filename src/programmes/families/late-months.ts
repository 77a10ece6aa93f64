import { fromLetters, fromText } from '../../domain/composition.js';
import { centimesOf, toText } from '../../domain/money.js';
import { birthCutoff, referenceDate } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { lateMonth } from '../../tables/history.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import { assess } from './assess.js';
import { AID } from './components.js';
import { childSql, dated, KID, letters, NOW } from './facts.js';

/**
 * What a released month would have come to, had what is known now been known then. A household's monthly aid is asked
 * again where a dated fact came late (table `late_fact`), and under other rules from every composition that was paid.
 * Grants are looked at elsewhere: they are made once, whenever they are claimed.
 */

/** What one run of the month wrote: its register and the members whom it counted. */
export type PaidBy = { readonly register: string; readonly members: readonly string[] };

/** Households with a fact that was so already on the month's reference date. */
const LATE = 'SELECT household_id FROM late_fact WHERE day <= CAST($now AS DATE)';
const COMPOSITION = `split_part(composition, '+', 1)`;

/** Of a household that was held or blocked, and paid the month later, the month's own amount is what it was paid. */
const WAS_PAID = `(decision = 'PAY'
    OR composition IS NOT NULL AND entitlement > 0 AND household_id IN (SELECT household_id FROM paid_later))`;

/** Every composition that is to be priced again, with what it came to. */
const COMPOSITIONS = (registers: readonly string[], all: boolean) => `
  SELECT DISTINCT ${COMPOSITION} AS composition FROM ${readParquet(registers)}
  WHERE ${WAS_PAID} ${all ? '' : `AND household_id IN (${LATE})`} ORDER BY composition`;

/** Households of a late fact, and those to whose composition the rules give another amount now. */
const PAID = (register: string) => `
  INSERT INTO paid_then
  SELECT r.household_id, r.composition, p.centimes, r.aid, $run, r.late
  FROM (
    SELECT household_id, ${COMPOSITION} AS composition, CAST(100 * (${AID}) AS BIGINT) AS aid,
      household_id IN (${LATE}) AS late
    FROM ${readParquet([register])} WHERE ${WAS_PAID} AND household_id NOT IN (SELECT household_id FROM paid_then)
  ) r JOIN price_now p ON p.composition = r.composition
  WHERE r.late OR p.centimes <> r.aid`;

/** The members of those households, as the run counted them and as they are known now. */
const MEMBERS = (members: readonly string[]) => `
  INSERT INTO late_member
  WITH counted AS (
    SELECT m.household_id, m.person_id, m.birth_date, m.deceased_on, m.relation, m.schooled, m.father_deceased,
      m.severe_disability
    FROM ${readParquet(members)} m
    WHERE m.household_id IN (SELECT household_id FROM paid_then WHERE late AND run = $run)
  ), known AS (
    SELECT false AS known, * FROM counted
    UNION ALL
    SELECT true, c.household_id, c.person_id, c.birth_date, coalesce(f.day, c.deceased_on), c.relation, c.schooled,
      c.father_deceased, c.severe_disability
    FROM counted c LEFT JOIN (FROM late_fact WHERE cause = 'DEATH') f
      ON f.household_id = c.household_id AND f.person_id = c.person_id
    UNION ALL
    SELECT true, f.household_id, f.person_id, f.day, f.deceased_on, 'CHILD', f.schooled, f.father_deceased,
      f.severe_disability
    FROM late_fact f WHERE f.cause = 'BIRTH' AND f.day <= CAST($now AS DATE)
      AND f.household_id IN (SELECT household_id FROM paid_then WHERE late AND run = $run)
      AND (f.household_id, f.person_id) NOT IN (SELECT (household_id, person_id) FROM counted)
      AND f.person_id NOT IN (FROM resident_then)
  )
  SELECT *, row_number() OVER (PARTITION BY known, household_id ORDER BY birth_date, person_id) AS rank_key FROM known`;

const FACTS = ({ childrenPaid }: Parameters) => `
  WITH one AS (
    SELECT *, deceased_on IS NULL OR deceased_on > $now AS living, ${childSql('now')} AS child_now, 0 AS child_before,
      0 AS school
    FROM late_member
  ), grouped AS (
    SELECT household_id, known, count(*) FILTER (living) AS persons,
      list_sort(list(${KID}) FILTER (child_now <> 0)) AS kids
    FROM one GROUP BY household_id, known
  )
  SELECT household_id, known, persons, coalesce(${letters(NOW, childrenPaid)}, '') AS letters FROM grouped`;

/**
 * What was paid keeps what the run knew of children that are paid elsewhere: the late facts add and take away what they
 * make of its amount. A household of which nobody lived any more was owed nothing.
 */
const MONTH = `
  SELECT p.household_id, $period AS month,
    CASE WHEN s.household_id IS NULL THEN 'RULES' ELSE s.cause END AS cause, p.aid AS paid,
    CASE WHEN n.persons = 0 THEN 0 ELSE greatest(0, p.centimes + coalesce(a.centimes - b.centimes, 0)) END AS due,
    coalesce(s.source, $rules) AS source
  FROM paid_then p
  LEFT JOIN (FROM late_letters WHERE known) n ON n.household_id = p.household_id
  LEFT JOIN (FROM late_letters WHERE NOT known) t ON t.household_id = p.household_id
  LEFT JOIN letters_now a ON a.letters = n.letters
  LEFT JOIN letters_now b ON b.letters = t.letters
  LEFT JOIN (
    SELECT household_id, CASE WHEN bool_or(cause = 'DEATH') THEN 'DEATH' ELSE 'BIRTH' END AS cause,
      string_agg(source, '; ' ORDER BY late_fact.cause DESC, person_id) AS source
    FROM late_fact WHERE day <= CAST($now AS DATE) GROUP BY household_id
  ) s ON s.household_id = p.household_id AND (n.persons = 0 OR n.letters <> t.letters)
  ORDER BY p.household_id`;

const OWN_TABLES = {
  paid_then:
    'household_id VARCHAR, composition VARCHAR, centimes BIGINT, aid BIGINT, run INTEGER, late BOOLEAN',
  late_member: `known BOOLEAN, household_id VARCHAR, person_id VARCHAR, birth_date DATE, deceased_on DATE,
    relation VARCHAR, schooled BOOLEAN, father_deceased BOOLEAN, severe_disability BOOLEAN, rank_key BIGINT`,
  resident_then: 'person_id VARCHAR',
} as const;

/** The table of months looked at, empty. */
export async function openLateMonths(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, lateMonth);
}

/**
 * Makes `late_month` again, of one released month: what its households were paid, and what it comes to now. Amounts in
 * centimes, the monthly aid alone.
 * @param runs of the month, in their order
 * @param paidLater households that the month was owed to, with a known amount, and that were paid it later
 * @param residents registers of the residents whom those runs paid
 * @param parameters those of the month, under the rules of today
 * @param rules why every composition is priced again, as a source; null: only late facts are looked at
 */
export async function priceLateMonth(
  workspace: Workspace,
  runs: readonly PaidBy[],
  paidLater: readonly string[],
  residents: readonly string[],
  parameters: Parameters,
  rules: string | null,
): Promise<void> {
  const { period } = parameters;
  const now = referenceDate(period);
  for (const [name, columns] of Object.entries(OWN_TABLES))
    await workspace.run(`CREATE OR REPLACE TABLE ${name} (${columns})`);
  await workspace.run('DELETE FROM late_month');
  await workspace.createFrom(
    'paid_later',
    { household_id: 'VARCHAR' },
    paidLater.map((household_id) => ({ household_id })),
  );
  const compositions = COMPOSITIONS(
    runs.map((run) => run.register),
    rules !== null,
  );
  const known = await workspace.select(compositions, rules === null ? { now } : {});
  await workspace.createFrom(
    'price_now',
    { composition: 'VARCHAR', centimes: 'BIGINT' },
    known.map((row) => {
      const composition = row.text('composition');
      return { composition, centimes: centimesOf(toText(assess(fromText(composition), parameters).total)) };
    }),
  );
  for (const register of residents)
    await workspace.run(
      `INSERT INTO resident_then SELECT person_id FROM ${readParquet([register])} WHERE decision = 'PAY'`,
    );
  for (const [run, { register, members }] of runs.entries()) {
    await workspace.run(PAID(register), { run, now });
    const late = await workspace.one('SELECT count(*) AS n FROM paid_then WHERE late AND run = $run', {
      run,
    });
    if (members.length > 0 && late.count('n') > 0) await workspace.run(MEMBERS(members), { run, now });
  }
  await priceLetters(workspace, parameters);
  await fill(workspace, lateMonth, MONTH, { period, now, rules: rules ?? '' });
}

/** Tables `late_letters`, what the members come to as letters, and `letters_now`, what these come to. */
async function priceLetters(workspace: Workspace, parameters: Parameters): Promise<void> {
  const now = referenceDate(parameters.period);
  const days = {
    now,
    child_now: birthCutoff(now, parameters.ageChild),
    infant_now: birthCutoff(now, parameters.ageSchooling),
  };
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
