import type { Day, Period } from '../../domain/period.js';
import { HOLDING_REASONS } from '../../domain/return-reasons.js';
import type { Contradiction } from '../../ledger/order-answers.js';
import { UNDATED } from '../../ledger/order-states.js';
import { type Row, readPath, type Workspace, writePath } from '../../workspace/duckdb.js';
import { ANSWER_ROWS, RECORDED_ROWS } from './hand-over.js';
import { whyTooLate } from './latest-day.js';
import { dirhamsSql, monthsOf, placeOrders, withWords } from './sent.js';
import { maySayNothing, ofSpeaker, wrongSpeaker } from './speakers.js';
import { applyFileAnswers, FILE_EXCEPTIONS, type KnownOfFiles } from './whole-files.js';

/**
 * Validates the answers of messages, each message by itself. An answer about an order that was sent, with the order's
 * amount, can be recorded. Every other answer becomes an exception with its reason. No answer is dropped.
 */

/** Entries of other accounts say nothing about the programme's money. */
const OTHER_ACCOUNTS = `
  UPDATE answer SET problem = 'OTHER_ACCOUNT', detail = 'it is on account ' || account || ', which is not one of the programme''s'
  WHERE account NOT IN (FROM debtor_account) AND (status IS NOT NULL OR problem IS NOT NULL)`;

/** Days that nobody can have meant. */
const TOO_LATE = (latest: Day) => `
  UPDATE answer SET problem = 'DATE_INVALID', detail = day || ': ${whyTooLate(latest)}'
  WHERE day > '${latest}' AND problem IS NULL AND status IS NOT NULL`;

/**
 * Loads the answers in the files `paths` (ANSWER_ROWS) as table `answer`. Returns the months that their orders name.
 * @param accounts the programme's own, see debtorAccounts(); when empty, entries of every account are accepted
 * @param latest the last day that is believed, see latestDay(); null: every day is
 */
export async function loadAnswers(
  workspace: Workspace,
  paths: readonly string[],
  accounts: ReadonlySet<string>,
  latest: Day | null,
): Promise<string[]> {
  const files = `[${paths.map(readPath).join(', ')}]`;
  await workspace.run(`CREATE OR REPLACE TABLE answer AS SELECT * FROM ${ANSWER_ROWS.table(files)}`);
  if (accounts.size > 0) {
    const rows = [...accounts].map((account) => ({ account }));
    await workspace.createFrom('debtor_account', { account: 'VARCHAR' }, rows);
    await workspace.run(OTHER_ACCOUNTS);
  }
  if (latest !== null) await workspace.run(TOO_LATE(latest));
  return monthsOf(workspace, 'answer');
}

/** Answers for single orders, each with its order; `code` and `why` for those that cannot be used. */
const VALIDATED = `
  CREATE OR REPLACE TABLE validated_answer AS
  SELECT s.message, s.position, s.order_id, s.status, s.reason, s.day, o.centimes, o.run_no, o.beneficiary,
    s.source, s.ref, s.again, s.of_file, s.reason_words, CASE
      WHEN s.problem IS NOT NULL THEN s.problem
      WHEN o.run_no IS NULL THEN 'UNKNOWN_ORDER'
      WHEN ${maySayNothing('w', 'o.provider')} THEN 'OTHER_INSTITUTION'
      WHEN s.centimes <> o.centimes OR s.currency <> r.currency THEN 'OTHER_AMOUNT' END AS code,
    CASE
      WHEN s.problem IS NOT NULL THEN s.detail
      WHEN o.run_no IS NULL THEN 'no run has this order'
      WHEN ${maySayNothing('w', 'o.provider')} THEN ${wrongSpeaker('w', 'o.provider')}
      WHEN s.centimes <> o.centimes OR s.currency <> r.currency THEN
        ${dirhamsSql('s.centimes')} || coalesce(' ' || s.currency, '') || ' answered, ' || ${dirhamsSql('o.centimes')} || ' '
          || r.currency || ' ordered' END AS why
  FROM (FROM answer WHERE level = 'ORDER') s JOIN speaker w ON ${ofSpeaker('s', 'w')}
  LEFT JOIN sent o ON o.order_id = s.order_id LEFT JOIN sent_run r ON r.run_no = o.run_no`;

/** Answers for orders of runs that are not released. */
const UNRELEASED = `
  UPDATE validated_answer SET code = 'RUN_NOT_RELEASED', why = 'run ' || u.run_id || ' is not released'
  FROM (SELECT order_id, min(run_id) AS run_id FROM unsent JOIN sent_run USING (run_no) GROUP BY order_id) u
  WHERE validated_answer.code = 'UNKNOWN_ORDER' AND validated_answer.order_id = u.order_id`;

/**
 * Files of which a message rejects every order for one reason that speaks of no account, and says nothing else. Files of
 * a single order are not among them.
 */
const REJECTED_SENDINGS = `
  CREATE OR REPLACE TABLE rejected_sending AS
  SELECT f.file_no, m.message FROM order_file f JOIN (
    SELECT message, count(*) AS orders FROM validated_answer GROUP BY message
    HAVING bool_and(code IS NULL AND status = 'REJECTED' AND source IS NULL) AND min(coalesce(reason, '')) = max(coalesce(reason, ''))
      AND coalesce(min(reason), '') NOT IN (${HOLDING_REASONS.map((one) => `'${one}'`).join(', ')})) m
    ON f.orders <= m.orders WHERE f.released AND f.orders > 1`;

/**
 * Some banks reject a sending by rejecting its orders one by one. Such a rejection is of the file: another sending may
 * carry the orders.
 */
const ONE_BY_ONE = `
  UPDATE validated_answer SET of_file = true
  FROM (SELECT p.order_id, s.message FROM placed_order p JOIN rejected_sending s USING (file_no)
    LEFT JOIN (SELECT DISTINCT message, order_id FROM validated_answer) v ON v.message = s.message AND v.order_id = p.order_id
    QUALIFY bool_and(v.order_id IS NOT NULL) OVER (PARTITION BY s.message, p.file_no)) q
  WHERE validated_answer.message = q.message AND validated_answer.order_id = q.order_id`;

async function rejectSendings(workspace: Workspace): Promise<void> {
  await workspace.run(REJECTED_SENDINGS);
  const row = await workspace.one('SELECT count(*) AS n FROM rejected_sending');
  if (row.count('n') === 0) return;
  await placeOrders(workspace, 'SELECT file_no FROM rejected_sending');
  await workspace.run(ONE_BY_ONE);
}

/**
 * One row for each distinct answer in words of a message, with its first and its last day; and one row for each
 * account entry. Entries for an order on the same day, without a reference to tell them apart, are numbered. So the
 * same message under another name gives the same numbers.
 */
/** Begins the ref of an entry without a reference; a mark of its report follows. */
export const NAMELESS = '# ';
/** The number of the entry among those with its reference, or of its report, stands before UNDATED or in NAMELESS. */
const NUMBERED = `CASE WHEN starts_with(ref, '${NAMELESS}') THEN '#' || nth || substr(ref, 2)
  ELSE rtrim(coalesce(ref, ''), '${UNDATED}') || '#' || nth || CASE WHEN ends_with(ref, '${UNDATED}') THEN '${UNDATED}' ELSE '' END END`;

const RECORDABLE = `
  CREATE OR REPLACE TABLE recordable_answer AS
  WITH usable AS NOT MATERIALIZED (
    SELECT message, order_id, status, coalesce(reason, '') AS reason, day, centimes, run_no, beneficiary, position, of_file, source, ref, again, reason_words
      FROM validated_answer WHERE code IS NULL AND status IS NOT NULL
    UNION ALL SELECT message, order_id, status, coalesce(reason, ''), day, centimes, run_no, beneficiary, position, true, source, ref, again, reason_words FROM answer_by_file)
  SELECT message, order_id, status, reason, of_file, min(day) AS day, max(day) AS last_day,
    any_value(centimes) AS centimes, any_value(run_no) AS run_no, any_value(beneficiary) AS beneficiary,
    arg_min(position, (day, position)) AS position, NULL::VARCHAR AS source, NULL::VARCHAR AS ref, false AS again,
    min(reason_words) AS reason_words
  FROM usable WHERE source IS NULL GROUP BY message, order_id, status, reason, of_file
  UNION ALL
  SELECT message, order_id, status, reason, of_file, day, day, centimes, run_no, beneficiary, position, source, ${NUMBERED}, again, reason_words
  FROM (SELECT *, row_number() OVER (PARTITION BY message, order_id, status, of_file, day, ref ORDER BY position) AS nth
    FROM usable WHERE source IS NOT NULL)`;

const EXCEPTIONS = `
  CREATE OR REPLACE TABLE answer_exception AS
  SELECT message, position, order_id, code, ${withWords('why', 'reason_words')} AS why
  FROM validated_answer WHERE code IS NOT NULL UNION ALL ${FILE_EXCEPTIONS}`;

/**
 * Validates table `answer` against views `sent` and `unsent` and the order files. Creates tables `recordable_answer`
 * and `answer_exception` (message, position, order_id, code, why). Returns the counts of each message, by its number.
 * Call it after findFiles() and loadSpeakers().
 */
export async function validate(
  workspace: Workspace,
  known: KnownOfFiles,
): Promise<ReadonlyMap<number, Validated>> {
  for (const step of [VALIDATED, UNRELEASED]) await workspace.run(step);
  await rejectSendings(workspace);
  await applyFileAnswers(workspace, known);
  for (const step of [EXCEPTIONS, RECORDABLE, 'DROP TABLE validated_answer', 'DROP TABLE answer_by_file'])
    await workspace.run(step);
  const rows = await workspace.select(`
    SELECT message, count(*) AS answers, count(*) FILTER (status IS NULL AND problem IS NULL) AS saying_nothing
    FROM answer GROUP BY message`);
  const statuses = await byStatus(workspace);
  const exceptions = await exceptionCounts(workspace);
  const waiting = await waitingMessages(workspace);
  return new Map(
    rows.map((row) => {
      const message = row.count('message');
      const ofMessage = (exceptions.get(message) ?? []).reduce((sum, { count }) => sum + count, 0);
      return [
        message,
        {
          answers: row.count('answers'),
          sayingNothing: row.count('saying_nothing'),
          exceptions: ofMessage,
          statuses: statuses.get(message) ?? [],
          waits: waiting.has(message),
        },
      ];
    }),
  );
}

/**
 * Returns the months of the orders that came back, or whose file was rejected, as messages show or say: what statements
 * show of their files may then be theirs. Empty when no message was validated.
 */
export async function monthsCredited(workspace: Workspace): Promise<string[]> {
  await workspace.run(
    'CREATE TABLE IF NOT EXISTS recordable_answer (order_id VARCHAR, status VARCHAR, of_file BOOLEAN)',
  );
  return monthsOf(
    workspace,
    `(FROM recordable_answer WHERE status = 'RETURNED' OR status = 'REJECTED' AND of_file)`,
  );
}

/** Writes the answers of a message that can be recorded to `path` (RECORDED_ROWS), ordered by order_id. */
export async function writeRecordable(workspace: Workspace, message: number, path: string): Promise<void> {
  const rows = `
    SELECT order_id, status, reason AS reason_code, centimes, run_id, beneficiary, position, of_file, source, ref, again,
      reason_words, unnest(CASE WHEN status IN ('PAID', 'RETURNED') AND last_day > day THEN [day, last_day] ELSE [day] END) AS answered_on
    FROM recordable_answer JOIN sent_run USING (run_no) WHERE message = ${message}`;
  await workspace.run(
    RECORDED_ROWS.copy(rows, 'order_id, status, reason_code, of_file, answered_on, ref', writePath(path)),
  );
}

/** Returns the months of the orders for which something can be recorded, in order. */
export async function recordedMonths(workspace: Workspace): Promise<Period[]> {
  const rows = await workspace.select(
    'SELECT DISTINCT period FROM recordable_answer JOIN sent_run USING (run_no) ORDER BY period',
  );
  return rows.map((row) => row.text('period'));
}

/** Messages that state a sum of a released file which no orders come to: others may explain it. */
async function waitingMessages(workspace: Workspace): Promise<ReadonlySet<number>> {
  const rows = await workspace.select(
    `SELECT DISTINCT message FROM answer_exception WHERE code = 'OTHER_AMOUNT' AND order_id IS NULL`,
  );
  return new Set(rows.map((row) => row.count('message')));
}

export type Validated = {
  /** Later messages may explain what could not be used. */
  readonly waits: boolean;
  readonly answers: number;
  /** Answers such as "received" or "pending", which do not change an order's state. */
  readonly sayingNothing: number;
  readonly exceptions: number;
  /** The distinct statuses of orders. `centimes`: the sum of these orders. */
  readonly statuses: readonly {
    readonly status: string;
    readonly reason: string;
    readonly orders: number;
    readonly centimes: number;
  }[];
};

async function byStatus(workspace: Workspace): Promise<Map<number, Validated['statuses'][number][]>> {
  const rows = await workspace.select(
    `SELECT message, status, reason, count(*) AS orders, CAST(sum(centimes) AS BIGINT) AS centimes
     FROM (SELECT message, status, reason, centimes FROM recordable_answer WHERE source IS NULL
       UNION ALL SELECT message, status, reason, centimes FROM (SELECT DISTINCT message, order_id, status, reason, of_file, centimes FROM recordable_answer WHERE source IS NOT NULL))
     GROUP BY message, status, reason ORDER BY message, status, reason`,
  );
  return byMessage(rows, (row) => ({
    status: row.text('status'),
    reason: row.text('reason'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

/**
 * Adds a message's answers for contradictory orders to the exceptions, except plain acceptances. The code is
 * PAID_TWICE when another order paid the debt.
 */
export async function addContradictions(
  workspace: Workspace,
  message: number,
  orders: readonly Contradiction[],
): Promise<void> {
  if (orders.length === 0) return;
  await workspace.createFrom(
    'contradictory_order',
    { order_id: 'VARCHAR', said: 'VARCHAR', paid_again_by: 'VARCHAR', adjustment: 'VARCHAR' },
    orders.map(({ orderId, said, paidAgainBy, takenBackBy }) => ({
      order_id: orderId,
      said,
      paid_again_by: paidAgainBy,
      adjustment: takenBackBy,
    })),
  );
  await workspace.run(`INSERT INTO answer_exception
    SELECT message, position, order_id, CASE WHEN paid_again_by IS NULL THEN 'CONTRADICTORY' ELSE 'PAID_TWICE' END,
      status || ' here; of this order was said: ' || said || coalesce('; paid again with ' || paid_again_by || ': '
        || ${dirhamsSql('centimes')} || ' DH may be paid twice' || coalesce('. To take it back, decide on it in adjustments*.csv: '
        || adjustment, ''), '')
    FROM recordable_answer JOIN contradictory_order USING (order_id)
    WHERE message = ${message} AND (status <> 'ACCEPTED' OR order_id NOT IN
      (SELECT order_id FROM recordable_answer WHERE message = ${message} AND status <> 'ACCEPTED'))`);
}

export type ExceptionCount = { readonly code: string; readonly count: number };

/** Returns the number of exceptions, by message and code. */
export async function exceptionCounts(workspace: Workspace): Promise<ReadonlyMap<number, ExceptionCount[]>> {
  const rows = await workspace.select(
    'SELECT message, code, count(*) AS n FROM answer_exception GROUP BY message, code ORDER BY message, code',
  );
  return byMessage(rows, (row) => ({ code: row.text('code'), count: row.count('n') }));
}

function byMessage<T>(rows: readonly Row[], read: (row: Row) => T): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) {
    const message = row.count('message');
    found.set(message, [...(found.get(message) ?? []), read(row)]);
  }
  return found;
}

export type AnswerException = {
  readonly position: number;
  readonly orderId: string;
  readonly code: string;
  readonly detail: string;
};

/** Reads a message's exceptions, in the order of the message. */
export async function* exceptions(workspace: Workspace, message: number): AsyncGenerator<AnswerException> {
  const rows = workspace.stream(
    `SELECT position, order_id, code, why FROM answer_exception WHERE message = ${message}
     ORDER BY position, order_id, code, why`,
  );
  for await (const row of rows) {
    yield {
      position: row.count('position'),
      orderId: row.textOrNull('order_id') ?? '',
      code: row.text('code'),
      detail: row.textOrNull('why') ?? '',
    };
  }
}
