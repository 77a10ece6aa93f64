import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { Workspace } from '../workspace/duckdb.js';
import { paidElsewhereDifferences } from './paid-elsewhere.js';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-elsewhere-'));
  for (const part of ['audit', 'members']) mkdirSync(join(folder, part));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

type Lists = {
  readonly composition?: string;
  readonly notCounted?: string;
  /** Who is counted of the month; null: there is no such file. */
  readonly counted?: readonly string[] | null;
  /** Who is listed as paid elsewhere; null: there is no such file. */
  readonly elsewhere?: readonly string[] | null;
};

/** A run that paid household H its March late, for K1 and K2, and not for K3, who is paid in P. */
async function differences(lists: Lists): Promise<string[]> {
  const { composition = 'S.Sf+B1', notCounted = 'K3', counted = ['K1', 'K2'], elsewhere = ['K3'] } = lists;
  const paths = ['audit/arrears.csv'];
  writeFileSync(
    join(folder, 'audit/arrears.csv'),
    `household_id,origin_month,composition,not_counted\nH,2026-03,${composition},${notCounted}\nOLD,2026-03,,\n`,
  );
  const rows = (persons: readonly string[]) =>
    persons.map((person) => `('H', '2026-03', '${person}', true)`).join(', ');
  if (counted !== null) {
    paths.push('past-members.parquet');
    const head = `('H', '2026-03', 'HEAD', false)`;
    await workspace.run(
      `COPY (FROM (VALUES ${[head, ...(counted.length === 0 ? [] : [rows(counted)])].join(', ')}) t(household_id, period, person_id, counted))
       TO '${join(folder, 'past-members.parquet')}' (FORMAT parquet)`,
    );
  }
  if (elsewhere !== null) {
    paths.push('audit/paid-elsewhere.csv');
    const lines = elsewhere.map((person) => `H,2026-03,${person},P,NOT_COUNTED\n`);
    writeFileSync(
      join(folder, 'audit/paid-elsewhere.csv'),
      `household_id,month,person_id,paid_to,effect\n${lines.join('')}`,
    );
  }
  await workspace.run(`COPY (SELECT 'H' AS household_id, unnest(['HEAD', 'K1', 'K2', 'K3']) AS person_id)
    TO '${join(folder, 'members/0001.parquet')}' (FORMAT parquet)`);
  const manifest = { files: paths.map((path) => ({ path })) } as unknown as Manifest;
  return paidElsewhereDifferences(workspace, folder, manifest);
}

const MEMBERS = 'past-members.parquet: of 1 months, not the children of audit/arrears.csv';
const NAMES =
  'audit/arrears.csv: of 1 months, other children do not count than audit/paid-elsewhere.csv says';

describe('what a run says of persons who are paid elsewhere', () => {
  it.each<[string, Lists, string[]]>([
    ['agrees', {}, []],
    ['a composition of nobody', { composition: 'none', counted: [] }, []],
    ['a child too few', { counted: ['K1'] }, [MEMBERS]],
    ['a child too many', { composition: 'S' }, [MEMBERS]],
    ['no list of who was counted', { counted: null }, [MEMBERS]],
    ['nobody named in the arrears', { notCounted: '' }, [NAMES]],
    ['no list of who is paid elsewhere', { elsewhere: null }, [NAMES]],
    [
      'somebody else',
      { notCounted: 'K9', elsewhere: ['K9'] },
      ['audit/paid-elsewhere.csv: 1 persons are no members of their household'],
    ],
  ])('%s', async (_, lists, expected) => {
    expect(await differences(lists)).toEqual(expected);
  });
});
