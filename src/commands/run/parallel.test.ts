import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { reseal } from '../../../fixtures/harness/forge.js';
import { registerRows } from '../../../fixtures/harness/parquet.js';
import {
  copyOf,
  expectError,
  jsonOf,
  type RunJson,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/** `sarf run --parallel`: what another system pays otherwise, household by household, and nothing is paid otherwise for it. */
const folder = temporaryFolder('parallel');
let world: World;
let alone: RunJson;

type Paid = {
  id: string;
  decision: string;
  reason: string;
  entitlement: number;
  arrears: number;
  net: number;
};
let register: Paid[];
type Other = { id: string; net: string; arrears?: string; recovery?: string };

const run = (out: string, ...args: string[]) =>
  sarf([
    ...['run', '--period', '2026-10', '--registry', join(world.extracts, '2026-10'), '--config', WIDE],
    ...['--out', out, '--json', ...args],
  ]);

beforeAll(async () => {
  world = await worldIn(folder);
  alone = jsonOf(await run(copyOf(world.released, join(folder, 'alone'))));
  const columns = ['household_id', 'decision', 'reason', 'entitlement', 'arrears', 'net'];
  register = (await registerRows(join(alone.folder, 'register.parquet'), columns)).map(
    ([id = '', decision = '', reason = '', entitlement, arrears, net]) => ({
      ...{
        id,
        decision,
        reason,
        entitlement: Number(entitlement),
        arrears: Number(arrears),
        net: Number(net),
      },
    }),
  );
}, 120_000);

const paid = (one: Paid) => one.decision === 'PAY';
const same = (): Other[] => register.filter(paid).map(({ id, net }) => ({ id, net: net.toFixed(2) }));
const plain = () => register.filter((one) => paid(one) && one.arrears === 0);

/** The other system's register, with some rows otherwise. */
function otherFile(name: string, rows: readonly Other[], parts = false): string {
  const file = join(folder, `${name}.csv`);
  const lines = rows.map(({ id, net, arrears = '', recovery = '' }) =>
    [id, net, ...(parts ? [arrears, recovery] : [])].join(','),
  );
  writeFileSync(file, `household_id,net${parts ? ',arrears,recovery' : ''}\n${lines.join('\n')}\n`);
  return file;
}

type Compared = RunJson & {
  parallel: {
    families: number;
    other_net: string;
    alike: number;
    causes: { cause: string; families: number }[];
  };
};

async function compare(name: string, rows: readonly Other[], parts = false): Promise<Compared> {
  const out = copyOf(world.released, join(folder, 'out', name));
  const ended = await run(out, '--parallel', otherFile(name, rows, parts));
  expect([0, 3], ended.stderr).toContain(ended.code);
  const made = jsonOf<Compared>(ended);
  const proven = await sarf(['verify', made.folder]);
  expect(proven.code, proven.stdout).toBe(0);
  return made;
}

const listed = (made: RunJson) =>
  readFileSync(join(made.folder, 'audit', 'parallel.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);

test('where both pay the same nothing is listed, and orders and controls are as without it', async () => {
  const made = await compare('same', same());
  expect(listed(made)).toEqual([]);
  expect(made.parallel).toMatchObject({ alike: same().length, families: same().length, causes: [] });
  expect(made.run_id).not.toBe(alone.run_id);
  expect(made.totals).toEqual(alone.totals);
  const controls = (one: RunJson) => readFileSync(join(one.folder, 'audit', 'controls.csv'), 'utf8');
  expect(controls(made)).toBe(controls(alone));
  const orders = (one: RunJson) => readFileSync(join(one.folder, 'orders', 'index.csv'), 'utf8');
  expect(orders(made)).toBe(orders(alone));
});

describe('each cause', () => {
  const with1 = (id: string, change: Partial<Other>) =>
    same().map((one) => (one.id === id ? { ...one, ...change } : one));
  const first = () => plain()[0] as Paid;
  const line = (id: string, cause: string, reason: string, net: number, other: number) =>
    expect.stringMatching(
      new RegExp(
        `^${id},[\\d.]*,${cause},${reason},${net.toFixed(2)},${other.toFixed(2)},${(net - other).toFixed(2)},`,
      ),
    );

  test('a household that one of the two alone pays', async () => {
    const { id, net } = first();
    const made = await compare('only', [
      ...same().filter((one) => one.id !== id),
      { id: 'ZZZ1', net: '500' },
    ]);
    expect(listed(made)).toEqual([
      line(id, 'ONLY_HERE', '', net, 0),
      line('ZZZ1', 'ONLY_THERE', 'NOT_IN_EXTRACT', 0, 500),
    ]);
  });

  test('a household that is held, and one that is excluded, here', async () => {
    const held = register.find((one) => one.decision === 'HELD') as Paid;
    const out = register.find((one) => one.decision === 'INELIGIBLE') as Paid;
    const made = await compare('held', [...same(), { id: held.id, net: '500' }, { id: out.id, net: '700' }]);
    const lines = [
      line(held.id, 'HELD', held.reason, 0, 500),
      line(out.id, 'ONLY_THERE', out.reason, 0, 700),
    ];
    expect(listed(made)).toEqual(held.id < out.id ? lines : lines.reverse());
  });

  test.each([
    ['0.99', 'ROUNDING'],
    ['1.00', 'ENTITLEMENT'],
  ])('a difference of %s is one of %s', async (more, cause) => {
    const { id, net } = first();
    const other = net + Number(more);
    const made = await compare(`less-${cause}`, with1(id, { net: other.toFixed(2) }));
    expect(listed(made)).toEqual([line(id, cause, '', net, other)]);
  });

  test('arrears that are the whole difference, where no parts are given', async () => {
    const owed = register.find((one) => paid(one) && one.arrears > 0) as Paid;
    const other = owed.net - owed.arrears;
    const made = await compare('arrears', with1(owed.id, { net: other.toFixed(2) }));
    expect(listed(made)).toEqual([line(owed.id, 'ARREARS', '', owed.net, other)]);
  });

  test.each<[part: string, change: (net: number) => Partial<Other>]>([
    ['ARREARS', (net) => ({ net: (net + 100).toFixed(2), arrears: '100' })],
    ['RECOVERY', (net) => ({ net: (net - 50).toFixed(2), recovery: '50' })],
    ['ENTITLEMENT', (net) => ({ net: (net + 100 - 30).toFixed(2), recovery: '30' })],
  ])('%s where the other system gives its parts', async (part, change) => {
    const { id, net } = first();
    const other = change(net);
    const rows = same().map((one) => {
      const own = register.find((row) => row.id === one.id);
      const arrears = own === undefined || own.arrears === 0 ? '' : own.arrears.toFixed(2);
      return one.id === id ? { ...one, ...other } : { ...one, arrears };
    });
    const made = await compare(`part-${part}`, rows, true);
    expect(listed(made)).toEqual([line(id, part, '', net, Number(other.net))]);
  });
});

test('people see the sums, and the same file again is the same run', async () => {
  const { id } = plain()[0] as Paid;
  const out = copyOf(world.released, join(folder, 'out', 'shown'));
  const file = otherFile(
    'shown',
    same().filter((one) => one.id !== id),
  );
  const args = [
    'run',
    '--period',
    '2026-10',
    '--registry',
    join(world.extracts, '2026-10'),
    '--config',
    WIDE,
  ];
  const { stdout } = await sarf([...args, '--out', out, '--parallel', file]);
  expect(stdout).toMatch(
    /Against the other system +families +DH\n {2}Paid there +\d+ +[\d,.]+\n {2}Paid here alone +1 +\+[\d,.]+\n {2}Paid the same +\d+\neach difference in audit\/parallel\.csv; it changes no payment\n/,
  );
  const again = await sarf([...args, '--out', out, '--parallel', file]);
  expect(again.stdout).toContain('already computed; nothing was rewritten');
});

test('a list that was changed and sealed again is found', async () => {
  const { id } = plain()[0] as Paid;
  const made = await compare(
    'forged',
    same().filter((one) => one.id !== id),
  );
  const path = join(made.folder, 'audit', 'parallel.csv');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('ONLY_HERE', 'ROUNDING'));
  reseal(made.folder);
  const ended = await sarf(['verify', made.folder]);
  expect(ended.code).toBe(4);
  expect(ended.stdout).toMatch(/audit\/parallel\.csv: the causes are not the manifest's/);
});

test.each<[what: string, content: string, said: RegExp]>([
  [
    'an amount that is none',
    'household_id,net\nH1,x\n',
    /--parallel: bad\.csv: column net: AMOUNT_INVALID in 1 row, the first on line 2, "x"/,
  ],
  ['a household twice', 'household_id,net\nH1,1\nH1,1\n', /household H1 stands twice/],
  ['no net', 'household_id\nH1\n', /column net is missing from the header/],
])('%s refuses the run', async (_, content, said) => {
  const file = join(folder, 'bad.csv');
  writeFileSync(file, content);
  const out = copyOf(world.released, join(folder, 'out', 'refused'));
  const ended = await run(out, '--parallel', file);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(said);
});

test('no file, and a supplementary run, are refused', async () => {
  expectError(await run(world.released, '--parallel', join(folder, 'none.csv')), 2, /no such file/);
  expectError(
    await run(world.released, '--parallel', otherFile('sup', same()), '--supplementary'),
    2,
    /leave it out of a supplementary run/,
  );
});
