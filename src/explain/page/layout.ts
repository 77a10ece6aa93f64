import type { Painted } from '../../domain/printable.js';

/** How a page is painted; a terminal's Style fits. */
export type Paint = { readonly bold: (text: string) => Painted; readonly dim: (text: string) => Painted };

/** Where amounts end, in characters from the left. */
const AMOUNTS_END = 96;

/** A line with an amount at its end, and after it where it comes from. */
export function withAmount(label: string, amount: string, note = ''): string {
  const room = Math.max(1, AMOUNTS_END - label.length - amount.length);
  return `${label}${' '.repeat(room)}${amount}${note === '' ? '' : `  ${note}`}`;
}

const WIDTH = 100;

/** A long line as several: the first indented by `first`, the others by `hanging`. French keeps " :" and " ;" together. */
export function wrapped(text: string, hanging = 2, first = 2, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?![:;→])/)) {
    const indent = lines.length === 0 ? first : hanging;
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(lines.length === 0 ? first : hanging) + line];
}

/** The same of a label that may be longer than a line: the amount stands at the end of its last one. */
export function longWithAmount(label: string, amount: string, note = ''): string[] {
  const lines = wrapped(label, 4, 2, AMOUNTS_END - amount.length - 1);
  return [...lines.slice(0, -1), withAmount(lines.at(-1) ?? '', amount, note)];
}
