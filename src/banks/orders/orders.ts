import { mkdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from '../../config/providers.js';
import { FOLDER_MODE } from '../../domain/modes.js';
import { writePath } from '../../workspace/duckdb.js';
import type { OrderRun, Writing } from '../formats/format-interface.js';
import { orderFormat } from '../formats/formats.js';
import { type OrderFile, splitOrders } from './split.js';

/**
 * Payment orders: one for everybody who is paid, in files of its institution, in the institution's
 * format.
 */
export type ProviderFile = OrderFile & { readonly provider: string; readonly format: string };

/**
 * Writes every institution's files of the payments that `paymentsTo` selects: columns order_id, household_id,
 * payee_id, payee_name, channel, account (null where none is given) and amount. `mark` comes before the number
 * in the files' names.
 */
export async function writeFiles(
  run: OrderRun,
  name: string,
  mark: string,
  paymentsTo: (provider: string) => string,
): Promise<ProviderFile[]> {
  const { workspace, configuration, scratch } = run;
  const files: ProviderFile[] = [];
  let splitting: Promise<void> = Promise.resolve();
  for (const provider of configuration.providers) {
    const source = join(scratch, `${name}-${provider.code}`);
    const writing = await orderFormat(provider.format).write(paymentsTo(provider.code), provider, run);
    await workspace.run(`COPY (${writing.query}) TO ${writePath(source)} (${writing.options})`);
    // The engine goes on with the next institution while this one's file is cut.
    await splitting;
    splitting = cut(run, provider, writing, source, mark).then((cutFiles) => {
      files.push(...cutFiles);
    });
    splitting.catch(() => undefined); // awaited above and below
  }
  await splitting;
  return files;
}

/** Cuts an institution's orders into its files. */
async function cut(
  { folder, period, supplement }: OrderRun,
  { code, format, maxOrders }: Provider,
  { layout }: Writing,
  source: string,
  mark: string,
): Promise<ProviderFile[]> {
  const { extension } = orderFormat(format);
  const { size } = await stat(source);
  if (size > 0) await mkdir(join(folder, 'orders', code), { recursive: true, mode: FOLDER_MODE });
  // Two files of a month never have the same name, whatever run they are of.
  const run = supplement === 0 ? '' : `S${supplement}-`;
  const nameOf = (nth: number) =>
    `orders/${code}/${period}-${code}-${run}${mark}${String(nth).padStart(4, '0')}.${extension}`;
  const files = await splitOrders(source, layout, maxOrders, nameOf, (name) => join(folder, name));
  await unlink(source);
  return files.map((file) => ({ ...file, provider: code, format }));
}
