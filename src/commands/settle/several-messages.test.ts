import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import {
  accountStatement,
  notification,
  ofFile,
  ofOrder,
  type SentOrder,
  statusReport,
} from '../../../fixtures/harness/answers.js';
import { jsonOf, runArguments, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth, states } from '../../../fixtures/harness/sent-month.js';

/** What several messages say together: whatever the order in which they are read, and however often one thing is told. */
const month = sentMonth('several-messages');

type Sign = 'DBIT' | 'CRDT';
type Entry = readonly [sign: Sign, amount: string, day: string, details: string];
const on = (day: number) => `2026-10-${String(day).padStart(2, '0')}`;
const cents = (amount: string) => Math.round(Number(amount) * 100);
const dirhams = (sum: number) => (sum / 100).toFixed(2);
const ofOne = (sign: Sign, day: number, order = month.order(0)): Entry => [
  sign,
  order.amount,
  on(day),
  ofOrder(order.order_id, order.amount),
];

type Stated = {
  readonly id: string;
  readonly copy?: string;
  readonly period?: readonly [from: number, to: number];
  readonly number?: number;
  readonly balances?: readonly [opening: string, closing: string];
};

const balance = (type: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="MAD">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd></Bal>`;

/** A statement of account, dated the last day of its entries or of its period. */
function statement({ id, copy, period, number, balances }: Stated, entries: readonly Entry[]): string {
  const last =
    period === undefined
      ? (entries
          .map(([, , day]) => day)
          .sort()
          .at(-1) ?? on(1))
      : on(period[1]);
  const head = [
    number === undefined ? '' : `<ElctrncSeqNb>${number}</ElctrncSeqNb>`,
    period === undefined
      ? ''
      : `<FrToDt><FrDtTm>${on(period[0])}T00:00:00</FrDtTm><ToDtTm>${on(period[1])}T23:59:59</ToDtTm></FrToDt>`,
    copy === undefined ? '' : `<CpyDplctInd>${copy}</CpyDplctInd>`,
  ].join('');
  const [opening, closing] = balances ?? [];
  const all =
    opening === undefined || closing === undefined ? '' : balance('OPBD', opening) + balance('CLBD', closing);
  return accountStatement(id, last, entries, all).replace('<Acct>', `${head}<Acct>`);
}

let given = 0;
async function readStatements(out: string, texts: readonly string[], ...flags: string[]) {
  const paths = texts.map((text) => month.file(`statement-${++given}.xml`, text));
  const ended = await sarf(['statement', ...paths, '--out', out, '--json', ...flags]);
  expect([0, 5], ended.stderr).toContain(ended.code);
  return jsonOf<{
    unmatched_entries: { why: string }[];
    holes: { why: string }[];
    paid_twice?: { order_id: string }[];
  }>(ended);
}
const notify = (out: string, text: string) => month.told(out, `notification-${++given}.xml`, text);

/** An order's state; "" when nothing is said of it. */
function stateOf(out: string, order: SentOrder = month.order(0)): string {
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const state = db.prepare('SELECT status FROM order_state WHERE order_id = ?').pluck().get(order.order_id);
  db.close();
  return (state as string | undefined) ?? '';
}

const firstFile = () => month.order(0).file;
const wholeOf = (file: string) => month.ordersOf(file).reduce((sum, one) => sum + cents(one.amount), 0);
/** A notification of an entry for a file, or for several. */
const ofWhole = (sign: Sign, centimes: number, day: number, id: string, files = firstFile()) =>
  notification({ ...month.order(0), amount: dirhams(centimes) }, { sign, day: on(day), id }).replace(
    /<NtryDtls>.*<\/NtryDtls>/s,
    files.includes(' ')
      ? `<NtryDtls><TxDtls><RmtInf><Ustrd>${files}</Ustrd></RmtInf></TxDtls></NtryDtls>`
      : ofFile(files),
  );

describe('movements that notifications tell without the bank’s reference', () => {
  const told = (sign: Sign, day: number, id: string) =>
    notification(month.order(0), { sign, day: on(day), id });

  test.each<[what: string, messages: () => string[], state: string]>([
    ['debited and back', () => [told('DBIT', 1, 'N1'), told('CRDT', 2, 'N2')], 'RETURNED'],
    [
      'out, back and out on one day, in three messages: perhaps it is out',
      () => [told('DBIT', 1, 'N1'), told('CRDT', 1, 'N2'), told('DBIT', 1, 'N3')],
      'CONTRADICTORY',
    ],
    [
      'the credit told again by another message, before the order is executed again: it is out',
      () => [told('DBIT', 1, 'N1'), told('CRDT', 2, 'N2'), told('CRDT', 2, 'N3'), told('DBIT', 4, 'N4')],
      'PAID',
    ],
    [
      'the same message again',
      () => [told('DBIT', 1, 'N1'), told('DBIT', 1, 'N1'), told('CRDT', 2, 'N2')],
      'RETURNED',
    ],
  ])('%s', async (name, messages, state) => {
    const [one, two] = [month.outFolder(`nameless ${name}`), month.outFolder(`nameless ${name} back`)];
    for (const text of messages()) await notify(one, text);
    for (const text of messages().reverse()) await notify(two, text);
    expect([stateOf(one), stateOf(two)]).toEqual([state, state]);
  });

  test('what a statement shows of the day is all of it', async () => {
    const out = month.outFolder('nameless and stated');
    for (const id of ['N1', 'N2']) await notify(out, told('DBIT', 1, id));
    await notify(out, told('CRDT', 2, 'N3'));
    expect(stateOf(out)).toBe('CONTRADICTORY');
    await readStatements(out, [statement({ id: 'S1' }, [ofOne('DBIT', 1)])]);
    expect(stateOf(out)).toBe('RETURNED');
  });
});

describe('a credit without a booking day', () => {
  const undated = (text: string) => text.replace(/<BookgDt>.*?<\/BookgDt>/g, '');

  test('told by a notification and by a statement of another day, is one', async () => {
    const out = month.outFolder('undated');
    const told = undated(notification(month.order(0), { sign: 'CRDT', day: on(3), id: 'N1', ref: 'R1' }));
    const stated = statement({ id: 'S1' }, [ofOne('DBIT', 1), ofOne('CRDT', 2)]);
    await readStatements(out, [stated]);
    await notify(out, told);
    expect(stateOf(out)).toBe('RETURNED');
    await readStatements(out, [statement({ id: 'S2' }, [ofOne('DBIT', 5)])]);
    expect(stateOf(out)).toBe('PAID');
  });

  test('without its day on the statement too', async () => {
    const out = month.outFolder('undated twice');
    await notify(out, notification(month.order(0), { sign: 'CRDT', day: on(2), id: 'N1', ref: 'R1' }));
    await readStatements(out, [
      statement({ id: 'S1' }, [ofOne('DBIT', 1)]),
      undated(statement({ id: 'S2' }, [ofOne('CRDT', 3)])),
      statement({ id: 'S3' }, [ofOne('DBIT', 5)]),
    ]);
    expect(stateOf(out)).toBe('PAID');
  });
});

describe('the entries of one day, the newest first', () => {
  test.each([
    ['in one statement', () => [statement({ id: 'S1' }, [ofOne('CRDT', 1), ofOne('DBIT', 1)])]],
    [
      'in two statements',
      () => [statement({ id: 'S2' }, [ofOne('CRDT', 1)]), statement({ id: 'S1' }, [ofOne('DBIT', 1)])],
    ],
    [
      'in a statement that lists the days backwards',
      () => [
        statement({ id: 'S1' }, [
          ofOne('DBIT', 3, month.order(1)),
          ofOne('CRDT', 1),
          ofOne('DBIT', 1),
          ofOne('DBIT', 1, month.order(2)),
        ]),
      ],
    ],
  ])('%s', async (name, texts) => {
    const out = month.outFolder(`newest ${name}`);
    for (const text of texts()) await readStatements(out, [text]);
    expect(stateOf(out)).toBe('RETURNED');
  });

  test('a debit after the credit stands for a file’s debit that was not read, where the days are in order', async () => {
    const out = month.outFolder('oldest');
    const entries = [ofOne('CRDT', 1), ofOne('DBIT', 1), ofOne('DBIT', 3, month.order(1))];
    await readStatements(out, [statement({ id: 'S1' }, entries)]);
    expect(stateOf(out)).toBe('PAID');
  });
});

describe('an entry that two statements list is one', () => {
  const again = () => [ofOne('DBIT', 1), ofOne('CRDT', 2), ofOne('DBIT', 3)];

  test.each<[what: string, statements: () => string[], state: string]>([
    [
      'a copy under another id',
      () => [
        statement({ id: 'S1' }, [ofOne('DBIT', 1), ofOne('CRDT', 2)]),
        statement({ id: 'C1', copy: 'DUPL' }, [ofOne('DBIT', 1), ofOne('CRDT', 2)]),
        statement({ id: 'S2' }, [ofOne('DBIT', 3)]),
      ],
      'PAID',
    ],
    [
      'a statement of the month beside those of its days',
      () => [
        statement({ id: 'M', period: [1, 31] }, again()),
        statement({ id: 'D2', period: [2, 2] }, [ofOne('CRDT', 2)]),
      ],
      'PAID',
    ],
    [
      'a copy of what came back',
      () => [
        statement({ id: 'S1', period: [1, 3] }, [ofOne('DBIT', 1)]),
        statement({ id: 'C1', period: [1, 3], copy: 'COPY' }, [ofOne('DBIT', 1)]),
        statement({ id: 'S2', period: [4, 5] }, [ofOne('CRDT', 4)]),
      ],
      'RETURNED',
    ],
    [
      'two statements of one day, by their numbers, list two',
      () => [
        statement({ id: 'S1', period: [1, 1], number: 1 }, [ofOne('DBIT', 1)]),
        statement({ id: 'S2', period: [1, 1], number: 2 }, [ofOne('DBIT', 1)]),
        statement({ id: 'S3', period: [2, 2], number: 3 }, [ofOne('CRDT', 2)]),
      ],
      'PAID',
    ],
    [
      'two statements of one day, by their balances, list two',
      () => [
        statement({ id: 'S1', period: [1, 1], balances: ['10000.00', '9500.00'] }, [ofOne('DBIT', 1)]),
        statement({ id: 'S2', period: [1, 1], balances: ['9500.00', '9000.00'] }, [ofOne('DBIT', 1)]),
        statement({ id: 'S3', period: [2, 2] }, [ofOne('CRDT', 2)]),
      ],
      'PAID',
    ],
  ])('%s', async (name, texts, state) => {
    const [one, two] = [month.outFolder(`listed ${name}`), month.outFolder(`listed ${name} back`)];
    const stated = await readStatements(one, texts());
    for (const text of texts().reverse()) await readStatements(two, [text]);
    expect([stateOf(one), stateOf(two)]).toEqual([state, state]);
    expect(stated.unmatched_entries).toEqual([]);
  });
});

describe('a statement that takes the place of another', () => {
  const replace = ['--replace', '--reason', 'letter 3'];

  test('ends a decision that rested on the first', async () => {
    const out = month.outFolder('decided');
    await readStatements(out, [statement({ id: 'S1' }, [ofOne('DBIT', 1), ofOne('CRDT', 2)])]);
    const decided = await sarf(['decide', month.order(0).order_id, 'paid', '--reason', 'x', '--out', out]);
    expect(decided.code, decided.stderr).toBe(0);
    expect(stateOf(out)).toBe('PAID');
    // Other entries of the day change nothing of the order.
    const other = ofOne('DBIT', 1, month.order(1));
    await readStatements(
      out,
      [statement({ id: 'S1' }, [ofOne('DBIT', 1), ofOne('CRDT', 2), other])],
      ...replace,
    );
    expect(stateOf(out)).toBe('PAID');
    const later = [ofOne('DBIT', 1), ofOne('CRDT', 3), other];
    await readStatements(out, [statement({ id: 'S1' }, later)], ...replace);
    expect(stateOf(out)).toBe('RETURNED');
  });

  test('says which orders were paid again and, as it states, are paid', async () => {
    const out = month.outFolder('paid twice');
    await readStatements(out, [statement({ id: 'S1' }, [ofOne('DBIT', 1), ofOne('CRDT', 2)])]);
    const october = await sarf([...runArguments(month.extracts, '2026-10', out), '--json']);
    expect(october.code, october.stderr).toBe(0);
    const again = await readStatements(out, [statement({ id: 'S1' }, [ofOne('DBIT', 1)])], ...replace);
    expect(again.paid_twice).toMatchObject([{ order_id: month.order(0).order_id, month: '2026-09' }]);
    const once = await readStatements(out, [statement({ id: 'S2' }, [])]);
    expect(once.paid_twice).toBeUndefined();
  });

  test('with another period', async () => {
    const out = month.outFolder('other period');
    await readStatements(out, [statement({ id: 'S1', period: [1, 4] }, [ofOne('DBIT', 1)])]);
    const entries = [ofOne('DBIT', 1), ofOne('CRDT', 2)];
    await readStatements(out, [statement({ id: 'S1', period: [1, 3] }, entries)], ...replace);
    expect(stateOf(out)).toBe('RETURNED');
  });

  test('because its balances add up, whichever comes first', async () => {
    const { amount } = month.order(0);
    const closing = dirhams(1_000_000 - cents(amount));
    const first = (end: string) =>
      statement({ id: 'S1', period: [1, 1], balances: ['10000.00', end] }, [ofOne('DBIT', 1)]);
    const second = statement({ id: 'S2', period: [2, 2], balances: [closing, closing] }, []);
    for (const [name, texts] of [
      ['wrong first', [first('9999.00'), first(closing), second]],
      ['wrong last', [first(closing), first('9999.00'), second]],
    ] as const) {
      const out = month.outFolder(name);
      let holes: { why: string }[] = [];
      for (const text of texts) ({ holes } = await readStatements(out, [text]));
      expect(holes, name).toEqual([]);
      expect(stateOf(out)).toBe('PAID');
    }
  });
});

describe('a file on the account, in notifications', () => {
  const parts = () => [10_000, wholeOf(firstFile()) - 10_000] as const;

  test('debited in parts', async () => {
    const out = month.outFolder('parts');
    await notify(out, ofWhole('DBIT', parts()[0], 1, 'N1'));
    expect(stateOf(out)).toBe('');
    await notify(out, ofWhole('DBIT', parts()[1], 2, 'N2'));
    expect((await states(out)).PAID).toBe(month.ordersOf(firstFile()).length);
    // One debit of each order: a credit brings it back.
    await notify(out, notification(month.order(0), { sign: 'CRDT', day: on(3), id: 'N3', ref: 'R' }));
    expect(stateOf(out)).toBe('RETURNED');
  });

  test('a part of it reversed and booked anew: nobody is owed', async () => {
    const out = month.outFolder('part reversed');
    await notify(out, ofWhole('DBIT', wholeOf(firstFile()), 1, 'N1'));
    await notify(out, ofWhole('CRDT', parts()[0], 2, 'N2'));
    expect(stateOf(out)).toBe('PAID');
    await notify(out, ofWhole('DBIT', parts()[0], 3, 'N3'));
    expect(stateOf(out)).toBe('PAID');
    expect((await states(out)).PAID).toBe(month.ordersOf(firstFile()).length);
  });

  test('debited in parts and credited in parts', async () => {
    const out = month.outFolder('parts back');
    for (const [nth, sign] of (['DBIT', 'DBIT', 'CRDT', 'CRDT'] as const).entries())
      await notify(out, ofWhole(sign, parts()[(nth % 2) as 0 | 1], nth + 1, `N${nth}`));
    expect((await states(out)).RETURNED).toBe(month.ordersOf(firstFile()).length);
  });

  test('debited together with another', async () => {
    const out = month.outFolder('together');
    const [one, two] = [...new Set(month.orders().map((order) => order.file))] as [string, string];
    await notify(out, ofWhole('DBIT', wholeOf(one) + wholeOf(two), 1, 'N1', `${one} ${two}`));
    const paid = month.ordersOf(one).length + month.ordersOf(two).length;
    expect((await states(out)).PAID).toBe(paid);
  });

  test('debited less an order whose rejection is read later', async () => {
    const out = month.outFolder('less a rejection');
    const order = month.order(0);
    await notify(out, ofWhole('DBIT', wholeOf(firstFile()) - cents(order.amount), 2, 'N1'));
    expect(stateOf(out, month.order(1))).toBe('');
    const rejected = `<TxInfAndSts><OrgnlEndToEndId>${order.order_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>`;
    await notify(out, statusReport(firstFile(), { orders: rejected }));
    expect([stateOf(out), stateOf(out, month.order(1))]).toEqual(['REJECTED', 'PAID']);
  });
});

describe('a file on the account, in statements', () => {
  const entry = (sign: Sign, centimes: number, day: number): Entry => [
    sign,
    dirhams(centimes),
    on(day),
    ofFile(firstFile()),
  ];
  const whole = () => wholeOf(firstFile());

  test.each<[what: string, entries: () => Entry[], debited: boolean, credited: boolean]>([
    [
      'debited, a part reversed and booked anew',
      () => [entry('DBIT', whole(), 1), entry('CRDT', 10_000, 2), entry('DBIT', 10_000, 3)],
      true,
      false,
    ],
    [
      'debited in parts, one of them reversed and booked anew',
      () => [
        entry('DBIT', 10_000, 1),
        entry('DBIT', whole() - 10_000, 1),
        entry('CRDT', 10_000, 2),
        entry('DBIT', 10_000, 3),
      ],
      true,
      false,
    ],
    [
      'debited, and back in parts',
      () => [entry('DBIT', whole(), 1), entry('CRDT', 10_000, 2), entry('CRDT', whole() - 10_000, 3)],
      true,
      true,
    ],
    [
      'debited in parts, and back in parts',
      () => [
        entry('DBIT', 10_000, 1),
        entry('DBIT', whole() - 10_000, 1),
        entry('CRDT', 10_000, 2),
        entry('CRDT', whole() - 10_000, 3),
      ],
      true,
      true,
    ],
  ])('%s', async (name, entries, debited, credited) => {
    const out = month.outFolder(`stated ${name}`);
    const stated = await readStatements(out, [statement({ id: 'S1' }, entries())]);
    expect(stated.unmatched_entries).toEqual([]);
    const settled = jsonOf<{ debited: { amount: string }; credited: { amount: string } }>(
      await sarf(['settle', '2026-09', '--out', out, '--json']),
    );
    expect(settled.debited.amount).toBe(debited ? dirhams(whole()) : '0.00');
    expect(settled.credited.amount).toBe(credited ? dirhams(whole()) : '0.00');
  });

  test('a part of it back: it is told, and nobody is owed', async () => {
    const out = month.outFolder('stated part back');
    const stated = await readStatements(out, [
      statement({ id: 'S1' }, [entry('DBIT', whole(), 1), entry('CRDT', 10_000, 2)]),
    ]);
    expect(stated.unmatched_entries).toMatchObject([{ why: 'OTHER_AMOUNT' }]);
    expect(Object.keys(await states(out))).toEqual(['UNANSWERED']);
  });
});

describe('a sending that is rejected order by order', () => {
  const rejecting = (orders: readonly SentOrder[], reason: string) =>
    statusReport(firstFile(), {
      group: '<GrpSts>RJCT</GrpSts>',
      orders: orders
        .map(
          (one) =>
            `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>`,
        )
        .join(''),
    });

  test('is rejected as a file: the sending that is executed pays it', async () => {
    const out = month.outFolder('one by one');
    const mine = month.ordersOf(firstFile());
    await notify(out, rejecting(mine, 'AM04'));
    expect(await states(out)).toMatchObject({ FILE_REJECTED: mine.length });
    await readStatements(out, [
      statement({ id: 'S1' }, [['DBIT', dirhams(wholeOf(firstFile())), on(3), ofFile(firstFile())]]),
    ]);
    expect(await states(out)).toMatchObject({ PAID: mine.length });
  });

  test('as sent before says nothing', async () => {
    const out = month.outFolder('one by one, as duplicates');
    await notify(out, rejecting(month.ordersOf(firstFile()), 'AM05'));
    expect(Object.keys(await states(out))).toEqual(['UNANSWERED']);
  });

  test('but for one order, or for a reason of the account, rejects orders', async () => {
    const mine = month.ordersOf(firstFile());
    for (const [orders, reason] of [
      [mine.slice(1), 'AM04'],
      [mine, 'AC04'],
    ] as const) {
      const out = month.outFolder(`one by one ${orders.length} ${reason}`);
      await notify(out, rejecting(orders, reason));
      expect((await states(out)).REJECTED).toBe(orders.length);
    }
  });
});

test('a rejection without a reference, whose words name the file, is of the institution of the file', async () => {
  const out = month.outFolder('in words');
  const words = `<StsRsnInf><Rsn><Cd>NARR</Cd></Rsn><AddtlInf>Fichier ${firstFile()} rejeté: provision insuffisante</AddtlInf></StsRsnInf>`;
  await notify(
    out,
    statusReport('', { group: `<GrpSts>RJCT</GrpSts>${words}` })
      .replace('<OrgnlMsgId></OrgnlMsgId>', '')
      .replace(/<OrgnlPmtInfAndSts>.*<\/OrgnlPmtInfAndSts>/s, ''),
  );
  expect((await states(out)).FILE_REJECTED).toBe(month.ordersOf(firstFile()).length);
});
