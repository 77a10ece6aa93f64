import { join } from 'node:path';
import { readPath, type Workspace } from '../../workspace/duckdb.js';

/** To whom and to which account an order was sent, as its file says. */
export type SentOrder = {
  readonly orderId: string;
  readonly payeeId: string;
  /** 24 digits; "" of a payment in cash. */
  readonly account: string;
};

const FOUND = 'CREATE TABLE sent_order (order_id VARCHAR, payee_id VARCHAR, account VARCHAR)';

const wanted = (column: string) => `${column} IN (FROM wanted_order)`;

function fromCsv(path: string): string {
  return `INSERT INTO sent_order SELECT order_id, payee_id, coalesce(account, '')
    FROM read_csv(${readPath(path)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
      new_line = '\\n', strict_mode = true, hive_partitioning = false)
    WHERE ${wanted('order_id')}`;
}

/** pain.ts writes an order a line, and a RIB as itself or after the IBAN's "MA64". */
function fromXml(path: string): string {
  const BEFORE_ID = '<CdtTrfTxInf><PmtId><EndToEndId>';
  return `INSERT INTO sent_order
    SELECT order_id, regexp_extract(line, '<PrvtId><Othr><Id>([A-Z0-9]+)<', 1),
      regexp_extract(line, '<CdtrAcct><Id>(?:<Othr><Id>|<IBAN>MA64)([0-9]{24})<', 1)
    FROM (SELECT line, split_part(substr(line, ${BEFORE_ID.length + 1}), '<', 1) AS order_id
      FROM read_csv(${readPath(path)}, auto_detect = false, header = false, columns = {'line': 'VARCHAR'},
        delim = '\x01', quote = '', escape = '', new_line = '\\n', hive_partitioning = false)
      WHERE starts_with(line, '${BEFORE_ID}'))
    WHERE ${wanted('order_id')}`;
}

/**
 * Looks orders up in a run's order files.
 * @param files paths below `folder`, of either format
 */
export async function readSentOrders(
  workspace: Workspace,
  folder: string,
  files: readonly string[],
  orderIds: readonly string[],
): Promise<SentOrder[]> {
  await workspace.run('CREATE TABLE wanted_order (order_id VARCHAR)');
  await workspace.append(
    'wanted_order',
    ['text'],
    orderIds.map((id) => [id]),
  );
  await workspace.run(FOUND);
  for (const file of files) {
    const path = join(folder, file);
    await workspace.run(file.endsWith('.xml') ? fromXml(path) : fromCsv(path));
  }
  const rows = await workspace.select('FROM sent_order ORDER BY order_id');
  for (const done of ['wanted_order', 'sent_order']) await workspace.run(`DROP TABLE ${done}`);
  return rows.map((row) => ({
    orderId: row.text('order_id'),
    payeeId: row.text('payee_id'),
    account: row.text('account'),
  }));
}
