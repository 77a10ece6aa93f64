import { CHILD_LETTERS, LETTERS_A_GRANT } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { birthCutoff, type Day } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { householdFacts } from '../../tables/households.js';
import { drop, fill, makeEmpty } from '../../tables/table.js';
import { countOf, inBatches } from '../../workspace/batches.js';
import { text, type Values, type Workspace } from '../../workspace/duckdb.js';

/**
 * From 12.5 million members to one row a household: who lives in it, whether its payee may be paid, and its
 * composition, today and as today's facts look on the prior run's reference date. Birth grants are told apart
 * elsewhere: few households take one.
 */

/** The child's number on day `on`: 0 when it is not counted then, else its place in CHILD_LETTERS from 1. */
export function childSql(on: 'now' | 'before'): string {
  return `CASE WHEN relation = 'CHILD' AND birth_date <= $${on} AND birth_date > $child_${on}
        AND (deceased_on IS NULL OR deceased_on > $${on})
      THEN 1 + CASE WHEN birth_date > $infant_${on} THEN 0 WHEN schooled THEN 4 ELSE 8 END
        + CASE WHEN father_deceased THEN 2 ELSE 0 END
        + CASE WHEN severe_disability THEN 1 ELSE 0 END
      ELSE 0 END`;
}

/**
 * How many places further in CHILD_LETTERS a child is that takes a school-return grant (rules, 7): 0 outside
 * September, and for a level whose grant is abolished.
 * @param granted table of the persons who took the year's grant before
 */
export function schoolSql(granted: string, { schoolReturn, schoolGrant }: Parameters): string {
  if (!schoolReturn) return '0';
  const lower = schoolGrant.lower.isZero() ? 0 : LETTERS_A_GRANT;
  const upper = schoolGrant.upper.isZero() ? 0 : 2 * LETTERS_A_GRANT;
  return `CASE WHEN NOT schooled OR NOT public_school OR person_id IN (FROM ${granted}) THEN 0
      WHEN school_level IN ('PRIMARY', 'LOWER_SECONDARY') THEN ${lower}
      WHEN school_level = 'UPPER_SECONDARY' THEN ${upper} ELSE 0 END`;
}

/** A child among its siblings is its place in the file, then its number today, then its number before. */
export const KID =
  'rank_key * 4096 + (child_now + CASE WHEN child_now <> 0 THEN school ELSE 0 END) * 64 + child_before';
export const NOW = '(kid // 64) % 64';
const BEFORE = 'kid % 64';

/** The letters of the paid children on one of the two days: the first by rank among those counted then. */
export function letters(number: string, childrenPaid: number): string {
  return `array_to_string(list_transform(list_filter(kids, lambda kid: ${number} <> 0)[1:${childrenPaid}],
      lambda kid: substring(${text(CHILD_LETTERS)}, CAST(${number} AS INTEGER), 1)), '')`;
}

/** Today's letters without the grants, which are of this month alone. */
const MONTHLY = `translate(letters_now, ${text(CHILD_LETTERS.slice(LETTERS_A_GRANT))},
      ${text(CHILD_LETTERS.slice(0, LETTERS_A_GRANT).repeat(2))})`;

/**
 * One number for who is listed in a household, with what dates and relations: next month's run looks only at households
 * where it is another (history/changes.ts). It is the sum of the members' hashes modulo 2^64 - 59, in which 2^64 counts
 * as 59: the engine divides numbers of 128 bits one bit at a time.
 */
const MEMBERS_HASH = 'sum(hash(person_id, birth_date, deceased_on, relation))';

/** The remainder of a HUGEINT below 2^96, as UBIGINT. */
export function digestSql(sum: string): string {
  const modulus = '18446744073709551557';
  const reduced = `((${sum} & 18446744073709551615) + (${sum} >> 64) * 59)`;
  return `CAST(CASE WHEN ${reduced} >= ${modulus} THEN ${reduced} - ${modulus} ELSE ${reduced} END AS UBIGINT)`;
}

/** A row for each household, with a member or without, of those numbered from `$first` to before `$next`. */
function factsSql(parameters: Parameters, left: string | null): string {
  const { childrenPaid, schoolReturn } = parameters;
  const counted = (child: string) => (left === null ? child : `CASE WHEN ${left} THEN 0 ELSE ${child} END`);
  return `
  WITH one AS (
    SELECT *, deceased_on IS NULL OR deceased_on > $now AS living,
      ${counted(childSql('now'))} AS child_now, ${counted(childSql('before'))} AS child_before,
      ${schoolSql('school_granted', parameters)} AS school
    FROM member WHERE hid >= $first AND hid < $next
  ), grouped AS (
    SELECT hid, count(*) AS rows,
      ${MEMBERS_HASH} AS members_hash,
      count(*) FILTER (living) AS persons,
      count(*) FILTER (living AND relation = 'CHILD' AND birth_date > $child_now) AS children,
      count(*) FILTER (relation = 'CHILD') AS children_listed,
      count(*) FILTER (living AND birth_date <= $elderly_now) AS elderly,
      min(enum_code(CAST(social_cover AS social_cover))) FILTER (living AND social_cover <> 'NONE') AS cover,
      coalesce(bool_or(payee AND living AND birth_date <= $adult_now), false) AS payee_fit,
      list_sort(list(${KID}) FILTER (child_now <> 0 OR child_before <> 0)) AS kids,
      coalesce(bool_or(child_now <> child_before), false) AS moved
    FROM one GROUP BY hid
  ), composed AS (
    SELECT * EXCLUDE (kids, members_hash), ${digestSql('members_hash')} AS members_digest, coalesce(${letters(NOW, childrenPaid)}, '') AS letters_now,
      CASE WHEN moved THEN ${letters(BEFORE, childrenPaid)} END AS letters_moved
    FROM grouped
  )
  SELECT hid, rows, members_digest, persons, children, children_listed, elderly, cover, payee_fit, letters_now,
    coalesce(letters_moved, ${schoolReturn ? MONTHLY : 'letters_now'}) AS letters_before
  FROM composed ORDER BY hid`;
}

/**
 * Creates table `household_facts`, a row for each household with a member, in their order. `prior` is the
 * prior run's reference date, or null when there is none.
 * @param households a table with a row for each household
 * @param left SQL over a member: a child who does not count; null where every child does
 */
export async function gatherFacts(
  workspace: Workspace,
  parameters: Parameters,
  now: Day,
  prior: Day | null,
  households = 'household',
  left: string | null = null,
): Promise<void> {
  const before = prior ?? now;
  const days: Values = {
    now,
    before,
    child_now: birthCutoff(now, parameters.ageChild),
    child_before: birthCutoff(before, parameters.ageChild),
    infant_now: birthCutoff(now, parameters.ageSchooling),
    infant_before: birthCutoff(before, parameters.ageSchooling),
    adult_now: birthCutoff(now, parameters.ageMajority),
    elderly_now: birthCutoff(now, parameters.ageElderly),
  };
  await makeEmpty(workspace, householdFacts);
  const sql = dated(factsSql(parameters, left), days);
  await inBatches(await countOf(workspace, households), (range) =>
    fill(workspace, householdFacts, sql, { ...days, ...range }),
  );
  const rows = await workspace.one(`SELECT CAST(coalesce(sum(rows), 0) AS BIGINT) AS counted,
    (SELECT count(*) FROM member) AS written FROM household_facts`);
  invariant(
    rows.count('counted') === rows.count('written'),
    () => `${rows.count('written')} members in the file, ${rows.count('counted')} counted in households`,
  );
}

/** Drops the table: for whoever asks again, under other rules. */
export async function forgetFacts(workspace: Workspace): Promise<void> {
  await drop(workspace, householdFacts);
}

/** A text parameter would be compared with each date as text: each is cast where it is bound. */
export function dated(sql: string, days: Values): string {
  return sql.replace(/\$([a-z_]+)/g, (parameter, name: string) =>
    name in days ? `CAST(${parameter} AS DATE)` : parameter,
  );
}
