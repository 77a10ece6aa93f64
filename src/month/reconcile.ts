import type { Programme, ProgrammeMonth } from '../programmes/programme.js';
import { make } from '../tables/table.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';

/**
 * Why each beneficiary's net differs from the prior run's. With f the monthly aid, P the facts then, Q today's facts
 * looked at on the prior reference date and R today's facts today:
 * rules = f_now(P) − f_then(P); registry = f_now(Q) − f_now(P); time = f_now(R) − f_now(Q).
 */
function movement(programme: Programme): string {
  const { beneficiary, reconciled, tables } = programme;
  const id = beneficiary.column;
  return `
  CREATE TABLE ${movementOf(programme)} AS
  WITH now AS (
    SELECT ${[id, ...reconciled.columns].join(', ')}, aid_facts_before, aid, grants, net,
      ${reconciled.adjustments} AS adjustments
    FROM ${tables.register.name} WHERE decision = 'PAY'
  ), was AS (${reconciled.repriced}
  )
  SELECT ${[id, ...reconciled.columns].map((column) => `coalesce(now.${column}, was.${column}) AS ${column}`).join(', ')},
    now.${id} IS NOT NULL AS paid_now, was.${id} IS NOT NULL AS paid_then,
    coalesce(was.net, 0) AS prior_net,
    ${effect(id, 'was.aid_now_rules - was.aid')} AS rules_effect,
    ${effect(id, 'now.aid_facts_before - was.aid_now_rules')} AS registry_effect,
    ${effect(id, 'now.aid - now.aid_facts_before')} AS time_effect,
    ${effect(id, 'now.grants - was.grants')} AS one_off_effect,
    ${effect(id, 'now.adjustments - was.adjustments')} AS adjustment_effect,
    coalesce(now.net, 0) AS net
  FROM now FULL JOIN was ON now.${id} = was.${id}`;
}

/** Table of everybody paid in either run; this file alone names it. */
const movementOf = ({ prefix }: Programme) => `${prefix}movement`;

/** Effects are told apart only for who is paid in both runs: of the others, the whole net moved. */
function effect(id: string, difference: string): string {
  return `CAST(CASE WHEN now.${id} IS NOT NULL AND was.${id} IS NOT NULL
      THEN ${difference} ELSE 0 END AS DECIMAL(12,2))`;
}

/** Table `reconciliation`: what the contract's file lists, everybody changed, entered or left. */
function changes(programme: Programme): string {
  const { beneficiary, reconciled, tables } = programme;
  const id = beneficiary.column;
  return `
  SELECT m.${id}, ${reconciled.columns.map((column) => `coalesce(r.${column}, m.${column}) AS ${column}`).join(', ')},
    CASE WHEN NOT m.paid_then THEN 'ENTERED' WHEN NOT m.paid_now THEN 'LEFT'
      WHEN m.net > m.prior_net THEN 'INCREASED' ELSE 'DECREASED' END AS class,
    CASE WHEN NOT m.paid_then THEN CASE WHEN e.paid_before THEN 'REINSTATED' ELSE 'FIRST_PAYMENT' END
      WHEN NOT m.paid_now THEN coalesce(r.reason,
        CASE WHEN m.${id} IN (FROM ${tables.unreadable}) THEN '${reconciled.unreadable}' ELSE 'NOT_IN_EXTRACT' END)
      END AS reason,
    m.prior_net, m.rules_effect, m.registry_effect, m.time_effect, m.one_off_effect, m.adjustment_effect,
    m.net, CAST(m.net - m.prior_net AS DECIMAL(12,2)) AS delta
  FROM (SELECT *, CASE WHEN NOT paid_now THEN ${id} END AS left_id
    FROM ${movementOf(programme)} WHERE net <> prior_net OR NOT paid_now OR NOT paid_then) m
  LEFT JOIN (
    FROM ${tables.register.name} WHERE ${id} IN (SELECT ${id} FROM ${movementOf(programme)} WHERE NOT paid_now)
  ) r ON r.${id} = m.left_id
  LEFT JOIN entered e ON e.${id} = m.${id}
  ORDER BY m.${id}`;
}

/** Compares the programme's month with the prior run: its tables `movement` and `reconciliation`. */
export async function reconcile(
  workspace: Workspace,
  programme: Programme,
  at: ProgrammeMonth,
): Promise<void> {
  const id = programme.beneficiary.column;
  await workspace.run(movement(programme));
  // Who entered was paid before, in a run older than the prior one, or never.
  await workspace.run(
    `CREATE TABLE entered AS SELECT ${id}, false AS paid_before FROM ${movementOf(programme)}
      WHERE paid_now AND NOT paid_then`,
  );
  for (const earlier of await programme.reconciled.paidEarlier(at))
    await workspace.run(
      `UPDATE entered SET paid_before = true WHERE NOT paid_before AND ${id} IN (${earlier})`,
    );
  await make(workspace, programme.tables.reconciliation, changes(programme));
  await workspace.run('DROP TABLE entered');
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

/**
 * One line of a bridge; the lines of a programme beside the families begin with its name. `families` counts
 * beneficiaries. `amount` is text in dirhams, signed.
 */
export type BridgeEntry = { readonly line: string; readonly families: number; readonly amount: string };

const SUMS: Readonly<Record<BridgeLine, { who: string; amount: string }>> = {
  PRIOR_TOTAL: { who: 'paid_then', amount: 'prior_net' },
  ENTERED: { who: 'paid_now AND NOT paid_then', amount: 'CASE WHEN NOT paid_then THEN net ELSE 0 END' },
  LEFT: {
    who: 'paid_then AND NOT paid_now',
    amount: 'CASE WHEN NOT paid_now THEN -prior_net ELSE 0 END',
  },
  RULES: { who: 'rules_effect <> 0', amount: 'rules_effect' },
  REGISTRY: { who: 'registry_effect <> 0', amount: 'registry_effect' },
  TIME: { who: 'time_effect <> 0', amount: 'time_effect' },
  ONE_OFF: { who: 'one_off_effect <> 0', amount: 'one_off_effect' },
  ADJUSTMENT: { who: 'adjustment_effect <> 0', amount: 'adjustment_effect' },
  CURRENT_TOTAL: { who: 'paid_now', amount: 'net' },
};

/** The bridge from the prior run's total to today's, line by line in the contract's order. */
export async function bridge(workspace: Workspace, programme: Programme): Promise<BridgeEntry[]> {
  const columns = BRIDGE_LINES.map(
    (line) => `count(*) FILTER (${SUMS[line].who}) AS families_${line},
      ${sumText(SUMS[line].amount)} AS amount_${line}`,
  );
  const row = await workspace.one(`SELECT ${columns.join(',\n')} FROM ${movementOf(programme)}`);
  return BRIDGE_LINES.map((line) => ({
    line: `${programme.prefix.toUpperCase()}${line}`,
    families: row.count(`families_${line}`),
    amount: row.text(`amount_${line}`),
  }));
}
