import { addDays } from 'date-fns/addDays';
import { addMonths } from 'date-fns/addMonths';
import { addYears } from 'date-fns/addYears';
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays';
import { format } from 'date-fns/format';
import { isValid } from 'date-fns/isValid';
import { lastDayOfMonth } from 'date-fns/lastDayOfMonth';
import { parse } from 'date-fns/parse';
import { subDays } from 'date-fns/subDays';
import { subMonths } from 'date-fns/subMonths';
import { subYears } from 'date-fns/subYears';

/**
 * Payment months ("2026-09") and calendar days ("2026-09-30"), both as text.
 * This is the only file that imports date-fns (function by function: the whole library takes every command a
 * sixth of a second to load). Nothing here looks at the clock.
 */
export type Period = string;
export type Day = string;

const DAY_FORMAT = 'yyyy-MM-dd';
const EPOCH = new Date(2000, 0, 1);

/** True when `text` is a real calendar day written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const date = parse(text, DAY_FORMAT, EPOCH);
  return isValid(date) && format(date, DAY_FORMAT) === text;
}

function toDate(day: Day): Date {
  return parse(day, DAY_FORMAT, EPOCH);
}

function toDay(date: Date): Day {
  return format(date, DAY_FORMAT);
}

function firstDay(period: Period): Date {
  return toDate(`${period}-01`);
}

/** The month `months` after (or, negative, before) `period`. */
export function shiftPeriod(period: Period, months: number): Period {
  return format(addMonths(firstDay(period), months), 'yyyy-MM');
}

/** Every month from one to another, both included; none when `to` is before `from`. */
export function periodsBetween(from: Period, to: Period): Period[] {
  const periods: Period[] = [];
  for (let one = from; one <= to; one = shiftPeriod(one, 1)) periods.push(one);
  return periods;
}

/** The reference date of a month: its last day (rules, 1). */
export function referenceDate(period: Period): Day {
  return toDay(lastDayOfMonth(firstDay(period)));
}

/**
 * The latest birth date of those who have completed `years` on `day`.
 * A person born on 29 February completes a year on 1 March of a common year (rules, 1); so on 28 February
 * the cutoff is 28 February, and on 29 February of a leap year it is clamped to 28 February.
 */
export function birthCutoff(day: Day, years: number): Day {
  return toDay(subYears(toDate(day), years));
}

/**
 * The day on which a person completes `years`: the other side of `birthCutoff`. Who was born on 29 February
 * completes a year on 1 March of a common year (rules, 1).
 */
export function birthday(birth: Day, years: number): Day {
  const day = toDay(addYears(toDate(birth), years));
  return birth.endsWith('-02-29') && day.endsWith('-02-28') ? `${day.slice(0, 4)}-03-01` : day;
}

/** Completed years on `day` of a person born on `birth`, which must not be after it. */
export function ageOn(birth: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return birthday(birth, years) <= day ? years : years - 1;
}

/** The day `months` months before `day`, clamped to the end of a shorter month. */
export function monthsBefore(day: Day, months: number): Day {
  return toDay(subMonths(toDate(day), months));
}

/** The school year that holds `day`, as "2025-2026". School years start on 1 September. */
export function schoolYear(day: Day): string {
  const year = Number(day.slice(0, 4));
  const start = day.slice(5, 7) >= '09' ? year : year - 1;
  return `${start}-${start + 1}`;
}

/** The last Monday-to-Friday day of the month: when orders are executed unless configured otherwise. */
export function lastWorkingDay(period: Period): Day {
  let date = lastDayOfMonth(firstDay(period));
  while (date.getDay() === 0 || date.getDay() === 6) date = subDays(date, 1);
  return toDay(date);
}

/** Mondays to Fridays between two days, without these two; 0 when the second is not later. */
export function workingDaysBetween(from: Day, to: Day): number {
  let days = 0;
  for (let date = addDays(toDate(from), 1); date < toDate(to); date = addDays(date, 1))
    if (date.getDay() !== 0 && date.getDay() !== 6) days++;
  return days;
}

/** Days from one day to another; negative when the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return differenceInCalendarDays(toDate(to), toDate(from));
}
