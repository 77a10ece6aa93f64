import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { LANGUAGE_CODES } from '../domain/language.js';
import * as vocabulary from '../domain/vocabulary.js';
import { INDICATORS } from '../indicators/definitions.js';
import { SCOPES } from '../indicators/vocabulary.js';
import { ALL_KINDS, COLUMNS, OPTIONAL_COLUMNS } from '../registry/columns.js';
import { PARAMETERS } from '../rules/schema.js';
import { meanings, meaningsOf, names } from './help-codes.js';
import { EXTRACT_COLUMNS, FILE_COLUMNS, FILES, filesWith } from './help-names.js';

/** Each word that a screen or a file shows has an answer of `sarf help`, in each language. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CASES = join(ROOT, 'fixtures', 'cases');

const sources = (folder: string, named: RegExp) =>
  readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => named.test(path) && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(ROOT, 'src', folder, path), 'utf8'))
    .join('\n');

/** What is answered in each language, as meaningsOf looks for it. */
const ANSWERED = LANGUAGE_CODES.map(
  (language) => new Set([...meanings(language), ...names(language)].map(({ code }) => code.toUpperCase())),
);
const unanswered = (words: Iterable<string>) =>
  [...new Set(words)]
    .filter((word) => ANSWERED.some((codes) => !codes.has(word.toUpperCase().replaceAll(' ', '_'))))
    .sort();

/** Golden tables, by the path of files.csv. A Parquet file's golden form is CSV. */
const TABLES = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\/expected\/.*\.csv$/.test(path))
  .map((path) => {
    const below = path.replace(/^.*\/expected\/[^/]*\//, '');
    const text = readFileSync(join(CASES, path), 'utf8');
    return { file: FILES.find((one) => one.columns.length > 0 && serves(one.path, below)), below, text };
  });

/** "orders/<PROVIDER>/*.csv" serves orders/POSTE/2026-09-POSTE-0001.csv, but not its slip.csv. */
function serves(path: string, below: string): boolean {
  const form = path
    .replace(/\.parquet$/, '.csv')
    .replace(/[.]/g, '\\.')
    .replace('<PROVIDER>', '[A-Z0-9_]+')
    .replace('*', '(?!slip\\.)[^/]+');
  return new RegExp(`^${form}$`).test(below);
}

describe('every table of a golden case', () => {
  test('stands in files.csv with its columns, in their order', () => {
    expect(TABLES.length).toBeGreaterThan(1000);
    expect([...new Set(TABLES.filter((one) => one.file === undefined).map((one) => one.below))]).toEqual([]);
    const others = TABLES.filter(({ file, text }) => {
      const header = text.split('\n')[0]?.split(',') ?? [];
      const said = file?.columns.filter((one) => !one.startsWith('[') || header.includes(one.slice(1, -1)));
      return said?.map((one) => one.replace(/[[\]]/g, '')).join() !== header.join();
    });
    expect([...new Set(others.map((one) => one.below))]).toEqual([]);
  });

  test('has columns that have an answer, and each column has a file', () => {
    expect(
      unanswered(FILES.flatMap(({ columns }) => columns.map((one) => one.replace(/[[\]]/g, '')))),
    ).toEqual([]);
    const ofExtract = EXTRACT_COLUMNS.map(({ column }) => column);
    const unused = FILE_COLUMNS.filter(({ column }) => filesWith(column).length === 0);
    expect(unused.map(({ column }) => column).filter((one) => !ofExtract.includes(one))).toEqual([]);
  });

  test('has words in its columns of codes that have an answer', () => {
    const ofCodes =
      /^(decision|reason|cause|why|what|kind|class|status|scope|channel|standing|effect|field|level|category|relation|code|control|doubt|earlier_decision|earlier_reason|office|grant|line)$/;
    // Offices of a configuration, and reasons that people wrote.
    const given = /^(ELJADIDA|SOUSS|[a-z]+)$/;
    const words = TABLES.flatMap(({ text }) =>
      (parse(text, { columns: true }) as Record<string, string>[]).flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) =>
          ofCodes.test(column) && /^[A-Za-z][A-Za-z_]{2,}$/.test(value) ? [value] : [],
        ),
      ),
    );
    const asked = new Set(words.filter((word) => !given.test(word) && word === word.toUpperCase()));
    expect(asked.size).toBeGreaterThan(80);
    expect(unanswered(asked)).toEqual([]);
  });
});

test('states, kinds and causes of the ledger, and the events of its log, have an answer', () => {
  const ledger = sources('ledger', /\.ts$/);
  const listed = [...ledger.matchAll(/\bIN \(('[A-Z_]+'(?:,\s*'[A-Z_]+')*)\)/g)].flatMap(
    ([, list = '']) => list.match(/[A-Z_]+/g) ?? [],
  );
  const events = [...ledger.matchAll(/\blog\([^()]*?'([A-Z_]+)'/g)].map(([, event = '']) => event);
  const decisions = ['PAUSE', 'RESUME', 'SHARE', 'WRITE_OFF', 'WAIVE', 'REPAY'].map(
    (one) => `RECOVERY_${one}`,
  );
  const words = [
    ...listed,
    ...events,
    ...decisions,
    'GAP_OWED',
    'GAP_VOID',
    'TRANSFERRED',
    'DETACHED',
    'DECIDED',
  ];
  expect(words).toEqual(expect.arrayContaining(['OPEN', 'PAUSED', 'WRITTEN_OFF', 'WITHDRAWN', 'UNHELD']));
  expect(unanswered(words)).toEqual([]);
});

test('words in capitals that screens show have an answer', () => {
  const screens = sources('commands', /(^|\/)(text|run-line|control-lines|accounts|summary)\.ts$/);
  const words = [...screens.matchAll(/(?<=['`])[A-Z][A-Z_]+(?:,? [A-Z]{2,})*(?=['`])/g)]
    .flatMap(([said]) => said.split(', '))
    .filter((word) => word.length > 2);
  expect(words).toEqual(expect.arrayContaining(['ON HOLD', 'TO RELEASE', 'RELEASED', 'SUPERSEDED']));
  expect(unanswered(words)).toEqual([]);
});

test('values of the extract, its columns, parameters of the rules, indicators and their scopes have an answer', () => {
  const values = Object.values(vocabulary).flatMap((one) => (Array.isArray(one) ? one : []));
  const columns = ALL_KINDS.flatMap((kind) => [...COLUMNS[kind], ...(OPTIONAL_COLUMNS[kind] ?? [])]);
  const kinds = ALL_KINDS.map((kind) => EXTRACT_COLUMNS.filter((one) => one.kind === kind).length);
  expect(kinds).toEqual(
    ALL_KINDS.map((kind) => COLUMNS[kind].length + (OPTIONAL_COLUMNS[kind]?.length ?? 0)),
  );
  const words = [
    ...values.filter((value) => value.length > 1),
    ...columns,
    ...Object.keys(PARAMETERS),
    ...INDICATORS.map(({ code }) => code),
    ...SCOPES,
    'CENTRE',
  ];
  expect(unanswered(words)).toEqual([]);
});

test('no meaning and no place is blank, in any language', () => {
  for (const language of LANGUAGE_CODES) {
    const blank = [...meanings(language), ...names(language)].filter(
      ({ where, meaning }) => where === '' || meaning === '',
    );
    expect(blank).toEqual([]);
  }
});

test.each([
  ['on hold', 'a control stopped it'],
  ['to_release', 'it passes its controls and waits'],
  ['total_change', "the largest change of the month's total"],
  ['limits.payment', 'the largest payment of a household'],
  ['age_child', 'Age'],
  ['prior_net', 'what was paid the month before'],
])('`%s` is answered', (word, meaning) => {
  const found = meaningsOf(word, 'en').map((one) => one.meaning);
  expect(found.join('\n')).toContain(meaning);
});
