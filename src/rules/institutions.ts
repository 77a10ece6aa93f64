import { type Amount, amount } from '../domain/money.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import type { Rules } from './load.js';
import { valueAt } from './parameters.js';

/** What residents of care institutions are paid in a month (rules, 8). Null: not in force in that month. */
export type InstitutionParameters = {
  /** A month, to an orphan or abandoned child. */
  readonly child: Amount | null;
  /** A month, to an elderly person. */
  readonly elderly: Amount | null;
  /** What a child is guaranteed to have been paid in all at majority. */
  readonly capital: Amount | null;
  /** The first month of the guarantee without a break: who came of age before it has none. */
  readonly capitalSince: Period | null;
};

/** Returns what residents are paid in a month, in dirhams. A parameter that is not in force is null. */
export function institutionsAt(rules: Rules, period: Period): InstitutionParameters {
  const money = (name: 'institution_child' | 'institution_elderly' | 'institution_capital') => {
    const value = valueAt(rules, name, period);
    return value === null ? null : amount(value);
  };
  return {
    child: money('institution_child'),
    elderly: money('institution_elderly'),
    capital: money('institution_capital'),
    capitalSince: inForceSince(rules, period),
  };
}

/** Goes back over the dated values to the last one before which the guarantee was not in force. */
function inForceSince(rules: Rules, period: Period): Period | null {
  const dated = rules.parameters.institution_capital.values.filter((one) => one.from <= period);
  let since: Period | null = null;
  for (const { from, value } of dated) {
    if (value === null) since = null;
    else since ??= from;
  }
  return since;
}

/** The last month before the guarantee, or null when there is no guarantee. */
export function beforeGuarantee(parameters: InstitutionParameters): Period | null {
  return parameters.capitalSince === null ? null : shiftPeriod(parameters.capitalSince, -1);
}
