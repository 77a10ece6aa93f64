/** Statements of account and their entries, and when two of them are the same. */
export type StatementHead = {
  readonly account: string;
  readonly statementId: string;
  /** Of a statement in several messages; "" otherwise. */
  readonly page: string;
  /** The bank's number of it; "" when it says none. */
  readonly sequence: string;
  /** The first and the last day it covers; "" when it says none. */
  readonly from: string;
  readonly to: string;
  /** The date of the statement, YYYY-MM-DD. */
  readonly datedOn: string;
  /** Balances in centimes; null when it states none. */
  readonly opening: number | null;
  readonly closing: number | null;
  /** Whether the bank calls it a copy or a duplicate. */
  readonly copy: boolean;
};

export type StatementEntry = {
  readonly entryNo: number;
  readonly detailNo: number;
  readonly direction: string;
  readonly centimes: number;
  /** "" when the bank names none. */
  readonly currency: string;
  /** Whether it undoes an earlier entry. */
  readonly reversal: boolean;
  readonly bookedOn: string;
  /** "" for an entry that names no order. */
  readonly orderId: string;
  readonly messageId: string;
  readonly paymentId: string;
  readonly words: string;
  readonly reasonCode: string;
  /** The order's or file's own amount, where charges make `centimes` another; else the same. */
  readonly instructed: number;
};

/** What is compared of a statement that was recorded before. */
export type KnownStatement = {
  readonly statementNo: number;
  /** Null where version 8 of the ledger kept none. */
  readonly sequence: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly datedOn: string;
  readonly older: number;
  readonly opening: number | null;
  readonly closing: number | null;
  readonly entries: number;
};

/** Whether a known statement with the same entries states other balances. */
export function hasOtherBalances(known: KnownStatement, head: StatementHead): boolean {
  return known.sequence !== null && (known.opening !== head.opening || known.closing !== head.closing);
}

/** Whether the entries that both have can make the balances of only one of them. */
export function isUnlike(known: KnownStatement, head: StatementHead): boolean {
  const change = ({ opening, closing }: Pick<StatementHead, 'opening' | 'closing'>) =>
    opening === null || closing === null ? null : closing - opening;
  return change(known) !== change(head);
}

/**
 * Whether a known statement of the same account, id and page is this one: by number and period, which may have been
 * corrected. Where the bank states no period, ids may still start again each year: those of one year are the same.
 */
export function isTheSame(known: KnownStatement, head: StatementHead): boolean {
  if (known.sequence === null || (known.from === '' && known.to === '' && head.from === '' && head.to === ''))
    return (
      known.datedOn.slice(0, 4) === head.datedOn.slice(0, 4) &&
      (known.sequence ?? head.sequence) === head.sequence
    );
  return (
    known.sequence === head.sequence && sharePeriod({ from: known.from ?? '', to: known.to ?? '' }, head)
  );
}

type Days = Pick<StatementHead, 'from' | 'to'>;

/**
 * Whether two periods have days in common. A last day that is the first day of the next one does not count, because many
 * banks end a period at midnight.
 */
export function sharePeriod(one: Days, other: Days): boolean {
  if ([one.from, one.to, other.from, other.to].includes(''))
    return one.from === other.from && one.to === other.to;
  const within = (inner: Days, outer: Days) => outer.from <= inner.from && inner.to <= outer.to;
  return (one.from < other.to && other.from < one.to) || within(one, other) || within(other, one);
}

/** What an entry says of the account. */
const OF_MONEY = ['entryNo', 'detailNo', 'direction', 'centimes', 'reversal', 'bookedOn'] as const;
/** What it refers to. */
const REFERENCES = ['orderId', 'messageId', 'paymentId', 'reasonCode'] as const;
const SAID: readonly (keyof StatementEntry)[] = [...OF_MONEY, ...REFERENCES, 'words'];

/** An entry without a currency agrees with every currency. */
function isOfOneCurrency(one: StatementEntry, other: StatementEntry): boolean {
  return one.currency === '' || other.currency === '' || one.currency === other.currency;
}

/** Compares an entry with one of a recorded statement. */
export function saysTheSame(one: StatementEntry, other: StatementEntry): boolean {
  return isOfOneCurrency(one, other) && SAID.every((key) => one[key] === other[key]);
}

/**
 * Version 9 of the ledger keeps each statement's number. Entries recorded before it were read from fewer places of the
 * message: their words are others, and a reference may be missing, or be given where now there is none.
 */
export function isReadOtherwise(known: KnownStatement): boolean {
  return known.sequence === null;
}

/** Compares an entry with one that was read otherwise: by its money, and by the references that both have. */
export function saysTheSameOfMoney(one: StatementEntry, other: StatementEntry): boolean {
  return (
    isOfOneCurrency(one, other) &&
    OF_MONEY.every((key) => one[key] === other[key]) &&
    REFERENCES.every((key) => one[key] === '' || other[key] === '' || one[key] === other[key])
  );
}
