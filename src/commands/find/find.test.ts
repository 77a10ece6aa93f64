import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  expectError,
  jsonOf,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** `sarf find` names a beneficiary by whatever an officer has of it; `sarf explain --run` says more, before a release too. */
const folder = temporaryFolder('find');
const out = join(folder, 'out');
let held: RunJson;
/** An order of the run, as its CSV has it. */
let order: Readonly<Record<'order_id' | 'household_id' | 'payee_id' | 'payee_name' | 'account', string>>;

type Findings = {
  found: { as: string; beneficiary: string; state: string; net: string; order_id: string | null }[];
  looked: { period: string }[];
};
const find = async (...args: string[]) =>
  jsonOf<Findings>(await sarf(['find', ...args, '--out', out, '--json']));

beforeAll(async () => {
  const { extracts } = await worldIn(folder);
  appendFileSync(join(extracts, '2026-09', 'members.csv'), 'a line more than control.csv says\n'); // on hold for it
  held = jsonOf<RunJson>(await sarf([...runArguments(extracts, '2026-09', out), '--json']));
  const orders = join(held.folder, 'orders', 'ATTIJARI');
  const [header = '', ...lines] = readFileSync(join(orders, readdirSync(orders)[0] ?? ''), 'utf8').split(
    '\n',
  );
  const named = lines.map((line) => line.split(',')).find((cells) => /^[A-Z]+ [A-Z]+$/i.test(cells[5] ?? ''));
  order = Object.fromEntries(header.split(',').map((name, i) => [name, named?.[i] ?? ''])) as typeof order;
}, 60_000);

test('a household, its payee, its order, its account (with blanks, as IBAN) and its name lead to it', async () => {
  const { household_id, payee_id, order_id, payee_name, account } = order;
  for (const [as, text] of [
    ['HOUSEHOLD', household_id],
    ['PERSON', payee_id],
    ['ORDER', order_id],
    ['ACCOUNT', account],
    ['ACCOUNT', account.replace(/(.{4})/g, '$1 ')],
    ['ACCOUNT', `MA64${account}`],
    ['NAME', payee_name.toLowerCase()],
    ['NAME', payee_name.slice(0, -1)],
  ] as const) {
    const { found } = await find(text);
    expect(
      found.filter((one) => one.as === as).map((one) => [one.beneficiary, one.order_id]),
      `${as} ${text}`,
    ).toContainEqual([household_id, order_id]);
  }
});

test('what is in no run is said to be, with the months that were looked in', async () => {
  const told = await sarf(['find', 'H-NOWHERE', '--out', out]);
  expect(told.code).toBe(0);
  expect(told.stdout).toContain(
    'H-NOWHERE: nothing in the runs of 2026-09; other months: --period YYYY-MM, or --all',
  );
  expect((await find('H-NOWHERE', '--all')).looked.map(({ period }) => period)).toEqual(['2026-09']);
});

test('a blank text, a month without a run and a folder without a ledger are refused', async () => {
  expectError(await sarf(['find', ' ', '--out', out]), 2, /blank/);
  expectError(
    await sarf(['find', 'H1', '--period', '2026-01', '--out', out]),
    2,
    /2026-01 has no run; .*2026-09/,
  );
  expectError(
    await sarf(['find', 'H1', '--out', join(folder, 'nowhere')]),
    2,
    /nowhere: there is no ledger here/,
  );
});

test('explain --run tells what a run that is on hold decides, and that nothing of it is paid', async () => {
  const { household_id } = order;
  const told = await sarf(['explain', household_id, '--run', held.run_id, '--out', out, '--lang', 'en']);
  expect(told.code, told.stderr).toBe(0);
  expect(held.state).toBe('HELD');
  expect(told.stdout).toContain('\nThe run is on hold, and not released: nothing of it is paid.\n');
  expectError(
    await sarf(['explain', household_id, '--run', 'abcdefabcdef', '--out', out]),
    2,
    /abcdefabcdef: no such run in the ledger/,
  );
});
