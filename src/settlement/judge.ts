import { type Row, readPath, type Workspace, writePath } from '../workspace/duckdb.js';
import { readLines, WRITE_LINES } from '../workspace/lines.js';
import { placeOrders } from './sent.js';

/**
 * Judges what messages said, each by itself: which statements are of orders that were sent, for their amount, and may be
 * recorded, and which cannot be used, and why. Nothing is dropped.
 */
export const STATEMENT_COLUMNS = {
  message: 'INTEGER',
  position: 'INTEGER',
  level: 'VARCHAR',
  message_id: 'VARCHAR',
  payment_id: 'VARCHAR',
  order_id: 'VARCHAR',
  status: 'VARCHAR',
  reason: 'VARCHAR',
  day: 'VARCHAR',
  centimes: 'BIGINT',
  currency: 'VARCHAR',
  problem: 'VARCHAR',
  detail: 'VARCHAR',
} as const;

/** Loads the statements written to `paths` as table `statement`; returns the months their orders name. */
export async function loadStatements(workspace: Workspace, paths: readonly string[]): Promise<string[]> {
  const files = `[${paths.map(readPath).join(', ')}]`;
  await workspace.run(
    `CREATE OR REPLACE TABLE statement AS SELECT * FROM ${readLines(files, STATEMENT_COLUMNS)}`,
  );
  const rows = await workspace.select(
    `SELECT DISTINCT regexp_extract(order_id, '^[A-Z0-9]{2,4}-([0-9]{6})-', 1) AS month FROM statement
     WHERE order_id IS NOT NULL ORDER BY month`,
  );
  return rows
    .map((row) => row.text('month'))
    .filter((month) => month !== '')
    .map((month) => `${month.slice(0, 4)}-${month.slice(4)}`);
}

/** References of order files that the messages name at the levels PAYMENT and MESSAGE. */
export async function namedFiles(workspace: Workspace): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT unnest([message_id, payment_id]) AS reference FROM statement
     WHERE level <> 'ORDER' AND status IS NOT NULL`,
  );
  return rows.map((row) => row.textOrNull('reference')).filter((reference) => reference !== null);
}

/** Amounts as people read them. */
export const dirhams = (centimes: string) => `format('{:d}.{:02d}', ${centimes} // 100, ${centimes} % 100)`;

/** Statements of single orders, each with the order it is of; `code` and `why` of those that cannot be used. */
const JUDGED = `
  CREATE OR REPLACE TABLE judged AS
  SELECT s.message, s.position, s.order_id, s.status, s.reason, s.day, o.centimes, o.run_no, o.household,
    CASE
      WHEN s.problem IS NOT NULL THEN s.problem
      WHEN o.run_no IS NULL THEN 'UNKNOWN_ORDER'
      WHEN s.centimes <> o.centimes OR s.currency <> r.currency THEN 'OTHER_AMOUNT' END AS code,
    CASE
      WHEN s.problem IS NOT NULL THEN s.detail
      WHEN o.run_no IS NULL THEN 'no run has this order'
      WHEN s.centimes <> o.centimes OR s.currency <> r.currency THEN
        ${dirhams('s.centimes')} || coalesce(' ' || s.currency, '') || ' answered, ' || ${dirhams('o.centimes')} || ' '
          || r.currency || ' ordered' END AS why
  FROM (FROM statement WHERE level = 'ORDER') s
  LEFT JOIN sent o ON o.order_id = s.order_id LEFT JOIN sent_run r ON r.run_no = o.run_no`;

/** Orders that only runs know which are not released. */
const UNRELEASED = `
  UPDATE judged SET code = 'RUN_NOT_RELEASED', why = 'run ' || u.run_id || ' is not released'
  FROM (SELECT order_id, min(run_id) AS run_id FROM unsent JOIN sent_run USING (run_no) GROUP BY order_id) u
  WHERE judged.code = 'UNKNOWN_ORDER' AND judged.order_id = u.order_id`;

/**
 * The file that a reference names: of those of released runs, if any. Runs of one month that stand in for each
 * other have files of the same names; what names several that were sent names none.
 */
const NAMED_FILES = `
  CREATE OR REPLACE TABLE file_named AS
  SELECT reference, CASE WHEN count(*) = 1 THEN min(file_no) END AS file_no, count(*) AS files
  FROM file_reference JOIN order_file USING (file_no) GROUP BY reference, released
  QUALIFY row_number() OVER (PARTITION BY reference ORDER BY released DESC) = 1`;

/**
 * Statements of whole files, each with its file: the one its payment block's reference names, else its
 * message's (a file of ours is one message with one block). A payment block's status counts before its file's.
 */
const OF_FILES = `
  CREATE OR REPLACE TABLE of_file AS
  FROM (SELECT s.*, coalesce(p.file_no, m.file_no) AS file_no, greatest(p.files, m.files) AS files
    FROM (FROM statement WHERE level <> 'ORDER') s
    LEFT JOIN file_named p ON p.reference = s.payment_id
    LEFT JOIN file_named m ON m.reference = s.message_id)
  QUALIFY file_no IS NULL OR level = 'PAYMENT' OR NOT bool_or(level = 'PAYMENT') OVER (PARTITION BY message, file_no)`;

/** An amount is said of a file (pain.002 says none), and is not what was sent in it. */
const OF_ANOTHER_SUM = 'coalesce(s.centimes <> f.centimes OR s.currency <> r.currency, false)';

/** What a file's status says of its orders: of all that the message does not name themselves. */
const SPREAD = `
  CREATE OR REPLACE TABLE spread AS
  SELECT q.* FROM (
    SELECT s.message, p.order_id, p.run_no, p.centimes, p.household, s.status, s.reason, s.day, s.position
    FROM of_file s JOIN placed p ON p.file_no = s.file_no JOIN order_file f ON f.file_no = s.file_no
    JOIN sent_run r ON r.run_no = f.run_no
    WHERE s.problem IS NULL AND s.status IS NOT NULL AND NOT ${OF_ANOTHER_SUM}) q
  ANTI JOIN (SELECT message, order_id FROM statement WHERE level = 'ORDER' AND order_id IS NOT NULL) n
    ON n.message = q.message AND n.order_id = q.order_id`;

const FILE_EXCEPTIONS = `
  SELECT s.message, s.position, NULL AS order_id, CASE
      WHEN s.problem IS NOT NULL THEN s.problem
      WHEN s.file_no IS NULL THEN 'UNKNOWN_FILE'
      WHEN NOT f.released THEN 'RUN_NOT_RELEASED' ELSE 'OTHER_AMOUNT' END AS code,
    concat_ws(' ', s.payment_id, s.message_id) || ': ' || CASE
      WHEN s.problem IS NOT NULL THEN s.detail
      WHEN s.file_no IS NULL AND s.files > 1 THEN s.files || ' order files bear this reference'
      WHEN s.file_no IS NULL THEN 'no order file bears this reference'
      WHEN NOT f.released THEN 'the run of ' || f.file || ' is not released'
      ELSE ${dirhams('s.centimes')} || coalesce(' ' || s.currency, '') || ' answered, ' || ${dirhams('f.centimes')} || ' '
        || r.currency || ' ordered' END AS why
  FROM of_file s LEFT JOIN order_file f ON f.file_no = s.file_no LEFT JOIN sent_run r ON r.run_no = f.run_no
  WHERE s.problem IS NOT NULL
    OR s.status IS NOT NULL AND (s.file_no IS NULL OR NOT f.released OR ${OF_ANOTHER_SUM})`;

/** One row a distinct statement of a message: of several of different days, the first. */
const RECORDABLE = `
  CREATE OR REPLACE TABLE recordable AS
  SELECT message, order_id, status, coalesce(reason, '') AS reason, min(day) AS day, any_value(centimes) AS centimes,
    any_value(run_no) AS run_no, any_value(household) AS household, arg_min(position, (day, position)) AS position
  FROM (SELECT message, order_id, status, reason, day, centimes, run_no, household, position FROM judged
      WHERE code IS NULL AND status IS NOT NULL
    UNION ALL SELECT message, order_id, status, reason, day, centimes, run_no, household, position FROM spread)
  GROUP BY message, order_id, status, reason`;

const EXCEPTIONS = `
  CREATE OR REPLACE TABLE exception AS
  SELECT message, position, order_id, code, why FROM judged WHERE code IS NOT NULL UNION ALL ${FILE_EXCEPTIONS}`;

/**
 * Judges table `statement` against views `sent` and `unsent` and the order files. Creates `recordable` and
 * `exception` (message, position, order_id, code, why). Returns each message's counts, by its number.
 */
export async function judge(workspace: Workspace): Promise<ReadonlyMap<number, Judged>> {
  for (const step of [JUDGED, UNRELEASED, NAMED_FILES, OF_FILES]) await workspace.run(step);
  await placeOrders(
    workspace,
    'SELECT file_no FROM of_file WHERE status IS NOT NULL AND file_no IS NOT NULL',
  );
  for (const step of [SPREAD, EXCEPTIONS, RECORDABLE, 'DROP TABLE judged', 'DROP TABLE spread'])
    await workspace.run(step);
  const rows = await workspace.select(`
    SELECT message, count(*) AS statements, count(*) FILTER (status IS NULL AND problem IS NULL) AS saying_nothing
    FROM statement GROUP BY message`);
  const statuses = await byStatus(workspace);
  const exceptions = await exceptionCounts(workspace);
  return new Map(
    rows.map((row) => {
      const message = row.count('message');
      const ofMessage = (exceptions.get(message) ?? []).reduce((sum, { count }) => sum + count, 0);
      return [
        message,
        {
          statements: row.count('statements'),
          sayingNothing: row.count('saying_nothing'),
          exceptions: ofMessage,
          statuses: statuses.get(message) ?? [],
        },
      ];
    }),
  );
}

/** Writes what of a message is recordable to `path`, by order_id. */
export async function writeRecordable(workspace: Workspace, message: number, path: string): Promise<void> {
  await workspace.run(
    `COPY (SELECT order_id, status, reason, day, centimes, run_id, household, position
       FROM recordable JOIN sent_run USING (run_no) WHERE message = ${message} ORDER BY order_id, status, reason)
     TO ${writePath(path)} (${WRITE_LINES})`,
  );
}

export type Judged = {
  readonly statements: number;
  /** "Received", "pending": nothing that changes an order's state. */
  readonly sayingNothing: number;
  readonly exceptions: number;
  /** What the message says of orders, distinct. `centimes` of their orders. */
  readonly statuses: readonly {
    readonly status: string;
    readonly reason: string;
    readonly orders: number;
    readonly centimes: number;
  }[];
};

async function byStatus(workspace: Workspace): Promise<Map<number, Judged['statuses'][number][]>> {
  const rows = await workspace.select(
    `SELECT message, status, reason, count(*) AS orders, CAST(sum(centimes) AS BIGINT) AS centimes
     FROM recordable GROUP BY message, status, reason ORDER BY message, status, reason`,
  );
  return byMessage(rows, (row) => ({
    status: row.text('status'),
    reason: row.text('reason'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

/** Adds the orders of which both PAID and REJECTED was said to the exceptions of a message that speaks of them. */
export async function addContradictions(
  workspace: Workspace,
  message: number,
  orders: readonly string[],
): Promise<void> {
  if (orders.length === 0) return;
  await workspace.run('CREATE OR REPLACE TABLE contradictory (order_id VARCHAR)');
  await workspace.append(
    'contradictory',
    ['text'],
    orders.map((order) => [order]),
  );
  await workspace.run(`INSERT INTO exception
    SELECT message, position, order_id, 'CONTRADICTORY', status || ' here; both PAID and REJECTED were said of this order'
    FROM recordable SEMI JOIN contradictory USING (order_id)
    WHERE message = ${message} AND status IN ('PAID', 'REJECTED')`);
}

export type ExceptionCount = { readonly code: string; readonly count: number };

/** Exceptions by message and code. */
export async function exceptionCounts(workspace: Workspace): Promise<ReadonlyMap<number, ExceptionCount[]>> {
  const rows = await workspace.select(
    'SELECT message, code, count(*) AS n FROM exception GROUP BY message, code ORDER BY message, code',
  );
  return byMessage(rows, (row) => ({ code: row.text('code'), count: row.count('n') }));
}

function byMessage<T>(rows: readonly Row[], read: (row: Row) => T): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) {
    const message = row.count('message');
    found.set(message, [...(found.get(message) ?? []), read(row)]);
  }
  return found;
}

export type AnswerException = {
  readonly position: number;
  readonly orderId: string;
  readonly code: string;
  readonly detail: string;
};

/** A message's exceptions, in its order. */
export async function* exceptions(workspace: Workspace, message: number): AsyncGenerator<AnswerException> {
  const rows = workspace.stream(
    `SELECT position, order_id, code, why FROM exception WHERE message = ${message}
     ORDER BY position, order_id, code, why`,
  );
  for await (const row of rows) {
    yield {
      position: row.count('position'),
      orderId: row.textOrNull('order_id') ?? '',
      code: row.text('code'),
      detail: row.textOrNull('why') ?? '',
    };
  }
}
