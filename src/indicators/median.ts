import { type Amount, sum, toText } from '../domain/money.js';

/** An amount in dirhams that so many families have. */
export type CountedAmount = { readonly amount: Amount; readonly families: number };

/**
 * The exact median: the middle amount, or for an even number of families the mean of the two in the middle —
 * which may have a third decimal. `numerator ÷ denominator` is the value: the middle one ÷ 1, or both ÷ 2.
 * Null when there is no family. The amounts may come in any order, the same one more than once.
 */
export function median(
  amounts: readonly CountedAmount[],
): { readonly value: string; readonly numerator: string; readonly denominator: string } | null {
  const families = amounts.reduce((n, one) => n + one.families, 0);
  if (families === 0) return null;
  const ordered = [...amounts].sort((a, b) => a.amount.comparedTo(b.amount));
  const even = families % 2 === 0;
  const upper = even ? families / 2 : (families - 1) / 2;
  const middle = even ? [nth(ordered, upper - 1), nth(ordered, upper)] : [nth(ordered, upper)];
  const numerator = sum(middle);
  const exact = numerator.dividedBy(middle.length);
  return {
    value: exact.decimalPlaces() > 2 ? exact.toString() : toText(exact),
    numerator: toText(numerator),
    denominator: String(middle.length),
  };
}

/** The amount of the family at a place, from 0, in order. */
function nth(ordered: readonly CountedAmount[], place: number): Amount {
  let passed = 0;
  for (const one of ordered) {
    passed += one.families;
    if (place < passed) return one.amount;
  }
  throw new RangeError(`no family at place ${place} of ${passed}`);
}
