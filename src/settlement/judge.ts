import { readPath, type Workspace, writePath } from '../workspace/duckdb.js';
import { readLines, WRITE_LINES } from '../workspace/lines.js';
import { placeOrders } from './sent.js';

/**
 * Judges what one message said: which statements are of orders that were sent, for their amount, and may be
 * recorded, and which cannot be used, and why. Nothing is dropped.
 */
export const STATEMENT_COLUMNS = {
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

/** Loads the statements written to `path` as table `statement`; returns the months their orders name. */
export async function loadStatements(workspace: Workspace, path: string): Promise<string[]> {
  await workspace.run(
    `CREATE OR REPLACE TABLE statement AS SELECT * FROM ${readLines(readPath(path), STATEMENT_COLUMNS)}`,
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

/** References of order files that the message names at the levels PAYMENT and MESSAGE. */
export async function namedFiles(workspace: Workspace): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT unnest([message_id, payment_id]) AS reference FROM statement
     WHERE level <> 'ORDER' AND status IS NOT NULL`,
  );
  return rows.map((row) => row.textOrNull('reference')).filter((reference) => reference !== null);
}

/** Statements of single orders, each with the order it is of. */
const NAMED = `
  CREATE OR REPLACE TABLE named AS
  SELECT s.*, o.run_no, o.centimes AS ordered, o.household
  FROM (FROM statement WHERE level = 'ORDER') s LEFT JOIN sent o ON o.order_id = s.order_id`;

/** Amounts as people read them. */
export const dirhams = (centimes: string) => `format('{:d}.{:02d}', ${centimes} // 100, ${centimes} % 100)`;

const JUDGED = `
  CREATE OR REPLACE TABLE judged AS
  SELECT n.*, CASE
      WHEN n.problem IS NOT NULL THEN n.problem
      WHEN n.run_no IS NULL AND u.order_id IS NOT NULL THEN 'RUN_NOT_RELEASED'
      WHEN n.run_no IS NULL THEN 'UNKNOWN_ORDER'
      WHEN n.centimes <> n.ordered OR n.currency <> r.currency THEN 'OTHER_AMOUNT' END AS code,
    CASE
      WHEN n.problem IS NOT NULL THEN n.detail
      WHEN n.run_no IS NULL AND u.order_id IS NOT NULL THEN 'run ' || u.run_id || ' is not released'
      WHEN n.run_no IS NULL THEN 'no run has this order'
      WHEN n.centimes <> n.ordered OR n.currency <> r.currency THEN
        ${dirhams('n.centimes')} || coalesce(' ' || n.currency, '') || ' answered, ' || ${dirhams('n.ordered')} || ' '
          || r.currency || ' ordered' END AS why
  FROM named n
  LEFT JOIN sent_run r ON r.run_no = n.run_no
  LEFT JOIN (SELECT order_id, min(run_id) AS run_id FROM unsent JOIN sent_run USING (run_no)
    WHERE order_id IN (SELECT order_id FROM named WHERE run_no IS NULL) GROUP BY order_id) u ON u.order_id = n.order_id`;

/**
 * Statements of whole files, each with its file: the one its payment block's reference names, else its
 * message's (a file of ours is one message with one block). A payment block's status counts before its file's.
 */
const OF_FILES = `
  CREATE OR REPLACE TABLE of_file AS
  FROM (SELECT s.*, coalesce(p.file_no, m.file_no) AS file_no
    FROM (FROM statement WHERE level <> 'ORDER') s
    LEFT JOIN file_reference p ON p.reference = s.payment_id
    LEFT JOIN file_reference m ON m.reference = s.message_id)
  QUALIFY file_no IS NULL OR level = 'PAYMENT' OR NOT bool_or(level = 'PAYMENT') OVER (PARTITION BY file_no)`;

/** What a file's status says of its orders: of all that the message does not name themselves. */
const SPREAD = `
  CREATE OR REPLACE TABLE spread AS
  SELECT p.order_id, p.run_no, p.centimes, p.household, s.status, s.reason, s.day, s.position
  FROM of_file s JOIN placed p ON p.file_no = s.file_no JOIN order_file f ON f.file_no = s.file_no
  WHERE s.problem IS NULL AND s.status IS NOT NULL AND (s.centimes IS NULL OR s.centimes = f.centimes)
    AND p.order_id NOT IN (SELECT order_id FROM statement WHERE level = 'ORDER' AND order_id IS NOT NULL)`;

const FILE_EXCEPTIONS = `
  SELECT s.position, NULL AS order_id, CASE
      WHEN s.problem IS NOT NULL THEN s.problem
      WHEN s.file_no IS NULL THEN 'UNKNOWN_FILE'
      WHEN NOT f.released THEN 'RUN_NOT_RELEASED' ELSE 'OTHER_AMOUNT' END AS code,
    concat_ws(' ', s.payment_id, s.message_id) || ': ' || CASE
      WHEN s.problem IS NOT NULL THEN s.detail
      WHEN s.file_no IS NULL THEN 'no order file bears this reference'
      WHEN NOT f.released THEN 'the run of ' || f.file || ' is not released'
      ELSE ${dirhams('s.centimes')} || ' answered, ' || ${dirhams('f.centimes')} || ' ordered' END AS why
  FROM of_file s LEFT JOIN order_file f ON f.file_no = s.file_no
  WHERE s.problem IS NOT NULL
    OR s.status IS NOT NULL AND (s.file_no IS NULL OR NOT f.released OR s.centimes <> f.centimes)`;

/** One row a distinct statement: of several of different days, the first. */
const RECORDABLE = `
  CREATE OR REPLACE TABLE recordable AS
  SELECT order_id, status, coalesce(reason, '') AS reason, min(day) AS day, any_value(centimes) AS centimes,
    any_value(run_no) AS run_no, any_value(household) AS household, arg_min(position, (day, position)) AS position
  FROM (SELECT order_id, status, reason, day, ordered AS centimes, run_no, household, position FROM judged
      WHERE code IS NULL AND status IS NOT NULL
    UNION ALL SELECT order_id, status, reason, day, centimes, run_no, household, position FROM spread)
  GROUP BY order_id, status, reason`;

/**
 * Judges table `statement` against views `sent` and `unsent` and the order files. Creates `recordable` and
 * `exception` (position, order_id, code, why), and writes what is recordable to `path`, by order_id.
 */
export async function judge(workspace: Workspace, path: string): Promise<Judged> {
  await workspace.run(NAMED);
  await workspace.run(JUDGED);
  await workspace.run('DROP TABLE named');
  await workspace.run(OF_FILES);
  await placeOrders(
    workspace,
    'SELECT file_no FROM of_file WHERE status IS NOT NULL AND file_no IS NOT NULL',
  );
  await workspace.run(SPREAD);
  await workspace.run(`CREATE OR REPLACE TABLE exception AS
    SELECT position, order_id, code, why FROM judged WHERE code IS NOT NULL UNION ALL ${FILE_EXCEPTIONS}`);
  await workspace.run(RECORDABLE);
  await workspace.run(
    `COPY (SELECT order_id, status, reason, day, centimes, run_id, household, position
       FROM recordable JOIN sent_run USING (run_no) ORDER BY order_id, status, reason)
     TO ${writePath(path)} (${WRITE_LINES})`,
  );
  const counts = await workspace.one(`SELECT
    (SELECT count(*) FROM statement) AS statements,
    (SELECT count(*) FROM statement WHERE status IS NULL AND problem IS NULL) AS saying_nothing,
    (SELECT count(*) FROM exception) AS exceptions`);
  return {
    statements: counts.count('statements'),
    sayingNothing: counts.count('saying_nothing'),
    exceptions: counts.count('exceptions'),
    statuses: await byStatus(workspace),
  };
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

async function byStatus(workspace: Workspace): Promise<Judged['statuses']> {
  const rows = await workspace.select(
    `SELECT status, reason, count(*) AS orders, CAST(sum(centimes) AS BIGINT) AS centimes
     FROM recordable GROUP BY status, reason ORDER BY status, reason`,
  );
  return rows.map((row) => ({
    status: row.text('status'),
    reason: row.text('reason'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

/** Adds the orders of which both PAID and REJECTED was said to the exceptions of a message that speaks of them. */
export async function addContradictions(workspace: Workspace, orders: readonly string[]): Promise<void> {
  await workspace.run('CREATE OR REPLACE TABLE contradictory (order_id VARCHAR)');
  await workspace.append(
    'contradictory',
    ['text'],
    orders.map((order) => [order]),
  );
  await workspace.run(`INSERT INTO exception
    SELECT position, order_id, 'CONTRADICTORY', status || ' here; both PAID and REJECTED were said of this order'
    FROM recordable SEMI JOIN contradictory USING (order_id) WHERE status IN ('PAID', 'REJECTED')`);
}

/** Exceptions by code. */
export async function exceptionCounts(workspace: Workspace): Promise<{ code: string; count: number }[]> {
  const rows = await workspace.select(
    'SELECT code, count(*) AS n FROM exception GROUP BY code ORDER BY code',
  );
  return rows.map((row) => ({ code: row.text('code'), count: row.count('n') }));
}

export type AnswerException = {
  readonly position: number;
  readonly orderId: string;
  readonly code: string;
  readonly detail: string;
};

/** The exceptions in the message's order. */
export async function* exceptions(workspace: Workspace): AsyncGenerator<AnswerException> {
  const rows = workspace.stream(
    'SELECT position, order_id, code, why FROM exception ORDER BY position, order_id, code, why',
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
