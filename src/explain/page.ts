import type { Line } from '../domain/printable.js';
import type { Explanation } from './explanation.js';
import type { Paint } from './lines.js';
import { householdPage } from './page-household.js';
import { residentPage } from './page-resident.js';
import type { Words } from './words.js';

/** A household's, or a resident's, month on one page, in one language. */
export function page(explained: Explanation, words: Words, paint: Paint): Line[] {
  const sections =
    explained.kind === 'resident'
      ? residentPage(explained, words, paint)
      : householdPage(explained, words, paint);
  return sections.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}
