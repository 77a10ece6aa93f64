import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { OrderStatus } from './answer.js';

/**
 * The institutions' codes as data: the external code sets of ISO 20022 as they stood in the first quarter of 2025
 * (ExternalPaymentTransactionStatus1Code and ExternalPaymentGroupStatus1Code in statuses.csv; ExternalStatusReason1Code and
 * ExternalReturnReason1Code in reasons.csv), and two codes of older practice (LEGL, TECH). What is missing here is still recorded,
 * under its code. The words are our own.
 */
export const CODE_SETS_OF = '2025-03';

/** PENDING changes nothing yet. EXCEPTION is neither paid nor unpaid: a person must ask. */
export type Consequence = OrderStatus | 'PENDING' | 'EXCEPTION';
export type StatusCode = {
  readonly code: string;
  readonly consequence: Consequence;
  readonly meaning: string;
  readonly meaning_fr: string;
};

/** What a reason speaks of, where this has a consequence: "Y", or "". */
export type ReasonCode = {
  readonly code: string;
  readonly meaning: string;
  readonly meaning_fr: string;
  /** The order, the block or the file was there before: it says nothing of what was there. */
  readonly duplicate: string;
  /** The payee's account, or the payee: the household is held until the extract says otherwise. */
  readonly holds: string;
  /** A sending of the file: it may be sent again as it is. */
  readonly sending: string;
};

function read<T>(name: string): T[] {
  return parse(readFileSync(new URL(name, import.meta.url)), { columns: true }) as T[];
}

export const STATUS_CODES: readonly StatusCode[] = read<StatusCode>('./statuses.csv');
export const REASON_CODES: readonly ReasonCode[] = read<ReasonCode>('./reasons.csv');
const STATUSES = new Map(STATUS_CODES.map((one) => [one.code, one]));
const REASONS = new Map(REASON_CODES.map((one) => [one.code, one]));

/** What a status code means for an order: "" for nothing yet; null for an exception, and for a code that is not known. */
export function statusOf(code: string): OrderStatus | '' | null {
  const consequence = STATUSES.get(code)?.consequence;
  if (consequence === undefined || consequence === 'EXCEPTION') return null;
  return consequence === 'PENDING' ? '' : consequence;
}

/** Whether a status code is known and says that the funds are frozen: neither paid nor returned. */
export function isFrozen(code: string): boolean {
  return STATUSES.get(code)?.consequence === 'EXCEPTION';
}

/** What a reason code says, in words; "" for one that is not in the table. */
export function meaningOf(reason: string): string {
  return REASONS.get(reason)?.meaning ?? '';
}

/** Every reason code of the table. */
export function reasonCodes(): string[] {
  return [...REASONS.keys()];
}

/** Words by which banks say "duplicate" without a code. */
const DUPLICATE_WORDS =
  /duplicat|already (?:exist|sent|process|received)|doublon|d[eé]j[aà] (?:exist|envoy|re[cç]u|trait)/i;

/** Whether a reason says that the order, or its file, was there before: it is of a second sending. */
export function isDuplicate(reason: string, words = ''): boolean {
  const known = REASONS.get(reason);
  if (known !== undefined && reason !== 'NARR') return known.duplicate !== '';
  return DUPLICATE_WORDS.test(words);
}

/** Whether a reason speaks of a file as it was sent, and not of its orders: it may be sent again as it is. */
export function isOfSending(reason: string): boolean {
  return (REASONS.get(reason)?.sending ?? '') !== '';
}
