import { CHILD_LETTERS } from '../domain/composition.js';
import { birthCutoff, type Day } from '../domain/period.js';
import type { Parameters } from '../rules/parameters.js';
import { text, type Values, type Workspace } from '../workspace/duckdb.js';

/**
 * From 12.5 million members to one row a household: who lives in it, whether its payee may be paid, and its
 * composition, today and as today's facts look on the prior run's reference date.
 *
 * A composition needs its children in the order of birth date, then person id (rules, 2). Nearly everywhere
 * the birth date alone gives that order and nothing changed since the prior reference date: there a child is
 * one small number. The households left uncertain by it — children that may share a birth date, children
 * that count on one of the two dates only — are gone through again with the full key.
 */

/** The child's number on day `on`: 0 when it is not counted then, else its place in CHILD_LETTERS from 1. */
function childSql(on: 'now' | 'before'): string {
  return `CASE WHEN m.relation = 'CHILD' AND m.birth_date <= $${on} AND m.birth_date > $child_${on}
        AND (m.deceased_on IS NULL OR m.deceased_on > $${on})
      THEN 1 + CASE WHEN m.birth_date > $infant_${on} THEN 0 WHEN m.schooled THEN 4 ELSE 8 END
        + CASE WHEN m.father_deceased THEN 2 ELSE 0 END
        + CASE WHEN m.severe_disability THEN 1 ELSE 0 END
      ELSE 0 END`;
}

/** Days since 1600: six digits for every birth date that is accepted. */
const DAYS = `(m.birth_date - DATE '1600-01-01')`;

const MEMBERS = `
    SELECT m.*, h.hid, h.payee_id, m.deceased_on IS NULL OR m.deceased_on > $now AS living,
      ${childSql('now')} AS child_now, ${childSql('before')} AS child_before
    FROM member_row m JOIN household h ON h.household_id = m.household_id
    WHERE m.faults = 0`;

/**
 * `letters` is null where it is uncertain. Children that share a birth date share a bit of `birth_bits`; so,
 * now and then, do others, which costs a second look and nothing else.
 */
function factsSql(childrenPaid: number): string {
  return `
  CREATE TABLE facts AS
  WITH member AS (${MEMBERS}), grouped AS (
    SELECT hid, CAST(count(*) AS INTEGER) AS rows,
      CAST(count(*) FILTER (living) AS INTEGER) AS persons,
      CAST(count(*) FILTER (living AND relation = 'CHILD' AND birth_date > $child_now) AS INTEGER) AS children,
      CAST(count(*) FILTER (living AND birth_date <= $elderly_now) AS INTEGER) AS elderly,
      CAST(min(enum_code(social_cover)) FILTER (living AND social_cover <> 'NONE') AS TINYINT) AS cover,
      coalesce(bool_or(m.person_id = payee_id AND living AND birth_date <= $adult_now), false) AS payee_fit,
      list(CAST(${DAYS} AS BIGINT) * 16 + child_now) FILTER (child_now <> 0) AS kids,
      bit_or(1::BIGINT << (${DAYS} % 62)) FILTER (child_now <> 0) AS birth_bits,
      bool_or(child_now <> child_before) AS moved
    FROM member m GROUP BY hid
  )
  SELECT * EXCLUDE (kids, birth_bits, moved),
    CASE WHEN moved OR bit_count(birth_bits) < len(kids) THEN NULL WHEN kids IS NULL THEN ''
      ELSE array_to_string(list_transform(list_sort(kids)[1:${childrenPaid}],
        lambda kid: substring(${text(CHILD_LETTERS)}, kid % 16, 1)), '') END AS letters
  FROM grouped`;
}

/**
 * The full key of a child: "!" sorts before every character of a person id. The paid children are the first
 * by rank, so those who do not count on the day are taken out first.
 */
function uncertainSql(childrenPaid: number): string {
  const letter = (child: string) => `substring(${text(`-${CHILD_LETTERS}`)}, 1 + ${child}, 1)`;
  const letters = (place: -2 | -1) =>
    `left(replace(array_to_string(list_transform(kids, lambda kid: kid[${place}]), ''), '-', ''), ${childrenPaid})`;
  return `
  CREATE TABLE uncertain_letters AS
  WITH member AS (${MEMBERS} AND h.hid IN (SELECT hid FROM facts WHERE letters IS NULL)), grouped AS (
    SELECT hid, list_sort(list(CAST(${DAYS} AS VARCHAR) || m.person_id || '!'
        || ${letter('child_now')} || ${letter('child_before')})
      FILTER (child_now <> 0 OR child_before <> 0)) AS kids
    FROM member m GROUP BY hid
  )
  SELECT hid, ${letters(-2)} AS letters_now, ${letters(-1)} AS letters_before FROM grouped`;
}

/** Every household's letters, today's and those of today's facts on the prior reference date. */
const LETTERS = `
  CREATE VIEW household_facts AS
  SELECT f.* EXCLUDE (letters), coalesce(f.letters, u.letters_now) AS letters_now,
    coalesce(f.letters, u.letters_before) AS letters_before
  FROM facts f LEFT JOIN uncertain_letters u ON u.hid = f.hid`;

/**
 * Creates view `household_facts`, a row for each household with a member. `prior` is the prior run's
 * reference date, or null when there is none.
 */
export async function gatherFacts(
  workspace: Workspace,
  parameters: Parameters,
  now: Day,
  prior: Day | null,
): Promise<void> {
  const before = prior ?? now;
  const bound: Values = {
    now,
    before,
    child_now: birthCutoff(now, parameters.ageChild),
    child_before: birthCutoff(before, parameters.ageChild),
    infant_now: birthCutoff(now, parameters.ageSchooling),
    infant_before: birthCutoff(before, parameters.ageSchooling),
    adult_now: birthCutoff(now, parameters.ageMajority),
    elderly_now: birthCutoff(now, parameters.ageElderly),
  };
  await workspace.run(...dated(factsSql(parameters.childrenPaid), bound));
  await workspace.run(...dated(uncertainSql(parameters.childrenPaid), bound));
  await workspace.run(LETTERS);
  await workspace.run(
    'CREATE TABLE assessed_members AS SELECT CAST(coalesce(sum(rows), 0) AS BIGINT) AS rows FROM facts',
  );
  await workspace.run('DROP TABLE member_row'); // the widest table by far, and nothing after this reads it
}

/** A text parameter would be compared with each date as text: each is cast where it is bound. */
function dated(sql: string, values: Values): [string, Values] {
  const used = Object.entries(values).filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql));
  return [sql.replace(/\$([a-z_]+)/g, 'CAST($$$1 AS DATE)'), Object.fromEntries(used)];
}
