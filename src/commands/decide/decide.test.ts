import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { csvRows, type SentOrder, sentOrders, statusReport } from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  expectError,
  jsonOf,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** Decisions on orders that the answers of banks leave open. */
const folder = temporaryFolder('decide');
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
const contradicted = async (out: string, one: SentOrder) => {
  const said = (status: string) =>
    `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>${status}</TxSts></TxInfAndSts>`;
  await told(out, 'both.xml', statusReport(one.file, { orders: said('ACSC') + said('RJCT') }));
};
const decided = (...args: string[]) => sarf(['decide', ...args, '--reason', 'letter 12/2026']);

type States = { readonly states: readonly { status: string; orders: number }[] };
async function states(out: string): Promise<Record<string, number>> {
  const settled = jsonOf<States>(await sarf(['settle', '2026-09', '--out', out, '--json']));
  const counts: Record<string, number> = {};
  for (const one of settled.states) counts[one.status] = (counts[one.status] ?? 0) + one.orders;
  return counts;
}
/** Counts these orders whose September debt October pays to the household. */
async function paidAgain(out: string, those: readonly SentOrder[]): Promise<number> {
  const ended = await sarf([...runArguments(join(folder, 'extracts'), '2026-10', out), '--json']);
  expect([0, 3], ended.stderr).toContain(ended.code);
  const paid = csvRows(join(jsonOf<{ folder: string }>(ended).folder, 'audit', 'arrears.csv'));
  const owed = paid.filter((row) => row.order_id !== '').map((row) => row.household_id);
  return those.filter((one) => owed.includes(one.household_id)).length;
}

describe('an order of which banks contradict themselves', () => {
  test.each([
    ['paid', 'PAID', 0],
    ['unpaid', 'RETURNED', 1],
  ])('decided to be %s', async (verdict, status, owed) => {
    const out = outFolder(`contradicted-${verdict}`);
    const one = order(0);
    await contradicted(out, one);
    expect(await states(out)).toMatchObject({ CONTRADICTORY: 1 });
    const ended = await decided(one.order_id, verdict, '--out', out, '--json');
    expect(jsonOf(ended)).toMatchObject({
      order_id: one.order_id,
      decision: verdict.toUpperCase(),
      orders: 1,
      amount: one.amount,
      before: 'CONTRADICTORY',
    });
    expect(await states(out)).toMatchObject({ [status]: 1 });
    expect(await paidAgain(out, [one])).toBe(owed);
  });

  test('a later decision takes the place of the first', async () => {
    const out = outFolder('twice');
    const one = order(0);
    await contradicted(out, one);
    for (const verdict of ['unpaid', 'paid']) await decided(one.order_id, verdict, '--out', out);
    expect(await states(out)).toMatchObject({ PAID: 1 });
    expect(await paidAgain(out, [one])).toBe(0);
  });

  test('the account is stronger: a movement that comes after the decision ends it', async () => {
    const out = outFolder('stronger');
    const one = order(0);
    await decided(one.order_id, 'unpaid', '--out', out);
    expect(await states(out)).toMatchObject({ RETURNED: 1 });
    await told(out, 'debit.xml', notification('DBIT', one));
    expect(await states(out)).toMatchObject({ PAID: 1 });
    expect(await paidAgain(out, [one])).toBe(0);
  });
});

describe('a file that was rejected', () => {
  test('makes nobody owed, until people decide that it is not sent again', async () => {
    const out = outFolder('file');
    const { file } = order(0);
    await rejectedFile(out, file);
    expect(await states(out)).toMatchObject({ FILE_REJECTED: ordersOf(file).length });
    const ended = await decided(file.replace('.csv', ''), 'unpaid', '--out', out, '--json');
    expect(jsonOf(ended)).toMatchObject({ decision: 'UNPAID', orders: ordersOf(file).length });
    expect(await states(out)).toMatchObject({ RETURNED: ordersOf(file).length });
    expect(await paidAgain(out, ordersOf(file))).toBeGreaterThan(0);
  });
});

test('what cannot be decided on', async () => {
  const out = outFolder('refused');
  expectError(await decided('ASD-202609-NOBODY', 'paid', '--out', out), 2, /no released run sent this order/);
  expectError(await decided('nothing.csv', 'paid', '--out', out), 2, /no order, and no order file/);
  expectError(await decided(order(0).order_id, 'perhaps', '--out', out), 2, /perhaps/);
  expectError(
    await sarf(['decide', order(0).order_id, 'paid', '--reason', ' ', '--out', out]),
    2,
    /--reason/,
  );
  expect(await states(out)).toEqual({ UNANSWERED: orders.length });
});

/** A camt.054 of the programme's account: one booked entry of an order. */
function notification(sign: string, one: SentOrder): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N1</MsgId>
<CreDtTm>2026-10-05T18:00:00</CreDtTm></GrpHdr><Ntfctn><Id>N1</Id><CreDtTm>2026-10-05T18:00:00</CreDtTm>
<Acct><Id><Othr><Id>310810000000000000000079</Id></Othr></Id></Acct>
<Ntry><Amt Ccy="MAD">${one.amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-05</Dt></BookgDt>
<BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>${one.order_id}</EndToEndId></Refs><Amt Ccy="MAD">${one.amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd></TxDtls></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
`;
}
