import { OperatorError } from '../../domain/errors.js';
import { XmlStream } from '../xml/xml.js';
import { shown } from '../xml/xml-syntax.js';
import type { StatementOfAccount, StatementRow } from './account-entry.js';
import type { Answer, MessageHead } from './answer.js';
import type { MessageListener, Reading, TextAnswers, XmlAnswers } from './format-interface.js';
import { ANSWER_FORMATS, STATEMENT_FORMATS } from './formats.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';

/** Gives the listener of an XML message. It calls `said` for everything that is about an order or the account. */
type Listen = (said: () => void) => MessageListener;

/**
 * Reads institutions' answers (pain.002, camt.054, CSV) from a file's content, as a stream. What kind of file
 * it is, its first characters tell. Throws OperatorError, naming the file, for one that is none or is cut short.
 */
export function readAnswers(
  name: string,
  content: AsyncIterable<Buffer>,
  tell: (answer: Answer) => void,
): Promise<MessageHead> {
  const messages = ANSWER_FORMATS.filter((one): one is XmlAnswers => one.kind === 'xml');
  const text = ANSWER_FORMATS.find((one): one is TextAnswers => one.kind === 'text');
  const listeners = new Map(
    messages.map((format): [string, Listen] => [
      format.name,
      (said) =>
        format.listen(name, (answer) => {
          if (format.saysSomething(answer)) said();
          tell(answer);
        }),
    ]),
  );
  return read(name, content, (first) =>
    first === '<' || text === undefined ? xml(name, listeners, 'answers') : text.read(name, tell),
  );
}

/** Reads account statements (camt.053) from a file's content, as a stream. Throws OperatorError like readAnswers. */
export function readStatements(
  name: string,
  content: AsyncIterable<Buffer>,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
): Promise<MessageHead> {
  const listeners = new Map(
    STATEMENT_FORMATS.map((format): [string, Listen] => [
      format.name,
      (said) =>
        format.listen(
          name,
          (row) => {
            if (row.centimes !== null) said();
            onRow(row);
          },
          onStatement,
        ),
    ]),
  );
  return read(name, content, (first) => {
    if (first === '<') return xml(name, listeners, 'account statements');
    throw new OperatorError(`${name}: no account statement; give a ${[...listeners.keys()].join(', ')}`);
  });
}

function xml(name: string, listeners: ReadonlyMap<string, Listen>, what: string): Reading {
  let chosen: MessageListener | null = null;
  const stream = new XmlStream(name, (namespace) => {
    const format = namespace.startsWith(NAMESPACE) ? namespace.slice(NAMESPACE.length) : '';
    const listen = listeners.get(format);
    if (listen === undefined) throw new OperatorError(`${name}: ${unknown(namespace, listeners, what)}`);
    chosen = listen(() => stream.progress());
    return chosen;
  });
  return {
    write: (bytes) => stream.write(bytes),
    finish: () => {
      stream.end();
      if (chosen === null) throw new OperatorError(`${name}: the message has no content`);
      return (chosen as MessageListener).finish();
    },
  };
}

function unknown(namespace: string, listeners: ReadonlyMap<string, Listen>, what: string): string {
  const known = [...listeners.keys()].join(', ');
  const short = shown(namespace.replace(NAMESPACE, ''));
  const readBy = (formats: readonly { readonly name: string }[], command: string) =>
    formats.some((one) => one.name === short) ? `; sarf ${command} reads it` : '';
  const other = readBy(STATEMENT_FORMATS, 'statement') + readBy(ANSWER_FORMATS, 'answers');
  return `its namespace is ${short === '' ? 'none' : short}${other}; ${what} are read from ${known}`;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** White space before the content: more of it is no message. */
const LONGEST_LEAD = 1 << 16;

/** Waits for the first character that is no white space, then hands everything to the reader it calls for. */
async function read(
  name: string,
  content: AsyncIterable<Buffer>,
  choose: (first: string) => Reading,
): Promise<MessageHead> {
  let reading: Reading | null = null;
  let lead: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    if (reading !== null) {
      reading.write(chunk);
      continue;
    }
    lead = Buffer.concat([lead, chunk]);
    if (lead.length < BOM.length) continue;
    const text = lead.subarray(lead.subarray(0, 3).equals(BOM) ? 3 : 0);
    const first = /\S/.exec(text.toString('latin1', 0, LONGEST_LEAD))?.[0];
    if (first === undefined && lead.length < LONGEST_LEAD) continue;
    if (first === undefined)
      throw new OperatorError(`${name}: no message: it begins with nothing but blanks`);
    reading = choose(first);
    reading.write(text);
  }
  if (reading === null) throw new OperatorError(`${name}: no message: the file holds nothing`);
  return reading.finish();
}
