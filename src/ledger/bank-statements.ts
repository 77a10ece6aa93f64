import type Database from 'better-sqlite3';
import { OperatorError } from '../domain/errors.js';
import { Inserts } from './inserts.js';
import type { AnswerFile, Log, OrderAnswer, OrderAnswers } from './order-answers.js';
import {
  hasOtherBalances,
  isReadOtherwise,
  isTheSame,
  isUnlike,
  type KnownStatement,
  type StatementEntry,
  type StatementHead,
  saysTheSame,
  saysTheSameOfMoney,
} from './same-statement.js';

/** A statement of a message, the nth of it, from 0. */
export type EnteredStatement = {
  readonly nth: number;
  readonly head: StatementHead;
  readonly entries: Iterable<StatementEntry>;
  /** Whether its entries make its closing balance of its opening balance; null where one of them is missing. */
  readonly balanced: boolean | null;
};

/** Whether two statements may list the same entries. */
export type MayRepeat = (one: StatementHead, other: StatementHead) => boolean;

/** What statements() records beside the statements. */
export type Recording = {
  /** Why statements that are known with other entries are replaced by these; null: they are not. */
  readonly replacing: string | null;
  readonly mayRepeat: MayRepeat;
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
   */
  record(
    file: AnswerFile,
    statements: readonly EnteredStatement[],
    movements: Iterable<OrderAnswer>,
    { replacing, mayRepeat }: Recording = { replacing: null, mayRepeat: () => false },
  ): boolean[] {
    const work = this.db.transaction(() => {
      const entered = statements.map((one) => this.add(one, replacing));
      const fresh = entered.map((one) => one.fresh);
      if (fresh.includes(true)) this.findRepeated(mayRepeat);
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
   * Enters a statement; returns its number, and whether it is new. One whose balances alone were wrong is replaced by the
   * one that adds up, whichever comes first. Throws OperatorError when the same statement is known with other entries, and
   * is not to be replaced.
   */
  private add(
    { head, entries, balanced }: EnteredStatement,
    replacing: string | null,
  ): { readonly statementNo: number; readonly fresh: boolean } {
    const known = this.find(head);
    // A statement that is sent again on another day is the same when its entries are.
    const same = known.find(
      (one) => this.hasEntries(one, entries) && (one.entries > 0 || isTheSame(one, head)),
    );
    if (same !== undefined) {
      if (
        !hasOtherBalances(same, head) ||
        (replacing === null && !(balanced === true && isUnlike(same, head)))
      )
        return { statementNo: same.statementNo, fresh: false };
      const statementNo = this.enter(head, entries);
      this.replace(
        same.statementNo,
        statementNo,
        head,
        replacing ?? 'its balances add up, those of the first do not',
      );
      return { statementNo, fresh: true };
    }
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

  /** Finds again which entries statements list that an earlier read statement lists too. */
  private findRepeated(mayRepeat: MayRepeat): void {
    this.db.prepare('DELETE FROM repeated_entries').run();
    const heads = this.heads();
    const insert = this.db.prepare(REPEATED);
    heads.forEach((head, nth) => {
      const earlier = heads.slice(0, nth).filter((one) => mayRepeat(one, head));
      if (earlier.length > 0)
        insert.run({
          statementNo: head.statementNo,
          earlier: JSON.stringify(earlier.map((one) => one.statementNo)),
        });
    });
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
        `SELECT statement_no AS statementNo, sequence, covers_from AS "from", covers_to AS "to", dated_on AS datedOn, older,
           opening, closing, entries
         FROM bank_statements WHERE account = @account AND statement_id = @statementId AND page = @page AND ${COUNTS}
         ORDER BY statement_no`,
      )
      .all(head) as KnownStatement[];
  }

  private enter(head: StatementHead, entries: Iterable<StatementEntry>): number {
    const insert = new Inserts(
      this.db,
      ENTRY_COLUMNS,
      (rows) =>
        `INSERT INTO statement_entries (statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on,
           order_id, message_id, payment_id, words, reason_code, instructed) VALUES ${rows} RETURNING 0`,
      () => count++,
    );
    const no = this.nextNo();
    let count = 0;
    this.db.pragma('defer_foreign_keys = ON'); // the head is written when its entries are counted
    for (const one of entries) {
      insert.row(
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
    }
    insert.flush();
    this.db
      .prepare(
        `INSERT INTO bank_statements (statement_no, account, statement_id, page, sequence, covers_from, covers_to, dated_on,
           opening, closing, entries, older)
         VALUES (@no, @account, @statementId, @page, @sequence, @from, @to, @datedOn, @opening, @closing, @count, 0)`,
      )
      .run({ ...head, no, count });
    if (head.copy) this.db.prepare('INSERT INTO statement_copies (statement_no) VALUES (?)').run(no);
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
    const rows = this.db
      .prepare(
        `SELECT statement_no AS statementNo, account, statement_id AS statementId, page, coalesce(sequence, '') AS sequence,
           coalesce(covers_from, '') AS "from", coalesce(covers_to, '') AS "to", dated_on AS datedOn, opening, closing, entries,
           statement_no IN (SELECT statement_no FROM statement_copies) AS copy
         FROM bank_statements WHERE ${COUNTS} ORDER BY statement_no`,
      )
      .all() as (Omit<RecordedStatement, 'copy'> & { readonly copy: number })[];
    return rows.map((row) => ({ ...row, copy: row.copy === 1 }));
  }

  /**
   * Every entry of every statement that counts, one that several of them list once: as blocks of tab-separated lines with
   * the columns of an entry (`statement_no` first, as statement_entries has them). There are millions of them.
   */
  *entryLines(size = BLOCK): Generator<string> {
    const some = this.db.prepare('SELECT EXISTS (SELECT 1 FROM repeated_entries)').pluck().get() === 1;
    const block = this.db.prepare(
      `WITH block AS MATERIALIZED (
         SELECT * FROM statement_entries WHERE (statement_no, entry_no, detail_no) > (@statementNo, @entryNo, @detailNo)
         ORDER BY statement_no, entry_no, detail_no LIMIT ${size})
       SELECT (SELECT group_concat(${LINE}, char(10)) FROM block WHERE ${COUNTS}${some ? ` AND NOT ${IS_REPEATED}` : ''}) AS lines,
         statement_no AS statementNo, entry_no AS entryNo, detail_no AS detailNo
       FROM block ORDER BY statement_no DESC, entry_no DESC, detail_no DESC LIMIT 1`,
    );
    for (let at = { statementNo: 0, entryNo: 0, detailNo: -1 }; ; ) {
      const next = block.get(at) as (typeof at & { readonly lines: string | null }) | undefined;
      if (next === undefined) return;
      if (next.lines !== null) yield `${next.lines}\n`;
      at = next;
    }
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

/** SQL: no other statement took its place. */
const COUNTS = 'statement_no NOT IN (SELECT statement_no FROM replaced_statements)';

/** So many entries are read at once. */
const BLOCK = 20_000;
const ENTRY_COLUMNS = 14;
/** SQL: an entry as a line, in the order of ENTRY_ROWS of the settlement. */
const LINE = [
  ...['statement_no', 'entry_no', 'detail_no', 'direction', 'centimes', 'currency'],
  `CASE reversal WHEN 1 THEN 'true' ELSE 'false' END`,
  ...['booked_on', 'order_id', 'message_id', 'payment_id', 'words', 'reason_code', 'instructed'],
].join(' || char(9) || ');

const ENTRY = `statement_no || '/' || entry_no || '/' || detail_no`;
const IS_REPEATED = `EXISTS (SELECT 1 FROM repeated_entries r WHERE r.entry = ${ENTRY})`;
/** What must be equal of two entries that are the same one. */
const IDENTITY =
  'booked_on, direction, centimes, instructed, currency, reversal, order_id, message_id, payment_id, words, reason_code';

/** SQL: the entries of a statement that earlier read statements list, each as often as these do. */
const REPEATED = `
  INSERT INTO repeated_entries
  WITH known AS MATERIALIZED (
    SELECT ${IDENTITY}, count(*) AS times FROM statement_entries
    WHERE statement_no IN (SELECT value FROM json_each(@earlier)) AND NOT ${IS_REPEATED} GROUP BY ${IDENTITY})
  SELECT ${ENTRY} FROM (SELECT *, row_number() OVER (PARTITION BY ${IDENTITY} ORDER BY entry_no, detail_no) AS nth
    FROM statement_entries WHERE statement_no = @statementNo) JOIN known USING (${IDENTITY}) WHERE nth <= times`;

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
