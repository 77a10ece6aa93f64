import { XmlDocument, XmlParseError } from 'libxml2-wasm';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import {
  accountReport,
  block,
  detailOf,
  entryOf,
  group,
  ISO,
  piecesOf,
  statusReportOf,
  transactionOf,
} from '../../../fixtures/harness/bank-messages.js';
import { OperatorError } from '../../domain/errors.js';
import { readAnswers, readStatements } from './read-messages.js';

/**
 * Good messages of every kind, damaged at random. What both saxes and libxml2 accept is read, except what is refused
 * on purpose. What either refuses is refused. MUTATIONS in the environment is the number of messages.
 */
const MUTATIONS = Number(process.env.MUTATIONS ?? 4_000);

/** Well-formed XML that is refused on purpose, each with the words of its refusal. */
const ON_PURPOSE: readonly (readonly [what: string, refusal: RegExp])[] = [
  ['a doctype, and so any entity', /document type|doctype/i],
  ['a declaration of another encoding than the bytes are in', /(UTF-8|UTF-16\S*|WINDOWS-1252) is expected/i],
  ['a namespace that is no message of these', /its namespace is/],
  ['no Document', /no Document of ISO 20022/],
  ['nothing but a message without content', /the message has no content/],
  ['a message without an id', /it has no message id \(GrpHdr\/MsgId\)/],
  ['a report without an id', /a statement in it has no Id/],
  ['a message without a day', /its date \(.*\) is none/],
  ['an entry without a day', /the date of entry \d+ is .*, no date/],
  ['an entry of which nobody knows whether it is booked', /the status of entry \d+ \(Sts\) is/],
  ['counts and sums of its own that are not those of its content', /it is cut or altered/],
  ['elements nested deeper than any message has', /elements nested more than/],
  ['elements without number that say nothing', /in a row that say nothing/],
  ['a text or tag longer than any message has', /longer than any message has/],
  [
    'what does not begin with "<"',
    /no answers: |no account statement|nothing but blanks|no text, and nothing/,
  ],
];

const IN_ALL = '<!-- de la banque --><?app 1?>';
const entry = entryOf({
  sign: 'DBIT',
  amount: '1100.00',
  more: '<BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>',
  details: `<Btch><MsgId>FILE</MsgId><NbOfTxs>2</NbOfTxs></Btch>${detailOf('A-1', '600.00')}${detailOf('A-2', '500.00', '<RmtInf><Ustrd>aide &amp; r&#233;gularisation</Ustrd></RmtInf>')}`,
});
const credit = entryOf({
  sign: 'CRDT',
  amount: '600.00',
  details: detailOf(
    'A-1',
    '600.00',
    '<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf><![CDATA[compte <clos>]]></AddtlInf></RtrInf>',
  ),
});
const summary =
  '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>1100.00</Sum></TtlDbtNtries></TxsSummry>';
const status = (version: string) =>
  statusReportOf(
    group('<OrgnlNbOfTxs>2</OrgnlNbOfTxs><GrpSts>PART</GrpSts>') +
      block(
        IN_ALL +
          transactionOf('A-1', '<TxSts>ACSC</TxSts>') +
          transactionOf(
            'A-2',
            `<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>clôturé</AddtlInf></StsRsnInf>`,
          ),
      ),
    version,
  );
const report = (message: 'camt.052' | 'camt.053' | 'camt.054', version = '.001.08') =>
  accountReport(message, IN_ALL + entry + credit, { version, summary });
const plain = (text: string) => text.replace(/^<\?xml[^>]*>\n/, '');

/** Text of a message, and whether it is a statement. */
const GOOD: readonly (readonly [text: string, isStatement: boolean])[] = [
  [status('pain.002.001.03'), false],
  [status('pain.002.001.14'), false],
  [report('camt.054'), false],
  [report('camt.054', '.001.13').replaceAll('\n', '\r\n'), false],
  [report('camt.052'), false],
  [report('camt.053'), true],
  [report('camt.053', '.001.13'), true],
  [
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body a='1'>${plain(report('camt.053'))}</s:Body></s:Envelope>`,
    true,
  ],
  [
    `<Msg><AppHdr xmlns="${ISO}head.001.001.02"><BizMsgIdr>X</BizMsgIdr></AppHdr>${plain(status('pain.002.001.10'))}</Msg>`,
    false,
  ],
  [
    plain(status('pain.002.001.10'))
      .replace('xmlns=', 'xmlns:p=')
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:'),
    false,
  ],
];

/** Pieces that are inserted somewhere. */
const PIECES = [
  ...[
    '<',
    '>',
    '/',
    '&',
    ';',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '\t',
    '\r',
    '\u0001',
    '\u00e9',
    '\ud83d\ude00',
    '\ufffe',
  ],
  ...[
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<?xml version="1.0"?>',
    '<!DOCTYPE a>',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
  ],
  ...['&amp;', '&lt;', '&#65;', '&#x41;', '&#0;', '&#xD800;', '&nbsp;', '&b;', '&amp', '&#65'],
  ...[
    '<A/>',
    '<A>',
    '</A>',
    '<p:A/>',
    '<A b="1" b="2"/>',
    "<A b='<'/>",
    '<A b="&lt;>"/>',
    '<A xmlns=""/>',
    '<1/>',
    '< A/>',
    '</ A>',
  ],
  ...['Ntry', 'Document', 'xmlns', 'encoding="ISO-8859-1"', ' standalone="yes"', 'GrpHdr', 'BOOK', 'x', ':'],
];

/** A generator of numbers from 0 to below 1 (mulberry32): the same seed gives the same messages. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Damages a message in one to three places. */
function mutated(good: Buffer, random: () => number): Buffer {
  const below = (most: number) => Math.floor(random() * most);
  let bytes = good;
  for (let left = 1 + below(3); left > 0; left--) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + below(random() < 0.8 ? 6 : 200));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    const piece = Buffer.from(PIECES[below(PIECES.length)] ?? '');
    const kinds: readonly (() => readonly Buffer[])[] = [
      () => [before, after], // lost
      () => [before, part, part, after], // twice
      () => [before, piece, part, after],
      () => [before, piece, after],
      () => [before, Buffer.from([below(256)]), bytes.subarray(at + 1)],
      () => [after, before, part], // the end comes first
      () => [before],
      () => [before, part, before.subarray(-below(300) - 1), after],
      () => [betweenTags(bytes, at, piece)],
      () => [betweenTags(bytes, at, elementOf(bytes, below(bytes.length)))],
    ];
    // Text inserted between tags often leaves the message well-formed. This makes about half of the messages
    // well-formed.
    const kind = random() < 0.4 ? kinds.length - 1 - below(2) : below(kinds.length);
    bytes = Buffer.concat(kinds[kind]?.() ?? []);
  }
  return bytes;
}

/** Inserts a piece after the next ">". */
function betweenTags(bytes: Buffer, at: number, piece: Buffer): Buffer {
  const end = bytes.indexOf('>', at) + 1;
  return Buffer.concat([bytes.subarray(0, end), piece, bytes.subarray(end)]);
}

/** An element of the message without child elements. */
function elementOf(bytes: Buffer, at: number): Buffer {
  const found = /<([A-Za-z]+)>[^<]*<\/\1>/.exec(bytes.toString('latin1', at));
  return Buffer.from(found?.[0] ?? '<A/>', 'latin1');
}

function acceptedByLibxml2(bytes: Buffer): boolean {
  try {
    XmlDocument.fromBuffer(bytes).dispose();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether libxml2 refuses a message only because of its namespaces: a prefix that is empty or not declared, or a
 * namespace that is not a URI. It is well-formed XML 1.0, and sarf reads none of these elements.
 */
function isOnlyOfNamespaces(bytes: Buffer): boolean {
  if (!acceptedBySaxes(bytes)) return false;
  try {
    XmlDocument.fromBuffer(bytes).dispose();
    return true;
  } catch (error) {
    return (
      error instanceof XmlParseError &&
      error.details.every(({ message }) => /namespace|prefix|not a valid URI|QName|xmlns/i.test(message))
    );
  }
}

/** Whether saxes accepts a message. Saxes reads text, so bytes that are not UTF-8 count as refused. */
function acceptedBySaxes(bytes: Buffer): boolean {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  const parser = new SaxesParser();
  let faults = 0;
  parser.on('error', () => {
    faults++;
  });
  parser.write(text).close();
  return faults === 0;
}

/** Why sarf refuses a message; null when it reads it. Any other error fails the test. */
async function refusal(bytes: Buffer, isStatement: boolean, size: number): Promise<string | null> {
  const ignore = () => undefined;
  const content = piecesOf(bytes, size);
  try {
    if (isStatement) await readStatements('message', content, ignore, ignore);
    else await readAnswers('message', content, ignore);
    return null;
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
}

test('the messages are good', async () => {
  for (const [text, isStatement] of GOOD) {
    const bytes = Buffer.from(text);
    expect(acceptedByLibxml2(bytes) && acceptedBySaxes(bytes)).toBe(true);
    expect(await refusal(bytes, isStatement, 1 << 16)).toBeNull();
  }
});

test(`${MUTATIONS} damaged messages, as saxes and libxml2 have them`, { timeout: 300_000 }, async () => {
  const random = randomFrom(20_022);
  const seen = { read: 0, onPurpose: 0, refused: 0 };
  const wrong: string[] = [];
  let slowest = 0;
  const met = new Map<string, number>();
  const good = GOOD.map(([text, isStatement]) => [Buffer.from(text), isStatement] as const);
  const heapBefore = process.memoryUsage().heapUsed;
  for (let nth = 0; nth < MUTATIONS; nth++) {
    const [message, isStatement] = good[nth % good.length] ?? [Buffer.alloc(0), false];
    const bytes = mutated(message, random);
    const both = acceptedByLibxml2(bytes) && acceptedBySaxes(bytes);
    const begun = process.cpuUsage();
    const why = await refusal(bytes, isStatement, [64, 500, 1 << 16][nth % 3] ?? 64);
    slowest = Math.max(slowest, process.cpuUsage(begun).user / 1000);
    const purpose = why === null ? undefined : ON_PURPOSE.find(([, words]) => words.test(why));
    const shown = () => `${nth}: ${why}\n${bytes}`;
    if (why === null) {
      seen.read++;
      if (!both && !isOnlyOfNamespaces(bytes)) wrong.push(shown());
    } else if (both) {
      seen.onPurpose++;
      if (purpose === undefined) wrong.push(shown());
      else met.set(purpose[0], (met.get(purpose[0]) ?? 0) + 1);
    } else seen.refused++;
  }
  const grown = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  if (process.env.MUTATIONS !== undefined)
    process.stdout.write(`${JSON.stringify({ ...seen, slowest, grown, met: [...met] })}\n`);
  expect(wrong).toEqual([]);
  expect(seen.read).toBeGreaterThan(MUTATIONS / 10);
  expect(seen.onPurpose).toBeGreaterThan(MUTATIONS / 200);
  expect(seen.refused).toBeGreaterThan(MUTATIONS / 10);
  expect(slowest).toBeLessThan(500); // milliseconds of processor time
  expect(grown).toBeLessThan(200); // megabytes
});
