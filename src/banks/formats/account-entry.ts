/** What statements and notifications of an account say of its entries, whatever their format. */
/** An entry, or a transaction of one. Amounts are centimes; null when none, or no amount, is given. */
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
  /** `day` is a date; else it is what stands where one should. */
  readonly dated: boolean;
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  /** The words of everything else it says: a file's name may stand among them. */
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
