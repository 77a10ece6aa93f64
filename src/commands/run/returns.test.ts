import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { accountStatement, csvRows, type SentOrder, sentOrders } from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  jsonOf,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/** What shows that an order came back, by the configuration of the run that would pay it again. */
const folder = temporaryFolder('returns');
let world: World;
let order: SentOrder;

beforeAll(async () => {
  world = await worldIn(folder);
  order = sentOrders(world.september.folder)[0] as SentOrder;
  const said = join(folder, 'said.csv');
  const line = (status: string, day: string) => `${order.order_id},${status},,${day},${order.amount}`;
  writeFileSync(
    said,
    `order_id,status,reason_code,date,amount\n${line('PAID', '2026-09-30')}\n${line('RETURNED', '2026-10-02')}\n`,
  );
  const ended = await sarf(['answers', said, '--from', order.provider, '--out', world.released]);
  expect(ended.code, ended.stderr).toBe(0);
}, 60_000);

const BUILT_IN = readFileSync(new URL('../../config/demonstration.yaml', import.meta.url), 'utf8');
function configuration(name: string, returns: string | null, budget = 'null'): string {
  const path = join(folder, `${name}.yaml`);
  const rule = returns === null ? '' : `returns: ${returns}\n`;
  writeFileSync(path, BUILT_IN.replace('budget: null', `budget: ${budget}`) + rule);
  return path;
}

/** A statement without entries was read: the bank's word that the order came back is not seen on it. */
async function withStatement(out: string): Promise<string> {
  const path = join(folder, 'statement.xml');
  writeFileSync(path, accountStatement('S1', '2026-10-05', []));
  await sarf(['statement', path, '--out', out]);
  return out;
}
async function october(out: string, config: string) {
  const ended = await sarf([...runArguments(world.extracts, '2026-10', out), '--config', config, '--json']);
  expect([0, 3], ended.stderr).toContain(ended.code);
  const run = jsonOf<RunJson>(ended);
  const paid = csvRows(join(run.folder, 'audit', 'arrears.csv')).map((row) => row.original_order);
  return { run, paysAgain: paid.includes(order.order_id) };
}

test.each<[returns: string | null, isRead: boolean, paysAgain: boolean]>([
  [null, false, true],
  [null, true, false],
  ['statement', false, false],
  ['answers', true, true],
])('returns: %s, a statement read: %s', async (returns, isRead, paysAgain) => {
  const name = `${returns}-${isRead}`;
  const out = copyOf(world.released, join(folder, name));
  if (isRead) await withStatement(out);
  expect((await october(out, configuration(name, returns))).paysAgain).toBe(paysAgain);
});

test('a run on hold is released by its own rule, which then holds for all commands', async () => {
  const out = copyOf(world.released, join(folder, 'held'));
  const { run } = await october(out, configuration('held', 'statement', '1'));
  expect(run.status).toBe('HOLD');
  const settled = async () => (await sarf(['settle', '2026-09', '--out', out])).stdout;
  const SAID = 'said to be returned, and no credit on the account shows it';
  expect(await settled()).not.toContain(SAID);
  const released = await sarf(['release', run.run_id, '--reason', 'budget raised', '--out', out]);
  expect(released.code, released.stderr).toBe(0);
  expect(await settled()).toContain(SAID);
  expect((await sarf(['verify', '--ledger', out])).code).toBe(0);

  const db = new Database(join(out, 'ledger.sqlite'));
  db.prepare(`UPDATE run_returns SET rule = 'ANSWERS'`).run();
  db.close();
  const altered = await sarf(['verify', '--ledger', out]);
  expect(altered.code).toBe(4);
  expect(altered.stdout).toContain(
    'what shows that money came back (returns): statement by its configuration.yaml, answers by the ledger',
  );
});
