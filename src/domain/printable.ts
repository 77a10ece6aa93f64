/**
 * What is shown as nothing: characters that ignoring is the default for (soft hyphen, fillers, variation selectors,
 * tags …), of format, and the blank pattern of braille. Arabic and Indic signs that enclose a number are of format by
 * name alone: they are seen.
 */
const INVISIBLE = String.raw`\p{Cf}\p{DI}\u2800`;
const NUMBER_SIGNS = String.raw`\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}`;

/**
 * What a terminal obeys, or shows as nothing: controls with tab and line breaks, marks and overrides of direction,
 * halves of a surrogate pair, whatever is invisible. Joiners (U+200C, U+200D) stay: words of Arabic script need
 * them.
 */
const UNPRINTABLE = new RegExp(
  String.raw`(?![\u200c\u200d${NUMBER_SIGNS}])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}${INVISIBLE}]`,
  'gu',
);

const SEEN = new RegExp(String.raw`[${NUMBER_SIGNS}]|[^\s${INVISIBLE}]`, 'u');

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A text as one line that moves nothing on a terminal: what it must not hold is escaped: `\n`, `\x1b`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** Whether nothing of a text is seen: it is empty, or holds blanks and what is invisible, joiners among it. */
export function isBlank(text: string): boolean {
  return !SEEN.test(text);
}

/**
 * The first character of a text that would not be printed as it is, escaped, and its place among the characters,
 * from 1; null when there is none.
 */
export function firstUnprintable(text: string): { readonly shown: string; readonly place: number } | null {
  const [found] = text.matchAll(UNPRINTABLE);
  if (found === undefined) return null;
  return { shown: escaped(found[0]), place: [...text.slice(0, found.index)].length + 1 };
}

/** A value as JSON on one line. The characters that `printable` escapes are `\uXXXX`: they mean the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, i) => `\\u${hexadecimal(character.charAt(i), 4)}`).join(''),
  );
}

function escaped(character: string): string {
  const short = NAMED[character];
  if (short !== undefined) return short;
  if (character < '\u0100') return `\\x${hexadecimal(character, 2)}`;
  const digits = hexadecimal(character, 4);
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
}

/** The number of a character, in at least so many digits. */
function hexadecimal(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}

/** A part of a line in a colour, in bold or dimmed; `format` is null where nothing is painted. */
export type Painted = { readonly text: string; readonly format: Format | null };
export type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/**
 * One line of what people read, without its end: a text, or parts of which some are painted. A line break or an
 * escape sequence inside a text is never obeyed, so no value can make a line or a colour.
 */
export type Line = string | Painted | readonly (string | Painted)[];
