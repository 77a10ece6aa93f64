import type { Painted } from '../../domain/printable.js';
import { wrapped } from '../../domain/wrapped.js';

/** How a page sets bold and dim text. A terminal's Style fits. */
export type Paint = { readonly bold: (text: string) => Painted; readonly dim: (text: string) => Painted };

/** Where amounts end, in characters from the left. */
const AMOUNTS_END = 96;

/** A line with an amount at its end, then the numbers of its sources. */
export function withAmount(label: string, amount: string, note = ''): string {
  const room = Math.max(1, AMOUNTS_END - label.length - amount.length);
  return `${label}${' '.repeat(room)}${amount}${note === '' ? '' : `  ${note}`}`;
}

/** A line with an amount, for a label that may need several lines: the amount is at the end of the last one. */
export function longWithAmount(label: string, amount: string, note = ''): string[] {
  const lines = wrapped(label, 4, 2, AMOUNTS_END - amount.length - 1);
  return [...lines.slice(0, -1), withAmount(lines.at(-1) ?? '', amount, note)];
}
