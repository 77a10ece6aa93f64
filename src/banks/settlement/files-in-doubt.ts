import type { Day } from '../../domain/period.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** A credit for a part of a file of which nobody says which orders it brings back. Amounts are centimes. */
export type FileInDoubt = {
  readonly runId: string;
  /** The path of the order file in its run. */
  readonly file: string;
  readonly bookedOn: Day;
  readonly centimes: number;
  /** Orders of the file that may be among those that came back: not back yet, and none above the credit. By order_id. */
  readonly orders: readonly { readonly orderId: string; readonly centimes: number }[];
};

/** Lists what part-credits.ts does not match, of the month that was matched last, in the order of the entries. */
export async function filesInDoubt(workspace: Workspace): Promise<FileInDoubt[]> {
  const rows = await workspace.select(`
    SELECT c.no, r.run_id, f.file, c.booked_on, c.instructed, s.order_id, s.centimes
    FROM part_credit_found c JOIN order_file f ON f.file_no = c.file_no JOIN sent_run r ON r.run_no = f.run_no
    LEFT JOIN settled_order s ON s.file_no = c.file_no AND s.credited_on IS NULL AND s.centimes <= c.instructed
    WHERE c.no NOT IN (SELECT no FROM matched_entry) ORDER BY c.no, s.order_id`);
  const found = new Map<number, FileInDoubt & { readonly orders: { orderId: string; centimes: number }[] }>();
  for (const row of rows) {
    const one = found.get(row.count('no')) ?? {
      ...{ runId: row.text('run_id'), file: row.text('file'), bookedOn: row.text('booked_on') },
      ...{ centimes: row.count('instructed'), orders: [] },
    };
    found.set(row.count('no'), one);
    const orderId = row.textOrNull('order_id');
    if (orderId !== null) one.orders.push({ orderId, centimes: row.count('centimes') });
  }
  return [...found.values()];
}
