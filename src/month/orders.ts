import type { OrderRun } from '../banks/formats/format-interface.js';
import { type ProviderFile, writeFiles } from '../banks/orders/orders.js';
import type { Programme } from '../programmes/programme.js';
import { text } from '../workspace/duckdb.js';

/**
 * Writes a programme's payment orders, in the register's order: files of its own, in the institution's format, so that
 * a paying institution reads all programmes alike. In place of a household it has the marked beneficiary.
 * Returns every file written, by institution in the configuration's order.
 */
export function writeOrders(run: OrderRun, programme: Programme): Promise<ProviderFile[]> {
  const { beneficiary, code, tables, payee, payable } = programme;
  const id = beneficiary.mark === '' ? '' : `${text(beneficiary.mark)} || `;
  return writeFiles(
    run,
    code,
    beneficiary.mark,
    (provider) => `
    SELECT order_id, ${id}${beneficiary.column} AS household_id, ${payee}, net AS amount
    FROM ${tables.register.name} WHERE ${payable} AND provider = ${text(provider)}`,
  );
}
