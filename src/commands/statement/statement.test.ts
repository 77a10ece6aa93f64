import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { accountStatement, ofFile } from '../../../fixtures/harness/answers.js';
import { expectError, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** What `sarf statement` prints as text. What it finds and matches is tested in settle/settlement.test.ts. */
const folder = temporaryFolder('statement');
let out: string;

beforeAll(async () => {
  const world = await worldIn(folder);
  out = world.released;
}, 60_000);

test('entries that nothing was sent for are listed, oldest first, in columns', async () => {
  const file = join(folder, 'strange.xml');
  writeFileSync(
    file,
    accountStatement('S-1', '2026-10-05', [
      ['DBIT', '12.50', '2026-10-05', ofFile('NOT-OURS-1')],
      ['CRDT', '1234.00', '2026-10-04', ofFile('NOT-OURS-2')],
    ]),
  );
  const { code, stdout } = await sarf(['statement', file, '--out', out]);
  expect(code).toBe(0);
  expect(stdout).toContain('strange.xml  statement S-1 of account 310810000000000000000079, 2026-10-05\n');
  expect(stdout).toContain('  2 entries: debits 12.50 DH, credits 1,234.00 DH\n');
  expect(stdout).toContain('Unmatched on the account: 2, 1,246.50 DH\n');
  const listed = stdout.split('\n').filter((line) => line.includes('NOT-OURS'));
  expect(listed).toEqual([
    '  2026-10-04     1 day CREDIT            1,234.00 DH  NOT-OURS-2: nothing that was sent',
    '  2026-10-05    0 days DEBIT                12.50 DH  NOT-OURS-1: nothing that was sent',
  ]);
  expect(stdout).toMatch(
    /\n {2}2026-09-30 {4}5 days +\d+ orders +[\d,.]+ {2}orders\/POSTE\/2026-09-POSTE-0001\.csv\n/,
  );
  expect(stdout).toContain('Rejected or returned, and not back on the account: none\n');
});

test('a file that is no statement is refused, with exit 2 and nothing recorded', async () => {
  const file = join(folder, 'order.csv');
  writeFileSync(file, 'order_id,amount\n');
  expectError(await sarf(['statement', file, '--out', out]), 2, /order\.csv/);
});
