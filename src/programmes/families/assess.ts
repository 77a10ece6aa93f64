import type { Grants, PaidChild } from '../../domain/composition.js';
import { type Amount, larger, sum, ZERO } from '../../domain/money.js';
import type { Parameters } from '../../rules/parameters.js';
import { byColumn } from '../component.js';
import {
  type ComponentColumn,
  MONTHLY_COLUMNS,
  type MonthlyColumn,
  type OneOffColumn,
} from './components.js';

/** A month's aid in dirhams, by the register's columns, and their sum. */
export type MonthlyAid = {
  readonly components: Readonly<Record<MonthlyColumn, Amount>>;
  readonly total: Amount;
};

/**
 * The monthly aid of a composition (rules, 2 to 5): with a paid child, the children's amounts and disability
 * supplements, raised to the floor; without one, the flat rate. Pure: the same composition under the same
 * parameters always gives the same amounts.
 */
export function assess(children: readonly PaidChild[], parameters: Parameters): MonthlyAid {
  const childAllowance = sum(children.map((child, i) => childAmount(child, i + 1, parameters)));
  const disabilitySupplement = parameters.disabilitySupplement.times(
    children.filter((c) => c.disabled).length,
  );
  const earned = childAllowance.plus(disabilitySupplement);
  const paid = children.length > 0;
  return aidOf({
    child_allowance: childAllowance,
    disability_supplement: disabilitySupplement,
    floor_topup: paid ? larger(earned, parameters.floor).minus(earned) : ZERO,
    flat_rate: paid ? ZERO : parameters.flatRate,
  });
}

function aidOf(components: MonthlyAid['components']): MonthlyAid {
  return { components, total: sum(Object.values(components)) };
}

/** Whether a child has the amount of one who is aged 0-5 or schooled (rules, 3 and 3a). */
export function countsAsSchooled(child: PaidChild, parameters: Parameters): boolean {
  return child.band !== 'N' || (child.disabled && parameters.disabledCountAsSchooled);
}

/** A child's own amount by rank (from 1), fatherlessness, and counting as schooled (rules, 3 and 4). */
function childAmount(child: PaidChild, rank: number, parameters: Parameters): Amount {
  const ranks = rank <= parameters.firstRanks ? 'first' : 'later';
  return parameters.child(ranks, child.fatherless, countsAsSchooled(child, parameters));
}

/**
 * The grants of a month (rules, 6 and 7), in dirhams by the register's columns. Who takes one was decided where the
 * composition was made.
 */
export function assessGrants(grants: Grants, parameters: Parameters): Readonly<Record<OneOffColumn, Amount>> {
  const { birthGrant, schoolGrant } = parameters;
  return {
    birth_grant: sum([
      grants.firstBirth ? birthGrant.first : ZERO,
      grants.secondBirth ? birthGrant.second : ZERO,
    ]),
    school_grant: sum([
      schoolGrant.lower.times(grants.lowerSchool),
      schoolGrant.upper.times(grants.upperSchool),
    ]),
  };
}

/** A month's aid from the register's columns; a null there counts as 0. */
export function fromColumns(columns: Readonly<Record<MonthlyColumn, Amount | null>>): MonthlyAid {
  return aidOf(byColumn(MONTHLY_COLUMNS, (column) => columns[column] ?? ZERO));
}

/** The whole entitlement of a composition by the register's columns, in dirhams. */
export function assessColumns(
  children: readonly PaidChild[],
  grants: Grants,
  parameters: Parameters,
): Readonly<Record<ComponentColumn, Amount>> {
  return { ...assess(children, parameters).components, ...assessGrants(grants, parameters) };
}
