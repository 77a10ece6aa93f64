import { OperatorError } from './errors.js';
import type { Period } from './period.js';

/** How a payment month is written. The flags of every command need it, and none of them the calendar. */
const PERIOD = /^\d{4}-(0[1-9]|1[0-2])$/;

/** True when `text` is a payment month, YYYY-MM, from 1900 on. */
export function isPeriod(text: string): boolean {
  return PERIOD.test(text) && text >= '1900-01';
}

/** Reads the payment month of an option; an OperatorError says what is expected. */
export function parsePeriod(text: string, option = '--period'): Period {
  if (!isPeriod(text)) {
    throw new OperatorError(`${option}: "${text}" is no month; give one as YYYY-MM, for example 2026-09`);
  }
  return text;
}
