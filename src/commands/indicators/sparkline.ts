import type { Amount } from '../../domain/money.js';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A row of bars, one for each value, scaled from the lowest value to the highest; a blank where there is no value.
 * When all values are equal, every bar has half the height.
 */
export function sparkline(values: readonly (Amount | null)[]): string {
  const known = values.filter((one) => one !== null).sort((a, b) => a.comparedTo(b));
  const [lowest, highest] = [known[0], known.at(-1)];
  if (lowest === undefined || highest === undefined) return ' '.repeat(values.length);
  const range = highest.minus(lowest);
  return values
    .map((one) => {
      if (one === null) return ' ';
      if (range.isZero()) return BARS[3];
      return BARS[one.minus(lowest).times(7).dividedBy(range).toDecimalPlaces(0).toNumber()] ?? ' ';
    })
    .join('');
}
