import type Database from 'better-sqlite3';
import { OperatorError } from '../domain/errors.js';
import type { AnswerFile, Log, OrderAnswer, OrderAnswers } from './order-answers.js';

export type StatementHead = {
  readonly account: string;
  readonly statementId: string;
  /** Of a statement in several messages; "" otherwise. */
  readonly page: string;
  /** The bank's number of it; "" when it says none. */
  readonly sequence: string;
  /** The first and the last day it covers; "" when it says none. */
  readonly from: string;
  readonly to: string;
  /** The date of the statement, YYYY-MM-DD. */
  readonly datedOn: string;
  /** Balances in centimes; null when it states none. */
  readonly opening: number | null;
  readonly closing: number | null;
};

export type StatementEntry = {
  readonly entryNo: number;
  readonly detailNo: number;
  readonly direction: string;
  readonly centimes: number;
  /** "" when the bank names none. */
  readonly currency: string;
  /** Whether it undoes an earlier entry. */
  readonly reversal: boolean;
  readonly bookedOn: string;
  /** "" for an entry that names no order. */
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  readonly words: string;
  readonly reasonCode: string;
  /** The order's or file's own amount, where charges make `centimes` another; else the same. */
  readonly instructed: number;
};

/** A statement of a message, the nth of it, from 0. */
export type EnteredStatement = {
  readonly nth: number;
  readonly head: StatementHead;
  readonly entries: Iterable<StatementEntry>;
};

export type RecordedEntry = StatementEntry & { readonly statementNo: number };
export type RecordedStatement = StatementHead & { readonly statementNo: number; readonly entries: number };

/**
 * Entries of the programme's account as the bank states them: only added, never changed. Matches are not stored: they
 * are computed from the entries, the orders and the answers each time.
 */
export class BankStatements {
  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
    private readonly answers: OrderAnswers,
  ) {}

  /**
   * Records the statements of one file, and what they say of orders: all of it or nothing. Returns which of the
   * statements are new.
   * @param movements of orders; the ref of each begins with its statement's number in the message, and a slash
   * @param replacing why statements that are known with other entries are replaced by these; null: they are not
   */
  record(
    file: AnswerFile,
    statements: readonly EnteredStatement[],
    movements: Iterable<OrderAnswer>,
    replacing: string | null = null,
  ): boolean[] {
    const work = this.db.transaction(() => {
      const entered = statements.map(({ head, entries }) => this.add(head, entries, replacing));
      const fresh = entered.map((one) => one.fresh);
      for (const { head } of statements.filter((_, nth) => fresh[nth])) {
        this.log('STATEMENT', '', {
          sha256: file.sha256,
          account: head.account,
          statement_id: head.statementId,
          page: head.page,
          dated_on: head.datedOn,
        });
      }
      const numbers = new Map(
        entered.map((one, nth) => [(statements[nth] as EnteredStatement).nth, one.statementNo]),
      );
      this.answers.enter(file, { [Symbol.iterator]: () => numbered(movements, numbers) }, 0);
      return fresh;
    });
    return work.immediate();
  }

  /**
   * Enters a statement; returns its number, and whether it is new. Throws OperatorError when the same statement is known
   * with other entries, and is not to be replaced.
   */
  private add(
    head: StatementHead,
    entries: Iterable<StatementEntry>,
    replacing: string | null,
  ): { readonly statementNo: number; readonly fresh: boolean } {
    const known = this.find(head);
    // A statement that is sent again on another day is the same when its entries are.
    const same = known.find((one) => this.hasEntries(one, entries));
    if (same !== undefined) return { statementNo: same.statementNo, fresh: false };
    const other = known.find((one) => isTheSame(one, head));
    if (other !== undefined && replacing === null) {
      throw new OperatorError(
        `statement ${head.statementId} of account ${head.account} was read before with other entries; nothing was recorded. Ask the bank which is right: sarf statement --replace --reason "…" lets this one take the place of the first`,
      );
    }
    const statementNo = this.enter(head, entries);
    if (other !== undefined) this.replace(other.statementNo, statementNo, head, replacing ?? '');
    return { statementNo, fresh: true };
  }

  private replace(before: number, by: number, head: StatementHead, reason: string): void {
    this.db
      .prepare('INSERT INTO replaced_statements (statement_no, replaced_by, reason) VALUES (?, ?, ?)')
      .run(before, by, reason);
    const { account, statementId, page, datedOn } = head;
    this.log('STATEMENT_REPLACED', '', {
      ...{ account, statement_id: statementId, page, dated_on: datedOn, reason },
    });
  }

  /**
   * Whether a statement was recorded with other entries than these before version 8 of the ledger: it may be the same,
   * read as version 6 read it.
   */
  hadOtherwise(head: StatementHead, entries: Iterable<StatementEntry>): boolean {
    const known = this.find(head);
    return known.some((one) => one.older === 1) && !known.some((one) => this.hasEntries(one, entries));
  }

  /** Statements of this account, id and page that count: of all years and periods. */
  private find(head: StatementHead): KnownStatement[] {
    return this.db
      .prepare(
        `SELECT statement_no AS statementNo, sequence, covers_from AS "from", covers_to AS "to", dated_on AS datedOn, older
         FROM bank_statements WHERE account = @account AND statement_id = @statementId AND page = @page AND ${COUNTS}
         ORDER BY statement_no`,
      )
      .all(head) as KnownStatement[];
  }

  private enter(head: StatementHead, entries: Iterable<StatementEntry>): number {
    const insert = this.db.prepare(
      `INSERT INTO statement_entries (statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on,
         order_id, message_id, payment_id, words, reason_code, instructed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const no = this.nextNo();
    let count = 0;
    this.db.pragma('defer_foreign_keys = ON'); // the head is written when its entries are counted
    for (const one of entries) {
      insert.run(
        no,
        one.entryNo,
        one.detailNo,
        one.direction,
        one.centimes,
        one.currency,
        one.reversal ? 1 : 0,
        one.bookedOn,
        one.orderId,
        one.messageId,
        one.paymentId,
        one.words,
        one.reasonCode,
        one.instructed,
      );
      count++;
    }
    this.db
      .prepare(
        `INSERT INTO bank_statements (statement_no, account, statement_id, page, sequence, covers_from, covers_to, dated_on,
           opening, closing, entries, older)
         VALUES (@no, @account, @statementId, @page, @sequence, @from, @to, @datedOn, @opening, @closing, @count, 0)`,
      )
      .run({ ...head, no, count });
    return no;
  }

  /** Whether a known statement has these entries, in their order. */
  private hasEntries(known: KnownStatement, entries: Iterable<StatementEntry>): boolean {
    const recorded = this.entriesWhere('statement_no = ?', known.statementNo);
    const same = isReadOtherwise(known) ? saysTheSameOfMoney : saysTheSame;
    try {
      for (const one of entries) {
        const { value } = recorded.next();
        if (value === undefined || !same(one, value)) return false;
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

  /** Every statement that counts, in the order in which they were read. */
  heads(): RecordedStatement[] {
    return this.db
      .prepare(
        `SELECT statement_no AS statementNo, account, statement_id AS statementId, page, coalesce(sequence, '') AS sequence,
           coalesce(covers_from, '') AS "from", coalesce(covers_to, '') AS "to", dated_on AS datedOn, opening, closing, entries
         FROM bank_statements WHERE ${COUNTS} ORDER BY statement_no`,
      )
      .all() as RecordedStatement[];
  }

  /** Every entry of every statement that counts. */
  *entries(): Generator<RecordedEntry> {
    yield* this.entriesWhere(COUNTS);
  }

  private *entriesWhere(
    condition: string,
    ...values: readonly number[]
  ): Generator<RecordedEntry, undefined> {
    const rows = this.db
      .prepare(
        `SELECT statement_no AS statementNo, entry_no AS entryNo, detail_no AS detailNo, direction, centimes, currency,
           reversal, booked_on AS bookedOn, order_id AS orderId, message_id AS messageId, payment_id AS paymentId, words,
           reason_code AS reasonCode, instructed
         FROM statement_entries WHERE ${condition} ORDER BY statement_no, entry_no, detail_no`,
      )
      .iterate(...values);
    for (const row of rows) {
      const one = row as Omit<RecordedEntry, 'reversal'> & { readonly reversal: number };
      yield {
        statementNo: one.statementNo,
        entryNo: one.entryNo,
        detailNo: one.detailNo,
        direction: one.direction,
        centimes: one.centimes,
        currency: one.currency,
        reversal: one.reversal === 1,
        bookedOn: one.bookedOn,
        orderId: one.orderId,
        messageId: one.messageId,
        paymentId: one.paymentId,
        words: one.words,
        reasonCode: one.reasonCode,
        instructed: one.instructed,
      };
    }
  }
}

type KnownStatement = {
  readonly statementNo: number;
  /** Null where version 8 of the ledger kept none. */
  readonly sequence: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly datedOn: string;
  readonly older: number;
};

/**
 * Whether a known statement of the same account, id and page is this one: by number and period. Where the bank states no
 * period, ids may still start again each year: those of one year are the same.
 */
function isTheSame(known: KnownStatement, head: StatementHead): boolean {
  if (known.sequence === null || (known.from === '' && known.to === '' && head.from === '' && head.to === ''))
    return (
      known.datedOn.slice(0, 4) === head.datedOn.slice(0, 4) &&
      (known.sequence ?? head.sequence) === head.sequence
    );
  return known.sequence === head.sequence && known.from === head.from && known.to === head.to;
}

/** SQL: no other statement took its place. */
const COUNTS = 'statement_no NOT IN (SELECT statement_no FROM replaced_statements)';

/** Gives each movement's ref the ledger's number of its statement in place of its number in the message. */
function* numbered(
  movements: Iterable<OrderAnswer>,
  numbers: ReadonlyMap<number, number>,
): Generator<OrderAnswer> {
  for (const one of movements) {
    const slash = one.ref.indexOf('/');
    yield { ...one, ref: `${numbers.get(Number(one.ref.slice(0, slash)))}${one.ref.slice(slash)}` };
  }
}

/** What an entry says of the account. */
const OF_MONEY = ['entryNo', 'detailNo', 'direction', 'centimes', 'reversal', 'bookedOn'] as const;
/** What it refers to. */
const REFERENCES = ['orderId', 'messageId', 'paymentId', 'reasonCode'] as const;
const SAID: readonly (keyof StatementEntry)[] = [...OF_MONEY, ...REFERENCES, 'words'];

/** An entry without a currency agrees with every currency. */
function isOfOneCurrency(one: StatementEntry, other: StatementEntry): boolean {
  return one.currency === '' || other.currency === '' || one.currency === other.currency;
}

function saysTheSame(one: StatementEntry, other: StatementEntry): boolean {
  return isOfOneCurrency(one, other) && SAID.every((key) => one[key] === other[key]);
}

/**
 * Version 9 of the ledger keeps each statement's number. Entries recorded before it were read from fewer places of the
 * message: their words are others, and a reference may be missing, or be given where now there is none.
 */
function isReadOtherwise(known: KnownStatement): boolean {
  return known.sequence === null;
}

/** Compares an entry with one that was read otherwise: by its money, and by the references that both have. */
function saysTheSameOfMoney(one: StatementEntry, other: StatementEntry): boolean {
  return (
    isOfOneCurrency(one, other) &&
    OF_MONEY.every((key) => one[key] === other[key]) &&
    REFERENCES.every((key) => one[key] === '' || other[key] === '' || one[key] === other[key])
  );
}
