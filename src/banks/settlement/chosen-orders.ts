import { basename } from 'node:path';
import { OperatorError } from '../../domain/errors.js';
import { orderMonth } from '../../domain/order-id.js';
import { quoted } from '../../domain/shell.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { DecidedOrder } from '../../ledger/order-decisions.js';
import { Workspace } from '../../workspace/duckdb.js';
import { loadOrderFiles, loadSent, placeOrders } from './sent.js';
import { sentRuns } from './sent-runs.js';

/**
 * What a person names: one order, or all orders of a file. `target` is the order's id, or the file's path in its run.
 */
export type ChosenOrders = {
  readonly target: string;
  readonly isFile: boolean;
  readonly orders: readonly DecidedOrder[];
};

/**
 * Finds the order, or the orders of the file, that a person names: by order_id, or by the order file's name, path or
 * message id. Throws OperatorError when no released run sent it, or when several files have this name.
 */
export async function chosenOrders(out: string, ledger: Ledger, named: string): Promise<ChosenOrders> {
  const month = orderMonth(named);
  return Workspace.scratch('orders', { memory: '512MB', threads: 2 }, async (workspace) => {
    const wanted =
      month === null
        ? { months: [], references: [named, basename(named)] }
        : { months: [month], references: [] };
    const runs = (await sentRuns(out, ledger, wanted)).filter((run) => run.released);
    await loadSent(workspace, runs);
    if (month !== null) {
      const orders = await listed(workspace, 'sent', named);
      if (orders.length > 0) return { target: named, isFile: false, orders };
      throw new OperatorError(
        `${named}: no released run sent this order; sarf settle ${month} --out ${quoted(out)} shows its orders`,
      );
    }
    await loadOrderFiles(workspace, runs);
    const files = await workspace.select(
      `SELECT DISTINCT f.file_no, f.file FROM file_reference r JOIN order_file f USING (file_no) WHERE r.reference IN ($named, $name)`,
      { named, name: basename(named) },
    );
    const [file] = files;
    if (file === undefined)
      throw new OperatorError(
        `${named}: no order, and no order file of a released run, has this name; orders/index.csv of a run lists its files`,
      );
    if (files.length > 1)
      throw new OperatorError(
        `${named}: ${files.length} order files bear this name; give the message id of one, which holds its run's id`,
      );
    await placeOrders(workspace, `SELECT ${file.count('file_no')} AS file_no`);
    return { target: file.text('file'), isFile: true, orders: await listed(workspace, 'placed_order', null) };
  });
}

/** Reads the orders of a table, by order_id; only one when `orderId` is not null. */
async function listed(workspace: Workspace, table: string, orderId: string | null): Promise<DecidedOrder[]> {
  const rows = await workspace.select(
    `SELECT o.order_id, r.run_id, o.beneficiary, o.centimes FROM ${table} o JOIN sent_run r USING (run_no)
     WHERE $id IS NULL OR o.order_id = $id ORDER BY o.order_id`,
    { id: orderId },
  );
  return rows.map((row) => ({
    orderId: row.text('order_id'),
    runId: row.text('run_id'),
    beneficiary: row.text('beneficiary'),
    centimes: row.count('centimes'),
  }));
}
