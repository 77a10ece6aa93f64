import type { Period } from '../../domain/period.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { Counts } from '../languages/words.js';
import type { Household } from './children.js';
import type { GrantLine } from './grants.js';
import { type AidLine, parametersOfLines } from './price.js';

/** A dated parameter an amount rests on, with the ages and numbers of the month it is taken for. */
export type Source = {
  readonly parameter: ParameterName;
  readonly dated: DatedValue;
  readonly counts: Counts;
};

/** The parameters a month's aid and grants rest on, each once, in the order in which they are first needed. */
export function parametersOfMonth(
  lines: readonly AidLine[],
  others: Household['others'],
  grants: readonly GrantLine[],
): ParameterName[] {
  const names = new Set<ParameterName>([
    ...parametersOfLines(lines),
    ...(others.some((one) => one.why === 'of_age') ? (['age_child'] as const) : []),
    ...(others.some((one) => one.why === 'beyond_ranks') ? (['children_paid'] as const) : []),
    ...grants.map((grant) => grant.parameter),
    'reference_day',
  ]);
  return [...names];
}

/** What is in force of some parameters in a month. `counts`: that month's ages and numbers. */
export function sourcesAt(
  names: readonly ParameterName[],
  rules: Rules,
  period: Period,
  counts: Counts,
): Source[] {
  return names.flatMap((parameter) => {
    const dated = inForce(rules, parameter, period);
    return dated === null ? [] : [{ parameter, dated, counts }];
  });
}

/** Each value once: a parameter that had another in a past month is listed twice, with its dates. */
export function eachOnce(sources: readonly Source[]): Source[] {
  return sources.filter((one, i) => indexOfSource(sources, one.parameter, one.dated.from) === i);
}

/** A source's place in a list, from 0; -1 where it is not. Without a date, the first of the parameter's. */
export function indexOfSource(
  sources: readonly Source[],
  parameter: ParameterName,
  from: Period | null = null,
): number {
  return sources.findIndex(
    (one) => one.parameter === parameter && (from === null || one.dated.from === from),
  );
}
