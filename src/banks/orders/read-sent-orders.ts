import { join } from 'node:path';
import { readPath, type Workspace } from '../../workspace/duckdb.js';
import { orderFormat } from '../formats/formats.js';
import type { IndexedFile } from './index-file.js';

/** To whom and to which account an order was sent, as its file says. */
export type SentOrder = {
  readonly orderId: string;
  readonly payeeId: string;
  /** 24 digits; "" of a payment in cash. */
  readonly account: string;
};

/**
 * Looks orders up in a run's order files.
 * @param files of the run in `folder`, as its index lists them
 */
export async function readSentOrders(
  workspace: Workspace,
  folder: string,
  files: readonly Pick<IndexedFile, 'file' | 'format'>[],
  orderIds: readonly string[],
): Promise<SentOrder[]> {
  await workspace.createFrom(
    'wanted_order',
    { order_id: 'VARCHAR' },
    orderIds.map((id) => ({ order_id: id })),
  );
  await workspace.run('CREATE TABLE sent_order (order_id VARCHAR, payee_id VARCHAR, account VARCHAR)');
  for (const { file, format } of files) {
    const found = orderFormat(format).find(readPath(join(folder, file)), 'FROM wanted_order');
    await workspace.run(`INSERT INTO sent_order ${found}`);
  }
  const rows = await workspace.select('FROM sent_order ORDER BY order_id');
  for (const done of ['wanted_order', 'sent_order']) await workspace.run(`DROP TABLE ${done}`);
  return rows.map((row) => ({
    orderId: row.text('order_id'),
    payeeId: row.text('payee_id'),
    account: row.text('account'),
  }));
}
