import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { readingsOf } from '../../../fixtures/harness/answers.js';
import { copyOf, expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';

/** `sarf verify --ledger`: whoever changes what binds the months to each other is found out. */
const CASE = fileURLToPath(new URL('../../../fixtures/cases/adjustments/', import.meta.url));
const WIDE = fileURLToPath(new URL('../../../fixtures/worlds/wide.yaml', import.meta.url));
const folder = temporaryFolder('ledger');
const base = join(folder, 'base');
const PERIODS = ['2026-01', '2026-02', '2026-03'];

/** Three months with adjustments and recoveries; in the second, an order of the first comes back as arrears. */
beforeAll(async () => {
  for (const period of PERIODS) {
    const input = ['--period', period, '--registry', join(CASE, period), '--config', WIDE];
    const ended = await sarf(['run', ...input, '--out', base, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    if (period !== '2026-01') continue;
    const [order = ''] = ordersOf(base, period).filter((line) => line.includes('ARREARS-PAID'));
    const [orderId, amount] = [order.split(',')[0], order.split(',')[8]];
    const answers = join(folder, 'answers.csv');
    writeFileSync(
      answers,
      `order_id,status,reason_code,date,amount\n${orderId},RETURNED,,2026-02-02,${amount}\n`,
    );
    for (const reading of readingsOf(base, answers)) expect((await sarf(reading)).code).toBe(0);
  }
  const ended = await sarf(['recovery', 'write-off', 'REC-B', '--reason', 'decision 8', '--out', base]);
  expect(ended.code, ended.stderr).toBe(0);
}, 60_000);

function runFolder(out: string, period: string): string {
  return join(out, period, readdirSync(join(out, period))[0] ?? '');
}

function ordersOf(out: string, period: string): string[] {
  const orders = join(runFolder(out, period), 'orders');
  return readdirSync(orders, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\d{4}\.csv$/.test(file))
    .flatMap((file) => readFileSync(join(orders, file), 'utf8').split('\n'));
}

/** Changes a ledger as only somebody with the file in hand can: its triggers are taken off first. */
function forge(out: string, ...statements: readonly string[]): void {
  const db = new Database(join(out, 'ledger.sqlite'));
  const triggers = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  for (const trigger of triggers) db.exec(`DROP TRIGGER ${trigger}`);
  db.pragma('ignore_check_constraints = ON');
  db.pragma('foreign_keys = OFF');
  for (const statement of statements)
    expect(db.prepare(statement).run().changes, statement).toBeGreaterThan(0);
  db.close();
}

type Verified = {
  proven: boolean;
  runs: number;
  orders: number;
  owed: string;
  balances: string;
  differences: string[];
};

describe('sarf verify --ledger', () => {
  test('proves the months as they are, and says what is open', async () => {
    const ended = await sarf(['verify', '--ledger', base, '--json']);
    expect(ended.code, ended.stdout).toBe(0);
    expect(jsonOf<Verified>(ended)).toMatchObject({ proven: true, runs: 3, differences: [] });
    const told = await sarf(['verify', '--ledger', base]);
    expect(told.stdout).toMatch(/^proven: the ledger and its 3 released runs\n/);
  });

  test.each<[what: string, statements: string[], found: RegExp]>([
    [
      'an event that says something else',
      [`UPDATE events SET detail = replace(detail, '2026', '2027') WHERE seq = 2`],
      /^ledger: event 2 is not what was logged$/,
    ],
    ['an event that is gone', ['DELETE FROM events WHERE seq = 2'], /^ledger: event 2 is missing$/],
    [
      'a debt paid with another amount',
      [`UPDATE debts SET centimes = centimes + 1 WHERE kind = 'ORDER'`],
      /debts are not paid alike in the ledger and in the lineage files/,
    ],
    [
      'a debt open again, to be paid by another run',
      [`UPDATE debts SET state = 'OPEN', closed_by = NULL, order_id = NULL WHERE kind = 'ORDER'`],
      /owed at its end: \d+ centimes by its manifest, \d+ by the ledger/,
    ],
    [
      'a debt of an order that was never sent',
      [`UPDATE debts SET reference = 'ASD-202601-NOBODY' WHERE kind = 'ORDER'`],
      /2026-01: 1 orders that came back are owed with another amount, or to another household/,
    ],
    [
      'a debt that nobody opened',
      [
        `INSERT INTO debts (household_id, origin, kind, reference, cause, reason, centimes, known, state, opened_by)
         SELECT 'NOBODY', '2026-01', 'MONTH', '', 'BLOCKED', 'BLOCKED', 50000, 1, 'OPEN', run_id
         FROM runs WHERE period = '2026-03'`,
      ],
      /2026-03 run \w+: accrued: \d+ centimes by its manifest, \d+ by the ledger/,
    ],
    [
      'a balance written down without a decision',
      [`UPDATE recoveries SET balance = balance - 100 WHERE recovery_id = 'REC-1'`],
      /^ledger: balances of \d+ centimes, the runs left \d+$/,
    ],
    [
      'a taking that is gone',
      [`DELETE FROM recovery_takings WHERE recovery_id = 'REC-1'`],
      /amounts taken are not alike in the ledger and in the lineage files/,
    ],
    [
      "a run's money",
      ['UPDATE run_money SET arrears = arrears + 1'],
      /its arrears are \d+ centimes, the ledger says \d+/,
    ],
    ["a run's total", ['UPDATE runs SET net_centimes = 1'], /its orders are \d+ centimes, the ledger says 1/],
    [
      'a seal',
      [`UPDATE runs SET seal = 'other' WHERE period = '2026-02'`],
      /bears another seal than the ledger's/,
    ],
  ])('finds %s', async (_, statements, found) => {
    const out = copyOf(base, join(folder, 'forged'));
    forge(out, ...statements);
    const ended = await sarf(['verify', '--ledger', out, '--json']);
    expect(ended.code, ended.stderr).toBe(4);
    const { proven, differences } = jsonOf<Verified>(ended);
    expect(proven).toBe(false);
    expect(
      differences.filter((one) => found.test(one)),
      differences.join('\n'),
    ).not.toEqual([]);
  });

  test('finds files that were changed, and runs that are gone', async () => {
    const out = copyOf(base, join(folder, 'changed'));
    appendFileSync(join(runFolder(out, '2026-02'), 'audit', 'arrears.csv'), 'NOBODY,2026-01,,,,,,1.00,X\n');
    rmSync(runFolder(out, '2026-03'), { recursive: true });
    const ended = await sarf(['verify', '--ledger', out]);
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.stdout).toMatch(
      /^NOT proven: .*\n {2}2026-02 run \w+: audit\/arrears\.csv: its bytes are not those that were sealed\n/,
    );
    expect(ended.stdout).toMatch(/\n {2}2026-03 run \w+: the folder is missing\n/);
  });

  test('is asked for one thing, of a folder that has a ledger', async () => {
    expectError(await sarf(['verify']), 2, /give either RUN_DIR.* or --ledger OUT/);
    expectError(await sarf(['verify', folder, '--ledger', base]), 2, /give either RUN_DIR.* or --ledger OUT/);
    expectError(await sarf(['verify', '--ledger', folder]), 2, /there is no ledger here/);
  });
});
