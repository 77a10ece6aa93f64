import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { copyOf, expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/** `sarf verify` at the command line: how it is asked, and how it says yes and no. What it finds: src/verify. */
const folder = temporaryFolder('verify');
let world: World;

beforeAll(async () => {
  world = await worldIn(folder);
}, 60_000);

test('a run that is as it was sealed is proven', async () => {
  const run = world.september.folder;
  const ended = await sarf(['verify', run]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(
    /^proven: run [0-9a-f]{12} of 2026-09\n {2}\d+ files are as they were sealed; seal [0-9a-f]{64}\n {2}[\d,]+ orders of [\d,.]+ DH: register = order files = manifest\n$/,
  );
  expect(jsonOf(await sarf(['verify', run, '--json']))).toMatchObject({ proven: true, differences: [] });
});

test('the ledger is proven over all its released runs', async () => {
  const ended = await sarf(['verify', '--ledger', world.released]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^proven: the ledger and its 1 released run\n/);
  expect(jsonOf(await sarf(['verify', '--ledger', world.released, '--json']))).toMatchObject({
    proven: true,
    runs: 1,
  });
});

test('a changed byte is a difference, with exit 4 and the file named', async () => {
  const run = copyOf(world.september.folder, join(folder, 'changed'));
  appendFileSync(join(run, 'audit', 'controls.csv'), '\n');
  const ended = await sarf(['verify', run]);
  expect(ended.code).toBe(4);
  expect(ended.stdout).toMatch(/^NOT proven: .*changed\n {2}.*audit\/controls\.csv/);
  const told = jsonOf<{ proven: boolean; differences: string[] }>(await sarf(['verify', run, '--json']));
  expect(told.proven).toBe(false);
  expect(told.differences.join('\n')).toContain('audit/controls.csv');
});

test.each(['rules.yaml', 'configuration.yaml', 'audit/controls.csv', 'audit/indicators.csv'])(
  'with the ledger, every file of every released run is held against its seal: %s',
  async (file) => {
    const out = copyOf(world.released, join(folder, `changed-${file.replaceAll('/', '-')}`));
    appendFileSync(join(out, relative(world.released, world.september.folder), file), '\n');
    const ended = await sarf(['verify', '--ledger', out]);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain(`: ${file}: its bytes are not those that were sealed`);
  },
);

test.each([
  ['nothing', []],
  ['both a run and a ledger', ['a', '--ledger', 'b']],
])('%s is not enough, or too much', async (_, args) => {
  expectError(await sarf(['verify', ...args]), 2, /give either RUN_DIR, .* or --ledger OUT/);
});

test('files that other programs leave are passed over and told, in a proof and in a refusal', async () => {
  const run = copyOf(world.september.folder, join(folder, 'looked-into'));
  const left = ['.DS_Store', 'audit/._controls.csv', 'audit/.~lock.controls.csv#', 'audit/~$controls.csv'];
  for (const file of [...left, 'orders/Thumbs.db', 'orders/desktop.ini']) writeFileSync(join(run, file), 'x');
  const ended = await sarf(['verify', run]);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain(
    `  passed over, left by other programs: 6 files (${[...left, 'orders/Thumbs.db', 'orders/desktop.ini'].join(', ')})\n`,
  );
  expect(jsonOf(await sarf(['verify', run, '--json']))).toMatchObject({
    proven: true,
    passed_over: [...left, 'orders/Thumbs.db', 'orders/desktop.ini'],
  });
  writeFileSync(join(run, 'audit', 'controls (1).csv'), 'x');
  const added = await sarf(['verify', run]);
  expect(added.code).toBe(4);
  expect(added.stdout).toMatch(/audit\/controls \(1\)\.csv: is not in the manifest\n {2}passed over/);
});

test.each([
  ['controls.csv.bak', (at: string) => writeFileSync(at, 'x')],
  ['DS_Store', (at: string) => writeFileSync(at, 'x')],
  ['.DS_Store', (at: string) => mkdirSync(at)],
  ['Thumbs.db', (at: string) => symlinkSync('/etc/passwd', at)],
  ['.~lock.controls.csv', (at: string) => writeFileSync(at, 'x')],
  ['._', (at: string) => writeFileSync(at, 'x')],
])('anything else that is added is a difference: %s', async (name, add) => {
  const run = copyOf(world.september.folder, join(folder, `added-${name}`));
  add(join(run, 'audit', name));
  const ended = await sarf(['verify', run]);
  expect(ended.code).toBe(4);
  expect(ended.stdout).toContain(`  audit/${name}: is not in the manifest\n`);
});

test('a run is given by its id too; of another folder, the right command is named', async () => {
  const { folder: run } = world.september;
  const [id, month, out] = [basename(run), dirname(run), dirname(dirname(run))];
  expect((await sarf(['verify', id, '--out', out])).stdout).toMatch(/^proven: run/);
  expectError(
    await sarf(['verify', 'aaaaaaaaaaaa', '--out', out]),
    2,
    /no run of this id lies below .*--out/,
  );
  expectError(await sarf(['verify', month]), 2, new RegExp(`is the folder of a month.*sarf verify '?${run}`));
  expectError(await sarf(['verify', out]), 2, new RegExp(`sarf verify --ledger '?${out}`));
});

test('what is no folder, is no run', async () => {
  expectError(await sarf(['verify', join(folder, 'nowhere')]), 2, /nowhere: no such folder/);
});
