import { decimal } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import type { DatedValue, Rules, RuleText } from './load.js';
import { inForce } from './parameters.js';
import type { ParameterName, Unit } from './schema.js';

/** A parameter that has another value under other rules. Null: no value is in force. */
export type RuleDifference = {
  readonly parameter: ParameterName;
  readonly label: RuleText;
  readonly unit: Unit;
  readonly before: DatedValue | null;
  readonly after: DatedValue | null;
};

/**
 * Every parameter whose value in month `then` of `before` is not that of month `now` of `after`, in the rules'
 * order. A value written otherwise ("300", "300.00") is the same value; so is one that is only dated otherwise.
 */
export function compareRules(before: Rules, then: Period, after: Rules, now: Period): RuleDifference[] {
  return (Object.keys(before.parameters) as ParameterName[])
    .map((parameter) => ({
      parameter,
      // A file that says nothing of a parameter has no words for it.
      label: (after.parameters[parameter].values.length > 0 ? after : before).parameters[parameter].label,
      unit: after.parameters[parameter].unit,
      before: inForce(before, parameter, then),
      after: inForce(after, parameter, now),
    }))
    .filter((one) => !sameValue(saidBy(one.unit, one.before), saidBy(one.unit, one.after)));
}

/** A value that is given of a parameter from a month on, in two rules. Null: not given in the one. */
export type DatedDifference = {
  readonly parameter: ParameterName;
  readonly from: Period;
  readonly before: string | null;
  readonly after: string | null;
};

/**
 * Every dated value that is not the same in two rules files, in the rules' order, whatever the month: a value of a month
 * that is paid already concerns what is owed of it. An abolished value is told as "null".
 */
export function datedDifferences(before: Rules, after: Rules): DatedDifference[] {
  return (Object.keys(before.parameters) as ParameterName[]).flatMap((parameter) => {
    const [one, other] = [before, after].map(
      (rules) =>
        new Map(rules.parameters[parameter].values.map(({ from, value }) => [from, value ?? 'null'])),
    );
    const dates = [...new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])].sort();
    return dates
      .map((from) => ({ parameter, from, before: one?.get(from) ?? null, after: other?.get(from) ?? null }))
      .filter((dated) => !sameValue(dated.before, dated.after));
  });
}

/** The first month after `period` in which the two differ, or null. */
export function nextDifference(before: Rules, after: Rules, period: Period): Period | null {
  const dates = [before, after].flatMap((rules) =>
    Object.values(rules.parameters).flatMap((parameter) => parameter.values.map((dated) => dated.from)),
  );
  const later = [...new Set(dates)].filter((date) => date > period).sort();
  return later.find((date) => compareRules(before, date, after, date).length > 0) ?? null;
}

/** A value as it counts: where a yes or no is not said, it is no. */
function saidBy(unit: Unit, dated: DatedValue | null): string | null {
  return dated?.value ?? (unit === 'boolean' ? 'false' : null);
}

function sameValue(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  const numeric = /^\d+(\.\d+)?$/;
  return numeric.test(one) && numeric.test(other) ? decimal(one).equals(decimal(other)) : one === other;
}
