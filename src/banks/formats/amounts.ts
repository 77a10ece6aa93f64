/** Amounts of messages in whole centimes. They are read from their digits, never through a floating-point number. */
const DECIMAL = /^\+?(\d{1,13})(?:\.(\d{0,2})0*)?$/;

/** Returns the centimes of "500", "500.5" or "500.00"; null for any other text, and for a fraction of a centime. */
export function readCentimes(text: string): number | null {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return null;
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** The longest code or reference that the standards allow, in characters. */
export const LONGEST_REFERENCE = 35;
const PLAIN = /^[!#-[\]-~]{0,35}$/;

/**
 * Returns a code, a reference or words in a form that is safe in the output files: without tabs, quotes or line
 * breaks, and at most `longest` characters.
 */
export function token(text: string, longest: number = LONGEST_REFERENCE): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[^\x21-\x7e\u00a0-\uffff]+/g, ' ')
    .replace(/["\\]/g, "'")
    .trim()
    .slice(0, longest);
}
