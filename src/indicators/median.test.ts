import { describe, expect, it } from 'vitest';
import { amount } from '../domain/money.js';
import { median } from './median.js';

/** The middle amount in order; of an even number, the exact mean of the two in the middle. */
describe('median of amounts that so many families have', () => {
  it.each<[string, [string, number][], string | undefined, string | undefined, string | undefined]>([
    ['nobody', [], undefined, undefined, undefined],
    ['an amount that nobody has', [['500.00', 0]], undefined, undefined, undefined],
    ['one family', [['500.00', 1]], '500.00', '500.00', '1'],
    [
      'odd: the one in the middle, however they come',
      [
        ['900.00', 1],
        ['500.00', 1],
        ['600.00', 1],
      ],
      '600.00',
      '600.00',
      '1',
    ],
    [
      'even: the mean of two different ones',
      [
        ['500.00', 2],
        ['700.00', 2],
      ],
      '600.00',
      '1200.00',
      '2',
    ],
    [
      'even: the mean of one and the same',
      [
        ['500.00', 3],
        ['700.00', 1],
      ],
      '500.00',
      '1000.00',
      '2',
    ],
    [
      'the last of the lower half and the first of the upper',
      [
        ['500.00', 1],
        ['600.00', 1],
        ['700.01', 1],
        ['5000.00', 1],
      ],
      '650.005',
      '1300.01',
      '2',
    ],
    [
      'a third decimal is kept, never rounded',
      [
        ['0.01', 1],
        ['0.02', 1],
      ],
      '0.015',
      '0.03',
      '2',
    ],
    [
      'one more on either side moves it',
      [
        ['500.00', 2],
        ['700.00', 3],
      ],
      '700.00',
      '700.00',
      '1',
    ],
    [
      'the same amount in two entries counts twice',
      [
        ['500.00', 1],
        ['900.00', 2],
        ['500.00', 2],
      ],
      '500.00',
      '500.00',
      '1',
    ],
    ['nothing at all', [['0.00', 2]], '0.00', '0.00', '2'],
    [
      'by size, not as text',
      [
        ['1000.00', 1],
        ['500.00', 1],
        ['1308.00', 1],
      ],
      '1000.00',
      '1000.00',
      '1',
    ],
  ])('%s', (_, counted, value, numerator, denominator) => {
    const amounts = counted.map(([text, families]) => ({ amount: amount(text), families }));
    const found = median(amounts);
    expect([found?.value, found?.numerator, found?.denominator]).toEqual([value, numerator, denominator]);
  });
});
