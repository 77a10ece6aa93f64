import { join } from 'node:path';
import type { Configuration, Provider } from '../config/load.js';
import type { Day, Period } from '../domain/period.js';
import { text, type Workspace, writePath } from '../workspace/duckdb.js';
import { cut, type ProviderFile } from './orders.js';

/**
 * Payment orders of residents of care institutions: files of their own beside the households', with the same
 * columns, so that a paying institution reads both alike. In place of a household stands R- and the person's id.
 */
export async function writeResidentOrders(
  workspace: Workspace,
  configuration: Configuration,
  period: Period,
  executionDate: Day,
  folder: string,
  scratch: string,
): Promise<ProviderFile[]> {
  const files: ProviderFile[] = [];
  for (const provider of configuration.providers) {
    const source = join(scratch, `residents-${provider.code}.csv`);
    await workspace.run(`COPY (${ordersOf(provider, configuration, period, executionDate)})
      TO ${writePath(source)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
    files.push(...(await cut(provider, period, folder, source, 'R-')));
  }
  return files;
}

/** One order for every resident with an amount to pay, to the account in the resident's name. */
function ordersOf(
  provider: Provider,
  configuration: Configuration,
  period: Period,
  executionDate: Day,
): string {
  const { programme, currency } = configuration;
  return `SELECT order_id, ${text(period)} AS period, provider, 'R-' || person_id AS household_id,
      person_id AS payee_id, name AS payee_name, 'ACCOUNT' AS channel, account, net AS amount,
      ${text(currency)} AS currency, ${text(executionDate)} AS execution_date,
      ${text(`${programme} ${period} R-`)} || person_id AS remittance
    FROM resident_register WHERE order_id IS NOT NULL AND provider = ${text(provider.code)}`;
}
