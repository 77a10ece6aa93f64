import { expect, it } from 'vitest';
import { FamilyNumbers, type Renumbering } from '../history/numbers.js';
import { familyBefore, numbersOf, type Transferred } from '../ledger/transfers.js';
import { numberNow } from './number-now.js';

/** "2026-03 A B": the registry shows it. "A>B": people moved it. */
function nowOf(household: string, month: string, steps: readonly string[]): string {
  const shown = steps.flatMap((one): Renumbering[] => {
    const [since = '', from = '', to] = one.split(' ');
    return to === undefined ? [] : [{ since, from, to }];
  });
  const transfers = steps.flatMap((one): Transferred[] => {
    const [from = '', to] = one.split('>');
    return to === undefined ? [] : [{ from, to, reason: 'looked at', before: null }];
  });
  const movedTo = (id: string) => numbersOf(transfers, id, month).at(-1) ?? id;
  return numberNow(household, month, movedTo, new FamilyNumbers(shown));
}

const aside = familyBefore('A', '2026-03');

it.each<[string, readonly string[], string]>([
  ['nothing happened', [], 'A'],
  ['the registry shows it', ['2026-03 A B'], 'B'],
  ['people moved it', ['A>B'], 'B'],
  ['both say the same', ['2026-03 A B', 'A>B'], 'B'],
  ['people moved it, and the registry gave another number since', ['A>B', '2026-04 B C'], 'C'],
  ['both, and the registry gave another number since', ['2026-03 A B', 'A>B', '2026-04 B C'], 'C'],
  ['the registry shows it, and people moved it on', ['2026-03 A B', 'B>C'], 'C'],
  ['it split, and people decided which is the family', ['2026-03 A B', '2026-03 A C', 'A>C'], 'C'],
  ['it split, and nobody decided', ['2026-03 A B', '2026-03 A C'], 'A'],
  ['its number is of another family, and it has one of its own', [`A>${aside}`, '2026-03 A B'], 'B'],
  ['the new number was of another family before', ['2026-02 B D', '2026-03 A B', 'A>B'], 'B'],
  ['it came back', ['2026-03 A B', 'A>B', '2026-05 B A'], 'A'],
])('%s', (_, steps, now) => {
  expect(nowOf('A', '2026-01', steps)).toBe(now);
});
