import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readData } from '../files/read-data.js';
import { screenIn } from './screen.js';

/** Each phrase of a screen that has two languages is in the table of the French. */
const COMMANDS = fileURLToPath(new URL('.', import.meta.url));
const TABLE = readData<{ readonly en: string; readonly fr: string }>(
  new URL('./screens-fr.csv', import.meta.url),
);

/** The phrases of say`…` in a source, with {1}, {2} where something is put in. */
function phrasesOf(source: string): string[] {
  const found: string[] = [];
  for (const { index } of source.matchAll(/\bsay`/g)) {
    let [at, text, place] = [index + 'say'.length, '', 0];
    for (let depth = 0; source[at + 1] !== '`' || depth > 0; ) {
      at += 1;
      const isOpening = source.startsWith('${', at);
      if (isOpening && depth === 0) {
        place += 1;
        text += `{${place}}`;
      }
      if (source[at] === '{') depth += 1;
      else if (source[at] === '}') depth -= 1;
      else if (depth === 0 && !isOpening) text += source[at];
    }
    found.push(text);
  }
  return found;
}

const sources = readdirSync(COMMANDS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== 'screen.ts')
  .map((path) => readFileSync(join(COMMANDS, path), 'utf8'))
  .filter((source) => /(screen|shown)\.js/.test(source));

test('each phrase has its French, and the table has no other', () => {
  const phrases = sources.flatMap(phrasesOf);
  const counts = sources.flatMap((source) =>
    [...source.matchAll(/\bcounted\([^;`]*?, '([a-z ]+)'(?:, '([a-z ]+)')?\)/g)].flatMap(
      ([, one = '', many = `${one}s`]) => [one, many],
    ),
  );
  const figures = readFileSync(new URL('../month/check-figures.ts', import.meta.url), 'utf8');
  const words = [...figures.matchAll(/\b(?:count|money)\('([a-z ]+)'/g)].map(([, word = '']) => word);
  const said = new Set([...phrases, ...counts, ...words]);
  expect(said.size).toBeGreaterThan(100);
  const known = new Set(TABLE.map(({ en }) => en));
  expect([...said].filter((phrase) => !known.has(phrase)).sort()).toEqual([]);
  expect([...known].filter((phrase) => !said.has(phrase)).sort()).toEqual([]);
});

test('a French phrase puts in what the English one does', () => {
  const places = (text: string) => (text.match(/\{\d\}/g) ?? []).sort();
  expect(TABLE.filter(({ en, fr }) => places(en).join() !== places(fr).join())).toEqual([]);
});

test('numbers and words are those of the language', () => {
  const { say, counted, money, signed } = screenIn('fr');
  expect(money('1234567.50')).toBe('1\u202f234\u202f567,50');
  expect(signed('-1.20')).toBe('-1,20');
  expect(counted(0, 'household')).toBe('0 ménage');
  expect(counted(1200, 'family', 'families')).toBe('1\u202f200 familles');
  expect(say`Paid in ${'2026-07'}`).toBe('Payé en 2026-07');
  expect(screenIn().say`Paid in ${'2026-07'}`).toBe('Paid in 2026-07');
});
