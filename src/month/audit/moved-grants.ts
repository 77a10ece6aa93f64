import { type OrderIds, orderIdSql } from '../../domain/order-id.js';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';

/** Grants that were owed to one household, and are paid to the one in which the child lives now; without an order, owed to it. */
const MOVED = (orders: OrderIds) => `
  SELECT household_id AS from_household_id, to_household_id, person_id, kind || '_' || level AS "grant",
    CASE WHEN year > 0 THEN year END AS year, CAST(centimes * 0.01 AS DECIMAL(12,2)) AS amount, origin AS origin_month,
    CASE debt_kind WHEN 'ORDER' THEN reference END AS original_order,
    CASE WHEN NOT waits THEN ${orderIdSql(orders, 'to_household_id')} END AS order_id
  FROM grant_freed WHERE hid IS NOT NULL ORDER BY from_household_id, person_id, "grant", origin_month, original_order`;

/** Writes the file unless it has no rows. Returns how many it has. */
export async function writeMovedGrants(
  workspace: Workspace,
  orders: OrderIds,
  file: string,
): Promise<number> {
  const rows = (await workspace.one('SELECT count(hid) AS n FROM grant_freed')).count('n');
  if (rows > 0) await workspace.run(copyCsv(`(${MOVED(orders)})`, file));
  return rows;
}
