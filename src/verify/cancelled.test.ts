import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { Workspace } from '../workspace/duckdb.js';
import { cancelledDifferences } from './cancelled.js';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-cancelled-'));
  mkdirSync(join(folder, 'audit'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '500MB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true });
});

const FILE = 'audit/cancelled.csv';
const MANIFEST = { files: [{ path: FILE }], owed: { debts: { cancelled: '500.00' } } } as unknown as Manifest;

it.each([
  ['as the manifest says', '500.00', 'OTHER', []],
  ['less', '0.00', 'OTHER', []],
  ['more than the manifest says', '500.01', 'OTHER', ['more than the 500.00 of the manifest is cancelled']],
  ['and paid all the same', '500.00', 'H1', ['1 debts are paid as arrears']],
])('what a run cancels: %s', async (_, amount, paid, differences) => {
  const write = (file: string, ...lines: string[]) =>
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  write(
    FILE,
    'household_id,origin_month,cause,reason,original_order,amount,why',
    `H1,2026-01,HELD,,,${amount},NOTHING_DUE`,
  );
  write(
    'audit/arrears.csv',
    'household_id,origin_month,cause,original_order,amount',
    `${paid},2026-01,HELD,,500.00`,
    'H1,2026-02,HELD,,500.00',
  );
  const found = await cancelledDifferences(workspace, folder, MANIFEST);
  expect(found).toEqual(differences.map((one) => `${FILE}: ${one}`));
});
