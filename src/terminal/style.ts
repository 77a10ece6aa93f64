/** Colours only where a person looks, and never against NO_COLOR. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
};

export function styleFor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const noColor = environment.NO_COLOR;
  const coloured = isTerminal && (noColor === undefined || noColor === '') && environment.TERM !== 'dumb';
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: paint(1), good: paint(32), warn: paint(33), bad: paint(31), dim: paint(2) };
}
