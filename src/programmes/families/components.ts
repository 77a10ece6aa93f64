import { byColumn, type Component, sumOf } from '../component.js';

/** A monthly component is what each paid child brings, or it is the household's. */
type FamilyComponent = Component &
  ({ readonly group: 'monthly'; readonly of: 'child' | 'household' } | { readonly group: 'one-off' });

/**
 * The parts of a family's entitlement, in the order of the register's columns. Register, audit files, reconciliation,
 * indicators, simulation and explanation derive from this list; assess.ts says what each comes to.
 */
export const COMPONENTS = [
  { column: 'child_allowance', group: 'monthly', of: 'child', label: 'child allowance' },
  { column: 'disability_supplement', group: 'monthly', of: 'child', label: 'disability supplement' },
  { column: 'floor_topup', group: 'monthly', of: 'household', label: 'top-up to the floor' },
  { column: 'flat_rate', group: 'monthly', of: 'household', label: 'flat rate' },
  { column: 'birth_grant', group: 'one-off', label: 'birth grant' },
  { column: 'school_grant', group: 'one-off', label: 'school-return grant' },
] as const satisfies readonly FamilyComponent[];

type Listed = (typeof COMPONENTS)[number];
type Of<Facts> = Extract<Listed, Facts>['column'];
export type ComponentColumn = Listed['column'];
export type MonthlyColumn = Of<{ readonly group: 'monthly' }>;
export type ChildColumn = Of<{ readonly of: 'child' }>;
export type HouseholdColumn = Of<{ readonly of: 'household' }>;
export type OneOffColumn = Of<{ readonly group: 'one-off' }>;

/** The columns of those components that are so, in the list's order. */
function columnsOf<Column extends ComponentColumn>(is: (one: FamilyComponent) => boolean): readonly Column[] {
  return COMPONENTS.filter(is).map((one) => one.column as Column);
}

export const COMPONENT_COLUMNS = columnsOf<ComponentColumn>(() => true);
export const MONTHLY_COLUMNS = columnsOf<MonthlyColumn>((one) => one.group === 'monthly');
export const CHILD_COLUMNS = columnsOf<ChildColumn>((one) => one.group === 'monthly' && one.of === 'child');
export const HOUSEHOLD_COLUMNS = columnsOf<HouseholdColumn>(
  (one) => one.group === 'monthly' && one.of === 'household',
);

/** SQL over the columns of a register: the monthly aid, the one-off grants, and both. */
export const AID = sumOf(COMPONENTS, 'monthly');
export const GRANTS = sumOf(COMPONENTS, 'one-off');
export const ENTITLEMENT = sumOf(COMPONENTS);

/** A value for each component, by its column. */
export function byComponent<Value>(
  of: (column: ComponentColumn) => Value,
): Readonly<Record<ComponentColumn, Value>> {
  return byColumn(COMPONENT_COLUMNS, of);
}
