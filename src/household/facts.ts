import { CHILD_LETTERS } from '../domain/composition.js';
import { birthCutoff, type Day } from '../domain/period.js';
import type { Parameters } from '../rules/parameters.js';
import { text, type Values, type Workspace } from '../workspace/duckdb.js';

/**
 * From 12.5 million members to one row a household: who lives in it, whether its payee may be paid, and its
 * composition, today and as today's facts look on the prior run's reference date.
 */

/** The child's letter on day `on` ("-" when it is no child to be counted then). See domain/composition. */
function letterSql(on: 'now' | 'before'): string {
  return `CASE WHEN m.relation = 'CHILD' AND m.birth_date <= $${on} AND m.birth_date > $child_${on}
        AND (m.deceased_on IS NULL OR m.deceased_on > $${on})
      THEN substring(${text(CHILD_LETTERS)}, 1
        + CASE WHEN m.birth_date > $infant_${on} THEN 0 WHEN m.schooled THEN 4 ELSE 8 END
        + CASE WHEN m.father_deceased THEN 2 ELSE 0 END
        + CASE WHEN m.severe_disability THEN 1 ELSE 0 END, 1)
      ELSE '-' END`;
}

/**
 * A child's sort key: birth date, then person id (rules, 2), then its two letters. Days since 1600 have six
 * digits for every accepted birth, and "!" sorts before every character of a person id.
 */
const KEY = `CAST(m.birth_date - DATE '1600-01-01' AS VARCHAR) || m.person_id || '!' || letter_now || letter_before`;

function factsSql(children: number): string {
  // The paid children are the first by rank: the letters of those who do not count are taken out first.
  const letters = (place: -2 | -1) =>
    `left(replace(array_to_string(list_transform(kids, kid -> kid[${place}]), ''), '-', ''), ${children})`;
  return `
  CREATE TABLE facts AS
  WITH member AS (
    SELECT m.*, h.hid, h.payee_id, m.deceased_on IS NULL OR m.deceased_on > $now AS living,
      ${letterSql('now')} AS letter_now, ${letterSql('before')} AS letter_before
    FROM member_row m JOIN household h ON h.household_id = m.household_id
    WHERE m.faults = 0
  ), grouped AS (
    SELECT hid, count(*) AS rows,
      count(*) FILTER (living) AS persons,
      count(*) FILTER (living AND relation = 'CHILD' AND birth_date > $child_now) AS children,
      count(*) FILTER (living AND birth_date <= $elderly_now) AS elderly,
      min(enum_code(social_cover)) FILTER (living AND social_cover <> 'NONE') AS cover,
      coalesce(bool_or(m.person_id = payee_id AND living AND birth_date <= $adult_now), false) AS payee_fit,
      list_sort(list(${KEY}) FILTER (letter_now <> '-' OR letter_before <> '-')) AS kids,
      bool_or(letter_now <> letter_before) AS moved
    FROM member m GROUP BY hid
  )
  SELECT hid, rows, persons, children, elderly, cover, payee_fit,
    coalesce(${letters(-2)}, '') AS letters_now,
    CASE WHEN moved THEN coalesce(${letters(-1)}, '') END AS letters_before_moved
  FROM grouped`;
}

/** Creates table `facts`. `prior` is the prior run's reference date, or today's when there is no prior run. */
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
  // A text parameter would be compared with each date as text: each is cast where it is bound.
  const sql = factsSql(parameters.childrenPaid).replace(/\$([a-z_]+)/g, 'CAST($$$1 AS DATE)');
  await workspace.run(sql, bound);
}
