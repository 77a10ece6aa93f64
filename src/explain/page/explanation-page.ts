import type { Line } from '../../domain/printable.js';
import type { Explanation } from '../explanation.js';
import type { Words } from '../languages/words.js';
import { householdPage } from './household.js';
import type { Paint } from './layout.js';
import { residentPage } from './resident.js';

/** One page in one language: the month of a household or of a resident. */
export function page(explained: Explanation, words: Words, paint: Paint): Line[] {
  const sections =
    explained.kind === 'resident'
      ? residentPage(explained, words, paint)
      : householdPage(explained, words, paint);
  return sections.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}
