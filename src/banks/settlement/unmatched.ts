import type { Day } from '../../domain/period.js';
import type { Workspace } from '../../workspace/duckdb.js';

/**
 * What is unmatched on a day: account entries that match nothing that was sent, order files that were not debited,
 * and orders whose money should be back and is not. Amounts are centimes.
 */
export type UnmatchedEntry = {
  readonly statementId: string;
  readonly bookedOn: Day;
  readonly direction: string;
  readonly centimes: number;
  /** "" when the entry gives none. */
  readonly currency: string;
  readonly reference: string;
  /**
   * NOT_OURS: the entry refers to nothing that was sent. OTHER_AMOUNT: the order or file has another amount. SECOND:
   * the order or file is matched with another entry. UNPROVEN: the entry is in another currency, is a reversal or
   * reversed, or names several orders or files.
   */
  readonly why: 'NOT_OURS' | 'OTHER_AMOUNT' | 'SECOND' | 'UNPROVEN';
  /** The amount of the order or the file; null when the entry is not ours. */
  readonly expected: number | null;
};

/** An order file with orders that are not debited: all of them, or some. Rejected orders do not count. */
export type UndebitedFile = {
  readonly runId: string;
  readonly file: string;
  readonly orders: number;
  readonly centimes: number;
  readonly executedOn: Day;
};

/** An order that was debited, then rejected or returned, and whose money is not back on the account. */
export type UncreditedOrder = {
  readonly orderId: string;
  readonly status: string;
  readonly reason: string;
  readonly centimes: number;
  readonly answeredOn: Day;
};

export async function prepareUnmatched(workspace: Workspace): Promise<void> {
  await workspace.run(
    'CREATE OR REPLACE TABLE undebited_file (run_id VARCHAR, file VARCHAR, orders BIGINT, centimes BIGINT, executed_on VARCHAR)',
  );
  await workspace.run(
    'CREATE OR REPLACE TABLE uncredited_order (order_id VARCHAR, status VARCHAR, reason VARCHAR, centimes BIGINT, answered_on VARCHAR)',
  );
}

/** Adds what is unmatched on the day `asOf`, for the month that was matched last. */
export async function addUnmatched(workspace: Workspace, asOf: Day): Promise<void> {
  await workspace.run(
    `INSERT INTO undebited_file
     SELECT r.run_id, f.file, count(*), CAST(sum(s.centimes) AS BIGINT), r.executed_on
     FROM settled_order s JOIN order_file f ON f.file_no = s.file_no JOIN sent_run r ON r.run_no = s.run_no
     WHERE s.debited_on IS NULL AND s.status <> 'REJECTED' AND r.executed_on <= $as_of
     GROUP BY r.run_id, f.file, r.executed_on`,
    { as_of: asOf },
  );
  await workspace.run(
    `INSERT INTO uncredited_order
     SELECT order_id, status, reason, centimes, answered_on FROM settled_order
     WHERE status IN ('REJECTED', 'RETURNED') AND debited_on IS NOT NULL AND credited_on IS NULL
       AND answered_on <= $as_of`,
    { as_of: asOf },
  );
}

export async function undebitedFiles(workspace: Workspace): Promise<UndebitedFile[]> {
  const rows = await workspace.select('FROM undebited_file ORDER BY executed_on, file, run_id');
  return rows.map((row) => ({
    runId: row.text('run_id'),
    file: row.text('file'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
    executedOn: row.text('executed_on'),
  }));
}

export async function uncreditedOrders(workspace: Workspace): Promise<UncreditedOrder[]> {
  const rows = await workspace.select('FROM uncredited_order ORDER BY answered_on, order_id');
  return rows.map((row) => ({
    orderId: row.text('order_id'),
    status: row.text('status'),
    reason: row.text('reason'),
    centimes: row.count('centimes'),
    answeredOn: row.text('answered_on'),
  }));
}

/** Returns the entries booked by the day `asOf` that match nothing. Table `statement_head` names their statements. */
export function unmatchedEntries(workspace: Workspace, asOf: Day): Promise<UnmatchedEntry[]> {
  return entries(workspace, 'true', asOf);
}

/** Returns the unmatched entries that refer to something that was sent. */
export function nearMatches(workspace: Workspace): Promise<UnmatchedEntry[]> {
  return entries(workspace, 'n.why IS NOT NULL', '9999-12-31');
}

/** SQL: the entry is in another currency than the programme's orders. */
const FOREIGN = 'e.currency NOT IN (FROM programme_currency) AND EXISTS (FROM programme_currency)';

async function entries(workspace: Workspace, condition: string, asOf: Day): Promise<UnmatchedEntry[]> {
  const rows = await workspace.select(
    `SELECT h.statement_id, e.booked_on, e.direction, e.centimes, coalesce(e.currency, '') AS currency,
       coalesce(e.order_id, e.message_id, e.payment_id,
         concat_ws(' ', e.words, CASE WHEN ${FOREIGN} THEN e.currency END, CASE WHEN e.reversal THEN 'RVSL' END)) AS reference,
       coalesce(n.why, 'NOT_OURS') AS why, n.expected
     FROM entry e JOIN statement_head h ON h.statement_no = e.statement_no
     LEFT JOIN (SELECT no, min(why) AS why, min(expected) AS expected FROM near_match GROUP BY no) n ON n.no = e.no
     WHERE e.no NOT IN (SELECT no FROM matched_entry) AND e.booked_on <= $as_of AND ${condition} ORDER BY e.no`,
    { as_of: asOf },
  );
  return rows.map((row) => ({
    statementId: row.text('statement_id'),
    bookedOn: row.text('booked_on'),
    direction: row.text('direction'),
    centimes: row.count('centimes'),
    currency: row.text('currency'),
    reference: row.text('reference'),
    why: row.text('why') as UnmatchedEntry['why'],
    expected: row.text('why') === 'NOT_OURS' ? null : row.count('expected'),
  }));
}

export type MatchedSums = {
  readonly direction: string;
  readonly kind: string;
  readonly entries: number;
  readonly centimes: number;
}[];

/** Returns what was matched, by direction, with files (FILE) and with orders (ORDER). */
export async function matchedSums(workspace: Workspace, asOf: Day): Promise<MatchedSums> {
  const rows = await workspace.select(
    `SELECT e.direction, m.kind, count(*) AS entries, CAST(sum(e.centimes) AS BIGINT) AS centimes
     FROM entry e JOIN (SELECT DISTINCT no, kind FROM matched_entry) m ON m.no = e.no WHERE e.booked_on <= $as_of
     GROUP BY ALL ORDER BY ALL`,
    { as_of: asOf },
  );
  return rows.map((row) => ({
    direction: row.text('direction'),
    kind: row.text('kind'),
    entries: row.count('entries'),
    centimes: row.count('centimes'),
  }));
}
