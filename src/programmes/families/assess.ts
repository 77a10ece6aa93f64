import type { Grants, PaidChild } from '../../domain/composition.js';
import { type Amount, larger, sum, ZERO } from '../../domain/money.js';
import type { Parameters } from '../../rules/parameters.js';
import type { ComponentColumn, MonthlyColumn } from './components.js';

/** A month's aid, component by component, in dirhams. `total` is the sum of the other four. */
export type MonthlyAid = {
  readonly childAllowance: Amount;
  readonly disabilitySupplement: Amount;
  readonly floorTopup: Amount;
  readonly flatRate: Amount;
  readonly total: Amount;
};

/**
 * The monthly aid of a composition (rules, 2 to 5): with a paid child, the children's amounts and disability
 * supplements, raised to the floor; without one, the flat rate. Pure: the same composition under the same
 * parameters always gives the same amounts.
 */
export function assess(children: readonly PaidChild[], parameters: Parameters): MonthlyAid {
  if (children.length === 0) {
    const { flatRate } = parameters;
    return { childAllowance: ZERO, disabilitySupplement: ZERO, floorTopup: ZERO, flatRate, total: flatRate };
  }
  const childAllowance = sum(children.map((child, i) => childAmount(child, i + 1, parameters)));
  const disabilitySupplement = parameters.disabilitySupplement.times(
    children.filter((c) => c.disabled).length,
  );
  const earned = childAllowance.plus(disabilitySupplement);
  const total = larger(earned, parameters.floor);
  return { childAllowance, disabilitySupplement, floorTopup: total.minus(earned), flatRate: ZERO, total };
}

/** A child's own amount by rank (from 1), fatherlessness, and being aged 0-5 or schooled (rules, 3 and 4). */
function childAmount(child: PaidChild, rank: number, parameters: Parameters): Amount {
  const ranks = rank <= parameters.firstRanks ? 'first' : 'later';
  return parameters.child(ranks, child.fatherless, child.band !== 'N');
}

/** A month's one-off grants, in dirhams. */
export type OneOff = { readonly birthGrant: Amount; readonly schoolGrant: Amount };

/** The grants of a month (rules, 6 and 7). Who takes one was decided where the composition was spelt. */
export function assessGrants(grants: Grants, parameters: Parameters): OneOff {
  const { birthGrant, schoolGrant } = parameters;
  return {
    birthGrant: sum([
      grants.firstBirth ? birthGrant.first : ZERO,
      grants.secondBirth ? birthGrant.second : ZERO,
    ]),
    schoolGrant: sum([
      schoolGrant.lower.times(grants.lowerSchool),
      schoolGrant.upper.times(grants.upperSchool),
    ]),
  };
}

/** A month's aid by the register's columns. */
export function byColumn(aid: MonthlyAid): Readonly<Record<MonthlyColumn, Amount>> {
  return {
    child_allowance: aid.childAllowance,
    disability_supplement: aid.disabilitySupplement,
    floor_topup: aid.floorTopup,
    flat_rate: aid.flatRate,
  };
}

/** A month's aid from the register's columns; a null there counts as 0. */
export function fromColumns(columns: Readonly<Record<MonthlyColumn, Amount | null>>): MonthlyAid {
  const parts = {
    childAllowance: columns.child_allowance ?? ZERO,
    disabilitySupplement: columns.disability_supplement ?? ZERO,
    floorTopup: columns.floor_topup ?? ZERO,
    flatRate: columns.flat_rate ?? ZERO,
  };
  return { ...parts, total: sum(Object.values(parts)) };
}

/** The whole entitlement of a composition by the register's columns, in dirhams. */
export function assessColumns(
  children: readonly PaidChild[],
  grants: Grants,
  parameters: Parameters,
): Readonly<Record<ComponentColumn, Amount>> {
  const { birthGrant, schoolGrant } = assessGrants(grants, parameters);
  return {
    ...byColumn(assess(children, parameters)),
    birth_grant: birthGrant,
    school_grant: schoolGrant,
  };
}
