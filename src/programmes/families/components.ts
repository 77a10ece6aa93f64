import { type Component, sumOf } from '../component.js';

/**
 * The parts of a family's entitlement, in the order of the register's columns. Register, audit files, reconciliation,
 * indicators, simulation and explanation derive from this list; assess.ts says what each comes to.
 */
export const COMPONENTS = [
  { column: 'child_allowance', group: 'monthly', label: 'child allowance' },
  { column: 'disability_supplement', group: 'monthly', label: 'disability supplement' },
  { column: 'floor_topup', group: 'monthly', label: 'top-up to the floor' },
  { column: 'flat_rate', group: 'monthly', label: 'flat rate' },
  { column: 'birth_grant', group: 'one-off', label: 'birth grant' },
  { column: 'school_grant', group: 'one-off', label: 'school-return grant' },
] as const satisfies readonly Component[];

export type ComponentColumn = (typeof COMPONENTS)[number]['column'];
type Monthly = Extract<(typeof COMPONENTS)[number], { readonly group: 'monthly' }>;
export type MonthlyColumn = Monthly['column'];

export const COMPONENT_COLUMNS: readonly ComponentColumn[] = COMPONENTS.map((one) => one.column);
export const MONTHLY_COLUMNS: readonly MonthlyColumn[] = COMPONENTS.filter(
  (one): one is Monthly => one.group === 'monthly',
).map((one) => one.column);

/** SQL over the columns of a register: the monthly aid, the one-off grants, and both. */
export const AID = sumOf(COMPONENTS, 'monthly');
export const GRANTS = sumOf(COMPONENTS, 'one-off');
export const ENTITLEMENT = sumOf(COMPONENTS);

/** A value for each component, by its column. */
export function byComponent<Value>(
  of: (column: ComponentColumn) => Value,
): Readonly<Record<ComponentColumn, Value>> {
  const values = Object.fromEntries(COMPONENT_COLUMNS.map((column) => [column, of(column)]));
  return values as Record<ComponentColumn, Value>;
}
