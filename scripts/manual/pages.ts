import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { meanings } from '#sarf/commands/help-codes.js';
import {
  CONFIGURATION_KEYS,
  EXTRACT_COLUMNS,
  FILE_COLUMNS,
  FILES,
  filesWith,
} from '#sarf/commands/help-names.js';
import { configurationSchema } from '#sarf/config/schema.js';
import { LANGUAGE_CODES, type LanguageCode } from '#sarf/domain/language.js';
import { INDICATORS } from '#sarf/indicators/definitions.js';
import { ALL_KINDS, COLUMNS, OPTIONAL_COLUMNS } from '#sarf/registry/columns.js';

const MANUAL = 'src/manual/';

const SAYS = {
  en: {
    title: '# Codes',
    intro:
      'Every code, reason, control and status that a screen or a file shows. `sarf help CODE` says one of them.',
    head: '| code | is | means |',
  },
  fr: {
    title: '# Les codes',
    intro:
      "Chaque code, motif, contrôle et statut qu'un écran ou un fichier montre. `sarf help CODE --lang fr` en dit un seul.",
    head: '| code | est | signifie |',
  },
} as const satisfies Record<LanguageCode, unknown>;

/** The pages of the manual that are made of the program's own tables: path from the root, and text. */
export function generatedPages(): (readonly [path: string, text: string])[] {
  return [
    ...LANGUAGE_CODES.map((language) => [pathOf('codes', language), codes(language)] as const),
    ...LANGUAGE_CODES.map((language) => [pathOf('extract', language), extract(language)] as const),
    [pathOf('files', 'en'), files()],
    [pathOf('config', 'en'), config()],
    [pathOf('indicators', 'en'), indicators()],
  ];
}

function pathOf(page: string, language: LanguageCode): string {
  return language === 'en' ? `${MANUAL}${page}.md` : `${MANUAL}${language}/${page}.md`;
}

function codes(language: LanguageCode): string {
  const { title, intro, head } = SAYS[language];
  const rows = meanings(language).map(
    ({ code, where, meaning }) => `| \`${code}\` | ${where} | ${meaning} |`,
  );
  return [title, '', intro, '', head, '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** The tables of the extract's columns, a table a kind, below the heading that begins with the kind. */
function extract(language: LanguageCode): string {
  const head = language === 'en' ? '| column | values |' : '| colonne | valeurs |';
  return ALL_KINDS.reduce(
    (text, kind) => {
      const names: readonly string[] = [...COLUMNS[kind], ...(OPTIONAL_COLUMNS[kind] ?? [])];
      const rows = names.map((name) => {
        const row = EXTRACT_COLUMNS.find((one) => one.kind === kind && one.column === name);
        return [`\`${name}\``, row?.[language] ?? ''];
      });
      return withTable(text, new RegExp(`^## ${kind}\\b`), head, rows);
    },
    pageOf('extract', language),
  );
}

function files(): string {
  const mark = (path: string) => `\`${path}\``;
  const holds = FILES.map(({ path, holds: text }) => [mark(path), text]);
  const columns = FILES.filter((one) => one.columns.length > 0).map((one) => [
    mark(one.path),
    one.columns.map((name) => `\`${name}\``).join(', '),
  ]);
  const means = FILE_COLUMNS.filter(({ column }) => filesWith(column).length > 0).map(({ column, en }) => [
    `\`${column}\``,
    en,
  ]);
  let text = pageOf('files', 'en');
  text = withTable(text, /^# /, '| file | what it holds |', holds);
  text = withTable(text, /^## Columns/, '| file | columns |', columns);
  return withTable(text, /^## What a column holds/, '| column | holds |', means);
}

function config(): string {
  const rows = [...defaultsOf(toJsonSchema(configurationSchema, { errorMode: 'ignore' }))].map(
    ([key, value]) => [
      `\`${key}\``,
      CONFIGURATION_KEYS.find((one) => one.key === key)?.en ?? '',
      value === null ? '' : `\`${value}\``,
    ],
  );
  return withTable(pageOf('config', 'en'), /^## Every key/, '| key | means | left out |', rows);
}

function indicators(): string {
  const rows = INDICATORS.map((one) => [
    `\`${one.code}\``,
    one.definition,
    one.unit,
    one.formula,
    one.scopes.filter((scope) => scope !== 'TOTAL').join(', ') || '–',
  ]);
  const head = '| indicator | definition | unit | formula | also by |';
  return withTable(pageOf('indicators', 'en'), /^# /, head, rows);
}

type Schema = ReturnType<typeof toJsonSchema>;

/** Every key of a file with the value that serves when it is left out, as text; null: none. */
function defaultsOf(schema: Schema, key = ''): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (typeof inner === 'boolean') continue;
    const path = key === '' ? name : `${key}.${name}`;
    const below = defaultsOf(objectOf(inner), path);
    for (const [one, value] of below) found.set(one, value);
    if (below.size === 0) found.set(path, shownDefault(inner.default));
  }
  return found;
}

/** What has the keys: the object itself, the one of a choice of it and null, or the items of a list. */
function objectOf(schema: Schema): Schema {
  for (const one of schema.anyOf ?? [])
    if (typeof one !== 'boolean' && one.type !== 'null') return objectOf(one);
  const { items } = schema;
  return items !== undefined && typeof items !== 'boolean' && !Array.isArray(items)
    ? objectOf(items)
    : schema;
}

function shownDefault(value: unknown): string | null {
  if (value === undefined || value === null || Array.isArray(value)) return null;
  return typeof value === 'object' ? null : String(value);
}

const pageOf = (page: string, language: LanguageCode) => readFileSync(pathOf(page, language), 'utf8');

/** The page with the rows of the first table below a heading replaced. Throws where the page has no such table. */
function withTable(
  text: string,
  heading: RegExp,
  head: string,
  rows: readonly (readonly string[])[],
): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => heading.test(line));
  const start = lines.findIndex((line, i) => i > from && line.startsWith('|'));
  if (from < 0 || start < 0) throw new Error(`no table below a heading ${heading}`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const rule = head.replace(/ [^|]+ /g, ' --- ');
  lines.splice(start, length, head, rule, ...rows.map((cells) => `| ${cells.join(' | ')} |`));
  return lines.join('\n');
}
