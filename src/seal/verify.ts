import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { amount, sum, toText } from '../domain/money.js';
import { readPath, text, Workspace } from '../workspace/duckdb.js';
import { MANIFEST_FILE, type Manifest, type ManifestFile } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { sha256Of } from './sha256.js';

/**
 * Proves a run from nothing but its folder: the manifest's seal, every file's hash, nothing added and nothing
 * missing; then the totals, recomputed from the register and from the order files, and the identities.
 * `differences` says in words what is not as it should be; none means proven.
 */
export type Verification = { readonly manifest: Manifest | null; readonly differences: readonly string[] };

export async function verifyRun(folder: string): Promise<Verification> {
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) return { manifest, differences: [problem] };
  const changed = [...listDifferences(folder, manifest), ...(await hashDifferences(folder, manifest))];
  if (changed.length > 0) return { manifest, differences: changed };
  return {
    manifest,
    differences: [...summaryDifferences(folder, manifest), ...(await recomputed(folder, manifest))],
  };
}

/** Files and folders that are missing, added or no plain files. */
function listDifferences(folder: string, manifest: Manifest): string[] {
  const listed = new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.path)]);
  const folders = new Set([...listed].flatMap(parents));
  folders.add('orders');
  const differences: string[] = [];
  const present = new Set<string>();
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      present.add(path);
      if (entry.isDirectory() && folders.has(path)) walk(path);
      else if (!listed.has(path)) differences.push(`${path}: is not in the manifest`);
      else if (!entry.isFile()) differences.push(`${path}: is no plain file`);
    }
  };
  walk('');
  for (const path of listed) if (!present.has(path)) differences.push(`${path}: is missing`);
  return differences;
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

async function hashDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  const differences: string[] = [];
  for (const file of manifest.files) {
    const hash = await sha256Of(join(folder, file.path)).catch(() => null);
    if (hash !== null && hash !== file.sha256)
      differences.push(`${file.path}: its bytes are not those that were sealed`);
  }
  return differences;
}

/** The small files against the manifest: bridge, controls, index, territory, compositions. */
function summaryDifferences(folder: string, manifest: Manifest): string[] {
  const differences: string[] = [];
  const expect = (holds: boolean, difference: string): void => {
    if (!holds) differences.push(difference);
  };
  const read = (path: string) =>
    parse(readFileSync(join(folder, path)), { columns: true }) as Record<string, string>[];
  const totalOf = (rows: readonly Record<string, string>[], column: string) =>
    toText(sum(rows.map((row) => amount(row[column] ?? ''))));
  const { totals } = manifest;

  const bridge = read('audit/reconciliation-summary.csv');
  expect(
    bridge.map((row) => `${row.line} ${row.families} ${row.amount}`).join() ===
      manifest.bridge.map((one) => `${one.line} ${one.families} ${one.amount}`).join(),
    "audit/reconciliation-summary.csv is not the manifest's bridge",
  );
  expect(
    totalOf(bridge.slice(0, -1), 'amount') === totals.net && bridge.at(-1)?.amount === totals.net,
    'bridge: prior total + effects is not the current total',
  );
  expect(
    read('audit/controls.csv')
      .map((row) => `${row.control} ${row.measured} ${row.status}`)
      .join() === manifest.controls.map((one) => `${one.control} ${one.measured} ${one.status}`).join(),
    "audit/controls.csv is not the manifest's",
  );
  const held = manifest.controls.some((control) => control.status === 'HOLD');
  expect(manifest.status === (held ? 'HOLD' : 'PASS'), 'the status is not what the controls say');
  expect(
    totalOf(read('audit/territory.csv'), 'net') === totals.net,
    'audit/territory.csv does not add up to the net total',
  );
  expect(
    totalOf(read('audit/compositions.csv'), 'paid_total') === totals.entitlement,
    'audit/compositions.csv does not add up to the entitlement total',
  );
  const index = read('orders/index.csv');
  const orderFiles = manifest.files.filter((file) => file.orders !== undefined);
  expect(
    index
      .map((row) => `${row.file} ${row.orders} ${row.total} ${row.sha256}`)
      .sort()
      .join() ===
      orderFiles
        .map((file) => `${file.path} ${file.orders} ${file.total} ${file.sha256}`)
        .sort()
        .join(),
    "orders/index.csv is not the manifest's list of order files",
  );
  expect(totalOf(index, 'total') === totals.net, 'orders/index.csv does not add up to the net total');
  return differences;
}

/** Totals and identities computed again by the engine, from the register and the order files alone. */
async function recomputed(folder: string, manifest: Manifest): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'sarf-verify-'));
  try {
    const workspace = await Workspace.open(':memory:', scratch, { memory: '2GB', threads: 2 });
    try {
      const register = await registerDifferences(workspace, join(folder, 'register.parquet'), manifest);
      const orders = await orderDifferences(workspace, folder, manifest);
      return [...register, ...orders, ...(await reconciliationDifferences(workspace, folder, manifest))];
    } finally {
      workspace.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function registerDifferences(
  workspace: Workspace,
  path: string,
  manifest: Manifest,
): Promise<string[]> {
  await workspace.run(
    `CREATE VIEW register AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`,
  );
  const prefix = `${manifest.programme}-${manifest.period.replace('-', '')}-`;
  const faults: Readonly<Record<string, string>> = {
    'a household stands twice or out of order': 'household_id <= before',
    'an entitlement is not the sum of its components':
      'entitlement IS DISTINCT FROM child_allowance + disability_supplement + floor_topup + flat_rate + birth_grant + school_grant',
    'a net is not entitlement + arrears − recovery where paid, and 0 elsewhere':
      "net IS DISTINCT FROM CASE WHEN decision = 'PAY' THEN entitlement + arrears - recovery ELSE 0 END",
    'an order_id is not the month and household of its row': `order_id IS DISTINCT FROM CASE WHEN decision = 'PAY' THEN ${text(prefix)} || household_id END`,
  };
  const columns = Object.values(faults).map((fault, i) => `count(*) FILTER (${fault}) AS fault_${i}`);
  const row = await workspace.one(
    `SELECT ${columns.join(', ')} FROM (SELECT *, lag(household_id) OVER () AS before FROM register)`,
  );
  const differences = Object.keys(faults)
    .map((fault, i) => ({ fault, count: row.count(`fault_${i}`) }))
    .filter(({ count }) => count > 0)
    .map(({ fault, count }) => `register.parquet: ${fault} (${count} rows)`);
  const decisions = await workspace.select(`
    SELECT decision, reason, count(*) AS households,
      CAST(CAST(coalesce(sum(entitlement), 0) AS DECIMAL(18,2)) AS VARCHAR) AS entitlement
    FROM register GROUP BY decision, reason ORDER BY decision, reason`);
  const counted = decisions.map(
    (one) =>
      `${one.text('decision')} ${one.text('reason')} ${one.count('households')} ${one.text('entitlement')}`,
  );
  const listed = manifest.counts.decisions.map(
    (one) => `${one.decision} ${one.reason} ${one.households} ${one.entitlement}`,
  );
  if (counted.join() !== listed.join())
    differences.push("register.parquet: the decisions are not the manifest's");
  const sums = await workspace.one(`
    SELECT ${(['entitlement', 'arrears', 'recovery', 'net'] as const)
      .map((column) => `CAST(CAST(coalesce(sum(${column}), 0) AS DECIMAL(18,2)) AS VARCHAR) AS ${column}`)
      .join(', ')} FROM register WHERE decision = 'PAY'`);
  for (const column of ['entitlement', 'arrears', 'recovery', 'net'] as const) {
    if (sums.text(column) === manifest.totals[column]) continue;
    differences.push(
      `register.parquet: ${column} adds up to ${sums.text(column)}, the manifest says ${manifest.totals[column]}`,
    );
  }
  return differences;
}

/** Every PAY row has exactly one order, of its amount and institution, and no order is without a row. */
async function orderDifferences(workspace: Workspace, folder: string, manifest: Manifest): Promise<string[]> {
  const files = manifest.files.filter((file) => file.orders !== undefined);
  await workspace.run(
    'CREATE TABLE orders (file VARCHAR, order_id VARCHAR, provider VARCHAR, household_id VARCHAR, amount VARCHAR)',
  );
  for (const file of files) await workspace.run(readOrders(folder, file));
  const differences: string[] = [];
  const byFile = new Map(
    (
      await workspace.select(`SELECT file, count(*) AS orders,
        CAST(CAST(sum(CAST(amount AS DECIMAL(12,2))) AS DECIMAL(18,2)) AS VARCHAR) AS total FROM orders GROUP BY file`)
    ).map((row) => [row.text('file'), `${row.count('orders')} orders of ${row.text('total')}`]),
  );
  for (const file of files) {
    const listed = `${file.orders} orders of ${file.total}`;
    const read = byFile.get(file.path) ?? 'no order';
    if (read !== listed) differences.push(`${file.path}: holds ${read}, the manifest says ${listed}`);
  }
  const row = await workspace.one(`
    SELECT count(*) FILTER (o.household_id IS NULL) AS unordered, count(*) FILTER (r.household_id IS NULL) AS unknown,
      count(*) FILTER (o.order_id <> r.order_id OR o.provider <> r.provider OR CAST(o.amount AS DECIMAL(12,2)) <> r.net) AS other,
      count(o.order_id) - count(DISTINCT o.order_id) AS repeated
    FROM (FROM register WHERE decision = 'PAY') r FULL JOIN orders o ON o.household_id = r.household_id`);
  const faults = {
    unordered: 'households to pay are in no order file',
    unknown: 'orders belong to no household to pay',
    other: 'orders differ from the register in reference, institution or amount',
    repeated: 'orders bear a reference that another bears',
  } as const;
  for (const [fault, what] of Object.entries(faults)) {
    if (row.count(fault) > 0) differences.push(`orders: ${row.count(fault)} ${what}`);
  }
  return differences;
}

function readOrders(folder: string, file: ManifestFile): string {
  return `INSERT INTO orders SELECT ${text(file.path)}, order_id, provider, household_id, amount
    FROM read_csv(${readPath(join(folder, file.path))}, header = true, all_varchar = true, delim = ',', quote = '"',
      escape = '"', new_line = '\\n', strict_mode = true, hive_partitioning = false)`;
}

/** The listed changes, and those of the households they do not list (whose delta is 0), make the whole change. */
async function reconciliationDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const row = await workspace.one(`
    SELECT CAST(CAST(coalesce(sum(CAST(delta AS DECIMAL(12,2))), 0) AS DECIMAL(18,2)) AS VARCHAR) AS delta,
      count(*) FILTER (CAST(net AS DECIMAL(12,2)) - CAST(prior_net AS DECIMAL(12,2)) <> CAST(delta AS DECIMAL(12,2))) AS wrong,
      count(*) FILTER (class IN ('INCREASED', 'DECREASED') AND CAST(delta AS DECIMAL(12,2))
        <> CAST(rules_effect AS DECIMAL(12,2)) + CAST(registry_effect AS DECIMAL(12,2)) + CAST(time_effect AS DECIMAL(12,2))
          + CAST(one_off_effect AS DECIMAL(12,2)) + CAST(adjustment_effect AS DECIMAL(12,2))) AS unexplained
    FROM read_csv(${readPath(join(folder, 'audit/reconciliation.csv'))}, header = true, all_varchar = true, delim = ',',
      hive_partitioning = false)`);
  const differences: string[] = [];
  const prior = manifest.bridge.find((entry) => entry.line === 'PRIOR_TOTAL')?.amount ?? '0.00';
  const expected = toText(amount(manifest.totals.net).minus(amount(prior)));
  if (row.text('delta') !== expected) {
    differences.push(
      `audit/reconciliation.csv: deltas add up to ${row.text('delta')}, the total changed by ${expected}`,
    );
  }
  if (row.count('wrong') > 0)
    differences.push(`audit/reconciliation.csv: ${row.count('wrong')} deltas are not net − prior`);
  if (row.count('unexplained') > 0) {
    differences.push(
      `audit/reconciliation.csv: ${row.count('unexplained')} deltas are not the sum of their effects`,
    );
  }
  return differences;
}
