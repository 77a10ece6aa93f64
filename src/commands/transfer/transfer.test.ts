import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CASES } from '../../../fixtures/harness/case.js';
import { expectError, jsonOf, runReport, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';

/** `sarf transfer` moves what is owed to a family's new number. Month by month: the golden case "persons-transferred". */
const CASE = join(CASES, 'persons-transferred');
const out = join(temporaryFolder('transfer'), 'out');
const transfer = (...args: string[]) => sarf(['transfer', ...args, '--reason', 'one family', '--out', out]);

/** Runs these months of a golden case. */
async function runMonths(folder: string, into: string, periods: readonly string[]): Promise<void> {
  const config = join(CASES, '..', 'worlds', 'wide.yaml');
  for (const period of periods) {
    const asked = ['--period', period, '--registry', join(folder, period), '--config', config];
    const ended = await sarf(['run', ...asked, '--out', into, '--json']);
    expect(runReport(ended)?.state, ended.stderr).toBe('RELEASED');
  }
}

beforeAll(() => runMonths(CASE, out, ['2026-01', '2026-02']), 60_000);

test('moves the open debt, in the ledger and for programs, and the log says so', async () => {
  expect(jsonOf(await transfer('OLDID', 'NEWID', '--json'))).toEqual({
    old_household_id: 'OLDID',
    new_household_id: 'NEWID',
    debts: 1,
    owed: '500.00',
    balances: 0,
    to_pay_back: '0.00',
    holds: 0,
    months_staying: [],
    reason: 'one family',
  });
  expect((await sarf(['owed', 'NEWID', '--out', out])).stdout).toContain('Open: 500.00 DH');
  const { stdout } = await sarf(['owed', 'OLDID', '--out', out]);
  expect(stdout).toMatch(
    /nothing is owed in either direction under this number; what was stands under NEWID/,
  );
  expect((await sarf(['owed', 'NOBODY', '--out', out])).stdout).toContain('and never was');
});

test('a number is moved to one other, not to itself, not back, and not to one that nobody knows', async () => {
  expectError(await transfer('OLDID', 'PLAIN'), 2, /OLDID: was moved to NEWID before/);
  expectError(await transfer('PLAIN', 'PLAIN'), 2, /one number/);
  expectError(await transfer('NEWID', 'OLDID'), 2, /itself an old number/);
  expectError(await transfer('PLAIN', 'NOBODY'), 2, /no released run/);
  expectError(await transfer('PLAIN', 'b a d'), 2, /no household number/);
});

test('numbers under which nobody was listed in common are refused, unless people say that it is one family', async () => {
  const asked = ['PLAIN', 'NEWTWO'];
  expectError(await transfer(...asked), 2, /PLAIN and NEWTWO: nobody was listed under both.*--same-family/);
  const logged = async () => (await sarf(['log', '--out', out, '--json'])).stdout;
  expect(await logged()).not.toContain('same_family');
  expect((await transfer(...asked, '--same-family')).code).toBe(0);
  expect(await logged()).toContain('same_family');
});

test('the same transfer again moves what has come up since, and says plainly that nothing has', async () => {
  const { stdout } = await transfer('OLDID', 'NEWID');
  expect(stdout).toContain('Nothing was moved: nothing is open under OLDID.');
});

test('a grant that went to the new number with its child is no payment of the month, which is moved', async () => {
  const grants = join(temporaryFolder('transfer-grants'), 'out');
  await runMonths(join(CASES, 'persons-grants-moved'), grants, ['2026-09', '2026-10']);
  const owed = async (household: string) => (await sarf(['owed', household, '--out', grants])).stdout;
  expect(await owed('FATHERHOME')).toMatch(/200\.00 {2}PAID with \S+, was SCHOOL\/PUPIL001\/PARENTS/);
  const asked = ['transfer', 'PARENTS', 'FATHERHOME', '--reason', 'one family', '--out', grants, '--json'];
  expect(jsonOf(await sarf(asked))).toMatchObject({ debts: 1, owed: '600.00', months_staying: [] });
}, 60_000);
