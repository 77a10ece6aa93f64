import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../domain/errors.js';
import type { Answer } from './answer.js';
import { meaningOf, reasonCodes, statusOf } from './codes.js';
import { readAnswers, readStatements } from './read-messages.js';

/** Messages of institutions as text, and the answers that are read from them. */
async function* chunks(text: string | Buffer, size = 1 << 20): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function answersIn(text: string | Buffer, size?: number): Promise<Answer[]> {
  const statements: Answer[] = [];
  await readAnswers('message', chunks(text, size), (one) => statements.push(one));
  return statements;
}

/** "ORDER ASD-1 PAID AC04 500" and what is wrong with it, if anything. */
const short = (one: Answer) =>
  [
    one.level,
    one.orderId || one.paymentId || one.messageId || (one.words ?? ''),
    one.status,
    one.reason,
    one.centimes,
    one.problem,
  ]
    .filter((part) => part !== '' && part !== null)
    .join(' ');

const document = (version: string, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}">${body}</Document>\n`;
const reason = (code: string) => (code === '' ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`);
const order = (id: string, status: string, why = '', amount = '') =>
  `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId>${status === '' ? '' : `<TxSts>${status}</TxSts>`}${reason(why)}${
    amount === '' ? '' : `<OrgnlTxRef><Amt><InstdAmt Ccy="MAD">${amount}</InstdAmt></Amt></OrgnlTxRef>`
  }</TxInfAndSts>`;

function report(
  orders: string,
  { group = '', groupReason = '', block = '', blockReason = '', version = 'pain.002.001.10' } = {},
): string {
  return document(
    version,
    `<CstmrPmtStsRpt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-09-30T18:00:00</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts><OrgnlMsgId>FILE</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${
      group === '' ? '' : `<GrpSts>${group}</GrpSts>`
    }${reason(groupReason)}</OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts><OrgnlPmtInfId>BLOCK</OrgnlPmtInfId>${
      block === '' ? '' : `<PmtInfSts>${block}</PmtInfSts>`
    }${reason(blockReason)}${orders}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>`,
  );
}

describe('pain.002', () => {
  test.each([
    ['RCVD', ''],
    ['PDNG', ''],
    ['ACTC', 'ACCEPTED'],
    ['ACCP', 'ACCEPTED'],
    ['ACSP', 'ACCEPTED'],
    ['ACWC', 'ACCEPTED'],
    ['ACWP', 'ACCEPTED'],
    ['ACSC', 'PAID'],
    ['ACCC', 'PAID'],
    ['RJCT', 'REJECTED'],
    ['CANC', 'REJECTED'],
  ])('%s of an order is %s', async (code, status) => {
    for (const version of ['pain.002.001.03', 'pain.002.001.10']) {
      const [one] = await answersIn(report(order('A-1', code, 'AC04', '500.00'), { version }));
      expect(one).toEqual({
        position: 1,
        level: 'ORDER',
        messageId: 'FILE',
        paymentId: 'BLOCK',
        orderId: 'A-1',
        status,
        reason: 'AC04',
        ofFile: false,
        reasonWords: '',
        day: '2026-09-30',
        centimes: 50_000,
        currency: 'MAD',
        problem: '',
        detail: '',
      });
    }
  });

  test.each<[what: string, message: string, statements: string[]]>([
    ['a file', report('', { group: 'RJCT', groupReason: 'FF01' }), ['MESSAGE FILE REJECTED FF01']],
    ['a payment block', report('', { block: 'ACCP' }), ['PAYMENT BLOCK ACCEPTED']],
    ['a file, partly', report('', { group: 'PART' }), ['MESSAGE FILE ACCEPTED']],
    ['nothing of a file', report(order('A-1', 'ACSC')), ['ORDER A-1 PAID']],
    [
      'an order without a status of its own: its block’s',
      report(order('A-1', '', 'AM04'), { group: 'ACCP', block: 'RJCT', blockReason: 'FF01' }),
      ['MESSAGE FILE ACCEPTED', 'ORDER A-1 REJECTED AM04', 'PAYMENT BLOCK REJECTED FF01'],
    ],
    [
      'or its file’s, with its reason',
      report(order('A-1', ''), { group: 'RJCT', groupReason: 'DU01' }),
      ['MESSAGE FILE REJECTED DU01 DUPLICATE_SENDING', 'ORDER A-1 REJECTED DU01 DUPLICATE_SENDING'],
    ],
    [
      'but "partly" is no order’s',
      report(order('A-1', ''), { group: 'PART' }),
      ['MESSAGE FILE ACCEPTED', 'ORDER A-1 UNKNOWN STATUS_UNKNOWN'],
    ],
    ['a status that is not known', report(order('A-1', 'XXXX')), ['ORDER A-1 UNKNOWN STATUS_UNKNOWN']],
    [
      'a status of a file that is not known',
      report('', { group: 'XXXX' }),
      ['MESSAGE FILE UNKNOWN STATUS_UNKNOWN'],
    ],
    ['no status at all', report(order('A-1', '')), ['ORDER A-1 UNKNOWN STATUS_UNKNOWN']],
    [
      'no order',
      report(order('NOTPROVIDED', 'ACSC')),
      ['ORDER FILE PAID ORDER_ID_MISSING'.replace('FILE', 'BLOCK')],
    ],
    [
      'an order by its instruction id',
      report(order('NOTPROVIDED', 'ACSC').replace('<OrgnlE', '<OrgnlInstrId>A-2</OrgnlInstrId><OrgnlE')),
      ['ORDER A-2 PAID'],
    ],
    ['half a centime', report(order('A-1', 'ACSC', '', '500.005')), ['ORDER A-1 PAID AMOUNT_INVALID']],
    [
      // AC04 holds the household until it has another account; NARR ("in words") does not.
      'several reasons: the first that has a consequence, else the first',
      report(
        order('A-1', 'RJCT', 'NARR').replace(
          '</StsRsnInf>',
          `</StsRsnInf>${reason('AC04')}${reason('MD07')}`,
        ) + order('A-2', 'RJCT', 'NARR').replace('</StsRsnInf>', `</StsRsnInf>${reason('MS03')}`),
      ),
      ['ORDER A-1 REJECTED AC04', 'ORDER A-2 REJECTED NARR'],
    ],
    ['no centimes', report(order('A-1', 'ACSC', '', '500')), ['ORDER A-1 PAID 50000']],
  ])('says something of %s', async (_, message, statements) => {
    expect((await answersIn(message)).map(short)).toEqual(statements);
  });

  test('is understood cut anywhere, with a prefix, comments, CDATA and elements that are not needed', async () => {
    const plain = report(order('A-1', 'RJCT', 'AC04', '500.00') + order('A-2', 'ACSC'));
    const prefixed = plain
      .replace('xmlns=', 'xmlns:p=')
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:')
      .replace('A-1', '<![CDATA[A-1]]>')
      .replace('A-2', '<!-- <p:TxSts>RJCT</p:TxSts> -->A&#45;2')
      .replace('<p:TxSts>ACSC', '<other>RJCT</other><p:Othr><p:TxSts>RJCT</p:TxSts></p:Othr><p:TxSts>ACSC');
    const expected = ['ORDER A-1 REJECTED AC04 50000', 'ORDER A-2 PAID'];
    for (const size of [1, 7, 1 << 20]) {
      expect((await answersIn(plain, size)).map(short)).toEqual(expected);
      expect((await answersIn(prefixed, size)).map(short)).toEqual(expected);
    }
  });

  test('whatever prefixes stand for its namespace: none may hide a rejection', async () => {
    const message = report(order('A-1', 'ACSC') + order('A-2', 'RJCT', 'AC04'));
    const space = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10';
    const prefixed = (text: string) => text.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:');
    const second = order('A-2', 'RJCT', 'AC04');
    const said = ['ORDER A-1 PAID', 'ORDER A-2 REJECTED AC04'];
    for (const [text, expected] of [
      // Both on the root, one order under each.
      [message.replace('<Document', `<Document xmlns:p="${space}"`).replace(second, prefixed(second)), said],
      // The root alone is prefixed.
      [message.replace('<Document', `<p:Document xmlns:p="${space}"`).replace('</Doc', '</p:Doc'), said],
      // Declared where it is used, for the elements in it.
      [message.replace(second, prefixed(second).replace('<p:TxInfAndSts', `$& xmlns:p="${space}"`)), said],
      // A prefix of something else hides what is something else.
      [
        message
          .replace('<Document', `<Document xmlns:p="${space}"`)
          .replace(second, prefixed(second).replace('<p:TxSts', '<p:TxSts xmlns:p="urn:other"')),
        ['ORDER A-1 PAID', 'ORDER A-2 UNKNOWN AC04 STATUS_UNKNOWN'],
      ],
    ] as const)
      expect((await answersIn(text)).map(short), text).toEqual(expected);
  });

  test('passes over elements of another namespace', async () => {
    const message = report(order('A-1', 'ACSC')).replace(
      '<TxSts>ACSC',
      '<TxSts xmlns="urn:other">RJCT</TxSts><TxSts>ACSC',
    );
    expect((await answersIn(message)).map(short)).toEqual(['ORDER A-1 PAID']);
  });
});

const entry = (sign: string, inner: string, amount = '500.00', status = 'BOOK') =>
  `<Ntry><Amt Ccy="MAD">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>2026-10-02</Dt></BookgDt>${inner}</Ntry>`;
const transaction = (id: string, more = '') =>
  `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="MAD">500.00</Amt>${more}</TxDtls>`;
const bookedOn = (day: string) =>
  entry('DBIT', `<NtryDtls>${transaction('A-1')}</NtryDtls>`).replace('2026-10-02', day);
/** A transaction that gives a reference and no amount. */
const bare = (element: string, text: string) =>
  `<TxDtls><Refs><${element}>${text}</${element}></Refs></TxDtls>`;
const notification = (entries: string) =>
  document(
    'camt.054.001.08',
    `<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N1</MsgId><CreDtTm>2026-10-02T18:00:00</CreDtTm></GrpHdr><Ntfctn><Id>N1</Id>${entries}</Ntfctn></BkToCstmrDbtCdtNtfctn>`,
  );

describe('camt.054', () => {
  const returned = '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>';
  test.each<[what: string, entries: string, statements: string[]]>([
    ['a debit: paid', entry('DBIT', `<NtryDtls>${transaction('A-1')}</NtryDtls>`), ['ORDER A-1 PAID 50000']],
    [
      'a debit of several',
      entry('DBIT', `<NtryDtls>${transaction('A-1')}${transaction('A-2')}</NtryDtls>`, '1000.00'),
      ['ORDER A-1 PAID 50000', 'ORDER A-2 PAID 50000'],
    ],
    [
      'a credit: returned',
      entry('CRDT', `<NtryDtls>${transaction('A-1', returned)}</NtryDtls>`),
      ['ORDER A-1 RETURNED AC04 50000'],
    ],
    [
      'a transaction of the other sign than its entry',
      entry('DBIT', `<NtryDtls>${transaction('A-1', `<CdtDbtInd>CRDT</CdtDbtInd>${returned}`)}</NtryDtls>`),
      ['ORDER A-1 UNKNOWN AC04 50000 STATUS_UNKNOWN'],
    ],
    [
      'not booked yet',
      entry('DBIT', `<NtryDtls>${transaction('A-1')}</NtryDtls>`, '500.00', 'PDNG'),
      ['ORDER A-1 50000'],
    ],
    [
      'the debit of a whole file',
      entry('DBIT', '<NtryDtls><Btch><MsgId>FILE</MsgId></Btch></NtryDtls>'),
      ['MESSAGE FILE PAID 50000'],
    ],
    [
      'the debit of a file that is named in words',
      entry('DBIT', '<AddtlNtryInf>2026-09-POSTE-0001.csv VIREMENT</AddtlNtryInf>'),
      ['MESSAGE 2026-09-POSTE-0001.csv VIREMENT PAID 50000'],
    ],
    [
      'a credit that names a file in words: money for it, perhaps, and no return',
      entry('CRDT', '<AddtlNtryInf>FONDS 2026-09-POSTE-0001.csv</AddtlNtryInf>'),
      ['ORDER RETURNED 50000 ORDER_ID_MISSING'],
    ],
    [
      'a debit undone, named in words',
      entry('CRDT', '<RvslInd>true</RvslInd><AddtlNtryInf>2026-09-POSTE-0001.csv</AddtlNtryInf>'),
      ['MESSAGE 2026-09-POSTE-0001.csv RETURNED 50000'],
    ],
    ['nobody’s', entry('DBIT', ''), ['ORDER PAID 50000 ORDER_ID_MISSING']],
    [
      'a reversed credit',
      entry('DBIT', `<RvslInd>true</RvslInd><NtryDtls>${transaction('A-1')}</NtryDtls>`),
      ['ORDER A-1 PAID 50000'],
    ],
    [
      // Without an amount, a fee of 25.00 with the file's reference would prove that the whole file is paid.
      'one transaction without an amount: its entry’s',
      entry('DBIT', `<NtryDtls>${bare('MsgId', 'FILE')}</NtryDtls>`, '25.00'),
      ['MESSAGE FILE PAID 2500'],
    ],
    [
      'of an order likewise',
      entry('DBIT', `<NtryDtls>${bare('EndToEndId', 'A-1')}</NtryDtls>`, '100.00'),
      ['ORDER A-1 PAID 10000'],
    ],
    [
      'several, one without an amount: none proves anything',
      entry(
        'DBIT',
        `<NtryDtls>${bare('EndToEndId', 'A-1')}${transaction('A-2')}${bare('MsgId', 'FILE')}</NtryDtls>`,
        '700.00',
      ) + entry('DBIT', `<NtryDtls>${transaction('A-3')}</NtryDtls>`),
      [
        'ORDER A-1 PAID AMOUNT_INVALID',
        'ORDER A-2 PAID 50000 AMOUNT_INVALID',
        'MESSAGE FILE PAID AMOUNT_INVALID',
        'ORDER A-3 PAID 50000',
      ],
    ],
    [
      'a fraction of a centime is an amount, and none of ours',
      entry('DBIT', `<NtryDtls>${transaction('A-1').replace('500.00', '123.456')}</NtryDtls>`, '123.456'),
      ['ORDER A-1 PAID AMOUNT_INVALID'],
    ],
    [
      'nor of a whole file',
      entry('DBIT', '<NtryDtls><Btch><MsgId>FILE</MsgId></Btch></NtryDtls>', '123.456'),
      ['MESSAGE FILE PAID AMOUNT_INVALID'],
    ],
    [
      // The ledger sorts answers by day; 1.3.2026 would sort before every year.
      'a date that is none',
      ['soon', '1.3.2026', '2026-02-30', '2026\t03'].map((day) => bookedOn(day)).join(''),
      Array(4).fill('ORDER A-1 PAID 50000 DATE_INVALID'),
    ],
    ['a date and time', bookedOn('2026-10-02T00:00:00'), ['ORDER A-1 PAID 50000']],
  ])('%s', async (_, entries, statements) => {
    expect((await answersIn(notification(entries))).map(short)).toEqual(statements);
  });
});

test('camt.054: a day of others’ payments is no endless nothing', async () => {
  const foreign = entry('DBIT', `<NtryDtls>${transaction('NOTPROVIDED')}</NtryDtls>`);
  const statements = await answersIn(notification(foreign.repeat(12_000))); // of about ten elements each
  expect(statements).toHaveLength(12_000);
});

describe('camt.053', () => {
  const statement = (entries: string) =>
    notification(entries)
      .replace('camt.054', 'camt.053')
      .replaceAll('BkToCstmrDbtCdtNtfctn', 'BkToCstmrStmt')
      .replaceAll('Ntfctn>', 'Stmt>');
  const read = (entries: string) =>
    readStatements(
      'message',
      chunks(statement(entries)),
      () => undefined,
      () => undefined,
    );

  test('an entry whose date is none: a statement is recorded whole or not at all', async () => {
    await expect(read(entry('DBIT', ''))).resolves.toMatchObject({ messageId: 'N1' });
    const second = `${entry('DBIT', '')}${entry('DBIT', '').replace('2026-10-02', '27.02\n2026')}`;
    await expect(read(second)).rejects.toThrow(OperatorError);
    await expect(read(second)).rejects.toThrow(/^message: the date of entry 2 is 27\.02 2026, no date/);
  });
});

describe('CSV', () => {
  const HEAD = 'order_id,status,reason_code,date,amount';
  test.each<[line: string, statement: string]>([
    ['A-1,PAID,,2026-09-30,500.00', 'ORDER A-1 PAID 50000'],
    ['A-1,REJECTED,AC04,2026-09-30,', 'ORDER A-1 REJECTED AC04'],
    ['"A-1","RETURNED","MD07","2026-09-30","500.5"', 'ORDER A-1 RETURNED MD07 50050'],
    ['A-1,ACCEPTED,,2026-09-30,500', 'ORDER A-1 ACCEPTED 50000'],
    ['A-1,paid,,2026-09-30,500', 'ORDER A-1 UNKNOWN 50000 STATUS_UNKNOWN'],
    [',PAID,,2026-09-30,500', 'ORDER PAID 50000 ORDER_ID_MISSING'],
    ['A-1,PAID,,30/09/26,500', 'ORDER A-1 PAID 50000 DATE_INVALID'],
    ['A-1,PAID,,2026-02-30,500', 'ORDER A-1 PAID 50000 DATE_INVALID'],
    ['A-1,PAID,,2026-09-30,500.001', 'ORDER A-1 PAID AMOUNT_INVALID'],
    ['A-1,PAID,,2026-09-30,-500', 'ORDER A-1 PAID AMOUNT_INVALID'],
    ['A-1,PAID,,2026-09-30', 'ORDER A-1 PAID LINE_MALFORMED'],
    ['A-1,PAID,"AC04,2026-09-30,500', 'ORDER UNKNOWN LINE_MALFORMED'],
  ])('%s', async (line, statement) => {
    // The fault of the line before does not affect this line.
    const statements = await answersIn(`${HEAD}\n${line}\nA-2,PAID,,2026-09-30,500\n`);
    expect(statements.map(short)).toEqual([statement, 'ORDER A-2 PAID 50000']);
    expect(statements.map((one) => one.position)).toEqual([2, 3]);
  });

  test('columns in any order, more of them, semicolons, CRLF, a byte-order mark, no newline at the end', async () => {
    const text =
      '\ufeffnote;amount;date;reason_code;status;order_id\r\n\r\nx;500.00;2026-09-30;AC04;REJECTED;A-1';
    for (const size of [3, 5, 1 << 20])
      expect((await answersIn(text, size)).map(short)).toEqual(['ORDER A-1 REJECTED AC04 50000']);
  });
});

describe('refused, naming the file, with nothing understood', () => {
  const good = report(order('A-1', 'ACSC'));
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  test.each<[what: string, text: string | Buffer, message: RegExp]>([
    ['cut short', good.slice(0, -30), /not well-formed/],
    ['cut short after its last element', good.slice(0, -'</Document>\n'.length), /not well-formed.*Document/],
    ['something after its end', `${good}<more/>`, /not well-formed/],
    ['an entity', good.replace('A-1', '&b;'), /not well-formed/],
    ['a doctype', good.replace('<Document', `${bomb}<Document`), /DOCTYPE/],
    [
      'an external entity',
      good.replace('<Document', '<!DOCTYPE d SYSTEM "file:///etc/passwd"><Document'),
      /DOCTYPE/,
    ],
    ['another encoding', good.replace('UTF-8', 'EBCDIC'), /written in EBCDIC; UTF-8, UTF-16, .* is expected/],
    ['bytes that are not UTF-8', Buffer.from(good.replace('A-1', 'é'), 'latin1'), /not UTF-8/],
    ['two attributes of one name', good.replace('<TxSts>', '<TxSts a="1" a="2">'), /not well-formed/],
    ['another message', document('pain.001.001.09', '<X/>'), /namespace is pain\.001\.001\.09/],
    ['an older version', good.replace('002.001.10', '002.001.02'), /namespace is pain\.002\.001\.02/],
    ['no namespace', good.replace(/ xmlns="[^"]*"/, ''), /namespace is none/],
    ['the name of an object’s own', document('constructor', '<X/>'), /namespace is constructor/],
    ['a bank statement', document('camt.053.001.08', '<X/>'), /sarf statement reads it/],
    [
      'another root',
      '<envelope xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>',
      /root element is envelope, and no Document/,
    ],
    ['nothing of a report', document('pain.002.001.10', ''), /names no original message/],
    ['no date', good.replace(/<CreDtTm>[^<]*/, '<CreDtTm>soon'), /date .* is none/],
    ['text', 'hello', /no answers: its header has no column order_id/],
    ['a header without a column', 'order_id,status,date,amount\n', /no column reason_code/],
    ['bytes', Buffer.from([1, 2, 3, 0xff, 0xfe, 0x00]), /it is no text/],
    ['blanks', ' '.repeat(1 << 17), /nothing but blanks/],
    ['nothing', '', /holds nothing/],
  ])('%s', async (_, text, message) => {
    const reading = answersIn(text);
    await expect(reading).rejects.toThrow(OperatorError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(/^message: /);
    await expect(reading.catch((error: Error) => error.message)).resolves.not.toContain('\n');
  });

  test('an answer that is no statement of account', async () => {
    const ignore = () => undefined;
    await expect(readStatements('message', chunks(good), ignore, ignore)).rejects.toThrow(
      /sarf answers reads it/,
    );
    await expect(readStatements('message', chunks('a,b'), ignore, ignore)).rejects.toThrow(
      /no account statement/,
    );
  });
});

describe('hostile, and refused before it fills the memory', () => {
  const start = document('pain.002.001.10', '').replace('</Document>\n', '');
  const MUCH = 200; // megabytes that come if the reader does not stop
  async function* endless(head: string, piece: string, count: { megabytes: number }): AsyncGenerator<Buffer> {
    yield Buffer.from(head);
    const block = Buffer.from(piece.repeat(Math.ceil((1 << 20) / piece.length)));
    for (; count.megabytes < MUCH; count.megabytes++) yield block;
  }
  test.each([
    ['elements within elements', start, '<a>', /nested more than 64/],
    ['a text without end', `${start}<a>`, 'x', /longer than any message/],
    [
      'a wanted text in pieces',
      `${start}<CstmrPmtStsRpt><GrpHdr><MsgId>`,
      'x<!-- -->',
      /longer than any message/,
    ],
    ['a tag without end', `${start}<`, 'x', /longer than any message/],
    ['attributes without end', `${start}<a `, 'b ', /longer than any message/],
    ['a comment without end', `${start}<!--`, 'x ', /longer than any message/],
    ['a doctype without end', '<!DOCTYPE d [', '<!ENTITY a "b">', /DOCTYPE/],
    ['blanks before the root', '<?xml version="1.0"?>', ' ', /longer than any message/],
    [
      'a line of CSV without end',
      'order_id,status,reason_code,date,amount\n',
      'x',
      /a line of it has no end/,
    ],
  ])('%s', async (_, head, piece, message) => {
    const count = { megabytes: 0 };
    const reading = readAnswers('message', endless(head, piece, count), () => undefined);
    await expect(reading).rejects.toThrow(message);
    expect(count.megabytes).toBeLessThan(8);
  });

  test.each([
    ['a tag nobody asked for', '', '<a/>'],
    ['a tag that says something only with others', '', '<GrpHdr/>'],
    ['a transaction of no order', '<OrgnlPmtInfAndSts>', '<TxInfAndSts/>'],
    [
      'a transaction of no order, with a status',
      '<OrgnlPmtInfAndSts>',
      '<TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>',
    ],
    ['the status of a file', '', '<OrgnlGrpInfAndSts><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>'],
    ['a text nobody asked for', '<GrpHdr>', '<InitgPty><Nm>x</Nm></InitgPty>'],
  ])('over and over: %s', async (_, head, piece) => {
    const count = { megabytes: 0 };
    const statements: Answer[] = [];
    const reading = readAnswers('message', endless(`${start}<CstmrPmtStsRpt>${head}`, piece, count), (one) =>
      statements.push(one),
    );
    await expect(reading).rejects.toThrow(/^message: more than 100000 elements in a row that say nothing/);
    expect(count.megabytes).toBeLessThan(8);
    expect(statements.length).toBeLessThanOrEqual(100_000);
  });

  test('Documents over and over: those of nothing are refused, those of orders leave nothing behind', async () => {
    const one = (id: string) =>
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-09-30T18:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>F</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
    const nothing = readAnswers('message', endless('<All>', one(''), { megabytes: 0 }), () => undefined);
    await expect(nothing).rejects.toThrow(/more than 100000 elements in a row that say nothing/);
    const count = { megabytes: 100 };
    let most = 0;
    let answers = 0;
    const reading = readAnswers('message', endless('<All>', one('A-1'), count), () => {
      if (++answers % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    });
    await expect(reading).rejects.toThrow(/it ends within <All>/);
    expect(answers).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(256 << 20);
  });

  test('transactions of orders are no endless nothing: memory does not grow with them', async () => {
    const count = { megabytes: 0 };
    const order = '<TxInfAndSts><OrgnlEndToEndId>A-1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>';
    const head = `${start}<CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>F</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>`;
    let statements = 0;
    let most = 0;
    const reading = readAnswers('message', endless(head, order, count), () => {
      if (++statements % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    });
    await expect(reading).rejects.toThrow(/it ends within <OrgnlPmtInfAndSts>/);
    expect(statements).toBeGreaterThan(2_000_000);
    expect(most).toBeLessThan(256 << 20);
  });
});

describe('codes', () => {
  test('every reason the rules act on has its meaning', () => {
    for (const code of ['AC01', 'AC03', 'AC04', 'AC06', 'AG01', 'MD07', 'AM04', 'MS03', 'NARR'])
      expect(meaningOf(code), code).not.toBe('');
    expect(meaningOf('XX99')).toBe('');
    expect(reasonCodes().filter((code) => !/^[A-Z][A-Z0-9]{3}$/.test(code))).toEqual([]);
    expect(new Set(reasonCodes()).size).toBe(reasonCodes().length);
  });
  test('a status that is not known is none', () => {
    expect(statusOf('PDNG')).toBe('');
    expect(statusOf('BLCK')).toBeNull();
    expect(statusOf('__proto__')).toBeNull();
  });
});
