import { invariant } from '../domain/errors.js';
import { type Amount, amount, decimal, sum } from '../domain/money.js';
import { INDICATORS } from './definitions.js';
import type { Indicator, IndicatorRow } from './vocabulary.js';

/** What other stages counted for themselves, and the indicators must come to as well. Amounts as text in dirhams. */
export type Expected = {
  readonly families: number;
  readonly net: string;
  readonly held: number;
  /** The bridge: what entered, and what left with its sign turned. */
  readonly entered: { readonly families: number; readonly amount: string };
  readonly left: { readonly families: number; readonly amount: string };
};

/** Crashes unless the parts make the whole and the whole is the manifest's. */
export function assertIndicators(rows: readonly IndicatorRow[], expected: Expected): void {
  for (const indicator of INDICATORS) {
    for (const column of additive(indicator)) assertParts(rows, indicator, column);
  }
  const total = (code: string, column: 'value' | 'numerator' = 'value') =>
    rows.find((row) => row.indicator === code && row.scope === 'TOTAL')?.[column] ?? '';
  const equal = (code: string, value: Amount, column: 'value' | 'numerator' = 'value') =>
    invariant(
      decimal(total(code, column)).equals(value),
      () => `indicator ${code}: ${total(code, column)}, the month says ${value.toString()}`,
    );
  equal('families', decimal(String(expected.families)));
  equal('net', amount(expected.net));
  equal('held_rate', decimal(String(expected.held)), 'numerator');
  equal('families_entered', decimal(String(expected.entered.families)));
  equal('net_entered', amount(expected.entered.amount));
  equal('families_left', decimal(String(expected.left.families)));
  equal('net_left', amount(expected.left.amount).negated());
}

type Column = 'value' | 'numerator' | 'denominator';

/** The columns whose parts add up to the total. */
function additive({ computation }: Indicator): readonly Column[] {
  switch (computation.kind) {
    case 'sum':
      return ['value'];
    case 'average':
    case 'share':
      return ['numerator', 'denominator'];
    case 'share of the whole':
      return ['numerator'];
    default:
      return [];
  }
}

/** Σ over the keys of each dimension = the total. */
function assertParts(rows: readonly IndicatorRow[], { code, scopes }: Indicator, column: Column): void {
  const own = rows.filter((row) => row.indicator === code);
  const whole = own.find((row) => row.scope === 'TOTAL')?.[column] ?? '';
  for (const scope of scopes.filter((one) => one !== 'TOTAL')) {
    const parts = sum(own.filter((row) => row.scope === scope).map((row) => decimal(row[column])));
    invariant(
      parts.equals(decimal(whole)),
      () => `indicator ${code}: ${column} by ${scope} adds up to ${parts.toString()}, in all ${whole}`,
    );
  }
}
