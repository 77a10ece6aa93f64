import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { jsonOf, type RunJson, runMonth, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/** `sarf runs` lists the runs with their states, totals and reasons. */
const folder = temporaryFolder('runs');
let world: World;
let held: RunJson;

/** September released, and October on hold, for its control.csv says something else. */
beforeAll(async () => {
  world = await worldIn(folder);
  writeFileSync(join(world.extracts, '2026-10', 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
  held = await runMonth(world.extracts, '2026-10', world.released, 3);
}, 60_000);

test('a line a run, under its heading', async () => {
  const { code, stdout } = await sarf(['runs', '--out', world.released]);
  expect(code).toBe(0);
  const [heading, ...rows] = stdout.trimEnd().split('\n');
  expect(heading).toBe('month       run           state         families            total DH  reason');
  expect(rows).toEqual([
    expect.stringMatching(new RegExp(`^2026-09     ${world.september.run_id}  RELEASED .* [\\d,.]+$`)),
    expect.stringMatching(new RegExp(`^2026-10     ${held.run_id}  ON HOLD  .* [\\d,.]+$`)),
  ]);
  for (const row of rows) expect(row).toHaveLength((heading as string).indexOf('  reason'));
});

test('a reason stands in its line, and --json has it', async () => {
  const reason = 'checked, note 14/2026';
  const out = ['--out', world.released];
  expect((await sarf(['release', held.run_id, '--reason', reason, ...out])).code).toBe(0);
  expect((await sarf(['runs', ...out])).stdout).toMatch(
    new RegExp(`^2026-10 .* RELEASED .*  ${reason}$`, 'm'),
  );
  expect(jsonOf<{ runs: unknown[] }>(await sarf(['runs', '--json', ...out])).runs).toEqual([
    expect.objectContaining({ period: '2026-09', state: 'RELEASED', reason: null }),
    expect.objectContaining({ period: '2026-10', state: 'RELEASED', reason }),
  ]);
});

test('a folder without a ledger has no run yet', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(await sarf(['runs', '--out', empty])).toMatchObject({ code: 0, stdout: 'no run yet\n' });
  expect(jsonOf(await sarf(['runs', '--out', empty, '--json']))).toEqual({ runs: [] });
});
