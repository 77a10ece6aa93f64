import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accountStatement,
  centimes,
  csvRows,
  institutionOf,
  makeAnswers,
  ofFile,
  ofOrder,
  type SentOrder,
  sentOrders,
  statusReport,
} from '../../../fixtures/harness/answers.js';
import { toVersion6 } from '../../../fixtures/harness/older-ledger.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';
import { takeLock } from '../../ledger/lock.js';
import { SCHEMA_VERSION } from '../../ledger/schema.js';

/** The command line matches account statements with what was sent, and reconciles months three ways. */
const folder = temporaryFolder('settlement');
const released = join(folder, 'released');
let september: RunJson;
let orders: SentOrder[];
const RATES = ['--rejected', 'AC04=0.05', '--returned', 'MD07=0.04', '--returned', 'AC01=0.02'];

beforeAll(async () => {
  september = (await worldIn(folder)).september;
  orders = sentOrders(september.folder);
  mkdirSync(join(folder, 'given'));
}, 60_000);

const outFolder = (name: string) => copyOf(released, join(folder, name));
function given(name: string, content: string | Buffer): string {
  const path = join(folder, 'given', name);
  writeFileSync(path, content);
  return path;
}
const order = (nth: number) => orders.at(nth) as SentOrder;
const text = (sum: bigint) =>
  `${sum < 0n ? '-' : ''}${(sum < 0n ? -sum : sum) / 100n}.${String((sum < 0n ? -sum : sum) % 100n).padStart(2, '0')}`;
const sumOf = (some: readonly { amount: string }[]) =>
  text(some.reduce((sum, one) => sum + centimes(one.amount), 0n));
const fileOf = (nth: number) => {
  const { file } = order(nth);
  const mine = orders.filter((one) => one.file === file);
  return { file, mine, total: sumOf(mine) };
};

type Sum = { orders: number; amount: string };
type Settled = {
  entitlement: string;
  ordered: Sum;
  paid: Sum;
  debited: Sum;
  credited: Sum;
  statements_until: string | null;
  states: (Sum & { status: string; reason_code: string; meaning: string })[];
  differences: (Sum & { difference: string; status: string; effect: string })[];
  unmatched_entries: { amount: string; reference: string; why: string; expected: string | null }[];
  files: { file: string; ordered: Sum; debited: Sum; waiting: Sum }[];
};
type Stated = {
  statements: {
    statement_id: string;
    already_read: boolean;
    entries: number;
    debits: string;
    credits: string;
    unbalanced: string | null;
  }[];
  as_of: string;
  matched: { direction: string; with: string; entries: number; amount: string }[];
  unmatched_entries: {
    booked_on: string;
    age: number;
    direction: string;
    amount: string;
    reference: string;
    why: string;
    expected: string | null;
  }[];
  undebited_files: { file: string; orders: number; amount: string; executed_on: string; age: number }[];
  uncredited_orders: { order_id: string; status: string; reason_code: string; amount: string; age: number }[];
};
async function done<T>(...args: string[]): Promise<T> {
  const ended = await sarf([...args, '--json']);
  expect([0, 5], ended.stderr).toContain(ended.code); // 5: there are unmatched entries
  return jsonOf<T>(ended);
}
const settle = (out: string, ...more: string[]) => done<Settled>('settle', '2026-09', '--out', out, ...more);
const statement = (out: string, ...files: string[]) => done<Stated>('statement', ...files, '--out', out);
async function answers(out: string, ...files: string[]): Promise<void> {
  for (const file of files) {
    const whose = file.endsWith('.csv') ? ['--from', institutionOf(out, file)] : [];
    await done<unknown>('answers', file, ...whose, '--out', out);
  }
}

describe('a month answered and stated in full', () => {
  let all: { csv: string[]; statement: string };
  beforeAll(() => {
    const to = join(folder, 'given', 'month');
    all = {
      csv: makeAnswers(september.folder, 'csv', to, ...RATES),
      statement: makeAnswers(september.folder, 'camt.053', to, ...RATES)[0] as string,
    };
  });
  /** The sums of the institutions' own files, without sarf. */
  function expected() {
    const rows = all.csv.flatMap(csvRows);
    const of = (...statuses: string[]) =>
      rows.filter((row) => statuses.includes(row.status ?? '')) as { amount: string; order_id: string }[];
    const [paid, rejected, returned] = [of('PAID'), of('REJECTED'), of('RETURNED')];
    const kept = paid.filter((row) => !returned.some((back) => back.order_id === row.order_id));
    const sum = (some: readonly { amount: string }[]) => ({ orders: some.length, amount: sumOf(some) });
    return {
      ordered: sum(orders),
      paid: sum(kept),
      debited: sum(paid),
      rejected: sum(rejected),
      returned: sum(returned),
    };
  }

  test('entitled, ordered and paid agree to the centime, in whatever order it was read', async () => {
    const wanted = expected();
    expect(wanted.rejected.orders).toBeGreaterThan(0);
    expect(wanted.returned.orders).toBeGreaterThan(0);
    const [one, two] = [outFolder('one'), outFolder('two')];
    await answers(one, ...all.csv);
    await statement(one, all.statement);
    await statement(two, given('packed.xml.gz', gzipSync(readFileSync(all.statement))));
    await answers(two, ...all.csv);
    const settled = await settle(one);
    expect(await settle(two)).toEqual(settled);
    expect(settled).toMatchObject({
      entitlement: wanted.ordered.amount,
      ordered: wanted.ordered,
      paid: wanted.paid,
      debited: wanted.debited,
      credited: wanted.returned,
      differences: [],
      unmatched_entries: [],
    });
    const by = (status: string) => settled.states.filter((state) => state.status === status);
    const total = (states: readonly Sum[]) => ({
      orders: states.reduce((sum, state) => sum + state.orders, 0),
      amount: sumOf(states),
    });
    expect(total(by('REJECTED'))).toEqual(wanted.rejected);
    expect(total(by('RETURNED'))).toEqual(wanted.returned);
    expect(by('RETURNED').map((state) => `${state.reason_code} ${state.meaning}`)).toEqual([
      'AC01 the account number is wrong',
      'MD07 the payee has died',
    ]);
    expect(settled.states.map((state) => state.status)).not.toContain('UNANSWERED');
  });

  test('the statement read again changes nothing; its matches are of files and of orders', async () => {
    const out = outFolder('again');
    await answers(out, ...all.csv);
    const first = await statement(out, all.statement);
    const before = picture(out);
    const again = await statement(out, all.statement);
    expect(again.statements[0]?.already_read).toBe(true);
    expect({ ...again, statements: [] }).toEqual({ ...first, statements: [] });
    expect(Object.keys(picture(out))).toEqual(Object.keys(before));
    const wanted = expected();
    expect(first.matched).toEqual([
      { direction: 'CREDIT', with: 'ORDER', entries: wanted.returned.orders, amount: wanted.returned.amount },
      {
        direction: 'DEBIT',
        with: 'FILE',
        entries: new Set(orders.map((one) => one.file)).size,
        amount: wanted.debited.amount,
      },
    ]);
    expect(first).toMatchObject({ unmatched_entries: [], undebited_files: [], uncredited_orders: [] });
    expect(first.statements[0]?.unbalanced).toBe('0.00');
  });

  test('a statement alone says what came back, and what of the debits cannot be explained yet', async () => {
    const out = outFolder('alone');
    await statement(out, all.statement);
    const settled = await settle(out);
    const wanted = expected();
    expect(settled.states.map((state) => `${state.status} ${state.orders}`)).toContain(
      `UNANSWERED ${wanted.ordered.orders - wanted.returned.orders}`,
    );
    expect(settled.unmatched_entries.every((one) => one.why === 'OTHER_AMOUNT')).toBe(true);
    expect(settled.paid.orders).toBe(0);
  });

  test('settle writes nothing but the file it is told to, with every order that is not simply paid', async () => {
    const out = outFolder('writes');
    await answers(out, ...all.csv);
    await statement(out, all.statement);
    const before = picture(out);
    const csv = join(folder, 'given', 'differences.csv');
    await settle(out, '--csv', csv);
    expect(picture(out)).toEqual(before);
    const rows = csvRows(csv);
    const wanted = expected();
    expect(rows).toHaveLength(wanted.rejected.orders + wanted.returned.orders);
    expect(
      new Set(rows.map((row) => `${row.status} ${row.reason_code} ${row.debited_on} ${row.credited_on}`)),
    ).toEqual(
      new Set([
        'REJECTED AC04  ',
        'RETURNED AC01 2026-09-30 2026-10-03',
        'RETURNED MD07 2026-09-30 2026-10-03',
      ]),
    );
    expectError(await sarf(['settle', '2026-09', '--out', out, '--csv', csv]), 2, /exists already/);
    expect((await sarf(['settle', '2026-09', '--out', out])).stdout).toMatch(
      new RegExp(`= ordered +${orders.length} +[\\d,.]+\n`),
    );
  });
});

describe('what stays unmatched is listed with its age', () => {
  const day = '2026-10-10'; // the month's orders are executed on 2026-09-30

  test('on the account: what is not ours, of another amount, a second time', async () => {
    const out = outFolder('account');
    const { file, total } = fileOf(0);
    const lone = orders.find((one) => one.file !== file) as SentOrder;
    const more = text(centimes(lone.amount) + 1n);
    const result = await statement(
      out,
      given(
        'account.xml',
        accountStatement('S1', day, [
          ['DBIT', total, '2026-10-01', ofFile(file)],
          ['DBIT', total, '2026-10-02', ofFile(file)],
          ['DBIT', lone.amount, '2026-10-03', ofOrder(lone.order_id, lone.amount)],
          ['DBIT', lone.amount, '2026-10-04', ofOrder(lone.order_id, lone.amount)],
          ['CRDT', more, '2026-10-05', ofOrder(lone.order_id, more)],
          ['DBIT', '12.00', '2026-10-06', '<AddtlNtryInf>FRAIS DE TENUE</AddtlNtryInf>'],
          ['DBIT', '1.00', '2026-10-07', ofFile(lone.file)],
          ['CRDT', '7.00', '2026-10-08', ofOrder('ASD-202609-NOBODY', '7.00')],
        ]),
      ),
    );
    expect(result.as_of).toBe(day);
    expect(
      result.unmatched_entries.map(
        (one) =>
          `${one.booked_on} ${one.age} ${one.direction} ${one.amount} ${one.reference} ${one.why} ${one.expected}`,
      ),
    ).toEqual([
      `2026-10-02 8 DEBIT ${total} ${file} SECOND ${total}`,
      `2026-10-04 6 DEBIT ${lone.amount} ${lone.order_id} SECOND ${lone.amount}`,
      `2026-10-05 5 CREDIT ${more} ${lone.order_id} OTHER_AMOUNT ${lone.amount}`,
      '2026-10-06 4 DEBIT 12.00 FRAIS DE TENUE NOT_OURS null',
      `2026-10-07 3 DEBIT 1.00 ${lone.file} OTHER_AMOUNT ${sumOf(orders.filter((one) => one.file === lone.file))}`,
      '2026-10-08 2 CREDIT 7.00 ASD-202609-NOBODY NOT_OURS null',
    ]);
    // One file and one order are debited. Each other file is waited for since the day of execution.
    const waiting = result.undebited_files;
    expect(waiting.find((one) => one.file.endsWith(file))).toBeUndefined();
    expect(waiting.find((one) => one.file.endsWith(lone.file))).toMatchObject({
      orders: orders.filter((one) => one.file === lone.file).length - 1,
      executed_on: '2026-09-30',
      age: 10,
    });
    const settled = await settle(out);
    expect(settled.unmatched_entries).toHaveLength(4); // entries that are not ours belong to no month
    expect(settled.differences).toEqual([
      {
        difference: 'DEBITED_NOT_PAID',
        status: 'UNANSWERED',
        orders: fileOf(0).mine.length, // the order that was debited by itself is paid
        amount: total,
        effect: total,
      },
    ]);
  });

  test('of an order of another month, with the sum of a file and its name: the order alone is meant', async () => {
    const out = outFolder('another month');
    const { file, total } = fileOf(0);
    const details = `<NtryDtls><TxDtls><Refs><MsgId>${file}</MsgId><EndToEndId>ASD-202610-H000001</EndToEndId></Refs><Amt Ccy="MAD">${total}</Amt></TxDtls></NtryDtls>`;
    const told = await statement(
      out,
      given('other.xml', accountStatement('S1', '2026-10-07', [['DBIT', total, '2026-10-01', details]])),
    );
    expect(told.matched).toEqual([]);
    expect(told.unmatched_entries).toHaveLength(1);
    expect(told.undebited_files.map((one) => one.file).join()).toContain(file);
  });

  test('in another currency, or undone on the account: no order came back', async () => {
    const { order_id, amount } = order(0);
    const credit = ['CRDT', amount, '2026-10-02', ofOrder(order_id, amount)] as const;
    const undoing = ['DBIT', amount, '2026-10-03', ofOrder(order_id, amount)] as const;
    const foreign = accountStatement('S1', '2026-10-07', [credit]).replaceAll('"MAD"', '"EUR"');
    const undone = accountStatement('S2', '2026-10-07', [credit, undoing]).replace(
      '<CdtDbtInd>DBIT</CdtDbtInd>',
      '<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>',
    );
    for (const [nth, xml] of [foreign, undone].entries()) {
      const out = outFolder(`unproven ${nth}`);
      const told = await statement(out, given(`unproven-${nth}.xml`, xml));
      expect(told.matched).toEqual([]);
      expect(told.unmatched_entries.map((one) => one.why)).toEqual(
        nth === 0 ? ['UNPROVEN'] : ['UNPROVEN', 'UNPROVEN'],
      );
      const { states } = await settle(out);
      expect(states.map((one) => one.status)).not.toContain('RETURNED');
      // Settled in dirhams: another currency stands with its name, and not in the column of amounts.
      const text = (await sarf(['settle', '2026-09', '--out', out])).stdout;
      const named = text.split('\n').filter((line) => line.includes(`CREDIT ${order_id}`));
      expect(named).toHaveLength(1);
      expect(/\d EUR: another currency *$/.test(named[0] ?? '')).toBe(nth === 0);
      expect(/ \d[\d,]*\.\d\d$/.test(named[0] ?? '')).toBe(nth === 1);
    }
  });

  test('and the same in a ledger of version 6, which held both among the words of an entry', async () => {
    const out = outFolder('older');
    const { order_id, amount } = order(0);
    const words = '<AddtlNtryInf>FRAIS DE TENUE</AddtlNtryInf>';
    const own = ['CRDT', amount, '2026-10-02', ofOrder(order_id, amount)] as const;
    const other = ['DBIT', '12.00', '2026-10-06', words] as const;
    const xml = accountStatement('S1', '2026-10-07', [own, other]).replaceAll('"MAD"', '"EUR"');
    const undone = accountStatement('S2', '2026-10-07', [other, own]).replaceAll(
      '</CdtDbtInd>',
      '</CdtDbtInd><RvslInd>true</RvslInd>',
    );
    const files = [given('older-1.xml', xml), given('older-2.xml', undone)];
    const told = await statement(out, ...files);
    expect(told.unmatched_entries.map((one) => `${one.reference} ${one.why}`)).toContain(
      'FRAIS DE TENUE EUR NOT_OURS',
    );
    expect(told.unmatched_entries.map((one) => `${one.reference} ${one.why}`)).toContain(
      'FRAIS DE TENUE RVSL NOT_OURS',
    );
    const settled = await settle(out);
    toVersion6(join(out, 'ledger.sqlite'));
    const before = picture(out);
    expect(await settle(out)).toEqual(settled);
    expect(picture(out)).toEqual(before); // a command that only reads writes nothing
    const again = await statement(out, ...files);
    expect(again.statements.map((one) => one.already_read)).toEqual([true, true]);
    expect({ ...again, statements: [] }).toEqual({ ...told, statements: [] });
  });

  /**
   * What version 6 recorded of a credit in one currency with transactions in others: the transaction (0 for the
   * entry) and its words.
   */
  const RECORDED_BY_6: readonly (readonly [entry: string, transactions: string[], recorded: string[]])[] = [
    ['MAD', ['EUR'], ['0 OF ORDER "EUR" OF ENTRY']],
    ['USD', ['EUR'], ['0 OF ORDER "EUR" OF ENTRY "USD"']],
    ['EUR', ['MAD'], ['0 OF ORDER OF ENTRY "EUR"']],
    ['EUR', ['EUR'], ['1 OF ORDER "EUR" OF ENTRY "EUR"']],
    ['EUR', [''], ['0 OF ORDER OF ENTRY "EUR"']],
    ['', ['EUR'], ['0 OF ORDER "EUR" OF ENTRY']],
    ['MAD', ['RVSL'], ['1 OF ORDER "RVSL" OF ENTRY']],
    ['RVSL', ['MAD'], ['1 OF ORDER OF ENTRY "RVSL"']],
    ['MAD', ['EURO'], ['1 OF ORDER "EURO" OF ENTRY']],
    ['EURO', ['EUR'], ['0 OF ORDER "EUR" OF ENTRY "EURO"']],
    ['mad', ['MAD'], ['0 OF ORDER OF ENTRY "mad"']],
    ['', ['EUR', 'EUR'], ['0 OF ENTRY']],
    ['EUR', ['', 'EUR'], ['0 OF ENTRY "EUR"']],
    ['EUR', ['EUR', 'EUR'], ['1 OF ORDER "EUR"', '2 OF ORDER "EUR"']],
  ];

  test('a statement that version 6 recorded is known when it comes again, whatever its currencies', async () => {
    const out = outFolder('read by 6');
    const total = (nth: number, count: number) => centimes(order(nth).amount) * BigInt(count);
    const xmls = RECORDED_BY_6.map(([entry, transactions], nth) => {
      const { order_id, amount } = order(nth);
      const details = transactions.map(
        (currency) =>
          `<TxDtls><Refs><EndToEndId>${order_id}</EndToEndId></Refs><Amt Ccy="${currency}">${amount}</Amt><RmtInf><Ustrd>OF ORDER</Ustrd></RmtInf></TxDtls>`,
      );
      const more = `<NtryDtls>${details.join('')}</NtryDtls><AddtlNtryInf>OF ENTRY</AddtlNtryInf>`;
      const credit = ['CRDT', text(total(nth, transactions.length)), '2026-10-02', more] as const;
      return accountStatement(`S${nth}`, '2026-10-07', [credit]).replace('Ccy="MAD"', `Ccy="${entry}"`);
    });
    const files = xmls.map((xml, nth) => given(`read-by-6-${nth}.xml`, xml));
    // A first reading creates the tables. Its rows are replaced by what version 6 recorded.
    await statement(
      out,
      ...files.map((_, nth) => given(`empty-${nth}.xml`, accountStatement(`S${nth}`, '2026-10-07', []))),
    );
    toVersion6(join(out, 'ledger.sqlite'));
    const db = new Database(join(out, 'ledger.sqlite'));
    const insert = db.prepare(`INSERT INTO statement_entries
      SELECT statement_no, 1, ?, 'CREDIT', ?, '2026-10-02', ?, '', '', ?, '' FROM bank_statements WHERE statement_id = ?`);
    for (const [nth, [, transactions, recorded]] of RECORDED_BY_6.entries()) {
      for (const row of recorded) {
        const detail = Number(row[0]);
        const named = detail > 0 || transactions.length === 1 ? order(nth).order_id : '';
        insert.run(
          detail,
          total(nth, detail === 0 ? transactions.length : 1),
          named,
          row.slice(2),
          `S${nth}`,
        );
      }
    }
    db.close();
    const again = await statement(out, ...files);
    expect(again.statements.map((one) => one.already_read)).toEqual(files.map(() => true));
    // Today's reading would find more orders that came back. Version 6 found those whose currency it took for its
    // mark.
    const back = (await settle(out)).states.filter((one) => one.status === 'RETURNED');
    expect(back.map((one) => [one.orders, one.amount])).toEqual([[2, sumOf([order(6), order(7)])]]);
    const altered = given('altered.xml', (xmls[0] as string).replaceAll(order(0).amount, '1.00'));
    expectError(await sarf(['statement', altered, '--out', out]), 2, /read before with other entries/);
  });

  test('a ledger of version 6 is brought up to date by a command that writes, alone, in one line on standard error', async () => {
    const out = outFolder('told');
    toVersion6(join(out, 'ledger.sqlite'));
    const before = picture(out);
    const file = given(
      'told.xml',
      accountStatement('S1', '2026-10-07', [['DBIT', '1.00', '2026-10-06', '']]),
    );
    const args = ['statement', file, '--out', out];
    const reads = await sarf(['runs', '--out', out]);
    expect([reads.code, reads.stderr]).toEqual([0, '']);
    expect(picture(out)).toEqual(before);
    const lock = takeLock(out, 'run 2026-10');
    expectError(await sarf(args), 2, /another command is at work here/);
    lock.release();
    expect(picture(out)['ledger.sqlite']).toBe(before['ledger.sqlite']);
    const [first, again] = [await sarf(args), await sarf(args)];
    const line = `note: ${out}/ledger.sqlite: the ledger is brought up to date from version 6 to ${SCHEMA_VERSION}`;
    expect(first.stderr.split('\n').filter((one) => one === line)).toHaveLength(1);
    expect(again.stderr).not.toContain('brought up to date');
  });

  test('rejected within a debited file: less on the debit, or waited for until it is back', async () => {
    const { file, mine, total } = fileOf(0);
    const [one, two] = mine as [SentOrder, SentOrder];
    const rejection = (some: readonly SentOrder[]) =>
      statusReport(file, {
        orders: some
          .map(
            (each) =>
              `<TxInfAndSts><OrgnlEndToEndId>${each.order_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>`,
          )
          .join(''),
      });
    const rejected = sumOf([one, two]);
    const less = text(centimes(total) - centimes(rejected));

    const debitedLess = outFolder('less');
    await answers(debitedLess, given('rejected.xml', rejection([one, two])));
    const first = await statement(
      debitedLess,
      given('less.xml', accountStatement('S1', day, [['DBIT', less, '2026-10-01', ofFile(file)]])),
    );
    expect(first).toMatchObject({ unmatched_entries: [], uncredited_orders: [] });
    expect((await settle(debitedLess)).debited).toEqual({ orders: mine.length - 2, amount: less });

    const debitedWhole = outFolder('whole');
    await answers(debitedWhole, given('rejected.xml', rejection([one, two])));
    const second = await statement(
      debitedWhole,
      given('whole.xml', accountStatement('S1', day, [['DBIT', total, '2026-10-01', ofFile(file)]])),
    );
    expect(
      second.uncredited_orders.map(
        (each) => `${each.order_id} ${each.status} ${each.reason_code} ${each.age}`,
      ),
    ).toEqual([one, two].map((each) => `${each.order_id} REJECTED AC04 10`));
    expect((await settle(debitedWhole)).differences.find((each) => each.status === 'REJECTED')).toMatchObject(
      {
        difference: 'DEBITED_NOT_BACK',
        effect: rejected,
      },
    );
    const third = await statement(
      debitedWhole,
      given(
        'back.xml',
        accountStatement('S2', '2026-10-12', [['CRDT', rejected, '2026-10-12', ofFile(file)]]),
      ),
    );
    expect(third).toMatchObject({ as_of: '2026-10-12', unmatched_entries: [], uncredited_orders: [] });
    expect((await settle(debitedWhole)).differences.map((each) => each.difference)).toEqual([
      'DEBITED_NOT_PAID',
    ]);
  });

  test.each(['1', '12', 'MAD'])(
    'a credit that undoes a debit is a return, whatever its own reference: %s',
    async (reference) => {
      const [out, one] = [outFolder(`reversal-${reference}`), order(0)];
      const text = accountStatement('S1', day, [
        ['CRDT', one.amount, '2026-10-02', ofOrder(one.order_id, one.amount)],
      ])
        .replace('<Ntry>', `<Ntry><NtryRef>${reference}</NtryRef>`)
        .replace('<Sts>', '<RvslInd>true</RvslInd><Sts>');
      await statement(out, given(`reversal-${reference}.xml`, text));
      expect((await settle(out)).states.find((state) => state.status === 'RETURNED')).toMatchObject({
        orders: 1,
      });
    },
  );

  test('a debit less what was rejected stays matched when more is rejected later', async () => {
    const { file, mine, total } = fileOf(0);
    const [one, two] = mine as [SentOrder, SentOrder];
    const rejection = (each: SentOrder, rejectedOn: string) =>
      given(
        `${rejectedOn}.csv`,
        `order_id,status,reason_code,date,amount\n${each.order_id},REJECTED,AC04,${rejectedOn},\n`,
      );
    const out = outFolder('late');
    // The debit is dated before the first rejection, because banks date it on the day of execution.
    await answers(out, rejection(one, '2026-10-02'), rejection(two, '2026-10-05'));
    const less = text(centimes(total) - centimes(one.amount));
    const result = await statement(
      out,
      given('late.xml', accountStatement('S1', day, [['DBIT', less, '2026-10-01', ofFile(file)]])),
    );
    expect(result).toMatchObject({
      unmatched_entries: [],
      uncredited_orders: [{ order_id: two.order_id }],
    });
    expect((await settle(out)).debited).toEqual({ orders: mine.length - 1, amount: less });
  });

  test('a file debited, and back on the account: told, and nothing is said of its orders before an answer does', async () => {
    const out = outFolder('undone-file');
    const { file, mine, total } = fileOf(0);
    const result = await statement(
      out,
      given(
        'undone-file.xml',
        accountStatement('S1', day, [
          ['DBIT', total, '2026-10-01', ofFile(file)],
          ['CRDT', total, '2026-10-03', ofFile(file)],
        ]),
      ),
    );
    expect(result).toMatchObject({ unmatched_entries: [], uncredited_orders: [] });
    const settled = await settle(out);
    expect(settled.states.map((state) => state.status)).toEqual(['UNANSWERED']); // it may be sent again
    expect(settled.differences).toMatchObject([
      { difference: 'BACK_NOT_ANSWERED', orders: mine.length, effect: '0.00' },
    ]);
    await answers(out, given('undone-answer.xml', statusReport(file, { group: '<GrpSts>RJCT</GrpSts>' })));
    expect((await settle(out)).differences).toEqual([]);
  });

  test('an order that was paid and came back by the statement is returned, with its reason and the words', async () => {
    const out = outFolder('back');
    const one = order(0);
    const reason = '<RtrInf><Rsn><Cd>AC06</Cd></Rsn><AddtlInf>Compte bloqué</AddtlInf></RtrInf>';
    await statement(
      out,
      given(
        'returned.xml',
        accountStatement('S1', day, [
          ['CRDT', one.amount, '2026-10-09', ofOrder(one.order_id, one.amount, reason)],
        ]),
      ),
    );
    const settled = await settle(out);
    expect(settled.states.find((state) => state.status === 'RETURNED')).toMatchObject({
      reason_code: 'AC06',
      orders: 1,
      amount: one.amount,
    });
    expect(settled.differences).toMatchObject([
      { difference: 'CREDITED_NOT_DEBITED', effect: `-${one.amount}` },
    ]);
    const csv = join(folder, 'given', 'words.csv');
    await settle(out, '--csv', csv);
    const rows = csvRows(csv);
    expect(rows).toHaveLength(orders.length); // the others have no answer yet
    expect(rows.filter((row) => row.reason_words !== '')).toMatchObject([
      { order_id: one.order_id, status: 'RETURNED', reason_code: 'AC06', reason_words: 'Compte bloqué' },
    ]);
    expect(Object.keys(rows[0] ?? {}).at(-1)).toBe('reason_words');
  });
});

describe('an entry and its transactions', () => {
  test('stand for each other when their sums agree, else the entry stands alone', async () => {
    const out = outFolder('transactions');
    const [one, two] = [order(0), order(1)];
    const both = `<NtryDtls>${[one, two].map((each) => `<TxDtls><Refs><EndToEndId>${each.order_id}</EndToEndId></Refs><Amt Ccy="MAD">${each.amount}</Amt></TxDtls>`).join('')}</NtryDtls>`;
    const sum = sumOf([one, two]);
    const other = text(centimes(sum) + 100n);
    const result = await statement(
      out,
      given(
        'both.xml',
        accountStatement('S1', '2026-10-10', [
          ['DBIT', sum, '2026-10-01', both],
          ['DBIT', other, '2026-10-02', both],
        ]),
      ),
    );
    expect(result.matched).toEqual([{ direction: 'DEBIT', with: 'ORDER', entries: 2, amount: sum }]);
    expect(result.unmatched_entries).toMatchObject([{ amount: other, why: 'OTHER_AMOUNT' }]);
  });

  test('an entry and its only transaction refer to the same thing, wherever it is said', async () => {
    const [out, one] = [outFolder('alone'), order(0)];
    const sum = sumOf(orders.filter((each) => each.file === one.file));
    const charged = text(centimes(one.amount) - 500n);
    const result = await statement(
      out,
      given(
        'alone.xml',
        accountStatement('S1', '2026-10-10', [
          [
            'DBIT',
            sum,
            '2026-10-01',
            `<NtryDtls><TxDtls><Amt Ccy="MAD">${sum}</Amt><RmtInf><Ustrd>EN MASSE</Ustrd></RmtInf></TxDtls></NtryDtls><AddtlNtryInf>${one.file}</AddtlNtryInf>`,
          ],
          ['CRDT', charged, '2026-10-02', ofOrder(one.order_id, one.amount)], // less the bank's charges
          // One transaction of a batch is shown as a sample: the entry is for the batch.
          [
            'DBIT',
            fileOf(-1).total,
            '2026-10-01',
            ofFile(fileOf(-1).file).replace(
              '</NtryDtls>',
              `<TxDtls><Refs><EndToEndId>${order(-1).order_id}</EndToEndId></Refs><Amt Ccy="MAD">${order(-1).amount}</Amt></TxDtls></NtryDtls>`,
            ),
          ],
        ]),
      ),
    );
    const both = text(centimes(sum) + centimes(fileOf(-1).total));
    expect(fileOf(-1).file).not.toBe(one.file);
    expect(result.matched).toEqual([{ direction: 'DEBIT', with: 'FILE', entries: 2, amount: both }]);
    expect(result.unmatched_entries).toMatchObject([
      { amount: charged, why: 'OTHER_AMOUNT', expected: one.amount, reference: one.order_id },
    ]);
  });

  test('what is not booked is no movement, and balances are added up', async () => {
    const out = outFolder('balances');
    const balance = (type: string, amount: string) =>
      `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="MAD">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-10</Dt></Dt></Bal>`;
    const pending = accountStatement('S1', '2026-10-10', [['DBIT', '5.00', '2026-10-01', '']]).replace(
      'BOOK',
      'PDNG',
    );
    expect((await statement(out, given('pending.xml', pending))).statements[0]).toMatchObject({
      entries: 0,
      debits: '0.00',
    });
    const text = accountStatement(
      'S2',
      '2026-10-10',
      [['DBIT', '5.00', '2026-10-01', '']],
      balance('OPBD', '100.00') + balance('CLBD', '96.00'),
    );
    expect((await statement(out, given('unbalanced.xml', text))).statements[0]?.unbalanced).toBe('-1.00');
    const ended = await sarf(['statement', given('unbalanced.xml', text), '--out', out]);
    expect(ended.stdout).toMatch(/do not make the closing balance: -1\.00 DH/);
  });
});

describe('refused, with nothing recorded', () => {
  test('a statement that was read with other entries, one cut short, answers, and what is no statement', async () => {
    const out = outFolder('refused');
    const of = (amount: string) => accountStatement('S1', '2026-10-10', [['DBIT', amount, '2026-10-01', '']]);
    await statement(out, given('first.xml', of('5.00')));
    const cases: [string, string, RegExp][] = [
      ['changed.xml', of('6.00'), /statement S1 of account 3108\d+ was read before with other entries/],
      ['cut.xml', of('5.00').slice(0, -30), /cut\.xml: not well-formed/],
      [
        'no-amount.xml',
        of('5.00').replace('>5.00<', '>five<'),
        /1 entries without a right amount .* or direction/,
      ],
      ['answers.xml', statusReport('X', {}), /answers\.xml: .*sarf answers reads it/],
      ['no-date.xml', of('5.00').replaceAll('<CreDtTm>', '<CreDtTm>x'), /its date .* is none/],
    ];
    for (const [name, content, message] of cases)
      expectError(await sarf(['statement', given(name, content), '--out', out]), 2, message);
    const again = await statement(out, given('first.xml', of('5.00')));
    expect(again.unmatched_entries.map((one) => one.amount)).toEqual(['5.00']);
  });

  test('but not one sent again on another day: its entries say that it is the same', async () => {
    const out = outFolder('sent-again');
    const of = (sentOn: string) => accountStatement('S1', sentOn, [['DBIT', '5.00', '2026-10-01', '']]);
    await statement(out, given('day-1.xml', of('2026-10-10')));
    const again = await statement(out, given('day-2.xml', of('2026-10-11')));
    expect(again.statements[0]).toMatchObject({ already_read: true });
    expect(again.unmatched_entries.map((one) => one.amount)).toEqual(['5.00']);
  });

  test('a bad file among good ones is refused in its line, and the others are recorded', async () => {
    const out = outFolder('refused-some');
    const good = (id: string) => given(`${id}.xml`, accountStatement(id, '2026-10-05', []));
    const bad = given('cut.xml', accountStatement('S2', '2026-10-05', []).slice(0, -20));
    const ended = await sarf(['statement', good('S1'), bad, good('S3'), '--out', out, '--json']);
    expect(ended.code, ended.stderr).toBe(2);
    expect(ended.stderr.split('\n').filter((line) => line.startsWith('sarf: '))).toEqual([
      expect.stringMatching(/cut\.xml: not well-formed XML/),
    ]);
    const { statements, refused } = jsonOf<Stated & { refused: { file: string }[] }>(ended);
    expect(statements.map((one) => one.statement_id)).toEqual(['S1', 'S3']);
    expect(refused.map((one) => one.file)).toEqual(['cut.xml']);
  });

  test('settle: a month that is not released, one that is none, a folder without a ledger', async () => {
    const out = outFolder('settle-refused');
    expectError(
      await sarf(['settle', '2026-10', '--out', out]),
      2,
      /2026-10: no run of this month is released/,
    );
    expectError(await sarf(['settle', 'October', '--out', out]), 2, /PERIOD: "October" is no month/);
    expectError(await sarf(['settle', '2026-09', '--out', folder]), 2, /there is no ledger here/);
    expectError(
      await sarf(['settle', '2026-09', '--out', out, '--csv', join(folder, 'no', 'where.csv')]),
      2,
      /where\.csv: cannot be written \(its folder is missing\); give another --csv/,
    );
  });
});
