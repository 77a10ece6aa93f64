import type { ResidentPayment } from '../../ledger/resident-payments.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** What the run pays each resident, in centimes: the ledger keeps it towards the guaranteed capital. */
export async function paymentsOf(workspace: Workspace): Promise<ResidentPayment[]> {
  const rows = await workspace.select(`
    SELECT person_id, category, CAST(CAST(aid * 100 AS BIGINT) AS VARCHAR) AS monthly,
      CAST(CAST(grants * 100 AS BIGINT) AS VARCHAR) AS topup
    FROM resident_register WHERE decision = 'PAY' ORDER BY person_id`);
  return rows.flatMap((row) =>
    (['MONTHLY', 'TOPUP'] as const)
      .map((kind) => ({
        personId: row.text('person_id'),
        kind,
        category: row.text('category'),
        centimes: Number(row.text(kind === 'MONTHLY' ? 'monthly' : 'topup')),
      }))
      .filter((payment) => payment.centimes > 0),
  );
}
