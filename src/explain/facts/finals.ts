import { FINALS_FILE } from '../../archive/folders.js';
import { type SealedRun, sealedFile } from '../../archive/open-run.js';
import { type Amount, amount } from '../../domain/money.js';
import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import type { WaitingDebt } from './owed-facts.js';

/** A final payment for a household, to another payee. */
export type FinalRow = {
  readonly adjustmentId: string;
  readonly payeeId: string;
  readonly provider: string;
  readonly orderId: string;
  readonly net: Amount;
};

/** The final payments of a month, and those that came back and wait. */
export type FinalsOf = { readonly paid: readonly FinalRow[]; readonly waiting: readonly WaitingDebt[] };

/**
 * The final payments that the runs of one month made for a household, by order. Throws OperatorError for a damaged
 * file.
 */
export async function finalRows(
  workspace: Workspace,
  runs: readonly SealedRun[],
  householdId: string,
): Promise<FinalRow[]> {
  const files: string[] = [];
  for (const run of runs) {
    const file = await sealedFile(run, FINALS_FILE);
    if (file !== null) files.push(file);
  }
  if (files.length === 0) return [];
  const rows = await workspace.select(
    `SELECT adjustment_id, payee_id, provider, order_id, CAST(net AS VARCHAR) AS net FROM ${readParquet(files)}
     WHERE household_id = $id ORDER BY order_id`,
    { id: householdId },
  );
  return rows.map((row) => ({
    adjustmentId: row.text('adjustment_id'),
    payeeId: row.text('payee_id'),
    provider: row.text('provider'),
    orderId: row.text('order_id'),
    net: amount(row.text('net')),
  }));
}
