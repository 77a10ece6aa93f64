/**
 * What is owed to the households that are paid, for months gone by. No order has come back in the bench, and no
 * correction was decided: nothing waits for an answer, nothing is recovered.
 */
import { oldestOwed, RATES, type TheMonth } from '../the-month.js';
import { BIRTH, DIED } from './checks.js';

const { later, births, school } = RATES;

/** A child's amount in its month; `c` has its rank and the month's rates. */
const CHILD = `CASE WHEN c.rank > ${RATES.firstRanks} THEN
      CASE WHEN c.infant_then OR c.at_school OR c.disabled THEN CASE WHEN c.fatherless THEN ${later.fatherlessSchooled} ELSE ${later.schooled} END
        ELSE CASE WHEN c.fatherless THEN ${later.fatherlessNot} ELSE ${later.not} END END
    WHEN c.infant_then OR c.at_school OR c.disabled THEN CASE WHEN c.fatherless THEN c.fatherless_schooled ELSE c.schooled END
    ELSE CASE WHEN c.fatherless THEN c.fatherless_not ELSE c.not_schooled END END
  + CASE WHEN c.disabled THEN ${RATES.disability} ELSE 0 END`;

/** A child's school grant in its month, once a year. */
const SCHOOL = `CASE WHEN c.september AND c.at_school AND c.public
    AND NOT EXISTS (SELECT FROM pupil g WHERE g.year = c.year AND g.person_id = c.person_id)
  THEN CASE c.level WHEN 'PRIMARY' THEN ${school.lower} WHEN 'LOWER_SECONDARY' THEN ${school.lower}
    WHEN 'UPPER_SECONDARY' THEN ${school.upper} ELSE 0 END ELSE 0 END`;

/**
 * Months whose amounts were not known: from today's facts, on each month's reference date, under its own rates. All
 * rows of a household that is paid are good; the score's threshold was the same in all months. A birth belongs to
 * the first month in which it could have been granted, if this month does not grant it.
 */
const pastSql = ({ cutoffs }: TheMonth) => `
      WITH wanted AS MATERIALIZED (
        SELECT d.household_id, p.* FROM due d JOIN past p USING (origin) WHERE d.amount IS NULL
      ), person AS MATERIALIZED (
        SELECT m.household_id, m.person_id, m.relation = 'CHILD' AS is_child, ${BIRTH} AS birth, ${DIED} AS died,
          coalesce(m.schooled = 'Y', false) AS at_school, coalesce(m.public_school = 'Y', false) AS public,
          coalesce(m.father_deceased = 'Y', false) AS fatherless, coalesce(m.severe_disability = 'Y', false) AS disabled,
          m.school_level AS level, coalesce(m.social_cover <> 'NONE', false) AS covered
        FROM member_text m LEFT JOIN day b ON b.written = m.birth_date LEFT JOIN day x ON x.written = m.deceased_on
        WHERE m.household_id IN (SELECT household_id FROM wanted)
      ), eligible AS MATERIALIZED (
        SELECT w.* FROM wanted w JOIN household_text h USING (household_id)
        JOIN (
          SELECT m.household_id, m.origin FROM wanted m JOIN person p USING (household_id)
          WHERE p.birth <= m.reference AND (p.died IS NULL OR p.died > m.reference)
          GROUP BY m.household_id, m.origin HAVING NOT bool_or(p.covered)
        ) l USING (household_id, origin)
        WHERE h.enrolled_on <= to_char(w.reference, 'YYYY-MM-DD')
      ), child AS (
        SELECT e.*, p.person_id, p.at_school, p.public, p.fatherless, p.disabled, p.level, p.birth > e.infant AS infant_then,
          row_number() OVER (PARTITION BY e.household_id, e.origin ORDER BY p.birth, p.person_id) AS rank
        FROM eligible e JOIN person p USING (household_id)
        WHERE p.is_child AND p.birth <= e.reference AND p.birth > e.child AND (p.died IS NULL OR p.died > e.reference)
      ), aid AS (
        SELECT household_id, origin, greatest(sum(${CHILD}), ${RATES.floor}) + sum(${SCHOOL}) AS amount
        FROM child c WHERE rank <= ${RATES.childrenPaid} GROUP BY household_id, origin
      ), birth AS (
        SELECT DISTINCT ON (p.person_id) e.household_id, e.origin, CASE p.rank WHEN 1 THEN ${births[0]} ELSE ${births[1]} END AS amount
        FROM eligible e JOIN (
          SELECT *, row_number() OVER (PARTITION BY household_id ORDER BY birth, person_id) AS rank FROM person WHERE is_child
        ) p USING (household_id)
        WHERE p.rank <= ${births.length} AND p.birth > e.newborn AND p.birth <= e.reference
          AND p.birth <= date '${cutoffs.now.newborn}' AND p.person_id NOT IN (SELECT person_id FROM granted)
        ORDER BY p.person_id, e.origin
      )
      INSERT INTO past_amount
      SELECT e.household_id, e.origin, coalesce(a.amount, ${RATES.flat}) + coalesce(b.amount, 0)
      FROM eligible e LEFT JOIN aid a USING (household_id, origin)
      LEFT JOIN (SELECT household_id, origin, sum(amount) AS amount FROM birth GROUP BY 1, 2) b USING (household_id, origin);`;

/** Table `arrears`: a row for each household that is paid and is owed something; centimes. Most are known. */
export function arrearsSql(month: TheMonth): string {
  return `
  CREATE UNLOGGED TABLE due AS
  SELECT o.household_id, o.origin, o.amount
  FROM owed o JOIN (
    SELECT household_id, account FROM decided_0 WHERE line IS NULL
    UNION ALL SELECT household_id, account FROM decided_1 WHERE line IS NULL
  ) d USING (household_id)
  WHERE (o.kind = 'ADJUSTMENT' OR o.origin >= '${oldestOwed(month.period)}')
    AND NOT EXISTS (SELECT FROM shared s WHERE s.account = d.account);
  CREATE UNLOGGED TABLE past_amount (household_id text COLLATE "C", origin text COLLATE "C", amount bigint);
  DO $do$
  BEGIN
    IF EXISTS (SELECT FROM due WHERE amount IS NULL) THEN
      ANALYZE due;${pastSql(month)}
    END IF;
  END $do$;
  CREATE UNLOGGED TABLE arrears AS
  SELECT household_id, sum(coalesce(d.amount, p.amount, 0))::bigint AS amount
  FROM due d LEFT JOIN past_amount p USING (household_id, origin)
  GROUP BY household_id HAVING sum(coalesce(d.amount, p.amount, 0)) > 0;
  ANALYZE arrears;`;
}
