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

test('is repaid and waived in part, and taken at a rate of its own', async () => {
  const shared = await recovery('share', 'REC-B', '0.1', '--reason', 'hardship');
  expect(shared.stdout).toBe(
    "recovery REC-B of RECOVER-TWO: OPEN, balance 300.00 DH, at most 0.1 of a month's aid\n",
  );
  const repaid = await recovery('repaid', 'REC-B', '100.50', '--reason', 'receipt 1', '--json');
  expect(jsonOf(repaid)).toMatchObject({ balance: '199.50', state: 'OPEN', share: '0.1' });
  const waived = await recovery('waive', 'REC-B', '99.5', '--reason', 'decision 9');
  expect(waived.stdout).toMatch(/: OPEN, balance 100.00 DH/);
  const asked = await sarf(['owed', 'RECOVER-TWO', '--out', out]);
  expect(asked.stdout).toMatch(/ {2}repaid +−100\.50 {2}receipt 1\n.* {2}waived +−99\.50 {2}decision 9\n/);
  const listed = jsonOf<{ owed_by: readonly object[] }>(
    await sarf(['owed', 'RECOVER-TWO', '--json', '--out', out]),
  );
  expect(listed.owed_by).toContainEqual(
    expect.objectContaining({
      share: '0.1',
      decisions: [
        { decision: 'SHARE', amount: '0.00', reason: 'hardship' },
        { decision: 'REPAY', amount: '100.50', reason: 'receipt 1' },
        { decision: 'WAIVE', amount: '99.50', reason: 'decision 9' },
      ],
    }),
  );
});

test.each<[string, readonly string[], RegExp]>([
  [
    'more than the balance',
    ['repaid', 'REC-A', '100.01'],
    /REC-A: its balance is 100\.00 DH, and 100\.01 DH is/,
  ],
  ['nothing', ['waive', 'REC-A', '0.00'], /0\.00: no amount above 0/],
  ['three decimals', ['waive', 'REC-A', '1.005'], /1\.005: no amount/],
  ['no amount', ['repaid', 'REC-A'], /a value is missing: give AMOUNT, what was repaid/],
  ['no share', ['share', 'REC-A'], /a value is missing: give SHARE/],
  ['a whole month', ['share', 'REC-A', '1'], /1: no share above 0 and below 1/],
  ['a share of nothing', ['share', 'REC-A', '0.0'], /0\.0: no share above 0/],
  ['a value too many', ['pause', 'REC-A', '10'], /takes no value, and 10 was given/],
])('%s is refused, and nothing is changed', async (_, given, message) => {
  expectError(await recovery(...given, '--reason', 'x'), 2, message);
  expect((await recovery('repaid', 'REC-A', '999', '--reason', 'x')).stderr).toContain('100.00 DH');
});

test('an unknown action, recovery or reason is refused', async () => {
  expectError(
    await recovery('forget', 'REC-1', '--reason', 'x'),
    2,
    /'forget' is invalid.*Allowed choices are pause, resume, write-off, repaid, share, waive/,
  );
  expectError(await recovery('pause', 'NOBODY', '--reason', 'x'), 2, /NOBODY: no such recovery/);
  expectError(await recovery('pause', 'REC-B', '--reason', ' '), 2, /--reason: is blank; say why/);
  expectError(await recovery('pause', 'REC-B'), 2, /required option '--reason <TEXT>'/);
});
