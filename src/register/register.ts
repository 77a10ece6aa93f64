import { type Workspace, writePath } from '../workspace/duckdb.js';

/**
 * The register of amounts: one row an assessed household, by household_id. The first columns are the
 * contract's, in its order; the payee's columns, at the end, go to the orders and not to the register's file.
 */
export const REGISTER_COLUMNS = [
  'household_id',
  'province_code',
  'milieu',
  'decision',
  'reason',
  'persons',
  'children',
  'elderly',
  'children_paid',
  'composition',
  'child_allowance',
  'disability_supplement',
  'floor_topup',
  'flat_rate',
  'birth_grant',
  'school_grant',
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
] as const;

/** A component: the household's own amount, 0, or nothing, as the decision says. */
function component(amount: string): string {
  return `CAST(CASE d.amount WHEN 'own' THEN ${amount} WHEN 'zero' THEN 0 END AS DECIMAL(12,2))`;
}

/**
 * Grants, arrears and recovery are not computed by this version: their columns hold 0.00. `then_letters` is
 * kept for the reconciliation, which looks at today's facts on the prior reference date.
 */
const REGISTER = `
  CREATE TABLE register AS
  SELECT h.household_id, CAST(h.province_code AS VARCHAR) AS province_code, CAST(h.milieu AS VARCHAR) AS milieu,
    d.decision, d.reason,
    CAST(d.persons AS INTEGER) AS persons, CAST(d.children AS INTEGER) AS children,
    CAST(d.elderly AS INTEGER) AS elderly,
    CASE d.amount WHEN 'own' THEN p.children_paid ELSE 0 END AS children_paid,
    CASE d.amount WHEN 'own' THEN p.composition END AS composition,
    ${component('p.child_allowance')} AS child_allowance,
    ${component('p.disability_supplement')} AS disability_supplement,
    ${component('p.floor_topup')} AS floor_topup,
    ${component('p.flat_rate')} AS flat_rate,
    ${component('0')} AS birth_grant,
    ${component('0')} AS school_grant,
    ${component('p.aid')} AS entitlement,
    CAST(0 AS DECIMAL(12,2)) AS arrears,
    CAST(0 AS DECIMAL(12,2)) AS recovery,
    CAST(CASE d.decision WHEN 'PAY' THEN p.aid ELSE 0 END AS DECIMAL(12,2)) AS net,
    h.provider,
    CASE d.decision WHEN 'PAY' THEN $order_prefix || h.household_id END AS order_id,
    h.payee_id, h.payee_name, CAST(h.channel AS VARCHAR) AS channel, h.account, d.letters_before
  FROM household h
  JOIN decision d ON d.hid = h.hid
  JOIN priced p ON p.letters = d.letters_now
  ORDER BY h.household_id`;

/** Creates table `register`, in order. `orderPrefix` is what every order_id begins with: "ASD-202609-". */
export async function writeRegister(workspace: Workspace, orderPrefix: string, file: string): Promise<void> {
  await workspace.run(REGISTER, { order_prefix: orderPrefix });
  await workspace.run(`COPY (SELECT ${REGISTER_COLUMNS.join(', ')} FROM register)
    TO ${writePath(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`);
}
