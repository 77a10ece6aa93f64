import { mkdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration, Provider } from '../config/load.js';
import type { Day, Period } from '../domain/period.js';
import { text, type Workspace, writePath } from '../workspace/duckdb.js';
import { type OrderFile, splitOrders } from './split.js';

/**
 * Payment orders: one for every household decided PAY, in files of its institution. The same money can never
 * travel under two references: the order_id is the month's and the household's.
 */
export const ORDER_COLUMNS = [
  'order_id',
  'period',
  'provider',
  'household_id',
  'payee_id',
  'payee_name',
  'channel',
  'account',
  'amount',
  'currency',
  'execution_date',
  'remittance',
] as const;

export type ProviderFile = OrderFile & { readonly provider: string; readonly format: string };

/** What every order_id of a month begins with: "ASD-202609-". */
export function orderPrefix(programme: string, period: Period): string {
  return `${programme}-${period.replace('-', '')}-`;
}

/**
 * Writes `orders/<PROVIDER>/…csv` below `folder` from table `register`, in the order of household_id.
 * Returns every file written, by institution in the configuration's order.
 */
export async function writeOrders(
  workspace: Workspace,
  configuration: Configuration,
  period: Period,
  executionDate: Day,
  folder: string,
  scratch: string,
): Promise<ProviderFile[]> {
  const files: ProviderFile[] = [];
  let splitting: Promise<void> = Promise.resolve();
  for (const provider of configuration.providers) {
    const source = join(scratch, `orders-${provider.code}.csv`);
    await workspace.run(`COPY (${ordersOf(provider, configuration, period, executionDate)})
      TO ${writePath(source)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
    // The engine goes on with the next institution while this one's file is cut.
    await splitting;
    splitting = cut(provider, period, folder, source).then((cutFiles) => {
      files.push(...cutFiles);
    });
    splitting.catch(() => undefined); // awaited above and below
  }
  await splitting;
  return files;
}

/** Cuts an institution's orders into its files. `mark` stands before the number in their names. */
export async function cut(
  provider: Provider,
  period: Period,
  folder: string,
  source: string,
  mark = '',
): Promise<ProviderFile[]> {
  const { size } = await stat(source);
  if (size > 0) await mkdir(join(folder, 'orders', provider.code), { recursive: true, mode: 0o700 });
  const nameOf = (nth: number) =>
    `orders/${provider.code}/${period}-${provider.code}-${mark}${String(nth).padStart(4, '0')}.csv`;
  const files = await splitOrders(source, ORDER_COLUMNS.join(','), provider.maxOrders, nameOf, (name) =>
    join(folder, name),
  );
  await unlink(source);
  return files.map((file) => ({ ...file, provider: provider.code, format: provider.format }));
}

/** The institution's orders. Every constant is the configuration's, checked when that was read. */
function ordersOf(
  provider: Provider,
  configuration: Configuration,
  period: Period,
  executionDate: Day,
): string {
  const { programme, currency } = configuration;
  return `SELECT order_id, ${text(period)} AS period, provider, household_id, payee_id, payee_name, channel,
      nullif(account, '') AS account,
      net AS amount, ${text(currency)} AS currency, ${text(executionDate)} AS execution_date,
      ${text(`${programme} ${period} `)} || household_id AS remittance
    FROM register WHERE decision = 'PAY' AND provider = ${text(provider.code)}`;
}
