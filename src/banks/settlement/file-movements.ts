import { join } from 'node:path';
import type { Period } from '../../domain/period.js';
import { IN_PARTS } from '../../ledger/order-states.js';
import { readPath, writePath } from '../../workspace/duckdb.js';
import { CREDITED_ROWS, RECORDED_ROWS } from './hand-over.js';
import { leavesOut } from './left-out.js';
import { inCurrencyOf, orderRange } from './sent.js';
import { loadAccountEntries, type Settling, settleMonth } from './settle-month.js';

/**
 * A statement shows most orders only as parts of the debit of their file, which is recorded as one entry. For an
 * order that came back, it must be known how often its money went out. So the debits and credits of its file count as
 * its own.
 */

/** Entries of a file's whole sum: also those that settlement calls a second time. */
const WHOLE = (direction: string, status: string) => `
  SELECT no, file_no, '${status}' AS status, NULL AS left_out_until, NULL AS left_out_own, '' AS mark FROM entry_of_file e JOIN file_sum s USING (file_no)
  WHERE e.direction = '${direction}' AND NOT e.unproven AND s.centimes IN (e.centimes, e.instructed)`;
/** A file that was debited otherwise: in parts, with others, or less what was rejected. Its last debit counts for all. */
const OTHERWISE = `
  SELECT max(no), file_no, 'PAID', max(left_out_until), max(left_out_own), '${IN_PARTS}' FROM file_debit d
  WHERE NOT EXISTS (SELECT 1 FROM entry_of_file e JOIN file_sum s USING (file_no)
    WHERE e.file_no = d.file_no AND e.direction = 'DEBIT' AND NOT e.unproven AND s.centimes IN (e.centimes, e.instructed))
  GROUP BY file_no`;

/** And a file that was credited in parts. */
const BACK_IN_PARTS = `SELECT max(no), file_no, 'RETURNED', NULL, NULL, '${IN_PARTS}' FROM file_part WHERE as_credit GROUP BY file_no`;

/** Orders that a credit for several of them names, or that are said to be returned where it shows a part of their file. */
const BACK_WITH_OTHERS = `SELECT order_id, no, is_named FROM order_back_in_part WHERE is_named OR status = 'RETURN_SAID'`;

const CREDITS_WITH_OTHERS = `SELECT count(*) AS n FROM (${BACK_WITH_OTHERS})`;

const LINKED = (credited: string) => `
  SELECT o.order_id, m.status, '' AS reason_code, e.booked_on AS answered_on, o.centimes, r.run_id, o.beneficiary, e.entry_no AS position,
    true AS of_file, '053' AS source, concat_ws('/', e.statement_no, e.entry_no, e.detail_no) || m.mark AS ref, false AS again,
    CAST(NULL AS VARCHAR) AS reason_words
  FROM (SELECT order_id FROM ${credited} UNION SELECT order_id FROM (${BACK_WITH_OTHERS})) c JOIN order_with_state o ON o.order_id = c.order_id
  LEFT JOIN own_debit w ON w.order_id = o.order_id
  JOIN (${WHOLE('DEBIT', 'PAID')} UNION ALL ${WHOLE('CREDIT', 'RETURNED')} UNION ALL ${OTHERWISE} UNION ALL ${BACK_IN_PARTS}) m ON m.file_no = o.file_no
  JOIN entry e ON e.no = m.no JOIN sent_run r ON r.run_no = o.run_no AND ${inCurrencyOf('e', 'r')}
  WHERE NOT ${leavesOut('o', 'm', 'w')}
  UNION ALL
  SELECT o.order_id, 'RETURNED', '', e.booked_on, o.centimes, r.run_id, o.beneficiary, e.entry_no, NOT b.is_named, '053',
    concat_ws('/', e.statement_no, e.entry_no, e.detail_no), false, NULL
  FROM (${BACK_WITH_OTHERS}) b JOIN order_with_state o ON o.order_id = b.order_id JOIN sent_run r ON r.run_no = o.run_no JOIN entry e ON e.no = b.no`;

/**
 * Records the debits and credits of files on statements for orders that have credits of their own, in the month that
 * settleMonth() matched last. Returns whether any of them is new: then the states of orders may differ from those
 * that were matched.
 * @param more orders to look at besides
 */
export async function linkFileMovements(
  { ledger, work, workspace }: Settling,
  mark: string,
  more: readonly string[] = [],
): Promise<boolean> {
  const { first, last } = await orderRange(workspace);
  const orders = new Set([...ledger.answers.credited(first, last), ...more]);
  const others = (await workspace.one(CREDITS_WITH_OTHERS)).count('n');
  // Most months have no such credit: then there is nothing to link.
  if (orders.size === 0 && others === 0) return false;
  const credited = join(work, `credited-${mark}`);
  const writer = CREDITED_ROWS.writer(credited);
  for (const orderId of orders) writer.row({ orderId });
  writer.close();
  const path = join(work, `linked-${mark}`);
  await workspace.run(
    RECORDED_ROWS.copy(LINKED(CREDITED_ROWS.table(readPath(credited))), 'order_id, ref', writePath(path)),
  );
  return ledger.answers.link(RECORDED_ROWS.rows(path));
}

/**
 * Does the same for these months, and matches them first. Use it when notifications report credits, because
 * statements may already show the debits of the files.
 */
export async function linkMonths(
  at: Settling,
  months: readonly Period[],
  more: readonly string[] = [],
): Promise<void> {
  if (at.ledger.statements.heads().length === 0) return;
  await loadAccountEntries(at);
  for (const period of months) {
    await settleMonth(at, period);
    await linkFileMovements(at, `${period}-again`, more);
  }
}
