import { expect, test } from 'vitest';
import { flagsOf, quoted } from './shell.js';

test.each([
  ['out/2026-09', 'out/2026-09'],
  ['/srv/my data', "'/srv/my data'"],
  ["l'année", "'l'\\''année'"],
  ['', "''"],
  ['a;b', "'a;b'"],
])('%s', (value, word) => expect(quoted(value)).toBe(word));

test('flags have their values as one word each; one without a value is left out', () => {
  const given = { period: '2026-09', registry: '/srv/my data', config: undefined };
  expect(flagsOf(given)).toEqual(['--period 2026-09', "--registry '/srv/my data'"]);
});
