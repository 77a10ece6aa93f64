import type { Configuration } from '../../config/load.js';
import type { ConfigurableFormat, Provider } from '../../config/providers.js';
import type { StatementCsv } from '../../config/statement-csv.js';
import type { Day, Period } from '../../domain/period.js';
import type { Workspace } from '../../workspace/duckdb.js';
import type { OrderLayout } from '../orders/split.js';
import type { Listener } from '../xml/xml-shape.js';
import type { StatementOfAccount, StatementRow } from './account-entry.js';
import type { Answer, MessageHead } from './answer.js';
import type { MessageName } from './versions.js';

/**
 * What a format has to say of itself. A format is a folder; formats.ts lists them all. What the verifier asks of an
 * order format is said again in its check.ts, and listed in checks.ts: it must not read what the writer thinks.
 */
export type OrderFormat = ConfigurableFormat & {
  /** How its files' names end, without the full stop. */
  readonly extension: string;
  /**
   * How an institution's orders are written.
   * @param payments the institution's, as SQL (see writeFiles)
   */
  readonly write: (payments: string, provider: Provider, run: OrderRun) => Promise<Writing>;
  /** What the first bytes of a file say of all its orders; null when they do not say it. */
  readonly head: (start: string) => OrderHead | null;
  /**
   * SQL: order_id, payee_id and account ("" of a payment in cash) of those orders of a file whose ids are wanted.
   * @param path of the file, as an SQL text
   * @param wanted a query of order ids
   */
  readonly find: (path: string, wanted: string) => string;
  /** The references under which institutions speak of a file, besides its name. */
  readonly references: (runId: string, file: string) => readonly string[];
};

/** What a run's orders have in common, and where their files are built. */
export type OrderRun = {
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly runId: string;
  readonly period: Period;
  /** The nth supplementary run of its month; 0 of a regular one. */
  readonly supplement: number;
  readonly executionDate: Day;
  /** The run's folder, below which `orders/` is. */
  readonly folder: string;
  /** Where the engine writes what is then cut. */
  readonly scratch: string;
};

/** The engine writes an institution's orders, an order a line; then they are cut into framed files. */
export type Writing = {
  readonly query: string;
  /** Of the engine's COPY. */
  readonly options: string;
  readonly layout: OrderLayout;
};

/** What all orders of a file have in common. */
export type OrderHead = {
  readonly executedOn: Day;
  readonly currency: string;
  /** The account they are paid from, a RIB or an IBAN; "" in a format that does not name it. */
  readonly debtorAccount: string;
};

/** A message being read: what it says is told as it passes; the head when all has. */
export type Reading = { readonly write: (bytes: Buffer) => void; readonly finish: () => MessageHead };
export type MessageListener = Listener & { readonly finish: () => MessageHead };

/** A format of answers: an ISO 20022 message, known by its namespace, or lines of text. */
export type AnswerFormat = XmlAnswers | TextAnswers;

/** Where in its file a message stands, for a file may hold several. */
export type InFile = {
  /** The position of the last answer before it: its own are counted on from there. */
  readonly from: number;
  /** To be called when it said something that is told later. */
  readonly said: () => void;
};

export type XmlAnswers = {
  readonly kind: 'xml';
  /** The message, in all versions that versions.ts lists: "pain.002". */
  readonly message: MessageName;
  /**
   * @param file its name, for what is refused
   * @param format the message with its version, as its namespace has it
   */
  readonly listen: (
    file: string,
    format: string,
    tell: (answer: Answer) => void,
    at: InFile,
  ) => MessageListener;
  /** Whether an answer says something of an order or of an account: a message of endless nothing is refused. */
  readonly saysSomething: (answer: Answer) => boolean;
};

export type TextAnswers = {
  readonly kind: 'text';
  readonly name: string;
  readonly read: (file: string, tell: (answer: Answer) => void) => Reading;
};

/** A format of statements of account: an ISO 20022 message, or lines of text whose columns the configuration names. */
export type StatementFormat = XmlStatements | TextStatements;

export type XmlStatements = {
  readonly kind: 'xml';
  readonly message: MessageName;
  /** @param from how many statements of the file stand before this message */
  readonly listen: (
    file: string,
    format: string,
    onRow: (row: StatementRow) => void,
    onStatement: (statement: StatementOfAccount) => void,
    from: number,
  ) => MessageListener;
};

export type TextStatements = {
  readonly kind: 'text';
  readonly name: string;
  /**
   * @param map what the columns mean; null when nobody says it
   * @param isUnicode the bytes are known to be UTF-8, whatever the map says
   */
  readonly read: (
    file: string,
    onRow: (row: StatementRow) => void,
    onStatement: (statement: StatementOfAccount) => void,
    map: StatementCsv | null,
    isUnicode: boolean,
  ) => Reading;
};
