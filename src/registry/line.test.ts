import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countFields, readableFields } from './line.js';

const COMMA = 0x2c;
const count = (line: string, delimiter = COMMA) => {
  const bytes = Buffer.from(`xx${line}yy`); // what stands around the line must not matter
  return countFields(bytes, 2, bytes.length - 2, delimiter);
};
const fields = (line: string, most?: number) => readableFields(Buffer.from(line), COMMA, most);

describe('the fields of one line, RFC 4180', () => {
  it.each([
    ['one blank field', '', 1],
    ['two', 'a,b', 2],
    ['blank ones', ',,', 3],
    ['a quoted field', '"a",b', 2],
    ['a delimiter in quotes', '"a,b",c', 2],
    ['a doubled quote', '"a""b",c', 2],
    ['a quoted blank', '"",', 2],
    ['quotes alone', '""""', 1],
    ['the last field quoted', 'a,"b"', 2],
  ])('%s: %j', (_, line, expected) => expect(count(line)).toBe(expected));

  it.each([
    ['a quote left open', 'a,"b'],
    ['left open at the end', 'a,"'],
    ['text after a closing quote', '"a"b,c'],
    ['a blank after a closing quote', '"a" ,c'],
    ['a quote inside an unquoted field', 'a"b,c'],
    ['a blank before the opening quote', ' "a",c'],
    ['an odd number of quotes', '"""'],
  ])('%s is malformed: %j', (_, line) => expect(count(line)).toBe(-1));

  it('the other delimiter is text', () => {
    expect(count('a;b,c', 0x3b)).toBe(2);
    expect(count('a;b,c', COMMA)).toBe(2);
  });

  it("agrees with csv-parse on any line, and so do the fields' texts", () => {
    const piece = fc.constantFrom('a', 'é', ',', ',', '"', '"', '""', ' ', ';', "'");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = `x${pieces.join('')}`; // csv-parse gives no record for a blank line
        let expected: string[] | null;
        try {
          expected = (parse(line, { relax_column_count: true }) as string[][])[0] ?? [];
        } catch {
          expected = null;
        }
        expect(count(line)).toBe(expected?.length ?? -1);
        if (expected !== null) expect(fields(line)).toEqual(expected);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});

describe('of a malformed line, the fields before the fault can still be read', () => {
  it.each([
    ['H1,"open', ['H1']],
    ['"H1",a"b,c', ['H1']],
    ['"H1"x,b', []],
    ['"H1', []],
    ['H"1,b', []],
  ])('%j', (line, expected) => expect(fields(line)).toEqual(expected));

  it('no more of them than asked for', () => {
    expect(fields('a,b,c', 2)).toEqual(['a', 'b']);
    expect(fields('a,b,"c', 2)).toEqual(['a', 'b']);
  });
});
