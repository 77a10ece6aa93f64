import { describe, expect, test } from 'vitest';
import {
  accountReport,
  answersOf,
  detailOf,
  entryOf,
  group,
  ISO,
  shortAnswers,
  statementsOf,
  statusReportOf,
} from '../../../fixtures/harness/bank-messages.js';

/** The same message in different versions, national editions, envelopes and encodings. */
const two = (version: number) => String(version).padStart(2, '0');
const good = statusReportOf(group('<GrpSts>RJCT</GrpSts><StsRsnInf><AddtlInf>rejeté</AddtlInf></StsRsnInf>'));
const without = good.replace(/^<\?xml[^>]*>\n/, '');
const SAID = ['MESSAGE FILE REJECTED'];

describe('versions', () => {
  test.each(Array.from({ length: 12 }, (_, nth) => `pain.002.001.${two(nth + 3)}`))('%s', async (version) => {
    const { answers, head } = await answersOf(good.replace('pain.002.001.10', version));
    expect(answers).toMatchObject([{ status: 'REJECTED' }]);
    expect(head.format).toBe(version);
  });

  const entry = (status: string) =>
    entryOf({ sign: 'DBIT', amount: '500.00', status, details: detailOf('A-1', '500.00') });
  test.each(Array.from({ length: 12 }, (_, nth) => nth + 2))('camt.05x, version %i', async (nth) => {
    const version = `.001.${two(nth)}`;
    const status = nth < 7 ? 'BOOK' : '<Cd>BOOK</Cd>';
    expect(await shortAnswers(accountReport('camt.054', entry(status), { version }))).toEqual([
      'ORDER A-1 PAID 50000',
    ]);
    expect(await shortAnswers(accountReport('camt.052', entry(status), { version }))).toEqual([
      'ORDER A-1 50000',
    ]);
    const { head } = await statementsOf(accountReport('camt.053', entry(status), { version }));
    expect(head.format).toBe(`camt.053${version}`);
  });

  test.each([
    'http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd',
    `${ISO}pain.002.001.03.ch.02`,
    'urn:swift:xsd:$pain.002.001.03',
    `${ISO}pain.002.003.03`,
  ])('of a nation: %s', async (namespace) => {
    expect(await shortAnswers(good.replace(`${ISO}pain.002.001.10`, namespace))).toEqual(SAID);
  });

  test.each([
    [
      'pain.002.001.02',
      /its namespace is pain\.002\.001\.02; answers are read from pain\.002\.001\.03 to \.14/,
    ],
    ['pain.002.001.15', /namespace is pain\.002\.001\.15/],
    ['camt.053.001.02', /sarf statement reads it/],
    ['pain.002.001.10.x', /namespace is pain\.002\.001\.10\.x/],
  ])('none: %s', async (version, message) => {
    await expect(answersOf(good.replace('pain.002.001.10', version))).rejects.toThrow(message);
  });
  test('an interim report is no statement: sarf answers reads it', async () => {
    await expect(statementsOf(accountReport('camt.052', ''))).rejects.toThrow(/sarf answers reads it/);
  });
});

const HEADER = `<AppHdr xmlns="${ISO}head.001.001.02"><BizMsgIdr>X</BizMsgIdr><MsgDefIdr>pain.002.001.10</MsgDefIdr></AppHdr>`;
describe('envelopes', () => {
  test.each([
    ['a business header', `<BizMsgEnvlp xmlns="urn:bank">${HEADER}${without}</BizMsgEnvlp>`],
    [
      'SOAP',
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${HEADER}</s:Header><s:Body>${without}</s:Body></s:Envelope>`,
    ],
    ['no namespace', `<Msg>${HEADER}${without}</Msg>`],
    ['a Document of its own', `<B><Document xmlns="urn:bank"><Meta/>${without}</Document></B>`],
    [
      'a prefix that the envelope declares',
      `<e:Envelope xmlns:e="urn:bank" xmlns:p="${ISO}pain.002.001.10">${without
        .replace(/ xmlns="[^"]*"/, '')
        .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:')}</e:Envelope>`,
    ],
    [
      'a prefix that the envelope uses otherwise',
      `<p:Envelope xmlns:p="urn:bank"><p:Document/>${without}</p:Envelope>`,
    ],
  ])('%s', async (_, message) => {
    expect(await shortAnswers(message)).toEqual(SAID);
  });

  test('several Documents: positions and statements go on, and the institutions are of all', async () => {
    const entry = entryOf({ sign: 'DBIT', amount: '500.00', details: detailOf('A-1', '500.00') });
    const plain = (text: string) => text.replace(/^<\?xml[^>]*>\n/, '');
    const notices = [accountReport('camt.054', entry), accountReport('camt.054', entry + entry), good];
    const { answers } = await answersOf(`<All>${notices.map(plain).join('')}</All>`);
    expect(answers.map((one) => one.position)).toEqual([1, 2, 3, 0]);
    const both = [accountReport('camt.053', entry), accountReport('camt.053', entry)];
    const { rows, statements, head } = await statementsOf(`<All>${both.map(plain).join('')}</All>`);
    expect(rows.map((row) => row.statement)).toEqual([0, 0, 1, 1]);
    expect(statements.map((one) => one.statement)).toEqual([0, 1]);
    expect(head).toEqual({ format: 'camt.053.001.08', messageId: 'N1', institutions: ['BANKMAMC'] });
  });

  test('a file that different commands read is refused by both, with what to do', async () => {
    const plain = (text: string) => text.replace(/^<\?xml[^>]*>\n/, '');
    const [statement, notice] = (['camt.053', 'camt.054'] as const).map((one) =>
      plain(accountReport(one, '')),
    );
    const advice = 'Put each Document into a file of its own, and give the';
    await expect(statementsOf(`<All>${statement}${notice}</All>`)).rejects.toThrow(
      `it holds camt.053.001.08 and camt.054.001.08, which different commands read; nothing of it was recorded. ${advice} camt.054.001.08 to sarf answers`,
    );
    await expect(answersOf(`<All>${notice}${statement}</All>`)).rejects.toThrow(
      `${advice} camt.053.001.08 to sarf statement`,
    );
    await expect(answersOf(`<All>${statement}${notice}</All>`)).rejects.toThrow(/; sarf statement reads it/);
  });

  test.each([
    [
      'no Document',
      `<Envelope xmlns="urn:bank">${HEADER}</Envelope>`,
      /root element is Envelope, and no Document/,
    ],
    [
      'a Document of another message',
      `<E>${without.replace('pain.002', 'pain.001')}</E>`,
      /namespace is pain\.001\.001\.10/,
    ],
    ['a second root', `${good}<E/>`, /not well-formed/],
  ])('refused: %s', async (_, message, why) => {
    await expect(answersOf(message)).rejects.toThrow(why);
  });
});

describe('encodings', () => {
  const as = (name: string) => good.replace('UTF-8', name);
  const utf16 = (text: string, big = false) => {
    const bytes = Buffer.from(text, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };
  test.each<[what: string, bytes: Buffer]>([
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)])],
    ['UTF-16, little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(as('UTF-16'))])],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(as('utf-16'), true)])],
    ['UTF-16 without a mark', utf16(as('UTF-16LE'))],
    ['UTF-16 without a mark, big end first', utf16(as('UTF-16BE'), true)],
    ['ISO-8859-1', Buffer.from(as('ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(as('windows-1252'), 'latin1')],
    ['ISO-8859-15', Buffer.from(as('iso-8859-15'), 'latin1')],
  ])('%s', async (_, bytes) => {
    const { answers } = await answersOf(bytes);
    expect(answers).toMatchObject([{ status: 'REJECTED', reasonWords: 'rejeté' }]);
  });

  test.each<[what: string, bytes: Buffer, why: RegExp]>([
    [
      'declared otherwise',
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(as('ISO-8859-1'))]),
      /written in ISO-8859-1/,
    ],
    ['half a character', utf16(as('UTF-16')).subarray(0, -1), /not UTF-16LE, though it begins so/],
    ['not declared', Buffer.from(good, 'latin1'), /not UTF-8/],
  ])('refused: %s', async (_, bytes, why) => {
    await expect(answersOf(bytes)).rejects.toThrow(why);
  });
});

test.each<[what: string, content: string | Buffer, message: RegExp]>([
  ['PDF', '%PDF-1.7\n%âãÏÓ', /it is a PDF document, which is not read\. Ask the institution for ISO 20022/],
  ['Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /an Excel or Word document/],
  [
    'MT940',
    '{1:F01BANKMAMCXXXX0000000000}{2:I940}{4:\r\n:20:STMT\r\n:25:310\r\n:60F:C260529MAD1,\r\n-}',
    /a SWIFT MT940/,
  ],
  ['MT940, bare', ':20:STMT\r\n:25:310\r\n:28C:1/1\r\n:60F:C260529MAD1,00\r\n', /a SWIFT MT940/],
  ['MT942', ':20:X\r\n:25:310\r\n:28C:1/1\r\n:34F:MAD0,\r\n', /a SWIFT MT942\b/],
  ['CFONB 120', `0130081    00081MAD2 00012345678  290526${' '.repeat(80)}`, /120 columns/],
  ['PKCS #7', '-----BEGIN PKCS7-----\nMIAG', /PKCS #7/],
  ['PKCS #7, binary', Buffer.from('30820abc06092a864886f70d010702a0', 'hex'), /PKCS #7/],
  ['PGP', '-----BEGIN PGP MESSAGE-----\n', /PGP/],
  ['EDIFACT', "UNA:+.? 'UNB+UNOA:3", /EDIFACT/],
  ['a web page', '\n<!DOCTYPE html><html><body>Session expired', /a web page/],
  ['JSON', '{ "status": "RJCT" }', /JSON/],
  ['bytes', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), /it is no text/],
])('named, with what to ask for: %s', async (_, content, message) => {
  for (const reading of [answersOf(content), statementsOf(content)]) {
    await expect(reading).rejects.toThrow(message);
    await expect(reading.catch((error: Error) => error.message)).resolves.not.toContain('\n');
  }
});
