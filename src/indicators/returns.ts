import { decimal, quotientToText } from '../domain/money.js';
import type { IndicatorRow } from './vocabulary.js';

/**
 * A sealed month's indicators with its `return_rate`, which is empty in the sealed file.
 * @param back orders to families that came back so far; null when no answer was recorded
 */
export function withReturns(rows: readonly IndicatorRow[], back: number | null): readonly IndicatorRow[] {
  if (back === null) return rows;
  return rows.map((row) => {
    if (row.indicator !== 'return_rate') return row;
    const numerator = String(back);
    const value = quotientToText(decimal(numerator), decimal(row.denominator), 6) ?? '';
    return { ...row, value, numerator };
  });
}
