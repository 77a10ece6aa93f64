import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectError,
  jsonOf,
  makeExtracts,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';

/** A disk that fills up, for real: a small file system in memory. Only the superuser may make one. */
const folder = temporaryFolder('full-disk');
const disk = join(folder, 'disk');
const extracts = join(folder, 'extracts');
const configuration = join(folder, 'sarf.yaml');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0;
afterAll(() => mounted && spawnSync('umount', [disk]));
let seal: string;

const out = join(disk, 'out');
const september = (to: string) => [
  ...runArguments(extracts, '2026-09', to),
  '--config',
  configuration,
  '--json',
];

beforeAll(async () => {
  if (!mounted) return;
  makeExtracts(extracts, 4000, 1);
  // One institution has all the orders, so that they take more room than anything before or after them.
  writeFileSync(configuration, 'providers: [{ code: POSTE }]\nlimits: { held_households: 1 }\n');
  const undisturbed = await sarf(september(join(folder, 'undisturbed')));
  seal = jsonOf(undisturbed).seal;
});

describe('the disk fills up', () => {
  const CASES: [stage: string, leave: number][] = [
    ['read members …', 0],
    ['read members …', 100_000],
    ['members in order …', 0],
    ['register …', 0],
    ['orders …', 4096],
    ['orders …', 290_000],
    ['controls and audit …', 30_000],
    ['publish …', 0],
  ];
  for (const [stage, leave] of CASES) {
    test(`at "${stage}", with ${leave} bytes left`, async (context) => {
      if (!mounted) return context.skip('a file system cannot be mounted here');
      const ended = await sarf(september(out), { fault: { stage, act: 'fill', path: disk, leave } });
      expectError(ended, 1, /the disk is full: nothing was published/);
      expect(readdirSync(out).sort()).toEqual(['ledger.sqlite', 'run.lock']);
      rmSync(join(disk, 'filler'));
      const again = await sarf(september(out));
      expect(again.code, again.stderr).toBe(0);
      expect(jsonOf(again).seal).toBe(seal);
      expect((await sarf(['verify', jsonOf(again).folder])).code).toBe(0);
      rmSync(out, { recursive: true });
    });
  }

  test('before the first byte', async (context) => {
    if (!mounted) return context.skip('a file system cannot be mounted here');
    const fault = { act: 'fill', path: disk, leave: 0, stage: 'note:' } as const;
    expectError(await sarf(runArguments(extracts, '2026-09', out), { fault }), 1, /the disk is full/);
    rmSync(join(disk, 'filler'));
    rmSync(out, { recursive: true, force: true });
    await runMonth(extracts, '2026-09', out);
  });
});
