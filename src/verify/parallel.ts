import { householdTotals, type Manifest } from '../archive/manifest.js';
import { amount, sum, toText } from '../domain/money.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/parallel.csv';

/** What differs from another system's register, held against the register and the manifest. */
export async function parallelDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const { parallel } = manifest;
  if (parallel === undefined) return [];
  const money = (column: string) => `CAST(${column} AS DECIMAL(12,2))`;
  await workspace.run(`CREATE VIEW parallel AS FROM ${readText(folder, FILE)}`);
  const differences: string[] = [];
  const causes = await workspace.select(`
    SELECT cause, count(*) AS families, ${sumText(money('net'))} AS net, ${sumText(money('other_net'))} AS other_net,
      ${sumText(money('net_difference'))} AS difference FROM parallel GROUP BY cause ORDER BY cause`);
  const found = causes.map(
    (row) =>
      `${row.text('cause')} ${row.count('families')} ${row.text('net')} ${row.text('other_net')} ${row.text('difference')}`,
  );
  const said = parallel.causes.map(
    (one) => `${one.cause} ${one.families} ${one.net} ${one.other_net} ${one.difference}`,
  );
  if (found.join() !== said.join()) differences.push(`${FILE}: the causes are not the manifest's`);
  const wrong = await workspace.one(`
    SELECT count(*) FILTER (${money('p.net')} <> coalesce(r.net, 0)) AS nets,
      count(*) FILTER (${money('p.net')} - ${money('p.other_net')} <> ${money('p.net_difference')}) AS sums,
      count(*) FILTER ((p.cause IN ('HELD', 'ONLY_THERE')) <> (r.decision IS DISTINCT FROM 'PAY')) AS decisions,
      count(*) FILTER (r.decision = 'PAY') AS paid
    FROM parallel p LEFT JOIN register r ON r.household_id = p.household_id`);
  if (wrong.count('nets') > 0)
    differences.push(`${FILE}: ${wrong.count('nets')} nets are not the register's`);
  if (wrong.count('sums') > 0)
    differences.push(`${FILE}: ${wrong.count('sums')} net_difference are not net − other_net`);
  if (wrong.count('decisions') > 0)
    differences.push(`${FILE}: ${wrong.count('decisions')} causes are not what the register decided`);
  const { orders, net } = householdTotals(manifest);
  if (wrong.count('paid') + parallel.alike !== orders)
    differences.push(
      `${FILE}: ${wrong.count('paid')} families that are paid differ and ${parallel.alike} are alike, ${orders} are paid`,
    );
  const total = toText(sum(parallel.causes.map((one) => amount(one.difference))));
  const expected = toText(amount(net).minus(amount(parallel.other_net)));
  if (total !== expected)
    differences.push(`${FILE}: differences add up to ${total}, the totals differ by ${expected}`);
  return differences;
}
