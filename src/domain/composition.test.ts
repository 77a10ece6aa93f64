import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BANDS,
  CHILD_LETTERS,
  fromLetters,
  fromText,
  NO_CHILD,
  type PaidChild,
  toText,
} from './composition.js';

const child = fc.record({
  band: fc.constantFrom(...BANDS),
  fatherless: fc.boolean(),
  disabled: fc.boolean(),
});

describe('a composition has two spellings of one meaning', () => {
  it("the engine's twelve letters are the twelve kinds of child, in order", () => {
    const kinds = BANDS.flatMap((band) =>
      [false, true].flatMap((fatherless) =>
        [false, true].map((disabled): PaidChild => ({ band, fatherless, disabled })),
      ),
    );
    expect(fromLetters(CHILD_LETTERS)).toEqual(kinds);
  });

  it("people's spelling: a band letter, f for fatherless, d for severely disabled, joined by dots in rank order", () => {
    expect(toText(fromLetters('AFKD'))).toBe('I.Sd.Nf.Ifd');
    expect(toText([])).toBe(NO_CHILD);
    expect(fromText('none')).toEqual([]);
    expect(fromLetters('')).toEqual([]);
  });

  it('what is spelt is read back', () => {
    fc.assert(
      fc.property(fc.array(child, { maxLength: 6 }), (children) => {
        expect(fromText(toText(children))).toEqual(children);
      }),
      { seed: 3 },
    );
  });

  it.each(['', 'X', 'Sdf', 'S..S', 'S.', 's', 'none.S', 'S,S'])('%j is refused', (text) => {
    expect(() => fromText(text)).toThrow(RangeError);
  });

  it.each(['M', 'a', '-', '@', ' '])('letter %j is refused', (letters) => {
    expect(() => fromLetters(letters)).toThrow(RangeError);
  });
});
