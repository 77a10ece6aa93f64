/** Shared accounts, and the price of every composition. */
import { RATES } from '../the-month.js';

const { first, later, births, school } = RATES;
const rank = (schooled: number, not: number, fatherless: number, fatherlessNot: number) =>
  `CASE token WHEN 'f+' THEN ${fatherless} WHEN 'f-' THEN ${fatherlessNot} WHEN '+' THEN ${schooled} ELSE ${not} END`;

/** Shared accounts, and the amounts of every distinct composition, once each: in centimes and as they are printed. */
export const PRICE_SQL = `
  SET enable_hashagg = off;
  CREATE UNLOGGED TABLE shared AS
  SELECT account FROM (SELECT account FROM account_0 UNION ALL SELECT account FROM account_1) a
  GROUP BY account HAVING count(*) > 1;
  RESET enable_hashagg;
  CREATE UNLOGGED TABLE readable AS
  SELECT letters, grants, coalesce((SELECT string_agg(l.token, '.' ORDER BY at)
      FROM regexp_split_to_table(letters, '') WITH ORDINALITY s(one, at) JOIN letter l ON l.letter = s.one), 'none') || grants AS composition
  FROM (SELECT * FROM letters_0 UNION SELECT * FROM letters_1) t;
  CREATE UNLOGGED TABLE priced AS
  WITH known AS (
    SELECT composition, split_part(composition, '+', 1) AS monthly
    FROM (SELECT composition FROM readable UNION SELECT composition FROM prior_composition) t
  ), granted_sums AS (
    SELECT composition,
      coalesce(sum(CASE one WHEN 'B1' THEN ${births[0]} WHEN 'B2' THEN ${births[1]} END), 0) AS birth,
      coalesce(sum(substr(one, 2)::int * CASE left(one, 1) WHEN 'P' THEN ${school.lower} WHEN 'U' THEN ${school.upper} END), 0) AS school
    FROM known, string_to_table(composition, '+') WITH ORDINALITY s(one, at) WHERE at > 1 GROUP BY composition
  ),
  child AS (
    SELECT composition, at, token LIKE '%d' AS disabled,
      CASE WHEN token LIKE '%f%' THEN 'f' ELSE '' END || CASE WHEN token LIKE 'N%' AND token NOT LIKE '%d' THEN '-' ELSE '+' END AS token
    FROM known, regexp_split_to_table(monthly, '\\.') WITH ORDINALITY s(token, at) WHERE monthly <> 'none'
  ), summed AS (
    SELECT composition, count(*) AS children_paid,
      sum(CASE WHEN at <= ${RATES.firstRanks}
        THEN ${rank(first.schooled, first.not, first.fatherlessSchooled, first.fatherlessNot)}
        ELSE ${rank(later.schooled, later.not, later.fatherlessSchooled, later.fatherlessNot)} END) AS allowance,
      count(*) FILTER (WHERE disabled) * ${RATES.disability} AS disability
    FROM child GROUP BY composition
  ), amounts AS (
    SELECT composition, coalesce(children_paid, 0) AS children_paid, coalesce(allowance, 0) AS allowance,
      coalesce(disability, 0) AS disability,
      CASE WHEN s.composition IS NULL THEN 0 ELSE greatest(${RATES.floor} - allowance - disability, 0) END AS topup,
      CASE WHEN s.composition IS NULL THEN ${RATES.flat} ELSE 0 END AS flat,
      coalesce(birth, 0) AS birth, coalesce(school, 0) AS school
    FROM known LEFT JOIN summed s USING (composition) LEFT JOIN granted_sums USING (composition)
  )
  SELECT composition, children_paid::int AS children_paid, (allowance + disability + topup + flat)::bigint AS aid,
    (birth + school)::bigint AS grants,
    ${['allowance', 'disability', 'topup', 'flat', 'birth', 'school']
      .map((name) => `to_char(${name} / 100.0, 'FM9999999990.00') AS ${name}_text`)
      .join(', ')},
    to_char((allowance + disability + topup + flat + birth + school) / 100.0, 'FM9999999990.00') AS net_text
  FROM amounts a;
  ANALYZE shared; ANALYZE readable; ANALYZE priced;`;
