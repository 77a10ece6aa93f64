/**
 * An entry of an account, or one of its transactions, in a statement or a notification. Amounts are centimes; null
 * when no valid amount is given.
 */
export type Movement = {
  readonly direction: 'DEBIT' | 'CREDIT' | null;
  /** The entry reverses an earlier entry (RvslInd). */
  readonly reversal: boolean;
  /**
   * True when the status is BOOK: the amount is on the account. Any other status is announced, or for information.
   */
  readonly booked: boolean;
  /** UNKNOWN: the status is missing or not known; `statusText` holds its text. */
  readonly status: 'BOOKED' | 'PENDING' | 'INFORMATION' | 'UNKNOWN';
  readonly statusText: string;
  readonly centimes: number | null;
  /**
   * The charges that the message states, in centimes; 0 when none. For an entry that is replaced by its transactions:
   * the difference between its amount and theirs. A credit is that much less than its transactions, a debit that much
   * more.
   */
  readonly charges: number;
  /**
   * The order's own amount, when it differs from `centimes`: InstdAmt, or the amount without its charges. Null
   * otherwise.
   */
  readonly instructed: number | null;
  /** The amount as it is written in the message; "" when none is given. */
  readonly amount: string;
  readonly currency: string;
  readonly day: string;
  /** The entry has neither a booking day nor a value day: `day` is that of its report. */
  readonly undated: boolean;
  /** Whether `day` is a date. If not, `day` is the text of the message. */
  readonly dated: boolean;
  /** The day of its report, when a booked entry is of a day so long after it that the day is wrong; "" otherwise. */
  readonly lateOf: string;
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  /** The bank's own reference of the entry or transaction (AcctSvcrRef); "" when it gives none. */
  readonly servicerRef: string;
  /** The words of all other text. They may contain a file's name. */
  readonly references: readonly string[];
  readonly reason: string;
  /** The reason in words (AddtlInf, AddtlTxInf), complete, on one line; several are joined by " / ". */
  readonly reasonWords: string;
  /** True when the message says that this is a return: by a return reason, or by its bank transaction code (RRTN). */
  readonly returned: boolean;
};

export type Report = {
  readonly id: string;
  /** As in the message: an IBAN, a RIB, or another id. */
  readonly account: string;
  /** The currency of the account; "" when the message does not give it. */
  readonly currency: string;
  /** BICs and ids of the institution that keeps the account. */
  readonly servicer: readonly string[];
  readonly page: string;
  /** Whether this page is the last of the statement (LastPgInd); null when the message does not say. */
  readonly lastPage: boolean | null;
  /** The electronic sequence number, else the legal one; "" when the message gives none. */
  readonly sequence: string;
  readonly datedOn: string;
  /** The first and the last day that the statement covers (FrToDt); "" when the message does not say. */
  readonly from: string;
  readonly to: string;
  /** CpyDplctInd: COPY, DUPL, CODU (a copy of a duplicate), or "". */
  readonly copy: string;
  /** Balances in centimes, by type (OPBD, CLBD …). A debit balance is negative. */
  readonly balances: ReadonlyMap<string, number>;
};

/** A row of an account statement: an entry, or one of its transactions. */
export type StatementRow = Movement & {
  /** The number of the statement in the message, from 0. */
  readonly statement: number;
  readonly entry: number;
  /** 0 for the entry itself. */
  readonly detail: number;
  /** The number of transactions of the entry; 0 for a transaction. */
  readonly details: number;
  /**
   * For an entry: whether its transactions add up to its amount, less charges, and so replace it. False for a
   * transaction.
   */
  readonly detailed: boolean;
};

/**
 * Returns an account in the form in which accounts are compared: without blanks and in capital letters. A Moroccan
 * IBAN is reduced to its RIB of 24 digits.
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
