import { readPath, type Workspace } from '../../workspace/duckdb.js';
import { DEBITED_ROWS, REJECTED_ROWS } from './hand-over.js';
import { dirhamsSql, FILE_FORM, inCurrencyOf, placeOrders, sumsUntil, withWords } from './sent.js';
import { maySayNothing, ofSpeaker, wrongSpeaker } from './speakers.js';

/**
 * Answers for whole order files, and so for the orders in them: a pain.002 gives a status to a group, a camt.054
 * states a debit or a credit of the file's sum.
 */

/** Returns all references of order files in the messages. */
export async function namedFiles(workspace: Workspace): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT reference FROM (
       SELECT unnest([message_id, payment_id] || coalesce(string_split(words, ' '), [])) AS reference FROM answer
       WHERE level <> 'ORDER' AND status IS NOT NULL
       UNION ALL SELECT order_id FROM answer WHERE level = 'ORDER')
     WHERE regexp_matches(reference, '${FILE_FORM}')`,
  );
  return rows.map((row) => row.text('reference'));
}

/** Some institutions write the file's reference in place of an order's id. Such an answer is for the file. */
const IN_PLACE_OF_ORDERS = `
  UPDATE answer SET level = 'MESSAGE', words = order_id, order_id = NULL
  WHERE level = 'ORDER' AND order_id IN (SELECT reference FROM file_reference)`;

/**
 * The file that each reference names. Runs that replace each other in a month have files with the same names, so a
 * file of a released run is preferred. A reference of several released files names none of them (file_no is null).
 */
const NAMED_FILES = `
  CREATE OR REPLACE TABLE named_file AS
  SELECT reference, CASE WHEN count(*) = 1 THEN min(file_no) END AS file_no, count(*) AS files
  FROM file_reference JOIN order_file USING (file_no) GROUP BY reference, released
  QUALIFY row_number() OVER (PARTITION BY reference ORDER BY released DESC) = 1`;

/** The file that the words of an entry name; null when they name several. */
const FILES_IN_WORDS = `
  CREATE OR REPLACE TABLE file_in_words AS
  SELECT message, position, CASE WHEN count(DISTINCT file_no) = 1 AND max(files) = 1 THEN min(file_no) END AS file_no,
    greatest(max(files), count(DISTINCT file_no)) AS files
  FROM (SELECT message, position, unnest(string_split(words, ' ')) AS reference
    FROM answer WHERE level <> 'ORDER' AND words IS NOT NULL)
  JOIN named_file USING (reference) GROUP BY message, position`;

/**
 * Answers for whole files, each with its file: the file of the payment block's reference, else of the message id (an
 * order file is one message with one block), else of a word of other text. In one pain.002 (its groups have position
 * 0) a payment block's status overrides its file's, unless it changes nothing ("received").
 */
const FILE_ANSWERS = `
  CREATE OR REPLACE TABLE file_answer AS
  FROM (SELECT s.*, row_number() OVER () AS no, coalesce(p.file_no, m.file_no, w.file_no) AS file_no,
      greatest(p.files, m.files, w.files) AS files
    FROM (FROM answer WHERE level <> 'ORDER') s
    LEFT JOIN named_file p ON p.reference = s.payment_id
    LEFT JOIN named_file m ON m.reference = s.message_id
    LEFT JOIN file_in_words w ON w.message = s.message AND w.position = s.position)
  QUALIFY file_no IS NULL OR level = 'PAYMENT' OR position > 0 OR problem IS NOT NULL OR NOT bool_or(
    level = 'PAYMENT' AND position = 0 AND (status IS NOT NULL OR problem IS NOT NULL)) OVER (PARTITION BY message, file_no)`;

/** The files that an entry with a sum names: by any of its references. */
const FILES_OF_SUMS = `
  CREATE OR REPLACE TABLE file_of_sum AS
  SELECT DISTINCT s.no, n.file_no FROM (
    SELECT no, unnest(list_concat([message_id, payment_id], string_split(words, ' '))) AS reference FROM file_answer
    WHERE centimes IS NOT NULL AND status IS NOT NULL AND problem IS NULL) s
  JOIN named_file n USING (reference) WHERE n.file_no IS NOT NULL`;

/** Entries for several files together: their sum is that of all files that they name. */
const TOGETHER = `
  CREATE OR REPLACE TABLE answer_together AS
  SELECT s.* REPLACE (c.file_no AS file_no, f.centimes AS centimes),
    count(*) OVER (PARTITION BY s.no) > 1 AND sum(f.centimes) OVER (PARTITION BY s.no) = s.centimes AS is_together
  FROM file_answer s JOIN file_of_sum c USING (no) JOIN order_file f ON f.file_no = c.file_no`;

/** Each of them becomes an answer for each of its files. */
const SEVERAL_FILES = [
  TOGETHER,
  'DELETE FROM answer_together WHERE NOT is_together',
  'DELETE FROM file_answer WHERE no IN (SELECT no FROM answer_together)',
  `INSERT INTO file_answer SELECT * EXCLUDE (is_together)
     REPLACE ((SELECT coalesce(max(no), 0) FROM file_answer) + (SELECT max(no) FROM answer_together) + row_number() OVER () AS no)
   FROM answer_together`,
];

/** Orders of these files that were rejected one by one, in earlier answers or in these messages. */
const rejections = (known: string | null) => `
  CREATE OR REPLACE TABLE rejected_order AS
  SELECT p.file_no, p.order_id, p.centimes, min(x.day) AS day
  FROM placed_order p JOIN (
    SELECT order_id, day FROM validated_answer WHERE code IS NULL AND status = 'REJECTED'
    ${known === null ? '' : `UNION ALL SELECT order_id, answered_on FROM ${REJECTED_ROWS.table(readPath(known))}`}
  ) x ON x.order_id = p.order_id
  GROUP BY p.file_no, p.order_id, p.centimes`;

/**
 * The orders of its file that an answer covers, by its sum (a pain.002 states none). `until` is ALL for all orders,
 * or a day: a payment covers the orders not rejected by that day, a return covers the rejected ones. Null: no set of
 * orders has this sum.
 */
const SCOPES = `
  CREATE OR REPLACE TABLE file_answer_scope AS
  SELECT s.no, (SELECT max(x.centimes) FROM rejected_until x WHERE x.file_no = s.file_no) AS rejected, CASE
      WHEN s.centimes IS NULL THEN 'ALL'
      WHEN s.currency <> r.currency OR s.centimes = 0 THEN NULL
      WHEN s.centimes = f.centimes THEN 'ALL'
      ELSE (SELECT max(x.day) FROM rejected_until x WHERE x.file_no = s.file_no
        AND x.centimes = CASE s.status WHEN 'RETURNED' THEN s.centimes ELSE f.centimes - s.centimes END) END AS until, false AS less_own
  FROM file_answer s JOIN speaker w ON ${ofSpeaker('s', 'w')}
  JOIN order_file f ON f.file_no = s.file_no JOIN sent_run r ON r.run_no = f.run_no
  WHERE s.problem IS NULL AND s.status IS NOT NULL AND NOT (${maySayNothing('w', 'f.provider')})`;

/** Entries with a sum that no set of the orders of their file has. */
const UNEXPLAINED = 'c.until IS NULL AND s.source IS NOT NULL AND s.centimes > 0';

const UNEXPLAINED_DEBITS = `
  SELECT count(*) AS n FROM file_answer_scope c JOIN file_answer s USING (no)
  WHERE ${UNEXPLAINED} AND s.status = 'PAID'`;

/** Orders of the files that the account debits by themselves, in earlier messages or in these. */
const ownDebits = (known: string) => `
  CREATE OR REPLACE TABLE debited_itself AS
  SELECT p.file_no, p.order_id, p.centimes FROM placed_order p SEMI JOIN (
    SELECT order_id FROM validated_answer WHERE code IS NULL AND status = 'PAID' AND source IS NOT NULL
    UNION ALL SELECT order_id FROM ${DEBITED_ROWS.table(readPath(known))}) x ON x.order_id = p.order_id`;

const NO_OWN_DEBITS =
  'CREATE OR REPLACE TABLE debited_itself (file_no INTEGER, order_id VARCHAR, centimes BIGINT)';

/** A debit of a file may leave those out, and what was rejected until a day. */
const LESS_OWN_DEBITS = `
  UPDATE file_answer_scope SET until = q.until, less_own = true FROM (
    SELECT s.no, CASE WHEN f.centimes - s.centimes = w.centimes THEN 'ALL' ELSE max(x.day) END AS until
    FROM file_answer s JOIN file_answer_scope c USING (no) JOIN order_file f ON f.file_no = s.file_no
    JOIN (SELECT file_no, CAST(sum(centimes) AS BIGINT) AS centimes FROM debited_itself GROUP BY file_no) w ON w.file_no = s.file_no
    LEFT JOIN rejected_until x ON x.file_no = s.file_no AND x.centimes = f.centimes - s.centimes - w.centimes
    JOIN sent_run r ON r.run_no = f.run_no
    WHERE ${UNEXPLAINED} AND s.status = 'PAID' AND ${inCurrencyOf('s', 'r')}
      AND (f.centimes - s.centimes = w.centimes OR x.day IS NOT NULL)
    GROUP BY s.no, f.centimes, s.centimes, w.centimes) q
  WHERE q.no = file_answer_scope.no`;

/**
 * Entries for parts of a file, over all messages. An entry that is told again is one. Debits less credits that come to
 * the file's sum, or debits that come to its sum less rejected orders, are a debit of the file on the day of the last one; the other way
 * round, a credit. Debits and credits that come to nothing change nothing. `until` as in SCOPES; PART: nothing of its own.
 */
const PARTS = `
  CREATE OR REPLACE TABLE file_part AS
  WITH part AS (
    SELECT s.no, s.file_no, s.status, s.day, s.message, s.position, s.centimes, f.centimes AS whole,
      row_number() OVER (PARTITION BY s.file_no, s.status, s.day, s.centimes, s.ref ORDER BY s.message, s.position) = 1 AS is_first
    FROM file_answer s JOIN file_answer_scope c USING (no) JOIN order_file f ON f.file_no = s.file_no JOIN sent_run r ON r.run_no = f.run_no
    WHERE ${UNEXPLAINED} AND ${inCurrencyOf('s', 'r')} AND f.released
      AND s.no NOT IN (SELECT no FROM file_of_sum GROUP BY no HAVING count(*) > 1)),
  sums AS (
    SELECT file_no, any_value(whole) AS whole, coalesce(sum(centimes) FILTER (is_first AND status = 'PAID'), 0) AS out,
      coalesce(sum(centimes) FILTER (is_first AND status = 'RETURNED'), 0) AS back FROM part GROUP BY file_no),
  found AS (
    SELECT s.*, CASE WHEN out - back = whole OR out = whole AND back = whole THEN 'ALL'
        ELSE (SELECT max(x.day) FROM rejected_until x WHERE x.file_no = s.file_no AND back = 0 AND x.centimes = whole - out) END AS paid,
      CASE WHEN back - out = whole OR out = whole AND back = whole THEN 'ALL' END AS returned
    FROM sums s)
  SELECT no, CASE WHEN row_number() OVER (PARTITION BY file_no, status ORDER BY day DESC, message DESC, position DESC) > 1 THEN 'PART'
    ELSE coalesce(CASE status WHEN 'PAID' THEN paid ELSE returned END, 'PART') END AS until
  FROM part JOIN found USING (file_no) WHERE paid IS NOT NULL OR returned IS NOT NULL OR out = back`;

const WITH_PARTS = `
  UPDATE file_answer_scope SET until = p.until FROM file_part p WHERE p.no = file_answer_scope.no`;

/**
 * The answers that a file's status gives to the orders it covers, except orders that the same message names one by
 * one. (An entry that is not booked does not name its orders; a pending transaction of a pain.002 does.)
 */
const ANSWERS_BY_FILES = `
  CREATE OR REPLACE TABLE answer_by_file AS
  SELECT q.* FROM (
    SELECT s.message, p.order_id, p.run_no, p.centimes, p.beneficiary, s.status, s.reason, s.day, s.position, s.source, s.ref, s.again, s.reason_words
    FROM file_answer s
    JOIN file_answer_scope c ON c.no = s.no JOIN placed_order p ON p.file_no = s.file_no
    LEFT JOIN rejected_order x ON x.order_id = p.order_id LEFT JOIN debited_itself w ON w.order_id = p.order_id
    WHERE c.until IS NOT NULL AND c.until <> 'PART' AND NOT (c.less_own AND w.order_id IS NOT NULL) AND (c.until = 'ALL' OR coalesce(x.day <= c.until, false) = (s.status = 'RETURNED'))) q
  ANTI JOIN (SELECT message, order_id, status FROM answer WHERE level = 'ORDER' AND order_id IS NOT NULL) n
    ON n.message = q.message AND n.order_id = q.order_id AND (q.position = 0 OR n.status IS NOT NULL)`;

const FILE_WHY = `concat_ws(' ', s.payment_id, s.message_id, s.words) || ': ' || CASE
      WHEN s.problem IS NOT NULL THEN s.detail
      WHEN s.file_no IS NULL AND s.files > 1 THEN s.files || ' order files bear this reference'
      WHEN s.file_no IS NULL THEN 'no order file bears this reference'
      WHEN NOT f.released THEN 'the run of ' || f.file || ' is not released'
      WHEN ${maySayNothing('w', 'f.provider')} THEN ${wrongSpeaker('w', 'f.provider')}
      ELSE ${dirhamsSql('s.centimes')} || coalesce(' ' || s.currency, '') || ' answered, ' || ${dirhamsSql('f.centimes')} || ' '
        || r.currency || ' ordered' || CASE WHEN c.rejected > 0 THEN ', ' || ${dirhamsSql('c.rejected')} || ' of it rejected' ELSE '' END END`;

/** Why answers for files cannot be used: (message, position, order_id, code, why). */
export const FILE_EXCEPTIONS = `
  SELECT s.message, s.position, NULL AS order_id, CASE
      WHEN s.problem IS NOT NULL THEN s.problem
      WHEN s.file_no IS NULL THEN 'UNKNOWN_FILE'
      WHEN NOT f.released THEN 'RUN_NOT_RELEASED'
      WHEN ${maySayNothing('w', 'f.provider')} THEN 'OTHER_INSTITUTION' ELSE 'OTHER_AMOUNT' END AS code,
    ${withWords(`(${FILE_WHY})`, 's.reason_words')} AS why
  FROM file_answer s JOIN speaker w ON ${ofSpeaker('s', 'w')} LEFT JOIN order_file f ON f.file_no = s.file_no LEFT JOIN sent_run r ON r.run_no = f.run_no
  LEFT JOIN file_answer_scope c ON c.no = s.no
  WHERE s.problem IS NOT NULL
    OR s.status IS NOT NULL AND (s.file_no IS NULL OR NOT f.released OR c.until IS NULL)`;

/**
 * Finds the file of every answer for a whole file. Call it before answers are validated. Returns whether one of them
 * states a sum: then the known rejections are needed.
 */
export async function findFiles(workspace: Workspace): Promise<boolean> {
  for (const step of [
    IN_PLACE_OF_ORDERS,
    NAMED_FILES,
    FILES_IN_WORDS,
    FILE_ANSWERS,
    FILES_OF_SUMS,
    ...SEVERAL_FILES,
  ])
    await workspace.run(step);
  const row = await workspace.one(
    'SELECT count(*) AS n FROM file_answer WHERE status IS NOT NULL AND centimes IS NOT NULL AND file_no IS NOT NULL',
  );
  return row.count('n') > 0;
}

/** What the ledger knows of orders of the files that answers name. */
export type KnownOfFiles = {
  /** Path of the orders known to be rejected (REJECTED_ROWS); null when no answer states a file's sum. */
  readonly rejected: string | null;
  /** Writes the orders that the account debits by themselves (DEBITED_ROWS); returns the path. Few messages need it. */
  readonly debited: () => string;
};

/** Creates table `answer_by_file`: the answers that files' statuses give to orders. Needs table `validated_answer`. */
export async function applyFileAnswers(workspace: Workspace, known: KnownOfFiles): Promise<void> {
  await placeOrders(
    workspace,
    'SELECT file_no FROM file_answer WHERE status IS NOT NULL AND file_no IS NOT NULL',
  );
  for (const step of [
    rejections(known.rejected),
    sumsUntil('rejected_until', 'rejected_order'),
    SCOPES,
    NO_OWN_DEBITS,
  ])
    await workspace.run(step);
  if ((await workspace.one(UNEXPLAINED_DEBITS)).count('n') > 0)
    for (const step of [ownDebits(known.debited()), LESS_OWN_DEBITS]) await workspace.run(step);
  for (const step of [PARTS, WITH_PARTS, ANSWERS_BY_FILES]) await workspace.run(step);
}
