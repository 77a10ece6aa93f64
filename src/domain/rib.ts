/**
 * RIB: the Moroccan bank-account number, 24 digits — bank (3), city (3), account (16), key (2).
 * The key is right when the 24 digits, read as one number, leave 0 when divided by 97.
 */
const RIB = /^[0-9]{24}$/;

/** Remainder by 97 of a string of digits of any length, without big integers. */
function modulo97(digits: string): number {
  let remainder = 0;
  for (let i = 0; i < digits.length; i += 7) {
    remainder = Number(String(remainder) + digits.slice(i, i + 7)) % 97;
  }
  return remainder;
}

/** True when `text` is 24 digits with a right key. */
export function isRib(text: string): boolean {
  return RIB.test(text) && modulo97(text) === 0;
}

/** The two-digit key that completes the first 22 digits of a RIB. */
export function ribKey(first22: string): string {
  return String(97 - modulo97(`${first22}00`)).padStart(2, '0');
}

/**
 * What makes a RIB an IBAN: the country and its check digits (ISO 13616: 98 less the remainder by 97 of the
 * account number, the country as 2210 and 00). They are 64 for every Moroccan account: a RIB with a right key
 * leaves 0, so all that remains is 221000, which leaves 34, and 98 − 34 = 64.
 */
export const IBAN_PREFIX = 'MA64';

/**
 * SQL of the engine: 64 bits of an account's MD5, by which a later run finds who bore it; null where none is given. The
 * engine's md5_number_lower gives the same number by way of a text of 128 bits, at three times the price.
 */
export function accountDigestSql(account: string): string {
  return `CASE WHEN ${account} <> '' THEN CAST(md5_number(${account}) >> 64 AS UBIGINT) END`;
}
