/**
 * What is known of each household, and what is decided on it. Members are sorted by household, birth and person
 * *before* they are grouped, so that string_agg takes children in rank order without a sort a household.
 */
import { ISE_THRESHOLD, PROVIDERS, RATES, type TheMonth } from '../the-month.js';
import { BIRTH, DIED, memberRight } from './checks.js';
import { LETTERS } from './prepare.js';
import { belongs, type Half, UNATTENDED } from './session.js';

const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** A child's letter on a day; null when it is no child to be counted then. */
function letter({ child, infant }: TheMonth['cutoffs']['before'], living: string): string {
  return `CASE WHEN fit AND relation = 'CHILD' AND birth > date '${child}' AND ${living}
    THEN substr('${LETTERS}', 1 + CASE WHEN birth > date '${infant}' THEN 0 WHEN schooled = 'Y' THEN 4 ELSE 8 END
      + CASE WHEN father_deceased = 'Y' THEN 2 ELSE 0 END + CASE WHEN severe_disability = 'Y' THEN 1 ELSE 0 END, 1) END`;
}

/**
 * A letter for each child ever listed, in order of birth: whether its birth grant is to be claimed. Few are so
 * young, so those granted before are looked up for these alone.
 */
const claim = ({ cutoffs }: TheMonth) => `CASE WHEN fit AND relation = 'CHILD' THEN
    CASE WHEN birth > date '${cutoffs.now.newborn}'
      THEN CASE WHEN person_id IN (SELECT person_id FROM granted) THEN '-' ELSE 'B' END ELSE '-' END END`;

/** A letter for each child to be counted now, in order of birth: the rate of its school grant. */
const school = (september: boolean) =>
  september
    ? `CASE WHEN letter_now IS NULL THEN NULL WHEN schooled = 'Y' AND public_school = 'Y' THEN
      CASE school_level WHEN 'PRIMARY' THEN 'P' WHEN 'LOWER_SECONDARY' THEN 'P' WHEN 'UPPER_SECONDARY' THEN 'U' ELSE '-' END
      ELSE '-' END`
    : 'NULL::text';

/** Grants as in compositions, from the letters of claims and schools in order of birth. */
const GRANTS = `CASE WHEN left(claims, ${RATES.births.length}) ~ 'B' OR schools ~ '[PU]' THEN
    CASE WHEN substr(claims, 1, 1) = 'B' THEN '+B1' ELSE '' END || CASE WHEN substr(claims, 2, 1) = 'B' THEN '+B2' ELSE '' END
    || coalesce('+P' || nullif(length(schools) - length(replace(schools, 'P', '')), 0), '')
    || coalesce('+U' || nullif(length(schools) - length(replace(schools, 'U', '')), 0), '')
  ELSE '' END`;

/** One row a household of a half: who lives in it, its composition on both days. Without a household: one row, hid null. */
export function factsSql(half: Half, month: TheMonth): string {
  const { reference, priorReference, cutoffs } = month;
  const { now } = cutoffs;
  return `
  CREATE UNLOGGED TABLE facts_${half} ${UNATTENDED} AS
  SELECT hid, rows, bad, persons, children, elderly, covers, payee_fit, letters_now, letters_before, ${GRANTS} AS grants
  FROM (
  SELECT hid, count(*) AS rows, count(*) FILTER (WHERE NOT fit) AS bad,
    count(*) FILTER (WHERE living) AS persons,
    count(*) FILTER (WHERE living AND is_child) AS children,
    count(*) FILTER (WHERE living AND birth <= date '${now.elderly}') AS elderly,
    bit_or(cover) AS covers,
    coalesce(bool_or(living AND is_payee AND birth <= date '${now.adult}'), false) AS payee_fit,
    coalesce(left(string_agg(letter_now, ''), ${RATES.childrenPaid}), '') AS letters_now,
    coalesce(left(string_agg(letter_before, ''), ${RATES.childrenPaid}), '') AS letters_before,
    coalesce(left(string_agg(claim, ''), ${RATES.births.length}), '') AS claims,
    coalesce(left(string_agg(school, ''), ${RATES.childrenPaid}), '') AS schools
  FROM (
    SELECT *, ${school(month.september)} AS school FROM (
    SELECT hid, birth, person_id, fit, is_payee,
      fit AND (died IS NULL OR died > date '${reference}') AS living,
      relation = 'CHILD' AND birth > date '${now.child}' AS is_child,
      CASE WHEN NOT fit OR died <= date '${reference}' OR social_cover IS NULL THEN 0 ELSE
        CASE social_cover WHEN 'STATE_EMPLOYEE' THEN 1 WHEN 'FAMILY_ALLOWANCE' THEN 2 WHEN 'PENSION' THEN 4
          WHEN 'CONTRIBUTIONS_DUE' THEN 8 ELSE 0 END END AS cover,
      ${letter(now, `(died IS NULL OR died > date '${reference}')`)} AS letter_now,
      ${letter(cutoffs.before, `birth <= date '${priorReference}' AND (died IS NULL OR died > date '${priorReference}')`)} AS letter_before,
      ${claim(month)} AS claim, schooled, public_school, school_level
    FROM (
      SELECT h.hid, m.person_id, m.person_id = h.payee_id AS is_payee, relation, schooled, public_school, school_level, father_deceased,
        severe_disability, social_cover, ${BIRTH} AS birth, ${DIED} AS died, ${memberRight(reference)} AS fit
      FROM member_text m
      LEFT JOIN household_${half} h ON h.household_id = m.household_id AND NOT h.again
      LEFT JOIN day b ON b.written = m.birth_date
      LEFT JOIN day x ON x.written = m.deceased_on
      WHERE ${belongs(half, 'm.household_id')}
      OFFSET 0 -- keeps the checks from being computed again wherever their result is asked
    ) checked
    ) judged
    ORDER BY hid, birth, person_id
  ) member
  GROUP BY hid
  ) household;
  ANALYZE facts_${half} (hid);`;
}

/** The first line of the decision table that applies to each household; null for the last two, settled later. */
export function decideSql(half: Half): string {
  return `
  CREATE UNLOGGED TABLE decided_${half} ${UNATTENDED} AS
  SELECT h.hid, h.household_id, h.province_code, h.milieu, h.payee_id, h.payee_name, h.channel, h.provider, h.account,
    coalesce(f.persons, 0) AS persons, coalesce(f.children, 0) AS children, coalesce(f.elderly, 0) AS elderly,
    coalesce(f.letters_now, '') AS letters_now, coalesce(f.letters_before, '') AS letters_before, coalesce(f.grants, '') AS grants,
    CASE
      WHEN h.status = 'CLOSED' THEN 0
      WHEN h.status = 'SUSPENDED' THEN 1
      WHEN t.copies > 1 THEN 2
      WHEN h.ise_score > ${ISE_THRESHOLD} THEN 3
      WHEN f.bad > 0 THEN 4
      WHEN d.household_id IS NOT NULL THEN 5
      WHEN coalesce(f.persons, 0) = 0 THEN 6
      WHEN f.covers & 1 <> 0 THEN 7
      WHEN f.covers & 2 <> 0 THEN 8
      WHEN f.covers & 4 <> 0 THEN 9
      WHEN f.covers & 8 <> 0 THEN 10
      WHEN h.status = 'BLOCKED' THEN 11
      WHEN NOT f.payee_fit THEN 12
      WHEN h.provider NOT IN (${list(PROVIDERS)}) THEN 13
      WHEN NOT h.account_right AND (h.channel = 'ACCOUNT' OR h.account IS NOT NULL) THEN 14
    END AS line
  FROM household_${half} h
  LEFT JOIN facts_${half} f ON f.hid = h.hid
  LEFT JOIN troubled_${half} t ON t.household_id = h.household_id
  LEFT JOIN with_duplicate d ON d.household_id = h.household_id
  WHERE NOT h.again AND NOT coalesce(t.unreadable, false)
  ORDER BY h.hid;
  ANALYZE decided_${half} (hid, household_id, letters_now, letters_before, grants, provider, line);
  CREATE UNLOGGED TABLE account_${half} AS
  SELECT account FROM decided_${half} WHERE line IS NULL AND account IS NOT NULL;
  CREATE UNLOGGED TABLE letters_${half} AS
  SELECT letters_now AS letters, grants FROM decided_${half} UNION SELECT letters_before, '' FROM decided_${half};`;
}
