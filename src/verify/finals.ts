import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { amount, toText } from '../domain/money.js';
import { orderIdSql, orderIds } from '../domain/order-id.js';
import { isPresent } from '../files/there.js';
import { readPath, sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * Computes the final payments again. Each must have the beneficiary and the order id of its adjustment and its month,
 * and be arrears only. The bridge must equal the manifest. Creates view `finals`, which is empty when the run has
 * none. Returns the differences.
 */
export async function finalDifferences(
  workspace: Workspace,
  folder: string,
  { finals, ...manifest }: Manifest,
): Promise<string[]> {
  const path = join(folder, 'finals.parquet');
  const there = isPresent(path);
  await workspace.run(
    there
      ? `CREATE VIEW finals AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`
      : `CREATE TABLE finals (beneficiary VARCHAR, household_id VARCHAR, adjustment_id VARCHAR, provider VARCHAR,
          arrears DECIMAL(12,2), recovery DECIMAL(12,2), net DECIMAL(12,2), order_id VARCHAR)`,
  );
  if (there !== (finals?.payments ?? 0) > 0)
    return ['finals.parquet and the manifest disagree on whether the run has final payments'];
  if (finals === undefined) return [];
  const differences: string[] = [];
  const sums = await workspace.one(`SELECT count(*) AS n, ${sumText('net')} AS net FROM finals`);
  if (sums.count('n') !== finals.payments || sums.text('net') !== finals.net)
    differences.push(
      `finals.parquet: ${sums.count('n')} payments of ${sums.text('net')}, the manifest says ${finals.payments} of ${finals.net}`,
    );
  const net = finals.bridge.slice(0, -1).reduce((total, one) => total.plus(amount(one.amount)), amount('0'));
  if (toText(net) !== finals.net || finals.bridge.at(-1)?.amount !== finals.net)
    differences.push('bridge of final payments: prior total + effects is not the current total');
  if (!there) return differences;
  const orders = orderIds(manifest.programme, manifest.period, manifest.supplement?.number ?? 0);
  const faults = await workspace.one(
    `SELECT count(*) FILTER (beneficiary <= before) AS repeated,
      count(*) FILTER (decision <> 'PAY' OR entitlement <> 0 OR recovery <> 0 OR net <= 0 OR net <> arrears) AS other,
      count(*) FILTER (beneficiary <> 'F-' || upper(left(sha256(adjustment_id), 16))
        OR order_id <> ${orderIdSql(orders, 'beneficiary')}) AS reference
     FROM (SELECT *, lag(beneficiary) OVER () AS before FROM finals)`,
  );
  const foreign = await workspace.one(`
    SELECT count(*) AS n FROM (FROM ${readText(folder, 'audit/arrears.csv')}
      WHERE household_id IN (SELECT beneficiary FROM finals)) a
    JOIN finals f ON f.beneficiary = a.household_id WHERE a.cause = 'FINAL' AND a.adjustment_id <> f.adjustment_id`);
  const said = {
    'payees stand twice or out of order': faults.count('repeated'),
    'payments are no arrears above 0': faults.count('other'),
    'references are not the month and the adjustment of their row': faults.count('reference'),
    'payments are for another adjustment than their lineage says': foreign.count('n'),
  };
  for (const [fault, count] of Object.entries(said))
    if (count > 0) differences.push(`finals.parquet: ${count} ${fault}`);
  return differences;
}

/**
 * Checks that every final payment has exactly one order, with its amount, household and institution. Needs the
 * orders. Returns the differences.
 */
export async function finalOrderDifferences(
  workspace: Workspace,
  { programme, period }: Manifest,
): Promise<string[]> {
  const row = await workspace.one(
    `SELECT count(*) FILTER (o.order_id IS NULL) AS unordered,
      count(*) FILTER (o.order_id IS NOT NULL AND (o.provider IS DISTINCT FROM f.provider
        OR o.amount IS DISTINCT FROM CAST(f.net AS VARCHAR) OR o.household_id IS DISTINCT FROM f.household_id
        OR o.period IS DISTINCT FROM $period OR o.remittance IS DISTINCT FROM $remittance || f.household_id)) AS other,
      count(o.order_id) - count(DISTINCT o.order_id) AS repeated
    FROM finals f LEFT JOIN order_read o ON o.order_id = f.order_id`,
    { period, remittance: `${programme} ${period} ` },
  );
  const faults = {
    unordered: 'final payments are in no order file',
    other: 'final payments differ from their orders in household, month, institution or amount',
    repeated: 'final payments have several orders',
  } as const;
  return Object.entries(faults).flatMap(([fault, what]) =>
    row.count(fault) > 0 ? [`orders: ${row.count(fault)} ${what}`] : [],
  );
}
