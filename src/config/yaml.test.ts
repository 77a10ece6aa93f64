import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readYaml } from './yaml.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rules.yaml');

function read(text: string): unknown {
  writeFileSync(file, text);
  try {
    return readYaml(file, 'rules').document;
  } catch (error) {
    return (error as Error).message.replace(`${file}: `, '');
  }
}

describe('a key that stands twice is refused, at the place of the second', () => {
  test.each([
    ['at the top', 'a: 1\nb: 2\na: 3\n', 3, 1],
    ['below', 'a:\n  b: 1\n  b: 2\n', 3, 3],
    ['in a list', '- { a: 1, a: 2 }\n', 1, 11],
    ['written otherwise', 'a: 1\n"a": 2\n', 2, 1],
    ['of nothing', 'null: 1\n~: 2\n', 2, 1],
  ])('%s', (_, text, line, column) =>
    expect(read(text)).toBe(`Map keys must be unique at line ${line}, column ${column}`),
  );

  test('the same key in two mappings is none', () => {
    expect(read('- a: 1\n- a: 2\n  b: { a: 3 }\n')).toEqual([{ a: '1' }, { a: '2', b: { a: '3' } }]);
  });
});

test('what is no YAML is refused with its place, in one line', () => {
  expect(read('a: 1\nb: "x\n')).toBe('Missing closing "quote at line 3, column 1');
  expect(read('a: 1\n- b\n')).toMatch(/^[^\n]+ at line 2, column 1$/);
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
