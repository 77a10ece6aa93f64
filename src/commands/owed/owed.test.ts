import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readingsOf, type SentOrder, sentOrders } from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  expectError,
  jsonOf,
  type RunJson,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** What is owed is a part of what a run is computed from: who changes it makes another run. */
const folder = temporaryFolder('owed');
const extracts = join(folder, 'extracts');
const base = join(folder, 'base');
let returned: SentOrder;
let answers: string;

/** September released; October on hold, for its control.csv says something else. */
beforeAll(async () => {
  const { september } = await worldIn(folder, 'base');
  writeFileSync(join(extracts, '2026-10', 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
  await runMonth(extracts, '2026-10', base, 3);
  [returned] = sentOrders(september.folder) as [SentOrder];
  answers = join(folder, 'answers.csv');
  const line = `${returned.order_id},RETURNED,AC04,2026-10-02,${returned.amount}`;
  writeFileSync(answers, `order_id,status,reason_code,date,amount\n${line}\n`);
}, 60_000);

type Owed = { readonly owed: { readonly debts: Readonly<Record<string, string>> } };
const october = (out: string) => sarf([...runArguments(extracts, '2026-10', out), '--json']);

test('a run on hold from before an answer is not released: the month is run again, and owes the order', async () => {
  const out = copyOf(base, join(folder, 'again'));
  const before = jsonOf<RunJson>(await october(out));
  expect(before.already_computed).toBe(true);
  for (const reading of readingsOf(out, answers)) expect((await sarf(reading)).code).toBe(0);
  const release = (run: string) => sarf(['release', run, '--reason', 'control.csv is wrong', '--out', out]);
  expectError(
    await release(before.run_id),
    2,
    /what is owed has changed since it was computed .*run 2026-10 again/,
  );
  const ended = await october(out);
  expect(ended.code, ended.stderr).toBe(3);
  const after = jsonOf<RunJson & Owed>(ended);
  expect(after).toMatchObject({ already_computed: false, owed: { debts: { returned: returned.amount } } });
  expect(after.run_id).not.toBe(before.run_id);
  expect((await release(after.run_id)).code).toBe(0);
  // Released: what it did to the accounts makes it no other run.
  const known = await october(out);
  expect(known.code, known.stderr).toBe(0);
  expect(jsonOf<RunJson>(known)).toMatchObject({
    run_id: after.run_id,
    already_computed: true,
    state: 'RELEASED',
  });
  expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
});

test('a run whose orders came back must be there, with the accounts they went to', async () => {
  const out = copyOf(base, join(folder, 'gone'));
  for (const reading of readingsOf(out, answers)) expect((await sarf(reading)).code).toBe(0);
  const orders = join(
    out,
    '2026-09',
    jsonOf<RunJson>(await sarf([...runArguments(extracts, '2026-09', out), '--json'])).run_id,
    'orders',
  );
  renameSync(orders, `${orders}-moved`);
  expectError(
    await october(out),
    2,
    /orders\/\S+ is missing; the released run of 2026-09, .* must be as it was sealed/,
  );
});
