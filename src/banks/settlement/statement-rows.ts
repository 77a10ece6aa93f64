import type { Day, Period } from '../../domain/period.js';
import { UNDATED } from '../../ledger/order-states.js';
import { readPath, type Workspace, writePath } from '../../workspace/duckdb.js';
import type { StatementOfAccount } from '../formats/account-entry.js';
import { ENTRY_ROWS, RECORDED_ROWS, STATEMENT_ROWS } from './hand-over.js';
import { OLDER_CURRENCY, withOlderReading } from './older-reading.js';
import { inCurrencyOf, monthsOf } from './sent.js';

/**
 * Chooses the rows of a statement that count as entries of the account: an entry's transactions when they add up to
 * its amount, else the entry itself. Only booked rows count.
 */

const SIGNED = `CASE direction WHEN 'DEBIT' THEN -centimes ELSE centimes END`;

const ENTRY_DETAILS = `
  CREATE OR REPLACE TABLE entry_detail AS
  SELECT * REPLACE (CASE WHEN NOT in_detail THEN orders END AS orders) FROM (
  SELECT e.statement_no, e.entry_no,
    e.detailed AND NOT e.older OR coalesce(d.found = e.details AND (d.known = d.found AND d.total = e.signed AND coalesce(d.least = d.most AND d.least = coalesce(e.compared, d.least), true) OR e.details = 1 AND d.known = 0),
      false) AS in_detail,
    coalesce(e.detailed AND NOT e.older AND d.credits = CASE e.direction WHEN 'DEBIT' THEN d.found ELSE 0 END, false) AS turned, d.orders
  FROM (SELECT *, ${SIGNED} AS signed FROM row_in_batch WHERE detail_no = 0) e
  LEFT JOIN (SELECT statement_no, entry_no, count(*) AS found, count(centimes) AS known, sum(${SIGNED}) AS total,
      min(compared) AS least, max(compared) AS most, count(*) FILTER (direction = 'CREDIT') AS credits,
      string_agg(order_id, ' ' ORDER BY detail_no) AS orders
    FROM row_in_batch WHERE detail_no > 0 GROUP BY statement_no, entry_no) d
    ON d.statement_no = e.statement_no AND d.entry_no = e.entry_no)`;

/** Each entry, as `e`, and its only transaction, as `one`: rows are joined with one table, whose size is known. */
const ENTRIES_WITH_DETAIL = `
  CREATE OR REPLACE TABLE entry_with_detail AS
  SELECT d.*, {'direction': e.direction, 'centimes': e.centimes, 'currency': e.currency, 'reversal': e.reversal, 'details': e.details,
      'words': e.words} AS e,
    CASE WHEN e.details = 1 AND one.detail_no = 1 THEN {'currency': one.currency, 'reversal': one.reversal, 'order_id': one.order_id, 'message_id': one.message_id,
      'payment_id': one.payment_id, 'reason_code': one.reason_code, 'reason_words': one.reason_words, 'instructed': one.instructed,
      'words': one.words} END AS one
  FROM entry_detail d JOIN (FROM row_in_batch WHERE detail_no = 0) e ON e.statement_no = d.statement_no AND e.entry_no = d.entry_no
  LEFT JOIN (FROM row_in_batch WHERE detail_no = 1) one ON one.statement_no = d.statement_no AND one.entry_no = d.entry_no`;

/**
 * When an entry has only one transaction, each takes missing references from the other, whichever is chosen. An entry
 * for a batch keeps the batch's reference, because a single transaction in it is only a sample. When the transactions
 * do not add up to the entry, the orders that they name are added to the entry's words. When all transactions have
 * the payee's sign, they take the direction of the entry.
 */
const BOOKED_MOVEMENTS = `
  SELECT r.* REPLACE (CASE WHEN d.turned AND r.detail_no > 0 THEN e.direction ELSE r.direction END AS direction,
    coalesce(r.centimes, e.centimes) AS centimes, CASE WHEN r.older THEN ${OLDER_CURRENCY} ELSE coalesce(r.currency, e.currency) END AS currency,
    CASE WHEN e.details = 1 THEN e.reversal OR coalesce(one.reversal, false) ELSE r.reversal END AS reversal,
    CASE WHEN r.message_id IS NULL AND r.payment_id IS NULL THEN coalesce(r.order_id, one.order_id) ELSE r.order_id END AS order_id,
    coalesce(r.message_id, one.message_id) AS message_id, coalesce(r.payment_id, one.payment_id) AS payment_id,
    coalesce(r.reason_code, one.reason_code) AS reason_code, coalesce(r.reason_words, one.reason_words) AS reason_words,
    coalesce(r.instructed, one.instructed, r.centimes, e.centimes) AS instructed,
    CASE WHEN e.details = 1 THEN nullif(concat_ws(' ', one.words, e.words), '')
      WHEN r.detail_no = 0 AND NOT r.older THEN nullif(concat_ws(' ', r.words, d.orders), '') ELSE r.words END AS words)
  FROM row_in_batch r JOIN entry_with_detail d ON d.statement_no = r.statement_no AND d.entry_no = r.entry_no
  WHERE r.booked AND (r.detail_no > 0) = d.in_detail`;

/** Sums in centimes: of entries in the account's currency, and of other entries by currency. */
export type StatementSums = {
  readonly entries: number;
  /** "" when neither the account nor its entries give one. */
  readonly currency: string;
  readonly debits: number;
  readonly credits: number;
  readonly foreign: readonly {
    readonly currency: string;
    readonly debits: number;
    readonly credits: number;
  }[];
  /** The last day on which an entry was booked; "" when there is none. */
  readonly lastBookedOn: Day;
};

/** An entry is looked at with its transactions, some hundred thousand at a time: memory does not grow with their number. */
const ENTRIES_AT_A_TIME = 400_000;

/** SQL conditions that cut the entries of a message's statements into parts of about that many. */
async function entryRanges(workspace: Workspace): Promise<string[]> {
  const counted = await workspace.one('SELECT count(*) AS n FROM statement_row WHERE detail_no = 0');
  const parts = Math.ceil(counted.count('n') / ENTRIES_AT_A_TIME);
  if (parts <= 1) return ['true'];
  const shares = Array.from({ length: parts - 1 }, (_, i) => `${(i + 1) / parts}`);
  const cuts = (
    await workspace.select(
      `SELECT DISTINCT unnest(quantile_disc(entry_no, [${shares.join(', ')}])) AS cut FROM statement_row WHERE detail_no = 0 ORDER BY cut`,
    )
  ).map((row) => row.count('cut'));
  const above = (from: number | undefined) => (from === undefined ? 'true' : `entry_no > ${from}`);
  return [...cuts.map((cut, i) => `${above(cuts[i - 1])} AND entry_no <= ${cut}`), above(cuts.at(-1))];
}

/**
 * Loads the rows of a message. Returns how many entries lack an amount or a direction.
 * @param older numbers of the statements to read as version 6 of the ledger did
 */
export async function chooseRows(
  workspace: Workspace,
  path: string,
  older: readonly number[] = [],
): Promise<number> {
  await workspace.run(
    `CREATE OR REPLACE TABLE statement_row AS ${withOlderReading(STATEMENT_ROWS.table(readPath(path)), older)}`,
  );
  for (const [nth, range] of (await entryRanges(workspace)).entries()) {
    await workspace.run(`CREATE OR REPLACE TABLE row_in_batch AS FROM statement_row WHERE ${range}`);
    await workspace.run(ENTRY_DETAILS);
    await workspace.run(ENTRIES_WITH_DETAIL);
    const into = nth === 0 ? 'CREATE OR REPLACE TABLE booked_movement AS' : 'INSERT INTO booked_movement';
    await workspace.run(`${into} ${BOOKED_MOVEMENTS}`);
  }
  await workspace.run('DROP TABLE entry_detail; DROP TABLE entry_with_detail; DROP TABLE row_in_batch');
  const row = await workspace.one(
    'SELECT count(*) AS n FROM statement_row WHERE detail_no = 0 AND (centimes IS NULL OR direction IS NULL)',
  );
  return row.count('n');
}

/** Removes these statements of the message, by number: they are of accounts that are not the programme's. */
export async function leaveOut(workspace: Workspace, statements: readonly number[]): Promise<void> {
  if (statements.length === 0) return;
  for (const table of ['statement_row', 'booked_movement'])
    await workspace.run(`DELETE FROM ${table} WHERE statement_no IN (${statements.join(', ')})`);
}

/** Writes the chosen rows of a statement to `path`. Returns their sums, in centimes. */
export async function writeStatementRows(
  workspace: Workspace,
  { statement, currency }: Pick<StatementOfAccount, 'statement' | 'currency'>,
  path: string,
): Promise<StatementSums> {
  await workspace.run(
    ENTRY_ROWS.copy(
      `FROM booked_movement WHERE statement_no = ${statement}`,
      'entry_no, detail_no',
      writePath(path),
    ),
  );
  const rows = await workspace.select(
    `SELECT coalesce(currency, $currency) AS currency, count(*) AS entries, max(booked_on) AS last,
       CAST(coalesce(sum(centimes) FILTER (direction = 'DEBIT'), 0) AS BIGINT) AS debits,
       CAST(coalesce(sum(centimes) FILTER (direction = 'CREDIT'), 0) AS BIGINT) AS credits
     FROM statement_row WHERE statement_no = ${statement} AND detail_no = 0 AND booked GROUP BY 1 ORDER BY entries DESC, 1`,
    { currency },
  );
  const sums = rows.map((row) => ({
    currency: row.text('currency'),
    debits: row.count('debits'),
    credits: row.count('credits'),
  }));
  // When an account gives no currency, it is taken to be in dirhams if it has entries in dirhams; else in the
  // currency of most of its entries.
  const isHome = (one: { readonly currency: string }) => one.currency === '' || one.currency === 'MAD';
  const own =
    sums.find(currency === '' ? isHome : (one) => one.currency === currency) ??
    (currency === '' ? sums[0] : undefined);
  return {
    entries: rows.reduce((sum, row) => sum + row.count('entries'), 0),
    ...(own ?? { currency, debits: 0, credits: 0 }),
    foreign: sums.filter((one) => one !== own),
    lastBookedOn:
      rows
        .map((row) => row.text('last'))
        .sort()
        .at(-1) ?? '',
  };
}

/** The months of the orders that chosen rows name. */
export function monthsOfMovements(workspace: Workspace): Promise<Period[]> {
  return monthsOf(workspace, 'booked_movement');
}

/** Whether a statement lists the oldest entries first (1), the newest (-1), or does not show it (0). */
const LISTED = `SELECT statement_no, sign(datediff('day', CAST(arg_min(booked_on, entry_no) AS DATE), CAST(arg_max(booked_on, entry_no) AS DATE))) AS turn
  FROM booked_movement GROUP BY statement_no`;

const OF_ORDERS = `JOIN sent o ON o.order_id = c.order_id AND o.centimes IN (c.centimes, c.instructed)
    JOIN sent_run r ON r.run_no = o.run_no AND ${inCurrencyOf('c', 'r')}`;

const before = (direction: string) => `count(*) FILTER (c.direction = '${direction}') OVER (
    PARTITION BY o.order_id, c.statement_no, c.booked_on ORDER BY c.entry_no * l.turn, c.detail_no * l.turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;

/** The debits that follow a credit of their order, on the day of a statement. Few orders have a credit. */
const FOLLOWING = `
  SELECT c.statement_no, c.entry_no, c.detail_no, ${before('CREDIT')} > ${before('DEBIT')} AS follows
  FROM (FROM booked_movement WHERE order_id IN (SELECT order_id FROM booked_movement WHERE direction = 'CREDIT' AND order_id IS NOT NULL)) c
  JOIN (${LISTED}) l ON l.statement_no = c.statement_no AND l.turn <> 0 ${OF_ORDERS}`;

/**
 * Writes what the message's entries say of orders to `path` (RECORDED_ROWS), ordered by order_id. A debit of an
 * order's exact amount pays it; a credit returns it. When a debit follows a credit of the order on the same day of
 * the same statement, with no debit before them, it reverses the credit or executes the order again. Which one follows
 * is known only when the entries of the statement are of several days, because banks list the oldest or the newest
 * first. `ref` begins with the statement's number in the message.
 * A credit of a whole file says nothing of its orders: the file may be sent again, and its households would then be
 * paid twice. Settlement reports it instead.
 */
export async function writeMovements(workspace: Workspace, path: string): Promise<void> {
  const rows = `
    SELECT o.order_id, CASE c.direction WHEN 'DEBIT' THEN 'PAID' ELSE 'RETURNED' END AS status, coalesce(c.reason_code, '') AS reason_code,
      c.booked_on AS answered_on, o.centimes, r.run_id, o.beneficiary, c.entry_no AS position, false AS of_file,
      '053' AS source, concat_ws('/', c.statement_no, c.entry_no, c.detail_no) || CASE WHEN c.undated THEN '${UNDATED}' ELSE '' END AS ref,
      c.direction = 'DEBIT' AND (c.reversal OR coalesce(f.follows, false)) AS again,
      CASE c.direction WHEN 'CREDIT' THEN c.reason_words END AS reason_words
    FROM booked_movement c LEFT JOIN (${FOLLOWING}) f USING (statement_no, entry_no, detail_no) ${OF_ORDERS}`;
  await workspace.run(RECORDED_ROWS.copy(rows, 'ALL', writePath(path)));
}
