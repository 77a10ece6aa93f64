import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Answer } from '../../banks/formats/answer.js';
import { meaningOf } from '../../banks/formats/codes.js';
import { readAnswers } from '../../banks/formats/read.js';
import { type MessageFile, type Refused, readEach, readMessage, withLedger } from '../../banks/intake.js';
import {
  addContradictions,
  exceptionCounts,
  exceptions,
  type Judged,
  judge,
  loadStatements,
  writeRecordable,
} from '../../banks/settlement/judge.js';
import { findFiles, namedFiles } from '../../banks/settlement/of-files.js';
import { loadOrderFiles, loadSent, orderRange } from '../../banks/settlement/sent.js';
import { sentRuns } from '../../banks/settlement/sent-runs.js';
import { type Reporter, stage } from '../../domain/report.js';
import { LineWriter, rowsOf } from '../../files/lines.js';
import { writeCsv } from '../../files/write-csv.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { OrderAnswer } from '../../ledger/order-answers.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** What a file of answers said, and what of it was new. Amounts are centimes. */
export type AnswersRead = MessageFile & {
  /** Nothing of it is new, and nothing waits: it was read before. */
  readonly alreadyRead: boolean;
  readonly statements: number;
  /** "Received", "pending": statements that change no order's state. */
  readonly sayingNothing: number;
  readonly statuses: readonly (Judged['statuses'][number] & { readonly meaning: string })[];
  readonly added: ReadonlyMap<string, { readonly orders: number; readonly centimes: number }>;
  readonly exceptions: readonly { readonly code: string; readonly count: number }[];
  /** Where they are listed; null when there is none. */
  readonly exceptionsFile: string | null;
};

export type AnswersResult = {
  readonly read: readonly AnswersRead[];
  readonly refused: readonly Refused[];
};

/**
 * Reads institutions' answers and records what they say of orders. Every file is read to its end before
 * anything is recorded; each is recorded whole, or refused whole. Reading a file again changes nothing, but for
 * statements that could not be used then and can be now (the run has been released since).
 */
export function recordAnswers(
  out: string,
  files: readonly string[],
  clock: Clock,
  report: Reporter,
): Promise<AnswersResult> {
  return withLedger(out, 'answers', clock, report, async (at) => {
    const { read, refused } = await readEach(files, (file, nth) =>
      stage(report, `read ${basename(file)}`, () => readFile(file, nth, at.work)),
    );
    const news = read.filter(({ message }) => at.ledger.answers.exceptionsOf(message.sha256) !== 0);
    const judged = await stage(report, 'judge', () => judgeAll({ out, ...at }, news));
    const results: AnswersRead[] = [];
    for (const one of read) {
      const found = judged.get(one.nth);
      const { name } = one.message;
      results.push(
        found === undefined
          ? { ...one.message, ...NOTHING_NEW }
          : await stage(report, `record ${name}`, () => record({ out, ...at }, one, found)),
      );
    }
    return { read: results, refused };
  });
}

type ReadFile = {
  readonly message: MessageFile;
  /** Its number among the command's files. */
  readonly nth: number;
  /** Where its statements are written. */
  readonly path: string;
};

async function readFile(file: string, nth: number, work: string): Promise<ReadFile> {
  const path = join(work, `statements-${nth}`);
  const writer = new LineWriter(path);
  try {
    const message = await readMessage(file, (name, content) =>
      readAnswers(name, content, (statement) => writer.row(cells(nth, statement))),
    );
    writer.close();
    return { message, nth, path };
  } catch (error) {
    writer.close();
    rmSync(path);
    throw error;
  }
}

/** A statement as a line for the engine: see STATEMENT_COLUMNS. */
function cells(message: number, one: Answer): (string | number | null)[] {
  const ofOrder = one.level === 'ORDER';
  return [
    message,
    one.position,
    one.level,
    ofOrder ? '' : one.messageId,
    ofOrder ? '' : one.paymentId,
    one.orderId,
    one.status,
    one.reason,
    one.day,
    one.centimes,
    one.currency,
    one.problem,
    one.detail,
    one.words ?? '',
  ];
}

const NOTHING_NEW = {
  alreadyRead: true,
  statements: 0,
  sayingNothing: 0,
  statuses: [],
  added: new Map(),
  exceptions: [],
  exceptionsFile: null,
};

type At = {
  readonly out: string;
  readonly ledger: Ledger;
  readonly work: string;
  readonly workspace: Workspace;
};

/** Holds the messages against what was sent. */
async function judgeAll(at: At, read: readonly ReadFile[]): Promise<ReadonlyMap<number, Judged>> {
  const { workspace } = at;
  if (read.length === 0) return new Map();
  const months = await loadStatements(
    workspace,
    read.map(({ path }) => path),
  );
  const references = await namedFiles(workspace);
  const runs = await sentRuns(at.out, at.ledger, { months, references });
  await loadSent(workspace, runs);
  await loadOrderFiles(workspace, runs);
  const judged = await judge(workspace, (await findFiles(workspace)) ? await listRejected(at) : null);
  // A CSV file may hold a header and nothing else.
  return new Map(read.map(({ nth }) => [nth, judged.get(nth) ?? NOTHING_SAID]));
}

/** Writes the orders that are known to be rejected, of the months at hand, to a file for the engine. */
async function listRejected({ ledger, work, workspace }: At): Promise<string> {
  const { first, last } = await orderRange(workspace);
  const path = join(work, 'rejected');
  const writer = new LineWriter(path);
  for (const row of ledger.answers.rejected(first, last)) writer.row(row);
  writer.close();
  return path;
}

const NOTHING_SAID: Judged = { statements: 0, sayingNothing: 0, exceptions: 0, statuses: [] };

async function record(at: At, { message, nth }: ReadFile, judged: Judged): Promise<AnswersRead> {
  const { ledger, workspace } = at;
  const recordable = join(at.work, `recordable-${nth}`);
  await writeRecordable(workspace, nth, recordable);
  const recorded = ledger.answers.record(
    { ...message, statements: judged.statements },
    answersIn(recordable),
    judged.exceptions,
  );
  rmSync(recordable);
  await addContradictions(workspace, nth, recorded.contradictory);
  const none = judged.exceptions + recorded.contradictory.length === 0;
  const found = none ? [] : ((await exceptionCounts(workspace)).get(nth) ?? []);
  return {
    ...message,
    alreadyRead: recorded.known && recorded.added.size === 0,
    statements: judged.statements,
    sayingNothing: judged.sayingNothing,
    statuses: judged.statuses.map((one) => ({ ...one, meaning: meaningOf(one.reason) })),
    added: recorded.added,
    exceptions: found,
    exceptionsFile: await listExceptions(at, message, nth, none),
  };
}

/**
 * What the engine wrote to be recorded: order_id, status, reason, day, centimes, run, household, position, of_file.
 * It can be gone through several times.
 */
export function answersIn(path: string): Iterable<OrderAnswer> {
  return { [Symbol.iterator]: () => answersOf(path) };
}

function* answersOf(path: string): Generator<OrderAnswer> {
  for (const cells of rowsOf(path)) {
    const [orderId = '', status = '', reasonCode = '', answeredOn = '', centimes, runId = ''] = cells;
    const [householdId = '', position, ofFile] = cells.slice(6);
    yield {
      orderId,
      status,
      reasonCode,
      answeredOn,
      centimes: Number(centimes),
      runId,
      householdId,
      position: Number(position),
      ofFile: ofFile === '1',
    };
  }
}

/**
 * Lists the exceptions in `<out>/answers/<first 12 of the content's SHA-256>/exceptions.csv`, in place of what
 * an earlier reading left there.
 */
async function listExceptions(
  { out, work, workspace }: At,
  message: MessageFile,
  nth: number,
  none: boolean,
): Promise<string | null> {
  const folder = join(out, 'answers', message.sha256.slice(0, 12));
  const file = join(folder, 'exceptions.csv');
  if (none && !existsSync(file)) return null;
  const fresh = join(work, `exceptions-${message.sha256.slice(0, 12)}.csv`);
  await writeCsv(
    fresh,
    ['file', 'position', 'order_id', 'code', 'detail'],
    rows(message.name, workspace, nth),
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  renameSync(fresh, file);
  return none ? null : file;
}

async function* rows(name: string, workspace: Workspace, nth: number) {
  for await (const one of exceptions(workspace, nth))
    yield [name, one.position, one.orderId, one.code, one.detail];
}
