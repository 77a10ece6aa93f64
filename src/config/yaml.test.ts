import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readYaml } from './yaml.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rules.yaml');

function read(text: string | Buffer): unknown {
  writeFileSync(file, text);
  try {
    return readYaml(file, 'rules').document;
  } catch (error) {
    return (error as Error).message.replace(`${file}: `, '');
  }
}

describe('a key that stands twice is refused, at the place of the second', () => {
  test.each([
    ['at the top', 'a: 1\nb: 2\na: 3\n', 'a', 3, 1],
    ['below', 'a:\n  b: 1\n  b: 2\n', 'b', 3, 3],
    ['in a list', '- { a: 1, a: 2 }\n', 'a', 1, 11],
    ['written otherwise', 'a: 1\n"a": 2\n', 'a', 2, 1],
    ['of nothing', 'null: 1\nnull: 2\n', 'null', 2, 1],
  ])('%s', (_, text, key, line, column) =>
    expect(read(text)).toBe(
      `line ${line}, column ${column}: the key ${key} stands twice in one mapping; keep one`,
    ),
  );

  test('the same key in two mappings is none', () => {
    expect(read('- a: 1\n- a: 2\n  b: { a: 3 }\n')).toEqual([{ a: '1' }, { a: '2', b: { a: '3' } }]);
  });
});

describe('what is no YAML, or more of it than is read, is refused in our own words, with its place', () => {
  const ALIAS = 'anchors (&name) and aliases (*name) are not accepted';
  const TAG = 'tags (!name) are not accepted';
  const MISSING = 'a closing quote or bracket, a comma, a colon or a blank is missing up to here';
  const COLUMN = 'the line does not begin in the column of those it belongs to';
  const INSIDE = 'another key or list begins inside a value';
  const NOTHING = 'what stands here belongs to nothing before it';
  const KEY = 'a key is a text';
  const DOCUMENT = 'a second document begins';
  const DEEP = 'more than 20 mappings and lists stand in one another';

  test.each([
    ['a quote left open', 'a: 1\nb: "x\n', '3, column 1', MISSING],
    ['a brace left open', 'a: {b: 1\n', '2, column 1', COLUMN],
    ['a bracket that nothing opened', 'a: ]\n', '1, column 4', NOTHING],
    ['two commas', 'a: [1,,2]\n', '1, column 7', NOTHING],
    ['no comma', 'a: { b: 1 c: 2 }\n', '1, column 9', 'inside [ ] or { } a comma is missing'],
    ['a list in a mapping', 'a: 1\n- b\n', '2, column 1', 'a text stands where a key is expected'],
    ['a key out of its column', 'a:\n    b: 1\n  c: 2\n', '3, column 1', COLUMN],
    ['a text with a colon', 'a: b: c\n', '1, column 4', INSIDE],
    ['a sign that begins no text', 'a: @x\n', '1, column 4', 'a text may not begin with this sign'],
    ['an escape nobody knows', 'a: "\\q"\n', '1, column 5', 'a backslash in double quotes begins no sign'],
    ['a tab before a key', 'a:\n\tb: 1\n', '2, column 1', 'a tab stands before what the line holds'],
    ['a key of a thousand letters', `${'k'.repeat(1100)}: 1\n`, '1, column 1', 'a key has more than 1024'],
    ['a control', 'a: 1\nb: x\u0000y\n', '2, column 5', '\\x00 is no character of a text; take it out'],
    ['two documents', 'a: 1\n---\na: 2\n', '2, column 1', DOCUMENT],
    ['two documents, one of them ended', 'a: 1\n...\na: 2\n', '3, column 1', DOCUMENT],
    ['a directive', '%FOO\n---\na: 1\n', '1, column 1', 'a directive (%) is not accepted'],
    ['a language’s tag', 'a: !!js/function "x"\n', '1, column 4', TAG],
    ['a tag of one’s own', 'a: 1\nb: !mine x\n', '2, column 4', TAG],
    ['a tag that makes bytes', 'a: !!binary aGVsbG8=\n', '1, column 4', TAG],
    ['a tag that makes a date', 'a: !!timestamp 2001-01-01\n', '1, column 4', TAG],
    ['a tag that makes a set', 'a: !!set { x }\n', '1, column 4', TAG],
    ['a tag of a prefix nobody gave', 'a: !p!x y\n', '1, column 4', TAG],
    ['an alias', 'a: &x 1\nb: *x\n', '2, column 4', ALIAS],
    ['an alias of nothing', 'b: *x\n', '1, column 4', ALIAS],
    ['an alias merged in', 'a: &x { b: 1 }\nc:\n  <<: *x\n', '3, column 7', ALIAS],
    ['aliases of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n', '2, column 8', ALIAS],
    ['an alias of what it is in', 'a: &a [*a]\n', '1, column 8', ALIAS],
    ['an alias without a name', 'a: * x\n', '1, column 4', ALIAS],
    ['two anchors', 'a: &x &y 1\n', '1, column 7', ALIAS],
    ['an empty key', ': 1\n', '1, column 1', 'a key is empty; give it its name'],
    ['a key of which nothing is seen', '" \\u2060": 1\n', '1, column 1', 'a key is empty; give it its name'],
    ['a mapping for a key', '{ a: 1 }: 1\n', '1, column 1', KEY],
    ['a list for a key', '? [a]\n: 1\n', '1, column 3', KEY],
    ['brackets in brackets', `a: ${'['.repeat(100_000)}`, '1, column 23', DEEP],
    ['brackets that are closed', `a: ${'['.repeat(823)}${']'.repeat(823)}`, '1, column 23', DEEP],
    ['dashes side by side', `${'- '.repeat(100_000)}x`, '1, column 41', DEEP],
    ['keys in keys', `${'? '.repeat(100_000)}x`, '1, column 41', DEEP],
    [
      'mappings in mappings',
      Array.from({ length: 600 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      '21, column 21',
      DEEP,
    ],
  ])('%s', (_, text, at, problem) => {
    const message = read(text);
    expect(message).toContain(`line ${at}: ${problem}`);
    expect(message).toMatch(/^.+[;?] .+$/); // one line, with what to do
  });

  test('mappings and lists twenty deep are read', () => {
    const deep = (levels: number) => `${'['.repeat(levels)}x${']'.repeat(levels)}`;
    expect(JSON.stringify(read(deep(20)))).toBe(deep(20).replace('x', '"x"'));
    expect(read(deep(21))).toContain(DEEP);
  });

  test.each([
    ['Latin-1', Buffer.from('a: café\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le')],
  ])('a file in %s', (_, bytes) => expect(read(bytes)).toBe('is not in UTF-8; save it in that encoding'));
});

describe('is read', () => {
  test.each<[string, string, unknown]>([
    ['a mark of the encoding before the text', '\ufeffa: 1\n', { a: '1' }],
    ['one document that is begun and ended', '---\na: 1\n...\n', { a: '1' }],
    ['a key that is a word of the language stays that word', 'null: 1\ntrue: 2\n', { null: '1', true: '2' }],
    ['a merge, as a key like others', '<<: { a: 1 }\n', { '<<': { a: '1' } }],
  ])('%s', (_, text, document) => expect(read(text)).toEqual(document));
});

describe('the largest file is read, or refused, at once: no step looks at it over and over', () => {
  const LARGEST = 1 << 18;
  /** Of the processor's time: another program's work does not count. */
  const MOST_MILLISECONDS = 5000;
  const many = (unit: string) => unit.repeat(LARGEST / unit.length);
  const keys = Array.from({ length: 33_000 }, (_, n) => `k${n}:`);

  test.each([
    ['keys', keys.join('\n')],
    ['keys in braces', `{${keys.join('')}}`.replaceAll(':', ': ,').slice(0, LARGEST)],
    ['texts side by side', many('"')],
    ['anchors', many('&a ')],
    ['brackets', many('[] ')],
    ['a quote left open', `a: "${many('\r').slice(10)}`],
    ['blanks and a letter', `a: b${many(' ').slice(10)}x`],
    ['blanks before a colon', `a${many(' ').slice(10)}: x`],
  ])('%s', (_, text) => {
    const begun = process.cpuUsage();
    expect(read(text)).not.toBe('too large for a rules file');
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(MOST_MILLISECONDS);
  });

  test('a larger one is refused unread', () => {
    expect(read(`${many(' ')} `)).toBe('too large for a rules file');
  });
});
