import { join } from 'node:path';
import { type OrderIds, orderIdSql } from '../../domain/order-id.js';
import { accountDigestSql } from '../../domain/rib.js';
import { assessed, register } from '../../tables/families.js';
import { fill, make, makeEmpty } from '../../tables/table.js';
import { batchFile, COLUMNAR, countOf, inBatches } from '../../workspace/batches.js';
import { type Workspace, writePath } from '../../workspace/duckdb.js';
import { asDecided } from '../component.js';
import { AID, COMPONENT_COLUMNS, ENTITLEMENT, GRANTS } from './components.js';

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
  ...COMPONENT_COLUMNS,
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
] as const;

/**
 * A row for each household, in their order. Dictionary types (ENUM) keep each text once; what follows from
 * other columns is left to the view. `aid_facts_before` is for the reconciliation: the aid of today's facts
 * on the prior reference date.
 */
const ASSESSED = `
  SELECT h.hid, h.household_id, h.province_code, h.milieu, d.decision, d.reason, d.amount,
    d.persons, d.children, d.elderly, p.children_paid, p.composition,
    ${COMPONENT_COLUMNS.map((column) => `p.${column}`).join(', ')},
    coalesce(due.arrears, 0) AS arrears, coalesce(due.recovery, 0) AS recovery,
    coalesce(due.one_off, 0) AS one_off, before.aid AS aid_facts_before,
    h.provider, h.payee_id, h.payee_name, h.channel, h.account
  FROM (FROM household WHERE hid >= $first AND hid < $next) h
  JOIN (FROM decision WHERE hid >= $first AND hid < $next) d ON d.hid = h.hid
  JOIN priced p ON p.letters = d.letters_now
  JOIN priced before ON before.letters = d.letters_before
  LEFT JOIN owed_due due ON due.hid = h.hid
  ORDER BY h.hid`;

/**
 * What each household's decision was taken on, kept with the run: enough to explain it, and to decide again
 * under other rules. Files of some hundred thousand households, as the members' are.
 */
export const HOUSEHOLDS_FOLDER = 'households';

const EVIDENCE = `
  SELECT CAST(h.hid AS INTEGER) AS household_no, h.household_id, h.status, h.ise_score, h.payee_id, h.channel,
    h.account <> '' AS account_given, h.account_right, d.account_shared, d.provider_known, d.on_several_rows,
    d.has_bad_member, d.has_duplicate_person, d.has_resident_child, d.hold,
    CASE WHEN d.cover IS NOT NULL THEN (enum_range(NULL::social_cover))[d.cover + 1] END AS cover,
    d.payee_fit, p.composition, ${accountDigestSql('h.account')} AS account_digest, d.doubt,
    coalesce(d.members_digest, 0) AS members_digest
  FROM (FROM household WHERE hid >= $first AND hid < $next) h
  JOIN (FROM decision WHERE hid >= $first AND hid < $next) d ON d.hid = h.hid
  JOIN priced p ON p.letters = d.letters_now
  ORDER BY h.hid`;

/**
 * Arrears and recovery are of households that are paid (owed/recovery.ts); of all others they are 0. `aid` and `grants`
 * add up the monthly and the one-off components, and what of the arrears is paid once; they are not written to the file.
 */
const REGISTER = (orders: OrderIds) => `
  SELECT household_id, CAST(province_code AS VARCHAR) AS province_code, CAST(milieu AS VARCHAR) AS milieu,
    CAST(decision AS VARCHAR) AS decision, CAST(reason AS VARCHAR) AS reason, persons, children, elderly,
    CASE amount WHEN 'own' THEN children_paid ELSE 0 END AS children_paid,
    CASE amount WHEN 'own' THEN CAST(composition AS VARCHAR) END AS composition,
    ${COMPONENT_COLUMNS.map((column) => `${asDecided(column)} AS ${column}`).join(', ')},
    ${asDecided(ENTITLEMENT)} AS entitlement, ${asDecided(AID)} AS aid, CAST(${asDecided(GRANTS)} + one_off AS DECIMAL(12,2)) AS grants,
    arrears, recovery, one_off,
    CAST(CASE decision WHEN 'PAY' THEN ${ENTITLEMENT} + arrears - recovery ELSE 0 END AS DECIMAL(12,2)) AS net,
    provider,
    CASE decision WHEN 'PAY' THEN ${orderIdSql(orders, 'household_id')} END AS order_id,
    payee_id, payee_name, CAST(channel AS VARCHAR) AS channel, account, aid_facts_before, hid
  FROM assessed`;

/**
 * Creates table `assessed`, in order, and view `register` over it, and writes the households' files below `folder`.
 * `orders` is what every order_id begins and ends with.
 */
export async function makeRegister(workspace: Workspace, orders: OrderIds, folder: string): Promise<void> {
  const households = await countOf(workspace, 'household');
  await makeEmpty(workspace, assessed);
  await inBatches(households, async (range, batch) => {
    await fill(workspace, assessed, ASSESSED, range);
    await workspace.run(
      `COPY (${EVIDENCE}) TO ${writePath(join(folder, HOUSEHOLDS_FOLDER, batchFile(batch)))} (${COLUMNAR})`,
      range,
    );
  });
  await make(workspace, register, REGISTER(orders));
}
