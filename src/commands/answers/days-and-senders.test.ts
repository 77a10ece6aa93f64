import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  accountStatement,
  asNotification,
  ofOrder,
  type SentOrder,
} from '../../../fixtures/harness/answers.js';
import { expectError, jsonOf, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth } from '../../../fixtures/harness/sent-month.js';

/**
 * Days that nobody can have meant, which would stand above all that is said later; returns whose order stands in words
 * alone; and a file that is read again as another institution's.
 */
const month = sentMonth('days-and-senders');

const one = () => month.order(0);
const outFolder = (name: string) => month.outFolder(name);
let count = 0;
function given(ending: string, content: string): string {
  const path = month.file(`${++count}.${ending}`, content);
  return path;
}
const csv = (status: string, day: string, order = one()) =>
  given(
    'csv',
    `order_id,status,reason_code,date,amount\n${order.order_id},${status},,${day},${order.amount}\n`,
  );

type Read = { readonly files: readonly { readonly exceptions: unknown; readonly exceptions_file: string }[] };
async function answers(out: string, file: string, ...more: string[]): Promise<Read['files'][number]> {
  const ended = await sarf(['answers', file, '--out', out, '--json', ...more]);
  expect([0, 5], ended.stderr).toContain(ended.code);
  return jsonOf<Read>(ended).files[0] as Read['files'][number];
}
async function statesOf(out: string): Promise<string[]> {
  const ended = await sarf(['settle', '2026-09', '--out', out, '--json']);
  const { states } = jsonOf<{ states: { status: string; orders: number }[] }>(ended);
  return states.filter((each) => each.status !== 'UNANSWERED').map((each) => `${each.status} ${each.orders}`);
}

type Days = { readonly message: string; readonly period?: string; readonly entry: string };
const entry = (sign: string, day: string, details: string) => [sign, one().amount, day, details] as const;
function statement({ message, period, entry: day }: Days, details = ofOrder(one().order_id, one().amount)) {
  const text = accountStatement(`S${++count}`, message, [entry('CRDT', day, details)]);
  if (period === undefined) return text;
  const covered = `<FrToDt><FrDtTm>${period}T00:00:00</FrDtTm><ToDtTm>${period}T23:59:59</ToDtTm></FrToDt>`;
  return text.replace('<Acct>', `${covered}<Acct>`);
}

describe('a day long after its message', () => {
  const BELIEVED: Days = { message: '2026-10-05', entry: '2026-10-15' };
  const LATER: Days = { message: '2026-10-05', entry: '2026-10-16' };

  test('a statement of such an entry is refused, a day earlier it is read and told', async () => {
    const out = outFolder('statement');
    expectError(
      await sarf(['statement', given('xml', statement(LATER)), '--out', out]),
      2,
      /entry 1 is booked on 2026-10-16, more than 10 days after its statement \(2026-10-05\)/,
    );
    expect(await statesOf(out)).toEqual([]);
    const told = await sarf(['statement', given('xml', statement(BELIEVED)), '--out', out]);
    expect(told.stdout).toContain('  entries booked after its day, until 2026-10-15\n');
    expect(await statesOf(out)).toEqual(['RETURNED 1']);
  });

  test('the end of its period counts, where that is later', async () => {
    const out = outFolder('period');
    const file = given(
      'xml',
      statement({ message: '2026-10-01', period: '2026-10-05', entry: '2026-10-15' }),
    );
    expect((await sarf(['statement', file, '--out', out])).code).not.toBe(2);
  });

  test('a notification of such an entry changes nothing, and lists it', async () => {
    const out = outFolder('notification');
    const read = await answers(out, given('xml', asNotification(statement(LATER))));
    expect(read.exceptions).toEqual([{ code: 'DATE_INVALID', count: 1 }]);
    expect(readFileSync(read.exceptions_file, 'utf8')).toContain(
      '2026-10-16, more than 10 days after its message (2026-10-05)',
    );
    expect(await statesOf(out)).toEqual([]);
    expect((await answers(out, given('xml', asNotification(statement(BELIEVED))))).exceptions).toEqual([]);
    expect(await statesOf(out)).toEqual(['RETURNED 1']);
  });
});

describe('a day long after the last released month', () => {
  test('an answer of such a day changes nothing, one of the day before counts', async () => {
    const out = outFolder('answer');
    const from = ['--from', one().provider];
    const late = await answers(out, csv('PAID', '2027-11-01'), ...from);
    expect(late.exceptions).toEqual([{ code: 'DATE_INVALID', count: 1 }]);
    expect(readFileSync(late.exceptions_file, 'utf8')).toContain(
      '2027-11-01: later than 2027-10-31, 13 months after the last released month',
    );
    expect(await statesOf(out)).toEqual([]);
    await answers(out, csv('PAID', '2027-10-31'), ...from);
    expect(await statesOf(out)).toEqual(['PAID 1']);
  });

  test('a statement of such a day is refused, one of the day before is read', async () => {
    const out = outFolder('late statement');
    const of = (day: string) => given('xml', statement({ message: day, entry: day }));
    expectError(
      await sarf(['statement', of('2027-11-01'), '--out', out]),
      2,
      /statement S\d+ is of 2027-11-01, later than 2027-10-31, 13 months after the last released month/,
    );
    expect((await sarf(['statement', of('2027-10-31'), '--out', out])).code).not.toBe(2);
    expect(await statesOf(out)).toEqual(['RETURNED 1']);
  });
});

describe('a return that names its order in words alone, and gives no reason', () => {
  const words = (text: string) =>
    `<NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`;
  const inEntry = (text: string) => `<AddtlNtryInf>${text}</AddtlNtryInf>`;
  const days = { message: '2026-10-05', entry: '2026-10-05' };

  test.each<[what: string, details: () => string, states: string[]]>([
    ['in Ustrd', () => words(`RETOUR ${one().order_id}`), ['RETURNED 1']],
    ['in AddtlNtryInf', () => inEntry(`retour virement/${one().order_id}`), ['RETURNED 1']],
    ['as our remittance information', () => words(`ASD 2026-09 ${one().household_id} REJET`), ['RETURNED 1']],
    ['with another', () => words(`${one().order_id} ${month.order(1).order_id}`), []],
  ])('%s', async (name, details, states) => {
    const told = statement(days, details());
    const [shown, said] = [outFolder(`shown ${name}`), outFolder(`said ${name}`)];
    const ended = await sarf(['statement', given('xml', told), '--out', shown, '--json']);
    expect(jsonOf<{ unmatched_entries: unknown[] }>(ended).unmatched_entries).toHaveLength(1 - states.length);
    expect(await statesOf(shown)).toEqual(states);
    await answers(said, given('xml', asNotification(told)));
    expect(await statesOf(said)).toEqual(states);
  });

  test('of another sum: it is listed with the order', async () => {
    const out = outFolder('another sum');
    const told = statement(days, words(one().order_id)).replace(`>${one().amount}<`, '>1.00<');
    const ended = await sarf(['statement', given('xml', told), '--out', out, '--json']);
    expect(jsonOf(ended)).toMatchObject({
      unmatched_entries: [{ why: 'OTHER_AMOUNT', reference: one().order_id, expected: one().amount }],
    });
    const read = await answers(out, given('xml', asNotification(told)));
    expect(read.exceptions).toEqual([{ code: 'OTHER_AMOUNT', count: 1 }]);
  });
});

describe('a file that is read as another institution’s', () => {
  const other = () => month.orders().find((each) => each.provider !== one().provider) as SentOrder;

  test('is refused once answers of it are recorded, and says what to do', async () => {
    const out = outFolder('another institution');
    const file = csv('PAID', '2026-10-01');
    await answers(out, file, '--from', one().provider);
    const again = ['answers', file, '--out', out, '--from'];
    expectError(
      await sarf([...again, other().provider]),
      2,
      new RegExp(
        `read before as a file of ${one().provider}, .* ask ${other().provider} for a file of its own`,
      ),
    );
    expect((await sarf([...again, one().provider])).code).toBe(0);
    expect(await statesOf(out)).toEqual(['PAID 1']);
  });

  test('is read where nothing of it was recorded: people named the wrong institution first', async () => {
    const out = outFolder('wrong first');
    const file = csv('PAID', '2026-10-01');
    expect((await answers(out, file, '--from', other().provider)).exceptions).toEqual([
      { code: 'OTHER_INSTITUTION', count: 1 },
    ]);
    expect((await answers(out, file, '--from', one().provider)).exceptions).toEqual([]);
    expect(await statesOf(out)).toEqual(['PAID 1']);
  });

  test('one that waits for others is read again as the institution’s that people named', async () => {
    const out = outFolder('waiting');
    const sum = '1.00';
    const name = one().file.replace(/\.csv$/, '');
    const file = given('csv', `order_id,status,reason_code,date,amount\n${name},PAID,,2026-10-01,${sum}\n`);
    expect((await answers(out, file, '--from', one().provider)).exceptions).toEqual([
      { code: 'OTHER_AMOUNT', count: 1 },
    ]);
    await answers(out, csv('PAID', '2026-10-01'), '--from', one().provider);
    expect(await statesOf(out)).toEqual(['PAID 1']);
  });
});
