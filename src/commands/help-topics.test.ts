import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sarf } from '../../fixtures/harness/sarf.js';
import { LANGUAGE_CODES } from '../domain/language.js';
import { meanings } from './help-codes.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The institutions' codes at the command line. */
test.each([
  ['statuses', ['ACSC  PAID', 'CPUC  PAID', 'BLCK  an exception  frozen', 'RCVD  nothing yet']],
  [
    'reasons',
    ['AC04  holds      the account is closed', 'DU01  duplicate  the message id', 'FF01  sending', 'MS03  '],
  ],
])('sarf help %s', async (topic, lines) => {
  const { code, stdout } = await sarf(['help', topic]);
  expect(code).toBe(0);
  for (const line of lines) expect(stdout).toContain(`\n${line}`);
});

test.each([
  ['MEMBER_ROW_INVALID', [], 'MEMBER_ROW_INVALID: a row of one of its members could not be read'],
  ['total_change', ['--lang', 'fr'], 'total_change: le total du mois hors primes'],
  ['return_said', [], 'RETURN_SAID: an institution says that it came back'],
  ['ac04', ['--lang', 'fr'], 'AC04: '],
])('sarf help %s %j says what the code means', async (code, options, line) => {
  const told = await sarf(['help', code, ...options]);
  expect(told.code).toBe(0);
  expect(told.stdout).toContain(line);
});

test('a name that is nothing is refused, and the topics are named', async () => {
  const told = await sarf(['help', 'NO_SUCH_CODE']);
  expect(told.code).toBe(2);
  expect(told.stderr).toMatch(
    /no such command, topic, code or name; commands: check, run, .*topics: adjustments, /,
  );
});

test('a command that is a topic too: its flags, then the page', async () => {
  const { stdout } = await sarf(['help', 'explain']);
  expect(stdout).toMatch(/^Usage: sarf explain [\s\S]*\nExplain one amount\n/);
});

test('every control that a golden case shows, and every code of the program, has a meaning', () => {
  const known = new Set(meanings('en').map(({ code }) => code));
  const cases = join(ROOT, 'fixtures', 'cases');
  const shown = readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('controls.csv'))
    .flatMap((path) => readFileSync(join(cases, path), 'utf8').split('\n').slice(1, -1))
    .map((line) => line.split(',')[0] ?? '');
  expect(shown.length).toBeGreaterThan(1000);
  expect([...new Set(shown)].filter((control) => !known.has(control))).toEqual([]);
  for (const language of LANGUAGE_CODES)
    expect(meanings(language).filter(({ meaning }) => meaning === '')).toEqual([]);
});
