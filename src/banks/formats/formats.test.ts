import { describe, expect, test } from 'vitest';
import { ORDER_CHECKS, orderCheck } from './checks.js';
import { ANSWER_FORMATS, ORDER_FORMATS, STATEMENT_FORMATS } from './formats.js';

/** The verifier must read again what the writer writes, and it does not use the list of formats. */
describe.each(ORDER_FORMATS)('$name', ({ name, extension, references }) => {
  test('has one check, of files that end as it writes them', () => {
    expect(ORDER_CHECKS.filter((one) => one.formats.includes(name))).toHaveLength(1);
    expect(orderCheck(`orders/POSTE/2026-09-POSTE-0001.${extension}`, name)?.formats).toContain(name);
  });

  test('gives two files of a run no reference in common', () => {
    const of = (number: string) =>
      references('3f0c9a1b2c4d', `orders/POSTE/2026-09-POSTE-${number}.${extension}`);
    expect(of('0001').filter((one) => of('0002').includes(one))).toEqual([]);
  });
});

test('a check is of the formats that are written, and of no other', () => {
  expect(ORDER_CHECKS.flatMap((one) => one.formats).sort()).toEqual(
    ORDER_FORMATS.map((one) => one.name).sort(),
  );
});

test('no two formats bear one name', () => {
  const orders = ORDER_FORMATS.map((one) => one.name);
  const messages = [...ANSWER_FORMATS, ...STATEMENT_FORMATS].map((one) =>
    one.kind === 'xml' ? one.message : one.name,
  );
  for (const names of [orders, messages]) expect(new Set(names).size).toBe(names.length);
});
