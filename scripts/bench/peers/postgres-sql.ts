/**
 * The month in PostgreSQL's SQL. The work is cut in two by household_id, and two sessions do a half each: on
 * two cores this beats the server's own parallel plans, whose leader would aggregate and write alone.
 *
 * Two idioms carry the speed. A calendar table turns text into days by a hash join, and is the guard that a
 * cast lacks: what is not in it is no day. And rows are sorted by household, birth and person *before* they
 * are grouped, so that string_agg takes children in rank order without a sort a household.
 */
import {
  CUTOFFS,
  DECISIONS,
  EXECUTION_DATE,
  ISE_THRESHOLD,
  ORDER_COLUMNS,
  PAY_LINE,
  PERIOD,
  PRIOR_REFERENCE,
  PROVIDERS,
  RATES,
  REFERENCE,
  REGISTER_COLUMNS,
  SHARED_LINE,
} from './month.js';

export const SCHEMA = 'sarf_bench';
export const HALVES = [0, 1] as const;
export type Half = (typeof HALVES)[number];

const HOUSEHOLD_COLUMNS =
  'household_id province_code milieu ise_score status status_reason payee_id payee_name channel provider account enrolled_on'.split(
    ' ',
  );
const MEMBER_COLUMNS =
  'household_id person_id birth_date sex relation schooled public_school severe_disability father_deceased school_level social_cover deceased_on'.split(
    ' ',
  );
export const COLUMNS = { household: HOUSEHOLD_COLUMNS, member: MEMBER_COLUMNS } as const;

const LETTERS = 'ABCDEFGHIJKL';
const BANDS = ['I', 'S', 'N'] as const;

const texts = (columns: readonly string[]) => columns.map((name) => `${name} text COLLATE "C"`).join(', ');
const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** Every session's settings. */
export const SETTINGS = `
  SET search_path = ${SCHEMA};
  SET work_mem = '1GB';
  SET synchronous_commit = off;
  SET max_parallel_workers_per_gather = 2;
  SET client_min_messages = warning;`;

/** A half's session runs its own statements one after the other: the other core is the other session's. */
export const HALF_SETTINGS = `${SETTINGS} SET max_parallel_workers_per_gather = 0;`;

/** What stands in the database before the month comes: the prior month's result, calendar, code lists. */
export function prepareSql(provinces: readonly string[]): string {
  const lines = DECISIONS.map(
    ([decision, reason, amount], i) => `(${i}, '${decision}', '${reason}', '${amount}')`,
  );
  const letters = [...LETTERS].map((letter, i) => {
    const token = `${BANDS[i >> 2]}${i & 2 ? 'f' : ''}${i & 1 ? 'd' : ''}`;
    return `('${letter}', '${token}')`;
  });
  return `
  DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;
  CREATE SCHEMA ${SCHEMA};
  SET search_path = ${SCHEMA};
  CREATE UNLOGGED TABLE prior (household_id text COLLATE "C", province_code text, composition text COLLATE "C", aid bigint, net bigint);
  CREATE TABLE day AS
    SELECT d::date AS day, to_char(d, 'YYYY-MM-DD') COLLATE "C" AS spelt
    FROM generate_series(date '1900-01-01', date '2050-12-31', '1 day') d;
  CREATE TABLE province AS SELECT code COLLATE "C" AS code FROM (VALUES ${provinces.map((code) => `('${code}')`).join(', ')}) t(code);
  CREATE TABLE decision_line AS SELECT * FROM (VALUES ${lines.join(', ')}) t(line, decision, reason, amount);
  CREATE TABLE letter AS SELECT letter COLLATE "C" AS letter, token FROM (VALUES ${letters.join(', ')}) t(letter, token);
  -- Days that the calendar does not hold: rare, so the price of an exception does not matter.
  CREATE FUNCTION try_day(spelt text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $f$
  BEGIN
    IF spelt !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN RETURN NULL; END IF;
    RETURN spelt::date;
  EXCEPTION WHEN others THEN RETURN NULL;
  END $f$;
  ANALYZE;`;
}

/** When the prior month's result is there: its compositions, as that month's run would have left them. */
export const AFTER_PRIOR = `
  CREATE TABLE prior_composition AS SELECT DISTINCT composition FROM prior;
  ANALYZE prior; ANALYZE prior_composition; CHECKPOINT;`;

export const CREATE_TEXT_TABLES = `
  CREATE UNLOGGED TABLE household_text (${texts(HOUSEHOLD_COLUMNS)});
  CREATE UNLOGGED TABLE member_text (${texts(MEMBER_COLUMNS)});`;

/** After loading: statistics, and the household_id that cuts the month in two. */
export const ANALYZE_TEXT = `
  ANALYZE household_text (household_id, enrolled_on);
  ANALYZE member_text (household_id, person_id, birth_date, deceased_on);
  CREATE TABLE cut AS SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY household_id), '') AS at
    FROM household_text TABLESAMPLE SYSTEM (CASE WHEN (SELECT count(*) FROM (SELECT FROM household_text LIMIT 100001) t) > 100000 THEN 2 ELSE 100 END);`;

/** Whether a row belongs to a half; rows without a household_id go to the second. */
const belongs = (half: Half, column: string) =>
  half === 0 ? `${column} < (SELECT at FROM cut)` : `coalesce(${column} >= (SELECT at FROM cut), true)`;

/**
 * So many characters, all of a set. Written so because PostgreSQL builds its matcher anew for every row: one
 * character class costs a tenth of what a counted repetition costs.
 */
const madeOf = (column: string, low: number, high: number, set: string) =>
  `(octet_length(${column}) BETWEEN ${low} AND ${high} AND ${column} !~ '[^${set}]')`;
/** A decimal from 0 to below 100 with at most six decimals. */
const SCORE = `ise_score ~ '^[0-9][0-9]?(\\.[0-9]+)?$' AND octet_length(ise_score) - strpos(ise_score || '.', '.') <= 6`;

/**
 * Households of a half with a readable id, numbered in order of household_id. `again` marks the rows of an
 * id after its first. The score is null when it is no score.
 */
export function householdSql(half: Half): string {
  return `
  CREATE UNLOGGED TABLE household_${half} AS
  SELECT (row_number() OVER w)::int AS hid, coalesce(lag(household_id) OVER w = household_id, false) AS again, h.*
  FROM (
    SELECT t.ctid AS place, household_id, province_code, milieu, status, payee_id, payee_name, channel, provider, account,
      coalesce(p.code IS NOT NULL AND milieu IN ('U', 'R') AND status IN ('ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED')
        AND ${madeOf('payee_id', 6, 20, 'A-Z0-9')}
        AND length(payee_name) <= 140 AND btrim(payee_name) <> '' AND strpos(payee_name, E'\\r') = 0
        AND channel IN ('ACCOUNT', 'CASH') AND ${madeOf('provider', 2, 12, 'A-Z0-9_')}
        AND coalesce(d.day, try_day(enrolled_on)) <= date '${REFERENCE}', false) AS fields_right,
      CASE WHEN ${SCORE} THEN ise_score::numeric END AS ise_score,
      CASE WHEN ${madeOf('account', 24, 24, '0-9')}
        THEN (substr(account, 1, 12)::bigint * 50 + substr(account, 13, 12)::bigint) % 97 = 0 ELSE false END AS account_right
    FROM household_text t
    LEFT JOIN province p ON p.code = province_code
    LEFT JOIN day d ON d.spelt = enrolled_on
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

const yesNo = (column: string) => `(${column} IS NULL OR ${column} = 'Y' OR ${column} = 'N')`;

const BIRTH = `CASE WHEN b.day IS NULL THEN try_day(m.birth_date) ELSE b.day END`;
const DIED = `CASE WHEN m.deceased_on IS NULL THEN NULL WHEN x.day IS NULL THEN try_day(m.deceased_on) ELSE x.day END`;

/** Whether the fields of a member row `m`, its days `b` and `x`, are all right. */
const MEMBER_RIGHT = `coalesce(${madeOf('m.person_id', 6, 20, 'A-Z0-9')}
  AND ${BIRTH} BETWEEN date '1900-01-01' AND date '${REFERENCE}'
  AND (m.deceased_on IS NULL OR ${DIED} >= ${BIRTH})
  AND (m.sex = 'F' OR m.sex = 'M') AND m.relation IN ('HEAD', 'SPOUSE', 'CHILD', 'OTHER')
  AND ${['m.schooled', 'm.public_school', 'm.severe_disability', 'm.father_deceased'].map(yesNo).join(' AND ')}
  AND (m.school_level IS NULL OR m.school_level IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'))
  AND (m.social_cover IS NULL OR m.social_cover IN ('NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE')),
  false)`;

/** Households one of whose persons stands on several good rows, here or elsewhere. Costs nothing when nobody repeats. */
export const DUPLICATES_SQL = `
  CREATE UNLOGGED TABLE with_duplicate (household_id text COLLATE "C");
  DO $do$
  BEGIN
    IF EXISTS (SELECT FROM repeated_0) OR EXISTS (SELECT FROM repeated_1) THEN
      WITH good AS (
        SELECT m.household_id, m.person_id
        FROM member_text m LEFT JOIN day b ON b.spelt = m.birth_date LEFT JOIN day x ON x.spelt = m.deceased_on
        WHERE hashtextextended(m.person_id, 0) IN (SELECT hash FROM repeated_0 UNION ALL SELECT hash FROM repeated_1)
          AND ${MEMBER_RIGHT} AND (EXISTS (SELECT FROM household_0 h WHERE h.household_id = m.household_id)
          OR EXISTS (SELECT FROM household_1 h WHERE h.household_id = m.household_id))
      )
      INSERT INTO with_duplicate SELECT DISTINCT household_id FROM good
      WHERE person_id IN (SELECT person_id FROM good GROUP BY person_id HAVING count(*) > 1);
    END IF;
  END $do$;
  ANALYZE with_duplicate;`;

/** A child's letter on a day; null when it is no child to be counted then. */
function letter(on: 'now' | 'before', living: string): string {
  const { child, infant } = CUTOFFS[on];
  return `CASE WHEN fit AND relation = 'CHILD' AND birth > date '${child}' AND ${living}
    THEN substr('${LETTERS}', 1 + CASE WHEN birth > date '${infant}' THEN 0 WHEN schooled = 'Y' THEN 4 ELSE 8 END
      + CASE WHEN father_deceased = 'Y' THEN 2 ELSE 0 END + CASE WHEN severe_disability = 'Y' THEN 1 ELSE 0 END, 1) END`;
}

/** One row a household of a half: who lives in it, its composition on both days. Without a household: one row, hid null. */
export function factsSql(half: Half): string {
  const { now } = CUTOFFS;
  return `
  CREATE UNLOGGED TABLE facts_${half} AS
  SELECT hid, count(*) AS rows, count(*) FILTER (WHERE NOT fit) AS bad,
    count(*) FILTER (WHERE living) AS persons,
    count(*) FILTER (WHERE living AND is_child) AS children,
    count(*) FILTER (WHERE living AND birth <= date '${now.elderly}') AS elderly,
    bit_or(cover) AS covers,
    coalesce(bool_or(living AND is_payee AND birth <= date '${now.adult}'), false) AS payee_fit,
    coalesce(left(string_agg(letter_now, ''), ${RATES.childrenPaid}), '') AS letters_now,
    coalesce(left(string_agg(letter_before, ''), ${RATES.childrenPaid}), '') AS letters_before
  FROM (
    SELECT hid, birth, person_id, fit, is_payee,
      fit AND (died IS NULL OR died > date '${REFERENCE}') AS living,
      relation = 'CHILD' AND birth > date '${now.child}' AS is_child,
      CASE WHEN NOT fit OR died <= date '${REFERENCE}' OR social_cover IS NULL THEN 0 ELSE
        CASE social_cover WHEN 'STATE_EMPLOYEE' THEN 1 WHEN 'FAMILY_ALLOWANCE' THEN 2 WHEN 'PENSION' THEN 4
          WHEN 'CONTRIBUTIONS_DUE' THEN 8 ELSE 0 END END AS cover,
      ${letter('now', `(died IS NULL OR died > date '${REFERENCE}')`)} AS letter_now,
      ${letter('before', `birth <= date '${PRIOR_REFERENCE}' AND (died IS NULL OR died > date '${PRIOR_REFERENCE}')`)} AS letter_before
    FROM (
      SELECT h.hid, m.person_id, m.person_id = h.payee_id AS is_payee, relation, schooled, father_deceased,
        severe_disability, social_cover, ${BIRTH} AS birth, ${DIED} AS died, ${MEMBER_RIGHT} AS fit
      FROM member_text m
      LEFT JOIN household_${half} h ON h.household_id = m.household_id AND NOT h.again
      LEFT JOIN day b ON b.spelt = m.birth_date
      LEFT JOIN day x ON x.spelt = m.deceased_on
      WHERE ${belongs(half, 'm.household_id')}
      OFFSET 0 -- keeps the checks from being computed again wherever their result is asked
    ) checked
    ORDER BY hid, birth, person_id
  ) member
  GROUP BY hid;
  ANALYZE facts_${half} (hid);`;
}

/** The first line of the decision table that applies to each household; null for the last two, settled later. */
export function decideSql(half: Half): string {
  return `
  CREATE UNLOGGED TABLE decided_${half} AS
  SELECT h.hid, h.household_id, h.province_code, h.milieu, h.payee_id, h.payee_name, h.channel, h.provider, h.account,
    coalesce(f.persons, 0) AS persons, coalesce(f.children, 0) AS children, coalesce(f.elderly, 0) AS elderly,
    coalesce(f.letters_now, '') AS letters_now, coalesce(f.letters_before, '') AS letters_before,
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
  ANALYZE decided_${half} (hid, household_id, letters_now, letters_before, provider, line);
  CREATE UNLOGGED TABLE account_${half} AS
  SELECT account FROM decided_${half} WHERE line IS NULL AND account IS NOT NULL;
  CREATE UNLOGGED TABLE letters_${half} AS
  SELECT letters_now AS letters FROM decided_${half} UNION SELECT letters_before FROM decided_${half};`;
}

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

const own = (text: string) => `CASE l.amount WHEN 'own' THEN ${text} WHEN 'zero' THEN '0.00' END`;

/** The register of a half. A view: its joins are with tables of some thousand rows, cheaper than writing it down. */
export function registerSql(half: Half): string {
  return `
  CREATE VIEW register_${half} AS
  SELECT d.hid, d.household_id, d.province_code, d.milieu, l.decision, l.reason, d.persons, d.children, d.elderly,
    CASE l.amount WHEN 'own' THEN p.children_paid ELSE 0 END AS children_paid,
    CASE l.amount WHEN 'own' THEN p.composition END AS composition,
    ${own('p.allowance_text')} AS child_allowance, ${own('p.disability_text')} AS disability_supplement,
    ${own('p.topup_text')} AS floor_topup, ${own('p.flat_text')} AS flat_rate,
    ${own("'0.00'")} AS birth_grant, ${own("'0.00'")} AS school_grant, ${own('p.aid_text')} AS entitlement,
    '0.00' AS arrears, '0.00' AS recovery, CASE l.decision WHEN 'PAY' THEN p.aid_text ELSE '0.00' END AS net,
    d.provider, CASE l.decision WHEN 'PAY' THEN 'ASD-${PERIOD.replace('-', '')}-' || d.household_id END AS order_id,
    d.payee_id, d.payee_name, d.channel, d.account, d.letters_before, l.line,
    CASE l.amount WHEN 'own' THEN p.aid ELSE 0 END AS aid
  FROM decided_${half} d
  LEFT JOIN shared s ON s.account = d.account AND d.line IS NULL
  JOIN decision_line l ON l.line = coalesce(d.line, CASE WHEN s.account IS NULL THEN ${PAY_LINE} ELSE ${SHARED_LINE} END)
  JOIN spelling c ON c.letters = d.letters_now
  JOIN priced p ON p.composition = c.composition;`;
}

/** The query behind a half's part of the register's file. */
export function registerFileSql(half: Half): string {
  return `SELECT ${REGISTER_COLUMNS.join(', ')} FROM register_${half} ORDER BY hid`;
}

/** The query behind an institution's orders of a half. */
export function ordersFileSql(half: Half, provider: string): string {
  const constants: Readonly<Record<string, string>> = {
    period: `'${PERIOD}'`,
    amount: 'net',
    currency: `'MAD'`,
    execution_date: `'${EXECUTION_DATE}'`,
    remittance: `'ASD ${PERIOD} ' || household_id`,
  };
  const columns = ORDER_COLUMNS.map((name) => `${constants[name] ?? name} AS ${name}`);
  return `SELECT ${columns.join(', ')} FROM register_${half} WHERE decision = 'PAY' AND provider = '${provider}' ORDER BY hid`;
}

/** What moved in a half: every household that entered, left, or for which one effect is not 0; amounts in centimes. */
export function movementSql(half: Half): string {
  return `
  CREATE UNLOGGED TABLE movement_${half} AS
  SELECT * FROM (
    SELECT coalesce(r.household_id, w.household_id) AS household_id, coalesce(r.province_code, w.province_code) AS province_code,
      r.decision IS NOT DISTINCT FROM 'PAY' AS paid_now, w.household_id IS NOT NULL AS paid_then, r.decision, r.reason,
      coalesce(w.net, 0) AS prior_net, CASE r.decision WHEN 'PAY' THEN r.aid ELSE 0 END AS net,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN w.aid_now_rules - w.aid ELSE 0 END AS rules_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.aid_then_facts - w.aid_now_rules ELSE 0 END AS registry_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.aid - r.aid_then_facts ELSE 0 END AS time_effect
    FROM (SELECT g.household_id, g.province_code, g.decision, g.reason, g.aid, q.aid AS aid_then_facts
      FROM register_${half} g JOIN spelling c ON c.letters = g.letters_before JOIN priced q ON q.composition = c.composition) r
    FULL JOIN (SELECT w.*, p.aid AS aid_now_rules FROM prior w JOIN priced p USING (composition)
      WHERE ${belongs(half, 'w.household_id')}) w ON w.household_id = r.household_id
  ) m
  WHERE (paid_now OR paid_then) AND (NOT paid_now OR NOT paid_then OR rules_effect <> 0 OR registry_effect <> 0 OR time_effect <> 0);`;
}

const money = (column: string) => `to_char((${column}) / 100.0, 'FM9999999999990.00')`;

/** The query behind a half's part of the reconciliation's file. */
export function reconciliationFileSql(half: Half): string {
  return `SELECT m.household_id, province_code,
      CASE WHEN NOT paid_then THEN 'ENTERED' WHEN NOT paid_now THEN 'LEFT' WHEN net > prior_net THEN 'INCREASED' ELSE 'DECREASED' END AS class,
      CASE WHEN NOT paid_then THEN 'FIRST_PAYMENT' WHEN NOT paid_now
        THEN coalesce(reason, CASE WHEN t.unreadable THEN 'HOUSEHOLD_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END) END AS reason,
      ${money('prior_net')} AS prior_net, ${money('rules_effect')} AS rules_effect, ${money('registry_effect')} AS registry_effect,
      ${money('time_effect')} AS time_effect, '0.00' AS one_off_effect, '0.00' AS adjustment_effect, ${money('net')} AS net,
      ${money('net - prior_net')} AS delta
    FROM movement_${half} m LEFT JOIN troubled_${half} t USING (household_id)
    WHERE net <> prior_net OR NOT paid_now OR NOT paid_then ORDER BY household_id`;
}

/** A half's part of the month's totals; amounts in centimes. `assessed` counts rows, those of a repeated id each. */
export function totalsSql(half: Half): string {
  const moved = (line: string, families: string, amount: string) =>
    `SELECT '${line}' AS line, count(*) FILTER (WHERE ${families}) AS families, coalesce(sum(${amount}) FILTER (WHERE ${families}), 0) AS amount FROM movement_${half}`;
  return `
  CREATE UNLOGGED TABLE total_${half} AS
  SELECT decision, reason, count(*) AS households, sum(aid) AS entitlement FROM register_${half} GROUP BY decision, reason;
  CREATE UNLOGGED TABLE rows_${half} AS
  SELECT (SELECT count(*) FROM household_${half})
      - (SELECT coalesce(sum(copies), 0) FROM troubled_${half} WHERE unreadable) AS assessed,
    (SELECT coalesce(sum(CASE WHEN hid IS NULL THEN rows ELSE bad END), 0) FROM facts_${half}) AS bad_members;
  CREATE UNLOGGED TABLE bridge_${half} AS
  SELECT 'PRIOR_TOTAL' AS line, count(*) AS families, coalesce(sum(net), 0) AS amount FROM prior WHERE ${belongs(half, 'household_id')}
  UNION ALL ${moved('ENTERED', 'NOT paid_then', 'net')}
  UNION ALL ${moved('LEFT', 'NOT paid_now', '-prior_net')}
  UNION ALL ${moved('RULES', 'rules_effect <> 0', 'rules_effect')}
  UNION ALL ${moved('REGISTRY', 'registry_effect <> 0', 'registry_effect')}
  UNION ALL ${moved('TIME', 'time_effect <> 0', 'time_effect')}
  UNION ALL SELECT 'CURRENT_TOTAL', coalesce(sum(households), 0), coalesce(sum(entitlement), 0) FROM total_${half} WHERE decision = 'PAY';`;
}

/** Everything as one JSON line, from both halves; amounts in centimes. */
export const SUMMARY_SQL = `
  SELECT json_build_object(
    'assessed', (SELECT sum(assessed) FROM (SELECT * FROM rows_0 UNION ALL SELECT * FROM rows_1) r),
    'bad_members', (SELECT sum(bad_members) FROM (SELECT * FROM rows_0 UNION ALL SELECT * FROM rows_1) r),
    'decisions', (SELECT json_agg(t) FROM (SELECT decision, reason, sum(households) AS households, sum(entitlement) AS entitlement
      FROM (SELECT * FROM total_0 UNION ALL SELECT * FROM total_1) a GROUP BY 1, 2 ORDER BY 1, 2) t),
    'bridge', (SELECT json_agg(t) FROM (SELECT line, sum(families) AS families, sum(amount) AS amount
      FROM (SELECT * FROM bridge_0 UNION ALL SELECT * FROM bridge_1) a GROUP BY 1) t));`;
