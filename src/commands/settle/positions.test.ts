import { describe, expect, test } from 'vitest';
import { accountStatement, ofFile, ofOrder, type SentOrder } from '../../../fixtures/harness/answers.js';
import { expectError, jsonOf, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth } from '../../../fixtures/harness/sent-month.js';

/**
 * The net position of orders and files on the account: debits less credits over all statements, whatever the order in
 * which they are read. Each entry is matched, or listed.
 */
const month = sentMonth('positions');

type Entry = readonly [sign: 'DBIT' | 'CRDT', amount: string, day: string, details: string];
type Stated = {
  readonly unmatched_entries: readonly { readonly why: string; readonly currency: string }[];
  readonly holes: readonly { readonly why: string; readonly missing: unknown }[];
};
type Settled = {
  readonly states: readonly { readonly status: string; readonly orders: number; readonly amount: string }[];
  readonly debited: { readonly amount: string };
  readonly credited: { readonly amount: string };
  readonly differences: readonly { readonly difference: string }[];
};

const file = (nth: number) => {
  const name = [...new Set(month.orders().map((one) => one.file))].at(nth) as string;
  const mine = month.orders().filter((one) => one.file === name);
  return { name, mine, centimes: mine.reduce((sum, one) => sum + centimes(one.amount), 0) };
};
const centimes = (amount: string) => Math.round(Number(amount) * 100);
const text = (sum: number) => (sum / 100).toFixed(2);
const day = (nth: number) => `2026-10-${String(nth).padStart(2, '0')}`;

let given = 0;
async function read(
  out: string,
  statements: readonly (readonly Entry[])[],
  more: string[] = [],
): Promise<Stated> {
  const paths = statements.map((entries, nth) => {
    const path = month.file(`${++given}.xml`, accountStatement(`S${nth}`, day(20 + nth), entries));
    return path;
  });
  const ended = await sarf(['statement', ...paths, '--out', out, '--json', ...more]);
  expect([0, 5], ended.stderr).toContain(ended.code);
  return jsonOf(ended);
}
const settle = async (out: string): Promise<Settled> =>
  jsonOf(await sarf(['settle', '2026-09', '--out', out, '--json']));

describe('a file on the account', () => {
  const whole = () => file(0);
  const debit = (nth: number): Entry => ['DBIT', text(whole().centimes), day(nth), ofFile(whole().name)];
  const credit = (nth: number): Entry => ['CRDT', text(whole().centimes), day(nth), ofFile(whole().name)];

  test.each<[what: string, statements: () => Entry[][], out: 'out' | 'back']>([
    ['reversed and booked again', () => [[debit(1), credit(2), debit(3)]], 'out'],
    [
      'reversed and booked again, read the other way round',
      () => [[debit(3)], [credit(2)], [debit(1)]],
      'out',
    ],
    ['debited twice and corrected', () => [[debit(1), debit(1)], [credit(2)]], 'out'],
    ['debited and back', () => [[debit(1), credit(2)]], 'back'],
  ])('%s', async (name, statements, where) => {
    const out = month.outFolder(name);
    expect((await read(out, statements())).unmatched_entries).toEqual([]);
    const settled = await settle(out);
    expect(settled.debited.amount).toBe(text(whole().centimes));
    expect(settled.credited.amount).toBe(where === 'back' ? text(whole().centimes) : '0.00');
  });

  test('debited in parts: together they are its sum', async () => {
    const out = month.outFolder('parts');
    const part = (amount: number, nth: number): Entry => [
      'DBIT',
      text(amount),
      day(nth),
      ofFile(whole().name),
    ];
    const parts = [part(10_000, 1), part(whole().centimes - 10_000, 2)];
    expect((await read(out, [parts])).unmatched_entries).toEqual([]);
    expect((await settle(out)).debited.amount).toBe(text(whole().centimes));
    const other = month.outFolder('other parts');
    const less = await read(other, [[part(10_000, 1), part(whole().centimes - 10_001, 2)]]);
    expect(less.unmatched_entries.map((one) => one.why)).toEqual(['OTHER_AMOUNT', 'OTHER_AMOUNT']);
  });

  test('debited together with another: the debit names both', async () => {
    const out = month.outFolder('together');
    const sum = file(0).centimes + file(1).centimes;
    const both = `<NtryDtls><TxDtls><RmtInf><Ustrd>${file(0).name} ${file(1).name}</Ustrd></RmtInf></TxDtls></NtryDtls>`;
    expect((await read(out, [[['DBIT', text(sum), day(1), both]]])).unmatched_entries).toEqual([]);
    expect((await settle(out)).debited.amount).toBe(text(sum));
  });
});

describe('an order on the account', () => {
  const one = () => month.order(0);
  const debit = (nth: number): Entry => [
    'DBIT',
    one().amount,
    day(nth),
    ofOrder(one().order_id, one().amount),
  ];
  const credit = (nth: number): Entry => [
    'CRDT',
    one().amount,
    day(nth),
    ofOrder(one().order_id, one().amount),
  ];
  const part = (amount: number, nth: number): Entry => ['DBIT', text(amount), day(nth), ofFile(file(0).name)];
  const inFile = (): Entry => ['DBIT', text(file(0).centimes), day(1), ofFile(file(0).name)];

  test.each<[what: string, statements: () => Entry[][], status: string, credited: boolean]>([
    ['debited', () => [[debit(1)]], 'PAID', false],
    ['debited and back', () => [[debit(1)], [credit(2)]], 'RETURNED', true],
    ['executed again', () => [[debit(1), credit(2), debit(3)]], 'PAID', false],
    ['executed again, read the other way round', () => [[debit(3)], [credit(2)], [debit(1)]], 'PAID', false],
    ['executed again on the day of its return', () => [[inFile()], [credit(2), debit(2)]], 'PAID', false],
    ['debited twice and corrected', () => [[debit(1), debit(1)], [credit(2)]], 'PAID', false],
    ['debited with its file, and back', () => [[inFile(), credit(2)]], 'RETURNED', true],
    [
      'debited with its file and by itself, and corrected',
      () => [[inFile(), debit(2), credit(3)]],
      'PAID',
      false,
    ],
    ['and the same, read the other way round', () => [[credit(3)], [debit(2)], [inFile()]], 'PAID', false],
    [
      'its file debited in parts, and the order back',
      () => [[part(1000, 1), part(file(0).centimes - 1000, 1), credit(2)]],
      'RETURNED',
      true,
    ],
  ])('%s', async (name, statements, status, credited) => {
    const out = month.outFolder(`order ${name}`);
    expect((await read(out, statements())).unmatched_entries).toEqual([]);
    const settled = await settle(out);
    expect(settled.states.filter((state) => state.status === status)).toMatchObject([{ orders: 1 }]);
    expect(settled.credited.amount).toBe(credited ? one().amount : '0.00');
  });
});

test('a file debited twice, and one order credited: the second debit is listed, and the order is not owed', async () => {
  const out = month.outFolder('file twice');
  const one = month.order(0);
  const debit = (nth: number): Entry => ['DBIT', text(file(0).centimes), day(nth), ofFile(file(0).name)];
  const credit: Entry = ['CRDT', one.amount, day(3), ofOrder(one.order_id, one.amount)];
  const stated = await read(out, [[debit(1), debit(2), credit]]);
  expect(stated.unmatched_entries.map((entry) => entry.why)).toEqual(['SECOND']);
  expect((await settle(out)).states.filter((state) => state.status === 'RETURNED')).toEqual([]);
});

describe('an entry and its transactions', () => {
  const [a, b] = [() => month.order(0), () => month.order(1)];
  const tx = (one: SentOrder, sign: string, amount = one.amount) =>
    `<TxDtls><Refs><EndToEndId>${one.order_id}</EndToEndId></Refs><Amt Ccy="MAD">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd></TxDtls>`;
  const both = (sign: string) => `<NtryDtls>${tx(a(), sign)}${tx(b(), sign)}</NtryDtls>`;
  const sum = () => centimes(a().amount) + centimes(b().amount);

  test.each<[what: string, entry: () => Entry, status: string]>([
    [
      'a debit whose transactions bear the payee’s sign',
      () => ['DBIT', text(sum()), day(1), both('CRDT')],
      'PAID',
    ],
    ['a debit of two', () => ['DBIT', text(sum()), day(1), both('DBIT')], 'PAID'],
    ['a return of two', () => ['CRDT', text(sum()), day(1), both('CRDT')], 'RETURNED'],
    [
      'a return of two less charges',
      () => [
        'CRDT',
        text(sum() - 2000),
        day(1),
        `<Chrgs><TtlChrgsAndTaxAmt Ccy="MAD">20.00</TtlChrgsAndTaxAmt></Chrgs>${both('CRDT')}`,
      ],
      'RETURNED',
    ],
  ])('%s', async (name, entry, status) => {
    const out = month.outFolder(`details ${name}`);
    await read(out, [[entry()]]);
    expect((await settle(out)).states.filter((state) => state.status === status)).toMatchObject([
      { orders: 2 },
    ]);
  });

  test('that do not make it: it stands alone, and names their orders', async () => {
    const out = month.outFolder('details of another sum');
    const stated = await read(out, [[['CRDT', text(sum() - 2000), day(1), both('CRDT')]]]);
    expect(JSON.stringify(stated.unmatched_entries)).toContain(`${a().order_id} ${b().order_id}`);
    expect((await settle(out)).states.map((state) => state.status)).toEqual(['UNANSWERED']);
  });
});

describe('statements as books', () => {
  const strange = (amount: string, nth: number): Entry => ['DBIT', amount, day(nth), ofFile('STRANGE')];

  test('one that comes corrected is refused, unless it takes the place of the first', async () => {
    const out = month.outFolder('corrected');
    await read(out, [[strange('10.00', 1)]]);
    const path = month.file('corrected.xml', accountStatement('S0', day(20), [strange('11.00', 1)]));
    const again = ['statement', path, '--out', out];
    expectError(await sarf(again), 2, /read before with other entries.*--replace/);
    expectError(await sarf([...again, '--replace']), 2, /--reason/);
    expectError(await sarf([...again, '--reason', 'letter']), 2, /--replace/);
    const replaced = await sarf([...again, '--replace', '--reason', 'letter 3', '--json']);
    const { unmatched_entries } = jsonOf<{ unmatched_entries: { amount: string }[] }>(replaced);
    expect(unmatched_entries.map((one) => one.amount)).toEqual(['11.00']);
  });

  test('an entry booked after the day of its statement, and one in another currency, are listed as what they are', async () => {
    const out = month.outFolder('foreign');
    const written = accountStatement('S9', day(1), [strange('10.00', 5), strange('20.00', 1)]);
    const path = month.file('foreign.xml', written.replace('<Amt Ccy="MAD">20.00', '<Amt Ccy="EUR">20.00'));
    const stated = jsonOf<Stated>(await sarf(['statement', path, '--out', out, '--json']));
    expect(stated.unmatched_entries.map((one) => one.currency)).toEqual(['EUR', 'MAD']);
    const told = await sarf(['statement', path, '--out', out]);
    expect(told.stdout).toContain('in EUR: debits 20.00');
    expect(told.stdout).toContain('10.00 DH, 1 of them in other currencies');
  });

  test('what lacks between two is told', async () => {
    const out = month.outFolder('holes');
    const balance = (type: string, amount: string) =>
      `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="MAD">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>`;
    const paths = [
      ['S1', day(1), '100.00', '90.00'],
      ['S2', day(2), '70.00', '60.00'],
    ].map(([id = '', on = '', opening = '', closing = '']) => {
      const balances = balance('OPBD', opening) + balance('CLBD', closing);
      const path = month.file(
        `hole-${id}.xml`,
        accountStatement(id, on, [['DBIT', '10.00', on, ofFile(id)]], balances),
      );
      return path;
    });
    const stated = jsonOf<Stated>(await sarf(['statement', ...paths, '--out', out, '--json']));
    expect(stated.holes).toMatchObject([{ why: 'BALANCE', missing: '-20.00' }]);
  });
});

describe('an account that is not the programme’s', () => {
  const stranger = '007999000999999999999979';
  const ours = '310810000000000000000079';
  const returned = (): Entry[] => {
    const one = month.order(0);
    return [['CRDT', one.amount, day(2), ofOrder(one.order_id, one.amount)]];
  };

  test('is refused, and nobody is returned by it', async () => {
    const out = month.outFolder('stranger');
    const path = month.file(
      'stranger.xml',
      accountStatement('S1', day(3), returned()).replace(ours, stranger),
    );
    expectError(await sarf(['statement', path, '--out', out]), 2, /none of the debtor's/);
    expect((await settle(out)).states.map((one) => one.status)).toEqual(['UNANSWERED']);
  });

  test.each([`MA64${ours}`, 'MA64 3108 1000 0000 0000 0000 0079'])('but ours as %s is', async (account) => {
    const out = month.outFolder(`iban ${account}`);
    const iban = accountStatement('S1', day(3), returned())
      .replace('<Othr><Id>', '<IBAN>')
      .replace(`${ours}</Id></Othr>`, `${account}</IBAN>`);
    const path = month.file('iban.xml', iban);
    const ended = await sarf(['statement', path, '--out', out, '--json']);
    expect([0, 5], ended.stderr).toContain(ended.code);
    expect((await settle(out)).states.map((one) => one.status)).toContain('RETURNED');
  });

  test('in a file with ours: only ours counts, and the other is named', async () => {
    const out = month.outFolder('two accounts');
    const one = accountStatement('S1', day(3), []);
    const other = /<Stmt>[\s\S]*<\/Stmt>/.exec(
      accountStatement('S2', day(3), returned()).replace(ours, stranger),
    )?.[0];
    const path = month.file('two.xml', one.replace('<Stmt>', `${other}<Stmt>`));
    const ended = await sarf(['statement', path, '--out', out, '--json']);
    expect(jsonOf(ended)).toMatchObject({ other_accounts: [{ account: stranger, statement_id: 'S2' }] });
    expect((await settle(out)).states.map((state) => state.status)).toEqual(['UNANSWERED']);
  });
});
