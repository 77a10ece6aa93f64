import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLine, physicalLines } from '../../fixtures/oracles/lines.js';
import { LINE_LIMIT, type LineAnchor, type LineFault, LineScanner } from './scanner.js';

const COMMA = 0x2c;
const FIELDS = 3;

type Scanned = {
  readonly good: string[];
  readonly faults: LineFault[];
  readonly anchors: LineAnchor[];
  readonly counts: string;
};

/** Scans the bytes after a header, handed over `step` bytes at a time, as the reader does. */
function scan(input: string | Buffer, step = 1 << 20): Scanned {
  const bytes = Buffer.from(input);
  const faults: LineFault[] = [];
  const anchors: LineAnchor[] = [];
  const scanner = new LineScanner(
    COMMA,
    FIELDS,
    2,
    0,
    (f) => faults.push(f),
    (a) => anchors.push(a),
  );
  const work = Buffer.alloc(step + 2 * LINE_LIMIT + 8);
  const good: Buffer[] = [];
  let filled = 0;
  for (let offset = 0; ; offset += step) {
    const part = bytes.subarray(offset, offset + step);
    const final = offset + step >= bytes.length;
    part.copy(work, filled);
    filled += part.length;
    const { kept, rest } = scanner.take(work, filled, final);
    good.push(Buffer.from(work.subarray(0, kept)));
    work.copyWithin(0, rest, filled);
    filled -= Math.min(rest, filled);
    if (final) break;
  }
  const { lines, good: rows, blank, faulty } = scanner.scan;
  expect(rows + blank + faulty).toBe(lines); // every line is accounted for
  expect(faults).toHaveLength(faulty);
  return {
    good: Buffer.concat(good).toString('utf8').split('\n').slice(0, -1),
    faults,
    anchors,
    counts: `${lines} lines = ${rows} good + ${blank} blank + ${faulty} faulty`,
  };
}

const codes = (scanned: Scanned) => scanned.faults.map((fault) => `${fault.line} ${fault.code} ${fault.id}`);

describe('one line, one row', () => {
  it('good lines go through as they are', () => {
    expect(scan('a,b,c\n"d","e,""f""",\n')).toMatchObject({
      good: ['a,b,c', '"d","e,""f""",'],
      counts: '2 lines = 2 good + 0 blank + 0 faulty',
    });
  });

  it('the last line needs no newline; nothing is no line', () => {
    expect(scan('a,b,c\nd,e,f').good).toEqual(['a,b,c', 'd,e,f']);
    expect(scan('a,b,c').good).toEqual(['a,b,c']);
    expect(scan('').counts).toBe('0 lines = 0 good + 0 blank + 0 faulty');
  });

  it('Windows line ends are taken, also mixed and at the very end', () => {
    expect(scan('a,b,c\r\nd,e,f\ng,h,"i"\r\nj,k,l\r').good).toEqual(['a,b,c', 'd,e,f', 'g,h,"i"', 'j,k,l']);
  });

  it('blank lines are skipped and counted: empty, spaces, tabs', () => {
    expect(scan('\na,b,c\n  \t\n\r\n\nd,e,f\n\n')).toMatchObject({
      good: ['a,b,c', 'd,e,f'],
      counts: '7 lines = 2 good + 5 blank + 0 faulty',
    });
  });

  it('a line of blank fields is a row, not a blank line', () => {
    expect(scan(',,\n').good).toEqual([',,']);
  });

  it("a quote left open is that line's fault alone and never swallows the next", () => {
    const scanned = scan('H1,"b,c\nH2,b,c\nH3,"b\nH4,b,c"\nH5,b,c\n');
    expect(scanned.good).toEqual(['H2,b,c', 'H5,b,c']);
    expect(codes(scanned)).toEqual(['2 QUOTE_MALFORMED H1', '4 QUOTE_MALFORMED H3', '5 QUOTE_MALFORMED H4']);
  });
});

describe('each line code, with its line and the household it can still be read for', () => {
  it.each<[string, string | Buffer, string]>([
    ['not UTF-8', Buffer.from('H1,b\xe9,c\n', 'latin1'), '3 INVALID_UTF8 H1'],
    ['cut in the middle of a character', Buffer.from('H1,b,c\xc3\n', 'latin1'), '3 INVALID_UTF8 H1'],
    [
      'an overlong encoding',
      Buffer.from([...Buffer.from('H1,'), 0xc0, 0xaf, ...Buffer.from(',c\n')]),
      '3 INVALID_UTF8 H1',
    ],
    ['a NUL byte', 'H1,b\0,c\n', '3 NUL_BYTE H1'],
    ['a NUL byte in quotes', 'H1,"\0",c\n', '3 NUL_BYTE H1'],
    ['a carriage return inside', 'H1,b\rb,c\n', '3 LINE_BREAK_IN_FIELD H1'],
    ['a carriage return in quotes', 'H1,"b\rb",c\n', '3 LINE_BREAK_IN_FIELD H1'],
    ['two carriage returns at the end', 'H1,b,c\r\r\n', '3 LINE_BREAK_IN_FIELD H1'],
    ['old Macintosh line ends make one line', 'H1,b,c\rH2,b,c\rH3,b,c', '3 LINE_BREAK_IN_FIELD H1'],
    ['a quote left open', 'H1,b,"c\n', '3 QUOTE_MALFORMED H1'],
    ['open over a Windows line end', 'H1,b,"c\r\n', '3 QUOTE_MALFORMED H1'],
    ['text after a quote', '"H1",b,"c"d\n', '3 QUOTE_MALFORMED H1'],
    ['a field too few', 'H1,b\n', '3 FIELD_COUNT H1'],
    ['a field too many', 'H1,b,c,\n', '3 FIELD_COUNT H1'],
    ['one field alone', 'H1\n', '3 FIELD_COUNT H1'],
    ['the wrong delimiter', 'H1;b;c\n', '3 FIELD_COUNT H1;b;c'],
    ['a fault in the id itself', '"H1,b,c\n', '3 QUOTE_MALFORMED null'],
    ['too long', `H1,${'x'.repeat(LINE_LIMIT)},c\n`, '3 LINE_TOO_LONG H1'],
  ])('%s', (_, line, expected) => {
    const scanned = scan(Buffer.concat([Buffer.from('H0,b,c\n'), Buffer.from(line)]));
    expect(scanned.good).toEqual(['H0,b,c']);
    expect(codes(scanned)).toEqual([expected]);
  });

  it('of a line with several faults, the first in the order of the codes', () => {
    const both = Buffer.from('H1,"\xe9\0\r\n', 'latin1');
    expect(codes(scan(both))).toEqual(['2 INVALID_UTF8 H1']);
    expect(codes(scan('H1,"\0\rb\n'))).toEqual(['2 NUL_BYTE H1']);
    expect(codes(scan('H1,"\rb\n'))).toEqual(['2 LINE_BREAK_IN_FIELD H1']);
    expect(codes(scan('H1,"b\n'))).toEqual(['2 QUOTE_MALFORMED H1']);
    const long = Buffer.concat([Buffer.from('H1,"\0'), Buffer.alloc(LINE_LIMIT, 0xe9), Buffer.from('\n')]);
    expect(codes(scan(long))).toEqual(['2 LINE_TOO_LONG H1']);
  });
});

describe('a line may have 65,536 bytes', () => {
  const line = (length: number) => `H1,${'x'.repeat(length - 5)},c`;

  it.each([
    ['at the limit', `${line(LINE_LIMIT)}\n`, 1],
    ['at the limit, its Windows line end not counted', `${line(LINE_LIMIT)}\r\n`, 1],
    ['at the limit, ending the file', line(LINE_LIMIT), 1],
    ['one byte more', `${line(LINE_LIMIT + 1)}\n`, 0],
    ['one byte more, Windows', `${line(LINE_LIMIT + 1)}\r\n`, 0],
    ['one byte more, ending the file', line(LINE_LIMIT + 1), 0],
    ['ten times that', `${line(10 * LINE_LIMIT)}\n`, 0],
    ['ten times that, ending the file', line(10 * LINE_LIMIT), 0],
    ['too long and blank', `${' '.repeat(LINE_LIMIT + 1)}\n`, 0],
  ])('%s, wherever the buffer ends', (_, bytes, rows) => {
    for (const step of [1000, 65_535, 65_536, 65_537, 65_538, 65_539, 1 << 20]) {
      const scanned = scan(bytes, step);
      expect(scanned.counts, `${step} bytes at a time`).toBe(
        `1 lines = ${rows} good + 0 blank + ${1 - rows} faulty`,
      );
      expect(scanned.good.map((one) => one.length)).toEqual(rows === 1 ? [LINE_LIMIT] : []);
      expect(scanned.faults.map((fault) => fault.code)).toEqual(rows === 1 ? [] : ['LINE_TOO_LONG']);
    }
  });

  it('what follows an over-long line is read as ever', () => {
    const bytes = `H0,b,c\n${line(300_000)}\nH2,b,c\n\n${line(80_000)}\nH3,b,c`;
    for (const step of [70_000, 131_072, 1 << 20]) {
      const scanned = scan(bytes, step);
      expect(scanned.good).toEqual(['H0,b,c', 'H2,b,c', 'H3,b,c']);
      expect(codes(scanned)).toEqual(['3 LINE_TOO_LONG H1', '6 LINE_TOO_LONG H1']);
      expect(scanned.counts).toBe('6 lines = 3 good + 1 blank + 2 faulty');
    }
  });
});

describe('anchors turn the ordinal of a good row back into its line', () => {
  it('one at the start and one after every gap', () => {
    const { anchors } = scan('a,b,c\nd,e,f\n\ng,h,i\nbad\nj,k,l\n');
    expect(anchors).toEqual([
      { ordinal: 0, line: 2 },
      { ordinal: 2, line: 5 },
      { ordinal: 3, line: 7 },
    ]);
  });
});

describe('the scanner and csv-parse, line by line, on any bytes', () => {
  const field = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('H1', '', 'é', 'ع', 'x y', "'") },
    { weight: 3, arbitrary: fc.constantFrom('"a"', '"a,b"', '"a""b"', '""', '"""",""') },
    { weight: 1, arbitrary: fc.constantFrom('"a', 'a"b', '"a"b', '\0', '\r', '\xff', ' ') },
  );
  const line = fc.oneof(
    { weight: 12, arbitrary: fc.array(field, { minLength: 3, maxLength: 3 }).map((all) => all.join(',')) },
    { weight: 2, arbitrary: fc.array(field, { maxLength: 5 }).map((all) => all.join(',')) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', '\t', '\r', ',,', `H1,"${'x'.repeat(LINE_LIMIT)}",c`) },
  );
  const end = fc.constantFrom('\n', '\n', '\r\n');
  /** U+00FF stands for a byte that is no UTF-8. */
  const bytesOf = (text: string) =>
    Buffer.concat(
      text.split('\xff').flatMap((part, i) => [Buffer.from(i > 0 ? [0xff] : []), Buffer.from(part)]),
    );

  it('agree on good rows, codes and line numbers, however the bytes are handed over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, end), { maxLength: 30 }),
        line,
        fc.constantFrom(1, 7, 100, 65_537, 1 << 20),
        (lines, last, step) => {
          const bytes = bytesOf(lines.map(([one, ending]) => one + ending).join('') + last);
          const expected = physicalLines(bytes).map((one, i) => ({
            line: i + 2,
            judged: judgeLine(one, FIELDS),
          }));
          // Steps of a few bytes are slow on long lines, and prove no more there.
          const scanned = scan(bytes, bytes.length > 50_000 ? Math.max(step, 10_007) : step);
          expect(scanned.faults.map(({ line: at, code }) => `${at} ${code}`)).toEqual(
            expected
              .filter(({ judged }) => typeof judged === 'string' && judged !== 'blank')
              .map(({ line: at, judged }) => `${at} ${String(judged)}`),
          );
          const rows = expected.filter(({ judged }) => Array.isArray(judged));
          expect(scanned.good.map((one) => (parse(one) as string[][])[0])).toEqual(
            rows.map((one) => one.judged),
          );
          // Each good row's line, found from its ordinal and the nearest anchor before it.
          const found = scanned.good.map((_, ordinal) => {
            const anchor = scanned.anchors.filter((one) => one.ordinal <= ordinal).at(-1);
            return (anchor?.line ?? Number.NaN) + ordinal - (anchor?.ordinal ?? 0);
          });
          expect(found).toEqual(rows.map((one) => one.line));
        },
      ),
      { seed: 8, numRuns: 250 },
    );
  });
});
