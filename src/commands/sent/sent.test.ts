import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SentOrder, sentOrders, statusReport } from '../../../fixtures/harness/answers.js';
import { copyOf, expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** The days on which files were sent: a file that was rejected, and sent again, waits for an answer. */
const folder = temporaryFolder('sent');
const given = join(folder, 'given');
let orders: SentOrder[];
let released: string;

beforeAll(async () => {
  const world = await worldIn(folder);
  released = join(folder, 'released');
  orders = sentOrders(world.september.folder);
  mkdirSync(given);
}, 60_000);

const order = (nth: number) => orders[nth] as SentOrder;
const ordersOf = (file: string) => orders.filter((one) => one.file === file);
const outFolder = (name: string) => copyOf(released, join(folder, name));

async function told(out: string, name: string, text: string): Promise<void> {
  const path = join(given, name);
  writeFileSync(path, text);
  const ended = await sarf(['answers', path, '--out', out]);
  expect([0, 5], ended.stderr).toContain(ended.code);
}
const rejectedFile = (out: string, file: string) =>
  told(
    out,
    `${file}.xml`,
    statusReport(file, { group: '<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>' }),
  );
type States = { readonly states: readonly { status: string; orders: number }[] };
async function states(out: string): Promise<Record<string, number>> {
  const settled = jsonOf<States>(await sarf(['settle', '2026-09', '--out', out, '--json']));
  const counts: Record<string, number> = {};
  for (const one of settled.states) counts[one.status] = (counts[one.status] ?? 0) + one.orders;
  return counts;
}

describe('a file that was rejected', () => {
  test('waits for an answer once it is sent again, and can be rejected again', async () => {
    const out = outFolder('sent');
    const { file } = order(0);
    const count = ordersOf(file).length;
    await rejectedFile(out, file);
    const ended = await sarf([
      'sent',
      file,
      '--on',
      '2026-09-30',
      '--reference',
      'receipt 7',
      '--out',
      out,
      '--json',
    ]);
    expect(jsonOf(ended)).toMatchObject({
      sent_on: '2026-09-30',
      reference: 'receipt 7',
      files: [{ orders: count }],
    });
    expect(await states(out)).toMatchObject({ SENT: count });
    await told(
      out,
      'again.xml',
      statusReport(file, {
        group: '<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf>',
      }).replaceAll('2026-09-30T', '2026-10-02T'),
    );
    expect(await states(out)).toMatchObject({ FILE_REJECTED: count });
  });
});

test('a first sending: its orders wait for an answer', async () => {
  const out = outFolder('first');
  const { file } = order(0);
  const ended = await sarf(['sent', file, '--on', '2026-09-29', '--out', out]);
  expect(ended.stdout).toContain(`${file}  sent on 2026-09-29: ${ordersOf(file).length} orders`);
  const count = ordersOf(file).length;
  expect(await states(out)).toEqual({ SENT: count, UNANSWERED: orders.length - count });
  await rejectedFile(out, file); // on the day after, so for this sending
  expect(await states(out)).toMatchObject({ FILE_REJECTED: count });
});

test('what cannot be sent', async () => {
  const out = outFolder('refused');
  const on = ['--on', '2026-09-30', '--out', out];
  expectError(await sarf(['sent', order(0).order_id, ...on]), 2, /is an order/);
  expectError(await sarf(['sent', order(0).file, '--on', '30/09/2026', '--out', out]), 2, /no date/);
  expectError(await sarf(['sent', order(0).file, 'nothing.csv', ...on]), 2, /nothing\.csv/);
  expect(await states(out)).toEqual({ UNANSWERED: orders.length });
});
