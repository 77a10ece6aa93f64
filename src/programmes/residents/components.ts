import { type Component, sumOf } from '../component.js';

/** The parts of a resident's entitlement, in the order of the register's columns. */
export const COMPONENTS = [
  { column: 'monthly_aid', group: 'monthly', label: 'monthly aid' },
  { column: 'capital_topup', group: 'one-off', label: 'capital at majority' },
] as const satisfies readonly Component[];

export type ResidentComponent = (typeof COMPONENTS)[number]['column'];
export const RESIDENT_COMPONENTS: readonly ResidentComponent[] = COMPONENTS.map((one) => one.column);

/** SQL over the columns of a register: the monthly aid, and what is paid once. */
export const AID = sumOf(COMPONENTS, 'monthly');
export const ONE_OFF = sumOf(COMPONENTS, 'one-off');
