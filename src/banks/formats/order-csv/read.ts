import type { OrderHead } from '../format-interface.js';

/** SQL: the wanted orders of a CSV file; see OrderFormat. */
export function findInCsv(path: string, wanted: string): string {
  return `SELECT order_id, payee_id, coalesce(account, '') AS account
    FROM read_csv(${path}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
      new_line = '\\n', strict_mode = true, hive_partitioning = false)
    WHERE order_id IN (${wanted})`;
}

/**
 * The currency and the day come before the last field of the first order's line. None of these fields holds a comma.
 */
export function headOfCsv(start: string): OrderHead | null {
  const [, currency, executedOn] = /\n[^\n]*,([A-Z]{3}),(\d{4}-\d{2}-\d{2}),[^,\n]*\n/.exec(start) ?? [];
  return executedOn === undefined || currency === undefined
    ? null
    : { executedOn, currency, debtorAccount: '' };
}
