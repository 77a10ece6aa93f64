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
