import { TextDecoder } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { StatementCsv } from '../../../config/statement-csv.js';
import { plainText } from '../../../config/statement-csv.js';
import { OperatorError } from '../../../domain/errors.js';
import { isOrderId } from '../../../domain/order-id.js';
import { csvStatementId, type StatementOfAccount, type StatementRow } from '../account-entry.js';
import { token } from '../amounts.js';
import type { MessageHead } from '../answer.js';
import type { Reading, TextStatements } from '../format-interface.js';
import { orderInWords, referenceOf, wordsIn } from '../references.js';
import { type Booked, balancesOf, isNewestFirst } from './balances.js';
import { centimesIn, dayIn, shownCell, signedIn } from './cells.js';

/**
 * A bank's statement of account as CSV. What its columns mean, and how its cells are written, the configuration says
 * (`statement_csv`). A file is a statement of each account in it, from the first to the last day of its entries; all of
 * them are booked. They are held in memory: a bank's table has thousands of lines, and a longer one is refused.
 */
const MOST_ENTRIES = 200_000;
const LONGEST_LINE = 1 << 16;
/** Lines before the header, in which banks write the account and the period. */
const MOST_BEFORE_HEADER = 50;
const SHOWN_OF_LINE = 160;

type Column = keyof StatementCsv['columns'];
type Entry = Booked & {
  readonly account: string;
  readonly currency: string;
  readonly amount: string;
  readonly reference: string;
  readonly order: string;
  readonly words: string;
};

class StatementLines implements Reading {
  private readonly decoder: TextDecoder;
  /** What comes after the last line break. */
  private rest = '';
  private line = 0;
  private places: ReadonlyMap<Column, number> | null = null;
  private width = 0;
  private first = '';
  private known: { readonly cell: string; readonly day: string | null } = { cell: '', day: null };
  private readonly entries: Entry[] = [];

  constructor(
    private readonly name: string,
    private readonly map: StatementCsv,
    isUnicode: boolean,
    private readonly onRow: (row: StatementRow) => void,
    private readonly onStatement: (statement: StatementOfAccount) => void,
  ) {
    this.decoder = new TextDecoder(isUnicode ? 'utf-8' : map.encoding, { fatal: true });
  }

  write(bytes: Buffer): void {
    this.take(this.decoded(bytes));
    if (this.rest.length > LONGEST_LINE) this.refuse('a line of it has no end');
  }

  finish(): MessageHead {
    this.take(this.decoded());
    if (this.rest !== '') this.takeLine(this.rest);
    if (this.places === null) this.refuseHeader();
    if (this.entries.length === 0) this.refuse('no entry stands below its header');
    const accounts = [...new Set(this.entries.map((one) => one.account))];
    for (const [nth, account] of accounts.entries())
      this.tell(
        nth,
        account,
        this.entries.filter((one) => one.account === account),
      );
    return { format: 'csv', messageId: '', institutions: [] };
  }

  private decoded(bytes?: Buffer): string {
    try {
      return this.decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      return this.refuse(
        `it is not in ${this.decoder.encoding}. Say under statement_csv.encoding what it is in, windows-1252 for instance`,
      );
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.takeLine(line);
  }

  private takeLine(raw: string): void {
    this.line++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const fields = this.fieldsOf(line);
    if (this.places === null) {
      if (this.first === '') this.first = line.trim();
      this.header(fields);
      if (this.places === null && this.line >= MOST_BEFORE_HEADER) this.refuseHeader();
      return;
    }
    if (fields.every((one) => one === '')) return;
    if (fields.length !== this.width)
      this.refuseLine(`${fields.length} fields, and its header has ${this.width}`);
    if (this.entries.length >= MOST_ENTRIES)
      this.refuse(`more than ${MOST_ENTRIES} entries. Ask the bank for a camt.053, or for a shorter period`);
    this.entries.push(this.entryOf(fields, this.places));
  }

  private fieldsOf(line: string): string[] {
    const { separator } = this.map;
    if (!line.includes('"')) return line.split(separator).map((one) => one.trim());
    try {
      const [fields = []] = parse(line, { delimiter: separator, relax_column_count: true }) as string[][];
      return fields.map((one) => one.trim());
    } catch {
      return this.places === null ? [] : this.refuseLine('a quote in it is malformed');
    }
  }

  /** The first line that has all the columns. */
  private header(fields: readonly string[]): void {
    const names = fields.map(plainText);
    const places = new Map<Column, number>();
    for (const [column, name] of this.mapped()) {
      const at = names.indexOf(plainText(name));
      if (at < 0) return;
      places.set(column, at);
    }
    this.places = places;
    this.width = fields.length;
  }

  /** Columns of the map, with their names. */
  private mapped(): (readonly [Column, string])[] {
    return (Object.entries(this.map.columns) as [Column, string | null][]).flatMap(([column, name]) =>
      name === null ? [] : [[column, name] as const],
    );
  }

  private entryOf(fields: readonly string[], places: ReadonlyMap<Column, number>): Entry {
    const of = (column: Column) => {
      const at = places.get(column);
      return at === undefined ? '' : (fields[at] ?? '');
    };
    const { map } = this;
    const day = this.dayOf(of('date'));
    if (day === null)
      this.refuseLine(`date is ${shownCell(of('date'))}, not of the form ${map.dates} (statement_csv.dates)`);
    const signed = signedIn(of, map);
    if (typeof signed === 'string') this.refuseLine(signed);
    const said = of('balance');
    const balance = said === '' ? null : centimesIn(said, map.decimal);
    if (said !== '' && balance === null) this.refuseLine(`balance is ${shownCell(said)}, no amount`);
    return {
      line: this.line,
      ...{ day, signed, balance },
      account: token(of('account')) || map.account,
      currency: token(of('currency')).toUpperCase(),
      amount: of('amount') || of('debit') || of('credit'),
      ...{ reference: of('reference'), order: of('order'), words: of('words') },
    };
  }

  /** Most entries are of the day of the one before. */
  private dayOf(cell: string): string | null {
    if (cell !== this.known.cell) this.known = { cell, day: dayIn(cell, this.map.dates) };
    return this.known.day;
  }

  private tell(statement: number, account: string, found: readonly Entry[]): void {
    const newestFirst = isNewestFirst(found);
    const entries = newestFirst ? [...found].reverse() : found;
    const balances = balancesOf(entries);
    if (typeof balances === 'string') this.refuse(`it is cut or altered: ${balances}`);
    for (const [nth, entry] of entries.entries()) this.onRow(rowOf(entry, statement, nth + 1));
    const days = entries.map((one) => one.day).sort();
    const [from = '', to = ''] = [days[0], days[days.length - 1]];
    this.onStatement({
      statement,
      id: csvStatementId(from, to),
      ...{ account, currency: '', servicer: [], page: '', lastPage: null, sequence: '' },
      ...{ datedOn: to, from, to, copy: '' },
      balances: new Map(
        balances === null
          ? []
          : [
              ['OPBD', balances.opening],
              ['CLBD', balances.closing],
            ],
      ),
    });
  }

  private refuseLine(problem: string): never {
    return this.refuse(`line ${this.line}: ${problem}`);
  }

  private refuseHeader(): never {
    const names = this.mapped().map(([column, name]) => `${column}: ${name}`);
    return this.refuse(
      `no line of it has the columns of statement_csv (${names.join(', ')}); it begins with ${JSON.stringify(this.first.slice(0, SHOWN_OF_LINE))}. Put the map right in the configuration, and give it with --config`,
    );
  }

  private refuse(problem: string): never {
    throw new OperatorError(`${this.name}: no account statement: ${problem}; nothing of it was recorded`);
  }
}

function rowOf(entry: Entry, statement: number, nth: number): StatementRow {
  const { signed, day, currency, order, reference, words } = entry;
  const texts = [order, reference, words];
  const references = wordsIn(texts);
  const direction = signed < 0 ? 'DEBIT' : 'CREDIT';
  const own = [order, reference].find(isOrderId);
  return {
    direction,
    ...{ reversal: false, booked: true, status: 'BOOKED', statusText: '' },
    ...{ centimes: Math.abs(signed), charges: 0, instructed: null, amount: entry.amount, currency },
    ...{ day, dated: true, lateOf: '', undated: false },
    orderId: own === undefined ? orderInWords(texts, references) : token(own),
    ...{ messageId: '', paymentId: '', servicerRef: referenceOf(reference), references },
    ...{ reason: '', reasonWords: '', returned: false },
    ...{ statement, entry: nth, detail: 0, details: 0, detailed: false },
  };
}

/** A statement as CSV that nobody has said the columns of: it is refused with what to write. */
class WithoutMap implements Reading {
  private start = '';
  constructor(private readonly name: string) {}

  write(bytes: Buffer): void {
    if (this.start.length < SHOWN_OF_LINE) this.start += bytes.toString('latin1', 0, SHOWN_OF_LINE);
  }

  finish(): MessageHead {
    const [first = ''] = this.start.trim().split(/[\r\n]/);
    throw new OperatorError(
      `${this.name}: no account statement of ISO 20022 (camt.053), but text that begins with ${JSON.stringify(token(first, SHOWN_OF_LINE))}. If it is the bank's statement as CSV, say in the configuration what its columns are, and give it with --config: statement_csv: { columns: { date: "…", debit: "…", credit: "…", words: "…" }, separator: ";", decimal: ",", dates: DD/MM/YYYY } (amount and sign in place of debit and credit; reference, order, currency, account and balance where it has them)`,
    );
  }
}

export const statementCsv: TextStatements = {
  kind: 'text',
  name: 'statement-csv',
  read: (file, onRow, onStatement, map, isUnicode) =>
    map === null ? new WithoutMap(file) : new StatementLines(file, map, isUnicode, onRow, onStatement),
};
