import { OperatorError } from '../../domain/errors.js';
import { XmlStream } from '../xml/xml.js';
import type { Listener } from '../xml/xml-shape.js';
import { shown } from '../xml/xml-syntax.js';
import type { MessageHead, Statement } from './answer.js';
import { AnswerLines } from './answer-csv/read.js';
import { accountStatements, type StatementOfAccount, type StatementRow } from './camt/camt-053.js';
import { notification } from './camt/camt-054.js';
import { StatusReport } from './pain-002/read.js';

/** A message being read: every statement is told as it passes, the head when all has. */
type Reading = { readonly write: (bytes: Buffer) => void; readonly finish: () => MessageHead };

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';

/**
 * Reads institutions' answers (pain.002, camt.054, CSV) from a file's content, as a stream. What kind of file
 * it is, its first characters tell. Throws OperatorError, naming the file, for one that is none or is cut short.
 */
export function readAnswers(
  name: string,
  content: AsyncIterable<Buffer>,
  tell: (statement: Statement) => void,
): Promise<MessageHead> {
  const ofOrders = (said: Said) => (statement: Statement) => {
    if (statement.orderId !== '') said();
    tell(statement);
  };
  /** An entry of an account says something by its amount, as in readStatements: others' payments pass there too. */
  const ofEntries = (said: Said) => (statement: Statement) => {
    if (statement.orderId !== '' || statement.centimes !== null) said();
    tell(statement);
  };
  const listeners: Listeners = {
    'pain.002.001.03': (format, said) => new StatusReport(name, format, ofOrders(said)),
    'pain.002.001.10': (format, said) => new StatusReport(name, format, ofOrders(said)),
    'camt.054.001.08': (format, said) => notification(name, format, ofEntries(said)),
  };
  return read(name, content, (first) =>
    first === '<' ? xml(name, listeners, 'answers') : lines(new AnswerLines(name, tell)),
  );
}

/** Reads account statements (camt.053) from a file's content, as a stream. Throws OperatorError like readAnswers. */
export function readStatements(
  name: string,
  content: AsyncIterable<Buffer>,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
): Promise<MessageHead> {
  const listeners: Listeners = {
    'camt.053.001.08': (format, said) =>
      accountStatements(
        name,
        format,
        (row) => {
          if (row.centimes !== null) said();
          onRow(row);
        },
        onStatement,
      ),
  };
  return read(name, content, (first) => {
    if (first === '<') return xml(name, listeners, 'account statements');
    throw new OperatorError(`${name}: no account statement; give a camt.053.001.08`);
  });
}

type Finishing = Listener & { readonly finish: () => MessageHead };
/** To be called when the message said something of an order, or of the account: it is no endless nothing. */
type Said = () => void;
type Listeners = Readonly<Record<string, (format: string, said: Said) => Finishing>>;

function xml(name: string, listeners: Listeners, what: string): Reading {
  let chosen: Finishing | null = null;
  const stream = new XmlStream(name, (namespace) => {
    const format = namespace.startsWith(NAMESPACE) ? namespace.slice(NAMESPACE.length) : '';
    const listen = Object.hasOwn(listeners, format) ? listeners[format] : undefined;
    if (listen === undefined) throw new OperatorError(`${name}: ${unknown(namespace, listeners, what)}`);
    chosen = listen(format, () => stream.progress());
    return chosen;
  });
  return {
    write: (bytes) => stream.write(bytes),
    finish: () => {
      stream.end();
      if (chosen === null) throw new OperatorError(`${name}: the message has no content`);
      return (chosen as Finishing).finish();
    },
  };
}

function unknown(namespace: string, listeners: Listeners, what: string): string {
  const known = Object.keys(listeners).join(', ');
  const short = shown(namespace.replace(NAMESPACE, ''));
  const other = short.startsWith('camt.053.001.08')
    ? '; sarf statement reads it'
    : /^(pain\.002\.001\.(03|10)|camt\.054\.001\.08)$/.test(short)
      ? '; sarf answers reads it'
      : '';
  return `its namespace is ${short === '' ? 'none' : short}${other}; ${what} are read from ${known}`;
}

function lines(reader: AnswerLines): Reading {
  return { write: (bytes) => reader.write(bytes), finish: () => reader.finish() };
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
