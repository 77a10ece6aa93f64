import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Table } from './table.js';

/**
 * The wires that carry the data: tables are named in SQL, where no import shows who needs what. A table that one room
 * makes and another names is declared here; these tests read the sources and hold it. The ledger is left out: its
 * tables are of another database, and its own.
 */
const SRC = fileURLToPath(new URL('..', import.meta.url));

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split('\\').join('/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .filter((path) => !path.startsWith('ledger/') && !path.startsWith('tables/'))
  .sort()
  .map((path) => ({ path, text: withoutComments(readFileSync(join(SRC, path), 'utf8')) }));

/** The room of a file; folders of programmes, banks and commands are rooms of their own. */
function roomOf(path: string): string {
  const parts = path.split('/');
  const deep = ['programmes', 'banks', 'commands'].includes(parts[0] ?? '') && parts.length > 2;
  return parts.slice(0, deep ? 2 : 1).join('/');
}

type Declared = { readonly file: string; readonly identifier: string; readonly table: Table };

const declared: readonly Declared[] = (
  await Promise.all(
    readdirSync(join(SRC, 'tables'))
      .filter((name) => name.endsWith('.ts') && !name.includes('.test.') && name !== 'table.ts')
      .map(async (file) => {
        const exported: Readonly<Record<string, unknown>> = await import(join(SRC, 'tables', file));
        return Object.entries(exported).flatMap(([identifier, value]) =>
          isTable(value) ? [{ file, identifier, table: value }] : [],
        );
      }),
  )
).flat();

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'grain' in value;
}

/** Every place that makes a table in SQL of its own, or of rows of TypeScript. */
const made = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/\bCREATE (?:OR REPLACE )?(?:TABLE|VIEW) (\w+)|\bcreateFrom\(\s*'(\w+)'/g)].map(
    (match) => ({
      path,
      name: match[1] ?? match[2] ?? '',
    }),
  ),
);

/** Whether a source names a table: behind a word of SQL, or as the table of a call. */
function names(text: string, table: string): boolean {
  return new RegExp(
    `\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW|COPY)\\s+${table}\\b|\\b(?:countOf|append|appendRows)\\([^)']*'${table}'`,
  ).test(text);
}

/** The stages of the month know a programme's tables by their parts in it: `tables.register`. */
const parts = sources
  .filter(({ path }) => /^programmes\/(\w+)\/\1\.ts$/.test(path))
  .flatMap(({ text }) => /\n {2}tables: \{([^}]*)\}/.exec(text)?.[1]?.split(',') ?? [])
  .map((entry) => entry.split(':').map((word) => word.trim()))
  .map(([part, identifier]) => ({ part: part ?? '', identifier: identifier ?? part ?? '' }));

/** How sources write a declared table: by its name, or by its part in a programme. */
function namesOf(identifier: string): string[] {
  const known = parts.filter((one) => one.identifier === identifier).map((one) => `tables\\.${one.part}`);
  return [`(?<!\\.)\\b${identifier}`, ...known];
}

/** Whether a source gives this declared table to one of the functions, by its name or its part. */
function calls(text: string, functions: string, identifier: string): boolean {
  return namesOf(identifier).some((name) =>
    new RegExp(`\\b(?:${functions})\\([^;]*?${name}\\b(?!\\.)`).test(text),
  );
}

describe('a table that one room makes and another names', () => {
  test('is declared: what a row and a column mean is a matter of both', () => {
    const own = new Set(declared.map((one) => one.table.name));
    const crossing = [...new Set(made.map((one) => one.name))].filter((name) => {
      const makers = new Set(made.filter((one) => one.name === name).map((one) => roomOf(one.path)));
      return sources.some(({ path, text }) => !makers.has(roomOf(path)) && names(text, name));
    });
    expect(crossing.filter((name) => !own.has(name)).sort()).toEqual([]);
  });

  test('is made by the file that its declaration names, and by no other', () => {
    for (const { identifier, table } of declared) {
      const makers = sources.filter(({ text }) => calls(text, 'make|remake|makeEmpty', identifier));
      expect(
        makers.map((one) => one.path),
        table.name,
      ).toEqual([table.madeBy].flat().sort());
    }
  });

  test('is made through its declaration: columns that nobody compares may be any', () => {
    // Another room may have a table of this name in another database, for itself alone.
    const rooms = (table: Table) => [table.madeBy].flat().map(roomOf);
    const aside = declared.flatMap(({ table }) =>
      made.filter((one) => one.name === table.name && rooms(table).includes(roomOf(one.path))),
    );
    expect(aside).toEqual([]);
  });

  test('is declared for a reason: another room names it', () => {
    const alone = declared.filter(
      ({ table, identifier }) =>
        !sources.some(
          ({ path, text }) =>
            ![table.madeBy].flat().map(roomOf).includes(roomOf(path)) &&
            (names(text, table.name) || new RegExp(`\\b(?:${namesOf(identifier).join('|')})\\b`).test(text)),
        ),
    );
    expect(alone.map((one) => one.table.name)).toEqual([]);
  });

  test('has a sentence, a grain, and a sentence a column', () => {
    for (const { table } of declared) {
      expect(table.says, table.name).toMatch(/^[A-Z].*\.$/);
      expect(table.grain, table.name).not.toBe('');
      for (const [column, [type, says]] of Object.entries<readonly [string, string]>(table.columns)) {
        expect(type, `${table.name}.${column}`).not.toBe('');
        expect(says, `${table.name}.${column}`).not.toBe('');
      }
    }
    expect(new Set(declared.map((one) => one.table.name)).size).toBe(declared.length);
  });

  test('is dropped in the room of its maker, or by a page of the month: who drops it knows who needs it', () => {
    for (const { table, identifier } of declared) {
      const droppers = sources
        .filter(
          ({ text }) =>
            new RegExp(`(?:\\bDROP |')(?:TABLE|VIEW) ${table.name}\\b`).test(text) ||
            calls(text, 'drop', identifier),
        )
        .map((one) => one.path);
      const allowed = [table.madeBy].flat().map(roomOf);
      const wrong = droppers.filter((path) => !allowed.includes(roomOf(path)) && roomOf(path) !== 'month');
      expect(wrong, table.name).toEqual([]);
      expect(droppers, `${table.name}: droppedBy`).toEqual([table.droppedBy ?? []].flat().sort());
    }
  });
});

/** SQL texts, as far as they stand in template literals and quotes. */
function sqlOf(text: string): string[] {
  return [...text.matchAll(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g)].map((match) => match[0]);
}

describe('the place of a row', () => {
  test('is a key in the tables of the registry alone, whose declaration says so; elsewhere an ORDER BY would change it', () => {
    const keyed = sources.flatMap(({ path, text }) =>
      sqlOf(text)
        .filter((sql) => /\browid\b/.test(sql))
        // Of tables that the same file puts in order, and of the registry's rows.
        .filter((sql) => !/\w+_row\b|\$\{(?:tableOf|TABLES)/.test(sql))
        .filter((sql) => {
          const tables = [...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map((match) => match[1]);
          return !tables.some((table) => made.some((one) => one.path === path && one.name === table));
        })
        .map((sql) => `${path}: ${sql.slice(0, 80)}`),
    );
    expect(keyed).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
