import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Answer, MessageHead } from '../../banks/formats/answer.js';
import { meaningOf } from '../../banks/formats/codes.js';
import { readAnswers } from '../../banks/formats/read-messages.js';
import { type MessageFile, type Refused, readEach, readMessage, withLedger } from '../../banks/intake.js';
import { answerFolder, keepReceived, receivedFile } from '../../banks/received.js';
import { debtorAccounts } from '../../banks/settlement/debtor-accounts.js';
import { linkMonths } from '../../banks/settlement/file-movements.js';
import { ANSWER_ROWS, DEBITED_ROWS, RECORDED_ROWS, REJECTED_ROWS } from '../../banks/settlement/hand-over.js';
import { latestDay } from '../../banks/settlement/latest-day.js';
import { FILE_FORM, loadOrderFiles, loadSent, orderRange } from '../../banks/settlement/sent.js';
import { sentRuns } from '../../banks/settlement/sent-runs.js';
import {
  type Institutions,
  isOfAccount,
  knownInstitutions,
  loadSpeakers,
  type SaidBy,
} from '../../banks/settlement/speakers.js';
import {
  addContradictions,
  exceptionCounts,
  exceptions,
  loadAnswers,
  monthsCredited,
  NAMELESS,
  recordedMonths,
  type Validated,
  validate,
  writeRecordable,
} from '../../banks/settlement/validate.js';
import { findFiles, namedFiles } from '../../banks/settlement/whole-files.js';
import { FOLDER_MODE } from '../../domain/modes.js';
import type { Period } from '../../domain/period.js';
import { type Reporter, stage } from '../../domain/report.js';
import { isPresent } from '../../files/there.js';
import { writeCsv } from '../../files/write-csv.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import { UNDATED } from '../../ledger/order-states.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { type FilesOf, nobodys, refuseAnothers, refuseUnknown } from './whose.js';

/** What a file of answers holds, and which of its answers are new. Amounts are centimes. */
export type AnswersRead = MessageFile & {
  /** Whether the file was read before and this reading adds nothing. */
  readonly alreadyRead: boolean;
  readonly answers: number;
  /** How many answers change no order's state: "received", "pending". */
  readonly sayingNothing: number;
  readonly statuses: readonly (Validated['statuses'][number] & { readonly meaning: string })[];
  readonly added: ReadonlyMap<string, { readonly orders: number; readonly centimes: number }>;
  readonly exceptions: readonly { readonly code: string; readonly count: number }[];
  /** The file that lists the exceptions; null when there are none. */
  readonly exceptionsFile: string | null;
};

export type AnswersResult = {
  readonly read: readonly AnswersRead[];
  /** The months whose orders the files speak of, in order. */
  readonly months: readonly Period[];
  readonly refused: readonly Refused[];
};

export type AnswersRequest = {
  readonly out: string;
  readonly files: readonly string[];
  /** The institution whose answers the files are; null: the messages say so themselves. */
  readonly from: string | null;
};

/**
 * Reads institutions' answers and records what they say of orders. All files are read to their end before anything
 * is recorded, and kept as it was received; each is recorded whole or refused whole. Reading a file again adds only answers that could not be used
 * the first time, because their run was not released yet. Throws OperatorError when the ledger cannot be used.
 */
export function recordAnswers(
  { out, files, from }: AnswersRequest,
  clock: Clock,
  report: Reporter,
): Promise<AnswersResult> {
  return withLedger(out, 'answers', clock, report, async (at) => {
    const institutions = await knownInstitutions(out, at.ledger);
    const asked = { out, from, known: institutions.codes, ledger: at.ledger };
    refuseUnknown(asked);
    const { read, refused } = await readEach(files, (file, nth) =>
      stage(report, `read ${basename(file)}`, () => readFile(file, nth, at.work, asked)),
    );
    const waiting = await readWaiting(at, asked, read);
    const news = [...read, ...waiting].filter(
      ({ message }) => at.ledger.answers.exceptionsOf(message.sha256) !== 0,
    );
    const validated = await stage(report, 'validate', () => validateAll({ out, ...at }, news, institutions));
    await stage(report, 'keep as received', async () => {
      for (const one of read) await keepReceived(out, one.file, one.message, at.work);
    });
    const results: AnswersRead[] = [];
    for (const one of waiting) {
      const found = validated.get(one.nth);
      if (found === undefined) continue;
      const { name } = one.message;
      const again = await stage(report, `record ${name}, read before`, () =>
        record({ out, ...at }, one, found),
      );
      if (!again.alreadyRead) results.push(again);
    }
    for (const one of read) {
      const found = validated.get(one.nth);
      const { name } = one.message;
      results.push(
        found === undefined
          ? { ...one.message, ...NOTHING_NEW }
          : await stage(report, `record ${name}`, () => record({ out, ...at }, one, found)),
      );
    }
    const credited = await monthsCredited(at.workspace);
    if (credited.length > 0) await stage(report, 'match', () => linkMonths({ out, ...at }, credited));
    const months = validated.size === 0 ? [] : await recordedMonths(at.workspace);
    return { read: results, months, refused };
  });
}

type ReadFile = {
  /** Its path. */
  readonly file: string;
  readonly message: MessageFile & { readonly from: string | null };
  /** Of its messages that report on an account, and of the others. */
  readonly saidBy: readonly SaidBy[];
  /** The file's number among the command's files. */
  readonly nth: number;
  /** The file of its answers, as rows for the engine. */
  readonly path: string;
};

/** So many order files a message may name: more are not looked at. */
const MOST_FILES = 10_000;

async function readFile(file: string, nth: number, work: string, asked: FilesOf): Promise<ReadFile> {
  const path = join(work, `answers-${nth}`);
  const writer = ANSWER_ROWS.writer(path);
  const senders = new Map<boolean, Sender>();
  const senderOf = (format: string): Sender => {
    const reports = isOfAccount({ format });
    const known = senders.get(reports);
    if (known !== undefined) return known;
    const sender = { format, institutions: new Set<string>(), files: new Set<string>(), ofAccount: false };
    senders.set(reports, sender);
    return sender;
  };
  const tell = (answer: Answer, format: string) => {
    const sender = senderOf(format);
    if (sender.files.size < MOST_FILES) {
      sender.files.add(answer.messageId).add(answer.paymentId);
      for (const word of filesInWords(answer)) sender.files.add(word);
    }
    sender.ofAccount ||= (answer.account ?? '') !== '';
    writer.row(answerRow(nth, answer, isOfAccount(sender)));
  };
  const onHead = ({ format, institutions }: MessageHead) => {
    for (const one of institutions) senderOf(format).institutions.add(one);
  };
  try {
    const message = await readMessage(file, (name, content) => readAnswers(name, content, tell, onHead));
    if (message.format === 'csv' && asked.from === null) throw nobodys(file, asked);
    refuseAnothers(file, message, asked);
    writer.close();
    const saidBy = [...senders.values()].map((one) => ({
      ...one,
      message: nth,
      from: asked.from,
      institutions: [...one.institutions],
    }));
    return { file, message: { ...message, from: asked.from }, nth, path, saidBy };
  } catch (error) {
    writer.close();
    rmSync(path);
    throw error;
  }
}

/** Who sent messages of a file, while they are read; see SaidBy. */
type Sender = {
  readonly format: string;
  readonly institutions: Set<string>;
  readonly files: Set<string>;
  ofAccount: boolean;
};

/**
 * Reads again the messages that were read before and state a sum of a file that was not understood: the rejections and
 * the other parts that explain it may be among what is read now. One that is not kept any more is left out.
 */
async function readWaiting(
  { ledger, work }: Pick<At, 'ledger' | 'work'>,
  asked: FilesOf,
  read: readonly ReadFile[],
): Promise<ReadFile[]> {
  const found: ReadFile[] = [];
  const here = new Set(read.map((one) => one.message.sha256));
  for (const sha256 of ledger.answers.waiting()) {
    const file = here.has(sha256) ? null : receivedFile(asked.out, { sha256 });
    if (file === null) continue;
    // Their numbers follow those of the command's files, which may be refused.
    const nth = MOST_OF_COMMAND + found.length;
    const from = ledger.answers.readAs(sha256, 'ANY');
    const one = await readFile(file, nth, work, { ...asked, from });
    if (one.message.sha256 === sha256) found.push(one);
  }
  return found;
}

const MOST_OF_COMMAND = 1_000_000;

const FILE_WORD = new RegExp(FILE_FORM);

/** Words of an answer for a whole file that may be the name of one. */
function filesInWords({ level, words = '' }: Answer): string[] {
  return level === 'ORDER' || words === '' ? [] : words.split(' ').filter((word) => FILE_WORD.test(word));
}

/** A row for the engine. An answer about one order is found by the order's id, so it needs no reference of a file. */
function answerRow(message: number, answer: Answer, ofAccount: boolean) {
  const ofOrder = answer.level === 'ORDER';
  // There are millions of rows: spreading the answer takes ten times as long.
  return {
    message,
    position: answer.position,
    level: answer.level,
    messageId: ofOrder ? '' : answer.messageId,
    paymentId: ofOrder ? '' : answer.paymentId,
    words: answer.words ?? '',
    orderId: answer.orderId,
    status: answer.status,
    reason: answer.reason,
    day: answer.day,
    centimes: answer.centimes,
    currency: answer.currency,
    problem: answer.problem,
    detail: answer.detail,
    ofFile: answer.ofFile === true,
    source: answer.movement === undefined ? '' : '054',
    ref: answer.movement === undefined ? '' : refOf(answer.movement),
    again: answer.movement?.again ?? false,
    ofAccount,
    account: answer.account ?? '',
    reasonWords: answer.reasonWords ?? '',
  };
}

/** The movement's reference; without one, NAMELESS and a mark of its report. */
function refOf({ ref, report, undated }: NonNullable<Answer['movement']>): string {
  return `${ref === '' ? NAMELESS + markOf(report) : ref}${undated ? UNDATED : ''}`;
}

let marked = { report: '', mark: '' };
/** Millions of entries may be of one report. */
function markOf(report: string): string {
  if (marked.report !== report || marked.mark === '')
    marked = { report, mark: createHash('sha256').update(report).digest('hex').slice(0, 12) };
  return marked.mark;
}

const NOTHING_NEW = {
  alreadyRead: true,
  answers: 0,
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

/** Compares the messages with what was sent. */
async function validateAll(
  at: At,
  read: readonly ReadFile[],
  institutions: Institutions,
): Promise<ReadonlyMap<number, Validated>> {
  const { workspace } = at;
  if (read.length === 0) return new Map();
  const paths = read.map(({ path }) => path);
  const accounts = await debtorAccounts(at.out, at.ledger);
  const months = await loadAnswers(workspace, paths, accounts, latestDay(at.ledger));
  const references = await namedFiles(workspace);
  const runs = await sentRuns(at.out, at.ledger, { months, references });
  await loadSent(workspace, runs);
  await loadOrderFiles(workspace, runs);
  const rejected = (await findFiles(workspace)) ? await listRejected(at) : null;
  const range = await orderRange(workspace);
  const saidBy = read.flatMap((one) => one.saidBy);
  await loadSpeakers(workspace, saidBy, institutions);
  const validated = await validate(workspace, { rejected, debited: () => listDebited(at, range) });
  // A CSV file may hold a header and nothing else.
  return new Map(read.map(({ nth }) => [nth, validated.get(nth) ?? NOTHING_SAID]));
}

/** Writes the rejected orders known for these months to a file for the engine (REJECTED_ROWS); returns its path. */
async function listRejected({ ledger, work, workspace }: At): Promise<string> {
  const { first, last } = await orderRange(workspace);
  const path = join(work, 'rejected');
  const writer = REJECTED_ROWS.writer(path);
  for (const row of ledger.answers.rejected(first, last)) writer.row(row);
  writer.close();
  return path;
}

/** Writes the orders that the account is known to debit by themselves to a file for the engine (DEBITED_ROWS). */
function listDebited({ ledger, work }: At, { first, last }: { first: string; last: string }): string {
  const path = join(work, 'debited');
  const writer = DEBITED_ROWS.writer(path);
  for (const orderId of ledger.answers.debited(first, last)) writer.row({ orderId });
  writer.close();
  return path;
}

const NOTHING_SAID: Validated = { answers: 0, sayingNothing: 0, exceptions: 0, statuses: [], waits: false };

async function record(at: At, { message, nth }: ReadFile, validated: Validated): Promise<AnswersRead> {
  const { ledger, workspace } = at;
  const recordable = join(at.work, `recordable-${nth}`);
  await writeRecordable(workspace, nth, recordable);
  const recorded = ledger.answers.record(
    { ...message, statements: validated.answers },
    RECORDED_ROWS.rows(recordable),
    validated.exceptions,
    validated.waits,
  );
  rmSync(recordable);
  await addContradictions(workspace, nth, recorded.contradictory);
  const none = validated.exceptions + recorded.contradictory.length === 0;
  const found = none ? [] : ((await exceptionCounts(workspace)).get(nth) ?? []);
  return {
    ...message,
    alreadyRead: recorded.known && recorded.added.size === 0,
    answers: validated.answers,
    sayingNothing: validated.sayingNothing,
    statuses: validated.statuses.map((one) => ({ ...one, meaning: meaningOf(one.reason) })),
    added: recorded.added,
    exceptions: found,
    exceptionsFile: await listExceptions(at, message, nth, none),
  };
}

/**
 * Writes the exceptions to `<out>/answers/<first 12 characters of the content's SHA-256>/exceptions.csv`, in place
 * of the list of an earlier reading. Returns the file; null when there are no exceptions.
 */
async function listExceptions(
  { out, work, workspace }: At,
  message: MessageFile,
  nth: number,
  none: boolean,
): Promise<string | null> {
  const folder = answerFolder(out, message);
  const file = join(folder, 'exceptions.csv');
  if (none && !isPresent(file)) return null;
  const fresh = join(work, `exceptions-${message.sha256.slice(0, 12)}.csv`);
  await writeCsv(
    fresh,
    ['file', 'position', 'order_id', 'code', 'detail'],
    rows(message.name, workspace, nth),
  );
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  renameSync(fresh, file);
  return none ? null : file;
}

async function* rows(name: string, workspace: Workspace, nth: number) {
  for await (const one of exceptions(workspace, nth))
    yield [name, one.position, one.orderId, one.code, one.detail];
}
