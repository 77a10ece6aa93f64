import type { Manifest } from '../archive/manifest.js';
import { orderCheck } from '../banks/formats/checks.js';
import { residentSql } from '../domain/beneficiary.js';
import { orderRead } from '../tables/orders.js';
import { makeEmpty } from '../tables/table.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/** Every PAY row has exactly one order, with its amount and institution; every order has a row. */
export async function orderDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const files = manifest.files.filter((file) => file.orders !== undefined);
  await makeEmpty(workspace, orderRead);
  const formats = await formatsInIndex(workspace, folder);
  const differences: string[] = [];
  for (const file of files) {
    const format = formats.get(file.path) ?? 'no';
    const check = orderCheck(file.path, format);
    if (check === undefined) differences.push(`${file.path}: its ending is of no order format`);
    else differences.push(...(await check.differences(workspace, folder, manifest, file, format)));
  }
  const byFile = new Map(
    (
      await workspace.select(`SELECT file, count(*) AS orders,
        ${sumText('CAST(amount AS DECIMAL(12,2))')} AS total FROM order_read GROUP BY file`)
    ).map((row) => [row.text('file'), `${row.count('orders')} orders of ${row.text('total')}`]),
  );
  for (const file of files) {
    const listed = `${file.orders} orders of ${file.total}`;
    const read = byFile.get(file.path) ?? 'no order';
    if (read !== listed) differences.push(`${file.path}: holds ${read}, the manifest says ${listed}`);
  }
  // Compared as text: a cast would round an amount with three decimals. A blank equals no amount.
  const row = await workspace.one(
    `
    SELECT count(*) FILTER (o.file IS NULL) AS unordered, count(*) FILTER (r.household_id IS NULL) AS unknown,
      count(*) FILTER (o.file IS NOT NULL AND r.household_id IS NOT NULL AND (o.order_id IS DISTINCT FROM r.order_id
        OR o.provider IS DISTINCT FROM r.provider OR o.amount IS DISTINCT FROM CAST(r.net AS VARCHAR)
        OR o.period IS DISTINCT FROM $period OR o.remittance IS DISTINCT FROM $remittance || r.household_id)) AS other,
      count(o.file) - count(DISTINCT o.order_id) AS repeated
    FROM (
      SELECT household_id, order_id, provider, net FROM register WHERE decision = 'PAY'
      UNION ALL SELECT ${residentSql('person_id')}, order_id, provider, net FROM residents WHERE decision = 'PAY' AND net > 0
    ) r FULL JOIN (FROM order_read WHERE order_id NOT IN (SELECT order_id FROM finals)) o ON o.household_id = r.household_id`,
    { period: manifest.period, remittance: `${manifest.programme} ${manifest.period} ` },
  );
  const faults = {
    unordered: 'households or residents to pay are in no order file',
    unknown: 'orders belong to no household or resident to pay',
    other: 'orders differ from the register in reference, month, institution or amount',
    repeated: 'orders have the reference of another order',
  } as const;
  for (const [fault, what] of Object.entries(faults)) {
    if (row.count(fault) > 0) differences.push(`orders: ${row.count(fault)} ${what}`);
  }
  return differences;
}

/** Path → format, as the index lists them. */
async function formatsInIndex(workspace: Workspace, folder: string): Promise<ReadonlyMap<string, string>> {
  const rows = await workspace.select(`SELECT file, format FROM ${readText(folder, 'orders/index.csv')}`);
  return new Map(rows.map((row) => [row.text('file'), row.text('format')]));
}
