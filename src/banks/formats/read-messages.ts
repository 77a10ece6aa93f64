import type { StatementCsv } from '../../config/statement-csv.js';
import { OperatorError } from '../../domain/errors.js';
import { XmlStream } from '../xml/xml.js';
import { shown } from '../xml/xml-syntax.js';
import type { StatementOfAccount, StatementRow } from './account-entry.js';
import type { Answer, MessageHead } from './answer.js';
import { ofAnotherSending } from './duplicates.js';
import type {
  MessageListener,
  Reading,
  TextAnswers,
  TextStatements,
  XmlAnswers,
  XmlStatements,
} from './format-interface.js';
import { ANSWER_FORMATS, STATEMENT_FORMATS } from './formats.js';
import { LOOKED_AT, mayDeclare, type Recognised, recognise } from './recognise.js';
import { type MessageName, messageOf, versionsOf } from './versions.js';

/**
 * Returns the listener for an XML message. The listener calls `said` for everything that is about an order or the
 * account.
 */
type Listen = (format: string, said: () => void) => MessageListener;

/**
 * Reads institutions' answers (pain.002, camt.054, camt.052, CSV) from a file's content, as a stream. The first bytes
 * tell the kind of file. Throws OperatorError, with the file's name, for a file that is not an answer or is
 * incomplete.
 * @param tell called with each answer and the format of its message
 * @param onHead called at the end of each message: a file may hold several
 * @returns the head of the file's first message, with the institutions of all
 */
export function readAnswers(
  name: string,
  content: AsyncIterable<Buffer>,
  tell: (answer: Answer, format: string) => void,
  onHead: (head: MessageHead) => void = () => {},
): Promise<MessageHead> {
  const messages = ANSWER_FORMATS.filter((one): one is XmlAnswers => one.kind === 'xml');
  const text = ANSWER_FORMATS.find((one): one is TextAnswers => one.kind === 'text');
  let last = 0;
  const listeners = new Map(
    messages.map((one): [MessageName, Listen] => [
      one.message,
      (format, said) => {
        const hear = (answer: Answer) => {
          if (one.saysSomething(answer)) said();
          if (answer.position > last) last = answer.position;
          tell(ofAnotherSending(answer), format);
        };
        return one.listen(name, format, hear, { from: last, said });
      },
    ]),
  );
  return read(name, content, (found) =>
    found.kind === 'xml' || text === undefined
      ? new XmlReading(name, listeners, 'answers', found.encoding, onHead)
      : text.read(name, (answer) => tell(ofAnotherSending(answer), text.name)),
  );
}

/**
 * Reads account statements (camt.053, CSV) from a file's content, as a stream. Throws OperatorError like readAnswers.
 * @param map what the columns of a statement as CSV mean; null when nobody says it: then one is refused
 */
export function readStatements(
  name: string,
  content: AsyncIterable<Buffer>,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
  map: StatementCsv | null = null,
): Promise<MessageHead> {
  const text = STATEMENT_FORMATS.find((one): one is TextStatements => one.kind === 'text');
  let statements = 0;
  const listeners = new Map(
    XML_STATEMENTS.map((one): [MessageName, Listen] => [
      one.message,
      (format, said) => {
        const hear = (row: StatementRow) => {
          if (row.centimes !== null) said();
          onRow(row);
        };
        const count = (statement: StatementOfAccount) => {
          statements++;
          onStatement(statement);
        };
        return one.listen(name, format, hear, count, statements);
      },
    ]),
  );
  return read(name, content, (found) =>
    found.kind === 'xml' || text === undefined
      ? new XmlReading(name, listeners, 'account statements', found.encoding)
      : text.read(name, onRow, onStatement, map, found.encoding !== null || found.mark > 0),
  );
}

const XML_STATEMENTS = STATEMENT_FORMATS.filter((one): one is XmlStatements => one.kind === 'xml');

/** Reads an XML file: one or several Documents, in any envelope. */
class XmlReading implements Reading {
  private readonly stream: XmlStream;
  private readonly heads: MessageHead[] = [];
  private readonly institutions = new Set<string>();
  private listener: MessageListener | null = null;

  constructor(
    private readonly name: string,
    private readonly listeners: ReadonlyMap<MessageName, Listen>,
    private readonly what: string,
    encoding: string | null,
    private readonly onHead: (head: MessageHead) => void = () => {},
  ) {
    this.stream = new XmlStream(
      name,
      (namespace, isRoot) => this.choose(namespace, isRoot),
      () => this.ended(),
      encoding === null ? undefined : (declared) => mayDeclare(encoding, declared),
    );
  }

  write(bytes: Buffer): void {
    this.stream.write(bytes);
  }

  finish(): MessageHead {
    this.stream.end();
    const [first] = this.heads;
    if (first === undefined) throw new OperatorError(`${this.name}: the message has no content`);
    return { ...first, institutions: [...this.institutions] };
  }

  private choose(namespace: string, isRoot: boolean): MessageListener | null {
    const { name, message } = messageOf(namespace);
    const listen = message === null ? undefined : this.listeners.get(message);
    if (listen !== undefined) {
      this.listener = listen(name, () => this.stream.progress());
      return this.listener;
    }
    // An envelope may have its own Document element around the message.
    if (!isRoot && message === null && !/^[a-z]{4}\.\d{3}\./.test(name)) return null;
    throw new OperatorError(`${this.name}: ${this.unknown(name, message)}`);
  }

  private ended(): void {
    if (this.listener === null) return;
    const head = this.listener.finish();
    this.onHead(head);
    if (this.heads.length === 0) this.heads.push(head);
    for (const one of head.institutions) this.institutions.add(one);
    this.listener = null;
  }

  private unknown(name: string, message: MessageName | null): string {
    const known = [...this.listeners.keys()].map(versionsOf).join(', ');
    const [first] = this.heads;
    const command = commandOf(message);
    if (command !== null && first !== undefined)
      return `it holds ${first.format} and ${name}, which different commands read; nothing of it was recorded. Put each Document into a file of its own, and give the ${name} to sarf ${command}`;
    const other = command === null ? '' : `; sarf ${command} reads it`;
    return `its namespace is ${name === '' ? 'none' : shown(name)}${other}; ${this.what} are read from ${known}`;
  }
}

/** The command that reads a message; null when none does. */
function commandOf(message: MessageName | null): 'statement' | 'answers' | null {
  if (XML_STATEMENTS.some((one) => one.message === message)) return 'statement';
  return ANSWER_FORMATS.some((one) => one.kind === 'xml' && one.message === message) ? 'answers' : null;
}

/** White space before the content. A file with more is refused. */
const LONGEST_LEAD = 1 << 16;

/** Waits for the first bytes, then passes everything as UTF-8 to the reader that they require. */
async function read(
  name: string,
  content: AsyncIterable<Buffer>,
  choose: (found: Recognised) => Reading,
): Promise<MessageHead> {
  let reading: Reading | null = null;
  let lead: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    if (reading !== null) {
      reading.write(chunk);
      continue;
    }
    lead = Buffer.concat([lead, chunk]);
    const blanks = leadingBlanks(lead);
    if (blanks < LONGEST_LEAD && lead.length - blanks < LOOKED_AT) continue;
    reading = begin(name, lead, blanks, choose);
  }
  if (lead.length === 0) throw new OperatorError(`${name}: no message: the file holds nothing`);
  return (reading ?? begin(name, lead, leadingBlanks(lead), choose)).finish();
}

/** Chooses the reader by the first bytes, and begins to read. */
function begin(name: string, lead: Buffer, blanks: number, choose: (found: Recognised) => Reading): Reading {
  if (blanks >= LONGEST_LEAD || blanks === lead.length)
    throw new OperatorError(`${name}: no message: it begins with nothing but blanks`);
  const found = recognise(name, lead.subarray(blanks));
  const reading = found.encoding === null ? choose(found) : decoded(name, found.encoding, choose(found));
  reading.write(lead.subarray(found.mark));
  return reading;
}

function leadingBlanks(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && WHITE.has(bytes[at] ?? 0)) at++;
  return at;
}

const WHITE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Passes UTF-8 to a reader, from bytes in another encoding. */
function decoded(name: string, encoding: string, reading: Reading): Reading {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(bytes, { stream: bytes !== undefined }));
    } catch {
      throw new OperatorError(
        `${name}: not ${encoding.toUpperCase()}, though it begins so; nothing of it was recorded. Ask the institution for it again`,
      );
    }
  };
  return {
    write: (bytes) => reading.write(decode(bytes)),
    finish: () => {
      reading.write(decode());
      return reading.finish();
    },
  };
}
