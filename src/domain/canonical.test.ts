import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digest, type Json } from './canonical.js';

describe('canonical JSON: one value, one text', () => {
  it('orders keys by UTF-16 code units at every depth and leaves no white space', () => {
    expect(canonicalJson({ b: [1, { z: null, a: true }], a: 'x', B: '', é: 2, Z: 0 })).toBe(
      '{"B":"","Z":0,"a":"x","b":[1,{"a":true,"z":null}],"é":2}',
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean())),
        (one) => {
          const reversed = Object.fromEntries(Object.entries(one).reverse());
          expect(canonicalJson(reversed)).toBe(canonicalJson(one));
          expect(JSON.parse(canonicalJson(one))).toEqual(one);
        },
      ),
      { seed: 4 },
    );
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    '%s is refused: amounts travel as text',
    (n) => {
      expect(() => canonicalJson({ n })).toThrow('not a whole number');
    },
  );

  it('its digest is the SHA-256 of its UTF-8 bytes', () => {
    const value: Json = { name: 'Fès-Meknès', families: 3 };
    const expected = createHash('sha256').update('{"families":3,"name":"Fès-Meknès"}', 'utf8').digest('hex');
    expect(digest(value)).toBe(expected);
  });
});
