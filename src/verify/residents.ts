import { join } from 'node:path';
import type { Manifest, ManifestResidents } from '../archive/manifest.js';
import { residentSql } from '../domain/beneficiary.js';
import { amount, toText } from '../domain/money.js';
import { orderIdSql, orderIds } from '../domain/order-id.js';
import { isPresent } from '../files/there.js';
import { readPath, sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * Computes the residents' register and audit files again, as recompute.ts does for households. Creates view
 * `residents`, which has no row when the run has no residents.
 */
export async function residentDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const path = join(folder, 'residents.parquet');
  const { residents } = manifest;
  const there = isPresent(path);
  await workspace.run(
    there
      ? `CREATE VIEW residents AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`
      : 'CREATE TABLE residents (person_id VARCHAR, order_id VARCHAR, provider VARCHAR, net DECIMAL(12,2), decision VARCHAR)',
  );
  if (there !== (residents !== undefined))
    return ['residents.parquet and the manifest disagree on whether the run has residents'];
  if (residents === undefined) return [];
  return [
    ...(await registerFaults(workspace, manifest)),
    ...(await sumDifferences(workspace, residents)),
    ...(await reconciliationDifferences(workspace, folder, residents)),
    ...(await territoryDifferences(workspace, folder)),
  ];
}

async function registerFaults(workspace: Workspace, manifest: Manifest): Promise<string[]> {
  const orders = orderIds(manifest.programme, manifest.period, manifest.supplement?.number ?? 0);
  const faults: Readonly<Record<string, string>> = {
    'a person stands twice or out of order': 'person_id <= before',
    'an entitlement is not the sum of its components':
      'entitlement IS DISTINCT FROM monthly_aid + capital_topup',
    'a net is not entitlement + arrears − recovery where paid, and 0 elsewhere':
      "net IS DISTINCT FROM CASE WHEN decision = 'PAY' THEN entitlement + arrears - recovery ELSE 0 END",
    'an order_id is not the month and person of its row': `order_id IS DISTINCT FROM CASE WHEN decision = 'PAY' AND net > 0 THEN ${orderIdSql(orders, residentSql('person_id'))} END`,
    // Every top-up brings its resident to the same capital.
    'a capital is topped up to another sum than the next':
      'capital_topup > 0 AND capital_topup + paid_before <> capital',
  };
  const columns = Object.values(faults).map((fault, i) => `count(*) FILTER (${fault}) AS fault_${i}`);
  const row = await workspace.one(`SELECT ${columns.join(', ')} FROM (
    SELECT *, lag(person_id) OVER () AS before,
      max(CASE WHEN capital_topup > 0 THEN capital_topup + paid_before END) OVER () AS capital
    FROM residents)`);
  return Object.keys(faults)
    .map((fault, i) => ({ fault, count: row.count(`fault_${i}`) }))
    .filter(({ count }) => count > 0)
    .map(({ fault, count }) => `residents.parquet: ${fault} (${count} rows)`);
}

const AMOUNTS = ['monthly_aid', 'capital_topup', 'entitlement', 'arrears', 'recovery', 'net'] as const;

/** Decisions and totals against the manifest. */
async function sumDifferences(workspace: Workspace, residents: ManifestResidents): Promise<string[]> {
  const differences: string[] = [];
  const counted = await workspace.select(`
    SELECT decision, reason, count(*) AS residents,
      ${sumText('entitlement')} AS entitlement
    FROM residents GROUP BY decision, reason ORDER BY decision, reason`);
  const computed = counted.map(
    (one) =>
      `${one.text('decision')} ${one.text('reason')} ${one.count('residents')} ${one.text('entitlement')}`,
  );
  const listed = residents.decisions.map(
    (one) => `${one.decision} ${one.reason} ${one.residents} ${one.entitlement}`,
  );
  if (computed.join() !== listed.join())
    differences.push("residents.parquet: the decisions are not the manifest's");
  const sums = await workspace.one(`
    SELECT count(order_id) AS orders, ${AMOUNTS.map((column) => `${sumText(column)} AS ${column}`).join(
      ', ',
    )} FROM residents WHERE decision = 'PAY'`);
  for (const column of AMOUNTS) {
    if (sums.text(column) === residents.totals[column]) continue;
    differences.push(
      `residents.parquet: ${column} adds up to ${sums.text(column)}, the manifest says ${residents.totals[column]}`,
    );
  }
  if (sums.count('orders') !== residents.totals.orders)
    differences.push(
      `residents.parquet: ${sums.count('orders')} orders, the manifest says ${residents.totals.orders}`,
    );
  return differences;
}

async function reconciliationDifferences(
  workspace: Workspace,
  folder: string,
  residents: ManifestResidents,
): Promise<string[]> {
  const file = 'audit/reconciliation-residents.csv';
  const money = (column: string) => `CAST(${column} AS DECIMAL(12,2))`;
  const effects = ['rules', 'registry', 'time', 'one_off', 'adjustment'].map((one) => money(`${one}_effect`));
  const row = await workspace.one(`
    SELECT ${sumText(money('delta'))} AS delta,
      count(*) FILTER (${money('c.net')} - ${money('prior_net')} <> ${money('delta')}) AS wrong,
      count(*) FILTER (class IN ('INCREASED', 'DECREASED') AND ${money('delta')} <> ${effects.join(' + ')}) AS unexplained,
      count(*) FILTER (c.net IS DISTINCT FROM coalesce(CAST(r.net AS VARCHAR), '0.00')) AS others
    FROM ${readText(folder, file)} c LEFT JOIN residents r ON r.person_id = c.person_id`);
  const prior = residents.bridge[0]?.amount ?? '0.00';
  const expected = toText(amount(residents.totals.net).minus(amount(prior)));
  const differences: string[] = [];
  if (row.text('delta') !== expected)
    differences.push(`${file}: deltas add up to ${row.text('delta')}, the total changed by ${expected}`);
  const faults = {
    wrong: 'deltas are not net − prior',
    unexplained: 'deltas are not the sum of their effects',
    others: "nets are not the register's",
  } as const;
  for (const [fault, what] of Object.entries(faults)) {
    if (row.count(fault) > 0) differences.push(`${file}: ${row.count(fault)} ${what}`);
  }
  return differences;
}

async function territoryDifferences(workspace: Workspace, folder: string): Promise<string[]> {
  const file = 'audit/territory.csv';
  const listed = `SELECT province_code, residents_paid, residents_net FROM ${readText(folder, file)}
    WHERE residents_paid <> '0' OR residents_net <> '0.00'`;
  const computed = `SELECT province_code, CAST(count(*) AS VARCHAR), ${sumText('net')}
    FROM residents WHERE decision = 'PAY' GROUP BY province_code`;
  const row = await workspace.one(`SELECT count(*) AS n FROM (
    (${listed} EXCEPT ALL (${computed})) UNION ALL ((${computed}) EXCEPT ALL ${listed}))`);
  return row.count('n') > 0 ? [`${file}: is not what the register of residents adds up to`] : [];
}
