import { readPath, type Workspace } from '../workspace/duckdb.js';

/** What the ledger says that a resident was paid before this month, in all. */
export type PaidResident = {
  readonly personId: string;
  readonly centimes: number;
  /** Whether the capital was topped up: that is done once. */
  readonly toppedUp: boolean;
};

/** Table `prior_resident`: those paid by the prior run, from its sealed register; empty when there are none. */
export async function loadPriorResidents(
  workspace: Workspace,
  register: string | null,
  ageMajority: number,
): Promise<void> {
  await workspace.run(`CREATE TABLE prior_resident (person_id VARCHAR, institution_id VARCHAR, province_code VARCHAR,
    category VARCHAR, track VARCHAR, scholarship DECIMAL(12,2), monthly_aid DECIMAL(12,2),
    capital_topup DECIMAL(12,2), adjustments DECIMAL(12,2), net DECIMAL(12,2))`);
  if (register === null) return;
  await workspace.run(`INSERT INTO prior_resident
    SELECT person_id, institution_id, province_code, category,
      CASE WHEN category = 'ELDERLY' THEN 'ELDERLY' WHEN age < ${ageMajority} THEN 'CHILD' ELSE 'ADULT' END,
      scholarship, monthly_aid, capital_topup, arrears - recovery, net
    FROM read_parquet(${readPath(register)}, hive_partitioning = false) WHERE decision = 'PAY'`);
}

/** Table `resident_paid`: what the ledger says of every person ever paid as a resident. */
export async function loadPaidResidents(workspace: Workspace, paid: readonly PaidResident[]): Promise<void> {
  await workspace.run(
    'CREATE TABLE resident_centimes (person_id VARCHAR, centimes BIGINT, topped_up INTEGER)',
  );
  await workspace.append(
    'resident_centimes',
    ['text', 'bigint', 'int'],
    paid.map((one) => [one.personId, one.centimes, one.toppedUp ? 1 : 0]),
  );
  await workspace.run(`CREATE TABLE resident_paid AS
    SELECT person_id, CAST(CAST(centimes AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS paid,
      topped_up = 1 AS topped_up
    FROM resident_centimes`);
}
