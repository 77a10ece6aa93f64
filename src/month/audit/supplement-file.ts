import { join } from 'node:path';
import { copyCsv, readPath, type Workspace } from '../../workspace/duckdb.js';

const FILE = 'audit/supplement.csv';

/**
 * Whom a supplementary run pays, and what had kept each from being paid: the decision of the run before it, whose
 * register does not have a household that was not in its extract, or whose row could not be read.
 */
const PAID = (earlier: string) => `
  CREATE TABLE supplement AS
  SELECT r.household_id, r.province_code, w.decision AS earlier_decision,
    coalesce(w.reason, CASE WHEN r.household_id IN (
        SELECT household_id FROM debt_at_hand WHERE cause = 'QUARANTINED' AND origin = $period)
      THEN 'HOUSEHOLD_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END) AS earlier_reason,
    r.entitlement, r.arrears, r.recovery, r.net, r.order_id
  FROM register r LEFT JOIN read_parquet(${readPath(earlier)}, hive_partitioning = false) w
    ON w.household_id = r.household_id
  WHERE r.decision = 'PAY' ORDER BY r.household_id`;

/** Returns the file and how many households it lists. @param earlier the register of the month's run before it */
export async function writeSupplement(
  workspace: Workspace,
  period: string,
  earlier: string,
  folder: string,
): Promise<[string, number]> {
  await workspace.run(PAID(earlier), { period });
  return [FILE, await workspace.copy(copyCsv('supplement', join(folder, FILE)))];
}
