import type { AnswerCode } from '../../domain/codes.js';

/**
 * The answer of an institution for one order, or for all orders of a file. Answers of every format are read into this
 * shape.
 */
export const ORDER_STATUSES = ['ACCEPTED', 'PAID', 'REJECTED', 'RETURNED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * What the sender says of the original file or payment block: its number of orders, and their sum. Null when it does
 * not say.
 */
export type Stated = { readonly orders: number | null; readonly centimes: number | null };

export type Answer = {
  /**
   * The line number in a CSV file; the number of the transaction, from 1, in an XML message; 0 for the status of a
   * group.
   */
  readonly position: number;
  /** ORDER: one order. PAYMENT, MESSAGE: all orders of a payment block or of a file, without naming them. */
  readonly level: 'ORDER' | 'PAYMENT' | 'MESSAGE';
  /** References of the order file: its message id or its name, and the id of its payment block. "" when not given. */
  readonly messageId: string;
  readonly paymentId: string;
  /**
   * All other text, as words separated by blanks; words are also cut at / : ; and the comma. It may contain a file's
   * name.
   */
  readonly words?: string;
  /** "" at the levels PAYMENT and MESSAGE. */
  readonly orderId: string;
  /**
   * "" when the message does not change an order's state ("received", "pending"). UNKNOWN when the status is not
   * understood: then `problem` says so, and `detail` holds its text.
   */
  readonly status: OrderStatus | 'UNKNOWN' | '';
  /**
   * The status that a final answer would have, for an entry that is not booked or is in an interim report (camt.052).
   */
  readonly announced?: OrderStatus;
  /** The order is named without a status of its own: it has the status of its file or of its payment block. */
  readonly ofFile?: boolean;
  readonly reason: string;
  /**
   * The reason in words (AddtlInf, AddtlTxInf), complete, on one line; several are joined by " / ". "" or absent when
   * there is none.
   */
  readonly reasonWords?: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** Null when the message gives no amount. */
  readonly centimes: number | null;
  /** "" when the message gives no currency. */
  readonly currency: string;
  /**
   * The entry of the account that the answer comes from. Absent when the answer is not an account entry. `ref`: the
   * bank's own reference; "" when it has none. `report`: the ids of the message and of its report. `undated`: the answer
   * has the day of its report, because the entry has none.
   */
  readonly movement?: {
    readonly ref: string;
    readonly report: string;
    readonly undated: boolean;
    /** A debit that reverses a credit. */
    readonly again: boolean;
  };
  /** The order's own amount, when charges make it differ from `centimes`. An order of either amount matches. */
  readonly instructed?: number;
  /** The account of the entry, in the form of accountOf(). Absent when the message names no account. */
  readonly account?: string;
  /** At the levels PAYMENT and MESSAGE: OrgnlNbOfTxs and OrgnlCtrlSum, to be compared with the order file. */
  readonly stated?: Stated;
  /** Why the answer cannot be used; "" when it can. */
  readonly problem: AnswerProblem | '';
  readonly detail: string;
};

export type AnswerProblem = Extract<
  AnswerCode,
  | 'LINE_MALFORMED'
  | 'ORDER_ID_MISSING'
  | 'STATUS_UNKNOWN'
  | 'REASON_UNKNOWN'
  | 'FUNDS_BLOCKED'
  | 'DUPLICATE_SENDING'
  | 'DATE_INVALID'
  | 'AMOUNT_INVALID'
>;

/**
 * The kind of a message, and its identifiers. For a file with several Documents, those of the first; but
 * `institutions` has those of all Documents.
 */
export type MessageHead = {
  /** The message and its version, as "pain.002.001.10"; or "csv". */
  readonly format: string;
  readonly messageId: string;
  /** BICs and ids of the institutions that the message names as its senders. The answers may be tied to them. */
  readonly institutions: readonly string[];
};
