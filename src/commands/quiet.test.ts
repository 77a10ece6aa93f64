import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { copyOf, jsonOf, runArguments, sarf, temporaryFolder } from '../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../fixtures/harness/world.js';

/** What is said where nobody sits before a terminal: under cron and systemd, and to programs. */
const folder = temporaryFolder('quiet');
let world: World;

beforeAll(async () => {
  world = await worldIn(folder);
}, 60_000);

/** As cron runs it: no terminal, and nothing that asks for stages. */
const CRON = { environment: { SARF_PROGRESS: '' } };

test('without a terminal there are no lines of stages, and SARF_PROGRESS=lines gives them', async () => {
  const args = runArguments(world.extracts, '2026-09', join(folder, 'stages'));
  const ended = await sarf(args, CRON);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain('RELEASED');
  expect(ended.stderr).toBe('note: no --config: the built-in demonstration configuration is used\n');
  expect((await sarf(args, { environment: { SARF_PROGRESS: 'lines' } })).stderr).toMatch(/^.* …$/m);
});

test('--quiet says a released month in one line, and nothing on standard error', async () => {
  const out = copyOf(world.released, join(folder, 'good'));
  const ended = await sarf([...runArguments(world.extracts, '2026-09', out), '--quiet'], CRON);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^ASD 2026-09 run [0-9a-f]{12} RELEASED, \d+ families, [\d,]+\.\d\d DH\n$/);
  const { run_id: id } = world.september;
  const released = await sarf(['release', id, '--out', out, '--quiet']);
  expect(released).toMatchObject({ code: 0, stderr: '' });
  expect(released.stdout).toMatch(new RegExp(`^2026-09 run ${id} RELEASED, \\d+ families, [\\d,.]+ DH\n$`));
  const settled = await sarf(['settle', '2026-09', '--out', out, '--quiet']);
  expect(settled.stdout).toMatch(new RegExp(`^2026-09 settled: run ${id}, \\d+ orders of .* DH, .*\n$`));
});

test('--quiet of a month on hold: one line, and one block on standard error, which cron sends', async () => {
  const out = join(folder, 'on hold');
  const strict = join(folder, 'strict.yaml');
  writeFileSync(strict, 'programme: ASD\nproviders: [{ code: POSTE, name: Poste }]\nbudget: "1.00"\n');
  const args = [...runArguments(world.extracts, '2026-09', out), '--config', strict, '--quiet'];
  const ended = await sarf(args, CRON);
  expect(ended.code, ended.stderr).toBe(3);
  expect(ended.stdout).toMatch(/^ASD 2026-09 run [0-9a-f]{12} ON HOLD, \d+ families, [\d,.]+ DH\n$/);
  expect(ended.stderr).toMatch(
    /^ASD 2026-09 run \w+ ON HOLD.*: a person decides\nControls +\d+ of \d+ passed\n( {2}(HOLD|WARN) .*\n)+Files .*\nSeal .*\nNext +look into .*budget \(manifest\.json\).*; then .* sarf release \w{12} --reason "…" --out '.*on hold'\n$/,
  );
});

test('--quiet of what is refused: the error alone', async () => {
  const ended = await sarf(['settle', '2031-01', '--out', world.released, '--quiet']);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^sarf: 2031-01: no run of this month is released; sarf runs --out .*\n$/);
});

test.each([
  ['a state', ['settle', '2031-01', '--out', 'OUT', '--json']],
  ['a folder that is missing', ['runs', '--out', 'NOWHERE', '--json']],
  ['an option that is none', ['runs', '--outt', 'OUT', '--json']],
  ['an argument that is missing', ['release', '--json']],
  ['a value that is none', ['settle', '2026-13', '--out', 'OUT', '--json']],
])('under --json, what is refused is one object on standard output: %s', async (_, args) => {
  const given = args.map((arg) => ({ OUT: world.released, NOWHERE: join(folder, 'nowhere') })[arg] ?? arg);
  const ended = await sarf(given);
  expect(ended.code).toBe(2);
  const { error } = jsonOf<{ error: { exit_code: number; messages: string[] } }>(ended);
  expect(error.exit_code).toBe(2);
  expect(error.messages).toHaveLength(1);
  expect(ended.stderr).toContain(`sarf: ${error.messages[0]}\n`);
});

test('without --json, and for help, there is no such object', async () => {
  expect((await sarf(['settle', '2031-01', '--out', world.released])).stdout).toBe('');
  expect((await sarf(['settle', '--help', '--json'])).stdout).toMatch(/^Usage: sarf settle/);
});
