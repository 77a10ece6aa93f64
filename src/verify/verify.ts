import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { fileDifferences, passedOver } from '../archive/file-differences.js';
import { householdTotals, type Manifest } from '../archive/manifest.js';
import { readManifest } from '../archive/read-manifest.js';
import { OperatorError, unreadable } from '../domain/errors.js';
import { amount, sum, toText } from '../domain/money.js';
import { openingDifferences } from './opening.js';
import { recomputedDifferences } from './recompute.js';
import { territoryDifferences } from './territory-differences.js';

/**
 * The proof of a run. `differences`: what is wrong, a line of text each; none means proven. `manifest` is null when
 * it cannot be read. `passedOver`: files of the folder that programs left there and that are not the run's.
 */
export type Verification = {
  readonly manifest: Manifest | null;
  readonly differences: readonly string[];
  readonly passedOver: readonly string[];
};

/**
 * Proves a run from its folder alone: the manifest's seal, the hash of every file, no file added or missing; then the
 * totals, computed again from the register and the order files, and the identities.
 */
export async function verifyRun(folder: string): Promise<Verification> {
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) return { manifest, differences: [problem], passedOver: [] };
  const others = { passedOver: passedOver(folder, manifest) };
  try {
    const changed = await fileDifferences(folder, manifest);
    if (changed.length > 0) return { manifest, differences: changed, ...others };
    return {
      manifest,
      differences:
        manifest.kind === 'opening'
          ? await openingDifferences(folder, manifest)
          : [...summaryDifferences(folder, manifest), ...(await recomputedDifferences(folder, manifest))],
      ...others,
    };
  } catch (error) {
    // The hashes agree and the folder still cannot be read as a run: somebody sealed something else.
    const refusal = error instanceof OperatorError ? error : unreadable(error);
    if (refusal !== null) throw refusal;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return {
      manifest,
      differences: [`the hashes agree, but the folder cannot be read as a run: ${reason}`],
      ...others,
    };
  }
}

/** How many earlier months the run's control says could not be proved; it is there where there are any. */
function toldUnproved({ controls }: Manifest): number {
  const found = controls.find((one) => one.control === 'without_history' && one.status === 'WARN');
  return Number(found?.measured ?? '0');
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
      [...manifest.bridge, ...(residents?.bridge ?? []), ...(manifest.finals?.bridge ?? [])]
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
  expect(
    toldUnproved(manifest) === (manifest.without_history?.length ?? 0),
    'the control without_history does not tell the earlier months that could not be proved',
  );
  differences.push(...territoryDifferences(read, manifest));
  expect(
    totalOf(read('audit/compositions.csv'), 'paid_total') === households.entitlement,
    'audit/compositions.csv does not add up to the entitlement total',
  );
  for (const [file, { sha256 }] of [
    ['rules.yaml', manifest.rules],
    ['configuration.yaml', manifest.configuration],
  ] as const) {
    const kept = manifest.files.find((one) => one.path === file);
    expect(
      kept === undefined || kept.sha256 === sha256,
      `${file} is not the file that the manifest says the run was computed with`,
    );
  }
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
