import type { AnswerCode } from '../../domain/codes.js';

/**
 * What a paying institution says of one order, or of all orders of a file: the one shape in which every
 * message, whatever its format, is handed on.
 */
export const STATUSES = ['ACCEPTED', 'PAID', 'REJECTED', 'RETURNED'] as const;
export type OrderStatus = (typeof STATUSES)[number];

export type Answer = {
  /** Its place in the message: the line of a CSV file, the how-manieth transaction of an XML one; 0 for a group. */
  readonly position: number;
  /** ORDER: of one order. PAYMENT, MESSAGE: of all orders of one payment block, or of one file, not named themselves. */
  readonly level: 'ORDER' | 'PAYMENT' | 'MESSAGE';
  /** References of the order file: its message id, or its name; and the payment block's. "" when not said. */
  readonly messageId: string;
  readonly paymentId: string;
  /** Other words of an entry of the account, between blanks: a file's name may stand among them. */
  readonly words?: string;
  /** "" at the levels PAYMENT and MESSAGE. */
  readonly orderId: string;
  /** "" when the message says nothing that changes an order's state ("received", "pending"). */
  readonly status: OrderStatus | '';
  readonly reason: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** Null when no amount is said. */
  readonly centimes: number | null;
  /** "" when no currency is said. */
  readonly currency: string;
  /** Why the statement cannot be used as it stands, or "". */
  readonly problem: AnswerProblem | '';
  readonly detail: string;
};

export type AnswerProblem = Extract<
  AnswerCode,
  'LINE_MALFORMED' | 'ORDER_ID_MISSING' | 'STATUS_UNKNOWN' | 'DATE_INVALID' | 'AMOUNT_INVALID'
>;

/** What a message is, and what it calls itself. */
export type MessageHead = { readonly format: string; readonly messageId: string };
