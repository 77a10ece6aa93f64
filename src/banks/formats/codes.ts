import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { OrderStatus } from './answer.js';

/**
 * The institutions' codes as data: ISO 20022 external code sets (payment status, status reason, return
 * reason), as far as they may be said of a credit transfer. What is missing here is still recorded, under its code.
 */
type StatusCode = { readonly code: string; readonly status: OrderStatus | ''; readonly meaning: string };

function read<T>(name: string): T[] {
  return parse(readFileSync(new URL(name, import.meta.url)), { columns: true }) as T[];
}

const BY_CODE = new Map(read<StatusCode>('./statuses.csv').map((one) => [one.code, one]));
const MEANINGS = new Map(
  read<{ code: string; meaning: string }>('./reasons.csv').map((one) => [one.code, one.meaning]),
);

/** What a status code means for an order: "" for nothing yet; null for a code that is not known. */
export function statusOf(code: string): OrderStatus | '' | null {
  return BY_CODE.get(code)?.status ?? null;
}

/** What a reason code says, in words; "" for one that is not in the table. */
export function meaningOf(reason: string): string {
  return MEANINGS.get(reason) ?? '';
}

/** Every reason code of the table. */
export function reasonCodes(): string[] {
  return [...MEANINGS.keys()];
}
