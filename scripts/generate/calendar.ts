/**
 * Dates as whole days since 1900-01-01 (day 0), and months. Own arithmetic, because a Date would bring
 * time zones and millions of objects.
 */

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const OLDEST_AGE = 120;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Leap days from year 1 to the end of `year`. */
function leapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** Days in a month; `month` is 1 to 12. */
export function monthLength(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Day number of a date; `month` is 1 to 12. */
export function dayNumber(year: number, month: number, day: number): number {
  const leapDayPassed = month > 2 && isLeap(year) ? 1 : 0;
  const daysBeforeYear = (year - 1900) * 365 + leapDays(year - 1) - leapDays(1899);
  return daysBeforeYear + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + leapDayPassed + day - 1;
}

/** Every ISO date from 1900-01-01 on, by day number: rows are written from this table. */
const ISO_DATES: string[] = [];
for (let year = 1900; year <= 2100; year++) {
  for (let month = 1; month <= 12; month++) {
    const prefix = `${year}-${String(month).padStart(2, '0')}-`;
    for (let day = 1; day <= monthLength(year, month); day++) {
      ISO_DATES.push(prefix + String(day).padStart(2, '0'));
    }
  }
}

/** `YYYY-MM-DD` of a day number. */
export function isoDate(day: number): string {
  return ISO_DATES[day] ?? '';
}

/** One payment month. Its reference date is its last day. */
export interface Month {
  /** `YYYY-MM` */
  readonly label: string;
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** Months since year 0: consecutive months differ by 1. */
  readonly serial: number;
  /** Day number of the first day. */
  readonly first: number;
  /** Day number of the last day, the reference date. */
  readonly last: number;
  /** A person is `n` completed years old or more when the birth day is at most `bornBy[n]`. */
  readonly bornBy: Int32Array;
  /** A child is younger than six months when the birth day is above this one. */
  readonly sixMonthsBefore: number;
}

/** The day `years` years before the last day of a month; one born on 29 February is older from 1 March only. */
function anniversary(year: number, month: number, day: number): number {
  return dayNumber(year, month, Math.min(day, monthLength(year, month)));
}

/** The month with this serial number. */
export function monthOf(serial: number): Month {
  const year = Math.floor(serial / 12);
  const month = (serial % 12) + 1;
  const length = monthLength(year, month);
  const bornBy = new Int32Array(OLDEST_AGE + 1);
  for (let age = 0; age <= OLDEST_AGE; age++) bornBy[age] = anniversary(year - age, month, length);
  const earlier = serial - 6;
  return {
    label: `${year}-${String(month).padStart(2, '0')}`,
    year,
    month,
    serial,
    first: dayNumber(year, month, 1),
    last: dayNumber(year, month, length),
    bornBy,
    sixMonthsBefore: anniversary(Math.floor(earlier / 12), (earlier % 12) + 1, length),
  };
}

/** Serial number of a `YYYY-MM`, or undefined when it is none. */
export function monthSerial(label: string): number | undefined {
  const match = /^([0-9]{4})-(0[1-9]|1[0-2])$/.exec(label);
  return match ? Number(match[1]) * 12 + Number(match[2]) - 1 : undefined;
}

/** Age in completed years on the last day of the month. */
export function ageAt(month: Month, birth: number): number {
  let age = Math.min(OLDEST_AGE, Math.floor((month.last - birth) / 365));
  while (age > 0 && birth > (month.bornBy[age] ?? 0)) age--;
  return age;
}
