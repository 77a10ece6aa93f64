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
 * What a format provides. Each format is a folder, and formats.ts lists them all. The verifier does not use the
 * writer's code: what it needs of an order format is written a second time in check.ts of the format, and listed in
 * checks.ts.
 */
export type OrderFormat = ConfigurableFormat & {
  /** The ending of its files' names, without the full stop. */
  readonly extension: string;
  /**
   * How the orders of an institution are written.
   * @param payments SQL: the institution's payments (see writeFiles)
   */
  readonly write: (payments: string, provider: Provider, run: OrderRun) => Promise<Writing>;
  /** What the first bytes of a file say of all its orders; null when they say nothing. */
  readonly head: (start: string) => OrderHead | null;
  /**
   * SQL: order_id, payee_id and account ("" for a payment in cash) of the wanted orders of a file.
   * @param path the file's path, as an SQL text
   * @param wanted a query of order ids
   */
  readonly find: (path: string, wanted: string) => string;
  /** The references that institutions may use for a file, besides its name. */
  readonly references: (runId: string, file: string) => readonly string[];
};

/** What the orders of a run have in common, and the folders where their files are built. */
export type OrderRun = {
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly runId: string;
  readonly period: Period;
  /** The number of the supplementary run in its month; 0 for a regular run. */
  readonly supplement: number;
  readonly executionDate: Day;
  /** The run's folder, which holds `orders/`. */
  readonly folder: string;
  /** The folder where the engine writes the orders before they are cut into files. */
  readonly scratch: string;
};

/**
 * The engine writes an institution's orders, one order a line. They are then cut into files with a header and a
 * footer.
 */
export type Writing = {
  readonly query: string;
  /** Options of the engine's COPY. */
  readonly options: string;
  readonly layout: OrderLayout;
};

/** What all orders of a file have in common. */
export type OrderHead = {
  readonly executedOn: Day;
  readonly currency: string;
  /** The account that the orders are paid from, a RIB or an IBAN; "" when the format does not name it. */
  readonly debtorAccount: string;
};

/** A message that is being read. It calls back while bytes are written; finish() returns the head. */
export type Reading = { readonly write: (bytes: Buffer) => void; readonly finish: () => MessageHead };
export type MessageListener = Listener & { readonly finish: () => MessageHead };

/** A format of answers: an ISO 20022 message, known by its namespace, or lines of text. */
export type AnswerFormat = XmlAnswers | TextAnswers;

/** The place of a message in its file, because a file may hold several. */
export type InFile = {
  /** The position of the last answer before the message. Its own positions continue from there. */
  readonly from: number;
  /** Call it when the message says something that is passed on later. */
  readonly said: () => void;
};

export type XmlAnswers = {
  readonly kind: 'xml';
  /** The message, in all versions that versions.ts lists, as "pain.002". */
  readonly message: MessageName;
  /**
   * @param file its name, for error messages
   * @param format the message with its version, from its namespace
   */
  readonly listen: (
    file: string,
    format: string,
    tell: (answer: Answer) => void,
    at: InFile,
  ) => MessageListener;
  /** Whether an answer is about an order or an account. An endless message without such answers is refused. */
  readonly saysSomething: (answer: Answer) => boolean;
};

export type TextAnswers = {
  readonly kind: 'text';
  readonly name: string;
  readonly read: (file: string, tell: (answer: Answer) => void) => Reading;
};

/** A format of account statements: an ISO 20022 message, or lines of text whose columns the configuration names. */
export type StatementFormat = XmlStatements | TextStatements;

export type XmlStatements = {
  readonly kind: 'xml';
  readonly message: MessageName;
  /** @param from the number of statements of the file before this message */
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
