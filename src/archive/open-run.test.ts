import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../files/sha256.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { MANIFEST_FILE, MANIFEST_FORMAT, type ManifestBody, manifestText, seal } from './manifest.js';
import { neededFile, openRun, type Proof, sealedFile, sealedFolder, sealedRows } from './open-run.js';

const out = mkdtempSync(join(tmpdir(), 'sarf-open-run-'));
const folder = join(out, '2026-01', '0123456789ab');
afterAll(() => rmSync(out, { recursive: true, force: true }));

const ROWS = 'indicator,value\nfamilies_paid,2\n';
let run: LedgerRun;

/** A run whose folder is sealed, with two files; what else `more` says of it. */
async function sealRun(more: Partial<ManifestBody> = {}): Promise<string> {
  const files = [];
  for (const path of ['audit/indicators.csv', 'members/0001.parquet']) {
    files.push({ path, sha256: await sha256Of(join(folder, path)), bytes: ROWS.length });
  }
  const body: ManifestBody = {
    ...{
      format: MANIFEST_FORMAT,
      programme: 'ASD',
      period: '2026-01',
      kind: 'regular',
      run_id: '0123456789ab',
    },
    ...{ prior: null, software: { name: 'sarf', version: '0.0.0' }, inputs: [], bridge: [], controls: [] },
    ...{ rules: { sha256: 'r' }, configuration: { sha256: 'c' }, status: 'PASS', files },
    counts: {
      ...{ households: 0, members: 0, quarantined_rows: 0, compositions: 0, above_usual_maximum: 0 },
      decisions: [],
    },
    totals: { entitlement: '0.00', arrears: '0.00', recovery: '0.00', net: '0.00', orders: 0 },
    ...more,
  };
  const manifest = seal(body);
  writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest));
  return manifest.seal;
}

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const below of ['audit', 'members']) mkdirSync(join(folder, below), { recursive: true });
  for (const path of ['audit/indicators.csv', 'members/0001.parquet'])
    writeFileSync(join(folder, path), ROWS);
  run = {
    ...{ runId: '0123456789ab', period: '2026-01', kind: 'regular', supplement: 0, state: 'RELEASED' },
    ...{ status: 'PASS', priorRunId: null, families: 0, netCentimes: 0, reason: null, seal: await sealRun() },
  };
});

const opened = (proof: Proof = 'hash') => openRun(out, run, { as: 'the prior run', proof });

describe('a run is opened when its folder bears the seal of the ledger', () => {
  it('and is read', async () => {
    expect(opened()).toMatchObject({ runId: run.runId, period: '2026-01', folder, seal: run.seal });
    expect(await sealedRows(opened(), 'audit/indicators.csv')).toEqual([
      { indicator: 'families_paid', value: '2' },
    ]);
  });

  it('and not one that was sealed again', async () => {
    await sealRun({ status: 'HOLD' });
    expect(() => opened()).toThrow(
      `${folder}: manifest.json bears another seal than the ledger's, it was sealed again; the prior run must be as it was sealed. Restore it (sarf verify shows the damage)`,
    );
  });

  it('nor one whose folder or manifest is gone', () => {
    rmSync(join(folder, MANIFEST_FILE));
    expect(() => opened()).toThrow('manifest.json is missing; the prior run must be');
    rmSync(folder, { recursive: true });
    expect(() => opened()).toThrow('the folder is missing; the prior run must be');
  });
});

describe('a file of it is proven', () => {
  const path = join(folder, 'audit/indicators.csv');

  it('by every byte, or by its size', async () => {
    writeFileSync(path, ROWS.replace('2', '3'));
    expect(await sealedFile(opened('size'), 'audit/indicators.csv')).toBe(path);
    await expect(sealedFile(opened('hash'), 'audit/indicators.csv')).rejects.toThrow(
      /indicators\.csv has changed/,
    );
    appendFileSync(path, 'more');
    await expect(sealedFile(opened('size'), 'audit/indicators.csv')).rejects.toThrow(
      /indicators\.csv has changed/,
    );
  });

  it('and missed when it was sealed', async () => {
    rmSync(path);
    await expect(sealedRows(opened(), 'audit/indicators.csv')).rejects.toThrow(/indicators\.csv is missing/);
    expect(await sealedRows(opened(), 'audit/overrides.csv')).toBeNull();
    await expect(neededFile(opened(), 'register.parquet')).rejects.toThrow('is not in its manifest');
  });

  it('in a folder that holds no other', async () => {
    expect(await sealedFolder(opened(), 'members')).toBe(join(folder, 'members'));
    writeFileSync(join(folder, 'members', '0002.parquet'), ROWS);
    await expect(sealedFolder(opened(), 'members')).rejects.toThrow(
      'members holds files that were not sealed',
    );
  });
});
