import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRib, ribKey } from './rib.js';

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
