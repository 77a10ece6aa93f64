import { invariant } from '../../domain/errors.js';
import { isOrderIdSql } from '../../domain/order-id.js';
import { readPath, type Workspace } from '../../workspace/duckdb.js';
import { ENTRY_ROWS, STATE_ROWS } from './hand-over.js';
import { LEFT_OUT_STEPS, leavesOut } from './left-out.js';
import { PART_CREDIT_STEPS } from './part-credits.js';
import { FILE_FORM, inCurrencyOf, placeOrders, sumsUntil } from './sent.js';

/**
 * Matches the account's entries with what was sent, month by month. A debit matches the order file that it refers to,
 * for its sum or its sum less rejected orders; or else the one order that it names. A credit matches the order that
 * it brings back, or all rejected orders of a file. Amounts must be equal to the centime. The result is not stored:
 * it is computed again each time from entries, orders and answers.
 */

/**
 * SQL: entries of `rows` with `undone`, where no debit reverses a credit: it is false.
 */
const movementsAsTheyAre = (rows: string) => `SELECT *, false AS undone FROM ${rows}`;

/**
 * SQL: entries of `rows` with `undone`: true for a debit that reverses a credit, and for the credit that it reverses.
 * No money moved with these two.
 * @param place columns that order the entries
 */
export const movementsOf = (rows: string, place: string) => `
  SELECT *, direction = 'DEBIT' AND reversal OR direction = 'CREDIT' AND row_number() OVER (PARTITION BY order_id, message_id, payment_id, centimes,
      currency, direction ORDER BY ${place}) <= count(*) FILTER (direction = 'DEBIT' AND reversal)
      OVER (PARTITION BY order_id, message_id, payment_id, centimes, currency) AS undone
  FROM ${rows}`;

/**
 * Loads all entries as table `entry`, and creates the tables that the months fill. An entry that names order files of
 * several months cannot be matched with any of them.
 * @param released ids of the released runs, with their months
 */
export async function loadEntries(
  workspace: Workspace,
  path: string,
  released: readonly { readonly runId: string; readonly period: string }[],
): Promise<void> {
  await workspace.createFrom('file_mark', { mark: 'VARCHAR', period: 'VARCHAR' }, [
    ...released.map(({ runId, period }) => ({ mark: runId, period })),
    ...[...new Set(released.map(({ period }) => period))].map((period) => ({ mark: period, period })),
  ]);
  const rows = ENTRY_ROWS.table(readPath(path));
  const reversed = await workspace.one(
    `SELECT count(*) AS n FROM ${rows} WHERE direction = 'DEBIT' AND reversal`,
  );
  const statements = [
    `CREATE OR REPLACE TABLE entry AS SELECT *, row_number() OVER (ORDER BY booked_on, statement_no, entry_no, detail_no) AS no
      FROM (${reversed.count('n') === 0 ? movementsAsTheyAre(rows) : movementsOf(rows, 'booked_on, statement_no, entry_no, detail_no')})`,
    `CREATE OR REPLACE TABLE entry_reference AS
      SELECT DISTINCT no, reference FROM (
        SELECT no, unnest(list_concat([order_id, message_id, payment_id], string_split(words, ' '))) AS reference FROM entry)
      WHERE reference IS NOT NULL AND reference <> ''`,
    `CREATE OR REPLACE TABLE entry_of_several_months AS
      SELECT no FROM entry_reference
      JOIN file_mark ON mark = regexp_extract(reference, '${FILE_FORM}', 1)
      GROUP BY no HAVING count(DISTINCT period) > 1`,
    // The tables below hold what each entry is matched with, or why it is not, when it refers to an order or file of
    // ours.
    'CREATE OR REPLACE TABLE programme_currency (currency VARCHAR)',
    'CREATE OR REPLACE TABLE matched_entry (no BIGINT, kind VARCHAR)',
    'CREATE OR REPLACE TABLE near_match (no BIGINT, why VARCHAR, expected BIGINT)',
  ];
  for (const statement of statements) await workspace.run(statement);
}

/**
 * Checks that no entry is matched twice, over all months: an entry that one month matches is not available to the
 * next.
 */
export async function assertMatchedOnce(workspace: Workspace): Promise<void> {
  const twice = await workspace.one('SELECT count(*) - count(DISTINCT no) AS n FROM matched_entry');
  invariant(twice.count('n') === 0, () => 'an entry was matched with two things');
}

/** Every order of the month with its state and its file. */
const ORDERS_WITH_STATE = `
  CREATE OR REPLACE TABLE order_with_state AS
  SELECT p.*, coalesce(s.status, 'UNANSWERED') AS status, coalesce(s.reason_code, '') AS reason, s.answered_on
  FROM placed_order p LEFT JOIN order_state s ON s.order_id = p.order_id`;

/** The sums that a debit or a credit of a whole file may have. */
const FILE_SUMS = `
  CREATE OR REPLACE TABLE file_sum AS
  SELECT f.file_no, f.centimes, CAST(coalesce(sum(o.centimes) FILTER (o.status = 'REJECTED'), 0) AS BIGINT) AS rejected
  FROM order_file f LEFT JOIN order_with_state o ON o.file_no = f.file_no WHERE f.released GROUP BY f.file_no, f.centimes`;

/**
 * Entries that refer to a file. An entry with an order's id belongs to that order, whatever else it names. An
 * `unproven` entry is not matched.
 */
const OF_FILES = `
  CREATE OR REPLACE TABLE entry_of_file AS
  SELECT DISTINCT e.no, e.direction, e.centimes, e.instructed, e.booked_on, r.file_no,
    e.undone OR NOT ${inCurrencyOf('e', 'run')}
      OR e.no IN (SELECT no FROM entry_of_several_months) AS unproven
  FROM entry e JOIN entry_reference n ON n.no = e.no JOIN file_reference r ON r.reference = n.reference
  JOIN file_sum s ON s.file_no = r.file_no JOIN order_file f ON f.file_no = r.file_no
  JOIN sent_run run ON run.run_no = f.run_no
  WHERE e.no NOT IN (SELECT no FROM matched_entry)
    AND (e.order_id IS NULL OR NOT ${isOrderIdSql('e.order_id')})`;

const REJECTED_UNTIL = sumsUntil(
  'rejected_until',
  `(SELECT file_no, centimes, answered_on AS day FROM order_with_state WHERE status = 'REJECTED')`,
);

/**
 * A file may be debited, credited back and debited again. At most one debit more than there are credits counts; the
 * others are second debits.
 */
const CREDITS_OF_FILES = `
  CREATE OR REPLACE TABLE file_credits AS
  SELECT file_no, count(*) AS whole FROM entry_of_file e JOIN file_sum s USING (file_no)
  WHERE e.direction = 'CREDIT' AND NOT e.unproven AND s.centimes IN (e.centimes, e.instructed) GROUP BY file_no`;

/** The debit of a file: its sum, or its sum less what may be left out of it (left-out.ts). */
const FILE_DEBITS = `
  CREATE OR REPLACE TABLE file_debit AS
  SELECT e.no, e.file_no, e.booked_on, max(x.day) AS left_out_until, max(x.own) AS left_out_own
  FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no LEFT JOIN file_credits c ON c.file_no = e.file_no
  LEFT JOIN left_out x ON x.file_no = e.file_no AND x.centimes IN (s.centimes - e.centimes, s.centimes - e.instructed)
  WHERE e.direction = 'DEBIT' AND NOT e.unproven AND e.centimes > 0 AND (s.centimes IN (e.centimes, e.instructed) OR x.file_no IS NOT NULL)
  GROUP BY e.no, e.file_no, e.booked_on, c.whole
  QUALIFY row_number() OVER (PARTITION BY e.file_no ORDER BY e.no) <= 1 + coalesce(c.whole, 0)
    AND row_number() OVER (PARTITION BY e.no ORDER BY e.file_no) = 1`;

/**
 * Entries for parts of a file: those that refer to this file only, and are neither its sum nor that of its rejected
 * orders. `as_debit`: the debits less the credits are the file's sum, or the debits alone its sum less rejected orders;
 * the last debit stands for all of them. `as_credit`: the other way round. Debits and credits that come to nothing change nothing.
 */
const FILES_IN_PARTS = `
  CREATE OR REPLACE TABLE file_part AS
  WITH part AS (
    SELECT e.no, e.file_no, e.direction, e.booked_on, e.instructed, s.centimes AS whole
    FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no
    WHERE NOT e.unproven AND e.centimes > 0 AND s.centimes NOT IN (e.centimes, e.instructed)
      AND e.no NOT IN (SELECT no FROM file_debit) AND NOT (e.direction = 'CREDIT' AND s.rejected IN (e.centimes, e.instructed))
      AND e.no NOT IN (SELECT no FROM entry_of_file GROUP BY no HAVING count(*) > 1)),
  sums AS (
    SELECT file_no, any_value(whole) AS whole, coalesce(sum(instructed) FILTER (direction = 'DEBIT'), 0) AS out,
      coalesce(sum(instructed) FILTER (direction = 'CREDIT'), 0) AS back FROM part GROUP BY file_no),
  found AS (
    SELECT s.*, out - back = whole OR out = whole AND back = whole OR x.file_no IS NOT NULL AS is_debit, x.day AS left_out_until, x.own AS left_out_own,
      back - out = whole OR out = whole AND back = whole AS is_credit
    FROM sums s LEFT JOIN left_out x
      ON x.file_no = s.file_no AND back = 0 AND x.centimes = whole - out)
  SELECT no, file_no, booked_on, left_out_until, left_out_own, is_last AND direction = 'DEBIT' AND is_debit AS as_debit,
    is_last AND direction = 'CREDIT' AND is_credit AS as_credit
  FROM (SELECT *, row_number() OVER (PARTITION BY file_no, direction ORDER BY no DESC) = 1 AS is_last FROM part) JOIN found USING (file_no)
  WHERE out = back OR is_credit OR is_debit AND file_no NOT IN (SELECT file_no FROM file_debit)`;
const DEBITED_IN_PARTS = `
  INSERT INTO file_debit SELECT no, file_no, booked_on, left_out_until, left_out_own FROM file_part
  WHERE as_debit AND file_no NOT IN (SELECT file_no FROM file_debit)`;

/** One debit for several files: it is the sum of all files that it refers to. */
const FILES_TOGETHER = `
  INSERT INTO file_debit
  SELECT e.no, e.file_no, e.booked_on, NULL, NULL FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no
  WHERE e.direction = 'DEBIT' AND NOT e.unproven AND e.no NOT IN (SELECT no FROM file_debit)
    AND e.no NOT IN (SELECT e.no FROM entry_of_file e JOIN file_debit d USING (file_no))
  QUALIFY count(*) OVER (PARTITION BY e.no) > 1
    AND sum(s.centimes) OVER (PARTITION BY e.no) IN (e.centimes, e.instructed)`;

/** Files that were debited, with their last debit. */
const DEBITED_FILES = `
  CREATE OR REPLACE TABLE debited_file AS
  SELECT file_no, max(booked_on) AS booked_on, max(left_out_until) AS left_out_until, max(left_out_own) AS left_out_own, count(*) AS debits
  FROM file_debit GROUP BY file_no`;

const FILE_CREDITS = `
  CREATE OR REPLACE TABLE file_credit AS
  SELECT e.no, e.file_no, e.booked_on, s.centimes NOT IN (e.centimes, e.instructed) AS of_rejected
  FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no LEFT JOIN debited_file d ON d.file_no = e.file_no
  WHERE e.direction = 'CREDIT' AND NOT e.unproven AND (s.centimes IN (e.centimes, e.instructed) OR s.rejected IN (e.centimes, e.instructed))
    AND e.centimes > 0
  QUALIFY row_number() OVER (PARTITION BY e.file_no ORDER BY e.no) <= greatest(coalesce(d.debits, 1), 1)
    AND row_number() OVER (PARTITION BY e.no ORDER BY e.file_no) = 1`;

const CREDITED_IN_PARTS = `
  INSERT INTO file_credit SELECT p.no, p.file_no, p.booked_on, false FROM file_part p LEFT JOIN debited_file d ON d.file_no = p.file_no
  WHERE p.as_credit AND coalesce(d.debits, 1) > (SELECT count(*) FROM file_credit c WHERE c.file_no = p.file_no)`;

/**
 * Credits after which no money of the file is out. A credit that a later debit of the file follows does not count.
 */
const CREDITED_FILES = `
  CREATE OR REPLACE TABLE credited_file AS
  SELECT c.file_no, max(c.booked_on) AS booked_on, bool_and(c.of_rejected) AS of_rejected
  FROM file_credit c LEFT JOIN debited_file d ON d.file_no = c.file_no
  GROUP BY c.file_no, d.debits HAVING count(*) FILTER (NOT c.of_rejected) >= coalesce(d.debits, 1) OR bool_and(c.of_rejected)`;

const LEFT_OUT = leavesOut('o', 'd', 'w');

/** Entries for single orders, with the order's amount. */
const ENTRIES_OF_ORDERS = `
  CREATE OR REPLACE TABLE entry_of_order AS
  SELECT e.no, e.order_id, e.booked_on, e.direction, o.file_no,
    coalesce((SELECT bool_or(NOT ${LEFT_OUT}) FROM debited_file d WHERE d.file_no = o.file_no), false) AS debited_in_file,
    coalesce((SELECT bool_or(NOT of_rejected OR o.status = 'REJECTED') FROM credited_file c WHERE c.file_no = o.file_no), false) AS credited_in_file
  FROM entry e JOIN order_with_state o ON o.order_id = e.order_id AND o.centimes IN (e.centimes, e.instructed)
  JOIN sent_run run ON run.run_no = o.run_no AND ${inCurrencyOf('e', 'run')} LEFT JOIN own_debit w ON w.order_id = o.order_id
  WHERE NOT e.undone AND e.no NOT IN (SELECT no FROM matched_entry)`;

/**
 * The debits and credits of an order that count. Money can go out at most once more than it comes back, so the number
 * of one limits the other. The debit of the order's file is one of the debits.
 */
const ofOrders = (direction: 'DEBIT' | 'CREDIT') => {
  const debits = `count(*) FILTER (direction = 'DEBIT') OVER (PARTITION BY order_id)`;
  const credits = `count(*) FILTER (direction = 'CREDIT') OVER (PARTITION BY order_id)`;
  const most =
    direction === 'DEBIT'
      ? `${credits} + 1 - CAST(debited_in_file AS INTEGER)`
      : `greatest(${debits} + CAST(debited_in_file AS INTEGER), 1) - CAST(credited_in_file AS INTEGER)`;
  return `
  SELECT no, order_id, booked_on FROM (SELECT *, ${most} AS most FROM entry_of_order) WHERE direction = '${direction}'
  QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY no) <= most`;
};

const ORDER_DEBITS = `CREATE OR REPLACE TABLE order_debit AS ${ofOrders('DEBIT')}`;
const ORDER_CREDITS = `CREATE OR REPLACE TABLE order_credit AS ${ofOrders('CREDIT')}`;

/**
 * Every order of the month, with the day on which its money left the account, and the day on which it came back for
 * good.
 */
const SETTLED_ORDERS = `
  CREATE OR REPLACE TABLE settled_order AS
  SELECT o.*, coalesce(od.booked_on, CASE WHEN d.file_no IS NOT NULL AND NOT ${LEFT_OUT} THEN d.booked_on END) AS debited_on,
    CASE WHEN c.file_no IS NOT NULL AND (NOT c.of_rejected OR o.status = 'REJECTED') THEN c.booked_on
      WHEN b.order_id IS NOT NULL THEN b.booked_on
      WHEN oc.credits >= coalesce(od.debits, 0) + CAST(d.file_no IS NOT NULL AND NOT ${LEFT_OUT} AS INTEGER) THEN oc.booked_on END AS credited_on
  FROM order_with_state o
  LEFT JOIN debited_file d ON d.file_no = o.file_no LEFT JOIN credited_file c ON c.file_no = o.file_no
  LEFT JOIN own_debit w ON w.order_id = o.order_id LEFT JOIN order_back_in_part b ON b.order_id = o.order_id
  LEFT JOIN (SELECT order_id, max(booked_on) AS booked_on, count(*) AS debits FROM order_debit GROUP BY order_id) od ON od.order_id = o.order_id
  LEFT JOIN (SELECT order_id, max(booked_on) AS booked_on, count(*) AS credits FROM order_credit GROUP BY order_id) oc ON oc.order_id = o.order_id`;

const MATCHED = `
  INSERT INTO matched_entry
  SELECT no, 'FILE' FROM (SELECT no FROM file_debit UNION SELECT no FROM file_credit UNION SELECT no FROM file_part UNION SELECT no FROM part_credit)
  UNION ALL SELECT no, 'ORDER' FROM order_debit UNION ALL SELECT no, 'ORDER' FROM order_credit
  UNION ALL SELECT DISTINCT no, 'ORDER' FROM order_named`;

/**
 * Entries that refer to an order or a file of the month and are not matched with it. An entry with the id of another
 * month's order belongs to that month.
 */
const NEAR_MATCHES = `
  INSERT INTO near_match
  SELECT no, CASE WHEN unproven THEN 'UNPROVEN' WHEN centimes = expected THEN 'SECOND' ELSE 'OTHER_AMOUNT' END, expected
  FROM (
    SELECT e.no, e.centimes, o.centimes AS expected, e.order_id IS DISTINCT FROM o.order_id AND e.centimes = o.centimes
        OR e.undone OR NOT ${inCurrencyOf('e', 'run')} AS unproven
      FROM entry e JOIN entry_reference n ON n.no = e.no JOIN order_with_state o ON o.order_id = n.reference
      JOIN sent_run run ON run.run_no = o.run_no
      WHERE e.order_id IS NULL OR e.order_id = o.order_id OR NOT ${isOrderIdSql('e.order_id')}
    UNION ALL
    SELECT e.no, e.centimes, s.centimes, e.unproven FROM entry_of_file e JOIN file_sum s ON s.file_no = e.file_no)
  WHERE no NOT IN (SELECT no FROM matched_entry)`;

const STEPS = [
  ORDERS_WITH_STATE,
  FILE_SUMS,
  OF_FILES,
  REJECTED_UNTIL,
  ...LEFT_OUT_STEPS,
  CREDITS_OF_FILES,
  FILE_DEBITS,
  FILES_IN_PARTS,
  DEBITED_IN_PARTS,
  FILES_TOGETHER,
  DEBITED_FILES,
  FILE_CREDITS,
  CREDITED_IN_PARTS,
  CREDITED_FILES,
  ...PART_CREDIT_STEPS,
  ENTRIES_OF_ORDERS,
  ORDER_DEBITS,
  ORDER_CREDITS,
  SETTLED_ORDERS,
  MATCHED,
  NEAR_MATCHES,
];

/**
 * Matches one month. Creates table `settled_order`, and adds to `matched_entry` and `near_match`. The month's runs
 * and order files must be loaded.
 * @param states path of the states of orders (STATE_ROWS), read as table `order_state`
 */
export async function matchMonth(workspace: Workspace, states: string): Promise<void> {
  await workspace.run(
    `CREATE OR REPLACE TABLE order_state AS SELECT * FROM ${STATE_ROWS.table(readPath(states))}`,
  );
  await workspace.run(
    'INSERT INTO programme_currency SELECT currency FROM sent_run WHERE currency IS NOT NULL',
  );
  await placeOrders(workspace, 'SELECT file_no FROM order_file WHERE released');
  for (const step of STEPS) await workspace.run(step);
}
