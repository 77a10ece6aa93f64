import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { OperatorError } from '../domain/errors.js';
import { amount, sum, toText } from '../domain/money.js';
import { householdTotals, MANIFEST_FILE, type Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { recomputedDifferences } from './recompute.js';
import { sha256Of } from './sha256.js';
import { territoryDifferences } from './territory-differences.js';

/**
 * Proves a run from nothing but its folder: the manifest's seal, every file's hash, nothing added and nothing
 * missing; then the totals, recomputed from the register and from the order files, and the identities.
 * `differences` says in words what is not as it should be; none means proven.
 */
export type Verification = { readonly manifest: Manifest | null; readonly differences: readonly string[] };

export async function verifyRun(folder: string): Promise<Verification> {
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) return { manifest, differences: [problem] };
  try {
    const changed = await fileDifferences(folder, manifest);
    if (changed.length > 0) return { manifest, differences: changed };
    return {
      manifest,
      differences: [
        ...summaryDifferences(folder, manifest),
        ...(await recomputedDifferences(folder, manifest)),
      ],
    };
  } catch (error) {
    // The hashes fit and yet it cannot be read as a run: somebody sealed something else.
    if (error instanceof OperatorError) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return { manifest, differences: [`sealed, and yet no run that can be read: ${reason}`] };
  }
}

/** What of a folder is not as the manifest lists it, in words: files changed, missing, added or no plain files. */
export async function fileDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  return [...listDifferences(folder, manifest), ...(await hashDifferences(folder, manifest))];
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
    const path = join(folder, file.path);
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there?.isFile() !== true) continue; // said already; and a pipe or a device would be read for ever
    if (there.size !== file.bytes || (await sha256Of(path)) !== file.sha256)
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
  const { totals, residents } = manifest;
  const households = householdTotals(manifest);

  const bridge = read('audit/reconciliation-summary.csv');
  expect(
    bridge.map((row) => `${row.line} ${row.families} ${row.amount}`).join() ===
      [...manifest.bridge, ...(residents?.bridge ?? [])]
        .map((one) => `${one.line} ${one.families} ${one.amount}`)
        .join(),
    "audit/reconciliation-summary.csv is not the manifest's bridge",
  );
  const holds = (lines: Manifest['bridge'], net: string) =>
    toText(sum(lines.slice(0, -1).map((one) => amount(one.amount)))) === net && lines.at(-1)?.amount === net;
  expect(holds(manifest.bridge, households.net), 'bridge: prior total + effects is not the current total');
  expect(
    residents === undefined || holds(residents.bridge, residents.totals.net),
    'bridge of residents: prior total + effects is not the current total',
  );
  expect(
    read('audit/controls.csv')
      .map((row) => `${row.control} ${row.measured} ${row.status}`)
      .join() === manifest.controls.map((one) => `${one.control} ${one.measured} ${one.status}`).join(),
    "audit/controls.csv is not the manifest's",
  );
  const held = manifest.controls.some((control) => control.status === 'HOLD');
  expect(manifest.status === (held ? 'HOLD' : 'PASS'), 'the status is not what the controls say');
  differences.push(...territoryDifferences(read, manifest));
  expect(
    totalOf(read('audit/compositions.csv'), 'paid_total') === households.entitlement,
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
