/** An entry of an account, or one of its transactions, as statements and notifications state it. Amounts are centimes; null when none, or no amount, is given. */
export type Movement = {
  readonly direction: 'DEBIT' | 'CREDIT' | null;
  /** The movement undoes an earlier one. */
  readonly reversal: boolean;
  /** BOOK: it is on the account. Anything else is announced, or for information. */
  readonly booked: boolean;
  /** UNKNOWN: the entry's status is missing, or none that is known; `statusText` is what stands there. */
  readonly status: 'BOOKED' | 'PENDING' | 'INFORMATION' | 'UNKNOWN';
  readonly statusText: string;
  readonly centimes: number | null;
  /**
   * Charges that the message states. Of an entry whose transactions count in its place: what its amount lacks of theirs
   * (a credit is that much less than its transactions, a debit that much more). 0 when none.
   */
  readonly charges: number;
  /** The order's own amount, where it is another than `centimes`: InstdAmt, or the amount without its charges. */
  readonly instructed: number | null;
  /** The amount as it is written; "" when none is given. */
  readonly amount: string;
  readonly currency: string;
  readonly day: string;
  /** Whether `day` is a date. If not, `day` is the text found in its place. */
  readonly dated: boolean;
  readonly orderId: string;
  /** The order's id was found in words, not in the place of an id. */
  readonly inWords: boolean;
  readonly messageId: string;
  readonly paymentId: string;
  /** The account servicer's own reference of the movement; "" when it gives none. */
  readonly servicerRef: string;
  /** The words of all other text. They may contain a file's name. */
  readonly references: readonly string[];
  readonly reason: string;
  /** The reason in words (AddtlInf, AddtlTxInf), whole, on one line; several are joined by " / ". */
  readonly reasonWords: string;
  /** The message says that it is a return: by a return reason, or by its bank transaction code (RRTN). */
  readonly returned: boolean;
};

export type Report = {
  readonly id: string;
  /** As the message has it: an IBAN, a RIB, or another id. */
  readonly account: string;
  /** The currency of the account; "" when not said. */
  readonly currency: string;
  /** BICs and ids of the institution that keeps the account. */
  readonly servicer: readonly string[];
  readonly page: string;
  /** Whether the message says that a page is the statement's last, or not; null when it does not say. */
  readonly lastPage: boolean | null;
  /** The electronic sequence number, else the legal one; "" when not said. */
  readonly sequence: string;
  readonly datedOn: string;
  /** The first and the last day it covers (FrToDt); "" when not said. */
  readonly from: string;
  readonly to: string;
  /** CpyDplctInd: COPY, DUPL, CODU (a copy of a duplicate), or "". */
  readonly copy: string;
  /** Balance in centimes by type (OPBD, CLBD …); a debit balance is negative. */
  readonly balances: ReadonlyMap<string, number>;
};

/** A row of an account statement: an entry, or one of its transactions. */
export type StatementRow = Movement & {
  /** Which statement of the message, from 0. */
  readonly statement: number;
  readonly entry: number;
  /** 0 for the entry itself. */
  readonly detail: number;
  /** How many transactions the entry details; 0 of a transaction. */
  readonly details: number;
  /**
   * Of an entry: whether its transactions make its amount, less charges, and so count in its place. False of a transaction.
   */
  readonly detailed: boolean;
};

/**
 * An account as it is compared: without blanks and in capital letters; a Moroccan IBAN is its RIB of 24 digits.
 */
export function accountOf(text: string): string {
  const plain = text.replaceAll(' ', '').toUpperCase();
  return /^MA\d{26}$/.test(plain) ? plain.slice(4) : plain;
}

export type StatementOfAccount = Report & { readonly statement: number };

/** The id of a statement as CSV, which gives itself none: the days of its first and last entry. */
export const csvStatementId = (from: string, to: string) => `CSV ${from}/${to}`;

const OF_DAYS = /^CSV \d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/;

/** Whether a statement of this id was read from CSV. */
export const isCsvStatement = (statementId: string) => OF_DAYS.test(statementId);
