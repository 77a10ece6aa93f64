import { readPath, type Workspace } from '../workspace/duckdb.js';
import { readLines } from '../workspace/lines.js';
import { placeOrders } from './sent.js';

/**
 * Matches the account's entries with what was sent, month by month: a debit with the order file it refers to,
 * for its whole sum or its sum less what was rejected, else with the one order it names; a credit with the
 * order it brings back, or with all that was rejected of a file. Amounts must be equal to the centime. Nothing
 * of it is kept: it is computed from entries, orders and answers whenever it is asked.
 */
export const ENTRY_COLUMNS = {
  statement_no: 'INTEGER',
  entry_no: 'INTEGER',
  detail_no: 'INTEGER',
  direction: 'VARCHAR',
  centimes: 'BIGINT',
  booked_on: 'VARCHAR',
  order_id: 'VARCHAR',
  message_id: 'VARCHAR',
  payment_id: 'VARCHAR',
  words: 'VARCHAR',
  reason: 'VARCHAR',
} as const;

export const STATE_COLUMNS = {
  order_id: 'VARCHAR',
  status: 'VARCHAR',
  reason: 'VARCHAR',
  answered_on: 'VARCHAR',
} as const;

/** Loads every entry as table `entry`, and prepares the tables to which the months add. */
export async function loadEntries(workspace: Workspace, path: string): Promise<void> {
  const statements = [
    `CREATE TABLE entry AS SELECT *, row_number() OVER (ORDER BY booked_on, statement_no, entry_no, detail_no) AS no
      FROM ${readLines(readPath(path), ENTRY_COLUMNS)}`,
    `CREATE TABLE entry_reference AS
      SELECT DISTINCT no, reference FROM (
        SELECT no, unnest(list_concat([message_id, payment_id], string_split(words, ' '))) AS reference FROM entry)
      WHERE reference IS NOT NULL AND reference <> ''`,
    // What an entry was matched with; why one that refers to something of ours was not.
    'CREATE TABLE matched (no BIGINT, kind VARCHAR)',
    'CREATE TABLE near (no BIGINT, why VARCHAR, expected BIGINT)',
  ];
  for (const statement of statements) await workspace.run(statement);
}

/** What an order_id of any month begins with: programme and month. */
const ORDER_ID = '^[A-Z0-9]{2,4}-[0-9]{6}-';

/** Every order of the month with its state and its file. */
const ORDERED = `
  CREATE OR REPLACE TABLE ordered AS
  SELECT p.*, coalesce(s.status, 'UNANSWERED') AS status, coalesce(s.reason, '') AS reason, s.answered_on
  FROM placed p LEFT JOIN state s ON s.order_id = p.order_id`;

/** What a debit or a credit of a whole file may come to. */
const FILE_SUMS = `
  CREATE OR REPLACE TABLE file_sum AS
  SELECT f.file_no, f.centimes, CAST(coalesce(sum(o.centimes) FILTER (o.status = 'REJECTED'), 0) AS BIGINT) AS rejected
  FROM order_file f LEFT JOIN ordered o ON o.file_no = f.file_no WHERE f.released GROUP BY f.file_no, f.centimes`;

/**
 * Entries that refer to a file and name no order, of whatever month: an entry that does is that order's alone, so
 * that no two months count it.
 */
const OF_FILES = `
  CREATE OR REPLACE TABLE entry_of_file AS
  SELECT DISTINCT e.no, e.direction, e.centimes, e.booked_on, r.file_no
  FROM entry e JOIN entry_reference n ON n.no = e.no JOIN file_reference r ON r.reference = n.reference
  JOIN file_sum s ON s.file_no = r.file_no
  WHERE e.no NOT IN (SELECT no FROM matched)
    AND (e.order_id IS NULL OR NOT regexp_matches(e.order_id, '${ORDER_ID}')
      AND e.order_id NOT IN (SELECT order_id FROM placed))`;

const FILE_DEBITS = `
  CREATE OR REPLACE TABLE file_debit AS
  SELECT e.no, e.file_no, e.booked_on, e.centimes < s.centimes AS less_rejected
  FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no
  WHERE e.direction = 'DEBIT' AND (e.centimes = s.centimes OR e.centimes = s.centimes - s.rejected) AND e.centimes > 0
  QUALIFY row_number() OVER (PARTITION BY e.file_no ORDER BY e.no) = 1
    AND row_number() OVER (PARTITION BY e.no ORDER BY e.file_no) = 1`;

const FILE_CREDITS = `
  CREATE OR REPLACE TABLE file_credit AS
  SELECT e.no, e.file_no, e.booked_on, e.centimes < s.centimes AS of_rejected
  FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no
  WHERE e.direction = 'CREDIT' AND (e.centimes = s.centimes OR e.centimes = s.rejected) AND e.centimes > 0
  QUALIFY row_number() OVER (PARTITION BY e.file_no ORDER BY e.no) = 1
    AND row_number() OVER (PARTITION BY e.no ORDER BY e.file_no) = 1`;

/** The first entry of an order, in one direction, for its amount. */
const ofOrders = (direction: 'DEBIT' | 'CREDIT', covered: string) => `
  SELECT e.no, e.order_id, e.booked_on
  FROM entry e JOIN ordered o ON o.order_id = e.order_id AND o.centimes = e.centimes
  WHERE e.direction = '${direction}' AND NOT coalesce(${covered}, false)
    AND e.no NOT IN (SELECT no FROM matched)
  QUALIFY row_number() OVER (PARTITION BY e.order_id ORDER BY e.no) = 1`;

const ORDER_DEBITS = `
  CREATE OR REPLACE TABLE order_debit AS
  ${ofOrders('DEBIT', `(SELECT bool_or(NOT (less_rejected AND o.status = 'REJECTED')) FROM file_debit d WHERE d.file_no = o.file_no)`)}`;
const ORDER_CREDITS = `
  CREATE OR REPLACE TABLE order_credit AS
  ${ofOrders('CREDIT', `(SELECT bool_or(NOT of_rejected OR o.status = 'REJECTED') FROM file_credit c WHERE c.file_no = o.file_no)`)}`;

/** Every order of the month with the days on which its money left the account, and came back. */
const SETTLED = `
  CREATE OR REPLACE TABLE settled AS
  SELECT o.*,
    CASE WHEN d.no IS NOT NULL AND NOT (d.less_rejected AND o.status = 'REJECTED') THEN d.booked_on
      ELSE od.booked_on END AS debited_on,
    CASE WHEN c.no IS NOT NULL AND (NOT c.of_rejected OR o.status = 'REJECTED') THEN c.booked_on
      ELSE oc.booked_on END AS credited_on
  FROM ordered o
  LEFT JOIN file_debit d ON d.file_no = o.file_no LEFT JOIN file_credit c ON c.file_no = o.file_no
  LEFT JOIN order_debit od ON od.order_id = o.order_id LEFT JOIN order_credit oc ON oc.order_id = o.order_id`;

const MATCHED = `
  INSERT INTO matched
  SELECT no, 'FILE' FROM file_debit UNION ALL SELECT no, 'FILE' FROM file_credit
  UNION ALL SELECT no, 'ORDER' FROM order_debit UNION ALL SELECT no, 'ORDER' FROM order_credit`;

/** Entries that refer to an order or a file of the month, and are neither's. */
const NEAR = `
  INSERT INTO near
  SELECT no, CASE WHEN centimes = expected THEN 'SECOND' ELSE 'OTHER_AMOUNT' END, expected FROM (
    SELECT e.no, e.centimes, o.centimes AS expected FROM entry e JOIN ordered o ON o.order_id = e.order_id
    UNION ALL
    SELECT e.no, e.centimes, s.centimes FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no)
  WHERE no NOT IN (SELECT no FROM matched)`;

const STEPS = [
  ORDERED,
  FILE_SUMS,
  OF_FILES,
  FILE_DEBITS,
  FILE_CREDITS,
  ORDER_DEBITS,
  ORDER_CREDITS,
  SETTLED,
  MATCHED,
  NEAR,
];

/**
 * Matches one month, whose runs, order files and states (table `state`, from `states`) are loaded. Creates table
 * `settled`, and adds to `matched` and `near`.
 */
export async function matchMonth(workspace: Workspace, states: string): Promise<void> {
  await workspace.run(
    `CREATE OR REPLACE TABLE state AS SELECT * FROM ${readLines(readPath(states), STATE_COLUMNS)}`,
  );
  await placeOrders(workspace, 'SELECT file_no FROM order_file WHERE released');
  for (const step of STEPS) await workspace.run(step);
}
