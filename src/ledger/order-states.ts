import { personSql, residentSql } from '../domain/beneficiary.js';
import { MUST_BE_SEEN, MUST_BE_SEEN_SINCE } from './returns-rule.js';

/**
 * Institutions' answers for orders: one row for each distinct answer. Rows are added, and never changed. The state of
 * an order depends only on the set of its answers, not on when or how often they arrive.
 */
export const UNPAID = `status IN ('REJECTED', 'RETURNED')`;
/** SQL: whether an answer, or the state of an order, is for an order to a resident. */
export const toResident = (row: string) => `EXISTS (SELECT 1 FROM resident_payments p
  WHERE ${row}.household_id = ${residentSql('p.person_id')} AND p.person_id = ${personSql(`${row}.household_id`)} AND p.run_id = ${row}.run_id)`;

/**
 * SQL: whether an answer, or the state of an order, is for an order that is not a household's own: a resident's, or a
 * final payment. Such orders open no hold, and what was paid twice with them is no recovery of a household.
 */
export const ofNoHousehold = (row: string) =>
  `(${toResident(row)} OR EXISTS (SELECT 1 FROM adjustments f WHERE f.paid_to = ${row}.household_id))`;

/**
 * Where an answer comes from. "": the words of an institution (pain.002, CSV). 053 and 054: an entry of the
 * programme's account, on a statement or a notification; PAID is a debit, RETURNED is a credit, and each entry is a
 * separate row. DECIDED: a person decided (PAID or RETURNED), or recorded that the file was sent (SENT).
 */
export const ANSWER_SOURCES = ['', '053', '054', 'DECIDED'] as const;

/** Of several answers the first one with a reason counts; when none has a reason, the first one. */
const first = (condition: string) =>
  `min(CASE WHEN ${condition} THEN (reason_code = '') || answered_on || reason_code END)`;
const last = (condition: string) => `max(CASE WHEN ${condition} THEN answered_on END)`;
const SAID = `source = ''`;
const MOVED = `source IN ('053', '054')`;
const DEBIT = `${MOVED} AND status = 'PAID'`;
const CREDIT = `${MOVED} AND status = 'RETURNED'`;
const PAID_ITSELF = `${SAID} AND status = 'PAID' AND of_file = 0`;
const PAID_IN_FILE = `${SAID} AND status = 'PAID' AND of_file = 1`;
/**
 * The refs of movements. On a statement: "statement/entry/transaction". In a notification: the bank's reference, then
 * "#" and a number; without a reference "#", a number, a blank and a mark of the notification. Before version 11 of the
 * ledger the mark is missing. A movement without a day of its own has UNDATED at the end, and the day of its report. The
 * movement of a file in parts has IN_PARTS at the end of the ref of its last part.
 */
export const UNDATED = '~';
export const IN_PARTS = '+';
/** SQL: a ref without what may stand at its end. */
export const bareRef = (ref: string) => `rtrim(${ref}, '${UNDATED}${IN_PARTS}')`;
/**
 * SQL: a movement that does not count. Its statement was replaced, or another statement that counts lists the same entry.
 * The ref of a movement on a statement begins with the number of the statement.
 */
const isLeftOut = (row: string) =>
  `${row}.source = '053' AND (EXISTS (SELECT 1 FROM replaced_statements WHERE statement_no = CAST(${row}.ref AS INTEGER))
    OR EXISTS (SELECT 1 FROM repeated_entries WHERE entry = ${bareRef(`${row}.ref`)}))`;

const NAMELESS = `substr(ref, 1, 1) = '#'`;
const IS_UNDATED = `substr(ref, -1) = '${UNDATED}'`;
/** A file is in parts once: more of them may have become the last one with each statement. */
const IS_OLDER_PART = `substr(ref, -1) = '${IN_PARTS}' AND EXISTS (SELECT 1 FROM order_answers later
  WHERE later.order_id = order_answers.order_id AND later.status = order_answers.status AND substr(later.ref, -1) = '${IN_PARTS}'
    AND (later.answered_on, later.ref) > (order_answers.answered_on, order_answers.ref) AND NOT (${isLeftOut('later')}))`;
const NOTIFIED_UNDATED = `source = '054' AND ${IS_UNDATED}`;

/**
 * How often each message tells of a movement of an order on a day: statements together, references of the bank in
 * notifications together, and each notification without a reference by itself. Notified movements without a day of
 * their own stand together, on their last day.
 */
const toldOf = (where: string) => `
  SELECT order_id, status, CASE WHEN ${NOTIFIED_UNDATED} THEN '' ELSE answered_on END AS day_group, max(answered_on) AS day,
    source = '053' AS on_statement, max(of_file) AS of_file, max(${IS_UNDATED}) AS undated,
    CASE WHEN source = '054' AND NOT (${NAMELESS}) THEN count(DISTINCT rtrim(ref, '${UNDATED}')) ELSE count(*) END AS told
  FROM order_answers WHERE (${where}) AND ${MOVED} AND counts = 1 AND NOT (${isLeftOut('order_answers')}) AND NOT (${IS_OLDER_PART})
  GROUP BY order_id, status, day_group, source,
    CASE WHEN source = '054' AND ${NAMELESS} THEN of_file || substr(rtrim(ref, '${UNDATED}'), instr(ref || ' ', ' ')) END`;

/** Banks notify by value day and state by booking day: a movement may be told with two days, at most so many apart. */
const DAYS_APART = 5;
/** SQL: a statement that counts is of the day as a whole. Many banks end a period at the midnight after its last day. */
const IS_STATED = `EXISTS (SELECT 1 FROM bank_statements WHERE statement_no NOT IN (SELECT statement_no FROM replaced_statements)
  AND covers_from <> '' AND covers_from <= day AND (day < covers_to OR day = covers_to AND day = covers_from))`;

/**
 * Of each day the fewest and the most movements that the messages can mean. What statements show of a day is all of it.
 * Notifications without references may each tell of another movement, or all of the same one. A movement without a day
 * may be one that is told elsewhere with another day. One that is notified, and that no statement shows on its day, may be
 * one that only a statement shows a few days from it; it is, where a statement is of its day. That of a file is none of
 * its order alone.
 */
const daysOf = (where: string) => `
  SELECT order_id, status, day, CASE WHEN is_loose THEN on_statement ELSE certain END AS fewest,
    CASE WHEN on_statement > 0 THEN certain WHEN is_near AND day_group <> '' AND ${IS_STATED} THEN 0 ELSE notified END AS most
  FROM (SELECT *, max(on_statement > notified) OVER near AS is_near,
      CASE WHEN day_group = '' THEN sum(certain) OVER status_of_order > certain
        ELSE certain > on_statement AND (max(undated_on_statement) OVER status_of_order OR max(on_statement > notified) OVER near) END AS is_loose
    FROM (SELECT order_id, status, day_group, max(day) AS day, max(of_file) AS of_file, sum(told * on_statement) AS on_statement,
        max(on_statement AND undated) AS undated_on_statement, sum(told * (1 - on_statement)) AS notified,
        max(sum(told * on_statement), max(told * (1 - on_statement))) AS certain
      FROM (${toldOf(where)}) GROUP BY order_id, status, day_group)
    WINDOW status_of_order AS (PARTITION BY order_id, status),
      near AS (PARTITION BY order_id, status, of_file ORDER BY julianday(day) RANGE BETWEEN ${DAYS_APART} PRECEDING AND ${DAYS_APART} FOLLOWING))`;

/**
 * The movements of each order in one row. `maybe_out` and `maybe_back`: debits and credits more than the certain ones
 * that the messages can mean. Money cannot come back more often than it is out: `most_back` limits the credits by
 * that, and `most_back_unseen` does where one debit more is not shown.
 */
const positionsOf = (where: string) => `
  SELECT order_id, sum(debits) AS debits, sum(credits) AS credits, sum(maybe_out) AS maybe_out,
    min(sum(maybe_back), min(max(net, 0) + maybe_after)) AS most_back,
    min(sum(maybe_back), min(max(net + 1, 0) + maybe_after)) AS most_back_unseen, max(shown) AS shown
  FROM (SELECT *, sum(debits - credits) OVER until AS net, group_concat(day || '+' || debits || '-' || credits, ' ') OVER until AS shown,
      coalesce(sum(maybe_back) OVER (PARTITION BY order_id ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS maybe_after
    FROM (SELECT order_id, day, sum(CASE status WHEN 'PAID' THEN fewest ELSE 0 END) AS debits,
        sum(CASE status WHEN 'PAID' THEN 0 ELSE fewest END) AS credits,
        sum(CASE status WHEN 'PAID' THEN most - fewest ELSE 0 END) AS maybe_out,
        sum(CASE status WHEN 'PAID' THEN 0 ELSE most - fewest END) AS maybe_back
      FROM (${daysOf(where)}) GROUP BY order_id, day)
    WINDOW until AS (PARTITION BY order_id ORDER BY day))
  GROUP BY order_id`;

/** All answers of each order, in one row. */
const said = (where: string) => `
  SELECT order_id, min(run_id) AS run_id, min(household_id) AS household_id, min(centimes) AS centimes,
    ${first(`status = 'ACCEPTED'`)} AS accepted, ${last(`status = 'ACCEPTED'`)} AS accepted_until,
    ${first(`status = 'REJECTED' AND of_file = 0`)} AS rejected,
    ${first(`status = 'REJECTED' AND of_file = 1`)} AS file_rejected, ${last(`status = 'REJECTED' AND of_file = 1`)} AS file_rejected_until,
    ${first(`${SAID} AND status = 'RETURNED'`)} AS said_back, ${last(`${SAID} AND status = 'RETURNED'`)} AS said_back_until,
    ${first(PAID_ITSELF)} AS paid_itself, ${last(PAID_ITSELF)} AS paid_itself_until,
    ${first(PAID_IN_FILE)} AS paid_in_file, ${last(PAID_IN_FILE)} AS paid_in_file_until,
    max(of_file = 0 AND source <> 'DECIDED' AND ${UNPAID}) AS unpaid_itself,
    count(CASE WHEN ${MOVED} THEN 1 END) AS movements, ${first(DEBIT)} AS debited, ${last(DEBIT)} AS debited_until,
    ${first(CREDIT)} AS credited, ${last(CREDIT)} AS credited_until,
    min(CASE WHEN ${DEBIT} AND again = 0 THEN answered_on END) AS debit, min(CASE WHEN ${CREDIT} THEN answered_on END) AS credit,
    max(${DEBIT} AND of_file = 0) AS debited_itself, min(CASE WHEN ${CREDIT} AND of_file = 0 THEN answered_on END) AS own_credit,
    min(CASE WHEN ${DEBIT} THEN answered_on END) AS first_debit, min(CASE WHEN ${DEBIT} AND of_file = 1 THEN answered_on END) AS file_debit,
    ${first(`status = 'SENT'`)} AS sent, ${last(`status = 'SENT' AND again = 0`)} AS sent_until, ${last(`status = 'SENT' AND again = 1`)} AS sent_again_until,
    max(CASE WHEN source = 'DECIDED' AND status <> 'SENT' THEN ref || ' ' || status END) AS decided,
    max(CASE WHEN source = 'DECIDED' AND status <> 'SENT' THEN substr(ref, 1, 10) || position END) AS decided_knowing,
    count(CASE WHEN ${PAID_ITSELF} THEN 1 END) AS times_paid, count(CASE WHEN ${PAID_IN_FILE} THEN 1 END) AS times_paid_in_file,
    count(CASE WHEN ${SAID} AND (status = 'RETURNED' OR status = 'REJECTED' AND of_file = 0) THEN 1 END) AS times_unpaid,
    ${first(`source = 'DECIDED' AND status <> 'SENT'`)} AS decision
  FROM order_answers WHERE (${where}) AND NOT (${isLeftOut('order_answers')}) GROUP BY order_id`;

/** A PAID of the whole file does not count for an order that is REJECTED or RETURNED by itself. */
const paid = (until: '' | '_until', least: 'min' | 'max') =>
  `CASE WHEN unpaid_itself OR paid_in_file IS NULL THEN paid_itself${until}
     ELSE coalesce(${least}(paid_itself${until}, paid_in_file${until}), paid_in_file${until}) END`;

/** When no debit comes before a credit, the credit brings back a debit that is not shown. */
const UNSEEN = `(credits > 0 AND coalesce(credit < debit, 1))`;
/**
 * How often the order's money is out of the account at least, and at most; null when the account shows nothing of it.
 */
const LEAST_OUT = `CASE WHEN movements > 0 THEN debits - credits + ${UNSEEN} - CASE WHEN ${UNSEEN} THEN most_back_unseen ELSE most_back END END`;
const MOST_OUT = `CASE WHEN movements > 0 THEN debits - credits + ${UNSEEN} + maybe_out END`;

/**
 * The order came back before its file was debited, and no other debit of it is shown: it is not known which debit
 * came back.
 */
const UNCLEAR = 'own_credit < file_debit AND file_debit = first_debit';

/** The state by the words of institutions, when the account shows nothing of the order. */
const BY_WORDS = `CASE
        WHEN rejected IS NOT NULL AND paid IS NOT NULL AND said_back IS NULL THEN 'CONTRADICTORY'
        WHEN paid_until > said_back_until THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL AND paid IS NULL THEN 'REJECTED'
        WHEN said_back IS NOT NULL THEN 'RETURNED'
        WHEN paid IS NOT NULL THEN 'PAID'
        WHEN file_rejected IS NULL OR accepted_until >= file_rejected_until THEN CASE WHEN accepted IS NULL THEN 'SENT' ELSE 'ACCEPTED' END
        WHEN sent_again_until >= file_rejected_until OR sent_until > file_rejected_until THEN 'SENT'
        ELSE 'FILE_REJECTED' END`;

/**
 * The state of an order whose money is out. A later answer that it came back counts only when no debit followed it.
 */
const WHILE_OUT = `CASE
        WHEN rejected IS NOT NULL AND (debited_itself OR paid_itself IS NOT NULL) THEN 'CONTRADICTORY'
        WHEN ${UNCLEAR} THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL THEN 'REJECTED'
        WHEN said_back_until > credited_until AND said_back_until >= debited_until THEN 'RETURNED'
        WHEN credited IS NULL AND said_back_until >= debited_until THEN CASE WHEN paid_until > said_back_until THEN 'CONTRADICTORY' ELSE 'RETURNED' END
        WHEN credited IS NULL AND said_back IS NOT NULL THEN 'CONTRADICTORY'
        ELSE 'PAID' END`;

/** The state of an order whose money is back on the account. */
const WHEN_BACK = `CASE
        WHEN paid_until > credited_until AND coalesce(paid_until > said_back_until, 1) THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL AND paid IS NULL AND coalesce(debited_itself, 0) = 0 THEN 'REJECTED'
        ELSE 'RETURNED' END`;

/**
 * A decision holds until the account shows other movements of the order than it did then, because of more messages or
 * because a statement was replaced. Its ref has its number, the number of movements, and which they were. Before version
 * 11 of the ledger the last part is missing.
 */
const DECIDED = `decided IS NOT NULL AND CASE WHEN decided_ref = substr(decided_ref, 1, 20)
    THEN debits + credits <= CAST(substr(decided_ref, 12, 9) AS INTEGER) ELSE substr(decided_ref, 22) = shown END`;
const DECIDED_STATUS = `CASE WHEN decided LIKE '% PAID' THEN 'PAID' ELSE 'RETURNED' END`;

/** How many answers in words say that an order is paid, and unpaid. A PAID of its file is none where paid() counts none. */
const TIMES_PAID = 'times_paid + CASE WHEN unpaid_itself THEN 0 ELSE times_paid_in_file END';
/**
 * Whether institutions said the contrary after the decision that holds: more answers say it than the decision knew. The
 * position of a decision is that number and 1; it is 0 where an older version of this program did not keep it.
 */
const IS_GAINSAID = `CAST(substr(decided_knowing, 11) AS INTEGER) BETWEEN 1
    AND CASE WHEN decided LIKE '% PAID' THEN times_unpaid ELSE ${TIMES_PAID} END`;

/**
 * Where a return must be seen on the account, words that the money came back count as RETURNED only when the account
 * shows it.
 */
const seenOrSaid = (mustBeSeen: string) =>
  `CASE WHEN state = 'RETURNED' AND (most_out > 0 OR credited IS NULL) AND NOT by_people AND ${mustBeSeen}
        THEN 'RETURN_SAID' ELSE state END`;

const least = (one: string, other: string) => `coalesce(min(${one}, ${other}), ${one}, ${other})`;
/** The day and the reason of the state. An answer without a reason sorts after those with one. */
const STATED = `CASE WHEN by_people AND state <> 'CONTRADICTORY' THEN decision ELSE CASE state WHEN 'SENT' THEN sent WHEN 'ACCEPTED' THEN accepted WHEN 'PAID' THEN ${least('paid', 'debited')} WHEN 'REJECTED' THEN rejected
  WHEN 'FILE_REJECTED' THEN file_rejected WHEN 'RETURNED' THEN ${least('said_back', 'credited')}
  ELSE coalesce(rejected, said_back, credited, decision) END END`;

/**
 * SQL of the states of the orders whose answers `where` selects.
 * When the account shows an order, its debits less its credits count: the money is out, or back. Otherwise words
 * count. An order that is both paid and rejected, or paid on a later day than its return, is CONTRADICTORY until the
 * money comes back or a person decides; so is one of which institutions say the contrary after a decision. An order's own REJECTED is final. A rejection of its file is for one sending
 * of it: the order is FILE_REJECTED, and nothing is owed for it, until the file is accepted or paid. Paid and then
 * returned is RETURNED; where a return must be seen on the account, it is RETURN_SAID until a credit shows it. PAID overrides
 * ACCEPTED. When the messages can mean both, that it is out and that it is back, the order is CONTRADICTORY.
 * @param where it stands in the SQL more than once: its parameters have names
 * @param mustBeSeen SQL: whether a return must be seen on the account
 */
export function statesOf(where: string, mustBeSeen = MUST_BE_SEEN): string {
  return `SELECT order_id, run_id, household_id, centimes, debits + credits AS movements, shown,
      times_unpaid, ${TIMES_PAID} AS times_paid, ${seenOrSaid(mustBeSeen)} AS status,
      substr(${STATED}, 12) AS reason_code, substr(${STATED}, 2, 10) AS answered_on
    FROM (SELECT *, CASE WHEN by_people THEN CASE WHEN ${IS_GAINSAID} THEN 'CONTRADICTORY' ELSE ${DECIDED_STATUS} END
        WHEN most_out IS NULL THEN ${BY_WORDS}
        WHEN least_out > 0 THEN ${WHILE_OUT}
        WHEN most_out > 0 THEN 'CONTRADICTORY'
        ELSE ${WHEN_BACK} END AS state
      FROM (SELECT *, ${LEAST_OUT} AS least_out, ${MOST_OUT} AS most_out, ${DECIDED} AS by_people, ${paid('', 'min')} AS paid, ${paid('_until', 'max')} AS paid_until
        FROM (SELECT said.*, substr(decided, 1, length(decided) - length(${DECIDED_STATUS}) - 1) AS decided_ref,
            coalesce(p.debits, 0) AS debits, coalesce(p.credits, 0) AS credits,
            p.maybe_out, p.most_back, p.most_back_unseen, coalesce(p.shown, '-') AS shown
          FROM (${said(where)}) said LEFT JOIN (${positionsOf(where)}) p ON p.order_id = said.order_id)))`;
}

/** Some movements do not count: one that is alone may be one of them. */
const SOME_LEFT_OUT =
  '(EXISTS (SELECT 1 FROM replaced_statements) OR EXISTS (SELECT 1 FROM repeated_entries))';

/**
 * SQL: the states of the orders in `block` (an order a row, with its only answer and how many there are). Most of millions
 * of orders have one answer, and no other row is read for those.
 */
export const STATES_OF_BLOCK = `
  SELECT order_id, CASE WHEN status = 'REJECTED' AND of_file = 1 THEN 'FILE_REJECTED'
      WHEN status = 'RETURNED' AND source = '' AND ${MUST_BE_SEEN} THEN 'RETURN_SAID' ELSE status END AS status,
    reason_code, answered_on
  FROM block WHERE answers = 1 AND NOT (source = '053' AND ${SOME_LEFT_OUT})
  UNION ALL SELECT order_id, status, reason_code, answered_on
  FROM (${statesOf(`order_id IN (SELECT order_id FROM block WHERE answers > 1 OR source = '053' AND ${SOME_LEFT_OUT})`)})`;

const answersTable = (name: string) => `
CREATE TABLE ${name} (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('SENT', 'ACCEPTED', 'PAID', 'REJECTED', 'RETURNED')),
  reason_code TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  file_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  -- 1: said of the whole file the order stands in; 0: of the order itself.
  of_file INTEGER NOT NULL CHECK (of_file IN (0, 1)),
  source TEXT NOT NULL CHECK (source IN (${ANSWER_SOURCES.map((one) => `'${one}'`).join(', ')})),
  -- Of the account: which movement it is. Of a decision: its number, and how many movements it knew. '' of words.
  ref TEXT NOT NULL,
  -- 1: a debit that follows a credit of the order, which it undoes or executes again; a sending after a rejection.
  again INTEGER NOT NULL CHECK (again IN (0, 1)),
  -- 0: the same movement told once more, with another reason.
  counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
  PRIMARY KEY (order_id, status, reason_code, of_file, answered_on, source, ref)
) STRICT, WITHOUT ROWID;`;

/**
 * States of orders as this version computes them, for readers of the ledger besides this program: it knows no run but
 * those that are released. Made after all tables.
 */
export const STATES_ANEW = `
DROP VIEW IF EXISTS order_state;
-- Each order's state, as the ledger's program reads it.
CREATE VIEW order_state AS ${statesOf('true', MUST_BE_SEEN_SINCE)};
`;

const ANSWERS_RULES = `
CREATE INDEX unpaid_answers ON order_answers (order_id) WHERE ${UNPAID};

CREATE TRIGGER order_answers_are_not_changed BEFORE UPDATE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
CREATE TRIGGER order_answers_are_not_removed BEFORE DELETE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;
`;

/** Files of answers that are read again with later ones, which may explain them. */
export const WAITING_ANSWERS = `
CREATE TABLE waiting_answers (
  sha256 TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;`;

export const ORDER_ANSWERS_SCHEMA = `
CREATE TABLE answer_files (
  file_no INTEGER PRIMARY KEY,
  -- Of the content, unpacked: the same answers packed otherwise are the same file.
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  message_id TEXT NOT NULL,
  statements INTEGER NOT NULL,
  -- Statements that could not be used when the file was last read.
  exceptions INTEGER NOT NULL
) STRICT;
${answersTable('order_answers')}
${ANSWERS_RULES}`;

/** The columns that are kept of an answer, without its source. */
const OF_FILES_COLUMNS =
  'order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position, of_file';
const COMES_FROM = `SELECT CASE substr(f.format, 1, 8) WHEN 'camt.053' THEN '053' WHEN 'camt.054' THEN '054' ELSE '' END
  FROM answer_files f WHERE f.file_no = o.file_no`;

/**
 * Separates answers for an order from answers for its file. The key changes, so the rows move into a new table. In
 * older ledgers an answer for a whole file has no position in its message, except in camt.054 messages.
 */
export const ANSWERS_OF_FILES = `
DROP VIEW IF EXISTS order_state;
CREATE TABLE answers_of_files AS
  SELECT order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position, position = 0 AS of_file
  FROM order_answers;
DROP TABLE order_answers;
ALTER TABLE answers_of_files RENAME TO order_answers;`;

/**
 * Adds the source to each answer, and keeps each account entry. Older ledgers keep only the first and the last day of
 * entries: their ref is '', and means every entry of that day.
 */
export const MOVEMENTS_OF_ORDERS = `
DROP VIEW IF EXISTS order_state;
${answersTable('answers_with_source')}
INSERT INTO answers_with_source (${OF_FILES_COLUMNS}, source, ref, again, counts)
  SELECT ${OF_FILES_COLUMNS}, (${COMES_FROM}), '', 0, 1 FROM order_answers o;
DROP TABLE order_answers;
ALTER TABLE answers_with_source RENAME TO order_answers;
${ANSWERS_RULES}`;
