import { invariant } from '../../domain/errors.js';
import { type OrderIds, sameReferenceSql } from '../../domain/order-id.js';
import { alreadyPaid } from '../../tables/households.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { readParquet, sumText, type Workspace } from '../../workspace/duckdb.js';
import { GRANTS } from './components.js';
import { grantedOnce } from './prior.js';

/**
 * Whom the month has paid before a supplementary run, by its sealed registers; nobody before a regular one.
 * `already_paid` has their ids, `paid_household` their numbers among the extract's households. `reference_taken`
 * are households whose order would have the reference of an order that was sent: that of a household of the same
 * name and the run's suffix.
 */
const TABLES = [
  'CREATE TABLE paid_household (hid BIGINT)',
  'CREATE TABLE reference_taken (household_id VARCHAR)',
] as const;

const PAID = (registers: string) => `SELECT household_id FROM ${registers} WHERE decision = 'PAY'`;

const TWICE = 'SELECT count(*) - count(DISTINCT household_id) AS n FROM already_paid';

const IN_ORDER = `
  INSERT INTO paid_household
  SELECT hid FROM household WHERE household_id IN (FROM already_paid) ORDER BY hid`;

const TAKEN = (orders: OrderIds) => `
  INSERT INTO reference_taken
  SELECT household_id FROM (SELECT ${sameReferenceSql(orders, 'household_id')} AS household_id FROM already_paid)
  WHERE household_id IS NOT NULL`;

/**
 * To be called when the households are in order.
 * @param registers of the month's released runs; none before a regular run
 * @param orders what the order ids of the run begin and end with
 */
export async function loadAlreadyPaid(
  workspace: Workspace,
  registers: readonly string[],
  orders: OrderIds,
): Promise<void> {
  await makeEmpty(workspace, alreadyPaid);
  for (const table of TABLES) await workspace.run(table);
  if (registers.length === 0) return;
  await fill(workspace, alreadyPaid, PAID(readParquet(registers)));
  const twice = (await workspace.one(TWICE)).count('n');
  invariant(twice === 0, () => `${twice} households were paid twice in the month`);
  await workspace.run(IN_ORDER);
  await workspace.run(TAKEN(orders));
}

/** What registers paid in a province; `monthly` is without grants, text in dirhams. */
export type PaidInProvince = { readonly families: number; readonly monthly: string };

/** By province_code; a province without a family paid is left out. */
export async function paidByProvince(
  workspace: Workspace,
  registers: readonly string[],
  once: readonly string[],
): Promise<Map<string, PaidInProvince>> {
  if (registers.length === 0) return new Map();
  const granted = once.length === 0 ? '' : `LEFT JOIN (${grantedOnce(once)}) g USING (household_id)`;
  const rows = await workspace.select(`
    SELECT province_code, count(*) AS families, ${sumText(`net - (${GRANTS})${once.length === 0 ? '' : ' - coalesce(g.amount, 0)'}`)} AS monthly
    FROM ${readParquet(registers)} ${granted} WHERE decision = 'PAY' GROUP BY province_code ORDER BY province_code`);
  return new Map(
    rows.map((row) => [
      row.text('province_code'),
      { families: row.count('families'), monthly: row.text('monthly') },
    ]),
  );
}
