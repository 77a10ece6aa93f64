import { finalSql } from '../domain/beneficiary.js';
import { type OrderIds, orderIdSql } from '../domain/order-id.js';
import { accountDigestSql } from '../domain/rib.js';
import { sumText, text, type Workspace, writePath } from '../workspace/duckdb.js';

/**
 * Final payments: adjustments of kind FINAL, for the heirs of a household or for a household that is closed. Each has
 * its own payee, institution and account. Each also has its own beneficiary (domain/beneficiary.ts), so that an order
 * that comes back is owed to that payee. It is paid whatever the decision on the household is.
 */

/** SQL over a row of adjustments: whether its account is valid, by the same check as a household's. */
const ACCOUNT_RIGHT = `CASE channel WHEN 'ACCOUNT' THEN account_right ELSE account = '' OR account_right END`;

/** The rows of final payments that are paid when no fault is found in them. */
const DUE = `
  FROM adjustment_said WHERE kind = 'FINAL' AND NOT contradicted AND first AND (NOT applied OR again)`;

const CREATE_TAKEN = 'CREATE TABLE final_account_taken (row BIGINT, code VARCHAR)';

/**
 * Accounts that cannot be paid: the account of another final payment's payee, of a household that may be paid, of a
 * resident or, in a supplementary run, one that the month has already paid.
 */
const TAKEN = `
  INSERT INTO final_account_taken
  WITH due AS (SELECT row, household_id, payee_id, account ${DUE} AND account <> ''),
  borne AS (
    SELECT account, household_id, '' AS payee_id FROM household
    WHERE account IN (SELECT account FROM due) AND status IN ('ACTIVE', 'BLOCKED')
      AND ise_score <= CAST($ise_threshold AS DECIMAL(9,6))
    UNION ALL
    SELECT account, '', person_id FROM resident_row WHERE faults = 0 AND account IN (SELECT account FROM due)
  )
  SELECT d.row, 'ADJUSTMENT_ACCOUNT_PAID' FROM due d WHERE d.account IN (SELECT account FROM account_paid)
  UNION ALL
  SELECT DISTINCT d.row, 'ADJUSTMENT_ACCOUNT_SHARED' FROM due d JOIN due o ON o.account = d.account
  WHERE (o.household_id, o.payee_id) <> (d.household_id, d.payee_id)
  UNION ALL
  SELECT DISTINCT d.row, 'ADJUSTMENT_ACCOUNT_SHARED' FROM due d JOIN borne b ON b.account = d.account
  WHERE b.household_id <> d.household_id AND b.payee_id <> d.payee_id`;

/** Creates the table of accounts that final payments must not use. Needs table `adjustment_said`. */
export async function findTakenAccounts(workspace: Workspace, iseThreshold: string): Promise<void> {
  await workspace.run(CREATE_TAKEN);
  if ((await workspace.one(`SELECT count(*) AS n ${DUE}`)).count('n') > 0)
    await workspace.run(TAKEN, { ise_threshold: iseThreshold });
}

/**
 * SQL over a row `s` of `adjustment_said`: why it cannot be paid, as a list of WHENs.
 * @param providers the institutions of the configuration
 */
export function unpayable(providers: readonly string[]): string {
  const known = providers.map(text).join(', ');
  return `
      WHEN s.kind = 'FINAL' AND s.provider NOT IN (${known}) THEN 'ADJUSTMENT_PROVIDER_UNKNOWN'
      WHEN s.kind = 'FINAL' AND NOT (${ACCOUNT_RIGHT}) THEN 'ADJUSTMENT_ACCOUNT_INVALID'
      WHEN s.kind = 'FINAL' AND s.row IN (SELECT row FROM final_account_taken)
        THEN (SELECT min(code) FROM final_account_taken t WHERE t.row = s.row)`;
}

/**
 * The payees of this run. When an order of this same month came back, its payee waits for the next month: a month
 * pays a beneficiary only once.
 */
const PAYEES = `
  CREATE TABLE final_payee AS
  SELECT ${finalSql('s.adjustment_id')} AS beneficiary, s.adjustment_id, s.household_id, s.month, NOT s.applied AS opens,
    s.payee_id, s.payee_name, CAST(s.channel AS VARCHAR) AS channel, s.provider, s.account
  FROM (FROM adjustment_said ${DUE.slice(DUE.indexOf('WHERE'))}) s JOIN adjustment_found f ON f.row = s.row
  WHERE f.code IS NULL AND ${finalSql('s.adjustment_id')} NOT IN (
    SELECT household_id FROM debt_at_hand WHERE kind = 'ORDER' AND origin = $period)`;

/** Creates the table of payees. Call it when the rows that cannot be paid are known. */
export async function findPayees(workspace: Workspace, period: string): Promise<void> {
  await workspace.run(PAYEES, { period });
}

/** SELECT of household_id: the beneficiaries that are paid whatever the decision on the household is. */
export const FINAL_PAYEES = 'SELECT beneficiary AS household_id FROM final_payee';

/** SELECT of household_id and provider: the same, with the institution that pays them. */
export const FINAL_PROVIDERS = 'SELECT beneficiary AS household_id, provider FROM final_payee';

/** SQL: whether a debt `d` of a household is for a month that a final payment of this run covers. */
export const PAID_FINALLY = `(d.household_id, d.origin) IN (
  SELECT (household_id, "month") FROM final_payee WHERE opens AND "month" IS NOT NULL)`;

/** The register of final payments, by beneficiary. Each amount is paid as arrears. */
const REGISTER = (orders: OrderIds) => `
  CREATE TABLE final_register AS
  SELECT p.beneficiary, p.household_id, p.adjustment_id, p.payee_id, p.payee_name, p.channel, p.provider, p.account,
    'PAY' AS decision, CAST(0 AS DECIMAL(12,2)) AS entitlement, d.arrears, CAST(0 AS DECIMAL(12,2)) AS recovery,
    d.arrears AS net, ${orderIdSql(orders, 'p.beneficiary')} AS order_id
  FROM final_payee p JOIN (
    SELECT household_id, CAST(CAST(sum(centimes) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS arrears
    FROM debt WHERE state = 'PAID' GROUP BY household_id) d ON d.household_id = p.beneficiary
  ORDER BY p.beneficiary`;

export const FINAL_COLUMNS = [
  'beneficiary',
  'household_id',
  'adjustment_id',
  'payee_id',
  'channel',
  'provider',
  'decision',
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'order_id',
] as const;

/** The final payments of a run: their number, and their sum in dirhams as text. */
export type FinalSums = { readonly payments: number; readonly net: string };

/** Creates the register and writes it to `path`, when there are final payments. Needs table `debt`, final. */
export async function registerFinals(
  workspace: Workspace,
  orders: OrderIds,
  path: string,
): Promise<FinalSums> {
  await workspace.run(REGISTER(orders));
  const sums = await workspace.one(`SELECT count(*) AS n, ${sumText('net')} AS net FROM final_register`);
  const payments = sums.count('n');
  if (payments > 0)
    await workspace.run(`COPY (SELECT ${FINAL_COLUMNS.join(', ')}, ${accountDigestSql('account')} AS account_digest
      FROM final_register) TO ${writePath(path)} (FORMAT parquet, COMPRESSION zstd)`);
  return { payments, net: sums.text('net') };
}

/**
 * SELECT of the final payments of an institution, for its orders. An order names the household and pays the payee.
 */
export const finalOrders = (provider: string) => `
  SELECT order_id, household_id, payee_id, payee_name, channel, nullif(account, '') AS account, net AS amount
  FROM final_register WHERE provider = ${text(provider)}`;
