import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { text, Workspace } from '../workspace/duckdb.js';
import { CANCELLED } from './cancelled.js';

/** Which debts a run of 2026-08 lists as cancelled, and why. */
let workspace: Workspace;
let spill: string;
beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-cancelled-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '500MB', threads: 1 });
  for (const statement of [
    `CREATE TABLE debt (household_id VARCHAR, origin VARCHAR, kind VARCHAR, reference VARCHAR, cause VARCHAR,
      reason VARCHAR, centimes BIGINT, unknown BOOLEAN, hid BIGINT, state VARCHAR)`,
    `CREATE TABLE nothing_due AS SELECT 'SUSPENDED' AS household_id`,
    `CREATE TABLE adult_elsewhere AS SELECT 7 AS hid, '2026-05' AS period, 'NOT_DUE' AS effect UNION ALL SELECT 1, '2026-05', 'CAME_SINCE' UNION ALL SELECT 8, '2026-05', 'ACCOUNT_PAID'`,
    `CREATE TABLE final_payee AS SELECT 'HEIRS' AS household_id, true AS opens, '2026-05' AS "month"`,
  ])
    await workspace.run(statement);
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

it.each<[string, string, string[]]>([
  [
    'computed now, and nothing is due',
    `'H', '2026-05', 'MONTH', '', 0, true, 1, 'CANCELLED'`,
    ['NOTHING_DUE'],
  ],
  [
    'computed now, and paid to another household',
    `'H', '2026-05', 'MONTH', '', 0, true, 7, 'CANCELLED'`,
    ['PERSON_ALREADY_PAID'],
  ],
  [
    'computed now, and paid to its account for another household',
    `'H', '2026-05', 'MONTH', '', 0, true, 8, 'CANCELLED'`,
    ['ACCOUNT_SHARED'],
  ],
  [
    'of another month of that household',
    `'H', '2026-04', 'MONTH', '', 0, true, 7, 'CANCELLED'`,
    ['NOTHING_DUE'],
  ],
  ['computed now, and paid', `'H', '2026-05', 'MONTH', '', 50000, true, 1, 'PAID'`, []],
  [
    'of a household that is suspended now',
    `'SUSPENDED', '2026-08', 'MONTH', '', 5, false, NULL, 'CANCELLED'`,
    ['NOTHING_DUE'],
  ],
  ['that the run pays itself', `'H', '2026-08', 'MONTH', '', 50000, false, 1, 'CANCELLED'`, []],
  [
    'of a month that a final payment covers',
    `'HEIRS', '2026-05', 'ORDER', 'O1', 5, false, NULL, 'CANCELLED'`,
    ['FINAL_PAYMENT'],
  ],
  [
    'of one that is paid as a resident',
    `'H', '2026-08', 'MONTH', '', 5, false, NULL, 'CANCELLED'`,
    ['PAID_AS_RESIDENT'],
  ],
  ['that lapses', `'H', '2025-05', 'MONTH', '', 5, false, NULL, 'LAPSED'`, []],
  ['that stays open', `'H', '2026-05', 'MONTH', '', 5, false, NULL, 'OPEN'`, []],
])('%s', async (_, row, expected) => {
  const [id, origin, kind, reference, ...rest] = row.split(', ');
  const cells = [id, origin, kind, reference, text('HELD'), text(''), ...rest];
  await workspace.run(`INSERT INTO debt VALUES (${cells.join(', ')})`);
  const rows = await workspace.select(`SELECT why FROM (${CANCELLED})`, { period: '2026-08' });
  expect(rows.map((one) => one.text('why'))).toEqual(expected);
});

it('all of it went elsewhere with a child', async () => {
  await workspace.run(`INSERT INTO debt VALUES
    ('H', '2026-05', 'ORDER', 'O1', 'RETURNED', '', 0, false, NULL, 'CANCELLED'),
    ('H', '2026-05', 'ORDER', 'O1', 'RETURNED', '', 200000, false, NULL, 'MOVED')`);
  expect(await workspace.select(`SELECT why FROM (${CANCELLED})`, { period: '2026-08' })).toEqual([]);
});
