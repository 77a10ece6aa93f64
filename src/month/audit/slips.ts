import { basename, join } from 'node:path';
import { slipFile } from '../../archive/folders.js';
import type { ProviderFile } from '../../banks/orders/orders.js';
import { amount, sum, toText } from '../../domain/money.js';
import { type Cell, writeCsv } from '../../files/write-csv.js';
import type { FileRows } from '../computed.js';

const COLUMNS = ['file', 'format', 'orders', 'total', 'currency', 'execution_date', 'sha256'] as const;

/** What all orders of a run have in common. */
type Terms = { readonly currency: string; readonly executionDate: string };

/**
 * Writes the transfer slip of each institution that has orders: what an officer prints, signs and sends with the
 * files, and what the institution checks them against. A line a file, in the order of orders/index.csv, under the
 * name that the institution receives; amounts in dirhams. The last line is their total.
 * @returns the slips, with their lines
 */
export async function writeSlips(
  files: readonly ProviderFile[],
  terms: Terms,
  folder: string,
): Promise<FileRows[]> {
  const slips: FileRows[] = [];
  for (const provider of new Set(files.map((file) => file.provider))) {
    const rows = slipRows(
      files.filter((file) => file.provider === provider),
      terms,
    );
    await writeCsv(join(folder, slipFile(provider)), COLUMNS, rows);
    slips.push([slipFile(provider), rows.length]);
  }
  return slips;
}

/** The lines of an institution's slip. */
export function slipRows(own: readonly ProviderFile[], { currency, executionDate }: Terms): Cell[][] {
  const totalOf = (some: readonly ProviderFile[]) =>
    toText(sum(some.map((file) => amount(String(file.centimes)))).dividedBy(100));
  const orders = own.reduce((n, file) => n + file.orders, 0);
  return [
    ...own.map((file) => [
      basename(file.file),
      file.format,
      file.orders,
      totalOf([file]),
      currency,
      executionDate,
      file.sha256,
    ]),
    ['TOTAL', '', orders, totalOf(own), currency, executionDate, ''],
  ];
}
