import { OperatorError } from '../../../domain/errors.js';
import { dirhams } from '../../../domain/money.js';
import type { StatementRow } from '../account-entry.js';
import type { Answer } from '../answer.js';
import type { InFile, XmlAnswers } from '../format-interface.js';
import { MOST_DAYS_AHEAD } from './days.js';
import { type Account, AccountReport } from './entries.js';
import type { EntrySum } from './entry-sum.js';
import type { ReportRoot } from './shape.js';
import { Transactions } from './transactions.js';

/** An order file has at most as many orders. */
const MOST_TRANSACTIONS = 10_000_000;

/**
 * Listens to a debit and credit notification. A booked debit with an order's id pays the order; a booked credit
 * returns it. A debit or credit of a whole file, without transactions, does the same for all its orders. The
 * transactions of an entry count if they add up to its amount (see EntrySum). Otherwise the entry counts, if it names
 * a file, and its transactions prove nothing.
 * @param preliminary true for an interim report, in which nothing is final
 */
function answersOf(
  file: string,
  format: string,
  root: ReportRoot,
  tell: (answer: Answer) => void,
  { from, said }: InFile,
  preliminary: boolean,
): AccountReport {
  let transactions = new Transactions();
  const say = (row: StatementRow, position: number, problem = '') =>
    tell(answerOf(row, position, report.source(), preliminary, problem));
  const sayEntry = (entry: StatementRow, position: number, sum: EntrySum) => {
    const of = transactions;
    transactions = new Transactions();
    const [only] = of;
    if (only === undefined) say(entry, position);
    else if (sum.detailed)
      for (const { row, position: at } of of)
        say(
          of.length === 1
            ? withEntry(row, entry, sum)
            : sum.turned
              ? { ...row, direction: entry.direction }
              : row,
          at,
        );
    else {
      const problem = problemOf(entry, of, sum);
      for (const { row, position: at } of of) say(row, at, problem);
      const whole = ofItsTransactions(entry, of);
      if (whole.messageId !== '' || whole.paymentId !== '') say(whole, position);
    }
  };
  const account: Account = {
    detail: (row, position) => {
      transactions.push({ row, position });
      if (row.centimes !== null || row.orderId !== '') said();
      if (transactions.length > MOST_TRANSACTIONS)
        throw new OperatorError(
          `${file}: entry ${row.entry} has more than ${MOST_TRANSACTIONS} transactions; nothing of it was recorded. Ask the institution for an entry for each order file`,
        );
    },
    entry: sayEntry,
    report: () => undefined,
  };
  const report = new AccountReport(file, format, root, account, { position: from, statement: 0 });
  return report;
}

/**
 * When an entry for a batch has fewer transactions than it states, they are a sample and prove nothing by themselves.
 */
const SAMPLE = 'SAMPLE';

/** Why transactions that do not add up to their entry's amount prove nothing. */
function problemOf(entry: StatementRow, of: Transactions, sum: EntrySum): string {
  if (sum.sample) return SAMPLE;
  if (!of.haveAmounts) return 'not all transactions of the entry have an amount';
  return `the transactions come to ${dirhams(sum.centimes)}, the entry to ${entry.amount}`;
}

/** The only transaction of an entry. What is missing in it is taken from the entry. */
function withEntry(only: StatementRow, entry: StatementRow, { turned }: EntrySum): StatementRow {
  const { centimes, amount, currency, instructed } = only.amount === '' ? entry : only;
  return {
    ...only,
    centimes,
    amount,
    currency,
    instructed: only.instructed ?? instructed ?? entry.instructed,
    direction: turned ? entry.direction : only.direction,
    orderId: only.orderId || entry.orderId,
    references: [...only.references, ...entry.references],
  };
}

/** An entry with the file that all its transactions name, if they name the same one. */
function ofItsTransactions(entry: StatementRow, { common }: Transactions): StatementRow {
  const messageId = entry.messageId || common.messageId;
  return { ...entry, orderId: '', messageId, paymentId: entry.paymentId || common.paymentId };
}

function answerOf(
  row: StatementRow,
  position: number,
  { account, report }: ReturnType<AccountReport['source']>,
  preliminary: boolean,
  mismatch: string,
): Answer {
  const { messageId, paymentId, orderId } = row;
  const ofOrder = orderId !== '';
  const words = ofOrder || mismatch !== '' || !wordsCount(row) ? '' : row.references.join(' ');
  const nameless = !ofOrder && messageId === '' && paymentId === '' && words === '';
  const final = statusOf(row);
  const notYet = preliminary || !row.booked;
  const fault = faultOf(row, notYet, nameless, mismatch);
  const status =
    fault.problem === 'STATUS_UNKNOWN' ? 'UNKNOWN' : notYet || mismatch === SAMPLE ? '' : (final ?? '');
  const announced = notYet && row.status !== 'UNKNOWN' && row.status !== 'INFORMATION' && mismatch === '';
  return {
    position,
    level: ofOrder || nameless ? 'ORDER' : paymentId === '' ? 'MESSAGE' : 'PAYMENT',
    messageId,
    paymentId,
    words,
    orderId,
    status,
    ...(announced && final !== null ? { announced: final } : {}),
    reason: row.reason,
    reasonWords: row.reasonWords,
    day: row.day,
    centimes: row.centimes,
    currency: row.currency,
    ...(row.instructed === null ? {} : { instructed: row.instructed }),
    account,
    movement: {
      ref: row.servicerRef,
      report,
      undated: row.undated,
      again: row.direction === 'DEBIT' && row.reversal,
    },
    ...fault,
  };
}

/**
 * A credit may name a file because it provides the money for it. So the words of a credit prove that the orders of a
 * file came back only when the credit is a reversal or is said to be a return.
 */
function wordsCount({ direction, reversal, returned }: StatementRow): boolean {
  return direction !== 'CREDIT' || reversal || returned;
}

type Fault = Pick<Answer, 'problem' | 'detail'>;

function faultOf(row: StatementRow, notYet: boolean, nameless: boolean, mismatch: string): Fault {
  const { centimes, amount, day, dated, lateOf } = row;
  if (mismatch === SAMPLE) return { problem: '', detail: '' };
  if (row.status === 'UNKNOWN')
    return {
      problem: 'STATUS_UNKNOWN',
      detail:
        row.statusText === '' ? 'the entry has no status (Sts)' : `status of the entry: ${row.statusText}`,
    };
  if (nameless) return { problem: 'ORDER_ID_MISSING', detail: row.direction ?? 'neither debit nor credit' };
  if (notYet) return { problem: '', detail: '' };
  if (statusOf(row) === null) return { problem: 'STATUS_UNKNOWN', detail: signOf(row) };
  if (mismatch !== '') return { problem: 'AMOUNT_INVALID', detail: mismatch };
  if (!dated) return { problem: 'DATE_INVALID', detail: day };
  if (lateOf !== '')
    return {
      problem: 'DATE_INVALID',
      detail: `${day}, more than ${MOST_DAYS_AHEAD} days after its message (${lateOf})`,
    };
  if (centimes === null)
    return { problem: 'AMOUNT_INVALID', detail: amount === '' ? 'no amount of its own' : amount };
  return { problem: '', detail: '' };
}

function signOf({ direction, returned }: StatementRow): string {
  if (direction === null) return 'neither debit nor credit';
  return returned ? `${direction} with a return reason` : direction;
}

/**
 * The status that a booked entry gives; null when it is neither a payment nor a return. A debit never brings an order
 * back. A debit that reverses a credit pays again.
 */
function statusOf({ direction, reversal, returned }: StatementRow): 'PAID' | 'RETURNED' | null {
  if (direction === 'CREDIT') return 'RETURNED';
  return direction === 'DEBIT' && (reversal || !returned) ? 'PAID' : null;
}

/** An entry with an amount counts, even if it names no order: the account also shows payments that are not ours. */
const saysSomething = ({ orderId, centimes }: Answer) => orderId !== '' || centimes !== null;

export const camt054: XmlAnswers = {
  kind: 'xml',
  message: 'camt.054',
  listen: (file, format, tell, at) =>
    answersOf(file, format, { message: 'BkToCstmrDbtCdtNtfctn', report: 'Ntfctn' }, tell, at, false),
  saysSomething,
};

/** An interim report (camt.052). Its entries may change until the day's statement, so it proves nothing. */
export const camt052: XmlAnswers = {
  kind: 'xml',
  message: 'camt.052',
  listen: (file, format, tell, at) =>
    answersOf(file, format, { message: 'BkToCstmrAcctRpt', report: 'Rpt' }, tell, at, true),
  saysSomething,
};
