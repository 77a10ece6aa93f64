import { type Account, AccountReport, type Movement } from './camt.js';
import type { Statement } from './statement.js';

/**
 * What a debit and credit notification says of orders: a booked debit that bears an order's id paid it, a
 * booked credit brought its money back. A debit or credit of a whole file, without its transactions, says so
 * of all its orders.
 */
export function notification(
  name: string,
  format: string,
  tell: (statement: Statement) => void,
): AccountReport {
  const account: Account = {
    detail: (movement, _nth, position) => tell(statementOf(movement, position, movement.orderId !== '')),
    entry: (movement, details, _nth, position) => {
      if (details === 0) tell(statementOf(movement, position, false));
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
    problem: nameless ? 'ORDER_ID_MISSING' : status === null ? 'STATUS_UNKNOWN' : '',
    detail: nameless || status === null ? `${movement.direction ?? 'neither debit nor credit'}` : '',
  };
}

/** "" for what is not on the account yet; null for what is neither a payment nor its return. */
function statusOf({ direction, reversal, booked }: Movement): Statement['status'] | null {
  if (!booked) return '';
  if (direction === 'CREDIT') return 'RETURNED';
  return direction === 'DEBIT' && !reversal ? 'PAID' : null;
}
