import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BANDS,
  CHILD_LETTERS,
  compositionText,
  fromLetters,
  fromText,
  grantsFromLetters,
  grantsFromText,
  NO_CHILD,
  NO_GRANTS,
  type PaidChild,
} from './composition.js';

const child = fc.record({
  band: fc.constantFrom(...BANDS),
  fatherless: fc.boolean(),
  disabled: fc.boolean(),
});

describe('a composition has two forms of one meaning', () => {
  it("the engine's letters are the twelve kinds of child, in order, three times: for each school grant", () => {
    const kinds = BANDS.flatMap((band) =>
      [false, true].flatMap((fatherless) =>
        [false, true].map((disabled): PaidChild => ({ band, fatherless, disabled })),
      ),
    );
    expect(fromLetters(CHILD_LETTERS)).toEqual([...kinds, ...kinds, ...kinds]);
    expect(grantsFromLetters(CHILD_LETTERS)).toEqual({ ...NO_GRANTS, lowerSchool: 12, upperSchool: 12 });
  });

  it('the readable form: a band letter, f for fatherless, d for severely disabled, joined by dots in rank order', () => {
    expect(compositionText(fromLetters('AFKD'))).toBe('I.Sd.Nf.Ifd');
    expect(compositionText([])).toBe(NO_CHILD);
    expect(fromText('none')).toEqual([]);
    expect(fromLetters('')).toEqual([]);
  });

  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.array(child, { maxLength: 6 }), (children) => {
        expect(fromText(compositionText(children))).toEqual(children);
      }),
      { seed: 3 },
    );
  });

  it.each([
    ['', 'none', NO_GRANTS],
    ['1', 'none+B1', { ...NO_GRANTS, firstBirth: true }],
    ['A2', 'I+B2', { ...NO_GRANTS, secondBirth: true }],
    ['AA12', 'I.I+B1+B2', { ...NO_GRANTS, firstBirth: true, secondBirth: true }],
    ['QcE', 'S.S.S+P1+U1', { ...NO_GRANTS, lowerSchool: 1, upperSchool: 1 }],
    ['QQcc2', 'S.S.S.S+B2+P2+U2', { ...NO_GRANTS, secondBirth: true, lowerSchool: 2, upperSchool: 2 }],
  ])('grants: %j is %j', (letters, text, grants) => {
    expect(grantsFromLetters(letters)).toEqual(grants);
    expect(compositionText(fromLetters(letters), grants)).toBe(text);
    expect(grantsFromText(text)).toEqual(grants);
    expect(compositionText(fromText(text))).toBe(text.split('+', 1)[0]);
  });

  it.each(['S+', 'S+B3', 'S+P0', 'S+U1+P1', 'S+B2+B1', 'S+P1x'])('grants of %j are refused', (text) => {
    expect(() => grantsFromText(text)).toThrow(RangeError);
  });

  it.each(['', 'X', 'Sdf', 'S..S', 'S.', 's', 'none.S', 'S,S'])('%j is refused', (text) => {
    expect(() => fromText(text)).toThrow(RangeError);
  });

  it.each(['k', 'z', '-', '@', ' ', '3', '21'])('letter %j is refused', (letters) => {
    expect(() => fromLetters(letters)).toThrow(RangeError);
  });
});
