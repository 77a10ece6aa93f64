import { expect, test } from 'vitest';
import { theMonth } from './the-month.js';

test('October 2026: a Saturday ends it', () => {
  expect(theMonth('2026-10')).toEqual({
    period: '2026-10',
    priorPeriod: '2026-09',
    reference: '2026-10-31',
    priorReference: '2026-09-30',
    executionDate: '2026-10-30',
    cutoffs: {
      now: {
        child: '2005-10-31',
        infant: '2020-10-31',
        adult: '2008-10-31',
        elderly: '1966-10-31',
        newborn: '2026-04-30',
      },
      before: { child: '2005-09-30', infant: '2020-09-30' },
    },
    september: false,
  });
});

test('January follows December; a leap day has no day six months or a year before', () => {
  expect(theMonth('2027-01')).toMatchObject({ priorPeriod: '2026-12', priorReference: '2026-12-31' });
  expect(theMonth('2028-02').cutoffs.now).toMatchObject({ child: '2007-02-28', newborn: '2027-08-29' });
  expect(theMonth('2026-08').cutoffs.now.newborn).toBe('2026-02-28');
  expect(theMonth('2026-09')).toMatchObject({ september: true, executionDate: '2026-09-30' });
  expect(theMonth('2027-02').executionDate).toBe('2027-02-26'); // the 28th is a Sunday
});
