/** Households numbered and checked; what rows say of each other. */
import { madeOf, memberRight, SCORE } from './checks.js';
import { belongs, type Half, UNATTENDED } from './session.js';

/**
 * Households of a half with a readable id, numbered in order of household_id. `again` marks the rows of an
 * id after its first. The score is null when it is no score.
 */
export function householdSql(half: Half, reference: string): string {
  return `
  CREATE UNLOGGED TABLE household_${half} ${UNATTENDED} AS
  SELECT (row_number() OVER w)::int AS hid, coalesce(lag(household_id) OVER w = household_id, false) AS again, h.*
  FROM (
    SELECT t.ctid AS place, household_id, province_code, milieu, status, payee_id, payee_name, channel, provider, account,
      coalesce(p.code IS NOT NULL AND milieu IN ('U', 'R') AND status IN ('ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED')
        AND ${madeOf('payee_id', 6, 20, 'A-Z0-9')}
        AND length(payee_name) <= 140 AND btrim(payee_name) <> '' AND strpos(payee_name, E'\\r') = 0
        AND channel IN ('ACCOUNT', 'CASH') AND ${madeOf('provider', 2, 12, 'A-Z0-9_')}
        AND coalesce(d.day, try_day(enrolled_on)) <= date '${reference}', false) AS fields_right,
      CASE WHEN ${SCORE} THEN ise_score::numeric END AS ise_score,
      CASE WHEN ${madeOf('account', 24, 24, '0-9')}
        THEN (substr(account, 1, 12)::bigint * 50 + substr(account, 13, 12)::bigint) % 97 = 0 ELSE false END AS account_right
    FROM household_text t
    LEFT JOIN province p ON p.code = province_code
    LEFT JOIN day d ON d.written = enrolled_on
    WHERE ${belongs(half, 'household_id')} AND ${madeOf('household_id', 1, 20, 'A-Z0-9-')}
      AND left(household_id, 1) <> '-'
  ) h
  WINDOW w AS (ORDER BY household_id, place);
  ANALYZE household_${half} (hid, household_id);
  -- Ids with more than one row, or with a bad one: a bad row, and the household is not assessed.
  CREATE UNLOGGED TABLE troubled_${half} AS
  SELECT household_id, count(*) AS copies, bool_or(NOT fields_right OR ise_score IS NULL) AS unreadable
  FROM household_${half}
  WHERE household_id IN (SELECT household_id FROM household_${half} WHERE again OR NOT fields_right OR ise_score IS NULL)
  GROUP BY household_id;
  ANALYZE troubled_${half};`;
}

/** person_ids that seem to stand on several rows: compared by hash, so the few found are looked at again. */
export function personsSql(half: Half): string {
  return `
  SET enable_hashagg = off; -- twelve million groups of one: sorting them is three times as fast
  CREATE UNLOGGED TABLE repeated_${half} AS
  SELECT hash FROM (SELECT hashtextextended(person_id, 0) AS hash FROM member_text WHERE person_id IS NOT NULL) m
  WHERE hash & 1 = ${half} GROUP BY hash HAVING count(*) > 1;
  RESET enable_hashagg;`;
}

/** Households one of whose persons stands on several good rows, here or in another that is not closed. Costs nothing when nobody repeats. */
export const duplicatesSql = (reference: string) => `
  CREATE UNLOGGED TABLE with_duplicate (household_id text COLLATE "C");
  DO $do$
  BEGIN
    IF EXISTS (SELECT FROM repeated_0) OR EXISTS (SELECT FROM repeated_1) THEN
      ANALYZE repeated_0;
      ANALYZE repeated_1;
      WITH repeated AS (SELECT hash FROM repeated_0 UNION ALL SELECT hash FROM repeated_1),
      suspect AS MATERIALIZED (
        SELECT m.* FROM member_text m WHERE hashtextextended(m.person_id, 0) IN (SELECT hash FROM repeated)
      ), known AS MATERIALIZED (
        SELECT household_id FROM household_0
        WHERE household_id IN (SELECT household_id FROM suspect) AND status <> 'CLOSED'
        UNION SELECT household_id FROM household_1
        WHERE household_id IN (SELECT household_id FROM suspect) AND status <> 'CLOSED'
      ), good AS MATERIALIZED (
        SELECT m.household_id, m.person_id
        FROM suspect m LEFT JOIN day b ON b.written = m.birth_date LEFT JOIN day x ON x.written = m.deceased_on
        WHERE ${memberRight(reference)} AND m.household_id IN (SELECT household_id FROM known)
      )
      INSERT INTO with_duplicate SELECT DISTINCT household_id FROM good
      WHERE person_id IN (SELECT person_id FROM good GROUP BY person_id HAVING count(*) > 1);
    END IF;
  END $do$;
  ANALYZE with_duplicate;`;
