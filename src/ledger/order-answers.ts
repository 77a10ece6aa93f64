import type Database from 'better-sqlite3';
import type { Json } from '../seal/canonical.js';
import { Inserts } from './inserts.js';

/**
 * What institutions said of orders: one row a distinct statement, never changed, only added to. The state of
 * an order follows from the set of its statements alone, whatever order they arrive in, and however often.
 */
export const UNPAID = `status IN ('REJECTED', 'RETURNED')`;
/** SQL: whether an answer, or an order's state, is of an order to a resident of a care institution. */
export const toResident = (row: string) => `EXISTS (SELECT 1 FROM resident_payments p
  WHERE ${row}.household_id = 'R-' || p.person_id AND p.person_id = substr(${row}.household_id, 3) AND p.run_id = ${row}.run_id)`;
const STATES = ['ACCEPTED', 'PAID', 'REJECTED', 'RETURNED'] as const;

/** Of several statements of one status, the first that gives a reason counts, else the first. */
const FIRST_SAID = STATES.map(
  (status) =>
    `min(CASE status WHEN '${status}' THEN (reason_code = '') || answered_on || reason_code END) AS ${status}`,
).join(', ');
const SAID = `CASE state ${STATES.map((status) => `WHEN '${status}' THEN ${status}`).join(' ')} ELSE rejected END`;

/**
 * The state of the orders whose answers are chosen by `where`, or of the first of them. Paid and rejected at once is nobody's to guess
 * at: CONTRADICTORY, until its money has come back. Rejected is final; what was paid and came back is returned;
 * paid stands above accepted.
 */
export function statesOf(where: string, most = ''): string {
  return `SELECT order_id, run_id, household_id, centimes, state AS status,
      substr(${SAID}, 12) AS reason_code, substr(${SAID}, 2, 10) AS answered_on
    FROM (SELECT *, CASE
        WHEN rejected IS NOT NULL AND paid IS NOT NULL AND returned IS NULL THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL AND paid IS NULL THEN 'REJECTED'
        WHEN returned IS NOT NULL THEN 'RETURNED'
        WHEN paid IS NOT NULL THEN 'PAID'
        ELSE 'ACCEPTED' END AS state
      FROM (SELECT order_id, min(run_id) AS run_id, min(household_id) AS household_id,
          min(centimes) AS centimes, ${FIRST_SAID}
        FROM order_answers WHERE ${where} GROUP BY order_id ${most}))`;
}

export const ORDER_ANSWERS_SCHEMA = `
CREATE TABLE answer_files (
  file_no INTEGER PRIMARY KEY,
  -- Of the content, unpacked: the same answers packed otherwise are the same file.
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  message_id TEXT NOT NULL,
  statements INTEGER NOT NULL,
  -- Statements that could not be used when the file was last read.
  exceptions INTEGER NOT NULL
) STRICT;

CREATE TABLE order_answers (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ACCEPTED', 'PAID', 'REJECTED', 'RETURNED')),
  reason_code TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  file_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (order_id, status, reason_code, answered_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX unpaid_answers ON order_answers (order_id) WHERE ${UNPAID};

CREATE TRIGGER order_answers_are_not_changed BEFORE UPDATE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
CREATE TRIGGER order_answers_are_not_removed BEFORE DELETE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;

-- Each order's state, as the ledger's program reads it.
CREATE VIEW order_state AS ${statesOf('true')};
`;

/** A statement to be recorded. Its amount is the order's own. */
export type OrderAnswer = {
  readonly orderId: string;
  readonly status: string;
  readonly reasonCode: string;
  /** YYYY-MM-DD */
  readonly answeredOn: string;
  readonly centimes: number;
  readonly runId: string;
  /** Of residents, R- and the person's id. */
  readonly householdId: string;
  readonly position: number;
};

export type AnswerFile = {
  readonly sha256: string;
  readonly format: string;
  readonly messageId: string;
  readonly statements: number;
};

export type RecordedAnswers = {
  /** The file had been read before. */
  readonly known: boolean;
  /** Statements that were new, by status. */
  readonly added: ReadonlyMap<string, { readonly orders: number; readonly centimes: number }>;
  /**
   * Orders, from the file's first to its last, of which both PAID and REJECTED was said by whatever file, and
   * whose money did not come back.
   */
  readonly contradictory: readonly string[];
};

/** An order whose money did not reach the family, or came back. */
export type UnpaidOrder = {
  readonly orderId: string;
  readonly runId: string;
  readonly period: string;
  readonly householdId: string;
  readonly centimes: number;
  readonly status: 'REJECTED' | 'RETURNED';
  /** "" when the institution gave none. */
  readonly reasonCode: string;
  readonly answeredOn: string;
};

type StateBlock = { readonly lines: string; readonly last: string; readonly orders: number };
const BLOCK = 20_000;

const COLUMNS = 9;
const ADD = (rows: string) => `
  INSERT INTO order_answers
    (order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position)
  SELECT * FROM (VALUES ${rows}) AS n
  WHERE NOT EXISTS (SELECT 1 FROM order_answers
    WHERE order_id = n.column1 AND status = n.column2 AND reason_code = n.column3 AND answered_on <= n.column4)
  ON CONFLICT (order_id, status, reason_code, answered_on) DO NOTHING
  RETURNING status, centimes`;

/** Passes the answers on and keeps the first and the last order they are of. */
function* within(
  answers: Iterable<OrderAnswer>,
  range: { first: string; last: string },
): Generator<OrderAnswer> {
  for (const one of answers) {
    if (range.first === '' || one.orderId < range.first) range.first = one.orderId;
    if (one.orderId > range.last) range.last = one.orderId;
    yield one;
  }
}

/** Adds an event to the ledger's log, within the transaction at hand. */
export type Log = (event: string, runId: string, detail: Json) => void;

export class OrderAnswers {
  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
  ) {}

  /**
   * Records what a file says, all of it or nothing, and how many of its statements could not be used. A file
   * that is known may bring something all the same: a run may have been released since.
   */
  record(file: AnswerFile, answers: Iterable<OrderAnswer>, exceptions: number): RecordedAnswers {
    return this.db.transaction(() => this.enter(file, answers, exceptions)).immediate();
  }

  /** The same, as part of a transaction of the ledger. */
  enter(file: AnswerFile, answers: Iterable<OrderAnswer>, exceptions: number): RecordedAnswers {
    const known = this.fileNo(file.sha256);
    const fileNo = known ?? this.enterFile(file);
    const range = { first: '', last: '' };
    const added = this.add(fileNo, within(answers, range));
    const contradictory = this.contradictory(range.first, range.last);
    const count = exceptions + contradictory.length;
    this.db.prepare('UPDATE answer_files SET exceptions = ? WHERE file_no = ?').run(count, fileNo);
    if (known === null || added.size > 0) {
      this.log('ANSWERS', '', {
        sha256: file.sha256,
        format: file.format,
        message_id: file.messageId,
        statements: file.statements,
        exceptions,
        added: [...added].map(([status, sum]) => ({ status, ...sum })),
      });
    }
    return { known: known !== null, added, contradictory };
  }

  /** How many statements of a file that was read before could not be used; null for one that was not. */
  exceptionsOf(sha256: string): number | null {
    const count = this.db.prepare('SELECT exceptions FROM answer_files WHERE sha256 = ?').pluck().get(sha256);
    return (count as number | undefined) ?? null;
  }

  /**
   * How many of a run's orders to families came back; null when nothing was said of any of its orders.
   * @param prefix what every order_id of its month begins with; it ends with a hyphen
   */
  familiesBack(runId: string, prefix: string): number | null {
    if (!this.isThere()) return null;
    const range = `order_id >= @prefix AND order_id < @end AND run_id = @runId`;
    const given = { prefix, end: `${prefix.slice(0, -1)}.`, runId }; // a full stop follows the hyphen
    const answered = this.db.prepare(`SELECT 1 FROM order_answers WHERE ${range} LIMIT 1`).get(given);
    if (answered === undefined) return null;
    const back = `order_id IN (SELECT order_id FROM order_answers INDEXED BY unpaid_answers
      WHERE ${UNPAID} AND ${range})`;
    return this.db
      .prepare(`SELECT count(*) FROM (${statesOf(back)}) s WHERE ${UNPAID} AND NOT ${toResident('s')}`)
      .pluck()
      .get(given) as number;
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

  /** Adds what was not said before, or was said of a later day only. Returns what is new, by status. */
  private add(fileNo: number, answers: Iterable<OrderAnswer>): RecordedAnswers['added'] {
    const added = new Map<string, { orders: number; centimes: number }>();
    const insert = new Inserts<[string, number]>(this.db, COLUMNS, ADD, ([status, centimes]) => {
      const sum = added.get(status) ?? { orders: 0, centimes: 0 };
      sum.orders++;
      sum.centimes += centimes;
      added.set(status, sum);
    });
    for (const one of answers)
      insert.row(
        one.orderId,
        one.status,
        one.reasonCode,
        one.answeredOn,
        one.centimes,
        one.runId,
        one.householdId,
        fileNo,
        one.position,
      );
    insert.flush();
    return added;
  }

  /** Orders from one id to another of which both PAID and REJECTED was said, and whose money did not come back. */
  private contradictory(first: string, last: string): string[] {
    return this.db
      .prepare(
        `SELECT DISTINCT order_id FROM order_answers r INDEXED BY unpaid_answers
         WHERE ${UNPAID} AND status = 'REJECTED' AND order_id BETWEEN ? AND ?
           AND EXISTS (SELECT 1 FROM order_answers p WHERE p.order_id = r.order_id AND p.status = 'PAID')
           AND NOT EXISTS (SELECT 1 FROM order_answers b WHERE b.order_id = r.order_id AND b.status = 'RETURNED')
         ORDER BY order_id`,
      )
      .pluck()
      .all(first, last) as string[];
  }

  /**
   * The state of every answered order from one id to another, as blocks of tab-separated lines: order_id, status,
   * reason code, day. (Millions: handed over one by one they would take three times as long.)
   */
  *states(first: string, last: string, size = BLOCK): Generator<string> {
    if (!this.isThere()) return;
    const block = this.db.prepare(
      `SELECT group_concat(order_id || char(9) || status || char(9) || reason_code || char(9) || answered_on, char(10)) AS lines,
         max(order_id) AS last, count(*) AS orders
       FROM (${statesOf('order_id BETWEEN ? AND ? AND order_id <> ?', 'ORDER BY order_id LIMIT ?')})`,
    );
    for (let from = first, done = ''; ; ) {
      const { lines, last: reached, orders } = block.get(from, last, done, size) as StateBlock;
      if (orders > 0) yield `${lines}\n`;
      if (orders < size) return;
      from = done = reached;
    }
  }

  /** Not in a ledger of an older version that is opened for reading only. */
  private isThere(): boolean {
    return this.db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'order_answers'`).get() !== undefined;
  }
}
