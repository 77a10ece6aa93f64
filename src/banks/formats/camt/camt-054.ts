import type { Movement } from '../account-entry.js';
import type { Answer } from '../answer.js';
import type { XmlAnswers } from '../format-interface.js';
import { type Account, AccountReport } from './entries.js';

/**
 * Listens to a debit and credit notification. A booked debit with an order's id pays the order; a booked credit returns
 * it. A debit or credit of a whole file, without transactions, does so for all its orders. The amount is the
 * transaction's own, or the entry's when it is the entry's only transaction and has none. One of several transactions
 * without an amount proves nothing.
 */
function notification(name: string, tell: (answer: Answer) => void): AccountReport {
  /** The entry's first transaction, kept until it is known to be the only one: then the entry completes it. */
  let first: { readonly movement: Movement; readonly position: number } | null = null;
  const tellDetail = (movement: Movement, position: number) =>
    tell(answerOf(movement, position, report.accountId, movement.orderId !== ''));
  const account: Account = {
    detail: (movement, nth, position) => {
      if (first !== null) tellDetail(first.movement, first.position);
      first = nth === 1 ? { movement, position } : null;
      if (nth > 1) tellDetail(movement, position);
    },
    entry: (entry, details, _nth, position) => {
      if (details === 0) tell(answerOf(entry, position, report.accountId, false));
      if (first !== null) tellDetail(withEntry(first.movement, entry), first.position);
      first = null;
    },
    report: () => undefined,
  };
  const root = { message: 'BkToCstmrDbtCdtNtfctn', report: 'Ntfctn' };
  const report = new AccountReport(name, camt054.name, root, account);
  return report;
}

/** An entry's only transaction, with what it lacks taken from the entry. */
function withEntry(only: Movement, entry: Movement): Movement {
  const { centimes, amount, currency } = only.amount === '' ? entry : only;
  return { ...only, centimes, amount, currency, references: [...only.references, ...entry.references] };
}

function answerOf(movement: Movement, position: number, account: string, ofOrder: boolean): Answer {
  const { messageId } = movement;
  const words = ofOrder || !wordsCount(movement) ? '' : movement.references.join(' ');
  const status = statusOf(movement);
  const level = ofOrder ? 'ORDER' : movement.paymentId === '' ? 'MESSAGE' : 'PAYMENT';
  const nameless = !ofOrder && messageId === '' && movement.paymentId === '' && words === '';
  return {
    position,
    level: nameless ? 'ORDER' : level,
    messageId,
    paymentId: movement.paymentId,
    words,
    orderId: movement.orderId,
    status: status ?? '',
    reason: movement.reason,
    day: movement.day,
    centimes: movement.centimes,
    currency: movement.currency,
    account,
    movement: {
      ref: movement.servicerRef,
      again: movement.direction === 'DEBIT' && movement.reversal,
    },
    ...faultOf(movement, status, nameless),
  };
}

/**
 * A credit may name a file because it provides the money for it. The words of a credit say that the file's orders came
 * back only when it is a reversal or gives a return reason.
 */
function wordsCount({ direction, reversal, reason }: Movement): boolean {
  return direction !== 'CREDIT' || reversal || reason !== '';
}

function faultOf(
  { direction, centimes, amount, day, dated }: Movement,
  status: Answer['status'] | null,
  nameless: boolean,
): Pick<Answer, 'problem' | 'detail'> {
  if (nameless || status === null)
    return {
      problem: nameless ? 'ORDER_ID_MISSING' : 'STATUS_UNKNOWN',
      detail: direction ?? 'neither debit nor credit',
    };
  if (status !== '' && !dated) return { problem: 'DATE_INVALID', detail: day };
  if (status !== '' && centimes === null)
    return { problem: 'AMOUNT_INVALID', detail: amount === '' ? 'no amount of its own' : amount };
  return { problem: '', detail: '' };
}

/** "" while it is not booked; null when it is neither a debit nor a credit. A debit that reverses a credit pays again. */
function statusOf({ direction, booked }: Movement): Answer['status'] | null {
  if (!booked) return '';
  if (direction === 'CREDIT') return 'RETURNED';
  return direction === 'DEBIT' ? 'PAID' : null;
}

export const camt054: XmlAnswers = {
  kind: 'xml',
  name: 'camt.054.001.08',
  listen: notification,
  // Any entry with an amount counts: the account also shows payments that are not ours.
  saysSomething: ({ orderId, centimes }) => orderId !== '' || centimes !== null,
};
