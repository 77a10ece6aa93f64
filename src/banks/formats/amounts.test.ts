import { expect, test } from 'vitest';
import { token } from './amounts.js';

test.each([
  ['as it is', 'ASD-202609-H1', 'ASD-202609-H1'],
  ['controls inside: one blank', 'A\u001b\u0000\nB', 'A B'],
  ['controls at either end: gone', '\t\u001b[2J\r\n', '[2J'],
  ['quotation marks and backslashes', 'a"b\\c', "a'b'c"],
  ['letters of any script stay, and changes of direction', 'é\u202eن', 'é\u202eن'],
  ['35 characters stay', 'x'.repeat(35), 'x'.repeat(35)],
  ['what follows goes', `${'x'.repeat(35)}y`, 'x'.repeat(35)],
])('a code or a reference: %s', (_, given, kept) => expect(token(given)).toBe(kept));
