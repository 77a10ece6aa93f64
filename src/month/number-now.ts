import type { Period } from '../domain/period.js';
import type { FamilyNumbers } from '../history/numbers.js';
import { isFamilyBefore } from '../ledger/transfers.js';

/**
 * The number that a family has in the next extract, which had `household` in this month: by people's transfers and by what
 * the registry shows, in whatever order they came.
 * @param movedTo the number that now has, after people's transfers, what another one had for the month
 */
export function numberNow(
  household: string,
  month: Period,
  movedTo: (household: string) => string,
  numbers: FamilyNumbers,
): string {
  const seen = new Set<string>();
  let [id, since] = [household, month];
  while (!seen.has(id)) {
    seen.add(id);
    const moved = movedTo(id);
    const shown = numbers.last(id, since);
    // Where the registry passes through the number to which people moved it, the registry goes on from there.
    const decided = moved !== id && !isFamilyBefore(moved) && !numbers.since(id, since).includes(moved);
    if (decided || (moved !== id && shown.id === id && !isFamilyBefore(moved)))
      [id, since] = [moved, numbers.step(id, moved, since)];
    else ({ id, since } = shown);
  }
  return id;
}
