import { OperatorError } from '../domain/errors.js';
import { type Amount, amount, ZERO } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import type { DatedValue, Rules } from './load.js';
import type { ParameterName } from './schema.js';

/**
 * The parameters in force in one payment month. Amounts in dirhams. An abolished amount is 0, and abolishes no
 * other: each of a pair has its own date.
 */
export type Parameters = {
  readonly period: Period;
  /** Amount by first (true) or later rank, fatherless or not, schooled (or aged 0-5) or not. */
  readonly child: (rank: 'first' | 'later', fatherless: boolean, schooled: boolean) => Amount;
  readonly disabilitySupplement: Amount;
  /** A severely disabled child has the amount of a schooled one, whatever its schooling (rules, 3a). */
  readonly disabledCountAsSchooled: boolean;
  readonly floor: Amount;
  readonly flatRate: Amount;
  /** Decimal text: the engine compares it with scores, exactly. */
  readonly iseThreshold: string;
  readonly ageChild: number;
  readonly ageSchooling: number;
  readonly ageMajority: number;
  readonly ageElderly: number;
  readonly firstRanks: number;
  readonly childrenPaid: number;
  /** Null: no usual maximum is in force, and no amount is above it. */
  readonly usualMaximum: Amount | null;
  readonly birthGrant: { readonly first: Amount; readonly second: Amount };
  /**
   * The births of a household, 1 or 2, that a grant is in force for. One that is abolished is taken by nobody, and
   * may still be had of a month in which it is in force.
   */
  readonly birthsInForce: readonly number[];
  /** Months after the birth in which its grant may be taken. */
  readonly birthGrantWindow: number;
  /** Whether children return to school in this month: each grant that is in force is paid in it (rules, 7). */
  readonly schoolReturn: boolean;
  readonly schoolGrant: { readonly lower: Amount; readonly upper: Amount };
};

/** The school-return grant is paid in September. */
const SCHOOL_RETURN_MONTH = '-09';

/** The value in force in a month with its date and reference: the last one dated at or before it, or null. */
export function inForce(rules: Rules, name: ParameterName, period: Period): DatedValue | null {
  return rules.parameters[name].values.filter((dated) => dated.from <= period).at(-1) ?? null;
}

/** The value of a parameter in a month: the last one dated at or before it, or null. */
export function valueAt(rules: Rules, name: ParameterName, period: Period): string | null {
  return inForce(rules, name, period)?.value ?? null;
}

/** Throws OperatorError when the month is before the programme's first. */
export function parametersAt(rules: Rules, period: Period): Parameters {
  const money = (name: ParameterName): Amount => {
    const value = valueAt(rules, name, period);
    return value === null ? ZERO : amount(value);
  };
  const noRule = (name: ParameterName): never => {
    const first = rules.parameters[name].values[0]?.from;
    throw new OperatorError(
      `--period: no rule is in force in ${period}: ${name} has no value (its first is from ${first})`,
    );
  };
  const needed = (name: ParameterName): string => valueAt(rules, name, period) ?? noRule(name);
  /** Without a floor a household has what its children bring. Before the floor's first date there is no rule. */
  const floorAt = (): Amount => (inForce(rules, 'floor', period) === null ? noRule('floor') : money('floor'));
  const count = (name: ParameterName): number => Number(needed(name));
  const rates = {
    ordinary: {
      first: { schooled: money('child_first_ranks_schooled'), not: money('child_first_ranks_not_schooled') },
      later: { schooled: money('child_later_ranks_schooled'), not: money('child_later_ranks_not_schooled') },
    },
    fatherless: {
      first: {
        schooled: money('fatherless_first_ranks_schooled'),
        not: money('fatherless_first_ranks_not_schooled'),
      },
      later: {
        schooled: money('fatherless_later_ranks_schooled'),
        not: money('fatherless_later_ranks_not_schooled'),
      },
    },
  };
  const birthGrant = { first: money('birth_grant_first'), second: money('birth_grant_second') };
  const parameters: Parameters = {
    period,
    child: (rank, fatherless, schooled) =>
      rates[fatherless ? 'fatherless' : 'ordinary'][rank][schooled ? 'schooled' : 'not'],
    disabilitySupplement: money('disability_supplement'),
    disabledCountAsSchooled: valueAt(rules, 'severe_disability_counts_as_schooled', period) === 'true',
    floor: floorAt(),
    flatRate: amount(needed('flat_rate')),
    iseThreshold: needed('ise_threshold'),
    ageChild: count('age_child'),
    ageSchooling: count('age_schooling'),
    ageMajority: count('age_majority'),
    ageElderly: count('age_elderly'),
    firstRanks: count('first_ranks'),
    childrenPaid: count('children_paid'),
    usualMaximum: valueAt(rules, 'usual_maximum', period) === null ? null : money('usual_maximum'),
    birthGrant,
    birthsInForce: [birthGrant.first, birthGrant.second].flatMap((one, i) => (one.isZero() ? [] : [i + 1])),
    birthGrantWindow: count('birth_grant_window'),
    schoolReturn: period.endsWith(SCHOOL_RETURN_MONTH),
    schoolGrant: { lower: money('school_grant_lower'), upper: money('school_grant_upper') },
  };
  if (parameters.ageSchooling > parameters.ageChild) {
    throw new OperatorError(`rules: age_schooling must not be above age_child in ${period}`);
  }
  return parameters;
}
