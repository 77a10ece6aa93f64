import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeCsv } from '../audit/csv.js';
import type { Clock, Ledger } from '../ledger/ledger.js';
import type { OrderAnswer } from '../ledger/order-answers.js';
import { meaningOf } from '../messages/codes.js';
import { readAnswers } from '../messages/read.js';
import type { Statement } from '../messages/statement.js';
import {
  addContradictions,
  exceptionCounts,
  exceptions,
  type Judged,
  judge,
  loadStatements,
  namedFiles,
} from '../settlement/judge.js';
import { loadOrderFiles, loadSent } from '../settlement/sent.js';
import type { Workspace } from '../workspace/duckdb.js';
import { LineWriter, rowsOf } from '../workspace/lines.js';
import { type MessageFile, readMessage, withLedger } from './messages.js';
import { type Reporter, stage } from './report.js';
import { sentRuns } from './sent-runs.js';

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

/**
 * Reads institutions' answers and records what they say of orders. Every file is read to its end before
 * anything is recorded; each is recorded whole. Reading a file again changes nothing, but for statements that
 * could not be used then and can be now (the run has been released since).
 */
export function recordAnswers(
  out: string,
  files: readonly string[],
  clock: Clock,
  report: Reporter,
): Promise<AnswersRead[]> {
  return withLedger(out, 'answers', clock, report, async ({ ledger, work, workspace }) => {
    const read: { message: MessageFile; path: string }[] = [];
    for (const [nth, file] of files.entries()) {
      const path = join(work, `statements-${nth}`);
      const message = await stage(report, `read ${basename(file)}`, async () => {
        const writer = new LineWriter(path);
        try {
          return await readMessage(file, (name, content) =>
            readAnswers(name, content, (statement) => writer.row(cells(statement))),
          );
        } finally {
          writer.close();
        }
      });
      read.push({ message, path });
    }
    const results: AnswersRead[] = [];
    for (const { message, path } of read) {
      results.push(
        await stage(report, `record ${message.name}`, () =>
          record({ out, ledger, work, workspace }, message, path),
        ),
      );
    }
    return results;
  });
}

/** A statement as a line for the engine: see STATEMENT_COLUMNS. */
function cells(one: Statement): (string | number | null)[] {
  return [
    one.position,
    one.level,
    one.messageId,
    one.paymentId,
    one.orderId,
    one.status,
    one.reason,
    one.day,
    one.centimes,
    one.currency,
    one.problem,
    one.detail,
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

async function record(at: At, message: MessageFile, path: string): Promise<AnswersRead> {
  const { ledger, workspace } = at;
  if (ledger.answers.exceptionsOf(message.sha256) === 0) return { ...message, ...NOTHING_NEW };
  const months = await loadStatements(workspace, path);
  const runs = await sentRuns(at.out, ledger, { months, references: await namedFiles(workspace) });
  await loadSent(workspace, runs);
  await loadOrderFiles(workspace, runs);
  const recordable = join(at.work, `recordable-${message.sha256.slice(0, 12)}`);
  const judged = await judge(workspace, recordable);
  const recorded = ledger.answers.record(
    { ...message, statements: judged.statements },
    answersIn(recordable),
    judged.exceptions,
  );
  await addContradictions(workspace, recorded.contradictory);
  return {
    ...message,
    alreadyRead: recorded.known && recorded.added.size === 0,
    statements: judged.statements,
    sayingNothing: judged.sayingNothing,
    statuses: judged.statuses.map((one) => ({ ...one, meaning: meaningOf(one.reason) })),
    added: recorded.added,
    exceptions: await exceptionCounts(workspace),
    exceptionsFile: await listExceptions(at, message),
  };
}

/** What the engine wrote to be recorded: order_id, status, reason, day, centimes, run, household, position. */
export function* answersIn(path: string): Generator<OrderAnswer> {
  for (const cells of rowsOf(path)) {
    const [orderId = '', status = '', reasonCode = '', answeredOn = '', centimes, runId = ''] = cells;
    const [householdId = '', position] = cells.slice(6);
    yield {
      orderId,
      status,
      reasonCode,
      answeredOn,
      centimes: Number(centimes),
      runId,
      householdId,
      position: Number(position),
    };
  }
}

/**
 * Lists the exceptions in `<out>/answers/<first 12 of the content's SHA-256>/exceptions.csv`, in place of what
 * an earlier reading left there.
 */
async function listExceptions({ out, work, workspace }: At, message: MessageFile): Promise<string | null> {
  const folder = join(out, 'answers', message.sha256.slice(0, 12));
  const file = join(folder, 'exceptions.csv');
  const count = (await exceptionCounts(workspace)).length;
  if (count === 0 && !existsSync(file)) return null;
  const fresh = join(work, `exceptions-${message.sha256.slice(0, 12)}.csv`);
  await writeCsv(fresh, ['file', 'position', 'order_id', 'code', 'detail'], rows(message.name, workspace));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  renameSync(fresh, file);
  return count === 0 ? null : file;
}

async function* rows(name: string, workspace: Workspace) {
  for await (const one of exceptions(workspace))
    yield [name, one.position, one.orderId, one.code, one.detail];
}
