import { personSql, residentSql } from '../domain/beneficiary.js';

/**
 * Institutions' answers about orders: one row for each distinct answer, only added, never changed. The state of an
 * order depends on the set of its answers alone, not on when or how often they arrive.
 */
export const UNPAID = `status IN ('REJECTED', 'RETURNED')`;
/** SQL: whether an answer, or the state of an order, is of an order to a resident. */
export const toResident = (row: string) => `EXISTS (SELECT 1 FROM resident_payments p
  WHERE ${row}.household_id = ${residentSql('p.person_id')} AND p.person_id = ${personSql(`${row}.household_id`)} AND p.run_id = ${row}.run_id)`;

/** SQL: whether an answer, or the state of an order, is of a final payment. */
export const ofFinal = (row: string) =>
  `EXISTS (SELECT 1 FROM adjustments f WHERE f.paid_to = ${row}.household_id)`;

/** Of several answers the first one with a reason counts; without any reason, the first one. */
const first = (condition: string) =>
  `min(CASE WHEN ${condition} THEN (reason_code = '') || answered_on || reason_code END)`;
const last = (condition: string) => `max(CASE WHEN ${condition} THEN answered_on END)`;
const PAID_ITSELF = `status = 'PAID' AND of_file = 0`;
const PAID_IN_FILE = `status = 'PAID' AND of_file = 1`;

/** All answers of each order, in one row. */
const said = (where: string, most: string) => `
  SELECT order_id, min(run_id) AS run_id, min(household_id) AS household_id, min(centimes) AS centimes,
    ${first(`status = 'ACCEPTED'`)} AS accepted, ${first(`status = 'REJECTED'`)} AS rejected,
    ${first(`status = 'RETURNED'`)} AS returned, ${last(`status = 'RETURNED'`)} AS returned_until,
    ${first(PAID_ITSELF)} AS paid_itself, ${last(PAID_ITSELF)} AS paid_itself_until,
    ${first(PAID_IN_FILE)} AS paid_in_file, ${last(PAID_IN_FILE)} AS paid_in_file_until,
    max(of_file = 0 AND ${UNPAID}) AS unpaid_itself
  FROM order_answers WHERE ${where} GROUP BY order_id ${most}`;

/** A PAID of the whole file does not count for an order that has a REJECTED or RETURNED of its own. */
const paid = (until: '' | '_until', least: 'min' | 'max') =>
  `CASE WHEN unpaid_itself OR paid_in_file IS NULL THEN paid_itself${until}
     ELSE coalesce(${least}(paid_itself${until}, paid_in_file${until}), paid_in_file${until}) END`;

const STATED = `CASE state WHEN 'ACCEPTED' THEN accepted WHEN 'PAID' THEN paid WHEN 'REJECTED' THEN rejected
  WHEN 'RETURNED' THEN returned ELSE coalesce(rejected, returned) END`;

/**
 * SQL of the state of the orders whose answers `where` selects, or of the first of them. Both paid and rejected, or
 * paid on a later day than the return: CONTRADICTORY, until the money comes back. REJECTED is final. Paid and then
 * returned is RETURNED. PAID overrides ACCEPTED.
 */
export function statesOf(where: string, most = ''): string {
  return `SELECT order_id, run_id, household_id, centimes, state AS status,
      substr(${STATED}, 12) AS reason_code, substr(${STATED}, 2, 10) AS answered_on
    FROM (SELECT *, CASE
        WHEN rejected IS NOT NULL AND paid IS NOT NULL AND returned IS NULL THEN 'CONTRADICTORY'
        WHEN paid_until > returned_until THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL AND paid IS NULL THEN 'REJECTED'
        WHEN returned IS NOT NULL THEN 'RETURNED'
        WHEN paid IS NOT NULL THEN 'PAID'
        ELSE 'ACCEPTED' END AS state
      FROM (SELECT *, ${paid('', 'min')} AS paid, ${paid('_until', 'max')} AS paid_until
        FROM (${said(where, most)})))`;
}

const answersTable = (name: string) => `
CREATE TABLE ${name} (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ACCEPTED', 'PAID', 'REJECTED', 'RETURNED')),
  reason_code TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  file_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  -- 1: said of the whole file the order stands in; 0: of the order itself.
  of_file INTEGER NOT NULL CHECK (of_file IN (0, 1)),
  PRIMARY KEY (order_id, status, reason_code, of_file, answered_on)
) STRICT, WITHOUT ROWID;`;

const ANSWERS_RULES = `
CREATE INDEX unpaid_answers ON order_answers (order_id) WHERE ${UNPAID};

CREATE TRIGGER order_answers_are_not_changed BEFORE UPDATE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
CREATE TRIGGER order_answers_are_not_removed BEFORE DELETE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;

-- Each order's state, as the ledger's program reads it.
CREATE VIEW order_state AS ${statesOf('true')};
`;

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

/**
 * Distinguishes answers of an order from answers of its file. The key changes, so the rows move into a new table. In
 * older ledgers an answer of a whole file has no position in its message, except in camt.054 messages.
 */
export const ANSWERS_OF_FILES = `
DROP VIEW order_state;
${answersTable('answers_of_files')}
INSERT INTO answers_of_files
    (order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position, of_file)
  SELECT order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position, position = 0
  FROM order_answers;
DROP TABLE order_answers;
ALTER TABLE answers_of_files RENAME TO order_answers;
${ANSWERS_RULES}`;
