import { readLedger } from '../../archive/with-ledger.js';
import { meaningOf } from '../../banks/formats/codes.js';
import { settlementEngine } from '../../banks/intake.js';
import { type FileInDoubt, filesInDoubt } from '../../banks/settlement/files-in-doubt.js';
import { type OpenOrders, openOrders } from '../../banks/settlement/open-orders.js';
import { orderRange, type SentRun } from '../../banks/settlement/sent.js';
import { loadAccountEntries, type Settling, settleMonth } from '../../banks/settlement/settle-month.js';
import {
  type DifferingOrder,
  differingOrders,
  entitled,
  type FileSum,
  fileSums,
  markPaidTwice,
  moneySums,
  type ProviderSum,
  providers,
  states,
} from '../../banks/settlement/summary.js';
import { type ThreeWays, threeWays } from '../../banks/settlement/three-ways.js';
import { nearMatches, type UnmatchedEntry } from '../../banks/settlement/unmatched.js';
import { OperatorError } from '../../domain/errors.js';
import { dirhams } from '../../domain/money.js';
import { orderMonth } from '../../domain/order-id.js';
import type { Period } from '../../domain/period.js';
import { quoted } from '../../domain/shell.js';
import { refusePresentCsv, writeGivenCsv } from '../../files/write-csv.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { OrderDecision } from '../../ledger/order-decisions.js';
import type { PaidTwice } from '../../ledger/paid-twice.js';
import { Workspace } from '../../workspace/duckdb.js';

/** The three-way reconciliation of a month. Amounts are centimes. */
export type Settlement = ThreeWays & {
  readonly period: Period;
  readonly runIds: readonly string[];
  /** Orders of the month that are said to be paid, and were paid again with another order. */
  readonly paidAgain: readonly PaidTwice[];
  readonly providers: readonly ProviderSum[];
  readonly files: readonly FileSum[];
  /** Account entries that refer to orders or files of the month and match none of them. */
  readonly unmatched: readonly UnmatchedEntry[];
  /** Credits for parts of files of the month, which do not say which orders came back. */
  readonly inDoubt: readonly FileInDoubt[];
  /** What a person must decide. */
  readonly open: readonly OpenOrders[];
  /** The decisions on the month's orders and files. */
  readonly decisions: readonly OrderDecision[];
  /** The date of the latest statement; null when none was read. */
  readonly statementsUntil: string | null;
  /** The meaning of each reason code, in English. */
  readonly meanings: ReadonlyMap<string, string>;
};

/**
 * Reconciles a month three ways: registers, order files, and the answers and statements recorded so far. Writes the
 * orders that differ to `csv` unless it is null, and nothing else. Throws OperatorError when no run of the month is
 * released, when `csv` exists, or when it cannot be written.
 */
export async function settlementOf(out: string, period: Period, csv: string | null): Promise<Settlement> {
  return readLedger(out, (ledger) => {
    if (ledger.released(period)?.kind !== 'regular')
      throw new OperatorError(
        `${period}: no run of this month is released; sarf runs --out ${quoted(out)} shows the months`,
      );
    if (csv !== null) refusePresentCsv(csv);
    return Workspace.scratch('settle', settlementEngine(ledger), (workspace, work) =>
      settleIn(workspace, { out, ledger, work }, period, csv),
    );
  });
}

async function settleIn(
  workspace: Workspace,
  at: { readonly out: string; readonly ledger: Ledger; readonly work: string },
  period: Period,
  csv: string | null,
): Promise<Settlement> {
  const settling = { ...at, workspace };
  await loadAccountEntries(settling);
  const runs = await settleMonth(settling, period);
  const registers = [];
  // The last run decides again on everyone whom earlier runs did not pay. So of earlier runs only PAY counts.
  for (const run of runs) {
    const decided = await entitled(workspace, run);
    registers.push(...(run === runs.at(-1) ? decided : decided.filter((one) => one.decision === 'PAY')));
  }
  const sent = runs.flatMap((run) => run.files);
  const filed = {
    orders: sent.reduce((sum, file) => sum + file.orders, 0),
    centimes: sent.reduce((sum, file) => sum + file.centimes, 0),
  };
  const twice = await markPaidTwice(workspace, at.ledger.owed.returns.paidTwice());
  const said = await states(workspace);
  const ways = threeWays(registers, filed, said, await moneySums(workspace));
  const statements = at.ledger.statements.heads().map((head) => head.datedOn);
  const statementsUntil = statements.sort().at(-1) ?? null;
  if (csv !== null) await writeDifferences(settling, csv, statements.length > 0);
  return {
    ...ways,
    paidAgain: twice,
    period,
    runIds: runs.map((run) => run.runId),
    providers: await providers(workspace),
    files: await fileSums(workspace),
    unmatched: await nearMatches(workspace),
    inDoubt: await filesInDoubt(workspace),
    open: await openOrders(workspace, statementsUntil),
    decisions: decisionsOf(at.ledger.decisions.all(), runs),
    statementsUntil,
    meanings: new Map(said.map(({ reason }) => [reason, meaningOf(reason)])),
  };
}

/** The decisions on orders of the month, and on files of its runs. */
function decisionsOf(all: readonly OrderDecision[], runs: readonly SentRun[]): OrderDecision[] {
  const files = new Set(runs.flatMap((run) => run.files.map((one) => one.file)));
  return all.filter((one) =>
    one.isFile ? files.has(one.target) : runs.some((run) => orderMonth(one.target) === run.period),
  );
}

/** Writes every order that is not simply paid and debited, by order_id. */
async function writeDifferences(at: Settling, path: string, withStatements: boolean): Promise<void> {
  const columns = [
    'order_id',
    'household_id',
    'provider',
    'file',
    'amount',
    'status',
    'reason_code',
    'reason',
    'answered_on',
    'debited_on',
    'credited_on',
    'paid_again_by',
    'reason_words',
  ];
  await writeGivenCsv(path, columns, rows(at, withStatements));
}

/** The answers whose words give the reason of a state that is not one of theirs. */
const SAID_AS: Readonly<Record<string, string>> = { FILE_REJECTED: 'REJECTED', RETURN_SAID: 'RETURNED' };

async function* rows({ workspace, ledger }: Settling, withStatements: boolean) {
  const { first, last } = await orderRange(workspace);
  const words = ledger.answers.words(first, last);
  let next = words.next();
  /** Both are in the order of their ids, so that one pass finds the words of each order. */
  const wordsOf = ({ orderId, status }: DifferingOrder) => {
    const found: string[] = [];
    for (; next.done !== true && next.value.orderId <= orderId; next = words.next()) {
      const isItsOwn = status === 'CONTRADICTORY' || next.value.status === (SAID_AS[status] ?? status);
      if (next.value.orderId === orderId && isItsOwn) found.push(next.value.words);
    }
    return found.join(' / ');
  };
  for await (const one of differingOrders(workspace, withStatements)) {
    yield [
      one.orderId,
      one.beneficiary,
      one.provider,
      one.file,
      dirhams(one.centimes),
      one.status,
      one.reason,
      meaningOf(one.reason),
      one.answeredOn,
      one.debitedOn,
      one.creditedOn,
      one.paidAgainBy,
      wordsOf(one),
    ];
  }
}
