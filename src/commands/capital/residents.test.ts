import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { sha256 } from '../../../fixtures/harness/sha256.js';
import { manifestText, sealOf } from '../../archive/manifest.js';
import type { Json } from '../../domain/canonical.js';
import { verifyRun } from '../../verify/verify.js';
import { readPath, Workspace, writePath } from '../../workspace/duckdb.js';

/** Residents of care institutions at the command line: held, superseded, released; asked for; forged. */
const folder = temporaryFolder('residents');
const CASE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'cases', 'residents-majority');
const extracts = copyOf(CASE, join(folder, 'extracts'));
const first = join(folder, 'first');
let december: RunJson;

const runMonth = (period: string, out: string, from = extracts) =>
  sarf([...runArguments(from, period, out), '--config', WIDE, '--json']);
const capital = (person: string, out: string) => sarf(['capital', person, '--out', out, '--json']);

beforeAll(async () => {
  december = jsonOf(await runMonth('2025-12', first));
});

describe('sarf capital', () => {
  test('prints one object with every released month', async () => {
    expect(jsonOf(await capital('CHILD000001', first))).toEqual({
      person_id: 'CHILD000001',
      category: 'ORPHAN',
      paid: '500.00',
      guaranteed: '10000.00',
      missing: '9500.00',
      months: [
        {
          period: '2025-12',
          run_id: december.run_id,
          monthly_aid: '500.00',
          capital_topup: '0.00',
          cumulated: '500.00',
          missing: '9500.00',
        },
      ],
    });
  });

  test('refuses who was never paid, what is no person_id, and a folder without a ledger', async () => {
    expectError(
      await capital('CHILD000008', first),
      2,
      /CHILD000008: no released run has paid such a resident/,
    );
    expectError(await capital('child', first), 2, /child: no person_id/);
    expectError(await capital('CHILD000001', folder), 2, /there is no ledger here/);
  });
});

describe('what a run pays counts when it is released', () => {
  /** January with a control.csv that announces other rows: on hold. */
  function held(name: string, change: (residents: string) => string): string {
    const from = copyOf(extracts, join(folder, name));
    const residents = join(from, '2026-01', 'residents.csv');
    writeFileSync(residents, change(readFileSync(residents, 'utf8')));
    writeFileSync(join(from, '2026-01', 'control.csv'), 'file,rows\nresidents.csv,1\n');
    return from;
  }
  const paidTo = async (out: string) =>
    jsonOf<{ paid: string; months: { period: string }[] }>(await capital('CHILD000010', out));

  test('not while it is on hold, nor when another supersedes it; then what the released one paid', async () => {
    const out = copyOf(first, join(folder, 'superseded'));
    const one = await runMonth(
      '2026-01',
      out,
      held('one', (text) => text),
    );
    const two = await runMonth(
      '2026-01',
      out,
      held('two', (text) => text.replace(',100,BANQUE', ',99,BANQUE')),
    );
    expect([one.code, two.code]).toEqual([3, 3]);
    expect((await paidTo(out)).paid).toBe('400.00');
    const released = await sarf(['release', jsonOf(two).run_id, '--out', out, '--reason', 'counted']);
    expect(released.code, released.stderr).toBe(0);
    expect(await paidTo(out)).toMatchObject({ paid: '801.00', months: [{}, { period: '2026-01' }] });
  });

  test('residents left out of the extract: people are told, and so few hold nothing', async () => {
    const out = copyOf(first, join(folder, 'forgotten'));
    const from = copyOf(extracts, join(folder, 'forgotten-extract'));
    rmSync(join(from, '2026-01', 'residents.csv'));
    const limits = join(folder, 'limits.yaml');
    writeFileSync(limits, 'providers: [{ code: POSTE }, { code: BANQUE }]\n');
    const ended = await sarf([...runArguments(from, '2026-01', out), '--config', limits]);
    // Other limits than January's hold it, and nothing else.
    expect(ended.code).toBe(3);
    expect(ended.stdout.match(/HOLD \w+/g)).toEqual(['HOLD settings_unchanged']);
    expect(ended.stderr).toContain('no residents file in the extract: every resident paid last month leaves');
    expect(ended.stdout).toMatch(/WARN residents_change: 100 %, limit 5 % — 3,400.00 → 0.00/);
    expect(ended.stdout).toMatch(/Residents of care institutions {8}persons/);
  });
});

describe('residents*.csv that cannot serve', () => {
  test.each<[string, (text: string) => string, RegExp]>([
    ['without a column', (text) => text.replace('left_on', 'gone_on'), /column left_on is missing/],
    ['without a row', (text) => text.split('\n')[0] ?? '', /the residents files hold no row/],
    ['empty', () => '', /residents.csv: the file is empty/],
  ])('%s: refused', async (_, change, message) => {
    const from = copyOf(extracts, join(folder, 'refused'));
    const path = join(from, '2025-12', 'residents.csv');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    const out = join(folder, 'refused-out');
    expectError(await sarf([...runArguments(from, '2025-12', out), '--config', WIDE]), 2, message);
  });
});

describe('verify', () => {
  const copy = join(folder, 'forged');
  type Manifest = {
    files: { path: string; sha256: string; bytes: number }[];
    residents?: Record<string, Json>;
  };

  /** Seals a changed folder again, as a forger would. */
  function reseal(change: (manifest: Manifest) => void = () => undefined): void {
    const path = join(copy, 'manifest.json');
    const { seal: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Manifest & { seal: string };
    for (const file of manifest.files) {
      const bytes = readFileSync(join(copy, file.path));
      const index = join(copy, 'orders', 'index.csv');
      if (file.path !== 'orders/index.csv')
        writeFileSync(index, readFileSync(index, 'utf8').replace(file.sha256, sha256(bytes)));
      Object.assign(file, { sha256: sha256(bytes), bytes: bytes.length });
    }
    const index = manifest.files.find((file) => file.path === 'orders/index.csv');
    const bytes = readFileSync(join(copy, 'orders', 'index.csv'));
    Object.assign(index ?? {}, { sha256: sha256(bytes), bytes: bytes.length });
    change(manifest);
    const body = manifest as unknown as { [key: string]: Json };
    writeFileSync(path, manifestText({ ...body, seal: sealOf(body) }));
  }

  async function forge(select: string): Promise<void> {
    const path = join(copy, 'residents.parquet');
    const workspace = await Workspace.open(':memory:', folder, { memory: '1GB', threads: 1 });
    await workspace.run(`CREATE TABLE r AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`);
    await workspace.run(`COPY (${select}) TO ${writePath(path)} (FORMAT parquet)`);
    workspace.close();
  }
  const differences = async () => (await verifyRun(copy)).differences.join('\n');

  test('proves the run, and finds a changed byte of the residents’ files', async () => {
    copyOf(december.folder, copy);
    reseal();
    expect(await differences()).toBe('');
    for (const file of ['residents.parquet', 'audit/reconciliation-residents.csv']) {
      copyOf(december.folder, copy);
      appendFileSync(join(copy, file), '\n');
      expect(await differences()).toContain(`${file}: its bytes are not`);
    }
  });

  test.each([
    ['a net', "SELECT * REPLACE (CASE WHEN decision = 'PAY' THEN net + 1 ELSE net END AS net) FROM r"],
    [
      'an amount in all its columns',
      "SELECT * REPLACE (net + 1 AS net, monthly_aid + 1 AS monthly_aid, entitlement + 1 AS entitlement) FROM r WHERE decision = 'PAY' UNION ALL FROM r WHERE decision <> 'PAY' ORDER BY person_id",
    ],
    ['a decision', "SELECT * REPLACE ('PAY' AS decision) FROM r"],
    [
      'an order of 0.00',
      "SELECT * REPLACE (coalesce(order_id, 'ASD-202512-R-' || person_id) AS order_id) FROM r",
    ],
    ['two rows in each other’s place', 'FROM r ORDER BY person_id DESC'],
    ['a province', "SELECT * REPLACE ('01.051' AS province_code) FROM r"],
    ['a person left out', "FROM r WHERE person_id <> 'CHILD000001'"],
    ['an institution of payment', "SELECT * REPLACE ('POSTE' AS provider) FROM r"],
  ])('sealed again with another register of residents: %s', async (_, select) => {
    copyOf(december.folder, copy);
    await forge(select);
    reseal();
    expect(await differences()).not.toBe('');
  });

  test('a capital topped up to another sum than the next one’s', async () => {
    copyOf(december.folder, copy);
    await forge(`SELECT * REPLACE (
      CASE WHEN person_id IN ('CHILD000003', 'CHILD000009') THEN 500 ELSE paid_before END AS paid_before,
      CASE WHEN person_id = 'CHILD000003' THEN 1 ELSE capital_topup END AS capital_topup) FROM r`);
    reseal();
    expect(await differences()).toContain('a capital is topped up to another sum than the next');
  });

  test('sealed again without the residents’ part of the manifest, or with other figures in it', async () => {
    copyOf(december.folder, copy);
    reseal((manifest) => delete manifest.residents);
    expect(await differences()).toContain('disagree on whether the run has residents');
    copyOf(december.folder, copy);
    reseal((manifest) => Object.assign(manifest.residents ?? {}, { bridge: [] }));
    expect(await differences()).toContain("audit/reconciliation-summary.csv is not the manifest's bridge");
  });
});
