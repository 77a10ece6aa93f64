import { inCurrencyOf } from './sent.js';

/**
 * Which orders the debit of a file leaves out: those that were rejected by then, and those that the account debits by
 * themselves. SQL over the tables of match.ts.
 */

/** Debits of files that are not their sum. */
const LESS = `SELECT e.file_no FROM entry_of_file e JOIN file_sum s USING (file_no)
  WHERE e.direction = 'DEBIT' AND NOT e.unproven AND s.centimes NOT IN (e.centimes, e.instructed)`;

/**
 * Orders of such files with debits of their own. `is_net`: more of them than credits, so that one that came back and
 * was executed again is not among those.
 */
const OWN_DEBITS = `
  CREATE OR REPLACE TABLE own_debit AS
  SELECT o.file_no, o.order_id, o.centimes,
    count(*) FILTER (e.direction = 'DEBIT') > count(*) FILTER (e.direction = 'CREDIT') AS is_net
  FROM (FROM order_with_state WHERE file_no IN (${LESS}) AND status <> 'REJECTED') o
  JOIN entry e ON e.order_id = o.order_id AND o.centimes IN (e.centimes, e.instructed)
  JOIN sent_run run ON run.run_no = o.run_no AND ${inCurrencyOf('e', 'run')}
  WHERE NOT e.undone AND e.no NOT IN (SELECT no FROM matched_entry)
  GROUP BY o.file_no, o.order_id, o.centimes HAVING count(*) FILTER (e.direction = 'DEBIT') > 0`;

/**
 * What the debit of a file may leave out: `day`, the orders rejected until then; `own`, ALL or NET, those with debits of
 * their own; null: none of them. Of several sets of one sum the one that needs no debits of orders, then the latest day.
 */
const LEFT_OUT_SUMS = `
  CREATE OR REPLACE TABLE left_out AS
  WITH own AS (
    SELECT file_no, 'ALL' AS own, CAST(sum(centimes) AS BIGINT) AS centimes FROM own_debit GROUP BY file_no
    UNION ALL SELECT file_no, 'NET', CAST(sum(centimes) AS BIGINT) FROM own_debit WHERE is_net GROUP BY file_no)
  FROM (
    SELECT file_no, day, NULL::VARCHAR AS own, centimes FROM rejected_until
    UNION ALL SELECT file_no, NULL, own, centimes FROM own
    UNION ALL SELECT r.file_no, r.day, o.own, r.centimes + o.centimes FROM rejected_until r JOIN own o USING (file_no))
  QUALIFY row_number() OVER (PARTITION BY file_no, centimes ORDER BY own NULLS FIRST, day DESC NULLS FIRST) = 1`;

export const LEFT_OUT_STEPS: readonly string[] = [OWN_DEBITS, LEFT_OUT_SUMS];

/**
 * SQL: whether an order was left out of the debit of its file.
 * @param order alias of a row with status and answered_on
 * @param debit alias of a row with left_out_until and left_out_own
 * @param own alias of the order's row of own_debit, all null where it has none
 */
export const leavesOut = (order: string, debit: string, own: string) =>
  `(coalesce(${order}.status = 'REJECTED' AND ${order}.answered_on <= ${debit}.left_out_until, false)
    OR coalesce(${debit}.left_out_own = 'ALL' AND ${own}.order_id IS NOT NULL OR ${debit}.left_out_own = 'NET' AND ${own}.is_net, false))`;
