import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { extractOfHouses, type House } from '../../../fixtures/worlds/houses.js';
import { reform } from '../../../fixtures/worlds/reform.js';
import { writePlain } from '../../../fixtures/worlds/write-extract.js';

/** `sarf simulate` as it is typed: what it prints, what it writes, what it refuses. */
const folder = temporaryFolder('simulate');
const out = join(folder, 'out');

const HOUSES: readonly House[] = [
  { id: 'FLAT', province: '09.001', children: [] }, // 500
  { id: 'ONE', province: '06.181', children: [{ birth: '2024-01-01', marks: '' }] }, // 300 + 200 to the floor
];

beforeAll(async () => {
  writePlain(join(folder, '2026-03'), extractOfHouses(HOUSES));
  const ended = await sarf([...runArguments(folder, '2026-03', out), '--config', WIDE, '--json']);
  expect(ended.code, ended.stderr).toBe(0);
});

const simulating = (rules: string, ...more: string[]) =>
  sarf(['simulate', '--period', '2026-03', '--rules', rules, '--out', out, ...more]);

type Simulated = {
  answer: string;
  not_recomputed: string[];
  differences: unknown[];
  next_difference: string | null;
  total: { change: string; winners: { families: number; amount: string } };
  by: Record<string, { key: string; label: string; before: string; after: string }[]>;
};

test('--json prints one object', async () => {
  const ended = await simulating(reform(folder, 'json', { flat_rate: ['2026-03', '1700'] }), '--json');
  expect(ended.code, ended.stderr).toBe(0);
  const one = jsonOf<Simulated>(ended);
  expect(one).toMatchObject({ answer: 'AMOUNTS', next_difference: null });
  expect(one.differences).toEqual([
    {
      parameter: 'flat_rate',
      label: 'Monthly aid of a household without a paid child',
      unit: 'MAD',
      before: { value: '500', from: '2023-12', reference: 'Law 58-23', assumed: null },
      after: { value: '1700', from: '2026-03', reference: 'draft decree', assumed: null },
    },
  ]);
  expect(one.total).toMatchObject({ change: '1200.00', winners: { families: 1, amount: '1200.00' } });
  expect(Object.keys(one.by)).toEqual(['component', 'region', 'province', 'family_type', 'children_paid']);
  expect(one.by.province).toMatchObject([
    { key: '06.181', label: 'El Jadida', before: '500.00', after: '500.00' },
    { key: '09.001', label: 'Agadir-Ida-Ou-Tanane', before: '500.00', after: '1700.00' },
  ]);
});

test('a month of other rules than the built-in ones is compared with those that the run kept, or with --base-rules', async () => {
  const own = reform(folder, 'own', { flat_rate: ['2026-02', '550'] });
  const other = join(folder, 'other');
  const run = await sarf([...runArguments(folder, '2026-03', other), '--config', WIDE, '--rules', own]);
  expect(run.code, run.stderr).toBe(0);
  const args = ['simulate', '--period', '2026-03', '--out', other, '--json'];
  const rules = reform(folder, 'next', { flat_rate: ['2026-03', '600'] });
  const ended = await sarf([...args, '--rules', rules]);
  expect((await sarf([...args, '--rules', rules, '--base-rules', own])).stdout).toBe(ended.stdout);
  expect(jsonOf<Simulated>(ended)).toMatchObject({
    differences: [{ before: { value: '550', from: '2026-02' }, after: { value: '600', from: '2026-03' } }],
    total: { change: '50.00' },
  });
});

test("a month of an earlier version's built-in rules is compared with those, which need not be given", async () => {
  const earlier = join(import.meta.dirname, '..', '..', 'rules', 'built-in', '0.1.0.yaml');
  const old = join(folder, 'earlier');
  const run = await sarf([...runArguments(folder, '2026-03', old), '--config', WIDE, '--rules', earlier]);
  expect(run.code, run.stderr).toBe(0);
  const args = ['simulate', '--period', '2026-03', '--out', old, '--json'];
  const ended = await sarf([...args, '--rules', reform(folder, 'draft', { flat_rate: ['2026-03', '600'] })]);
  expect(ended.code, ended.stderr).toBe(0);
  expect(jsonOf<Simulated>(ended)).toMatchObject({
    differences: [
      // The earlier rules did not have it.
      { parameter: 'severe_disability_counts_as_schooled', before: null, after: { value: 'true' } },
      { before: { value: '500', from: '2023-12' }, after: { value: '600', from: '2026-03' } },
    ],
    total: { change: '100.00' },
  });
});

describe('for people', () => {
  test('what differs, the answer, and every line with separators and names', async () => {
    const rules = reform(folder, 'people', { flat_rate: ['2026-03', '1700'] });
    const { stdout } = await simulating(rules);
    expect(stdout).toMatch(/flat_rate +500 \(from 2023-12\) +→ 1700 \(from 2026-03\)/);
    expect(stdout).toContain("only amounts change: the month's compositions, priced again");
    expect(stdout).toMatch(/^ {2}Casablanca-Settat +1 +500\.00 +500\.00 +\+0\.00 +0 +0$/m);
    expect(stdout).toMatch(/^ {2}Souss-Massa +1 +500\.00 +1,700\.00 +\+1,200\.00 +1 +0$/m);
    expect(stdout).toMatch(/^ {2}above 500\.00 more +1 +\+1,200\.00$/m);
  });

  test('a reform dated later is not taken for one without effect', async () => {
    const { stdout } = await simulating(reform(folder, 'later', { flat_rate: ['2027-01', '700'] }));
    expect(stdout).toContain("later.yaml has the run's own parameters in 2026-03: nothing changes");
    expect(stdout).toContain('the rules differ in 2027-01: --as-of 2027-01 prices them as they stand then');
  });

  test('--csv writes every breakdown, readable by its owner alone, and each adds up', async () => {
    const file = join(folder, 'reform.csv');
    expect(
      (await simulating(reform(folder, 'csv', { flat_rate: ['2026-03', '700'] }), '--csv', file)).code,
    ).toBe(0);
    const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
    for (const breakdown of [
      'total',
      'component',
      'region',
      'province',
      'family_type',
      'children_paid',
      'change',
    ]) {
      const changes = rows.filter((row) => row.breakdown === breakdown).map((row) => Number(row.change));
      expect(
        changes.reduce((a, b) => a + b, 0),
        breakdown,
      ).toBe(200);
    }
  });
});

describe('refused, with nothing written', () => {
  const rules = () => reform(folder, 'refused', { flat_rate: ['2026-03', '700'] });
  const cases: Record<string, { args: () => string[]; message: RegExp }> = {
    'a month that has no run': {
      args: () => ['--period', '2026-04', '--rules', rules()],
      message: /2026-04: no run of this month is released; sarf runs --out .* lists/,
    },
    'no month': {
      args: () => ['--period', '2026', '--rules', rules()],
      message: /--period: "2026" is no month/,
    },
    'no month for --as-of': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--as-of', 'soon'],
      message: /--as-of: "soon" is no month/,
    },
    'a month before the rules': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--as-of', '2023-11'],
      message: /no rule is in force in 2023-11/,
    },
    'no such rules file': {
      args: () => ['--period', '2026-03', '--rules', join(folder, 'none.yaml')],
      message: /none\.yaml: no such rules file/,
    },
    'rules that are not complete': {
      args: () => {
        writeFileSync(join(folder, 'part.yaml'), 'programme: ASD\ntitle: part\nparameters: {}\n');
        return ['--period', '2026-03', '--rules', join(folder, 'part.yaml')];
      },
      message: /part\.yaml: parameters\.child_first_ranks_schooled: is missing/,
    },
    'other base rules than the run has': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--base-rules', rules()],
      message: /refused\.yaml: not the rules that run [0-9a-f]{12} of 2026-03 was computed with/,
    },
    'no ledger': {
      args: () => {
        mkdirSync(join(folder, 'empty'), { recursive: true });
        return ['--period', '2026-03', '--rules', rules(), '--out', join(folder, 'empty')];
      },
      message: /there is no ledger here/,
    },
    'no such folder': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--out', join(folder, 'nowhere')],
      message: /nowhere: no such folder/,
    },
    'a sheet among the sealed runs': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--csv', join(out, '2026-03', 'x.csv')],
      message: /--csv: .*x\.csv: is in the folder of runs and ledger/,
    },
    'a sheet that exists already': {
      args: () => {
        writeFileSync(join(folder, 'there.csv'), '');
        return ['--period', '2026-03', '--rules', rules(), '--csv', join(folder, 'there.csv')];
      },
      message: /there\.csv: exists already; give another name/,
    },
    'a sheet in no folder': {
      args: () => ['--period', '2026-03', '--rules', rules(), '--csv', join(folder, 'no', 'x.csv')],
      message: /--csv: .* is no folder/,
    },
  };
  test.each(Object.entries(cases))('%s', async (_, { args, message }) => {
    const before = picture(out);
    const given = args();
    expectError(
      await sarf(['simulate', ...(given.includes('--out') ? [] : ['--out', out]), ...given]),
      2,
      message,
    );
    expect(picture(out)).toEqual(before);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });
});

describe('a released run that is not as it was sealed is not simulated', () => {
  const MEMBERS = { age_child: ['2026-03', '18'] } as const;
  const damages: Record<string, { change: (run: string) => void; message: RegExp }> = {
    'a register that changed': {
      change: (run) => appendFileSync(join(run, 'register.parquet'), ' '),
      message: /register\.parquet has changed; the released run must be as it was sealed/,
    },
    'members that are gone': {
      change: (run) => rmSync(join(run, 'members', '0001.parquet')),
      message: /members\/0001\.parquet is missing/,
    },
    'members that nobody sealed': {
      change: (run) =>
        copyFileSync(join(run, 'members', '0001.parquet'), join(run, 'members', '0002.parquet')),
      message: /members holds files that were not sealed/,
    },
    'households that changed': {
      change: (run) => appendFileSync(join(run, 'households', '0001.parquet'), ' '),
      message: /households\/0001\.parquet has changed/,
    },
    'another manifest': {
      change: (run) => writeFileSync(join(run, 'manifest.json'), '{}'),
      message: /manifest\.json is not written as it was sealed/,
    },
    'no folder': { change: (run) => rmSync(run, { recursive: true }), message: /the folder is missing/ },
  };
  test.each(Object.entries(damages))('%s', async (_, { change, message }) => {
    const copy = copyOf(out, join(folder, 'damaged'));
    const [run = ''] = readdirSync(join(copy, '2026-03'));
    change(join(copy, '2026-03', run));
    const args = ['simulate', '--period', '2026-03', '--rules', reform(folder, 'damaged', MEMBERS)];
    expectError(await sarf([...args, '--out', copy]), 2, message);
  });
});
