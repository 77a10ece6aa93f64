import { invariant } from '../domain/errors.js';
import { type Amount, decimal, quotientToText, sum, toText, ZERO } from '../domain/money.js';
import { INDICATORS } from './definitions.js';
import { type CountedAmount, median } from './median.js';
import {
  type Dimension,
  type Indicator,
  type IndicatorRow,
  type Measure,
  MONEY,
  type Scope,
} from './vocabulary.js';

/** Some measures, and where they belong: {MILIEU: 'U', …} {families: 12, …}. */
export type Observation = {
  readonly at: Readonly<Partial<Record<Dimension, string>>>;
  readonly measures: Readonly<Partial<Record<Measure, Amount>>>;
};

/** A month as the indicators see it. */
export type IndicatorFigures = {
  readonly observations: readonly Observation[];
  /** How many families of a track have each amount. */
  readonly amounts: readonly (CountedAmount & { readonly of: 'net' | 'aid'; readonly track: string })[];
  /** Every key of a dimension, in order; those of REASON are the ones observed. */
  readonly keys: Readonly<Record<Exclude<Dimension, 'REASON'>, readonly string[]>>;
  /** The prior run's indicators; none on a first run. */
  readonly prior: readonly IndicatorRow[];
};

/** One place to compute for. */
type Place = { readonly scope: Scope; readonly key: string };

/** A value with its numerator and denominator, as text. */
type ComputedValue = { readonly value: string; readonly numerator: string; readonly denominator: string };

/** Every indicator for each of its scopes and keys, in the order of the definitions. Pure. */
export function computeIndicators(figures: IndicatorFigures): IndicatorRow[] {
  return INDICATORS.flatMap((indicator) =>
    indicator.scopes.flatMap((scope) =>
      keysOf(figures, indicator, scope).map((key) => ({
        indicator: indicator.code,
        scope,
        key,
        ...computeOne(figures, indicator, { scope, key }),
        unit: indicator.unit,
      })),
    ),
  );
}

function keysOf(figures: IndicatorFigures, { computation }: Indicator, scope: Scope): readonly string[] {
  if (scope === 'TOTAL') return [''];
  if (scope !== 'REASON') return figures.keys[scope];
  const { observations } = figures;
  const seen = observations.filter(
    (one) => 'of' in computation && one.measures[computation.of] !== undefined,
  );
  return [...new Set(seen.flatMap((one) => one.at.REASON ?? []))].sort();
}

function computeOne(
  figures: IndicatorFigures,
  { computation, unit }: Indicator,
  place: Place,
): ComputedValue {
  const total = { scope: 'TOTAL', key: '' } as const;
  switch (computation.kind) {
    case 'sum':
      return undivided(measure(figures, computation.of, place));
    case 'average':
    case 'share':
      return divided(figures, computation, place, place, unit);
    case 'share of the whole':
      return divided(figures, computation, place, total, unit);
    case 'median': {
      const amounts = figures.amounts.filter(
        (one) => one.of === computation.of && (place.scope === 'TOTAL' || one.track === place.key),
      );
      return median(amounts) ?? undivided('');
    }
    case 'change':
      return changeOf(figures, computation.from, place);
    case 'not known yet':
      return { ...undivided(''), denominator: measure(figures, computation.per, place) };
  }
}

function undivided(value: string): ComputedValue {
  return { value, numerator: '', denominator: '' };
}

function divided(
  figures: IndicatorFigures,
  computation: { readonly of: Measure; readonly per: Measure },
  place: Place,
  whole: Place,
  unit: string,
): ComputedValue {
  const numerator = measure(figures, computation.of, place);
  const denominator = measure(figures, computation.per, whole);
  const value = quotientToText(decimal(numerator), decimal(denominator), unit === 'share' ? 6 : 2);
  return { value: value ?? '', numerator, denominator };
}

/** The difference of two rates, each from its own whole numbers: neither is rounded first. */
function changeOf(figures: IndicatorFigures, from: string, place: Place): ComputedValue {
  const indicator = INDICATORS.find((one) => one.code === from);
  invariant(indicator !== undefined, () => `${from}: no such indicator`);
  const now = computeOne(figures, indicator, place);
  const before = figures.prior.find(
    (one) => one.indicator === from && one.scope === place.scope && one.key === place.key,
  );
  if (before === undefined || before.value === '' || now.value === '') return undivided('');
  const { numerator, denominator } = before;
  const [a, b, c, d] = [now.numerator, now.denominator, numerator, denominator].map(decimal) as [
    Amount,
    Amount,
    Amount,
    Amount,
  ];
  const difference = a.times(d).minus(c.times(b)).times(100);
  return { value: quotientToText(difference, b.times(d), 4) ?? '', numerator, denominator };
}

/** Σ of a measure over what belongs to a place, as text. */
function measure(figures: IndicatorFigures, name: Measure, { scope, key }: Place): string {
  const amounts = figures.observations
    .filter((one) => scope === 'TOTAL' || one.at[scope] === key)
    .map((one) => one.measures[name] ?? ZERO);
  const total = sum(amounts);
  return (MONEY as readonly string[]).includes(name) ? toText(total) : total.toString();
}
