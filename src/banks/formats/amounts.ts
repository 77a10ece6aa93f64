/** Amounts of messages, as whole centimes: read from their digits, never through a float. */
const DECIMAL = /^\+?(\d{1,13})(?:\.(\d{0,2})0*)?$/;

/** Centimes of "500", "500.5" or "500.00"; null for anything else, also for a fraction of a centime. */
export function readCentimes(text: string): number | null {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return null;
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** Characters of a code or a reference: no standard allows more. */
export const LONGEST_REFERENCE = 35;
const PLAIN = /^[!#-[\]-~]{0,35}$/;

/**
 * A code, a reference or words as they may stand in our files: no tabs, quotes or line breaks, and no longer than
 * `longest`.
 */
export function token(text: string, longest: number = LONGEST_REFERENCE): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[^\x21-\x7e\u00a0-\uffff]+/g, ' ')
    .replace(/["\\]/g, "'")
    .trim()
    .slice(0, longest);
}
