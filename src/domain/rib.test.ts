import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IBAN_PREFIX, isRib, ribKey } from './rib.js';

describe('the RIB key: the 24 digits, read as one number, leave 0 when divided by 97', () => {
  it('holds for the key computed from any first 22 digits, by big integers', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{22}$/), (first) => {
        const rib = first + ribKey(first);
        expect(BigInt(rib) % 97n).toBe(0n);
        expect(isRib(rib)).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('fails for any other key, and for any two neighbouring digits exchanged', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]{22}$/),
        fc.nat(22),
        fc.integer({ min: 1, max: 96 }),
        (first, at, off) => {
          const key = ribKey(first);
          const rib = first + key;
          const other = String(((Number(key) - 1 + off) % 97) + 1).padStart(2, '0');
          expect(isRib(first + other)).toBe(false);
          const swapped = rib.slice(0, at) + rib[at + 1] + rib[at] + rib.slice(at + 2);
          expect(isRib(swapped)).toBe(rib[at] === rib[at + 1]);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });

  it.each([
    ['the demonstration debtor', '310810000000000000000079', true],
    ['a key off by one', '310810000000000000000080', false],
    ['all zeros leave 0, and nothing in the contract refuses them', '000000000000000000000000', true],
    ['23 digits', '31081000000000000000079', false],
    ['25 digits', '0310810000000000000000079', false],
    ['spaces', '310 810 0000000000000000 79', false],
    ['a letter', '31081000000000000000007A', false],
    ['digits of another script', '٣١٠٨١٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٧٩', false],
    ['a newline after', '310810000000000000000079\n', false],
    ['nothing', '', false],
  ])('%s', (_, text, right) => expect(isRib(text)).toBe(right));
});

describe('the IBAN of a RIB', () => {
  /** ISO 13616: country and 00 behind the account number, letters as 10 to 35; check digits 98 less the remainder by 97. */
  const checkDigits = (account: string) => String(98n - (BigInt(`${account}221000`) % 97n)).padStart(2, '0');

  it('has check digits 64, whatever the account: the RIB has a right key of its own', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{22}$/), (first) => {
        expect(`MA${checkDigits(first + ribKey(first))}`).toBe(IBAN_PREFIX);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('would have others were the key wrong; and the registry’s example of ISO 13616 is one of ours', () => {
    expect(checkDigits('310810000000000000000080')).not.toBe('64');
    const example = 'MA64011519000001205000534921';
    expect(example.slice(0, 4)).toBe(IBAN_PREFIX);
    expect(isRib(example.slice(4))).toBe(true);
    expect(checkDigits(example.slice(4))).toBe('64');
  });
});
