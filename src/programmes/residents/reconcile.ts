import { sumText, type Workspace } from '../../workspace/duckdb.js';

/**
 * Why each resident's net differs from the prior run's, as programmes/families/reconcile.ts has it for households:
 * with f the monthly aid, P the track and scholarship then, Q today's facts looked at on the prior reference
 * date and R today's facts today. A child that comes of age loses the monthly aid by time; the capital is
 * one-off. Table `resident_movement` has a row for every resident paid in either run.
 */
const MOVEMENT = `
  CREATE TABLE resident_movement AS
  WITH now AS (FROM resident_register WHERE decision = 'PAY'),
  was AS (
    SELECT t.*, CAST(p.aid AS DECIMAL(12,2)) AS aid_now_rules
    FROM prior_resident t
    JOIN resident_price p ON p.track = t.track AND CAST(p.scholarship AS DECIMAL(12,2)) = t.scholarship
  )
  SELECT coalesce(now.person_id, was.person_id) AS person_id,
    coalesce(now.institution_id, was.institution_id) AS institution_id,
    coalesce(now.province_code, was.province_code) AS province_code,
    coalesce(now.category, was.category) AS category,
    now.person_id IS NOT NULL AS paid_now, was.person_id IS NOT NULL AS paid_then,
    coalesce(was.net, 0) AS prior_net,
    ${effect('was.aid_now_rules - was.monthly_aid')} AS rules_effect,
    ${effect('now.aid_facts_before - was.aid_now_rules')} AS registry_effect,
    ${effect('now.monthly_aid - now.aid_facts_before')} AS time_effect,
    ${effect('now.capital_topup - was.capital_topup')} AS one_off_effect,
    ${effect('now.arrears - now.recovery - was.adjustments')} AS adjustment_effect,
    coalesce(now.net, 0) AS net
  FROM now FULL JOIN was ON now.person_id = was.person_id`;

/** Effects are told apart only for a resident paid in both runs: of the others, the whole net moved. */
function effect(difference: string): string {
  return `CAST(CASE WHEN now.person_id IS NOT NULL AND was.person_id IS NOT NULL
      THEN ${difference} ELSE 0 END AS DECIMAL(12,2))`;
}

/** Table `resident_reconciliation`: every changed, entered or left resident, with the households' classes. */
const RECONCILIATION = `
  CREATE TABLE resident_reconciliation AS
  SELECT m.person_id, coalesce(r.institution_id, m.institution_id) AS institution_id,
    coalesce(r.province_code, m.province_code) AS province_code, coalesce(r.category, m.category) AS category,
    CASE WHEN NOT m.paid_then THEN 'ENTERED' WHEN NOT m.paid_now THEN 'LEFT'
      WHEN m.net > m.prior_net THEN 'INCREASED' ELSE 'DECREASED' END AS class,
    CASE WHEN NOT m.paid_then THEN CASE WHEN p.person_id IS NOT NULL THEN 'REINSTATED' ELSE 'FIRST_PAYMENT' END
      WHEN NOT m.paid_now THEN coalesce(r.reason,
        CASE WHEN m.person_id IN (FROM unreadable_resident) THEN 'RESIDENT_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END)
      END AS reason,
    m.prior_net, m.rules_effect, m.registry_effect, m.time_effect, m.one_off_effect, m.adjustment_effect,
    m.net, CAST(m.net - m.prior_net AS DECIMAL(12,2)) AS delta
  FROM resident_movement m
  LEFT JOIN resident_register r ON r.person_id = m.person_id AND NOT m.paid_now
  LEFT JOIN resident_paid p ON p.person_id = m.person_id
  WHERE m.net <> m.prior_net OR NOT m.paid_now OR NOT m.paid_then
  ORDER BY m.person_id`;

export async function reconcileResidents(workspace: Workspace): Promise<void> {
  await workspace.run(MOVEMENT);
  await workspace.run(RECONCILIATION);
}

/** The second block of the bridge, below the households' lines: the same lines, of residents. */
const SUMS: readonly (readonly [line: string, persons: string, amount: string])[] = [
  ['RESIDENTS_PRIOR_TOTAL', 'paid_then', 'prior_net'],
  ['RESIDENTS_ENTERED', 'paid_now AND NOT paid_then', 'CASE WHEN NOT paid_then THEN net ELSE 0 END'],
  ['RESIDENTS_LEFT', 'paid_then AND NOT paid_now', 'CASE WHEN NOT paid_now THEN -prior_net ELSE 0 END'],
  ['RESIDENTS_RULES', 'rules_effect <> 0', 'rules_effect'],
  ['RESIDENTS_REGISTRY', 'registry_effect <> 0', 'registry_effect'],
  ['RESIDENTS_TIME', 'time_effect <> 0', 'time_effect'],
  ['RESIDENTS_ONE_OFF', 'one_off_effect <> 0', 'one_off_effect'],
  ['RESIDENTS_ADJUSTMENT', 'adjustment_effect <> 0', 'adjustment_effect'],
  ['RESIDENTS_CURRENT_TOTAL', 'paid_now', 'net'],
];

/** One line of the block. `families` counts persons here; `amount` is text in dirhams, signed. */
export type ResidentBridgeEntry = {
  readonly line: string;
  readonly families: number;
  readonly amount: string;
};

export async function residentBridge(workspace: Workspace): Promise<ResidentBridgeEntry[]> {
  const columns = SUMS.map(
    ([line, persons, amount]) => `count(*) FILTER (${persons}) AS families_${line},
      ${sumText(amount)} AS amount_${line}`,
  );
  const row = await workspace.one(`SELECT ${columns.join(',\n')} FROM resident_movement`);
  return SUMS.map(([line]) => ({
    line,
    families: row.count(`families_${line}`),
    amount: row.text(`amount_${line}`),
  }));
}
