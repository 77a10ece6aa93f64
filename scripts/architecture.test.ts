import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RUNS } from '../vitest.config.js';

/** The plan of what stands beside the program: scripts and fixtures, as rules with their reasons. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));

const all = ['src', 'scripts', 'fixtures']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path).split('\\').join('/'),
    ),
  )
  .filter((path) => path.endsWith('.ts'))
  .sort();
const files = all.filter((file) => !file.startsWith('src/'));
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** What a file imports: files from the root of the repository on, the program's as `src/…`, libraries by name. */
function importsOf(file: string): string[] {
  return imports(file).map(({ to }) => to);
}

/** The same without what is imported for its types alone. */
function importsThatRun(file: string): string[] {
  return imports(file)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ to }) => to);
}

function imports(file: string): { to: string; typeOnly: boolean }[] {
  return [...textOf(file).matchAll(STATEMENT)].map(([, type, name = '']) => {
    const path = name.replace(/\.js$/, '.ts');
    const from = (to: string) => relative(ROOT, resolve(ROOT, dirname(file), to));
    const to = name.startsWith('#sarf/')
      ? path.replace('#sarf/', 'src/')
      : name.startsWith('.')
        ? from(path)
        : name;
    return { to, typeOnly: type !== undefined };
  });
}

describe('scripts and fixtures', () => {
  test('no circles, not even of types: a file that needs itself cannot be read from one end', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const to of importsOf(file)) if (files.includes(to)) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(circles).toEqual([]);
  });

  test('scripts know no fixtures: what is shipped for benches and demonstrations needs no tests', () => {
    const found = files
      .filter((file) => file.startsWith('scripts/') && !file.endsWith('.test.ts'))
      .flatMap((file) => importsOf(file).map((to) => `${file} → ${to}`))
      .filter((one) => one.includes('→ fixtures/'));
    expect(found).toEqual([]);
  });

  test('oracles know neither harness nor worlds: an opinion depends on no way to ask for it', () => {
    const found = files
      .filter((file) => file.startsWith('fixtures/oracles/'))
      .flatMap((file) => importsOf(file).map((to) => `${file} → ${to}`))
      .filter((one) => /→ fixtures\/(harness|worlds)\//.test(one));
    expect(found).toEqual([]);
  });

  test('what a script hands to others says in a sentence what it is', () => {
    const silent = files
      .filter((file) => file.startsWith('scripts/') && !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...textOf(file).matchAll(/(^|\*\/\n|\n)export (?:async )?(?:function\*?|class) (\w+)/g)]
          .filter(([, before]) => !before?.startsWith('*/'))
          .map(([, , name]) => `${file}: ${name}`),
      );
    expect(silent).toEqual([]);
  });
});

/** A glob of the test configuration as an expression. */
function expressionOf(glob: string): RegExp {
  const text = glob
    .replace(/!\((.*?)\)/g, '(?!($1)[.])*')
    .replaceAll('.', '\\.')
    .replaceAll('[\\.]', '[.]')
    .replaceAll('**/', '(.+/)?')
    .replace(/(?<!\+)\*/g, '[^/]*');
  return new RegExp(`^${text}$`);
}

describe('unit tests', () => {
  /** Who makes processes or does whole command lines. */
  const SLOW = ['node:child_process', 'src/invoke.ts', 'src/month/run-month.ts'];

  test('drive no command line and compute no month: they answer while one types', () => {
    const runs = RUNS.map(expressionOf);
    const isUnit = (file: string) => file.endsWith('.test.ts') && !runs.some((run) => run.test(file));
    const reached = (file: string, path: readonly string[]): string[] =>
      importsThatRun(file).flatMap((to) => {
        if (SLOW.includes(to)) return [[...path, file, to].join(' → ')];
        return to.startsWith('fixtures/') && !path.includes(to) ? reached(to, [...path, file]) : [];
      });
    const units = all.filter(isUnit);
    expect(units.length).toBeGreaterThan(50);
    expect(units).not.toContain('fixtures/pain.test.ts');
    expect(units.flatMap((file) => reached(file, []))).toEqual([]);
  });
});
