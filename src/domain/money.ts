import { Decimal } from 'decimal.js';

/**
 * Money: exact decimals of dirhams. This is the only file that imports decimal.js, so that there is one
 * door to arithmetic on amounts. Amounts travel as text with two decimals ("1008.00") between the engine,
 * the files and this module; binary floating point never holds one.
 */
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 });

export type Amount = Decimal;

export const ZERO: Amount = new Exact(0);

const AMOUNT_TEXT = /^-?\d{1,15}(\.\d{1,2})?$/;
const DECIMAL_TEXT = /^-?\d{1,20}(\.\d{1,20})?$/;

/** Reads an amount in dirhams with at most two decimals. Throws RangeError on anything else. */
export function amount(text: string): Amount {
  if (!AMOUNT_TEXT.test(text)) throw new RangeError(`not an amount in dirhams: ${JSON.stringify(text)}`);
  return new Exact(text);
}

/** Reads a plain decimal (a limit, a score). Throws RangeError on exponents, blanks or anything else. */
export function decimal(text: string): Decimal {
  if (!DECIMAL_TEXT.test(text)) throw new RangeError(`not a decimal number: ${JSON.stringify(text)}`);
  return new Exact(text);
}

/** Exact sum. */
export function sum(amounts: Iterable<Amount>): Amount {
  let total = ZERO;
  for (const one of amounts) total = total.plus(one);
  return total;
}

/** The larger of two amounts. */
export function larger(a: Amount, b: Amount): Amount {
  return a.greaterThanOrEqualTo(b) ? a : b;
}

/** Text with exactly two decimals; throws when that would lose a digit. */
export function toText(value: Amount): string {
  if (value.decimalPlaces() > 2) throw new RangeError(`more than two decimals: ${value.toString()}`);
  return value.toFixed(2);
}

/** Text in dirhams of a whole number of centimes: 125050 → "1250.50". */
export function dirhams(centimes: number | bigint): string {
  return toText(new Exact(centimes.toString()).dividedBy(100));
}

/** The centimes of an amount's text: "1250.50" → 125050. Throws RangeError beyond JavaScript's exact numbers. */
export function centimesOf(text: string): number {
  const centimes = amount(text).times(100).toNumber();
  if (!Number.isSafeInteger(centimes)) throw new RangeError(`too large an amount: ${text}`);
  return centimes;
}

/** At most this share of an amount, in whole centimes: 25 % of 500.03 is 125.00. */
export function shareDown(value: Amount, part: Amount): Amount {
  return value.times(part).toDecimalPlaces(2, Decimal.ROUND_DOWN);
}

/** |now − before| ÷ before, to forty digits; null when there is nothing to compare with. */
export function relativeChange(now: Amount, before: Amount): Decimal | null {
  if (before.isZero()) return null;
  return now.minus(before).abs().dividedBy(before);
}

/** part ÷ whole, to forty digits; 0 when the whole is 0. */
export function share(part: number | bigint, whole: number | bigint): Decimal {
  if (BigInt(whole) === 0n) return ZERO;
  return new Exact(part.toString()).dividedBy(new Exact(whole.toString()));
}

/** A share or a change as it is shown, with at most six decimals. What is compared is never rounded first. */
export function shareToText(value: Decimal): string {
  return value.toDecimalPlaces(6).toString();
}

/**
 * A quotient, rounded half up to a fixed number of decimals: for averages and rates, never for an amount that
 * is paid. Null when there is nothing to divide by.
 */
export function quotientToText(part: Decimal, whole: Decimal, decimals: number): string | null {
  if (whole.isZero()) return null;
  const rounded = part.dividedBy(whole).toDecimalPlaces(decimals);
  return (rounded.isZero() ? ZERO : rounded).toFixed(decimals);
}

/** Text for people: "2,318,402,150.00". The separators do not depend on the machine's locale. */
export function toPeople(value: Amount | string): string {
  const text = toText(typeof value === 'string' ? amount(value) : value);
  const [whole = '', cents = ''] = text.split('.');
  return `${groupThousands(whole)}.${cents}`;
}

/** Signed text for people: "+1,200.00". */
export function toPeopleSigned(value: Amount | string): string {
  const text = toPeople(value);
  return text.startsWith('-') ? text : `+${text}`;
}

/** A whole number for people: "3,900,000". */
export function countToPeople(count: number | bigint): string {
  return groupThousands(count.toString());
}

/** A count with what is counted: "1 family", "3,900,000 families". @param many the plural, where it is not the singular with an s */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${countToPeople(count)} ${BigInt(count) === 1n ? one : many}`;
}

function groupThousands(digits: string): string {
  const from = digits.startsWith('-') ? 1 : 0;
  let end = from + ((digits.length - from) % 3 || 3);
  let grouped = digits.slice(0, end);
  for (; end < digits.length; end += 3) grouped += `,${digits.slice(end, end + 3)}`;
  return grouped;
}

/** A share's text as a percentage for people: "0.0625" → "6.25 %"; what is no number stays as it is: "new". */
export function percentToPeople(share: string): string {
  return /^-?\d+(\.\d+)?$/.test(share) ? `${decimal(share).times(100).toString()} %` : share;
}

/** A currency (ISO 4217) for readers: DH for dirhams, and when none ("") is given. */
export const unitOf = (currency: string): string => (currency === '' || currency === 'MAD' ? 'DH' : currency);
