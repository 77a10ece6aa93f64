import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { csvRows, notification, type SentOrder, statusReport } from '../../../fixtures/harness/answers.js';
import { expectError, jsonOf, runArguments, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth, states } from '../../../fixtures/harness/sent-month.js';

/** Decisions on orders that the answers of banks leave open. */
const { extracts, orders, order, ordersOf, outFolder, told, rejectedFile } = sentMonth('decide');

const contradicted = async (out: string, one: SentOrder) => {
  const said = (status: string) =>
    `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>${status}</TxSts></TxInfAndSts>`;
  await told(out, 'both.xml', statusReport(one.file, { orders: said('ACSC') + said('RJCT') }));
};
const decided = (...args: string[]) => sarf(['decide', ...args, '--reason', 'letter 12/2026']);

/** Counts these orders whose September debt October pays to the household. */
async function paidAgain(out: string, those: readonly SentOrder[]): Promise<number> {
  const ended = await sarf([...runArguments(extracts, '2026-10', out), '--json']);
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
    await told(out, 'debit.xml', notification(one, { sign: 'DBIT', day: '2026-10-05', id: 'N1' }));
    expect(await states(out)).toMatchObject({ PAID: 1 });
    expect(await paidAgain(out, [one])).toBe(0);
  });
});

describe('a decision, and what the institution says after it', () => {
  const reported = (one: SentOrder, status: string, day: string) =>
    statusReport(one.file, {
      orders: `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>${status}</TxSts></TxInfAndSts>`,
    }).replace(/<CreDtTm>\d{4}-\d\d-\d\d/, `<CreDtTm>${day}`);
  const exceptionsOf = async (out: string, name: string, text: string) => {
    const path = join(out, name);
    writeFileSync(path, text);
    const ended = await sarf(['answers', path, '--out', out, '--json']);
    return { code: ended.code, told: ended.stdout };
  };

  test.each([
    ['unpaid', 'ACSC', 'CONTRADICTORY', 0],
    ['unpaid', 'RJCT', 'RETURNED', 1],
    ['paid', 'RJCT', 'CONTRADICTORY', 0],
    ['paid', 'ACSC', 'PAID', 0],
  ] as const)('%s, then %s, whose debt is not paid yet', async (verdict, status, state, owed) => {
    const out = outFolder(`then ${verdict} ${status}`);
    const one = order(0);
    await decided(one.order_id, verdict, '--out', out);
    const { code, told } = await exceptionsOf(out, 'later.xml', reported(one, status, '2026-09-30'));
    expect(code).toBe(state === 'CONTRADICTORY' ? 5 : 0);
    expect(told.includes('CONTRADICTORY')).toBe(state === 'CONTRADICTORY');
    expect(await states(out)).toMatchObject({ [state]: 1 });
    const now = await sarf([
      'explain',
      one.household_id,
      '--period',
      '2026-09',
      '--out',
      out,
      '--lang',
      'en',
    ]);
    expect(now.stdout.includes('both paid and unpaid')).toBe(state === 'CONTRADICTORY');
    expect(await paidAgain(out, [one])).toBe(owed);
  });

  test('unpaid, then paid, whose debt is paid: it is paid twice', async () => {
    const out = outFolder('then twice');
    const one = order(0);
    await decided(one.order_id, 'unpaid', '--out', out);
    expect(await paidAgain(out, [one])).toBe(1);
    const { code, told } = await exceptionsOf(out, 'later.xml', reported(one, 'ACSC', '2026-09-30'));
    expect([code, told.includes('PAID_TWICE')]).toEqual([5, true]);
    expect(await states(out)).toMatchObject({ PAID_TWICE: 1 });
    const owed = jsonOf(await sarf(['owed', one.household_id, '--out', out, '--json']));
    expect(owed).toMatchObject({ paid_twice: [{ order_id: one.order_id, amount: one.amount }] });
  });

  test('what was said before it, told again, ends no decision; the next decision ends the contradiction', async () => {
    const out = outFolder('then again');
    const one = order(0);
    await exceptionsOf(out, 'before.xml', reported(one, 'ACSC', '2026-09-30'));
    await decided(one.order_id, 'unpaid', '--out', out);
    await exceptionsOf(out, 'again.xml', `${reported(one, 'ACSC', '2026-09-30')}\n`);
    expect(await states(out)).toMatchObject({ RETURNED: 1 });
    await exceptionsOf(out, 'later.xml', reported(one, 'ACSC', '2026-10-02'));
    expect(await states(out)).toMatchObject({ CONTRADICTORY: 1 });
    await decided(one.order_id, 'unpaid', '--out', out);
    expect(await states(out)).toMatchObject({ RETURNED: 1 });
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
  expect(await states(out)).toEqual({ UNANSWERED: orders().length });
});
