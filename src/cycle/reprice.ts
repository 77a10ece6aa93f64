import { fromText } from '../domain/composition.js';
import { type Amount, amount, ZERO } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import { assess } from '../entitlement/assess.js';
import type { ParameterName, Rules } from '../rules/load.js';
import { parametersAt, valueAt } from '../rules/parameters.js';
import type { Components } from '../simulation/price.js';

const GRANT = /^(B1|B2|P\d+|U\d+)$/;

/** The part of a composition that the monthly aid depends on: before the grants' marks. */
export function monthlyOf(composition: string): string {
  return composition.split('+', 1)[0] ?? '';
}

/** Prices compositions, with their grants, under the rules of a month. */
export function pricer(rules: Rules, period: Period): (composition: string) => Components {
  const parameters = parametersAt(rules, period);
  const grant = (name: ParameterName): Amount => {
    const value = valueAt(rules, name, period);
    return value === null ? ZERO : amount(value);
  };
  const [first, second] = [grant('birth_grant_first'), grant('birth_grant_second')];
  const [lower, upper] = [grant('school_grant_lower'), grant('school_grant_upper')];
  return (composition) => {
    const [monthly = '', ...grants] = composition.split('+');
    const aid = assess(fromText(monthly), parameters);
    let [birthGrant, schoolGrant] = [ZERO, ZERO];
    for (const one of grants) {
      if (!GRANT.test(one)) throw new RangeError(`not a composition: ${JSON.stringify(composition)}`);
      if (one === 'B1') birthGrant = birthGrant.plus(first);
      else if (one === 'B2') birthGrant = birthGrant.plus(second);
      else schoolGrant = schoolGrant.plus((one.startsWith('P') ? lower : upper).times(one.slice(1)));
    }
    return {
      child_allowance: aid.childAllowance,
      disability_supplement: aid.disabilitySupplement,
      floor_topup: aid.floorTopup,
      flat_rate: aid.flatRate,
      birth_grant: birthGrant,
      school_grant: schoolGrant,
    };
  };
}
