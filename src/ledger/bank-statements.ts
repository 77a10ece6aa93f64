import type Database from 'better-sqlite3';
import { OperatorError } from '../domain/errors.js';
import type { AnswerFile, Log, OrderAnswer, OrderAnswers } from './order-answers.js';

/**
 * Entries of the programme's account as the bank stated them: never changed, only added to. What they are
 * matched with is not kept: it follows from the entries, the orders and the answers, whenever it is asked.
 */
const statementsTable = (name: string) => `
CREATE TABLE ${name} (
  statement_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  page TEXT NOT NULL,
  dated_on TEXT NOT NULL,
  entries INTEGER NOT NULL,
  UNIQUE (account, statement_id, page)
) STRICT;`;

const entriesTable = (name: string) => `
CREATE TABLE ${name} (
  statement_no INTEGER NOT NULL REFERENCES bank_statements (statement_no),
  entry_no INTEGER NOT NULL,
  -- Transactions of an entry from 1; 0 where the entry stands for itself.
  detail_no INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('DEBIT', 'CREDIT')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  -- '' when none is said.
  currency TEXT NOT NULL,
  -- 1: it undoes an earlier movement.
  reversal INTEGER NOT NULL CHECK (reversal IN (0, 1)),
  booked_on TEXT NOT NULL,
  order_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  -- Everything else it refers to, between blanks.
  words TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  PRIMARY KEY (statement_no, entry_no, detail_no)
) STRICT, WITHOUT ROWID;`;

const STATEMENT_RULES = `
CREATE TRIGGER bank_statements_are_not_changed BEFORE UPDATE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER bank_statements_are_not_removed BEFORE DELETE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;
CREATE TRIGGER statement_entries_are_not_changed BEFORE UPDATE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER statement_entries_are_not_removed BEFORE DELETE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
`;

export const BANK_STATEMENTS_SCHEMA = `
${statementsTable('bank_statements')}
${entriesTable('statement_entries')}
${STATEMENT_RULES}`;

/** SQL: what stands between the first two quotes of `words`; '' when there are none. */
const quotedIn = (words: string) => {
  const rest = `substr(${words}, instr(${words}, '"') + 1)`;
  return `CASE instr(${words}, '"') WHEN 0 THEN '' ELSE substr(${rest}, 1, instr(${rest}, '"') - 1) END`;
};
const without = (words: string, quoted: string) => `replace(${words}, '"' || ${quoted} || '"', '')`;

/**
 * Currency and reversal of an entry get columns of their own. Before, they stood between quotes among its words, where
 * no text of a message can: "RVSL", and the currency unless it was MAD or none. An entry and its only transaction may
 * both have said so, and each its own currency: the first counts.
 */
export const CURRENCIES_OF_ENTRIES = `
${statementsTable('statements_without_digest')}
INSERT INTO statements_without_digest (statement_no, account, statement_id, page, dated_on, entries)
  SELECT statement_no, account, statement_id, page, dated_on, entries FROM bank_statements ORDER BY statement_no;
${entriesTable('entries_with_currency')}
INSERT INTO entries_with_currency (statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on,
    order_id, message_id, payment_id, words, reason_code)
  SELECT statement_no, entry_no, detail_no, direction, centimes, CASE currency WHEN '' THEN 'MAD' ELSE currency END,
    reversal, booked_on, order_id, message_id, payment_id,
    trim(replace(replace(replace(${without('words', 'other')}, '  ', ' '), '  ', ' '), '  ', ' ')), reason_code
  FROM (SELECT *, ${quotedIn('words')} AS other
    FROM (SELECT statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on, order_id,
        message_id, payment_id, ${without('words', 'currency')} AS words, reason_code
      FROM (SELECT *, ${quotedIn('words')} AS currency
        FROM (SELECT statement_no, entry_no, detail_no, direction, centimes, instr(words, '"RVSL"') > 0 AS reversal,
            booked_on, order_id, message_id, payment_id, ${without('words', "'RVSL'")} AS words, reason_code
          FROM statement_entries))));
DROP TABLE statement_entries;
DROP TABLE bank_statements;
ALTER TABLE statements_without_digest RENAME TO bank_statements;
ALTER TABLE entries_with_currency RENAME TO statement_entries;
${STATEMENT_RULES}`;

export type StatementHead = {
  readonly account: string;
  readonly statementId: string;
  /** Of a statement in several messages; "" otherwise. */
  readonly page: string;
  /** The statement's own date, YYYY-MM-DD. */
  readonly datedOn: string;
};

export type StatementEntry = {
  readonly entryNo: number;
  readonly detailNo: number;
  readonly direction: string;
  readonly centimes: number;
  /** "" when none is said. */
  readonly currency: string;
  /** It undoes an earlier movement. */
  readonly reversal: boolean;
  readonly bookedOn: string;
  /** "" for an entry that names no order. */
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  readonly words: string;
  readonly reasonCode: string;
};

export type RecordedEntry = StatementEntry & { readonly statementNo: number };
export type RecordedStatement = StatementHead & { readonly statementNo: number; readonly entries: number };

export class BankStatements {
  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
    private readonly answers: OrderAnswers,
  ) {}

  /**
   * Records the statements of one file, and what they say of orders: all of it or nothing. Tells which of the
   * statements are new.
   */
  record(
    file: AnswerFile,
    statements: readonly { readonly head: StatementHead; readonly entries: Iterable<StatementEntry> }[],
    returns: Iterable<OrderAnswer>,
  ): boolean[] {
    const work = this.db.transaction(() => {
      const fresh = statements.map(({ head, entries }) => this.add(head, entries));
      for (const { head } of statements.filter((_, nth) => fresh[nth])) {
        this.log('STATEMENT', '', {
          sha256: file.sha256,
          account: head.account,
          statement_id: head.statementId,
          page: head.page,
          dated_on: head.datedOn,
        });
      }
      this.answers.enter(file, returns, 0);
      return fresh;
    });
    return work.immediate();
  }

  /**
   * Enters a statement; false when it is known already. Throws OperatorError when one of the same account and
   * id is known with other entries.
   */
  private add(head: StatementHead, entries: Iterable<StatementEntry>): boolean {
    const known = this.db
      .prepare(
        'SELECT statement_no FROM bank_statements WHERE account = @account AND statement_id = @statementId AND page = @page',
      )
      .pluck()
      .get(head) as number | undefined;
    if (known === undefined) {
      this.enter(head, entries);
      return true;
    }
    // Sent again on another day it is the same: its entries say so.
    if (this.hasEntries(known, entries)) return false;
    throw new OperatorError(
      `statement ${head.statementId} of account ${head.account} was read before with other entries; nothing was recorded. Ask the bank which is right`,
    );
  }

  private enter(head: StatementHead, entries: Iterable<StatementEntry>): void {
    const insert = this.db.prepare(
      `INSERT INTO statement_entries (statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on,
         order_id, message_id, payment_id, words, reason_code)
       VALUES (@no, @entryNo, @detailNo, @direction, @centimes, @currency, @reversal, @bookedOn,
         @orderId, @messageId, @paymentId, @words, @reasonCode)`,
    );
    const no = this.nextNo();
    let count = 0;
    this.db.pragma('defer_foreign_keys = ON'); // the head is written when its entries are counted
    for (const one of entries) {
      insert.run({ ...one, no, reversal: one.reversal ? 1 : 0 });
      count++;
    }
    this.db
      .prepare(
        `INSERT INTO bank_statements (statement_no, account, statement_id, page, dated_on, entries)
         VALUES (@no, @account, @statementId, @page, @datedOn, @count)`,
      )
      .run({ ...head, no, count });
  }

  /** Whether a statement has these entries, in their order. */
  private hasEntries(statementNo: number, entries: Iterable<StatementEntry>): boolean {
    const recorded = this.entriesWhere('statement_no = ?', statementNo);
    try {
      for (const one of entries) {
        const { value } = recorded.next();
        if (value === undefined || !saysTheSame(one, value)) return false;
      }
      return recorded.next().done === true;
    } finally {
      recorded.return(undefined);
    }
  }

  private nextNo(): number {
    return this.db
      .prepare('SELECT coalesce(max(statement_no), 0) + 1 FROM bank_statements')
      .pluck()
      .get() as number;
  }

  /** Every statement, in the order in which they were read. */
  heads(): RecordedStatement[] {
    if (!this.isThere()) return [];
    return this.db
      .prepare(
        `SELECT statement_no AS statementNo, account, statement_id AS statementId, page, dated_on AS datedOn, entries
         FROM bank_statements ORDER BY statement_no`,
      )
      .all() as RecordedStatement[];
  }

  /** Every entry of every statement. */
  *entries(): Generator<RecordedEntry> {
    if (this.isThere()) yield* this.entriesWhere('true');
  }

  private *entriesWhere(
    condition: string,
    ...values: readonly number[]
  ): Generator<RecordedEntry, undefined> {
    const rows = this.db
      .prepare(
        `SELECT statement_no AS statementNo, entry_no AS entryNo, detail_no AS detailNo, direction, centimes, currency,
           reversal, booked_on AS bookedOn, order_id AS orderId, message_id AS messageId, payment_id AS paymentId, words,
           reason_code AS reasonCode
         FROM statement_entries WHERE ${condition} ORDER BY statement_no, entry_no, detail_no`,
      )
      .iterate(...values);
    for (const row of rows) {
      const entry = row as Omit<RecordedEntry, 'reversal'> & { readonly reversal: number };
      yield { ...entry, reversal: entry.reversal === 1 };
    }
  }

  /** Not in a ledger of an older version that is opened for reading only. */
  private isThere(): boolean {
    return this.db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'bank_statements'`).get() !== undefined;
  }
}

const SAID = [
  'entryNo',
  'detailNo',
  'direction',
  'centimes',
  'reversal',
  'bookedOn',
  'orderId',
  'messageId',
  'paymentId',
  'words',
  'reasonCode',
] as const satisfies readonly (keyof StatementEntry)[];

/** An entry that says no currency contradicts none. */
function saysTheSame(one: StatementEntry, other: StatementEntry): boolean {
  const otherCurrency = one.currency !== '' && other.currency !== '' && one.currency !== other.currency;
  return !otherCurrency && SAID.every((key) => one[key] === other[key]);
}
