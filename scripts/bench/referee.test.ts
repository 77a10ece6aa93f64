import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import type { Totals } from './totals.js';

const BENCH = fileURLToPath(new URL('../../dist/scripts/bench.js', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'sarf-referee-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Exit code 4 would be one figure, or one row of a register, an order file or a reconciliation, that differs. */
function contest(...args: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [BENCH, '--families', '1500', ...args], {
    encoding: 'utf8',
  });
  expect({ status, differences: stderr.match(/^bench: .*$/gm) }).toEqual({ status: 0, differences: null });
  return stdout;
}

const AGREED = /^\| plain Node \|.*\| yes \|$/m;

test.each([
  ['a September, with school grants', '2026-08', '0'],
  ['an October, without, among defects', '2026-09', '0.01'],
  ['the month of a new tariff', '2025-12', '0'],
])('plain Node computes %s, row by row as sarf does', (_, from, defects) => {
  const work = join(base, from);
  expect(contest('--from', from, '--defects', defects, '--peer', 'node', '--work', work)).toMatch(AGREED);
});

/**
 * Two months of data owe each other one month at most. Debts of a year, made up in the first month's ledger, have
 * to be told apart by both: known amounts and months to be computed, of two tariffs, a September and the windows of
 * births among them; decided arrears; months that have lapsed.
 */
test('plain Node pays a year of debts, row by row as sarf does', () => {
  const work = join(base, 'debts');
  const month = ['--work', work, '--defects', '0.01'];
  contest(...month);
  const [released = ''] = readdirSync(work).filter((name) => name.startsWith('released-'));
  owe(join(work, released, 'ledger.sqlite'), join(work, '2026-10', 'households.csv'), whoLeft(work));
  const json = join(work, 'report.json');
  expect(contest(...month, '--peer', 'node', '--json', json)).toMatch(AGREED);
  const { totals } = JSON.parse(readFileSync(json, 'utf8')) as { totals: Totals };
  expect(totals.bridge.find(({ line }) => line === 'ADJUSTMENT')?.families).toBeGreaterThan(500);
}, 180_000);

const ORIGINS = ['2025-08', '2025-11', '2025-12', '2026-03', '2026-04', '2026-05', '2026-07', '2026-09'];

/**
 * Households of which somebody left between the two months. A birth has its rank among all children ever listed, and the
 * peers know one extract alone: a child of such a household is a later birth to sarf than to them.
 */
function whoLeft(work: string): ReadonlySet<string> {
  const listed = (period: string) =>
    new Set(readFileSync(join(work, period, 'members.csv'), 'utf8').match(/^H[0-9]+,[A-Z0-9]+/gm) ?? []);
  const now = listed('2026-10');
  return new Set([...listed('2026-09')].filter((one) => !now.has(one)).map((one) => one.split(',')[0] ?? ''));
}

/** Every second household is owed for a third of the months, most of them of unknown amounts. */
function owe(ledger: string, households: string, without: ReadonlySet<string>): void {
  const ids = readFileSync(households, 'utf8').match(/^H[0-9]+(?=,)/gm) ?? [];
  const db = new Database(ledger);
  const run = db.prepare('SELECT run_id FROM runs').pluck().get();
  const insert = db.prepare(
    `INSERT OR IGNORE INTO debts
       (household_id, origin, kind, reference, cause, reason, centimes, known, state, opened_by)
     VALUES (?, ?, ?, ?, ?, '', ?, ?, 'OPEN', ?)`,
  );
  db.transaction(() => {
    ids.forEach((id, i) => {
      ORIGINS.forEach((origin, j) => {
        if (i % 2 !== 0 || (i / 2 + j) % 3 !== 0 || without.has(id)) return;
        const decided = (i + j) % 7 === 0;
        const centimes = decided || (i + j) % 5 === 0 ? 1 + i * 10 + j : null;
        const what = decided ? ['ADJUSTMENT', `ADJ-${i}-${j}`, 'ADJUSTMENT'] : ['MONTH', '', 'HELD'];
        insert.run(id, origin, ...what, centimes, centimes === null ? 0 : 1, run);
      });
    });
  })();
  db.close();
}
