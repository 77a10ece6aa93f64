import type { OrderCheck } from './order-check.js';
import { orderCsvCheck } from './order-csv/check.js';
import { pain001Check } from './pain-001/check.js';

/** How order files are read again by the verifier: one check a format, or for all versions of one. */
export const ORDER_CHECKS: readonly OrderCheck[] = [orderCsvCheck, pain001Check];

/** The check of a file: of the format that the index says, if such files end so; else of its ending. */
export function orderCheck(file: string, format: string): OrderCheck | undefined {
  const possible = ORDER_CHECKS.filter(({ extension }) => file.endsWith(`.${extension}`));
  return possible.find(({ formats }) => formats.includes(format)) ?? possible[0];
}
