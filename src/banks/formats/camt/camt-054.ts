import type { Movement } from '../account-entry.js';
import type { Answer } from '../answer.js';
import type { XmlAnswers } from '../format.js';
import { type Account, AccountReport } from './entries.js';

/**
 * What a debit and credit notification says of orders: a booked debit that bears an order's id paid it, a
 * booked credit brought its money back. A debit or credit of a whole file, without its transactions, says so
 * of all its orders. Each says so for an amount: a transaction's own or, when it is the entry's only one and
 * has none, the entry's. Of several, one without an amount proves nothing.
 */
function notification(name: string, tell: (answer: Answer) => void): AccountReport {
  /** The entry's first transaction, until it is known whether it stays alone: then it says all that the entry says. */
  let first: { readonly movement: Movement; readonly position: number } | null = null;
  const tellDetail = (movement: Movement, position: number) =>
    tell(answerOf(movement, position, movement.orderId !== ''));
  const account: Account = {
    detail: (movement, nth, position) => {
      if (first !== null) tellDetail(first.movement, first.position);
      first = nth === 1 ? { movement, position } : null;
      if (nth > 1) tellDetail(movement, position);
    },
    entry: (entry, details, _nth, position) => {
      if (details === 0) tell(answerOf(entry, position, false));
      if (first !== null) tellDetail(withEntry(first.movement, entry), first.position);
      first = null;
    },
    report: () => undefined,
  };
  return new AccountReport(
    name,
    camt054.name,
    { message: 'BkToCstmrDbtCdtNtfctn', report: 'Ntfctn' },
    account,
  );
}

/** An entry's only transaction: what it lacks, the entry says. */
function withEntry(only: Movement, entry: Movement): Movement {
  const { centimes, amount, currency } = only.amount === '' ? entry : only;
  return { ...only, centimes, amount, currency, references: [...only.references, ...entry.references] };
}

function answerOf(movement: Movement, position: number, ofOrder: boolean): Answer {
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
    ...faultOf(movement, status, nameless),
  };
}

/**
 * A file's name among the words of a credit may be said of money that is to pay it: that its orders came back, such a
 * credit says only when it undoes a debit or gives the reason of a return.
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

/** "" for what is not on the account yet; null for what is neither a payment nor its return. */
function statusOf({ direction, reversal, booked }: Movement): Answer['status'] | null {
  if (!booked) return '';
  if (direction === 'CREDIT') return 'RETURNED';
  return direction === 'DEBIT' && !reversal ? 'PAID' : null;
}

export const camt054: XmlAnswers = {
  kind: 'xml',
  name: 'camt.054.001.08',
  listen: notification,
  // An entry of an account says something by its amount: others' payments pass there too.
  saysSomething: ({ orderId, centimes }) => orderId !== '' || centimes !== null,
};
