/** An entry of an account, or one of its transactions, as statements and notifications state it. Amounts are centimes; null when none, or no amount, is given. */
export type Movement = {
  readonly direction: 'DEBIT' | 'CREDIT' | null;
  /** The movement undoes an earlier one. */
  readonly reversal: boolean;
  /** BOOK: it is on the account. Anything else is announced, or for information. */
  readonly booked: boolean;
  readonly centimes: number | null;
  /** The amount as it is written; "" when none is given. */
  readonly amount: string;
  readonly currency: string;
  readonly day: string;
  /** Whether `day` is a date. If not, `day` is the text found in its place. */
  readonly dated: boolean;
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  /** The account servicer's own reference of the movement; "" when it gives none. */
  readonly servicerRef: string;
  /** The words of all other text. They may contain a file's name. */
  readonly references: readonly string[];
  readonly reason: string;
};

export type Report = {
  readonly id: string;
  readonly account: string;
  readonly page: string;
  readonly datedOn: string;
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
};

export type StatementOfAccount = Report & { readonly statement: number };
