import { type Day, daysBetween } from '../../domain/period.js';
import type { Workspace } from '../../workspace/duckdb.js';

/**
 * Orders for which nothing is owed until the account shows more or a person decides: the orders of a file together,
 * other orders one by one.
 */
export type OpenOrders = {
  readonly status: string;
  /** The path of an order file in its run, or an order_id. */
  readonly name: string;
  readonly isFile: boolean;
  readonly since: Day;
  /** Days from then to the last statement; null when there is no statement, or it is older. */
  readonly age: number | null;
  readonly orders: number;
  readonly centimes: number;
};

/**
 * Returns what a person must decide in the month of table `settled_order`, oldest first.
 * @param asOf the date of the latest statement; null when none was read
 */
export async function openOrders(workspace: Workspace, asOf: Day | null): Promise<OpenOrders[]> {
  const rows = await workspace.select(`
    SELECT s.status, s.status = 'FILE_REJECTED' AS of_file, CASE s.status WHEN 'FILE_REJECTED' THEN f.file ELSE s.order_id END AS name,
      min(s.answered_on) AS since, count(*) AS orders, CAST(sum(s.centimes) AS BIGINT) AS centimes
    FROM settled_order s JOIN order_file f ON f.file_no = s.file_no
    WHERE s.status IN ('FILE_REJECTED', 'RETURN_SAID', 'CONTRADICTORY') GROUP BY ALL ORDER BY since, name`);
  return rows.map((row) => {
    const since = row.text('since');
    return {
      ...{
        status: row.text('status'),
        name: row.text('name'),
        isFile: row.text('status') === 'FILE_REJECTED',
        since,
      },
      age: asOf === null || asOf < since ? null : daysBetween(since, asOf),
      orders: row.count('orders'),
      centimes: row.count('centimes'),
    };
  });
}
