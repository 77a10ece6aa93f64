import { readPath, sumText, type Workspace } from '../../workspace/duckdb.js';

/**
 * Why each family's net differs from the prior run's. With f the monthly aid, P its composition then, Q
 * today's facts looked at on the prior reference date and R today's facts today:
 * rules = f_now(P) − f_then(P); registry = f_now(Q) − f_now(P); time = f_now(R) − f_now(Q).
 * Table `movement` has a row for every household paid in either run.
 */
const MOVEMENT = `
  CREATE TABLE movement AS
  WITH now AS (
    SELECT r.household_id, r.province_code, r.aid_facts_before, r.net,
      CAST(CASE r.decision WHEN 'PAY' THEN r.aid END AS DECIMAL(12,2)) AS aid,
      CAST(r.grants AS DECIMAL(12,2)) AS grants,
      CAST(r.arrears - r.recovery AS DECIMAL(12,2)) AS adjustments
    FROM register r WHERE r.decision = 'PAY'
  ), was AS (
    SELECT t.*, p.aid AS aid_now_rules FROM prior t JOIN (SELECT CAST(composition AS VARCHAR) AS composition, aid FROM priced) p ON p.composition = t.composition
  )
  SELECT coalesce(now.household_id, was.household_id) AS household_id,
    coalesce(now.province_code, was.province_code) AS province_code,
    now.household_id IS NOT NULL AS paid_now, was.household_id IS NOT NULL AS paid_then,
    coalesce(was.net, 0) AS prior_net,
    ${effect('was.aid_now_rules - was.aid')} AS rules_effect,
    ${effect('now.aid_facts_before - was.aid_now_rules')} AS registry_effect,
    ${effect('now.aid - now.aid_facts_before')} AS time_effect,
    ${effect('now.grants - was.grants')} AS one_off_effect,
    ${effect('now.adjustments - was.adjustments')} AS adjustment_effect,
    coalesce(now.net, 0) AS net
  FROM now FULL JOIN was ON now.household_id = was.household_id`;

/** Effects are told apart only for a household paid in both runs: of the others, the whole net moved. */
function effect(difference: string): string {
  return `CAST(CASE WHEN now.household_id IS NOT NULL AND was.household_id IS NOT NULL
      THEN ${difference} ELSE 0 END AS DECIMAL(12,2))`;
}

/** A household that entered was paid before, in a run older than the prior one, or never. */
const ENTERED = `
  CREATE TABLE entered AS
  SELECT household_id, false AS paid_before FROM movement WHERE paid_now AND NOT paid_then`;

/** Table `reconciliation`: what the contract's file lists, every changed, entered or left household. */
const RECONCILIATION = `
  CREATE TABLE reconciliation AS
  SELECT m.household_id, coalesce(r.province_code, m.province_code) AS province_code,
    CASE WHEN NOT m.paid_then THEN 'ENTERED' WHEN NOT m.paid_now THEN 'LEFT'
      WHEN m.net > m.prior_net THEN 'INCREASED' ELSE 'DECREASED' END AS class,
    CASE WHEN NOT m.paid_then THEN CASE WHEN e.paid_before THEN 'REINSTATED' ELSE 'FIRST_PAYMENT' END
      WHEN NOT m.paid_now THEN coalesce(r.reason,
        CASE WHEN m.household_id IN (FROM unreadable_household) THEN 'HOUSEHOLD_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END)
      END AS reason,
    m.prior_net, m.rules_effect, m.registry_effect, m.time_effect, m.one_off_effect, m.adjustment_effect,
    m.net, CAST(m.net - m.prior_net AS DECIMAL(12,2)) AS delta
  FROM (SELECT *, CASE WHEN NOT paid_now THEN household_id END AS left_id
    FROM movement WHERE net <> prior_net OR NOT paid_now OR NOT paid_then) m
  LEFT JOIN register r ON r.household_id = m.left_id
  LEFT JOIN entered e ON e.household_id = m.household_id
  ORDER BY m.household_id`;

/** Compares the month with the prior run. `earlier` are registers of older released runs, newest first. */
export async function reconcile(workspace: Workspace, earlier: readonly string[]): Promise<void> {
  await workspace.run(MOVEMENT);
  await workspace.run(ENTERED);
  for (const register of earlier) {
    await workspace.run(`UPDATE entered SET paid_before = true WHERE NOT paid_before AND household_id IN (
      SELECT household_id FROM read_parquet(${readPath(register)}, hive_partitioning = false) WHERE decision = 'PAY')`);
  }
  await workspace.run(RECONCILIATION);
}

export const BRIDGE_LINES = [
  'PRIOR_TOTAL',
  'ENTERED',
  'LEFT',
  'RULES',
  'REGISTRY',
  'TIME',
  'ONE_OFF',
  'ADJUSTMENT',
  'CURRENT_TOTAL',
] as const;
export type BridgeLine = (typeof BRIDGE_LINES)[number];

/** One line of the bridge. `amount` is text in dirhams, signed. */
export type BridgeEntry = { readonly line: BridgeLine; readonly families: number; readonly amount: string };

const SUMS: Readonly<Record<BridgeLine, { families: string; amount: string }>> = {
  PRIOR_TOTAL: { families: 'paid_then', amount: 'prior_net' },
  ENTERED: { families: 'paid_now AND NOT paid_then', amount: 'CASE WHEN NOT paid_then THEN net ELSE 0 END' },
  LEFT: {
    families: 'paid_then AND NOT paid_now',
    amount: 'CASE WHEN NOT paid_now THEN -prior_net ELSE 0 END',
  },
  RULES: { families: 'rules_effect <> 0', amount: 'rules_effect' },
  REGISTRY: { families: 'registry_effect <> 0', amount: 'registry_effect' },
  TIME: { families: 'time_effect <> 0', amount: 'time_effect' },
  ONE_OFF: { families: 'one_off_effect <> 0', amount: 'one_off_effect' },
  ADJUSTMENT: { families: 'adjustment_effect <> 0', amount: 'adjustment_effect' },
  CURRENT_TOTAL: { families: 'paid_now', amount: 'net' },
};

/** The bridge from the prior run's total to today's, line by line in the contract's order. */
export async function bridge(workspace: Workspace): Promise<BridgeEntry[]> {
  const columns = BRIDGE_LINES.map(
    (line) => `count(*) FILTER (${SUMS[line].families}) AS families_${line},
      ${sumText(SUMS[line].amount)} AS amount_${line}`,
  );
  const row = await workspace.one(`SELECT ${columns.join(',\n')} FROM movement`);
  return BRIDGE_LINES.map((line) => ({
    line,
    families: row.count(`families_${line}`),
    amount: row.text(`amount_${line}`),
  }));
}
