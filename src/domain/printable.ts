/**
 * What a terminal obeys, or shows as nothing: controls with tab and line breaks, marks and overrides of direction,
 * blanks of no width, halves of a surrogate pair. Joiners (U+200C, U+200D) stay: words of Arabic script are spelt with
 * them.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A text as one line that moves nothing on a terminal: what it must not hold is spelt `\n`, `\x1b`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, spelt);
}

/** The first character of a text that would not be printed as it is, spelt out; null when there is none. */
export function firstUnprintable(text: string): string | null {
  const [found] = text.match(UNPRINTABLE) ?? [];
  return found === undefined ? null : spelt(found);
}

/** A value as JSON on one line. The characters that `printable` spells out are `\uXXXX`: they mean the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) => `\\u${hexadecimal(character, 4)}`);
}

function spelt(character: string): string {
  const short = character < '\u0100';
  return NAMED[character] ?? (short ? `\\x${hexadecimal(character, 2)}` : `\\u${hexadecimal(character, 4)}`);
}

function hexadecimal(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** A part of a line in a colour, in bold or dimmed; `format` is null where nothing is painted. */
export type Painted = { readonly text: string; readonly format: Format | null };
export type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/**
 * One line of what people read, without its end: a text, or parts of which some are painted. A line break or an
 * escape sequence inside a text is never obeyed, so no value can make a line or a colour.
 */
export type Line = string | Painted | readonly (string | Painted)[];
