import { describe, expect, it } from 'vitest';
import {
  ageOn,
  birthCutoff,
  birthday,
  isDay,
  lastWorkingDay,
  monthsBefore,
  referenceDate,
  schoolYear,
  shiftPeriod,
} from './period.js';
import { isPeriod, parsePeriod } from './period-text.js';

describe('payment months', () => {
  it.each(['2023-12', '2026-01', '1900-01'])('%s is one', (text) => expect(isPeriod(text)).toBe(true));
  it.each(['2026-13', '2026-00', '2026-1', '26-01', '2026/01', '2026-01-01', ' 2026-01', '', '1899-12'])(
    '%j is none, and the message shows how to write one',
    (text) => {
      expect(isPeriod(text)).toBe(false);
      expect(() => parsePeriod(text)).toThrow(`--period: "${text}" is no month; give one as YYYY-MM`);
    },
  );

  it('are shifted over the turn of the year', () => {
    expect(shiftPeriod('2026-01', -1)).toBe('2025-12');
    expect(shiftPeriod('2025-12', 1)).toBe('2026-01');
    expect(shiftPeriod('2026-03', -13)).toBe('2025-02');
  });
});

describe('the reference date is the last day of the payment month (rules, 1)', () => {
  it.each([
    ['2026-01', '2026-01-31'],
    ['2026-02', '2026-02-28'],
    ['2024-02', '2024-02-29'],
    ['2000-02', '2000-02-29'],
    ['2100-02', '2100-02-28'],
    ['2026-04', '2026-04-30'],
    ['2026-12', '2026-12-31'],
  ])('%s → %s', (period, day) => expect(referenceDate(period)).toBe(day));
});

describe('a school year starts on 1 September', () => {
  it.each([
    ['2026-08-31', '2025-2026'],
    ['2026-09-01', '2026-2027'],
    ['2026-12-31', '2026-2027'],
    ['2027-01-01', '2026-2027'],
    ['2027-08-31', '2026-2027'],
  ])('%s is in %s', (day, year) => expect(schoolYear(day)).toBe(year));
});

describe('ages are completed years; a person born on 29 February completes one on 1 March of a common year (rules, 1)', () => {
  const completed = (birth: string, years: number, on: string) => birth <= birthCutoff(on, years);

  it.each([
    ['the day itself', '2008-09-30', 18, '2026-09-30', true],
    ['the day after', '2008-10-01', 18, '2026-09-30', false],
    ['29 February, on 28 February of a common year', '2008-02-29', 18, '2026-02-28', false],
    ['29 February, on 1 March of a common year', '2008-02-29', 18, '2026-03-01', true],
    ['28 February, on 28 February of a common year', '2008-02-28', 18, '2026-02-28', true],
    ['29 February, on 29 February of a leap year', '2004-02-29', 20, '2024-02-29', true],
    ['28 February, on 29 February of a leap year', '2003-02-28', 21, '2024-02-29', true],
    ['1 March, on 29 February of a leap year', '2003-03-01', 21, '2024-02-29', false],
    ['29 February of a century, on 28 February', '2000-02-29', 21, '2021-02-28', false],
    ['a birth in 1900, which was no leap year', '1900-03-01', 60, '1960-02-29', false],
  ])('%s', (_, birth, years, on, expected) => expect(completed(birth, years, on)).toBe(expected));

  it.each([
    ['2005-11-12', 21, '2026-11-12'],
    ['2004-02-29', 21, '2025-03-01'],
    ['2004-02-29', 20, '2024-02-29'],
    ['2004-02-28', 21, '2025-02-28'],
    ['2000-02-29', 100, '2100-03-01'],
    ['2026-01-31', 0, '2026-01-31'],
  ])('born %s, %i years are completed on %s, and the day before they are not', (birth, years, day) => {
    expect(birthday(birth, years)).toBe(day);
    expect(ageOn(birth, day)).toBe(years);
    expect(completed(birth, years, day)).toBe(true);
  });

  it('birthday, age and cutoff say the same of any birth on any day', () => {
    for (const birth of ['2004-02-29', '2004-02-28', '2004-03-01', '2003-12-31', '2004-01-01']) {
      for (const on of ['2024-02-28', '2024-02-29', '2025-02-28', '2025-03-01', '2024-12-31', '2025-01-01']) {
        for (const years of [19, 20, 21, 22]) {
          const place = `${birth}, ${years} years, on ${on}`;
          expect(birthday(birth, years) <= on, place).toBe(completed(birth, years, on));
          expect(ageOn(birth, on) >= years, place).toBe(completed(birth, years, on));
        }
      }
    }
  });
});

describe('calendar days', () => {
  it.each(['2024-02-29', '1900-01-01', '2026-12-31'])('%s is one', (day) => expect(isDay(day)).toBe(true));
  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-9-30',
    '2026-09-1',
    '30-09-2026',
    '',
    '2026-09-30 ',
  ])('%j is none', (day) => expect(isDay(day)).toBe(false));

  it('months before a day stop at the end of a shorter month', () => {
    expect(monthsBefore('2026-08-31', 6)).toBe('2026-02-28');
    expect(monthsBefore('2024-08-31', 6)).toBe('2024-02-29');
    expect(monthsBefore('2026-06-30', 6)).toBe('2025-12-30');
  });

  it.each([
    ['a Wednesday', '2026-09', '2026-09-30'],
    ['a Saturday', '2026-01', '2026-01-30'],
    ['a Sunday', '2026-05', '2026-05-29'],
    ['a Friday', '2026-07', '2026-07-31'],
    ['a Saturday, 28 February', '2026-02', '2026-02-27'],
  ])('orders are executed on the last Monday-to-Friday: the month ends on %s', (_, period, day) => {
    expect(lastWorkingDay(period)).toBe(day);
  });
});
