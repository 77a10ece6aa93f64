import type { Painted } from '../domain/printable.js';

/** Colours only where a person looks, and never against NO_COLOR. The codes are written by the Printer. */
export type Style = {
  readonly bold: (text: string) => Painted;
  readonly good: (text: string) => Painted;
  readonly warn: (text: string) => Painted;
  readonly bad: (text: string) => Painted;
  readonly dim: (text: string) => Painted;
};

export function styleFor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const noColor = environment.NO_COLOR;
  const coloured = isTerminal && (noColor === undefined || noColor === '') && environment.TERM !== 'dumb';
  const paint = (sgr: number) => (text: string) => ({ text, sgr: coloured ? sgr : null });
  return { bold: paint(1), good: paint(32), warn: paint(33), bad: paint(31), dim: paint(2) };
}
