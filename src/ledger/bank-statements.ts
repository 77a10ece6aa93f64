import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { OperatorError } from '../domain/errors.js';
import type { AnswerFile, Log, OrderAnswer, OrderAnswers } from './order-answers.js';

/**
 * Entries of the programme's account as the bank stated them: never changed, only added to. What they are
 * matched with is not kept: it follows from the entries, the orders and the answers, whenever it is asked.
 */
export const BANK_STATEMENTS_SCHEMA = `
CREATE TABLE bank_statements (
  statement_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  page TEXT NOT NULL,
  dated_on TEXT NOT NULL,
  entries INTEGER NOT NULL,
  -- Of the entries: the same statement read from another file is the same.
  digest TEXT NOT NULL,
  UNIQUE (account, statement_id, page)
) STRICT;

CREATE TABLE statement_entries (
  statement_no INTEGER NOT NULL REFERENCES bank_statements (statement_no),
  entry_no INTEGER NOT NULL,
  -- Transactions of an entry from 1; 0 where the entry stands for itself.
  detail_no INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('DEBIT', 'CREDIT')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  booked_on TEXT NOT NULL,
  order_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  -- Everything else it refers to, between blanks.
  words TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  PRIMARY KEY (statement_no, entry_no, detail_no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bank_statements_are_not_changed BEFORE UPDATE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER bank_statements_are_not_removed BEFORE DELETE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;
CREATE TRIGGER statement_entries_are_not_changed BEFORE UPDATE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER statement_entries_are_not_removed BEFORE DELETE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
`;

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
        'SELECT digest, dated_on AS datedOn FROM bank_statements WHERE account = @account AND statement_id = @statementId AND page = @page',
      )
      .get(head) as { digest: string; datedOn: string } | undefined;
    const insert = this.db.prepare(
      `INSERT INTO statement_entries (statement_no, entry_no, detail_no, direction, centimes, booked_on,
         order_id, message_id, payment_id, words, reason_code)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const no = this.nextNo();
    // Sent again on another day it is the same: its entries say so.
    const hash = createHash('sha256').update(known?.datedOn ?? head.datedOn);
    let count = 0;
    this.db.pragma('defer_foreign_keys = ON'); // the head is written when the digest of its entries is known
    for (const one of entries) {
      const cells = [
        one.entryNo,
        one.detailNo,
        one.direction,
        one.centimes,
        one.bookedOn,
        one.orderId,
        one.messageId,
        one.paymentId,
        one.words,
        one.reasonCode,
      ];
      hash.update(`\n${cells.join('\t')}`);
      count++;
      if (known === undefined) insert.run(no, ...cells);
    }
    const digest = hash.digest('hex');
    if (known === undefined) {
      this.db
        .prepare(
          `INSERT INTO bank_statements (statement_no, account, statement_id, page, dated_on, entries, digest)
           VALUES (@no, @account, @statementId, @page, @datedOn, @count, @digest)`,
        )
        .run({ ...head, no, count, digest });
      return true;
    }
    if (known?.digest === digest) return false;
    throw new OperatorError(
      `statement ${head.statementId} of account ${head.account} was read before with other entries; nothing was recorded. Ask the bank which is right`,
    );
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
    if (!this.isThere()) return;
    const rows = this.db
      .prepare(
        `SELECT statement_no AS statementNo, entry_no AS entryNo, detail_no AS detailNo, direction, centimes,
           booked_on AS bookedOn, order_id AS orderId, message_id AS messageId, payment_id AS paymentId, words,
           reason_code AS reasonCode
         FROM statement_entries ORDER BY statement_no, entry_no, detail_no`,
      )
      .iterate();
    for (const row of rows) yield row as RecordedEntry;
  }

  /** Not in a ledger of an older version that is opened for reading only. */
  private isThere(): boolean {
    return this.db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'bank_statements'`).get() !== undefined;
  }
}
