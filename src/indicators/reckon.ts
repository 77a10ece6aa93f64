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

/** One place to reckon for. */
type Place = { readonly scope: Scope; readonly key: string };

/** A value with what it was divided from, as text. */
type Reckoned = { readonly value: string; readonly numerator: string; readonly denominator: string };

/** Every indicator for everything it is told apart by, in the order of the definitions. Pure. */
export function reckon(figures: IndicatorFigures): IndicatorRow[] {
  return INDICATORS.flatMap((indicator) =>
    indicator.scopes.flatMap((scope) =>
      keysOf(figures, indicator, scope).map((key) => ({
        indicator: indicator.code,
        scope,
        key,
        ...reckonOne(figures, indicator, { scope, key }),
        unit: indicator.unit,
      })),
    ),
  );
}

function keysOf(figures: IndicatorFigures, { reckoning }: Indicator, scope: Scope): readonly string[] {
  if (scope === 'TOTAL') return [''];
  if (scope !== 'REASON') return figures.keys[scope];
  const { observations } = figures;
  const seen = observations.filter((one) => 'of' in reckoning && one.measures[reckoning.of] !== undefined);
  return [...new Set(seen.flatMap((one) => one.at.REASON ?? []))].sort();
}

function reckonOne(figures: IndicatorFigures, { reckoning, unit }: Indicator, place: Place): Reckoned {
  const total = { scope: 'TOTAL', key: '' } as const;
  switch (reckoning.kind) {
    case 'sum':
      return undivided(measure(figures, reckoning.of, place));
    case 'average':
    case 'share':
      return divided(figures, reckoning, place, place, unit);
    case 'share of the whole':
      return divided(figures, reckoning, place, total, unit);
    case 'median': {
      const amounts = figures.amounts.filter(
        (one) => one.of === reckoning.of && (place.scope === 'TOTAL' || one.track === place.key),
      );
      return median(amounts) ?? undivided('');
    }
    case 'change':
      return changeOf(figures, reckoning.from, place);
    case 'not known yet':
      return { ...undivided(''), denominator: measure(figures, reckoning.per, place) };
  }
}

function undivided(value: string): Reckoned {
  return { value, numerator: '', denominator: '' };
}

function divided(
  figures: IndicatorFigures,
  reckoning: { readonly of: Measure; readonly per: Measure },
  place: Place,
  whole: Place,
  unit: string,
): Reckoned {
  const numerator = measure(figures, reckoning.of, place);
  const denominator = measure(figures, reckoning.per, whole);
  const value = quotientToText(decimal(numerator), decimal(denominator), unit === 'share' ? 6 : 2);
  return { value: value ?? '', numerator, denominator };
}

/** The difference of two rates, each from its own whole numbers: neither is rounded first. */
function changeOf(figures: IndicatorFigures, from: string, place: Place): Reckoned {
  const indicator = INDICATORS.find((one) => one.code === from);
  invariant(indicator !== undefined, () => `${from}: no such indicator`);
  const now = reckonOne(figures, indicator, place);
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
