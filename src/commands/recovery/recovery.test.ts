import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CASES } from '../../../fixtures/harness/case.js';
import {
  expectError,
  jsonOf,
  runReport,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';

/** `sarf recovery` decides on what a household has to pay back. Its months: the golden case "adjustments". */
const out = join(temporaryFolder('recovery'), 'out');
const recovery = (...args: string[]) => sarf(['recovery', ...args, '--out', out]);

beforeAll(async () => {
  const registry = ['--registry', join(CASES, 'adjustments', '2026-01')];
  const ended = await sarf([
    'run',
    '--period',
    '2026-01',
    ...registry,
    '--config',
    WIDE,
    '--out',
    out,
    '--json',
  ]);
  expect(runReport(ended)?.state, ended.stderr).toBe('RELEASED');
}, 60_000);

test('is paused, resumed and written off; each decision says the state and the balance', async () => {
  const paused = await recovery('pause', 'REC-1', '--reason', 'appeal 3/2026');
  expect(paused.stdout).toMatch(/^recovery REC-1 of RECOVER-1000: PAUSED, balance [\d,.]+ DH\n$/);
  const resumed = await recovery('resume', 'REC-1', '--reason', ' appeal refused ', '--json');
  expect(jsonOf(resumed)).toMatchObject({
    recovery_id: 'REC-1',
    household_id: 'RECOVER-1000',
    state: 'OPEN',
    reason: 'appeal refused',
  });
  const off = await recovery('write-off', 'REC-1', '--reason', 'decision 8/2026');
  expect(off.stdout).toMatch(/: WRITTEN_OFF, balance /);
});

test('an unknown action, recovery or reason is refused', async () => {
  expectError(
    await recovery('forget', 'REC-1', '--reason', 'x'),
    2,
    /'forget' is invalid.*Allowed choices are pause, resume, write-off/,
  );
  expectError(await recovery('pause', 'NOBODY', '--reason', 'x'), 2, /NOBODY: no such recovery/);
  expectError(await recovery('pause', 'REC-B', '--reason', ' '), 2, /--reason: is blank; say why/);
  expectError(await recovery('pause', 'REC-B'), 2, /required option '--reason <TEXT>'/);
});
