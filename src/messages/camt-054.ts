import { type Account, AccountReport, type Movement } from './camt.js';
import type { Statement } from './statement.js';

/**
 * What a debit and credit notification says of orders: a booked debit that bears an order's id paid it, a
 * booked credit brought its money back. A debit or credit of a whole file, without its transactions, says so
 * of all its orders. Each says so for an amount: a transaction's own or, when it is the entry's only one and
 * has none, the entry's. Of several, one without an amount proves nothing.
 */
export function notification(
  name: string,
  format: string,
  tell: (statement: Statement) => void,
): AccountReport {
  /** The entry's first transaction, without an amount of its own, until it is known whether it stays alone. */
  let unpriced: { readonly movement: Movement; readonly position: number } | null = null;
  const tellDetail = (movement: Movement, position: number) =>
    tell(statementOf(movement, position, movement.orderId !== ''));
  const account: Account = {
    detail: (movement, nth, position) => {
      if (unpriced !== null) tellDetail(unpriced.movement, unpriced.position);
      unpriced = null;
      if (nth === 1 && movement.amount === '') unpriced = { movement, position };
      else tellDetail(movement, position);
    },
    entry: (entry, details, _nth, position) => {
      const { centimes, amount, currency } = entry;
      if (details === 0) tell(statementOf(entry, position, false));
      if (unpriced !== null)
        tellDetail({ ...unpriced.movement, centimes, amount, currency }, unpriced.position);
      unpriced = null;
    },
    report: () => undefined,
  };
  return new AccountReport(name, format, { message: 'BkToCstmrDbtCdtNtfctn', report: 'Ntfctn' }, account);
}

function statementOf(movement: Movement, position: number, ofOrder: boolean): Statement {
  const messageId = movement.messageId || (ofOrder ? '' : (movement.references[0] ?? ''));
  const status = statusOf(movement);
  const level = ofOrder ? 'ORDER' : movement.paymentId === '' ? 'MESSAGE' : 'PAYMENT';
  const nameless = !ofOrder && messageId === '' && movement.paymentId === '';
  return {
    position,
    level: nameless ? 'ORDER' : level,
    messageId,
    paymentId: movement.paymentId,
    orderId: movement.orderId,
    status: status ?? '',
    reason: movement.reason,
    day: movement.day,
    centimes: movement.centimes,
    currency: movement.currency,
    ...faultOf(movement, status, nameless),
  };
}

function faultOf(
  { direction, centimes, amount, day, dated }: Movement,
  status: Statement['status'] | null,
  nameless: boolean,
): Pick<Statement, 'problem' | 'detail'> {
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
function statusOf({ direction, reversal, booked }: Movement): Statement['status'] | null {
  if (!booked) return '';
  if (direction === 'CREDIT') return 'RETURNED';
  return direction === 'DEBIT' && !reversal ? 'PAID' : null;
}
