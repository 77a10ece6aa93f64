import type { AnswerCode } from '../../domain/codes.js';

/**
 * What a paying institution says of one order, or of all orders of a file: the one shape in which every
 * message, whatever its format, is handed on.
 */
export const ORDER_STATUSES = ['ACCEPTED', 'PAID', 'REJECTED', 'RETURNED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export type Answer = {
  /** Line number in a CSV file; 1-based transaction number in an XML message; 0 for a group's status. */
  readonly position: number;
  /** ORDER: about one order. PAYMENT, MESSAGE: about all orders of a payment block or of a file, without naming them. */
  readonly level: 'ORDER' | 'PAYMENT' | 'MESSAGE';
  /** References of the order file: its message id, or its name; and the payment block's. "" when not said. */
  readonly messageId: string;
  readonly paymentId: string;
  /** All other text of an account's entry, its words separated by blanks. It may contain a file's name. */
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
  /** Where an account shows a movement: which one, by the bank's own reference ("" when it has none). Absent from words. */
  readonly movement?: {
    readonly ref: string;
    /** A debit that reverses a credit. */
    readonly again: boolean;
  };
  /** Why the answer cannot be used as it stands, or "". */
  readonly problem: AnswerProblem | '';
  readonly detail: string;
};

export type AnswerProblem = Extract<
  AnswerCode,
  'LINE_MALFORMED' | 'ORDER_ID_MISSING' | 'STATUS_UNKNOWN' | 'DATE_INVALID' | 'AMOUNT_INVALID'
>;

/** What a message is, and what it calls itself. */
export type MessageHead = { readonly format: string; readonly messageId: string };
