import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Manifest } from '../archive/manifest.js';
import { amount, sum, toText } from '../domain/money.js';
import type { Workspace } from '../workspace/duckdb.js';

/** An order file, as orders/index.csv lists it. */
type Indexed = { readonly file: string; readonly provider: string; readonly format: string };

const COLUMNS = 'file,format,orders,total,currency,execution_date,sha256';

/**
 * Checks the transfer slips: each institution with order files has one, and its lines are those files, as the
 * manifest, the index and the orders themselves say. Needs the orders (table order_read). Runs of versions that wrote
 * no slips have none at all. Returns the differences.
 */
export async function slipDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const slips = manifest.files
    .map((file) => file.path)
    .filter((path) => /^orders\/[^/]+\/slip\.csv$/.test(path));
  if (slips.length === 0) return [];
  const index = parse(readFileSync(join(folder, 'orders/index.csv')), { columns: true }) as Indexed[];
  const terms = await termsOfFiles(workspace);
  const differences: string[] = [];
  const providers = [...new Set(index.map((one) => one.provider))];
  for (const provider of providers) {
    const path = `orders/${provider}/slip.csv`;
    if (!slips.includes(path)) {
      differences.push(`${path}: is missing, and there are orders for ${provider}`);
      continue;
    }
    const own = index.filter((one) => one.provider === provider);
    const expected = linesOf(own, manifest, terms);
    const found = readFileSync(join(folder, path), 'utf8').split('\n');
    for (const [i, line] of [COLUMNS, ...expected, ''].entries())
      if (found[i] !== line)
        differences.push(`${path}: line ${i + 1} is ${shown(found[i])}, the order files say ${shown(line)}`);
    if (found.length > expected.length + 2) differences.push(`${path}: has lines after its total`);
  }
  for (const path of slips)
    if (!providers.some((provider) => path === `orders/${provider}/slip.csv`))
      differences.push(`${path}: there are no orders for this institution`);
  return differences;
}

const shown = (line: string | undefined) => (line === undefined || line === '' ? 'missing' : `"${line}"`);

/** Path → the currency and the execution date of its orders, "MAD,2026-09-30"; several are joined by "/". */
async function termsOfFiles(workspace: Workspace): Promise<ReadonlyMap<string, string>> {
  const rows = await workspace.select(
    `SELECT file, string_agg(DISTINCT currency, '/' ORDER BY currency) AS currency,
       string_agg(DISTINCT execution_date, '/' ORDER BY execution_date) AS execution_date
     FROM order_read GROUP BY file`,
  );
  return new Map(
    rows.map((row) => [
      row.text('file'),
      `${row.textOrNull('currency') ?? ''},${row.textOrNull('execution_date') ?? ''}`,
    ]),
  );
}

/** The lines that an institution's slip must have below its header. */
function linesOf(own: readonly Indexed[], manifest: Manifest, terms: ReadonlyMap<string, string>): string[] {
  const files = own.map(({ file, format }) => {
    const sealed = manifest.files.find((one) => one.path === file);
    return {
      ...{ name: basename(file), format, terms: terms.get(file) ?? ',' },
      ...{ orders: sealed?.orders ?? 0, total: sealed?.total ?? '0.00', sha256: sealed?.sha256 ?? '' },
    };
  });
  const orders = files.reduce((n, one) => n + one.orders, 0);
  const total = toText(sum(files.map((one) => amount(one.total))));
  return [
    ...files.map((one) => `${one.name},${one.format},${one.orders},${one.total},${one.terms},${one.sha256}`),
    `TOTAL,,${orders},${total},${files[0]?.terms ?? ','},`,
  ];
}
