import type Database from 'better-sqlite3';
import type { Json } from '../domain/canonical.js';
import { Inserts } from './inserts.js';
import { bareRef, ofNoHousehold, STATES_OF_BLOCK, statesOf, toResident, UNPAID } from './order-states.js';
import { type PaidTwice, recoveryRow, takenFrom } from './paid-twice.js';
import { readAs } from './read-as.js';
import { SaidUnpaid } from './said-unpaid.js';

/** An answer to record. Its amount is the amount of the order. */
export type OrderAnswer = {
  readonly orderId: string;
  readonly status: string;
  readonly reasonCode: string;
  /** YYYY-MM-DD */
  readonly answeredOn: string;
  readonly centimes: number;
  readonly runId: string;
  /** A household_id; for a resident, R- and the person_id. */
  readonly beneficiary: string;
  readonly position: number;
  /** Whether the answer is for the order's file, not for the order itself. */
  readonly ofFile: boolean;
  /** One of ANSWER_SOURCES (order-states.ts). */
  readonly source: string;
  /** The account entry, when the answer is one; "" for an answer in words. */
  readonly ref: string;
  /**
   * A debit that follows a credit of the order, and reverses it or executes the order again; or a sending after a
   * rejection.
   */
  readonly again: boolean;
  /** The reason in words, complete; "" or absent when none is given. */
  readonly reasonWords?: string;
};

export type AnswerFile = {
  readonly sha256: string;
  readonly format: string;
  readonly messageId: string;
  readonly statements: number;
  /** The institution whose file it is, as people say; null or absent where they do not. */
  readonly from?: string | null;
};

export type RecordedAnswers = {
  /** Whether the file was read before. */
  readonly known: boolean;
  /** New answers, by status. */
  readonly added: ReadonlyMap<string, { readonly orders: number; readonly centimes: number }>;
  /** Orders of the file that are CONTRADICTORY now, because of this file or another. */
  readonly contradictory: readonly Contradiction[];
};

/** An order and all its answers: "PAID 2026-09-30, REJECTED AC04 2026-10-02". */
export type Contradiction = {
  readonly orderId: string;
  readonly said: string;
  /** The order that paid the debt again: the money may have been paid twice. Null when there is none. */
  readonly paidAgainBy: string | null;
  /** The row of adjustments*.csv that takes the money back; null when there is none. */
  readonly takenBackBy: string | null;
};

/** An order whose money did not reach the beneficiary, or came back. */
export type UnpaidOrder = {
  readonly orderId: string;
  readonly runId: string;
  readonly period: string;
  readonly beneficiary: string;
  readonly centimes: number;
  readonly status: 'REJECTED' | 'RETURNED';
  /** "" when the institution gives none. */
  readonly reasonCode: string;
  /** The reason in words, as the institutions give it; null or absent when they give none. */
  readonly reasonWords?: string | null;
  readonly answeredOn: string;
};

/** Reasons that institutions give in words for a status of an order. */
export type WordsOfOrder = { readonly orderId: string; readonly status: string; readonly words: string };

/** `answeredOn`: the first day of the rejection. */
export type RejectedOrder = { readonly orderId: string; readonly answeredOn: string };

/** The columns of a line of states(), with their types in the engine. */
export const STATE_COLUMNS = {
  order_id: 'VARCHAR',
  status: 'VARCHAR',
  reason_code: 'VARCHAR',
  answered_on: 'VARCHAR',
} as const;

/** What is known of a contradictory order whose debt was paid with another order. */
type PaidTwiceRow = Omit<PaidTwice, 'orderId' | 'paidAgainBy' | 'isDecided' | 'isResident'> & {
  readonly isResident: number;
  readonly paidAgainBy: string | null;
};

/** `lines` is null when no order of the block has a state. */
type StateBlock = { readonly lines: string | null; readonly last: string; readonly orders: number };
const BLOCK = 20_000;

const INTO = `INSERT INTO order_answers (order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position,
    of_file, source, ref, again, counts)`;

const WORDS_COLUMNS = 10;
const SAME =
  "order_id = n.column1 AND status = n.column2 AND reason_code = n.column3 AND of_file = n.column10 AND source = ''";
/**
 * Skips answers in words that are known for the same or an earlier day; for PAID, RETURNED and what is said of files also
 * keeps the latest day: a file may be sent, and answered, again.
 */
const ADD_WORDS = (rows: string) => `
  ${INTO} SELECT n.*, '', '', 0, 1 FROM (VALUES ${rows}) AS n
  WHERE NOT EXISTS (SELECT 1 FROM order_answers WHERE ${SAME} AND answered_on <= n.column4)
    OR (n.column2 IN ('PAID', 'RETURNED') OR n.column10 = 1)
      AND NOT EXISTS (SELECT 1 FROM order_answers WHERE ${SAME} AND answered_on >= n.column4)
  ON CONFLICT DO NOTHING
  RETURNING status, centimes`;

const MOVEMENT_COLUMNS = 13;
/**
 * A movement of the account counts once, whatever reasons are given for it: it is known by its reference, or from an older
 * ledger that kept none, or less of it.
 */
const ADD_MOVEMENTS = (rows: string) => `
  ${INTO} SELECT n.*, NOT EXISTS (SELECT 1 FROM order_answers WHERE order_id = n.column1 AND status = n.column2
      AND answered_on = n.column4 AND source = n.column11 AND of_file = n.column10
      AND (ref IN ('', n.column12, ${bareRef('n.column12')}) OR file_no = n.column8 AND ref = substr(n.column12, 1, instr(n.column12 || ' ', ' ') - 1)))
  FROM (VALUES ${rows}) AS n WHERE true
  ON CONFLICT DO NOTHING
  RETURNING status, centimes`;

/** Adds an event to the ledger's log, within the current transaction. */
export type Log = (event: string, runId: string, detail: Json) => void;

export class OrderAnswers {
  private readonly unpaid: SaidUnpaid;

  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
  ) {
    this.unpaid = new SaidUnpaid(db);
  }

  /**
   * Records the answers of a file, all or none, and the number of its answers that could not be used. A file that was
   * read before may add answers, because their run may have been released since.
   * @param waits other files may explain what could not be used of this one: it is to be read again with them
   */
  record(
    file: AnswerFile,
    answers: Iterable<OrderAnswer>,
    exceptions: number,
    waits = false,
  ): RecordedAnswers {
    const work = this.db.transaction(() => {
      this.db
        .prepare(
          waits
            ? 'INSERT OR IGNORE INTO waiting_answers (sha256) VALUES (?)'
            : 'DELETE FROM waiting_answers WHERE sha256 = ?',
        )
        .run(file.sha256);
      return this.enter(file, answers, exceptions);
    });
    return work.immediate();
  }

  /** The SHA-256 of each file that waits for others, in order. */
  waiting(): string[] {
    return this.db.prepare('SELECT sha256 FROM waiting_answers ORDER BY sha256').pluck().all() as string[];
  }

  /** The same, in a transaction of the ledger. */
  enter(file: AnswerFile, answers: Iterable<OrderAnswer>, exceptions: number): RecordedAnswers {
    const known = this.fileNo(file.sha256);
    const fileNo = known ?? this.enterFile(file);
    const unpaid = new Set<string>();
    const added = this.add(fileNo, this.unpaid.noting(answers, unpaid));
    const contradictory = this.contradictory([...unpaid]);
    const count = exceptions + contradictory.length;
    this.db.prepare('UPDATE answer_files SET exceptions = ? WHERE file_no = ?').run(count, fileNo);
    if (known === null || added.size > 0) {
      this.log('ANSWERS', '', {
        sha256: file.sha256,
        format: file.format,
        message_id: file.messageId,
        statements: file.statements,
        exceptions,
        ...((file.from ?? null) === null ? {} : { from: file.from }),
        added: [...added].map(([status, sum]) => ({ status, ...sum })),
      });
    }
    return { known: known !== null, added, contradictory };
  }

  /** How many answers, sendings, decisions and account entries are recorded of a run's orders. */
  ofRun(runId: string): number {
    return this.db
      .prepare('SELECT count(*) FROM order_answers WHERE run_id = ?')
      .pluck()
      .get(runId) as number;
  }

  /** Returns how many answers of a file could not be used when it was read; null for a file that was never read. */
  exceptionsOf(sha256: string): number | null {
    const count = this.db.prepare('SELECT exceptions FROM answer_files WHERE sha256 = ?').pluck().get(sha256);
    return (count as number | undefined) ?? null;
  }

  /**
   * Returns how many orders of a run to households came back; null when none of its orders has an answer.
   * @param orders the order ids of its month: from `from` to before `before`
   */
  familiesBack(runId: string, orders: { readonly from: string; readonly before: string }): number | null {
    const range = `order_id >= @from AND order_id < @before AND run_id = @runId`;
    const given = { ...orders, runId };
    const answered = this.db.prepare(`SELECT 1 FROM order_answers WHERE ${range} LIMIT 1`).get(given);
    if (answered === undefined) return null;
    const back = `order_id IN (SELECT order_id FROM order_answers INDEXED BY unpaid_answers
      WHERE ${UNPAID} AND ${range})`;
    return this.db
      .prepare(`SELECT count(*) FROM (${statesOf(back)}) s WHERE ${UNPAID} AND NOT ${ofNoHousehold('s')}`)
      .pluck()
      .get(given) as number;
  }

  /** See readAs(). */
  readAs(sha256: string, of: 'ANY' | 'RECORDED'): string | null {
    return readAs(this.db, sha256, of);
  }

  private fileNo(sha256: string): number | null {
    const no = this.db.prepare('SELECT file_no FROM answer_files WHERE sha256 = ?').pluck().get(sha256);
    return (no as number | undefined) ?? null;
  }

  private enterFile(file: AnswerFile): number {
    const { lastInsertRowid } = this.db
      .prepare(
        `INSERT INTO answer_files (sha256, format, message_id, statements, exceptions)
         VALUES (@sha256, @format, @messageId, @statements, 0)`,
      )
      .run(file);
    return Number(lastInsertRowid);
  }

  /** Adds the answers that are new. Returns their number and their sum in centimes, by status. */
  private add(fileNo: number, answers: Iterable<OrderAnswer>): RecordedAnswers['added'] {
    const added = new Map<string, { orders: number; centimes: number }>();
    const count = ([status, centimes]: [string, number]) => {
      const sum = added.get(status) ?? { orders: 0, centimes: 0 };
      sum.orders++;
      sum.centimes += centimes;
      added.set(status, sum);
    };
    const said = new Inserts<[string, number]>(this.db, WORDS_COLUMNS, ADD_WORDS, count);
    const movements = new Inserts<[string, number]>(this.db, MOVEMENT_COLUMNS, ADD_MOVEMENTS, count);
    const words = this.db.prepare('INSERT OR IGNORE INTO answer_words VALUES (?, ?, ?, ?)');
    for (const one of answers) {
      const { orderId, status, reasonCode, answeredOn, centimes, runId, beneficiary, position } = one;
      const ofFile = one.ofFile ? 1 : 0;
      const cells = [orderId, status, reasonCode, answeredOn, centimes, runId, beneficiary, fileNo, position];
      if (one.source === '') said.row(...cells, ofFile);
      else movements.row(...cells, ofFile, one.source, one.ref, one.again ? 1 : 0);
      if ((one.reasonWords ?? '') !== '') words.run(orderId, status, reasonCode, one.reasonWords);
    }
    said.flush();
    movements.flush();
    return added;
  }

  /** Those of the orders that are contradictory, by order_id. */
  private contradictory(orders: readonly string[]): Contradiction[] {
    // One that nothing says to be paid contradicts nothing: most of them, and their states need not be known.
    const paid = this.db
      .prepare(
        `SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM order_answers a WHERE a.order_id = value AND a.status = 'PAID')`,
      )
      .pluck()
      .all(JSON.stringify(orders));
    if (paid.length === 0) return [];
    const states = statesOf(`order_id IN (SELECT value FROM json_each(@orders))`);
    const found = this.db
      .prepare(
        `SELECT s.order_id AS orderId, (SELECT group_concat(one, ', ') FROM (
             SELECT status || rtrim(' ' || reason_code) || ' ' || answered_on
               || CASE of_file WHEN 1 THEN ' of its file' ELSE '' END
               || CASE source WHEN '053' THEN ' on the account' WHEN '054' THEN ' on the account' WHEN 'DECIDED' THEN ' decided' ELSE '' END AS one
             FROM order_answers a WHERE a.order_id = s.order_id ORDER BY answered_on, status, reason_code, of_file)) AS said,
           d.order_id AS paidAgainBy, ${takenFrom('d')} AS beneficiary, d.origin AS period, s.centimes,
           ${toResident('s')} AS isResident
         FROM (${states}) s LEFT JOIN debts d ON d.kind = 'ORDER' AND d.reference = s.order_id AND d.state = 'PAID'
         WHERE s.status = 'CONTRADICTORY' ORDER BY s.order_id`,
      )
      .all({ orders: JSON.stringify(paid) }) as (Pick<Contradiction, 'orderId' | 'said'> & PaidTwiceRow)[];
    return found.map(({ orderId, said, ...again }) => ({
      orderId,
      said,
      paidAgainBy: again.paidAgainBy,
      takenBackBy: again.paidAgainBy === null ? null : recoveryRow({ orderId, ...again }),
    }));
  }

  /** Orders that are rejected by themselves, not with their file, from one id to another. */
  *rejected(first: string, last: string): Generator<RejectedOrder> {
    const rows = this.db
      .prepare(
        `SELECT order_id AS orderId, min(answered_on) AS answeredOn FROM order_answers INDEXED BY unpaid_answers
         WHERE ${UNPAID} AND status = 'REJECTED' AND of_file = 0 AND source = '' AND order_id BETWEEN ? AND ? GROUP BY order_id`,
      )
      .iterate(first, last);
    for (const row of rows) yield row as RejectedOrder;
  }

  /**
   * Orders of which it must be known how often their money went out, from one id to another: the account shows credits of
   * them, people decided that they are unpaid, or their file was rejected.
   */
  *credited(first: string, last: string): Generator<string> {
    const rows = this.db
      .prepare(
        `SELECT DISTINCT order_id FROM order_answers INDEXED BY unpaid_answers
         WHERE ${UNPAID} AND (source <> '' OR of_file = 1) AND order_id BETWEEN ? AND ?`,
      )
      .pluck()
      .iterate(first, last);
    for (const row of rows) yield row as string;
  }

  /** Orders that the account debits by themselves, not with their file, from one id to another. */
  *debited(first: string, last: string): Generator<string> {
    yield* this.db
      .prepare(
        `SELECT DISTINCT order_id FROM order_answers
         WHERE source IN ('053', '054') AND status = 'PAID' AND of_file = 0 AND order_id BETWEEN ? AND ?`,
      )
      .pluck()
      .iterate(first, last) as IterableIterator<string>;
  }

  /**
   * Records debits and credits of orders' files. They follow from statements, which are in the log. Returns whether
   * any is new.
   */
  link(movements: Iterable<OrderAnswer>): boolean {
    this.unpaid.clear();
    return this.db.transaction(() => this.add(0, movements).size > 0).immediate();
  }

  /** The words that are given with this reason code for this status of an order; null when there are none. */
  wordsOf(orderId: string, status: string, reasonCode: string): string | null {
    return this.db
      .prepare(
        `SELECT group_concat(words, ' / ') FROM (SELECT words FROM answer_words
         WHERE order_id = ? AND status = ? AND reason_code = ? ORDER BY words)`,
      )
      .pluck()
      .get(orderId, status, reasonCode) as string | null;
  }

  /**
   * The reasons in words of orders from one id to another, by order_id and status; several of one status are joined
   * by " / ".
   */
  *words(first: string, last: string): Generator<WordsOfOrder> {
    yield* this.db
      .prepare(
        `SELECT order_id AS orderId, status, group_concat(words, ' / ') AS words
         FROM (SELECT DISTINCT order_id, status, words FROM answer_words WHERE order_id BETWEEN ? AND ? ORDER BY order_id, status, words)
         GROUP BY order_id, status ORDER BY order_id, status`,
      )
      .iterate(first, last) as IterableIterator<WordsOfOrder>;
  }

  /**
   * The state of every order with an answer, from one id to another, as blocks of tab-separated lines (see
   * STATE_COLUMNS). There are millions of orders; reading them one by one takes three times as long.
   */
  *states(first: string, last: string, size = BLOCK): Generator<string> {
    const columns = Object.keys(STATE_COLUMNS).join(' || char(9) || ');
    const block = this.db.prepare(
      `WITH block AS MATERIALIZED (
         SELECT order_id, count(*) AS answers, status, reason_code, answered_on, of_file, source
         FROM order_answers WHERE order_id BETWEEN ? AND ? AND order_id <> ? GROUP BY order_id ORDER BY order_id LIMIT ?)
       SELECT (SELECT group_concat(${columns}, char(10)) FROM (${STATES_OF_BLOCK})) AS lines,
         (SELECT max(order_id) FROM block) AS last, (SELECT count(*) FROM block) AS orders`,
    );
    for (let from = first, done = ''; ; ) {
      const { lines, last: reached, orders } = block.get(from, last, done, size) as StateBlock;
      if (lines !== null) yield `${lines}\n`;
      if (orders < size) return;
      from = done = reached;
    }
  }
}
