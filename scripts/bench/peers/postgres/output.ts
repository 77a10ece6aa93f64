/** Register, orders, reconciliation and totals. */
import { ORDER_COLUMNS, PAY_LINE, REGISTER_COLUMNS, SHARED_LINE, type TheMonth } from '../the-month.js';
import { belongs, type Half } from './session.js';

const money = (column: string) => `to_char((${column}) / 100.0, 'FM9999999999990.00')`;
const own = (text: string) => `CASE l.amount WHEN 'own' THEN ${text} WHEN 'zero' THEN '0.00' END`;

/** The register of a half. A view: its joins are with tables of some thousand rows, cheaper than writing it down. */
export function registerSql(half: Half, { period }: TheMonth): string {
  return `
  CREATE VIEW register_${half} AS
  SELECT d.hid, d.household_id, d.province_code, d.milieu, l.decision, l.reason, d.persons, d.children, d.elderly,
    CASE l.amount WHEN 'own' THEN p.children_paid ELSE 0 END AS children_paid,
    CASE l.amount WHEN 'own' THEN p.composition END AS composition,
    ${own('p.allowance_text')} AS child_allowance, ${own('p.disability_text')} AS disability_supplement,
    ${own('p.topup_text')} AS floor_topup, ${own('p.flat_text')} AS flat_rate,
    ${own('p.birth_text')} AS birth_grant, ${own('p.school_text')} AS school_grant, ${own('p.net_text')} AS entitlement,
    coalesce(${money('o.amount')}, '0.00') AS arrears, '0.00' AS recovery,
    CASE WHEN l.decision <> 'PAY' THEN '0.00' WHEN o.amount IS NULL THEN p.net_text ELSE ${money('p.aid + p.grants + o.amount')} END AS net,
    d.provider, CASE l.decision WHEN 'PAY' THEN 'ASD-${period.replace('-', '')}-' || d.household_id END AS order_id,
    d.payee_id, d.payee_name, d.channel, d.account, d.letters_before, l.line,
    CASE l.amount WHEN 'own' THEN p.aid ELSE 0 END AS aid, CASE l.amount WHEN 'own' THEN p.grants ELSE 0 END AS grants, coalesce(o.amount, 0) AS arrears_due
  FROM decided_${half} d
  LEFT JOIN shared s ON s.account = d.account AND d.line IS NULL
  JOIN decision_line l ON l.line = coalesce(d.line, CASE WHEN s.account IS NULL THEN ${PAY_LINE} ELSE ${SHARED_LINE} END)
  JOIN readable c ON c.letters = d.letters_now AND c.grants = d.grants
  JOIN priced p ON p.composition = c.composition
  LEFT JOIN arrears o ON o.household_id = d.household_id;`;
}

/** The query behind a half's part of the register's file. */
export function registerFileSql(half: Half): string {
  return `SELECT ${REGISTER_COLUMNS.join(', ')} FROM register_${half} ORDER BY hid`;
}

/** The query behind an institution's orders of a half. */
export function ordersFileSql(half: Half, provider: string, { period, executionDate }: TheMonth): string {
  const constants: Readonly<Record<string, string>> = {
    period: `'${period}'`,
    amount: 'net',
    currency: `'MAD'`,
    execution_date: `'${executionDate}'`,
    remittance: `'ASD ${period} ' || household_id`,
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
      coalesce(w.net, 0) AS prior_net, CASE r.decision WHEN 'PAY' THEN r.aid + r.grants + r.arrears_due ELSE 0 END AS net,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN w.aid_now_rules - w.aid ELSE 0 END AS rules_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.aid_then_facts - w.aid_now_rules ELSE 0 END AS registry_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.aid - r.aid_then_facts ELSE 0 END AS time_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.grants - w.grants ELSE 0 END AS one_off_effect,
      CASE WHEN r.decision = 'PAY' AND w.household_id IS NOT NULL THEN r.arrears_due - w.adjustments ELSE 0 END AS adjustment_effect
    FROM (SELECT g.household_id, g.province_code, g.decision, g.reason, g.aid, g.grants, g.arrears_due, q.aid AS aid_then_facts
      FROM register_${half} g JOIN readable c ON c.letters = g.letters_before AND c.grants = '' JOIN priced q ON q.composition = c.composition) r
    FULL JOIN (SELECT w.*, p.aid AS aid_now_rules FROM prior w JOIN priced p USING (composition)
      WHERE ${belongs(half, 'w.household_id')}) w ON w.household_id = r.household_id
  ) m
  WHERE (paid_now OR paid_then) AND (NOT paid_now OR NOT paid_then OR rules_effect <> 0 OR registry_effect <> 0 OR time_effect <> 0 OR one_off_effect <> 0
    OR adjustment_effect <> 0);`;
}

/** The query behind a half's part of the reconciliation's file. */
export function reconciliationFileSql(half: Half): string {
  return `SELECT m.household_id, province_code,
      CASE WHEN NOT paid_then THEN 'ENTERED' WHEN NOT paid_now THEN 'LEFT' WHEN net > prior_net THEN 'INCREASED' ELSE 'DECREASED' END AS class,
      CASE WHEN NOT paid_then THEN 'FIRST_PAYMENT' WHEN NOT paid_now
        THEN coalesce(reason, CASE WHEN t.unreadable THEN 'HOUSEHOLD_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END) END AS reason,
      ${money('prior_net')} AS prior_net, ${money('rules_effect')} AS rules_effect, ${money('registry_effect')} AS registry_effect,
      ${money('time_effect')} AS time_effect, ${money('one_off_effect')} AS one_off_effect, ${money('adjustment_effect')} AS adjustment_effect, ${money('net')} AS net,
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
  SELECT decision, reason, count(*) AS households, sum(aid + grants) AS entitlement, sum(arrears_due) AS arrears
  FROM register_${half} GROUP BY decision, reason;
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
  UNION ALL ${moved('ONE_OFF', 'one_off_effect <> 0', 'one_off_effect')}
  UNION ALL ${moved('ADJUSTMENT', 'adjustment_effect <> 0', 'adjustment_effect')}
  UNION ALL SELECT 'CURRENT_TOTAL', coalesce(sum(households), 0), coalesce(sum(entitlement + arrears), 0) FROM total_${half} WHERE decision = 'PAY';`;
}

/** Everything as one JSON line, from both halves; amounts in centimes. */
export const SUMMARY_SQL = `
  SELECT json_build_object(
    'assessed', (SELECT sum(assessed) FROM (SELECT * FROM rows_0 UNION ALL SELECT * FROM rows_1) r),
    'bad_members', (SELECT sum(bad_members) FROM (SELECT * FROM rows_0 UNION ALL SELECT * FROM rows_1) r),
    'decisions', (SELECT json_agg(t) FROM (SELECT decision, reason, sum(households) AS households, sum(entitlement) AS entitlement, sum(arrears) AS arrears
      FROM (SELECT * FROM total_0 UNION ALL SELECT * FROM total_1) a GROUP BY 1, 2 ORDER BY 1, 2) t),
    'bridge', (SELECT json_agg(t) FROM (SELECT line, sum(families) AS families, sum(amount) AS amount
      FROM (SELECT * FROM bridge_0 UNION ALL SELECT * FROM bridge_1) a GROUP BY 1) t));`;
