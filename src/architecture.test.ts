import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The plan of the house, as rules, each with its reason. A failure prints the file, what it imports and why
 * that is not done here. ROOMS lists which other rooms each room may use.
 */
const SRC = fileURLToPath(new URL('.', import.meta.url));

type Import = {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  /** Loaded when it is needed: `await import(…)`. */
  readonly lazy: boolean;
};

const all = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split('\\').join('/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();
const files = all.filter((path) => !path.endsWith('.test.ts'));

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
      lazy: false,
    })),
    ...[...source.matchAll(DYNAMIC)].map((match) => ({
      from,
      to: toOf(match[1] ?? ''),
      typeOnly: false,
      lazy: true,
    })),
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

/** The room of a file: its folder at the top, or '' for the files that stand at the top themselves. */
const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
/** Two levels of a path: `commands/run`, `programmes/families`. */
const wingOf = (path: string) => path.split('/').slice(0, 2).join('/');
/** The flags of a command, and those that commands share. */
const FLAGS = /^commands\/(\w+\/flags|common-flags)\.ts$/;
const ours = (one: Import) => one.to.endsWith('.ts');
const folders = [...new Set(files.map(folderOf))];

/** Which other rooms a room may use, and why no more. Types may be named from any room that is not above. */
const ROOMS: Readonly<Record<string, { readonly uses: readonly string[]; readonly why: string }>> = {
  domain: {
    uses: [],
    why: 'money, months and codes mean the same everywhere; what they lean on would decide for them',
  },
  files: { uses: ['domain'], why: 'a file is read and written in the same way, whatever is in it' },
  workspace: {
    uses: ['domain'],
    why: 'every stage uses it, so a stage that it knew would be tied to all of them',
  },
  config: {
    uses: ['domain'],
    why: 'every stage uses it, so a stage that it knew would be tied to all of them',
  },
  ledger: {
    uses: ['domain'],
    why: 'the system of record knows no stage: what is entered in it arrives as plain rows',
  },
  tables: {
    uses: ['domain', 'workspace'],
    why: 'a declaration that used its maker would not be a declaration',
  },
  rules: { uses: ['domain', 'config'], why: 'the law is data; who applies it is not its concern' },
  registry: {
    uses: ['domain', 'files', 'workspace', 'tables'],
    why: 'a row is judged alone, before anybody is assessed',
  },
  programmes: {
    uses: ['domain', 'rules', 'workspace', 'tables'],
    why: 'a programme says whom the state pays; what programmes go through alike is called by the month',
  },
  owed: {
    uses: ['domain', 'workspace', 'tables'],
    why: 'what is owed arrives as rows of the ledger and goes back as such',
  },
  indicators: {
    uses: ['domain', 'workspace', 'tables'],
    why: 'figures of a sealed register, whoever made it',
  },
  archive: {
    uses: ['domain', 'files', 'ledger', 'workspace'],
    why: 'it keeps what was published and computes nothing',
  },
  banks: {
    uses: ['domain', 'files', 'workspace', 'tables', 'config', 'ledger', 'archive'],
    why: 'what travels to and from institutions is written and read alike, whoever asks',
  },
  history: {
    uses: ['domain', 'workspace', 'tables', 'archive', 'banks'],
    why: 'what sealed folders say of persons is asked of them alone, whoever asks',
  },
  month: {
    uses: [
      ...['domain', 'files', 'workspace', 'tables', 'config', 'rules', 'ledger', 'registry'],
      ...['programmes', 'owed', 'indicators', 'archive', 'banks', 'history'],
    ],
    why: 'the month knows neither commands nor terminal nor the verifier: it tells a Reporter what it does',
  },
  verify: {
    uses: ['domain', 'files', 'workspace', 'tables', 'archive', 'ledger'],
    why: 'the proof computes again on its own: a formula that it shared with the month would prove nothing',
  },
  explain: {
    uses: ['domain', 'files', 'workspace', 'rules', 'ledger', 'archive', 'programmes'],
    why: 'it answers as data or text from sealed folders; who asked is not its concern',
  },
  terminal: { uses: ['domain'], why: 'how things are shown does not depend on what is shown' },
};

/** From the ground up. A room may name types of the rooms before it, and of no room after it. */
const ORDER = [
  ...['domain', 'files', 'workspace', 'config', 'tables', 'ledger', 'rules', 'registry', 'indicators'],
  ...[
    'programmes',
    'owed',
    'archive',
    'banks',
    'history',
    'month',
    'verify',
    'explain',
    'terminal',
    'commands',
    '',
  ],
];
const above = (one: Import) => ORDER.indexOf(folderOf(one.to)) > ORDER.indexOf(folderOf(one.from));

type Rule = {
  readonly name: string;
  readonly why: string;
  readonly broken: (one: Import) => boolean;
  /** Honest exceptions: `from → to`, with the reason why each is better than its removal. */
  readonly except?: Readonly<Record<string, string>>;
};

/** Exceptions of ROOMS, by the room they are of. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tables: {
    'tables/families.ts → programmes/families/components.ts':
      'the components of an entitlement are one list; a second one here would be a place to forget',
    'tables/residents.ts → programmes/residents/components.ts': 'the components, as for families',
  },
  programmes: {
    'programmes/families/quarantine.ts → registry/checks.ts':
      'the bits of `faults` mean what registry/checks.ts says; a second list of them would drift',
    'programmes/residents/relate.ts → registry/checks.ts': 'the bits of `faults`, as for households',
  },
  owed: { 'owed/adjustments.ts → registry/checks.ts': 'the bits of `faults`, as for households' },
  verify: {
    'verify/orders.ts → banks/formats/checks.ts':
      'a format says how its files are checked; its check never reads what its write says',
    'verify/ledger.ts → config/kept.ts':
      'how a configuration file is read is one thing; no formula of the month is in it',
  },
  explain: {
    'explain/facts/owed-facts.ts → owed/recovery.ts':
      'the same pure formula shows how much of a balance is taken',
  },
};

const RULES: readonly Rule[] = [
  ...Object.entries(ROOMS).map(
    ([room, { uses, why }]): Rule => ({
      name: uses.length === 0 ? `${room} stands alone` : `${room} uses ${uses.join(', ')} alone`,
      why,
      broken: (one) =>
        folderOf(one.from) === room &&
        ours(one) &&
        one.to !== 'version.ts' &&
        folderOf(one.to) !== room &&
        !uses.includes(folderOf(one.to)) &&
        (!one.typeOnly || above(one)),
      except: EXCEPTIONS[room] ?? {},
    }),
  ),
  {
    name: 'no command knows another',
    why: 'a command is a folder: its flags, its use case, its text and its test; what two need is no command',
    broken: (one) =>
      one.from.startsWith('commands/') &&
      one.to.startsWith('commands/') &&
      ![one.from, one.to].some((file) => wingOf(file).endsWith('.ts')) &&
      wingOf(one.from) !== wingOf(one.to),
  },
  {
    name: 'a programme knows no other',
    why: 'what both need meets in the month; the child who is in two registers goes through declared tables',
    broken: (one) =>
      one.from.startsWith('programmes/') &&
      one.to.startsWith('programmes/') &&
      ![one.from, one.to].some((file) => wingOf(file).endsWith('.ts')) &&
      wingOf(one.from) !== wingOf(one.to),
  },
  {
    name: 'rows cross to and from the engine by names alone',
    why: 'by places, a swap of two columns of text is silent: files/rows.ts names the columns once',
    broken: (one) => one.to === 'files/lines.ts' && one.from !== 'files/rows.ts',
  },
  {
    name: 'a format knows no other',
    why: 'a format is added as a folder, and taken away as one; what several share stands above their folders',
    broken: (one) =>
      /^banks\/formats\/[^/]+\//.test(one.from) &&
      /^banks\/formats\/[^/]+\//.test(one.to) &&
      dirname(one.from) !== dirname(one.to),
  },
  {
    name: 'a format is known by the lists of formats alone',
    why: 'who imports a format by name is to be edited when one is added: formats.ts and checks.ts list them',
    broken: (one) =>
      /^banks\/formats\/[^/]+\//.test(one.to) &&
      dirname(one.from) !== dirname(one.to) &&
      !['banks/formats/formats.ts', 'banks/formats/checks.ts'].includes(one.from),
  },
  {
    name: 'a language is known to the languages alone',
    why: 'page and JSON go over the list of languages; a sentence in one language alone would be a fact in one alone',
    broken: (one) => /^explain\/languages\/\w+\//.test(one.to) && !one.from.startsWith('explain/languages/'),
  },
  {
    name: 'a language knows its own folder, the languages and domain alone',
    why: 'a language is sentences: what it computed or read, another language would have to compute or read alike',
    broken: (one) =>
      /^explain\/languages\/\w+\//.test(one.from) &&
      !one.typeOnly &&
      ![dirname(one.from), 'explain/languages', 'domain'].includes(dirname(one.to)),
  },
  reached(
    'archive/read-manifest.ts',
    ['archive/open-run.ts', 'verify/verify.ts'],
    'a run is opened in one way, its seal held against the ledger’s; the proof of a folder alone knows no ledger',
  ),
  reached(
    'ledger/lock.ts',
    ['archive/with-ledger.ts'],
    'who changes the ledger is alone, and finds it healed: both are done in one place',
  ),
  only('decimal.js', ['domain/money.ts'], 'one door to amounts: rounding and text are decided once'),
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
  {
    name: 'commander in the flags of commands and the command line alone',
    why: 'commands are functions of their options, whoever read those',
    broken: (one) =>
      one.to === 'commander' && !['command-line.ts', 'invoke.ts'].includes(one.from) && !FLAGS.test(one.from),
  },
  {
    name: 'flags know commander and domain alone, and load their command when it is called',
    why: 'the flags of every command are read for each command line: what they loaded, all commands would wait for',
    broken: (one) =>
      FLAGS.test(one.from) &&
      !one.typeOnly &&
      !['commander', 'node:fs', 'commands/common-flags.ts'].includes(one.to) &&
      folderOf(one.to) !== 'domain' &&
      !(one.lazy && one.to === `${dirname(one.from)}/command.ts`),
    except: {
      'commands/indicators/flags.ts → indicators/definitions.ts':
        'the help of indicators is their definitions, which are plain data that import nothing',
    },
  },
  only(
    'valibot',
    ['domain/schema.ts', 'config/schema.ts', 'rules/schema.ts', 'archive/manifest-schema.ts'],
    'what is read is described in schemas, and nowhere else checked by hand',
  ),
  only(
    'yaml',
    ['config/yaml.ts'],
    'one door to YAML: scalars stay text, so that no amount passes through a float',
  ),
  only(
    'csv-stringify',
    ['files/write-csv.ts'],
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

/** A file of ours that these files alone import. */
function reached(file: string, by: readonly string[], why: string): Rule {
  return {
    name: `${file} is imported by ${by.join(' and ')} alone`,
    why,
    broken: (one) => one.to === file && !by.includes(one.from),
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

  test('the verifier reaches no writer: what it proves must not be read from who wrote it', () => {
    const reached = new Set<string>();
    const walk = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const one of imports) if (one.from === file && ours(one) && !one.typeOnly) walk(one.to);
    };
    for (const file of files.filter((one) => one.startsWith('verify/'))) walk(file);
    expect([...reached].filter((file) => /^banks\/(formats\/.*\/write\.ts|orders\/)/.test(file))).toEqual([]);
  });

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

/** Names that are exported twice, each for a reason. */
const NAMED_ALIKE: Readonly<Record<string, string>> = {
  AID: 'each programme exports its own under the same name; no programme imports another',
  COMPONENTS: 'each programme exports its own under the same name; no programme imports another',
  candidates: 'each programme exports its own under the same name; no programme imports another',
};

/** Their folders have one shape: each is one of a kind, and the same file of two of them does the same for both. */
const OF_ONE_SHAPE: readonly string[] = ['commands', 'programmes', 'banks/formats', 'explain/languages'];

const EXPORTED =
  /^export\s+(?:(?:declare|abstract|async)\s+)*(?:function\*?|class|const|let|type|interface|enum)\s+(\w+)/gm;

describe('the house', () => {
  test('an exported name is exported once: two things of one name are taken for each other', () => {
    const places = new Map<string, Set<string>>();
    for (const file of files)
      for (const [, name = ''] of withoutComments(file).matchAll(EXPORTED))
        places.set(name, (places.get(name) ?? new Set()).add(file));
    expect(places.size).toBeGreaterThan(300);
    const twice = [...places].filter(([, found]) => found.size > 1);
    const excepted = Object.keys(NAMED_ALIKE);
    expect(
      twice
        .filter(([name]) => !excepted.includes(name))
        .map(([name, found]) => `${name}: ${[...found].join(', ')}`),
      'exported from two files',
    ).toEqual([]);
    expect(
      excepted.filter((name) => !twice.some(([other]) => other === name)),
      'exceptions no longer needed',
    ).toEqual([]);
  });

  test('a file name stands once in a wing: only folders of one shape have files alike', () => {
    const wings = new Map<string, string[]>();
    for (const file of all) {
      const key = `${folderOf(file)}: ${basename(file)}`;
      wings.set(key, [...(wings.get(key) ?? []), file]);
    }
    const repeated = [...wings.values()].filter((found) => found.length > 1);
    /** The folder whose folders these files stand in, when it is the same for all of them. */
    const parentOf = (found: readonly string[]) => {
      const parents = new Set(found.map((file) => dirname(dirname(file))));
      return parents.size === 1 ? [...parents].join() : null;
    };
    expect(
      repeated
        .filter((found) => !OF_ONE_SHAPE.includes(parentOf(found) ?? ''))
        .map((found) => found.join(', ')),
      'two files of one name in a wing',
    ).toEqual([]);
    expect(
      OF_ONE_SHAPE.filter((parent) => !repeated.some((found) => parentOf(found) === parent)),
      'exceptions no longer needed',
    ).toEqual([]);
  });

  test('each folder has its sentence in src/README.md, and each sentence its folder', () => {
    const plan = readFileSync(join(SRC, 'README.md'), 'utf8');
    const told = [...plan.matchAll(/^\| `([a-z0-9/-]+)` +\|/gm)].map((match) => match[1]);
    const standing = [...new Set(files.map((file) => dirname(file)))].filter((folder) => folder !== '.');
    // A folder that holds only folders (commands, explain/languages) has a sentence as well, and so has that of the pages.
    const all = new Set(
      [...standing, 'manual'].flatMap((folder) =>
        folder.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/')),
      ),
    );
    expect(told.toSorted()).toEqual([...all].sort());
  });

  test('each command is a folder: flags, what it does, what it prints for people and for programs, and a test', () => {
    const printedElsewhere = ['explain/text.ts', 'explain/json.ts']; // explain/ answers as a page and as JSON
    const standing = readdirSync(join(SRC, 'commands'), { recursive: true, encoding: 'utf8' });
    const commands = readdirSync(join(SRC, 'commands'), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => name);
    const missing = commands
      .flatMap((name) => ['flags.ts', 'command.ts', 'text.ts', 'json.ts'].map((file) => `${name}/${file}`))
      .filter((file) => !standing.includes(file));
    expect(missing).toEqual(printedElsewhere);
    const untested = commands.filter(
      (name) => !standing.some((file) => file.startsWith(`${name}/`) && file.endsWith('.test.ts')),
    );
    expect(untested).toEqual([]);
  });

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

  test('the ledger is opened, and a seal held against it, in one place: no command forgets half of it', () => {
    const having = (pattern: RegExp) => files.filter((file) => pattern.test(withoutComments(file)));
    expect(having(/\bLedger\.(open|read)\(/)).toEqual([
      'archive/publish.ts', // refuses a ledger that was lost, before one is made in its place
      'archive/with-ledger.ts',
    ]);
    expect(having(/\bmanifest\??\.seal\s*[!=]==/)).toEqual(['archive/open-run.ts']);
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
