import { isOrderId, orderIdOfRemittance } from '../../domain/order-id.js';
import { LONGEST_REFERENCE, token } from './amounts.js';

/**
 * References as institutions give them back: in the place of an id, or somewhere in words.
 */

/** What institutions write where they have no reference to give, in capital letters and without signs. */
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
/** No placeholder is longer; no order's id is as short. */
const LONGEST_PLACEHOLDER = 16;

/** The reference in the place of an id; "" for a placeholder of one: NONREF, "NOT PROVIDED", zeros, dots. */
export function referenceOf(text: string): string {
  if (text.length > LONGEST_PLACEHOLDER) return token(text);
  const signs = text.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  return signs === '' || PLACEHOLDERS.has(signs) || /^(?:0+|X+)$/.test(signs) ? '' : token(text);
}

/** A word may be as long as a line of remittance information. */
const LONGEST_WORD = 140;
const WITHIN_WORDS = /[/:;,()[\]|=?+]/;
const FULL_STOP = '.';

/** The words of texts: what stands between blanks; and what stands between / : ; , and the like within these. */
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

/** The one order that texts name, by its id or as our own remittance information does; "" for none, or several. */
export function orderInWords(texts: readonly string[], words: readonly string[]): string {
  const found = new Set(words.filter((word) => word.length <= LONGEST_REFERENCE && isOrderId(word)));
  for (const text of texts) {
    const order = text === '' ? null : orderIdOfRemittance(text);
    if (order !== null) found.add(order);
  }
  const [only = ''] = found;
  return found.size === 1 ? only : '';
}

function withoutFullStop(word: string): string {
  let end = word.length;
  while (end > 0 && word[end - 1] === FULL_STOP) end--;
  return word.slice(0, end);
}
