import { expect, test } from 'vitest';
import { quoted } from './shell.js';

test.each([
  ['out/2026-09', 'out/2026-09'],
  ['/srv/my data', "'/srv/my data'"],
  ["l'année", "'l'\\''année'"],
  ['', "''"],
  ['a;b', "'a;b'"],
])('%s', (value, word) => expect(quoted(value)).toBe(word));
