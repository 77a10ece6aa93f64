import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The plan of the house, as rules, each with its reason. A failure prints the file, what it imports and why
 * that is not done here. cli → invoke → commands → cycle → stages → (config, workspace) → domain.
 */
const SRC = fileURLToPath(new URL('.', import.meta.url));

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split('\\').join('/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .sort();

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

const imports: Import[] = files.flatMap((from) => {
  const source = readFileSync(join(SRC, from), 'utf8');
  const toOf = (name: string) =>
    name.startsWith('.') ? relative(SRC, resolve(SRC, dirname(from), name)).replace(/\.js$/, '.ts') : name;
  return [
    ...[...source.matchAll(STATEMENT)].map((match) => ({
      from,
      to: toOf(match[2] ?? ''),
      typeOnly: match[1] !== undefined || onlyTypes(match[0]),
    })),
    ...[...source.matchAll(DYNAMIC)].map((match) => ({ from, to: toOf(match[1] ?? ''), typeOnly: false })),
  ];
});

/** `import { type A, type B } from`: nothing of it is left when the program runs. */
function onlyTypes(statement: string): boolean {
  const names = statement
    .match(/\{([^}]*)\}/)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return names?.every((name) => name.trim().startsWith('type ')) ?? false;
}

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
const ours = (one: Import) => one.to.endsWith('.ts');

const FOUNDATION = ['domain', 'workspace', 'config'];
/** What asks a released run, beside the cycle that makes it: each composes stages, and none writes. */
const QUESTIONS = ['explain'];
const ABOVE = ['', 'commands', 'terminal', 'cycle', ...QUESTIONS];
const folders = [...new Set(files.map(folderOf))];
const STAGES = folders.filter((folder) => ![...FOUNDATION, ...ABOVE].includes(folder));

type Rule = {
  readonly name: string;
  readonly why: string;
  readonly broken: (one: Import) => boolean;
  /** Honest exceptions: `from → to`, with the reason why each is better than its removal. */
  readonly except?: Readonly<Record<string, string>>;
};

const RULES: readonly Rule[] = [
  {
    name: 'the domain stands alone',
    why: 'money, months and codes mean the same everywhere; what they lean on would decide for them',
    broken: (one) => folderOf(one.from) === 'domain' && ours(one) && folderOf(one.to) !== 'domain',
  },
  {
    name: 'workspace and config lean on the domain alone',
    why: 'every stage uses them, so one that knew a stage would tie all of them to it',
    broken: (one) =>
      ['workspace', 'config'].includes(folderOf(one.from)) &&
      ours(one) &&
      ![folderOf(one.from), 'domain'].includes(folderOf(one.to)),
  },
  {
    name: 'stages do not call each other',
    why: 'the order of the month stands on one page, cycle/run-cycle.ts; what a stage needs of another arrives from there (types may be named)',
    broken: (one) =>
      STAGES.includes(folderOf(one.from)) &&
      STAGES.includes(folderOf(one.to)) &&
      folderOf(one.from) !== folderOf(one.to) &&
      !one.typeOnly,
    except: {
      'household/quarantine.ts → registry/checks.ts':
        'the bits of `faults` mean what registry/checks.ts says; a second list of them would drift',
      'owed/adjustments.ts → registry/checks.ts': 'the bits of `faults`, as for households',
      'partners/overrides.ts → registry/checks.ts': 'the same bits, of the rows of partners',
      'residents/relate.ts → registry/checks.ts': 'the bits of `faults`, as for households',
      'ledger/events.ts → seal/canonical.ts':
        'the event chain is hashed over the same canonical text as the seal; two spellings would be two truths',
    },
  },
  {
    name: 'nobody reaches up',
    why: 'a stage that knew the cycle, a command or the terminal could not be tested or reused without them',
    broken: (one) =>
      [...STAGES, ...FOUNDATION].includes(folderOf(one.from)) &&
      ours(one) &&
      ABOVE.includes(folderOf(one.to)) &&
      one.to !== 'version.ts',
  },
  {
    name: 'the cycle knows neither commands nor terminal',
    why: 'it tells what it does through a Reporter; who listens is not its concern',
    broken: (one) =>
      folderOf(one.from) === 'cycle' &&
      ['commands', 'terminal', '', ...QUESTIONS].includes(folderOf(one.to)) &&
      ours(one) &&
      one.to !== 'version.ts',
  },
  {
    name: 'a question knows neither commands nor terminal, nor the other questions',
    why: 'it gives its answer as data or as text; who asked, and where it is shown, is not its concern',
    broken: (one) =>
      QUESTIONS.includes(folderOf(one.from)) &&
      ['commands', 'terminal', '', ...QUESTIONS].includes(folderOf(one.to)) &&
      folderOf(one.from) !== folderOf(one.to) &&
      ours(one),
  },
  {
    name: 'commands do one call',
    why: 'flags → one call → print: a command that composed stages would be a second cycle',
    broken: (one) =>
      folderOf(one.from) === 'commands' &&
      ours(one) &&
      !one.typeOnly &&
      !['commands', 'cycle', 'terminal', 'config', 'domain', ...QUESTIONS].includes(folderOf(one.to)),
    except: {
      'commands/explain.ts → rules/load.ts': 'the rules file is one of the flags',
      'commands/run.ts → rules/load.ts': 'the rules file is one of the flags',
      'commands/runs.ts → ledger/ledger.ts': 'its one call: to read the ledger',
      'commands/simulate.ts → rules/load.ts': 'both rules files are flags',
      'commands/grants.ts → ledger/ledger.ts': 'its one call: to read the ledger',
      'commands/verify.ts → seal/verify.ts': 'its one call: to verify',
    },
  },
  only('decimal.js', ['domain/money.ts'], 'one door to amounts: rounding and spelling are decided once'),
  only(
    'date-fns',
    ['domain/period.ts'],
    'one door to the calendar: ends of months and leap days are decided once',
  ),
  only(
    '@duckdb/',
    ['workspace/duckdb.ts'],
    'one door to the engine: settings, paths and its errors are handled once',
  ),
  only('better-sqlite3', ['ledger/'], 'one door to the system of record: one writer, durable transactions'),
  only(
    'commander',
    ['command-line.ts', 'invoke.ts'],
    'commands are functions of their options, whoever read those',
  ),
  only(
    'yaml',
    ['config/yaml.ts'],
    'one door to YAML: scalars stay text, so that no amount passes through a float',
  ),
  only(
    'csv-stringify',
    ['audit/csv.ts'],
    'one door to what people open in a spreadsheet: formulas are disarmed once',
  ),
];

/** `library` is imported below these paths alone. */
function only(library: string, places: readonly string[], why: string): Rule {
  return {
    name: `${library} in ${places.join(', ')} alone`,
    why,
    broken: (one) =>
      (one.to === library || one.to.startsWith(library.endsWith('/') ? library : `${library}/`)) &&
      !places.some((place) => one.from.startsWith(place)),
  };
}

describe('imports', () => {
  test('were found, and each leads to a file', () => {
    expect(imports.length).toBeGreaterThan(100);
    for (const one of imports.filter(ours))
      expect(existsSync(join(SRC, one.to)), `${one.from} → ${one.to}`).toBe(true);
  });

  for (const rule of RULES) {
    test(rule.name, () => {
      const broken = imports.filter(rule.broken).map((one) => `${one.from} → ${one.to}`);
      const excepted = Object.keys(rule.except ?? {});
      const complaint = (what: string) => `${rule.name}: ${what}\n  why: ${rule.why}`;
      expect(
        broken.filter((one) => !excepted.includes(one)),
        complaint('not done here'),
      ).toEqual([]);
      expect(
        excepted.filter((one) => !broken.includes(one)),
        complaint('exceptions no longer needed'),
      ).toEqual([]);
    });
  }

  test('no circles: a file that needs itself cannot be read from one end', () => {
    const next = new Map(
      files.map((file) => [
        file,
        imports.filter((one) => one.from === file && ours(one)).map((one) => one.to),
      ]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(circles).toEqual([]);
  });
});

describe('the house', () => {
  test('no barrels: an index file hides who needs what', () => {
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]);
    const handingOn = files.filter((file) =>
      /^export\s+(\*|\{[^}]*\}|type\s+\{[^}]*\})\s+from/m.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(handingOn).toEqual([]);
  });

  test('no folder for what has no name: what a thing is says where it belongs', () => {
    expect(
      folders.filter((folder) => /^(utils?|helpers?|common|shared|misc|lib|core|services?)$/.test(folder)),
    ).toEqual([]);
  });

  test('the process is touched in cli.ts alone: effects are passed in, and tests hold them', () => {
    const excepted = ['ledger/lock.ts']; // the number of the process that holds the lock is what the refused one reads
    const touching = files.filter((file) =>
      /\bprocess\.(?!\s)[a-z]|from 'node:process'/.test(withoutComments(file)),
    );
    expect(touching).toEqual(['cli.ts', ...excepted]);
  });
});

function withoutComments(file: string): string {
  return readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
