import type { Ledger } from '../../ledger/ledger.js';
import { Workspace } from '../../workspace/duckdb.js';
import { loadOrderFiles, loadSent, placeOrders } from './sent.js';
import { sentRuns } from './sent-runs.js';

/** An order file that was rejected, with those of its orders of which nothing else was said. */
export type RejectedFile = { readonly file: string; readonly orders: number; readonly centimes: number };

/**
 * The order files of released months that were rejected, and neither sent again nor accepted, nor decided on; by name.
 * Their orders are owed to nobody until then.
 */
export async function rejectedFiles(out: string, ledger: Ledger): Promise<RejectedFile[]> {
  const orders = ledger.owed.returns.fileRejected();
  if (orders.length === 0) return [];
  const months = [...new Set(orders.map((one) => one.period))].sort();
  return Workspace.scratch('rejected', { memory: '512MB', threads: 2 }, async (workspace) => {
    const runs = (await sentRuns(out, ledger, { months, references: [] })).filter((run) => run.released);
    await loadSent(workspace, runs);
    await loadOrderFiles(workspace, runs);
    await placeOrders(workspace, 'SELECT file_no FROM order_file');
    const ids = orders.map(({ orderId }) => ({ order_id: orderId }));
    await workspace.createFrom('rejected_in_file', { order_id: 'VARCHAR' }, ids);
    const rows = await workspace.select(`
      SELECT f.file, count(*) AS orders, CAST(sum(p.centimes) AS BIGINT) AS centimes
      FROM rejected_in_file JOIN placed_order p USING (order_id) JOIN order_file f USING (file_no)
      GROUP BY f.file ORDER BY f.file`);
    return rows.map((row) => ({
      file: row.text('file'),
      orders: row.count('orders'),
      centimes: row.count('centimes'),
    }));
  });
}
