import { type Amount, ZERO } from '../../domain/money.js';
import type { Track } from '../../programmes/residents/assess.js';
import { RESIDENT_COMPONENTS, type ResidentComponent } from '../../programmes/residents/components.js';
import type { ResidentRow } from './resident-rows.js';
import { assertTold } from './told.js';

/** A component that a resident is told, in dirhams. */
export type ResidentLine = { readonly column: ResidentComponent; readonly amount: Amount };

/** Who is told of a component, even where it is 0. */
const TOLD: Readonly<Record<ResidentComponent, (track: Track) => boolean>> = {
  monthly_aid: (track) => track !== 'ADULT',
  capital_topup: (track) => track === 'ADULT',
};

/**
 * The components that a resident is told. Crashes unless they are all that the register holds of this resident:
 * an amount that is paid and has no line would be left out silently.
 */
export function residentLines(
  track: Track,
  { components, entitlement }: Pick<ResidentRow, 'components' | 'entitlement'>,
): ResidentLine[] {
  const lines = RESIDENT_COMPONENTS.filter((column) => TOLD[column](track)).map((column) => ({
    column,
    amount: components[column] ?? ZERO,
  }));
  assertTold(lines, components, entitlement);
  return lines;
}
