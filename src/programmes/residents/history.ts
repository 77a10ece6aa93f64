import type { PaidResident } from '../../ledger/resident-payments.js';
import { priorResident, residentPaid } from '../../tables/residents.js';
import { fill, make, makeEmpty } from '../../tables/table.js';
import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import { AID, ONE_OFF } from './components.js';

/** Table `already_paid_resident`: whom the month has paid before a supplementary run, by its sealed registers. */
export async function loadPaidThisMonth(workspace: Workspace, registers: readonly string[]): Promise<void> {
  await workspace.run('CREATE TABLE already_paid_resident (person_id VARCHAR)');
  if (registers.length === 0) return;
  await workspace.run(
    `INSERT INTO already_paid_resident SELECT person_id FROM ${readParquet(registers)} WHERE decision = 'PAY'`,
  );
}

/**
 * Table `prior_resident`: those paid by the prior run and its month's supplementary runs, from their sealed registers,
 * but for those whom a supplementary run finds paid; empty when there are none. `aid` is the monthly aid, `grants` what
 * was paid once.
 */
export async function loadPriorResidents(
  workspace: Workspace,
  registers: readonly string[],
  ageMajority: number,
): Promise<void> {
  await makeEmpty(workspace, priorResident);
  if (registers.length === 0) return;
  await fill(
    workspace,
    priorResident,
    `SELECT person_id, institution_id, province_code, category,
      CASE WHEN category = 'ELDERLY' THEN 'ELDERLY' WHEN age < ${ageMajority} THEN 'CHILD' ELSE 'ADULT' END AS track,
      scholarship, ${AID} AS aid, ${ONE_OFF} AS grants, arrears - recovery AS adjustments, net
    FROM ${readParquet(registers)}
    WHERE decision = 'PAY' AND person_id NOT IN (SELECT person_id FROM already_paid_resident)`,
  );
}

/** Table `resident_paid`: what the ledger says of every person ever paid as a resident. */
export async function loadPaidResidents(workspace: Workspace, paid: readonly PaidResident[]): Promise<void> {
  await workspace.createFrom(
    'resident_centimes',
    { person_id: 'VARCHAR', centimes: 'BIGINT', topped_up: 'BOOLEAN' },
    paid.map((one) => ({ person_id: one.personId, centimes: one.centimes, topped_up: one.toppedUp })),
  );
  await make(
    workspace,
    residentPaid,
    `    SELECT person_id, CAST(CAST(centimes AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS paid,
      topped_up
    FROM resident_centimes`,
  );
}

/** How many residents of the month's register an extract reported dead. */
export async function countReportedDead(workspace: Workspace): Promise<number> {
  const row = await workspace.one(
    `SELECT count(*) AS n FROM resident_register WHERE reason = 'DEATH_CONTRADICTED'`,
  );
  return row.count('n');
}
