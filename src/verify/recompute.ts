import { join } from 'node:path';
import { householdTotals, type Manifest } from '../archive/manifest.js';
import { amount, toText } from '../domain/money.js';
import { orderIdSql, orderIds } from '../domain/order-id.js';
import { readPath, sumText, Workspace } from '../workspace/duckdb.js';
import { threadsFor } from '../workspace/threads.js';
import { countedNowhereDifferences } from './counted-nowhere.js';
import { finalDifferences, finalOrderDifferences } from './finals.js';
import { implausibleDifferences } from './implausible.js';
import { indicatorDifferences } from './indicators.js';
import { doubtDifferences, grantDifferences, memberDifferences } from './members.js';
import { notPaidDifferences } from './not-paid.js';
import { orderDifferences } from './orders.js';
import { overrideDifferences } from './overrides.js';
import { owedDifferences } from './owed.js';
import { paidElsewhereDifferences } from './paid-elsewhere.js';
import { parallelDifferences } from './parallel.js';
import { readText } from './read-text.js';
import { residentDifferences } from './residents.js';
import { retroactiveDifferences } from './retroactive.js';
import { slipDifferences } from './slips.js';
import { supplementDifferences } from './supplement.js';

/**
 * Computes totals and identities again, from the register, the order files and the audit files. Returns each
 * difference as a line of text; none when proven.
 */
export async function recomputedDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  const engine = { memory: '2GB', threads: threadsFor(manifest.counts.households) };
  return Workspace.scratch('verify', engine, async (workspace) => [
    ...(await registerDifferences(workspace, join(folder, 'register.parquet'), manifest)),
    ...(await residentDifferences(workspace, folder, manifest)),
    ...(await finalDifferences(workspace, folder, manifest)),
    ...(await orderDifferences(workspace, folder, manifest)),
    ...(await slipDifferences(workspace, folder, manifest)),
    ...(await finalOrderDifferences(workspace, manifest)),
    ...(await reconciliationDifferences(workspace, folder, manifest)),
    ...(await auditDifferences(workspace, folder, manifest)),
    ...(await indicatorDifferences(workspace, folder, manifest)),
    ...(await owedDifferences(workspace, folder, manifest)),
    ...(await retroactiveDifferences(workspace, folder, manifest)),
    ...(await implausibleDifferences(workspace, folder, manifest)),
    ...(await notPaidDifferences(workspace, folder, manifest)),
    ...(await paidElsewhereDifferences(workspace, folder, manifest)),
    ...(await parallelDifferences(workspace, folder, manifest)),
    ...(await countedNowhereDifferences(workspace, folder, manifest)),
    ...(await supplementDifferences(workspace, folder, manifest)),
    ...(await grantDifferences(workspace, folder, manifest.kind)),
    ...(await doubtDifferences(workspace, folder, manifest)),
    ...(await memberDifferences(workspace, folder)),
  ]);
}

async function registerDifferences(
  workspace: Workspace,
  path: string,
  manifest: Manifest,
): Promise<string[]> {
  await workspace.run(
    `CREATE VIEW register AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`,
  );
  const orders = orderIds(manifest.programme, manifest.period, manifest.supplement?.number ?? 0);
  const faults: Readonly<Record<string, string>> = {
    'a household stands twice or out of order': 'household_id <= before',
    'an entitlement is not the sum of its components':
      'entitlement IS DISTINCT FROM child_allowance + disability_supplement + floor_topup + flat_rate + birth_grant + school_grant',
    'a net is not entitlement + arrears − recovery where paid, and 0 elsewhere':
      "net IS DISTINCT FROM CASE WHEN decision = 'PAY' THEN entitlement + arrears - recovery ELSE 0 END",
    'an order_id is not the month and household of its row': `order_id IS DISTINCT FROM CASE WHEN decision = 'PAY' THEN ${orderIdSql(orders, 'household_id')} END`,
  };
  const columns = Object.values(faults).map((fault, i) => `count(*) FILTER (${fault}) AS fault_${i}`);
  const row = await workspace.one(
    `SELECT ${columns.join(', ')} FROM (SELECT *, lag(household_id) OVER () AS before FROM register)`,
  );
  const differences = Object.keys(faults)
    .map((fault, i) => ({ fault, count: row.count(`fault_${i}`) }))
    .filter(({ count }) => count > 0)
    .map(({ fault, count }) => `register.parquet: ${fault} (${count} rows)`);
  const decisions = await workspace.select(`
    SELECT decision, reason, count(*) AS households,
      ${sumText('entitlement')} AS entitlement
    FROM register GROUP BY decision, reason ORDER BY decision, reason`);
  const counted = decisions.map(
    (one) =>
      `${one.text('decision')} ${one.text('reason')} ${one.count('households')} ${one.text('entitlement')}`,
  );
  const listed = manifest.counts.decisions.map(
    (one) => `${one.decision} ${one.reason} ${one.households} ${one.entitlement}`,
  );
  if (counted.join() !== listed.join())
    differences.push("register.parquet: the decisions are not the manifest's");
  const totals = householdTotals(manifest);
  const sums = await workspace.one(`
    SELECT ${(['entitlement', 'arrears', 'recovery', 'net'] as const)
      .map((column) => `${sumText(column)} AS ${column}`)
      .join(', ')} FROM register WHERE decision = 'PAY'`);
  for (const column of ['entitlement', 'arrears', 'recovery', 'net'] as const) {
    if (sums.text(column) === totals[column]) continue;
    differences.push(
      `register.parquet: ${column} adds up to ${sums.text(column)}, the manifest says ${totals[column]}`,
    );
  }
  return differences;
}

/** The listed changes add up to the whole change; a household that is not listed has a delta of 0. */
async function reconciliationDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  await workspace.run(`CREATE VIEW reconciliation AS FROM ${readText(folder, 'audit/reconciliation.csv')}`);
  const row = await workspace.one(`
    SELECT ${sumText('CAST(delta AS DECIMAL(12,2))')} AS delta,
      count(*) FILTER (CAST(net AS DECIMAL(12,2)) - CAST(prior_net AS DECIMAL(12,2)) <> CAST(delta AS DECIMAL(12,2))) AS wrong,
      count(*) FILTER (class IN ('INCREASED', 'DECREASED') AND CAST(delta AS DECIMAL(12,2))
        <> CAST(rules_effect AS DECIMAL(12,2)) + CAST(registry_effect AS DECIMAL(12,2)) + CAST(time_effect AS DECIMAL(12,2))
          + CAST(one_off_effect AS DECIMAL(12,2)) + CAST(adjustment_effect AS DECIMAL(12,2))) AS unexplained
    FROM reconciliation`);
  const others = await workspace.one(`
    SELECT count(*) AS n FROM reconciliation c LEFT JOIN register r ON r.household_id = c.household_id
    WHERE c.net IS DISTINCT FROM coalesce(CAST(r.net AS VARCHAR), '0.00')`);
  const differences: string[] = [];
  const prior = manifest.bridge.find((entry) => entry.line === 'PRIOR_TOTAL')?.amount ?? '0.00';
  const expected = toText(amount(householdTotals(manifest).net).minus(amount(prior)));
  if (row.text('delta') !== expected) {
    differences.push(
      `audit/reconciliation.csv: deltas add up to ${row.text('delta')}, the total changed by ${expected}`,
    );
  }
  if (row.count('wrong') > 0)
    differences.push(`audit/reconciliation.csv: ${row.count('wrong')} deltas are not net − prior`);
  if (others.count('n') > 0)
    differences.push(`audit/reconciliation.csv: ${others.count('n')} nets are not the register's`);
  if (row.count('unexplained') > 0) {
    differences.push(
      `audit/reconciliation.csv: ${row.count('unexplained')} deltas are not the sum of their effects`,
    );
  }
  return differences;
}

/** The audit files against the register. */
const BY_PROVINCE = `
  SELECT province_code, CAST(count(*) AS VARCHAR) AS families_paid, CAST(sum(persons) AS VARCHAR) AS persons,
    CAST(sum(children) AS VARCHAR) AS children, CAST(sum(elderly) AS VARCHAR) AS elderly,
    ${sumText('net')} AS net
  FROM register WHERE decision = 'PAY' GROUP BY province_code`;

const AMOUNTS = [
  'child_allowance',
  'disability_supplement',
  'floor_topup',
  'flat_rate',
  'birth_grant',
  'school_grant',
  'entitlement',
] as const;

const BY_COMPOSITION = `
  SELECT composition, ${AMOUNTS.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`).join(', ')},
    CAST(count(*) AS VARCHAR) AS households, ${sumText('entitlement')} AS total,
    CAST(count(*) FILTER (decision = 'PAY') AS VARCHAR) AS paid_households,
    ${sumText('entitlement', "decision = 'PAY'")} AS paid_total
  FROM register WHERE composition IS NOT NULL GROUP BY composition, ${AMOUNTS.join(', ')}`;

/** Territory and compositions against the register, the quarantine against the manifest's count. */
async function auditDifferences(workspace: Workspace, folder: string, manifest: Manifest): Promise<string[]> {
  const differences: string[] = [];
  const territory = `SELECT province_code, families_paid, persons, children, elderly, net
    FROM ${readText(folder, 'audit/territory.csv')} WHERE families_paid <> '0' OR net <> '0.00'`;
  const compositions = `SELECT composition, ${AMOUNTS.join(', ')}, households, total, paid_households, paid_total
    FROM ${readText(folder, 'audit/compositions.csv')}`;
  const files = [
    ['audit/territory.csv', territory, BY_PROVINCE],
    ['audit/compositions.csv', compositions, BY_COMPOSITION],
  ] as const;
  for (const [file, listed, computed] of files) {
    // Each row counts up where it is listed and down where it is computed: what is left over is on one side alone.
    const row = await workspace.one(`SELECT count(*) AS n FROM (
      SELECT * EXCLUDE (side), sum(side) AS left_over FROM (
        SELECT *, 1 AS side FROM (${listed}) UNION ALL SELECT *, -1 FROM (${computed}))
      GROUP BY ALL HAVING left_over <> 0)`);
    if (row.count('n') > 0) differences.push(`${file}: is not what the register adds up to`);
  }
  differences.push(...(await overrideDifferences(workspace, folder, manifest)));
  const rows = await workspace.one(
    `SELECT count(*) AS n FROM (SELECT DISTINCT file, line FROM ${readText(folder, 'audit/quarantine.csv')})`,
  );
  if (rows.count('n') !== manifest.counts.quarantined_rows) {
    differences.push(
      `audit/quarantine.csv: holds ${rows.count('n')} rows, the manifest says ${manifest.counts.quarantined_rows}`,
    );
  }
  return differences;
}
