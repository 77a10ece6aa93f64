import type { Format, Painted } from '../domain/printable.js';

/** Colours only where a person looks, and never against NO_COLOR. The Printer writes them. */
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
  const paint = (format: Format) => (text: string) => ({ text, format: coloured ? format : null });
  return {
    bold: paint('bold'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    dim: paint('dim'),
  };
}
