import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSync } from 'recheck';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAst } from 'vitest/node';

/**
 * No regular expression takes more than linear time, whatever it is given: what comes from outside (messages, CSV,
 * YAML, arguments) may be long, and made to be slow to refuse. Each expression of the house is proven by recheck.
 * The engine's own (regexp_matches in SQL) are linear by construction: it uses RE2.
 */
const SRC = fileURLToPath(new URL('.', import.meta.url));

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));

vi.setConfig({ testTimeout: 300_000 }); // proofs take seconds, and on a busy machine a minute

type Expression = { readonly where: string; readonly source: string; readonly flags: string };

/** Those written between slashes. */
const literals: readonly Expression[] = sources.flatMap(({ path, text }) => {
  const found: Expression[] = [];
  walk(parseAst(text, { lang: 'ts' }), (node) => {
    const { regex, start } = node as { regex?: { pattern: string; flags: string }; start?: number };
    if (regex === undefined) return;
    const line = text.slice(0, start).split('\n').length;
    found.push({ where: `${path}:${line}`, source: regex.pattern, flags: regex.flags });
  });
  return found;
});

function walk(node: unknown, visit: (node: object) => void): void {
  if (typeof node !== 'object' || node === null) return;
  visit(node);
  for (const below of Object.values(node)) walk(below, visit);
}

/** Those put together when their module is loaded. cli.ts is the program itself: it would run. */
const composed: Expression[] = [];
/** Where each call stands, as the stack says it → its file. */
const places = new Map<string, string>();
const COMPOSING = /\bRegExp\(/g;

/** What could not be proven linear, in words. */
function problems(expressions: readonly Expression[]): string[] {
  return expressions.flatMap(({ where, source, flags }) => {
    const found = checkSync(source, flags, { timeout: null });
    if (found.status === 'safe') return [];
    const why = found.status === 'vulnerable' ? found.complexity.summary : found.error.kind;
    return [`${where}: /${source}/${flags}: ${why}`];
  });
}

beforeAll(async () => {
  vi.resetModules(); // other test files of this process have loaded them
  vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure'); // neither Java nor a program of the machine's
  vi.stubGlobal(
    'RegExp',
    new Proxy(RegExp, {
      construct(target, [source, flags]: [string, string | undefined]) {
        // The frame below this one says who composes: libraries do too.
        const caller = new Error().stack?.split('\n')[2] ?? '';
        const path = sources.find((one) => caller.includes(join(SRC, one.path)))?.path;
        if (path !== undefined) {
          composed.push({ where: path, source, flags: flags ?? '' });
          places.set(caller, path); // a function may compose several
        }
        return new target(source, flags);
      },
    }),
  );
  for (const { path } of sources) if (path !== 'cli.ts') await import(join(SRC, path));
  vi.unstubAllGlobals();
});

describe('regular expressions', () => {
  test('the check knows a slow one', () => {
    const slow = ['[ \\t]+$', '^(a+)+$', 'a*b?a*$', '<!--[^]*?-->', '\\B(?=(\\d{3})+$)', '^(.+)\\1x$'];
    for (const source of slow) expect(problems([{ where: '', source, flags: '' }]), source).toHaveLength(1);
    expect(problems([{ where: '', source: '^[ \\t]+$', flags: '' }])).toEqual([]);
  });

  test('between slashes, each is linear', () => {
    expect(literals.length).toBeGreaterThan(60);
    expect(problems(literals)).toEqual([]);
  });

  test('put together, each is so when its module is loaded, and linear', () => {
    const written = sources.flatMap(({ path, text }) => (text.match(COMPOSING) ?? []).map(() => path));
    expect(written.length).toBeGreaterThan(5);
    expect([...places.values()].sort()).toEqual(written);
    expect(problems(composed)).toEqual([]);
  });
});
