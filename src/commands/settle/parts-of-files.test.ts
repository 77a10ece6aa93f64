import { describe, expect, test } from 'vitest';
import {
  accountStatement,
  asNotification,
  ofFile,
  ofOrder,
  type SentOrder,
  statusReport,
} from '../../../fixtures/harness/answers.js';
import { jsonOf, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth } from '../../../fixtures/harness/sent-month.js';

/**
 * Parts of a file on the account: orders that its debit leaves out, and credits for some of its orders that name none.
 * Where it can be told which orders these are, they come out right, whatever arrives first; else people decide.
 */
const month = sentMonth('parts-of-files');

type Entry = readonly [sign: 'DBIT' | 'CRDT', amount: string, day: string, details: string];
type Settled = {
  readonly states: readonly { readonly status: string; readonly orders: number }[];
  readonly debited: { readonly amount: string };
  readonly credited: { readonly amount: string };
  readonly differences: readonly { readonly difference: string }[];
  readonly unmatched_entries: readonly { readonly why: string }[];
  readonly files_in_doubt?: readonly {
    readonly file: string;
    readonly amount: string;
    readonly orders: readonly { readonly order_id: string }[];
  }[];
};

const centimes = (amount: string) => Math.round(Number(amount) * 100);
const text = (sum: number) => (sum / 100).toFixed(2);
const day = (nth: number) => `2026-10-${String(nth).padStart(2, '0')}`;
const mine = () => month.orders().filter((one) => one.file === month.order(0).file);
const order = (nth: number) => mine()[nth] as SentOrder;
const file = () => order(0).file;
const whole = () => mine().reduce((sum, one) => sum + centimes(one.amount), 0);
const sumOf = (...some: number[]) => some.reduce((sum, nth) => sum + centimes(order(nth).amount), 0);

let given = 0;
function write(content: string): string {
  const path = month.file(`${++given}.xml`, content);
  return path;
}
async function state(out: string, ...statements: readonly (readonly Entry[])[]): Promise<void> {
  const paths = statements.map((entries) => write(accountStatement(`S${given}`, day(20), entries)));
  for (const path of paths) {
    const ended = await sarf(['statement', path, '--out', out]);
    expect([0, 5], ended.stderr).toContain(ended.code);
  }
}
async function answer(out: string, status: string, on: string, ...some: number[]): Promise<void> {
  const lines = some.map((nth) => `${order(nth).order_id},${status},,${on},${order(nth).amount}`);
  const path = month.file(`${++given}.csv`, `order_id,status,reason_code,date,amount\n${lines.join('\n')}\n`);
  const ended = await sarf(['answers', path, '--from', order(0).provider, '--out', out]);
  expect([0, 5], ended.stderr).toContain(ended.code);
}
const settle = async (out: string): Promise<Settled> =>
  jsonOf(await sarf(['settle', '2026-09', '--out', out, '--json']));
const count = ({ states }: Settled, status: string) =>
  states.filter((one) => one.status === status).reduce((sum, one) => sum + one.orders, 0);

const own = (nth: number, sign: 'DBIT' | 'CRDT', on: number): Entry => [
  sign,
  order(nth).amount,
  day(on),
  ofOrder(order(nth).order_id, order(nth).amount),
];
const debitLess = (sum: number, on = 1): Entry => ['DBIT', text(whole() - sum), day(on), ofFile(file())];
const part = (sum: number, on: number): Entry => ['CRDT', text(sum), day(on), ofFile(file())];

describe('a file debited less orders that are debited by themselves', () => {
  test.each<[what: string, statements: () => Entry[][], back: () => number, returned: number]>([
    ['one order', () => [[debitLess(sumOf(0))], [own(0, 'DBIT', 2)]], () => 0, 0],
    ['the order first', () => [[own(0, 'DBIT', 1)], [debitLess(sumOf(0), 2)]], () => 0, 0],
    ['two orders', () => [[debitLess(sumOf(0, 1)), own(0, 'DBIT', 2), own(1, 'DBIT', 3)]], () => 0, 0],
    [
      'one of them back',
      () => [[debitLess(sumOf(0)), own(0, 'DBIT', 2), own(0, 'CRDT', 3)]],
      () => sumOf(0),
      1,
    ],
    [
      'another one back and executed again',
      () => [[debitLess(sumOf(0)), own(0, 'DBIT', 2), own(1, 'CRDT', 3), own(1, 'DBIT', 4)]],
      () => 0,
      0,
    ],
    [
      'debited in parts',
      () => [[['DBIT', '100.00', day(1), ofFile(file())], debitLess(sumOf(0) + 10_000), own(0, 'DBIT', 2)]],
      () => 0,
      0,
    ],
  ])('%s', async (name, statements, back, returned) => {
    const out = month.outFolder(name);
    await state(out, ...statements());
    const settled = await settle(out);
    expect(settled.unmatched_entries).toEqual([]);
    expect(settled.debited.amount).toBe(text(whole()));
    expect(settled.credited.amount).toBe(text(back()));
    expect(count(settled, 'RETURNED')).toBe(returned);
  });

  test('a centime less: neither is the other’s', async () => {
    const out = month.outFolder('a centime less');
    await state(out, [debitLess(sumOf(0) + 1), own(0, 'DBIT', 2)]);
    const settled = await settle(out);
    expect(settled.unmatched_entries).toMatchObject([{ why: 'OTHER_AMOUNT' }]);
    expect(settled.debited.amount).toBe(order(0).amount);
  });

  test('rejected before, and executed all the same: people decide, and the account is right', async () => {
    const out = month.outFolder('rejected before');
    const rejected = `<TxInfAndSts><OrgnlEndToEndId>${order(0).order_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`;
    await sarf(['answers', write(statusReport(file(), { orders: rejected })), '--out', out]);
    await state(out, [debitLess(sumOf(0))], [own(0, 'DBIT', 2)]);
    const settled = await settle(out);
    expect(settled.unmatched_entries).toEqual([]);
    expect(settled.debited.amount).toBe(text(whole()));
    expect(count(settled, 'CONTRADICTORY')).toBe(1);
  });
});

describe('a part of a file is back', () => {
  test('and nobody says which orders: they keep their state, and are named until people decide', async () => {
    const out = month.outFolder('in doubt');
    await answer(out, 'PAID', day(1), 0, 1, 2);
    await state(out, [debitLess(0), part(sumOf(0, 1), 3)]);
    const before = await settle(out);
    expect(count(before, 'PAID')).toBe(3);
    expect(before.credited.amount).toBe('0.00');
    expect(before.files_in_doubt).toMatchObject([
      { file: expect.stringContaining(file()), amount: text(sumOf(0, 1)) },
    ]);
    const named = before.files_in_doubt?.[0]?.orders.map((one) => one.order_id) ?? [];
    expect(named).toEqual(
      mine()
        .filter((one) => centimes(one.amount) <= sumOf(0, 1))
        .map((one) => one.order_id)
        .sort(),
    );
    const told = (await sarf(['settle', '2026-09', '--out', out])).stdout;
    expect(told).toContain('A part of a file is back, and nobody says which orders\n');
    expect(told).toContain('sarf decide ORDER unpaid');
    for (const nth of [0, 1]) {
      const ended = await sarf([
        'decide',
        order(nth).order_id,
        'unpaid',
        '--reason',
        'letter 7',
        '--out',
        out,
      ]);
      expect(ended.code, ended.stderr).toBe(0);
    }
    const after = await settle(out);
    expect(count(after, 'RETURNED')).toBe(2);
    expect(after.credited.amount).toBe(text(sumOf(0, 1)));
    expect([after.unmatched_entries, after.files_in_doubt]).toEqual([[], undefined]);
    expect(after.differences.map((one) => one.difference)).toEqual(['DEBITED_NOT_PAID']);
  });

  test('and one of two is decided on: the sum stays in doubt', async () => {
    const out = month.outFolder('half decided');
    await state(out, [debitLess(0), part(sumOf(0, 1), 3)]);
    await sarf(['decide', order(0).order_id, 'unpaid', '--reason', 'letter 7', '--out', out]);
    expect((await settle(out)).files_in_doubt).toHaveLength(1);
  });

  test.each<[what: string, steps: ((out: string) => Promise<void>)[]]>([
    [
      'said first',
      [
        (out) => state(out, [debitLess(0)]),
        (out) => answer(out, 'RETURNED', day(2), 0, 1),
        (out) => state(out, [part(sumOf(0, 1), 3)]),
      ],
    ],
    [
      'shown first',
      [
        (out) => state(out, [debitLess(0), part(sumOf(0, 1), 3)]),
        (out) => answer(out, 'RETURNED', day(2), 0, 1),
      ],
    ],
    [
      'in two credits, day by day',
      [
        (out) => state(out, [debitLess(0)]),
        (out) => answer(out, 'RETURNED', day(2), 0),
        (out) => state(out, [part(sumOf(0), 2)]),
        (out) => answer(out, 'RETURNED', day(4), 1),
        (out) => state(out, [part(sumOf(1), 5)]),
      ],
    ],
  ])('and institutions say which orders came back, %s: they are returned', async (name, steps) => {
    const out = month.outFolder(name);
    for (const step of steps) await step(out);
    const settled = await settle(out);
    expect([count(settled, 'RETURNED'), count(settled, 'RETURN_SAID')]).toEqual([2, 0]);
    expect(settled.credited.amount).toBe(text(sumOf(0, 1)));
    expect([settled.unmatched_entries, settled.files_in_doubt]).toEqual([[], undefined]);
  });

  test('and another is said to be back later: that one waits for its credit', async () => {
    const out = month.outFolder('another later');
    await state(out, [debitLess(0)]);
    await answer(out, 'RETURNED', day(2), 0);
    await state(out, [part(sumOf(0), 3)]);
    await answer(out, 'RETURNED', day(4), 1);
    await state(out, []);
    const settled = await settle(out);
    expect([count(settled, 'RETURNED'), count(settled, 'RETURN_SAID')]).toEqual([1, 1]);
    expect(settled.credited.amount).toBe(order(0).amount);
  });
});

describe('a credit that names several orders', () => {
  const words = (sum: number, ...some: number[]): Entry => [
    'CRDT',
    text(sum),
    day(3),
    `<NtryDtls><TxDtls><RmtInf><Ustrd>RETOUR ${some.map((nth) => order(nth).order_id).join(' ')}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
  ];
  const transactions = (sum: number, ...some: number[]): Entry => [
    'CRDT',
    text(sum),
    day(3),
    `<NtryDtls><Btch><MsgId>${file()}</MsgId></Btch>${some.map((nth) => `<TxDtls><Refs><EndToEndId>${order(nth).order_id}</EndToEndId></Refs></TxDtls>`).join('')}</NtryDtls>`,
  ];

  test.each<[what: string, entries: () => Entry[], returned: number, unmatched: number]>([
    ['in words, and is their sum', () => [words(sumOf(0, 1), 0, 1)], 2, 0],
    ['by transactions without amounts', () => [transactions(sumOf(0, 1), 0, 1)], 2, 0],
    ['and is a centime less', () => [words(sumOf(0, 1) - 1, 0, 1)], 0, 1],
    ['of which one is back by itself', () => [words(sumOf(0, 1), 0, 1), own(0, 'CRDT', 4)], 1, 1],
    ['once more', () => [words(sumOf(0, 1), 0, 1), words(sumOf(1, 2), 1, 2)], 2, 1],
  ])('%s', async (name, entries, returned, unmatched) => {
    const out = month.outFolder(`named ${name}`);
    await state(out, [debitLess(0)], entries());
    const settled = await settle(out);
    expect(count(settled, 'RETURNED')).toBe(returned);
    expect(settled.unmatched_entries).toHaveLength(unmatched);
  });
});

test.each([
  ['the account first', false],
  ['the rejection first', true],
])('a file reversed and rejected is back, %s', async (name, isRejectedFirst) => {
  const out = month.outFolder(name);
  const reject = async () => {
    const rejected = statusReport(file(), { group: '<GrpSts>RJCT</GrpSts>' });
    expect((await sarf(['answers', write(rejected), '--out', out])).code).toBe(0);
  };
  if (isRejectedFirst) await reject();
  await state(out, [debitLess(0), part(whole(), 2)]);
  if (!isRejectedFirst) await reject();
  const settled = await settle(out);
  expect([count(settled, 'RETURNED'), count(settled, 'FILE_REJECTED')]).toEqual([mine().length, 0]);
});

describe('notifications of a file debited less orders that are debited by themselves', () => {
  const notify = async (out: string, entry: Entry) => {
    const text = asNotification(accountStatement(`N${++given}`, day(20), [entry]));
    const ended = await sarf(['answers', write(text), '--out', out]);
    expect([0, 5], ended.stderr).toContain(ended.code);
  };

  test.each<[what: string, entries: () => Entry[], paid: () => number, returned: number]>([
    ['the file first', () => [debitLess(sumOf(0)), own(0, 'DBIT', 2)], () => mine().length, 0],
    ['the order first', () => [own(0, 'DBIT', 1), debitLess(sumOf(0), 2)], () => mine().length, 0],
    [
      'the order back',
      () => [debitLess(sumOf(0)), own(0, 'DBIT', 2), own(0, 'CRDT', 3)],
      () => mine().length - 1,
      1,
    ],
    ['a centime less', () => [debitLess(sumOf(0) + 1), own(0, 'DBIT', 2)], () => 1, 0],
  ])('%s', async (name, entries, paid, returned) => {
    const out = month.outFolder(`notified ${name}`);
    for (const entry of entries()) await notify(out, entry);
    const settled = await settle(out);
    expect([count(settled, 'PAID'), count(settled, 'RETURNED')]).toEqual([paid(), returned]);
  });

  test('and less rejected ones', async () => {
    const out = month.outFolder('notified and rejected');
    await answer(out, 'REJECTED', '2026-09-30', 1);
    for (const entry of [debitLess(sumOf(0, 1)), own(0, 'DBIT', 2)]) await notify(out, entry);
    const settled = await settle(out);
    expect([count(settled, 'PAID'), count(settled, 'REJECTED')]).toEqual([mine().length - 1, 1]);
  });
});
