import { RESIDENT_MARK, residentSql } from '../../domain/beneficiary.js';
import { text } from '../../workspace/duckdb.js';
import type { OrderRun } from '../formats/format.js';
import { type ProviderFile, writeFiles } from './orders.js';

/**
 * Payment orders of residents of care institutions: files of their own beside the households', in the same
 * formats. The marked id of the person takes the place of the household's. One order for every resident with an amount to pay, to the account in the resident's name.
 */
export function writeResidentOrders(run: OrderRun): Promise<ProviderFile[]> {
  return writeFiles(
    run,
    'residents',
    RESIDENT_MARK,
    (provider) => `
    SELECT order_id, ${residentSql('person_id')} AS household_id, person_id AS payee_id, name AS payee_name,
      'ACCOUNT' AS channel, account, net AS amount
    FROM resident_register WHERE order_id IS NOT NULL AND provider = ${text(provider)}`,
  );
}
