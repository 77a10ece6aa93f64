import type { AnswerCode } from '../../domain/codes.js';

/**
 * What a paying institution says of one order, or of all orders of a file: the one shape in which every
 * message, whatever its format, is handed on.
 */
export const ORDER_STATUSES = ['ACCEPTED', 'PAID', 'REJECTED', 'RETURNED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What the sender says of the original file, or payment block: how many orders it had, and their sum. Null when not said. */
export type Stated = { readonly orders: number | null; readonly centimes: number | null };

export type Answer = {
  /** Line number in a CSV file; 1-based transaction number in an XML message; 0 for a group's status. */
  readonly position: number;
  /** ORDER: about one order. PAYMENT, MESSAGE: about all orders of a payment block or of a file, without naming them. */
  readonly level: 'ORDER' | 'PAYMENT' | 'MESSAGE';
  /** References of the order file: its message id, or its name; and the payment block's. "" when not said. */
  readonly messageId: string;
  readonly paymentId: string;
  /** All other text, its words separated by blanks and cut at / : ; , too. It may contain a file's name. */
  readonly words?: string;
  /** "" at the levels PAYMENT and MESSAGE. */
  readonly orderId: string;
  /**
   * "" when the message says nothing that changes an order's state ("received", "pending"). UNKNOWN when what it says is
   * not understood: then `problem` says so, and `detail` what stands there.
   */
  readonly status: OrderStatus | 'UNKNOWN' | '';
  /** What it would say if it were final: of an entry that is not booked, or that stands in an interim report (camt.052). */
  readonly announced?: OrderStatus;
  /** The order is named and has no status of its own: it has its file's, or its payment block's. */
  readonly ofFile?: boolean;
  readonly reason: string;
  /** The reason in words (AddtlInf, AddtlTxInf), whole, on one line; several are joined by " / ". "" or left out: none. */
  readonly reasonWords?: string;
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
  /** The order's own amount, where charges make it another than `centimes`. An order of either amount is meant. */
  readonly instructed?: number;
  /** The account the entry stands on: see accountOf(). Left out: the message is of no account. */
  readonly account?: string;
  /** The order's id was found in words, not in the place of an id. */
  readonly inWords?: boolean;
  /** Of the levels PAYMENT and MESSAGE: OrgnlNbOfTxs and OrgnlCtrlSum, to be held against the order file. */
  readonly stated?: Stated;
  /** Why the answer cannot be used as it stands, or "". */
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
 * What a message is, and what it calls itself. Of a file of several Documents, the first; but `institutions` are of all.
 */
export type MessageHead = {
  /** The message and its version, "pain.002.001.10"; "csv". */
  readonly format: string;
  readonly messageId: string;
  /** BICs and ids of the institutions that the message names as its own: whom the answers may be tied to. */
  readonly institutions: readonly string[];
};
