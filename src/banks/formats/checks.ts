import type { OrderCheck } from './order-check.js';
import { orderCsvCheck } from './order-csv/check.js';
import { pain001Check } from './pain-001/check.js';

/** How the verifier reads order files again: one check for each format, or for all versions of one. */
export const ORDER_CHECKS: readonly OrderCheck[] = [orderCsvCheck, pain001Check];

/**
 * Returns the check for a file: the one of the format in the index, if its files have this ending; else the one of
 * the ending.
 */
export function orderCheck(file: string, format: string): OrderCheck | undefined {
  const possible = ORDER_CHECKS.filter(({ extension }) => file.endsWith(`.${extension}`));
  return possible.find(({ formats }) => formats.includes(format)) ?? possible[0];
}
