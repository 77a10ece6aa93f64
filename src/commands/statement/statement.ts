import { basename, join } from 'node:path';
import { accountOf, type StatementOfAccount, type StatementRow } from '../../banks/formats/account-entry.js';
import { readStatements } from '../../banks/formats/read-messages.js';
import { type MessageFile, type Refused, readEach, readMessage, withLedger } from '../../banks/intake.js';
import { debtorAccounts } from '../../banks/settlement/debtor-accounts.js';
import { linkFileMovements } from '../../banks/settlement/file-movements.js';
import { ENTRY_ROWS, RECORDED_ROWS, STATEMENT_ROWS } from '../../banks/settlement/hand-over.js';
import { latestDay, whyTooLate } from '../../banks/settlement/latest-day.js';
import { assertMatchedOnce } from '../../banks/settlement/match.js';
import { loadSent } from '../../banks/settlement/sent.js';
import { sentRuns } from '../../banks/settlement/sent-runs.js';
import { loadAccountEntries, type Settling, settleMonth } from '../../banks/settlement/settle-month.js';
import { holesBetween, type StatementHole } from '../../banks/settlement/statement-holes.js';
import { statementMap } from '../../banks/settlement/statement-map.js';
import { mayRepeat, overlapOf, withoutRepeating } from '../../banks/settlement/statement-overlaps.js';
import {
  chooseRows,
  leaveOut,
  monthsOfMovements,
  type StatementSums,
  writeMovements,
  writeStatementRows,
} from '../../banks/settlement/statement-rows.js';
import {
  addUnmatched,
  type MatchedSums,
  matchedSums,
  prepareUnmatched,
  type UncreditedOrder,
  type UndebitedFile,
  type UnmatchedEntry,
  uncreditedOrders,
  undebitedFiles,
  unmatchedEntries,
} from '../../banks/settlement/unmatched.js';
import type { StatementCsv } from '../../config/statement-csv.js';
import { invariant, OperatorError } from '../../domain/errors.js';
import { type Day, daysBetween } from '../../domain/period.js';
import { type Reporter, stage } from '../../domain/report.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { PaidTwice } from '../../ledger/paid-twice.js';
import type { StatementHead } from '../../ledger/same-statement.js';

type Aged<T> = T & {
  /** Days from its own day to the date of the latest statement. */
  readonly age: number;
};

/** An account statement that was read. Amounts are centimes in the account's currency, except in `foreign`. */
export type StatementRead = StatementSums & {
  readonly file: string;
  readonly account: string;
  readonly statementId: string;
  readonly datedOn: Day;
  /** COPY, DUPL or CODU, when the bank says that it is a copy or a duplicate (CpyDplctInd); "" otherwise. */
  readonly copy: string;
  readonly alreadyRead: boolean;
  /** Opening balance plus entries minus closing balance; null when a balance is missing. */
  readonly unbalanced: number | null;
};

export type StrangeStatement = {
  readonly file: string;
  readonly account: string;
  readonly statementId: string;
};

export type StatementResult = {
  readonly statements: readonly StatementRead[];
  readonly refused: readonly Refused[];
  /** Statements of accounts that are not the programme's. None of their entries is recorded. */
  readonly strangers: readonly StrangeStatement[];
  /** What is missing between the statements of this command and of earlier ones. */
  readonly holes: readonly StatementHole[];
  /** The date of the latest statement. Ages are counted up to it. */
  readonly asOf: Day;
  readonly matched: MatchedSums;
  readonly unmatchedEntries: readonly Aged<UnmatchedEntry>[];
  readonly undebitedFiles: readonly Aged<UndebitedFile>[];
  readonly uncreditedOrders: readonly Aged<UncreditedOrder>[];
  /** Orders that came back, were paid again, and by what was read now are paid: overpayments. */
  readonly paidTwice: readonly PaidTwice[];
};

type ReadFile = {
  readonly message: MessageFile;
  readonly path: string;
  readonly statements: readonly StatementOfAccount[];
};

/** A statement to record. `path` holds its rows (ENTRY_ROWS). */
type Entering = {
  readonly head: StatementOfAccount;
  readonly sums: StatementSums;
  readonly path: string;
};

export type StatementOrders = {
  /** Why statements that were read before are replaced; null: they are not. */
  readonly replacing: string | null;
  /** What the columns of a CSV mean; null: what the released runs' configurations say. */
  readonly map: StatementCsv | null;
};

/**
 * Reads statements of the programme's account, records their entries and the orders that they return, and matches all
 * recorded entries with everything that was sent. Each file is recorded as a whole or refused as a whole.
 */
export function recordStatements(
  out: string,
  files: readonly string[],
  { replacing, map: given }: StatementOrders,
  clock: Clock,
  report: Reporter,
): Promise<StatementResult> {
  return withLedger(out, 'statement', clock, report, async ({ ledger, work, workspace }) => {
    const accounts = await debtorAccounts(out, ledger);
    const map = given ?? (await statementMap(out, ledger));
    const at = { out, ledger, work, workspace, replacing, accounts };
    const before = new Set(ledger.owed.returns.paidTwice().map((one) => one.orderId));
    const strangers: StrangeStatement[] = [];
    const { read, refused } = await readEach(files, async (file, nth) => {
      const path = join(work, `rows-${nth}`);
      const found = await stage(report, `read ${basename(file)}`, () => readFile(file, path, map));
      if (found.statements.length === 0) throw new OperatorError(`${file}: no statement of account in it`);
      const { name } = found.message;
      const [mine, others] = ours(accounts, found.statements);
      for (const one of others) strangers.push({ file: name, account: one.account, statementId: one.id });
      return stage(report, `record ${name}`, () => record(at, { ...found, statements: mine }, others));
    });
    const statements = read.flat();
    // Entries may be booked after the date of their statement.
    const asOf = statements
      .flatMap((one) => [one.datedOn, one.lastBookedOn])
      .sort()
      .at(-1);
    invariant(asOf !== undefined, () => 'a file without statements was accepted');
    const holes = holesBetween(withoutRepeating(ledger.statements.heads()));
    const matched = await stage(report, 'match', () => matchAll(at, asOf));
    const paidTwice = ledger.owed.returns.paidTwice().filter((one) => !before.has(one.orderId));
    return { statements, strangers, refused, asOf, holes, ...matched, paidTwice };
  });
}

async function readFile(file: string, path: string, map: StatementCsv | null): Promise<ReadFile> {
  const writer = STATEMENT_ROWS.writer(path);
  const statements: StatementOfAccount[] = [];
  try {
    const message = await readMessage(file, (name, content) =>
      readStatements(
        name,
        content,
        (row) => writer.row(statementRow(row)),
        (statement) => statements.push(statement),
        map,
      ),
    );
    return { message, path, statements };
  } finally {
    writer.close();
  }
}

function statementRow(row: StatementRow) {
  return {
    statementNo: row.statement,
    entryNo: row.entry,
    detailNo: row.detail,
    direction: row.direction,
    centimes: row.centimes,
    currency: row.currency,
    reversal: row.reversal,
    bookedOn: row.day,
    orderId: row.orderId,
    messageId: row.messageId,
    paymentId: row.paymentId,
    words: row.references.join(' '),
    reasonCode: row.reason,
    instructed: row.instructed,
    details: row.details,
    detailed: row.detailed,
    booked: row.booked,
    undated: row.undated,
    reasonWords: row.reasonWords,
  };
}

type Recording = Settling & {
  readonly replacing: string | null;
  /** The programme's own accounts; none when they are not known. */
  readonly accounts: ReadonlySet<string>;
};

/**
 * Splits a message's statements into those of the programme's accounts and the others. A statement that names no
 * account counts as the programme's.
 */
function ours(
  accounts: ReadonlySet<string>,
  all: readonly StatementOfAccount[],
): [StatementOfAccount[], StatementOfAccount[]] {
  const isOurs = ({ account }: StatementOfAccount) =>
    account === '' || accounts.size === 0 || accounts.has(accountOf(account));
  return [all.filter(isOurs), all.filter((one) => !isOurs(one))];
}

/** @param others statements of the same message, of accounts that are not the programme's */
async function record(
  at: Recording,
  { message, path, statements }: ReadFile,
  others: readonly StatementOfAccount[],
): Promise<StatementRead[]> {
  const { ledger, work, workspace } = at;
  if (statements.length === 0)
    throw new OperatorError(
      `${message.name}: it is of account ${others[0]?.account}, which is none of the debtor's (${[...at.accounts].join(', ')}); nothing of it was recorded. Another account of the programme stands in the configuration under debtor.accounts`,
    );
  const nameless = await chooseRows(workspace, path);
  const strangers = others.map((one) => one.statement);
  await leaveOut(workspace, strangers);
  if (nameless > 0)
    throw new OperatorError(
      `${message.name}: ${nameless} entries without a right amount (Amt, above zero) or direction (CdtDbtInd); nothing of it was recorded. Ask the institution for it again with these`,
    );
  refuseOverlaps(message, statements, ledger);
  const mark = message.sha256.slice(0, 12);
  const entering: Entering[] = [];
  for (const head of statements) entering.push(await written(at, head, mark));
  const older = entering.filter((one) =>
    ledger.statements.hadOtherwise(headOf(one.head), ENTRY_ROWS.rows(one.path)),
  );
  if (older.length > 0) {
    await chooseRows(
      workspace,
      path,
      older.map((one) => one.head.statement),
    );
    await leaveOut(workspace, strangers);
    for (const one of older) entering[entering.indexOf(one)] = await written(at, one.head, mark);
  }
  refuseTooLate(message, entering, ledger);
  const months = await monthsOfMovements(workspace);
  await loadSent(workspace, await sentRuns(at.out, ledger, { months, references: [] }));
  const movements = join(work, `movements-${mark}`);
  await writeMovements(workspace, movements);
  const fresh = ledger.statements.record(
    { ...message, statements: statements.length },
    entering.map(({ head, path: rows, sums }) => ({
      nth: head.statement,
      head: headOf(head),
      entries: ENTRY_ROWS.rows(rows),
      balanced: balancedOf(unbalanced(head, sums)),
    })),
    RECORDED_ROWS.rows(movements),
    { replacing: at.replacing, mayRepeat },
  );
  return entering.map(({ head, sums }, nth) => ({
    ...sums,
    file: message.name,
    account: head.account,
    statementId: head.id,
    datedOn: head.datedOn,
    copy: head.copy,
    alreadyRead: fresh[nth] === false,
    unbalanced: unbalanced(head, sums),
  }));
}

/** Throws OperatorError for a statement of a day that nobody can have meant, or with an entry of such a day. */
function refuseTooLate({ name }: MessageFile, entering: readonly Entering[], ledger: Ledger): void {
  const latest = latestDay(ledger);
  if (latest === null) return;
  for (const { head, sums } of entering) {
    const day = [head.datedOn, sums.lastBookedOn].sort().at(-1) ?? '';
    if (day > latest)
      throw new OperatorError(
        `${name}: statement ${head.id} is of ${day}, ${whyTooLate(latest)}; nothing of it was recorded. Ask the bank for it with its right days`,
      );
  }
}

/** Throws OperatorError for a CSV of days that another statement covers, and the other way round. */
function refuseOverlaps(
  { name }: MessageFile,
  statements: readonly StatementOfAccount[],
  ledger: Ledger,
): void {
  const known = ledger.statements.heads();
  for (const head of statements.map(headOf)) {
    const other = overlapOf(head, known);
    if (other !== null)
      throw new OperatorError(
        `${name}: ${head.statementId} covers days of the account that ${other.statementId} covers, which was read before; nothing of it was recorded. Ask the bank for the days that are missing, each whole`,
      );
  }
}

/** Writes the chosen rows of a statement to a file of its own. */
async function written(
  { work, workspace }: Settling,
  head: StatementOfAccount,
  mark: string,
): Promise<Entering> {
  const path = join(work, `entries-${mark}-${head.statement}`);
  return { head, path, sums: await writeStatementRows(workspace, head, path) };
}

function headOf(one: StatementOfAccount): StatementHead {
  const { account, id, page, sequence, from, to, datedOn, balances, copy } = one;
  return {
    ...{ account, statementId: id, page, sequence, from, to, datedOn },
    opening: openingOf(balances),
    closing: balances.get('CLBD') ?? null,
    copy: copy !== '',
  };
}

/** PRCD is the closing balance of the statement before. */
const openingOf = (balances: StatementOfAccount['balances']) =>
  balances.get('OPBD') ?? balances.get('PRCD') ?? null;

const balancedOf = (difference: number | null) => (difference === null ? null : difference === 0);

function unbalanced(
  { balances, page }: StatementOfAccount,
  { debits, credits }: StatementSums,
): number | null {
  const opening = openingOf(balances);
  const closing = balances.get('CLBD');
  if (opening === null || closing === undefined || page !== '') return null;
  return opening - debits + credits - closing;
}

/**
 * Matches every month. Matches them again when this links new debits or credits of files to orders, because the
 * states of these orders then change.
 */
async function matchMonths(at: Settling, asOf: Day): Promise<void> {
  const { ledger, workspace } = at;
  const months = [...new Set(ledger.runsIn('RELEASED').map((run) => run.period))];
  for (const turn of ['first', 'again']) {
    await loadAccountEntries(at);
    await prepareUnmatched(workspace);
    let linked = false;
    for (const period of months) {
      await settleMonth(at, period);
      if (turn === 'first') linked = (await linkFileMovements(at, period)) || linked;
      await addUnmatched(workspace, asOf);
    }
    if (!linked) return;
  }
}

/**
 * Matches the orders of every month with the entries. An entry that one month matches is not available to the next.
 */
async function matchAll(
  at: Settling,
  asOf: Day,
): Promise<Omit<StatementResult, 'statements' | 'strangers' | 'refused' | 'holes' | 'asOf' | 'paidTwice'>> {
  const { workspace } = at;
  await matchMonths(at, asOf);
  await assertMatchedOnce(workspace);
  const aged = <T>(rows: readonly T[], dayOf: (row: T) => Day): Aged<T>[] =>
    rows.map((row) => ({ ...row, age: daysBetween(dayOf(row), asOf) }));
  return {
    matched: await matchedSums(workspace, asOf),
    unmatchedEntries: aged(await unmatchedEntries(workspace, asOf), (row) => row.bookedOn),
    undebitedFiles: aged(await undebitedFiles(workspace), (row) => row.executedOn),
    uncreditedOrders: aged(await uncreditedOrders(workspace), (row) => row.answeredOn),
  };
}
