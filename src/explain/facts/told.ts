import { invariant } from '../../domain/errors.js';
import { type Amount, sum, toText, ZERO } from '../../domain/money.js';

/** A line of an explanation: so much of a component, in dirhams. */
export type Told = { readonly column: string; readonly amount: Amount };

/**
 * Crashes unless the lines of each component add up to the amount that is held of it, and all lines to the `total`.
 * In dirhams; null is 0. A component that no line tells would be paid, and left out of the explanation in silence.
 */
export function assertTold(
  lines: readonly Told[],
  held: Readonly<Record<string, Amount | null>>,
  total: Amount | null,
): void {
  const columns = new Set([...Object.keys(held), ...lines.map((line) => line.column)]);
  for (const column of columns) {
    const own = lines.filter((line) => line.column === column);
    assertSum(column, own, held[column] ?? ZERO);
  }
  assertSum('entitlement', lines, total ?? ZERO);
}

function assertSum(what: string, lines: readonly Told[], amount: Amount): void {
  const told = sum(lines.map((line) => line.amount));
  invariant(
    told.equals(amount),
    () => `${what}: the lines of the explanation add up to ${toText(told)}, the amount is ${toText(amount)}`,
  );
}
