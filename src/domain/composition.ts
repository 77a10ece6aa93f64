/**
 * A composition: what a household's monthly aid depends on, and nothing else — its paid children in rank
 * order, each with age band, schooling, fatherlessness and severe disability. Households with the same
 * composition receive the same amount, by construction.
 *
 * Two spellings. The engine's is one letter a child ("EF"), cheap to group by. People's is one token a
 * child, joined by dots ("S.Sd"): a band letter, then marks.
 */
export const BANDS = ['I', 'S', 'N'] as const;
/** I: aged 0-5. S: 6-20 and schooled. N: 6-20 and not schooled. */
export type Band = (typeof BANDS)[number];

export type PaidChild = { readonly band: Band; readonly fatherless: boolean; readonly disabled: boolean };

/** People's spelling of a household without a paid child. */
export const NO_CHILD = 'none';

const FIRST_LETTER = 'A'.charCodeAt(0);
const TOKEN = /^([ISN])(f?)(d?)$/;

/** Every engine letter, in order: letter = 4 × band + 2 × fatherless + disabled. */
export const CHILD_LETTERS = 'ABCDEFGHIJKL';

/** Reads the engine's spelling ("" is no paid child). */
export function fromLetters(letters: string): PaidChild[] {
  return [...letters].map((letter) => {
    const index = letter.charCodeAt(0) - FIRST_LETTER;
    const band = BANDS[index >> 2];
    if (band === undefined || index < 0) throw new RangeError(`not a child letter: ${letter}`);
    return { band, fatherless: (index & 2) !== 0, disabled: (index & 1) !== 0 };
  });
}

/** Reads people's spelling ("S.Nfd", "none"). */
export function fromText(text: string): PaidChild[] {
  if (text === NO_CHILD) return [];
  return text.split('.').map((token) => {
    const match = TOKEN.exec(token);
    if (!match) throw new RangeError(`not a composition: ${JSON.stringify(text)}`);
    return { band: match[1] as Band, fatherless: match[2] === 'f', disabled: match[3] === 'd' };
  });
}

/** People's spelling of some paid children in rank order. */
export function toText(children: readonly PaidChild[]): string {
  if (children.length === 0) return NO_CHILD;
  return children
    .map((child) => `${child.band}${child.fatherless ? 'f' : ''}${child.disabled ? 'd' : ''}`)
    .join('.');
}
