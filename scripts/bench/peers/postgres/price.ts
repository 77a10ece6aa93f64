/** Shared accounts, and the price of every composition. */
import { RATES } from '../the-month.js';

const { first, later } = RATES;
const rank = (schooled: number, not: number, fatherless: number, fatherlessNot: number) =>
  `CASE token WHEN 'f+' THEN ${fatherless} WHEN 'f-' THEN ${fatherlessNot} WHEN '+' THEN ${schooled} ELSE ${not} END`;

/** Shared accounts, and the amounts of every distinct composition, once each: in centimes and as they are printed. */
export const PRICE_SQL = `
  SET enable_hashagg = off;
  CREATE UNLOGGED TABLE shared AS
  SELECT account FROM (SELECT account FROM account_0 UNION ALL SELECT account FROM account_1) a
  GROUP BY account HAVING count(*) > 1;
  RESET enable_hashagg;
  CREATE UNLOGGED TABLE spelling AS
  SELECT letters, coalesce((SELECT string_agg(l.token, '.' ORDER BY at)
      FROM regexp_split_to_table(letters, '') WITH ORDINALITY s(one, at) JOIN letter l ON l.letter = s.one), 'none') AS composition
  FROM (SELECT letters FROM letters_0 UNION SELECT letters FROM letters_1) t;
  CREATE UNLOGGED TABLE priced AS
  WITH known AS (SELECT composition FROM spelling UNION SELECT composition FROM prior_composition),
  child AS (
    SELECT composition, at, token LIKE '%d' AS disabled,
      CASE WHEN token LIKE '%f%' THEN 'f' ELSE '' END || CASE WHEN token LIKE 'N%' THEN '-' ELSE '+' END AS token
    FROM known, regexp_split_to_table(composition, '\\.') WITH ORDINALITY s(token, at) WHERE composition <> 'none'
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
      CASE WHEN s.composition IS NULL THEN ${RATES.flat} ELSE 0 END AS flat
    FROM known LEFT JOIN summed s USING (composition)
  )
  SELECT composition, children_paid::int AS children_paid, (allowance + disability + topup + flat)::bigint AS aid,
    ${['allowance', 'disability', 'topup', 'flat']
      .map((name) => `to_char(${name} / 100.0, 'FM9999999990.00') AS ${name}_text`)
      .join(', ')},
    to_char((allowance + disability + topup + flat) / 100.0, 'FM9999999990.00') AS aid_text
  FROM amounts a;
  ANALYZE shared; ANALYZE spelling; ANALYZE priced;`;
