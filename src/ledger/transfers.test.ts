import { expect, test } from 'vitest';
import { familyBefore, familyBeforeOf, numbersOf, type Transferred } from './transfers.js';

const moved = (from: string, to: string, before: string | null): Transferred => ({
  from,
  to,
  reason: 'decided',
  before,
});

test.each([
  ['a number that was never moved', [], '2026-01', ['A']],
  ['a chain', [moved('A', 'B', null), moved('B', 'C', null)], '2026-01', ['A', 'B', 'C']],
  [
    'a chain that comes back',
    [moved('A', 'B', '2026-03'), moved('B', 'A', '2026-04')],
    '2026-01',
    ['A', 'B', 'A'],
  ],
  ['what came up after the transfer stays', [moved('A', 'B', '2026-03')], '2026-03', ['A']],
  ['the last month that is moved', [moved('A', 'B', '2026-03')], '2026-02', ['A', 'B']],
  [
    'the same transfer again',
    [moved('A', 'B', '2026-03'), moved('A', 'B', '2026-05')],
    '2026-04',
    ['A', 'B'],
  ],
  [
    'two families that exchange numbers',
    [moved('A', 'A@2026-02', '2026-02'), moved('B', 'B@2026-02', '2026-02'), moved('A@2026-02', 'B', null)],
    '2026-01',
    ['A', 'A@2026-02', 'B'],
  ],
])('%s', (_case, transfers, month, numbers) => {
  expect(numbersOf(transfers, 'A', month)).toEqual(numbers);
});

test.each([
  [familyBefore('H-1', '2026-02'), { householdId: 'H-1', month: '2026-02' }],
  ['H-1', null],
])('of the family before: %s', (number, parts) => expect(familyBeforeOf(number)).toEqual(parts));
