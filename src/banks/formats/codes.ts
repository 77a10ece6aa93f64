import { readData } from '../../files/read-data.js';
import type { OrderStatus } from './answer.js';

/**
 * The institutions' codes as data. Source: the external code sets of ISO 20022 of the first quarter of 2025
 * (ExternalPaymentTransactionStatus1Code and ExternalPaymentGroupStatus1Code in statuses.csv;
 * ExternalStatusReason1Code and ExternalReturnReason1Code in reasons.csv), and two older codes (LEGL, TECH). A code
 * that is missing here is recorded too, under its code. The words are our own.
 */
export const CODE_SETS_OF = '2025-03';

/** PENDING changes nothing yet. EXCEPTION is neither paid nor unpaid: a person must ask the institution. */
export type Consequence = OrderStatus | 'PENDING' | 'EXCEPTION';
export type StatusCode = {
  readonly code: string;
  readonly consequence: Consequence;
  readonly meaning: string;
  readonly meaning_fr: string;
};

/** A reason code. Its flags are "Y" or "". */
export type ReasonCode = {
  readonly code: string;
  readonly meaning: string;
  readonly meaning_fr: string;
  /** The order, the block or the file is a duplicate. Says nothing about the first one. */
  readonly duplicate: string;
  /** Concerns the payee or the payee's account: the household is held until the extract has other data. */
  readonly holds: string;
  /** Concerns the sending of the file: it may be sent again as it is. */
  readonly sending: string;
};

export const STATUS_CODES: readonly StatusCode[] = readData<StatusCode>(
  new URL('./statuses.csv', import.meta.url),
);
export const REASON_CODES: readonly ReasonCode[] = readData<ReasonCode>(
  new URL('./reasons.csv', import.meta.url),
);
const STATUSES = new Map(STATUS_CODES.map((one) => [one.code, one]));
const REASONS = new Map(REASON_CODES.map((one) => [one.code, one]));

/**
 * Returns the status of an order for a status code: "" when nothing changes yet; null for an exception, and for a
 * code that is not known.
 */
export function statusOf(code: string): OrderStatus | '' | null {
  const consequence = STATUSES.get(code)?.consequence;
  if (consequence === undefined || consequence === 'EXCEPTION') return null;
  return consequence === 'PENDING' ? '' : consequence;
}

/** Whether a status code is known and says that the funds are frozen: neither paid nor returned. */
export function isFrozen(code: string): boolean {
  return STATUSES.get(code)?.consequence === 'EXCEPTION';
}

/** Returns the meaning of a reason code in English; "" when it is not in the table. */
export function meaningOf(reason: string): string {
  return REASONS.get(reason)?.meaning ?? '';
}

/** All reason codes of the table. */
export function reasonCodes(): string[] {
  return [...REASONS.keys()];
}

/** Words by which banks say "duplicate" without a code. */
const DUPLICATE_WORDS =
  /duplicat|already (?:exist|sent|process|received)|doublon|d[eé]j[aà] (?:exist|envoy|re[cç]u|trait)/i;

/** Whether a reason says that the order, or its file, is a duplicate: the answer is then for a second sending. */
export function isDuplicate(reason: string, words = ''): boolean {
  const known = REASONS.get(reason);
  if (known !== undefined && reason !== 'NARR') return known.duplicate !== '';
  return DUPLICATE_WORDS.test(`${reason} ${words}`);
}

/** Whether a reason code says by itself that the order, or its file, is a duplicate. */
export function isDuplicateCode(reason: string): boolean {
  return (REASONS.get(reason)?.duplicate ?? '') !== '';
}

/** Whether a reason concerns the sending of a file, and not its orders: the file may then be sent again as it is. */
export function isOfSending(reason: string): boolean {
  return (REASONS.get(reason)?.sending ?? '') !== '';
}
