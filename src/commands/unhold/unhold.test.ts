import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readingsOf } from '../../../fixtures/harness/answers.js';
import { CASES } from '../../../fixtures/harness/case.js';
import { expectError, jsonOf, runReport, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';

/** `sarf unhold` ends a hold. What leads to one, month by month: the golden case "owed-three-returns". */
const CASE = join(CASES, 'owed-three-returns');
const out = join(temporaryFolder('unhold'), 'out');
const unhold = (...args: string[]) => sarf(['unhold', ...args, '--out', out]);

beforeAll(async () => {
  const config = ['--config', join(CASE, 'config.yaml')];
  for (const period of ['2026-02', '2026-03', '2026-04', '2026-05']) {
    const registry = ['--registry', join(CASE, period)];
    const ended = await sarf(['run', '--period', period, ...registry, ...config, '--out', out, '--json']);
    expect(runReport(ended)?.state, ended.stderr).toBe('RELEASED');
    if (period === '2026-05') break;
    for (const reading of readingsOf(out, join(CASE, `answers-${period}.csv`))) {
      const answers = await sarf(reading);
      expect(answers.code, answers.stderr).toBe(0);
    }
  }
}, 60_000);

test('ends the hold once, and the ledger shows it ended', async () => {
  const reason = 'address confirmed, visit of 12 May 2026';
  expect(jsonOf(await unhold('THREE', '--reason', reason, '--json'))).toEqual({
    household_id: 'THREE',
    hold: 'RETURNED_REPEATEDLY',
    order_id: 'ASD-202604-THREE',
    state: 'ENDED',
    reason,
  });
  const { stdout } = await sarf(['owed', 'THREE', '--out', out]);
  expect(stdout).toContain(`Held: RETURNED_REPEATEDLY since ASD-202604-THREE, ended: ${reason}\n`);
  expectError(await unhold('THREE', '--reason', 'once more'), 2, /THREE: .*nothing was changed/);
});

test('a household that is not held is refused, and a reason is asked for', async () => {
  expectError(await unhold('NOBODY', '--reason', 'x'), 2, /NOBODY: no hold of this household/);
  expectError(await unhold('THREE'), 2, /required option '--reason <TEXT>'/);
});
