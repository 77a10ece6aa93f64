import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { Workspace } from '../workspace/duckdb.js';
import { countedNowhereDifferences } from './counted-nowhere.js';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-nowhere-'));
  for (const part of ['audit', 'members']) mkdirSync(join(folder, part));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A run that computed March of households OLD and HOME; HOME lists KID now, and was counted for PAID. */
it.each<[string, string, string[]]>([
  ['left, and lives elsewhere', 'OLD,2026-03,KID,HOME', []],
  ['left, and lives nowhere', 'OLD,2026-03,GONE,', []],
  ['is paid for', 'OLD,2026-03,PAID,HOME', ['are paid the month by the run']],
  ['is paid for in another month', 'OLD,2026-02,PAID,HOME', []],
  ['did not leave', 'HOME,2026-03,KID,', ['are members of the household that they left']],
  ['lives somewhere else', 'OLD,2026-03,KID,OTHER', ['are no members of the household that they live in']],
])('%s', async (_, line, expected) => {
  writeFileSync(
    join(folder, 'audit/counted-nowhere.csv'),
    `household_id,month,person_id,lives_in\n${line}\n`,
  );
  await workspace.run(`COPY (SELECT 'HOME' AS household_id, unnest(['KID', 'PAID']) AS person_id)
    TO '${join(folder, 'members/0001.parquet')}' (FORMAT parquet)`);
  await workspace.run(`COPY (SELECT 'HOME' AS household_id, '2026-03' AS period, 'PAID' AS person_id, true AS counted)
    TO '${join(folder, 'past-members.parquet')}' (FORMAT parquet)`);
  const files = ['audit/counted-nowhere.csv', 'past-members.parquet'].map((path) => ({ path }));
  const found = await countedNowhereDifferences(workspace, folder, { files } as unknown as Manifest);
  expect(found.map((one) => one.replace(/^.*: \d+ children /, ''))).toEqual(expected);
});

it('a run without such children has no file', async () => {
  expect(await countedNowhereDifferences(workspace, folder, { files: [] } as unknown as Manifest)).toEqual(
    [],
  );
});

it.each<[string, string, number]>([
  ['of a child that is listed', 'OLD,2026-03,KID,HOME,BIRTH_FIRST,2000.00', 0],
  ['of another month', 'OLD,2026-02,KID,HOME,BIRTH_FIRST,2000.00', 1],
])('has grants %s', async (_, line, expected) => {
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  write('audit/counted-nowhere.csv', 'household_id,month,person_id,lives_in\nOLD,2026-03,KID,HOME\n');
  write('audit/grants-not-made.csv', `household_id,month,person_id,lives_in,grant,amount\n${line}\n`);
  await workspace.run(`COPY (SELECT 'HOME' AS household_id, 'KID' AS person_id)
    TO '${join(folder, 'members/0001.parquet')}' (FORMAT parquet)`);
  const files = ['audit/counted-nowhere.csv', 'audit/grants-not-made.csv'].map((path) => ({ path }));
  const found = await countedNowhereDifferences(workspace, folder, { files } as unknown as Manifest);
  expect(found).toHaveLength(expected);
});
