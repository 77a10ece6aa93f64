import { residentSql } from '../../domain/beneficiary.js';
import { type OrderIds, orderIdSql } from '../../domain/order-id.js';
import { accountDigestSql } from '../../domain/rib.js';
import { residentRegister } from '../../tables/residents.js';
import { make } from '../../tables/table.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { asDecided } from '../component.js';
import { AID, COMPONENTS, ONE_OFF } from './components.js';

/**
 * The register of residents: one row an assessed resident, by person_id. The first columns are written to
 * residents.parquet; name and account, at the end of the table, go to the orders and not to the file.
 * `paid_before` is what the ledger said, from which the top-up of the capital follows. `arrears` are orders that
 * came back: they count as paid from the first, and so are no part of what is paid towards the capital now.
 */
export const RESIDENT_COLUMNS = [
  'person_id',
  'birth_date',
  'institution_id',
  'province_code',
  'category',
  'admitted_on',
  'left_on',
  'decision',
  'reason',
  'age',
  'scholarship',
  'paid_before',
  ...COMPONENTS.map((one) => one.column),
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
  'account_digest',
] as const;

/** What the register has before it is added up. */
const REGISTERED = [
  ...RESIDENT_COLUMNS.filter((column) => column !== 'order_id' && column !== 'account_digest'),
  ...['name', 'account', 'aid_facts_before'],
];

/** An amount of 0.00 is decided like any other, and makes no order. */
const REGISTER = (orders: OrderIds) => `
  SELECT ${REGISTERED.join(', ')}, ${AID} AS aid, ${ONE_OFF} AS grants,
    CASE WHEN net > 0 THEN ${orderIdSql(orders, residentSql('person_id'))} END AS order_id,
    ${accountDigestSql('account')} AS account_digest FROM (
    SELECT person_id, birth_date, institution_id, province_code, category, admitted_on, left_on,
      CAST(decision AS VARCHAR) AS decision, CAST(reason AS VARCHAR) AS reason, age, scholarship,
      paid AS paid_before,
      ${asDecided('own_monthly')} AS monthly_aid,
      ${asDecided('own_topup')} AS capital_topup,
      ${asDecided('own_monthly + own_topup')} AS entitlement,
      CAST(coalesce(owed.arrears, 0) AS DECIMAL(12,2)) AS arrears, CAST(0 AS DECIMAL(12,2)) AS recovery,
      CAST(CASE decision WHEN 'PAY' THEN own_monthly + own_topup + coalesce(owed.arrears, 0) ELSE 0 END
        AS DECIMAL(12,2)) AS net,
      provider, name, account, aid_facts_before
    FROM resident_decision d LEFT JOIN (
      SELECT household_id, CAST(CAST(sum(centimes) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS arrears
      FROM debt WHERE hid IS NULL AND state = 'PAID' GROUP BY household_id
    ) owed ON owed.household_id = ${residentSql('d.person_id')}
  ) ORDER BY person_id`;

/** Creates table `resident_register`. `orders`: as for households (programmes/families/register.ts). */
export async function makeResidentRegister(workspace: Workspace, orders: OrderIds): Promise<void> {
  await make(workspace, residentRegister, REGISTER(orders));
}
