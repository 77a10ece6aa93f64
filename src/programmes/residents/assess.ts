import { type Amount, larger, ZERO } from '../../domain/money.js';
import type { InstitutionParameters } from '../../rules/institutions.js';

/**
 * What a resident of a care institution is owed, as far as it depends on amounts (rules, 8). Pure: who is on
 * which track, and for whom the capital is topped up, is decided before.
 */
export const RESIDENT_TRACKS = ['CHILD', 'ADULT', 'ELDERLY', 'NONE'] as const;
/**
 * CHILD: orphan or abandoned, under the age of majority. ADULT: such a child that came of age. ELDERLY: of the
 * age that counts as elderly. NONE: listed as elderly and younger.
 */
export type Track = (typeof RESIDENT_TRACKS)[number];

/** The monthly aid in dirhams: a child's less its scholarship, never below 0. What is not in force is 0. */
export function monthlyAid(track: Track, scholarship: Amount, parameters: InstitutionParameters): Amount {
  if (track === 'ELDERLY') return parameters.elderly ?? ZERO;
  if (track !== 'CHILD') return ZERO;
  return larger(ZERO, (parameters.child ?? ZERO).minus(scholarship));
}

/** What is missing, at majority, from the guaranteed capital after all that was paid so far. */
export function capitalTopup(paid: Amount, parameters: InstitutionParameters): Amount {
  return larger(ZERO, (parameters.capital ?? ZERO).minus(paid));
}
