import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The plan of what stands beside the program: scripts and fixtures, as rules with their reasons. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));

const files = ['scripts', 'fixtures']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path).split('\\').join('/'),
    ),
  )
  .filter((path) => path.endsWith('.ts'))
  .sort();
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const STATEMENT = /^(?:import|export)\s+(?:type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** What a file imports: files from the root of the repository on, the program's as `src/…`, libraries by name. */
function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(STATEMENT)].map(([, name = '']) => {
    const path = name.replace(/\.js$/, '.ts');
    if (name.startsWith('#sarf/')) return path.replace('#sarf/', 'src/');
    return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), path)) : name;
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
