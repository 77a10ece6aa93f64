import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import type { PaidRun } from '../archive/open-run.js';
import { accountDigestSql } from '../domain/rib.js';
import { Workspace } from '../workspace/duckdb.js';
import { findAccountsPaid, openAccountsPaid } from './accounts-paid.js';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-accounts-'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
  await openAccountsPaid(workspace);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const account = (n: number) => String(n).padStart(24, '0');

/** A run that paid household A on account 1, and resident R on 2; B, on account 3, was not paid. */
async function run(digests: boolean): Promise<PaidRun> {
  for (const part of ['households', 'orders/BANQUE']) mkdirSync(join(folder, part), { recursive: true });
  const write = (path: string, select: string) =>
    workspace.run(`COPY (${select}) TO '${join(folder, path)}' (FORMAT parquet)`);
  const digest = digests ? `, ${accountDigestSql('account')} AS account_digest` : '';
  const homes = `(VALUES ('A', '${account(1)}', 'PAY', 'ASD-A'), ('B', '${account(3)}', 'HELD', NULL)) t(household_id, account, decision, order_id)`;
  const persons = `(VALUES ('R', '${account(2)}', 'PAY', 'ASD-R')) t(person_id, account, decision, order_id)`;
  await write('households/0001.parquet', `SELECT household_id${digest} FROM ${homes}`);
  await write('register.parquet', `SELECT household_id, decision, order_id FROM ${homes}`);
  await write('residents.parquet', `SELECT person_id, decision, order_id${digest} FROM ${persons}`);
  const orders = 'orders/BANQUE/2026-03-BANQUE-0001.csv';
  const columns = 'order_id,payee_id,account';
  writeFileSync(join(folder, orders), `${columns}\nASD-A,P,${account(1)}\nASD-R,R,${account(2)}\n`);
  const index = `file,provider,format,orders,total,sha256\n${orders},BANQUE,csv,2,1000.00,x\n`;
  writeFileSync(join(folder, 'orders/index.csv'), index);
  const paths = [
    'households/0001.parquet',
    'register.parquet',
    'residents.parquet',
    orders,
    'orders/index.csv',
  ];
  const files = paths.map((path) => ({ path, sha256: '', bytes: statSync(join(folder, path)).size }));
  return {
    folder,
    manifest: { files } as unknown as Manifest,
    opened: { as: 'a run', proof: 'size' },
    register: join(folder, 'register.parquet'),
    residents: join(folder, 'residents.parquet'),
    finals: null,
  } as unknown as PaidRun;
}

describe('the accounts that the month has paid', () => {
  it.each([
    ['by the digests that a run keeps', true],
    ['by its order files, where it is of a version that kept none', false],
  ])('%s', async (_, digests) => {
    const sought = `SELECT account FROM (VALUES ('${account(1)}'), ('${account(2)}'), ('${account(3)}'), ('${account(4)}')) t(account)`;
    await findAccountsPaid(workspace, [await run(digests)], sought);
    const found = await workspace.select('SELECT DISTINCT account FROM account_paid ORDER BY account');
    expect(found.map((row) => row.text('account'))).toEqual([account(1), account(2)]);
  });
});
