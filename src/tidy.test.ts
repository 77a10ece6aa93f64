import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What is not written here, and what is written in its place. */
const SRC = fileURLToPath(new URL('.', import.meta.url));

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));

type Ban = {
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
  readonly except?: readonly string[];
  /** Comments are looked at too. */
  readonly comments?: true;
};

const BANS: readonly Ban[] = [
  {
    what: 'parseFloat',
    pattern: /\bparseFloat\b/,
    instead: 'amount() or decimal() of domain/money.ts: no amount is ever a float',
  },
  {
    what: 'parseInt',
    pattern: /\bparseInt\b/,
    instead: 'Number() after a pattern has been matched: parseInt reads "12abc" as 12',
  },
  {
    what: 'toFixed',
    pattern: /\.toFixed\(/,
    instead: 'toText() of domain/money.ts: rounding is decided once',
    except: ['domain/money.ts'],
  },
  {
    what: 'Math.random',
    pattern: /\bMath\.random\b/,
    instead: 'nothing: the same things give the same bytes',
  },
  {
    what: 'Math.round of an amount',
    pattern: /\bMath\.(round|floor|ceil)\(.*(amount|net|centimes|total)/i,
    instead: 'domain/money.ts',
  },
  {
    what: 'new Date()',
    pattern: /\bnew Date\(|\bDate\.now\b/,
    instead: 'the injected Clock, or domain/period.ts',
    except: ['cli.ts', 'domain/period.ts'],
  },
  { what: 'any', pattern: /(:|<|\bas)\s*any\b|\bany\[\]/, instead: 'unknown, and a check' },
  {
    what: 'a silenced checker',
    pattern: /@ts-(ignore|nocheck|expect-error)|biome-ignore/,
    instead: 'code that checks',
    comments: true,
  },
  { what: 'console', pattern: /\bconsole\./, instead: "the Context's stdout and stderr, or the Reporter" },
  {
    what: 'what is printed, written past its door',
    pattern: /\b(stdout|stderr)\)?\??\.write\b/,
    instead: "lines() of the Context's stdout and stderr: the Printer makes what it prints harmless",
  },
  {
    what: 'a second door',
    pattern: /\bnew Printer\(/,
    instead: "the Context's stdout and stderr: a door knows whether a living line stands",
    except: ['cli.ts'],
  },
  {
    what: 'an escape code of a terminal',
    pattern: /\\u001b|\\u\{1b\}|\\x1b|\\e\[/i,
    instead: 'the Style, whose codes the Printer writes',
    except: ['terminal/printer.ts'],
  },
  {
    what: 'blanks counted by hand',
    pattern: /\.pad(Start|End)\([^,]*$|\.pad(Start|End)\([^,()]*\)/,
    instead: 'table() of terminal/table.ts: it knows how wide a letter is',
    except: ['explain/page/change-section.ts'], // a page of text, which knows no terminal
  },
  {
    what: 'painted text inside a text',
    pattern: /\$\{[\w.]*\b(style|paint)\.\w+\(/,
    instead: 'a Line of parts: painted text is no text, so that no text can be painted by what it holds',
  },
  {
    what: 'a floating-point sum in SQL',
    pattern: /\bAS (DOUBLE|FLOAT|REAL)\b|::(double|float|real)\b/i,
    instead: 'DECIMAL',
  },
  {
    what: 'an unfinished thought',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    instead: 'the thing itself, or an issue',
    comments: true,
  },
  {
    what: 'the mark of a resident',
    pattern: /['"`(|]R-|-R-\\d/,
    instead: 'domain/beneficiary.ts: whom a mark means is decided once',
    except: ['domain/beneficiary.ts'],
  },
  {
    what: 'an order_id put together or taken apart',
    pattern:
      /-S\$\{|replace\('-', ''\)|(split_part|substr|substring|regexp_\w+|ends_with)\(\s*(\w+\.)?order_id/,
    instead: 'domain/order-id.ts: the same money never travels under two references',
    except: ['domain/order-id.ts'],
  },
  {
    what: 'a session variable',
    pattern: /\bSET VARIABLE\b|\bgetvariable\b/i,
    instead: 'a parameter of the function that makes the SQL: what a query depends on stands in its call',
  },
  {
    what: 'what may not be read, taken for missing',
    pattern: /\bexistsSync\b/,
    instead:
      'isPresent(), isFolder() or isFile() of files/there.ts, which throw where the system does not tell',
  },
  { what: 'eval', pattern: /\beval\(|\bnew Function\(/, instead: 'nothing' },
];

describe('not written here', () => {
  for (const { what, pattern, instead, except, comments } of BANS) {
    test(`${what}; instead: ${instead}`, () => {
      const found = sources
        .filter(({ path }) => !(except ?? []).includes(path))
        .flatMap(({ path, text }) =>
          (comments ? text : withoutComments(text))
            .split('\n')
            .map((line, i) => ({ where: `${path}:${i + 1}`, line }))
            .filter(({ line }) => pattern.test(line))
            .map(({ where, line }) => `${where}: ${line.trim()}`),
        );
      expect(found, `instead: ${instead}`).toEqual([]);
    });
  }
});

/** Comments made blank; lines keep their numbers. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '');
}

const MANY_LINES = 300;
const MOST_LINES = 400;
const MOST_LINES_OF_A_FUNCTION = 70;

describe('short enough to be read', () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > MANY_LINES);

  test(`files of at most ${MOST_LINES} lines; instead: two files, each named for what it holds`, () => {
    // Below the limit a long file is said, and not refused: it is better than a file that outwits the limit.
    for (const { path, lines } of long) console.warn(`${path} has ${lines} lines, more than ${MANY_LINES}`);
    expect(long.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });

  test(`functions of at most ${MOST_LINES_OF_A_FUNCTION} lines; instead: steps with names`, () => {
    const found = sources.flatMap(({ path, text }) => functionsOf(text).map((one) => ({ path, ...one })));
    expect(found.length).toBeGreaterThan(150);
    expect(found.filter(({ lines }) => lines > MOST_LINES_OF_A_FUNCTION)).toEqual([]);
  });
});

/** Functions and methods with their lengths. The formatter indents: one ends at the first "}" that stands as deep. */
function functionsOf(text: string): { name: string; lines: number }[] {
  const lines = text.split('\n');
  const START =
    /^( *)(?:export )?(?:(?:private |static |override )*(?:async )?\*?(?:function\*? )?(\w+)\(|const (\w+).*=> \{$)/;
  const KEYWORDS = ['if', 'for', 'while', 'switch', 'catch', 'return', 'super'];
  return lines.flatMap((line, start) => {
    const [, indent = '', method, constant] = START.exec(line) ?? [];
    const name = method ?? constant;
    if (name === undefined || KEYWORDS.includes(name)) return [];
    if (!/^ *(export |private |static |override |async |function|const )/.test(line) && indent.length !== 2)
      return [];
    const end = lines.findIndex(
      (other, i) => i > start && other.startsWith(`${indent}}`) && !other.startsWith(`${indent}} `),
    );
    return end < 0 ? [] : [{ name, lines: end - start + 1 }];
  });
}
