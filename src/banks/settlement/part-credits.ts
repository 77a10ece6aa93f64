import { isOrderIdSql } from '../../domain/order-id.js';
import { leavesOut } from './left-out.js';
import { inCurrencyOf, sumsUntil } from './sent.js';

/**
 * Credits for several orders. One that names them, and is their sum, brings them back. Others are for a part of a file,
 * and name no orders. They bring back the orders of the file that are rejected, said to
 * be returned or decided to be unpaid, where these come to their sum; by the days on which this was said. Of other such
 * credits nobody can tell which orders came back: people decide. SQL over the tables of match.ts.
 */

/** Credits that name several orders, and are their sum. */
const ORDERS_NAMED = `
  CREATE OR REPLACE TABLE order_named AS
  SELECT e.no, e.booked_on, o.order_id, o.status
  FROM (FROM entry WHERE direction = 'CREDIT' AND NOT undone AND centimes > 0 AND (order_id IS NULL OR NOT ${isOrderIdSql('order_id')})
    AND no NOT IN (SELECT no FROM matched_entry UNION ALL SELECT no FROM file_credit UNION ALL SELECT no FROM file_part)) e
  JOIN entry_reference n ON n.no = e.no JOIN order_with_state o ON o.order_id = n.reference
  JOIN sent_run run ON run.run_no = o.run_no AND ${inCurrencyOf('e', 'run')}
  LEFT JOIN (SELECT DISTINCT order_id FROM entry WHERE direction = 'CREDIT' AND NOT undone) c ON c.order_id = o.order_id
  QUALIFY count(*) OVER (PARTITION BY e.no) > 1 AND sum(o.centimes) OVER (PARTITION BY e.no) IN (e.centimes, e.instructed)
    AND bool_and(c.order_id IS NULL) OVER (PARTITION BY e.no)`;

/** Of two credits that name the same order, the first. */
const NAMED_ONCE = `
  DELETE FROM order_named WHERE no IN (
    SELECT later.no FROM order_named later JOIN order_named first USING (order_id) WHERE first.no < later.no)`;

/** Credits that name one file, and are matched with nothing yet. `upto`: the sum until this one. */
const PART_CREDITS = `
  CREATE OR REPLACE TABLE part_credit_found AS
  SELECT e.no, e.file_no, e.booked_on, e.instructed, sum(e.instructed) OVER (PARTITION BY e.file_no ORDER BY e.no) AS upto
  FROM entry_of_file e JOIN file_sum s USING (file_no)
  WHERE e.direction = 'CREDIT' AND NOT e.unproven AND e.centimes > 0 AND e.instructed < s.centimes
    AND e.no NOT IN (SELECT no FROM file_credit UNION ALL SELECT no FROM file_part UNION ALL SELECT no FROM order_named)
    AND e.no NOT IN (SELECT no FROM entry_of_file GROUP BY no HAVING count(*) > 1)`;

/** Orders of these files that are not paid, went out with the file, and have no entries of their own. */
const RETURNED_ORDERS = `
  CREATE OR REPLACE TABLE returned_order AS
  SELECT o.file_no, o.order_id, o.status, o.centimes, o.answered_on AS day
  FROM (FROM order_with_state WHERE file_no IN (SELECT file_no FROM part_credit_found) AND status IN ('REJECTED', 'RETURNED', 'RETURN_SAID')) o
  LEFT JOIN debited_file d ON d.file_no = o.file_no LEFT JOIN own_debit w ON w.order_id = o.order_id
  ANTI JOIN entry e ON e.order_id = o.order_id AND NOT e.undone ANTI JOIN order_named n ON n.order_id = o.order_id
  WHERE NOT ${leavesOut('o', 'd', 'w')}
    AND NOT (o.status = 'REJECTED' AND o.file_no IN (SELECT file_no FROM file_credit WHERE of_rejected))`;

const RETURNED_UNTIL = sumsUntil('returned_until', 'returned_order');

/** The most of a file's credits that together are what came back until a day; else one of them alone. */
const PART_CREDITS_MATCHED = `
  CREATE OR REPLACE TABLE part_credit AS
  WITH together AS (
      SELECT c.file_no, c.no AS last, r.day FROM part_credit_found c JOIN returned_until r ON r.file_no = c.file_no AND r.centimes = c.upto
      QUALIFY row_number() OVER (PARTITION BY c.file_no ORDER BY c.no DESC) = 1),
    alone AS (
      SELECT c.file_no, c.no, r.day FROM part_credit_found c JOIN returned_until r ON r.file_no = c.file_no AND r.centimes = c.instructed
      WHERE c.file_no NOT IN (SELECT file_no FROM together)
      QUALIFY row_number() OVER (PARTITION BY c.file_no ORDER BY r.day DESC, c.no) = 1)
  SELECT c.no, c.file_no, c.booked_on, t.day FROM part_credit_found c JOIN together t ON t.file_no = c.file_no AND c.no <= t.last
  UNION ALL SELECT c.no, c.file_no, c.booked_on, a.day FROM part_credit_found c JOIN alone a ON a.no = c.no`;

/** The orders that these credits bring back: those of a part of a file on the day of the last of its credits. */
const ORDERS_BACK = `
  CREATE OR REPLACE TABLE order_back_in_part AS
  SELECT order_id, status, no, booked_on, true AS is_named FROM order_named
  UNION ALL
  SELECT r.order_id, r.status, c.no, c.booked_on, false FROM returned_order r
  JOIN (SELECT file_no, max(no) AS no, max(booked_on) AS booked_on, max(day) AS day FROM part_credit GROUP BY file_no) c
    ON c.file_no = r.file_no AND r.day <= c.day`;

/** What must be done when the credits and debits of whole files are known. */
export const PART_CREDIT_STEPS: readonly string[] = [
  ORDERS_NAMED,
  NAMED_ONCE,
  PART_CREDITS,
  RETURNED_ORDERS,
  RETURNED_UNTIL,
  PART_CREDITS_MATCHED,
  ORDERS_BACK,
];
