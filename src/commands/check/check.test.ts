import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/** `sarf check` judges an extract as a run would, and neither ledger nor runs are other after it. */
const folder = temporaryFolder('check');
let world: World;
beforeAll(async () => {
  world = await worldIn(folder);
}, 120_000);

type Checked = {
  period: string;
  status: string;
  before: string | null;
  folder: string;
  figures: { figure: string; now: string; before: string | null; change: string | null }[];
  controls: unknown[];
};

type Made = { status: string; folder: string; controls: unknown[]; totals: { net: string } };

const check = (extract: string, out: string, ...args: string[]) =>
  sarf(['check', extract, '--config', WIDE, '--out', out, ...args]);
const withoutCheck = (out: string) =>
  Object.fromEntries(
    Object.entries(picture(out)).filter(([path]) => path !== 'check' && !path.startsWith('check/')),
  );
const read = (checked: Checked, name: string) => readFileSync(join(checked.folder, name), 'utf8');

describe('the month after the last released one', () => {
  test('has the figures, controls and quarantine of the run that follows, and leaves all else as it is', async () => {
    const october = join(world.extracts, '2026-10');
    const before = withoutCheck(world.released);
    const ended = await check(october, world.released, '--json');
    const checked = jsonOf<Checked>(ended);
    expect(withoutCheck(world.released)).toEqual(before);
    expect(readdirSync(join(world.released, 'check')).sort()).toEqual(['2026-10', 'run.lock']);

    const out = copyOf(world.released, join(folder, 'run'));
    const run = await sarf([
      ...['run', '--period', '2026-10', '--registry', october, '--config', WIDE, '--out', out, '--json'],
    ]);
    const made = jsonOf<Made>(run);
    const netOf = (one: unknown) => (one as Made).totals.net;
    expect(ended.code).toBe(run.code);
    expect(checked).toMatchObject({ period: '2026-10', before: '2026-09', status: made.status });
    expect(checked.controls).toEqual(made.controls);
    for (const name of ['quarantine.csv', 'controls.csv', 'reconciliation.csv'])
      expect(read(checked, name), name).toBe(readFileSync(join(made.folder, 'audit', name), 'utf8'));
    const net = checked.figures.find(({ figure }) => figure === 'total to pay');
    expect(net).toMatchObject({ now: netOf(made), before: netOf(world.september) });
    expect(read(checked, 'figures.csv')).toContain(`total to pay,${netOf(made)},${netOf(world.september)},`);
  });

  test('is told to people, with the run to be made; a second check takes the place of the first', async () => {
    const left = join(world.released, 'check', '2026-10', 'left.txt');
    writeFileSync(left, 'x');
    const { stdout, code } = await check(join(world.extracts, '2026-10'), world.released);
    expect([0, 3]).toContain(code);
    expect(stdout).toMatch(/2026-10 {2}check, no run is made {2}would/);
    expect(stdout).toMatch(
      / 2026-10 +2026-09 +change\n +household rows +\d+ +\d+ +[+-]?\d+\n|household rows +\d+/,
    );
    expect(stdout).toContain(
      `sarf run --period 2026-10 --registry ${join(world.extracts, '2026-10')} --config ${WIDE}`,
    );
    expect(existsSync(left)).toBe(false);
  });
});

describe('before the first month', () => {
  test('needs --period, makes no ledger, and compares with nothing', async () => {
    const out = join(folder, 'first');
    const september = join(world.extracts, '2026-09');
    expectError(
      await check(september, out),
      2,
      /first: no month is released yet; name the month with --period/,
    );
    const checked = jsonOf<Checked>(await check(september, out, '--period', '2026-09', '--json'));
    expect(checked.before).toBeNull();
    expect(checked.figures.every(({ before, change }) => before === null && change === null)).toBe(true);
    expect(readdirSync(out)).toEqual(['check']);
    const run = await sarf([
      ...['run', '--period', '2026-09', '--registry', september, '--config', WIDE, '--out', out, '--json'],
    ]);
    const net = checked.figures.find(({ figure }) => figure === 'total to pay');
    expect(net?.now).toBe(jsonOf<Made>(run).totals.net);
  });
});

describe('what a run would refuse', () => {
  test('is refused in the same line, and nothing is left', async () => {
    const extract = join(folder, 'broken');
    mkdirSync(extract, { recursive: true });
    writeFileSync(join(extract, 'households.xlsx'), 'x');
    const out = copyOf(world.released, join(folder, 'refused'));
    rmSync(join(out, 'check'), { recursive: true, force: true });
    expectError(await check(extract, out), 2, /broken: households\.xlsx is a workbook; save it as CSV UTF-8/);
    expect(withoutCheck(out)).toEqual(picture(out));
    expectError(
      await check(join(world.extracts, '2026-09'), out, '--period', '2026-09'),
      2,
      /2026-09 is released already/,
    );
  });
});
