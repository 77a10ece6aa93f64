import { isOrderId, orderIdOfRemittance } from '../../domain/order-id.js';
import { LONGEST_REFERENCE, token } from './amounts.js';

/** References that institutions give back, in an id element or in free text. */

/** What institutions write when they have no reference, in capital letters and without punctuation. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'NONREF',
  'NOREF',
  'NOREFERENCE',
  'NOTPROVIDED',
  'NOTAVAILABLE',
  'NOTAVAIL',
  'NONFOURNI',
  'NONE',
  'NULL',
  'NIL',
  'NA',
]);
/** No placeholder is longer than this, and every order id is longer. */
const LONGEST_PLACEHOLDER = 16;

/** Returns the reference of an id element; "" for a placeholder: NONREF, "NOT PROVIDED", zeros, dots. */
export function referenceOf(text: string): string {
  if (text.length > LONGEST_PLACEHOLDER) return token(text);
  const signs = text.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  return signs === '' || PLACEHOLDERS.has(signs) || /^(?:0+|X+)$/.test(signs) ? '' : token(text);
}

/** A word may be as long as a line of remittance information. */
const LONGEST_WORD = 140;
const WITHIN_WORDS = /[/:;,()[\]|=?+]/;
const FULL_STOP = '.';

/** The words of texts: the parts between blanks, and the parts of these between / : ; , and similar characters. */
export function wordsIn(texts: readonly string[]): string[] {
  const words: string[] = [];
  for (const text of texts) {
    if (text === '') continue;
    for (const raw of text.split(/\s+/)) {
      const word = token(raw, LONGEST_WORD);
      if (word === '') continue;
      words.push(word);
      for (const part of WITHIN_WORDS.test(word) ? word.split(WITHIN_WORDS) : [word]) {
        const bare = withoutFullStop(part);
        if (bare !== '' && bare !== word) words.push(bare);
      }
    }
  }
  return words;
}

/**
 * Returns the only order that texts name, by its id or in the form of our own remittance information; "" when they
 * name none, or several.
 */
export function orderInWords(texts: readonly string[], words: readonly string[]): string {
  const found = new Set(
    words
      .filter((word) => word.length <= LONGEST_REFERENCE)
      .map((word) => word.toUpperCase())
      .filter(isOrderId),
  );
  for (const text of texts) {
    const order = text === '' ? null : orderIdOfRemittance(text.toUpperCase());
    if (order !== null) found.add(order);
  }
  const [only = ''] = found;
  return found.size === 1 ? only : '';
}

/** Systems of banks cut a text into lines of so many characters, in the middle of a word. */
const LINES: ReadonlySet<number> = new Set([35, 140]);

/** What stands between two lines of a text: nothing, where the first is full and ends within an order id. */
export function betweenLines(first: string, next: string): '' | ' ' {
  const isFull = LINES.has(first.length);
  return isFull && /[0-9A-Z-]$/.test(first) && /^[0-9]/.test(next) ? '' : ' ';
}

function withoutFullStop(word: string): string {
  let end = word.length;
  while (end > 0 && word[end - 1] === FULL_STOP) end--;
  return word.slice(0, end);
}
