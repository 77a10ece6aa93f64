import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  type Given,
  jsonOf,
  messages,
  picture,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** Every way to be refused: exit code, one or two lines, nothing published, ledger and folder as they were. */
const folder = temporaryFolder('refusals');
const extracts = join(folder, 'extracts');
const out = join(folder, 'out');

beforeAll(async () => {
  await worldIn(folder, 'out');
});

/** Expects to be refused, with nothing changed. */
async function refused(args: readonly string[], message: RegExp, given?: Given): Promise<void> {
  const before = picture(out);
  expectError(await sarf(args, given), 2, message);
  expect(picture(out)).toEqual(before);
}

/** As refused(), in a process of its own: while files are open and the engine is at work, it must also end. */
const refusedAndEnds = (args: readonly string[], message: RegExp) => refused(args, message, {});

const october = (registry: string) => ['run', '--period', '2026-10', '--registry', registry, '--out', out];

/** October's extract with something done to it. */
function extractWith(name: string, change: (extract: string) => void): string {
  const extract = copyOf(join(extracts, '2026-10'), join(folder, name));
  change(extract);
  return extract;
}

const MEMBERS = 'members.csv';

describe('an extract that cannot serve', () => {
  const cases: Record<string, { change: (extract: string) => void; message: RegExp }> = {
    'an empty folder': {
      change: (extract) => {
        rmSync(extract, { recursive: true });
        mkdirSync(extract);
      },
      message: /the registry folder is empty/,
    },
    'a kind without a file': {
      change: (extract) => rmSync(join(extract, MEMBERS)),
      message: /no members file; the extract needs at least one named members\*\.csv/,
    },
    'an empty file': {
      change: (extract) => writeFileSync(join(extract, MEMBERS), ''),
      message: /members\.csv: the file is empty; a header row is expected/,
    },
    'blank lines only': {
      change: (extract) => writeFileSync(join(extract, MEMBERS), '\n\n'),
      message: /members\.csv: no header row was found/,
    },
    'a header and no row': {
      change: (extract) => {
        const [header] = readFileSync(join(extract, MEMBERS), 'utf8').split('\n');
        writeFileSync(join(extract, MEMBERS), `${header}\n`);
      },
      message: /the members files hold no row/,
    },
    'a missing column': {
      change: (extract) => {
        const text = readFileSync(join(extract, MEMBERS), 'utf8');
        writeFileSync(join(extract, MEMBERS), text.replace('birth_date', 'date_of_birth'));
      },
      message: /members\.csv: column birth_date is missing/,
    },
    'a column that stands twice': {
      change: (extract) => {
        const text = readFileSync(join(extract, MEMBERS), 'utf8');
        writeFileSync(join(extract, MEMBERS), text.replace('deceased_on', 'birth_date'));
      },
      message: /members\.csv: column (birth_date stands 2 times|deceased_on is missing)/,
    },
    'a folder in the place of a file': {
      change: (extract) => {
        rmSync(join(extract, 'households.csv'));
        mkdirSync(join(extract, 'households.csv'));
      },
      message: /households\.csv: a file is expected here/,
    },
    'a pipe in the place of a file': {
      change: (extract) => {
        rmSync(join(extract, MEMBERS));
        execFileSync('mkfifo', [join(extract, MEMBERS)]);
      },
      message: /members\.csv: a file is expected here/,
    },
    'a link that leads nowhere': {
      change: (extract) => {
        rmSync(join(extract, MEMBERS));
        symlinkSync('nowhere', join(extract, MEMBERS));
      },
      message: /members\.csv: a file is expected here/,
    },
    'control.csv is a folder': {
      change: (extract) => {
        rmSync(join(extract, 'control.csv'));
        mkdirSync(join(extract, 'control.csv'));
      },
      message: /control\.csv: a file is expected here/,
    },
    'control.csv is a pipe': {
      change: (extract) => {
        rmSync(join(extract, 'control.csv'));
        execFileSync('mkfifo', [join(extract, 'control.csv')]);
      },
      message: /control\.csv: a file is expected here/,
    },
    'control.csv leads nowhere': {
      change: (extract) => {
        rmSync(join(extract, 'control.csv'));
        symlinkSync('nowhere', join(extract, 'control.csv'));
      },
      message: /control\.csv: a file is expected here/,
    },
    'control.csv with other columns': {
      change: (extract) => writeFileSync(join(extract, 'control.csv'), 'name,count\nmembers.csv,3\n'),
      message: /control\.csv: .*columns file,rows/,
    },
    'a gzip file cut short': {
      change: (extract) => {
        gzip(extract);
        truncateSync(join(extract, 'members.csv.gz'), 5000);
      },
      message: /members\.csv\.gz: the gzip file is broken or cut short/,
    },
    'a gzip file with garbage behind it': {
      change: (extract) => {
        gzip(extract);
        appendFileSync(join(extract, 'members.csv.gz'), 'garbage');
      },
      message: /members\.csv\.gz: the gzip file is broken/,
    },
    'a gzip file with a wrong check sum': {
      change: (extract) => {
        const bytes = gzip(extract);
        bytes[bytes.length - 6] = (bytes.at(-6) ?? 0) ^ 1;
        writeFileSync(join(extract, 'members.csv.gz'), bytes);
      },
      message: /members\.csv\.gz: the gzip file is broken/,
    },
    'no gzip file at all': {
      change: (extract) => {
        copyFileSync(join(extract, MEMBERS), join(extract, 'members.csv.gz'));
        rmSync(join(extract, MEMBERS));
      },
      message: /members\.csv\.gz: the gzip file is broken/,
    },
  };
  for (const [name, { change, message }] of Object.entries(cases)) {
    test(name, async () => {
      await refusedAndEnds(october(extractWith('extract', change)), message);
    });
  }

  test('no such folder, and a file in its place', async () => {
    await refused(october(join(folder, 'missing')), /missing: no such folder; --registry names/);
    await refused(
      october(join(extracts, '2026-10', MEMBERS)),
      /members\.csv: not a folder; --registry names/,
    );
  });

  for (const packed of [false, true]) {
    test(`a ${packed ? 'packed ' : ''}file that grows while it is read`, async () => {
      const extract = extractWith('extract', (it) => packed && gzip(it));
      const path = join(extract, packed ? 'members.csv.gz' : MEMBERS);
      const before = picture(out);
      const ended = await sarf(october(extract), { fault: { act: 'append', path } });
      expectError(ended, 2, /members\.csv(\.gz)?: the (file changed while it was read|gzip file is broken)/);
      expect(picture(out)).toEqual(before);
    });
  }

  // Read in several blocks: when the reading fails, the engine is still at work on the block before. Without
  // waiting for it, the command would say so and then never end.
  test('a large packed file cut short: the block in hand is awaited', async () => {
    const extract = extractWith('extract', (it) => {
      const text = readFileSync(join(it, MEMBERS), 'utf8');
      const rows = text.slice(text.indexOf('\n') + 1);
      const bytes = gzipSync(text + rows.repeat(Math.ceil((150 << 20) / rows.length)), { level: 1 });
      writeFileSync(join(it, 'members.csv.gz'), bytes.subarray(0, (bytes.length * 2) / 3));
      rmSync(join(it, MEMBERS));
    });
    await refusedAndEnds(october(extract), /members\.csv\.gz: the gzip file is broken or cut short/);
  });

  test('a province nobody knows is quarantined, not refused', async () => {
    const extract = extractWith('extract', (it) => {
      const text = readFileSync(join(it, 'households.csv'), 'utf8');
      writeFileSync(join(it, 'households.csv'), text.replace(/^([^,\n]*),\d\d\.\d{3},/m, '$1,99.999,'));
    });
    const ended = await sarf([
      ...october(extract).slice(0, -1),
      copyOf(out, join(folder, 'other')),
      '--json',
    ]);
    expect([0, 3]).toContain(ended.code);
    const { folder: run } = jsonOf(ended);
    expect(readFileSync(join(run, 'audit', 'quarantine.csv'), 'utf8')).toMatch(
      /^households\.csv,2,province_code,PROVINCE_UNKNOWN,/m,
    );
  });
});

function gzip(extract: string): Buffer {
  const bytes = gzipSync(readFileSync(join(extract, MEMBERS)));
  writeFileSync(join(extract, 'members.csv.gz'), bytes);
  rmSync(join(extract, MEMBERS));
  return bytes;
}

describe('a command line that makes no sense', () => {
  for (const period of ['2026-13', '']) {
    test(`--period "${period}"`, async () => {
      await refused(
        ['run', '--period', period, '--registry', join(extracts, '2026-10'), '--out', out],
        /--period: ".*" is no month; give one as YYYY-MM/,
      );
    });
  }

  test('a month before the programme', async () => {
    await refused(
      runArguments(extracts, '2026-10', out).with(2, '2023-11'),
      /no rule is in force in 2023-11/,
    );
  });

  const cases: Record<string, { args: string[]; message: RegExp }> = {
    'an unknown command': { args: ['pay'], message: /unknown command 'pay'/ },
    'help on an unknown command': {
      args: ['help', 'verfy'],
      message:
        /^sarf: help verfy: no such command, topic, code or name; commands: check, run, .*, transfer; topics: .*, year\n\(Did you mean verify\?\)$/,
    },
    'help on a command like no other': {
      args: ['help', 'nothing-like'],
      message:
        /^sarf: help nothing-like: no such command, topic, code or name; commands: check, run, .*, transfer; topics: .*, year$/,
    },
    'an unknown option': { args: ['runs', '--force'], message: /unknown option '--force'/ },
    'no period': { args: ['run', '--registry', 'x'], message: /required option '--period/ },
    'no registry': { args: ['run', '--period', '2026-10'], message: /required option '--registry/ },
    'no run to release': { args: ['release'], message: /missing required argument 'RUN_ID'/ },
    'no folder to verify': { args: ['verify'], message: /give either RUN_DIR.* or --ledger OUT/ },
    'a folder that is not there to verify': {
      args: ['verify', join(folder, 'missing')],
      message: /missing: no such folder; give the folder of a run/,
    },
    'a word too many': { args: ['runs', 'all'], message: /too many arguments/ },
    'an output folder that is blank': { args: ['runs', '--out', ''], message: /--out.*blank/ },
    'a registry that is blank': {
      args: ['run', '--period', '2026-10', '--registry', ' '],
      message: /--registry.*blank/,
    },
    'a reason that is blank': { args: ['release', 'x', '--reason', ' '], message: /--reason: is blank/ },
    'a reason of which nothing is seen': {
      args: ['release', 'x', '--reason', '\u2060\u00ad \u3164\u200d'],
      message: /--reason: is blank; say why/,
    },
    'a reason that holds what is not seen': {
      args: ['release', 'x', '--reason', 'note\u2060 14'],
      message: /--reason: a reason is one line of text, and this one contains \\u2060 at character 5/,
    },
    'runs of a folder that is not there': {
      args: ['runs', '--out', join(folder, 'missing')],
      message: /missing: no such folder/,
    },
    'runs of a file': {
      args: ['runs', '--out', join(out, 'ledger.sqlite')],
      message: /ledger\.sqlite: no such folder/,
    },
    'runs of a folder below a file': {
      args: ['runs', '--out', join(out, 'ledger.sqlite', 'below')],
      message: /below: no such folder/,
    },
    'a release where there is no ledger': {
      args: ['release', 'x', '--out', folder],
      message: /there is no ledger here/,
    },
    'a release of an unknown run': {
      args: ['release', 'ffffffffffff', '--out', out],
      message: /ffffffffffff: no such run/,
    },
  };
  for (const [name, { args, message }] of Object.entries(cases)) {
    test(name, () => refused(args, message));
  }

  test('the program says so, and ends', async () => {
    await refusedAndEnds(['pay'], /unknown command 'pay'/);
    await refusedAndEnds(['release', 'ffffffffffff', '--out', out], /ffffffffffff: no such run/);
  });

  const REASON = ['--reason', 'note 14'];
  test.each([
    [['verify', ''], 'RUN_DIR'],
    [['release', ''], 'RUN_ID'],
    [['grants', ' '], 'RUN_ID'],
    [['answers', ''], 'FILE'],
    [['answers', 'a.csv', ' '], 'FILE'],
    [['statement', ''], 'FILE'],
    [['explain', ''], 'ID'],
    [['capital', ''], 'PERSON_ID'],
    [['owed', ''], 'HOUSEHOLD'],
    [['owed', 'extend', '', '--to', '2027-01', ...REASON], 'DEBT'],
    [['unhold', '', ...REASON], 'HOUSEHOLD'],
    [['transfer', '', 'H2', ...REASON], 'OLD'],
    [['transfer', 'H1', '', ...REASON], 'NEW'],
    [['recovery', 'pause', '', ...REASON], 'ID'],
  ])('a blank argument: %j', (args, name) =>
    refused(args, new RegExp(`argument '${name}'. It is blank; give .*\\.$`, 'm')),
  );
});

describe('files people write', () => {
  const CONFIGURATION = readFileSync(new URL('../../config/demonstration.yaml', import.meta.url), 'utf8');
  const RULES = readFileSync(new URL('../../rules/asd.yaml', import.meta.url), 'utf8');
  // One of each kind of mistake; load.test.ts of config and rules have the rest.
  const cases: [option: string, name: string, text: string, message: RegExp][] = [
    ['config', 'an unknown key', `${CONFIGURATION}\nbuget: 3\n`, /buget: is no known key/],
    ['config', 'no YAML', 'programme: [', /trouble\.yaml: /],
    ['config', 'a wrong RIB', CONFIGURATION.replace('000079"', '000078"'), /debtor\.account: .*no RIB/],
    [
      'rules',
      'a value that is none',
      RULES.replace(/value: "\d+"/, 'value: much'),
      /values\[0\]\.value: "much"/,
    ],
    ['rules', 'no YAML', '\t- {', /trouble\.yaml: /],
  ];
  for (const [option, name, text, message] of cases) {
    test(`--${option}: ${name}`, async () => {
      const path = join(folder, 'trouble.yaml');
      writeFileSync(path, text);
      await refused([...october(join(extracts, '2026-10')), `--${option}`, path], message);
    });
  }
  for (const option of ['config', 'rules']) {
    test(`--${option}: not there, and a folder`, async () => {
      const run = october(join(extracts, '2026-10'));
      await refused([...run, `--${option}`, join(folder, 'missing')], /missing: no such/);
      await refused([...run, `--${option}`, folder], /is expected here, and this is a folder/);
    });
  }
});

describe('an output folder that cannot serve', () => {
  const run = (to: string) => runArguments(extracts, '2026-09', to);

  test('a file in its place, or above it', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expectError(await sarf(run(file)), 2, /file: not a folder; --out names/);
    expectError(await sarf(run(join(file, 'below'))), 2, /below: not a folder; --out names/);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('a place where nothing can be made', async (context) => {
    if (process.platform !== 'linux') return context.skip('needs /proc');
    expectError(await sarf(run('/proc/sarf')), 2, /\/proc\/sarf: the output folder cannot be made/);
    expectError(await sarf(run('/proc')), 2, /\/proc: the output folder cannot be written/);
  });

  test('a file where the month belongs', async () => {
    const to = join(folder, 'occupied');
    mkdirSync(to);
    writeFileSync(join(to, '2026-09'), 'something');
    expectError(
      await sarf(run(to)),
      1,
      /2026-09: a file stands where the month's folder belongs; nothing was pub/,
    );
    expect(readFileSync(join(to, '2026-09'), 'utf8')).toBe('something');
    rmSync(join(to, '2026-09'));
    expect((await sarf(run(to))).code).toBe(0);
  });

  test('runs without a ledger: it was lost, and a released month must not be paid twice', async () => {
    const to = join(folder, 'squatted');
    const [id] = readdirSync(join(out, '2026-09'));
    mkdirSync(join(to, '2026-09', id ?? ''), { recursive: true });
    expectError(await sarf(run(to)), 2, /the ledger was lost\. Restore it/);
    expect(readdirSync(to).sort()).toEqual(['2026-09', 'run.lock']);
  });

  test('a lock file that is none', async () => {
    const to = join(folder, 'lockless');
    mkdirSync(to);
    writeFileSync(join(to, 'run.lock'), 'please do not disturb this room, thank you');
    expectError(await sarf(run(to)), 2, /run\.lock: not a lock of this program; move it away/);
  });
});

describe('a ledger that is none', () => {
  const ruin: Record<string, (ledger: string) => void> = {
    'a text file': (ledger) => writeFileSync(ledger, 'a text that is no ledger\n'.repeat(100)),
    'another database': (ledger) => {
      rmSync(ledger);
      const db = new Database(ledger);
      db.exec('CREATE TABLE contacts (name TEXT)');
      db.close();
    },
    'cut short': (ledger) => truncateSync(ledger, 8192),
    'a damaged page': (ledger) => {
      const bytes = readFileSync(ledger);
      bytes.fill(0xff, 4096, 4200);
      writeFileSync(ledger, bytes);
    },
    'of another version': (ledger) => {
      const db = new Database(ledger);
      db.pragma('user_version = 99');
      db.close();
    },
    'a folder': (ledger) => {
      rmSync(ledger);
      mkdirSync(ledger);
    },
  };
  for (const [name, damage] of Object.entries(ruin)) {
    test(name, async () => {
      const to = copyOf(out, join(folder, 'ruined'));
      damage(join(to, 'ledger.sqlite'));
      const before = picture(to);
      const message =
        /ledger\.sqlite: (this file is no ledger|the ledger (cannot be opened|is of version 99))/;
      const both = [sarf(runArguments(extracts, '2026-10', to)), sarf(['runs', '--out', to])];
      for (const ended of await Promise.all(both)) expectError(ended, 2, message);
      expect(picture(to)).toEqual(before);
    });
  }

  test('held by another program', async () => {
    const to = copyOf(out, join(folder, 'held'));
    const db = new Database(join(to, 'ledger.sqlite'));
    db.exec('BEGIN EXCLUSIVE');
    try {
      expectError(await sarf(['runs', '--out', to]), 2, /another program holds the ledger/);
    } finally {
      db.close();
    }
  });
});

describe('what is printed where', () => {
  test('--json is one object on standard output and nothing else, also when refused', async () => {
    const to = copyOf(out, join(folder, 'printed'));
    const ended = await sarf([...runArguments(extracts, '2026-10', to), '--json']);
    expect(jsonOf<{ period: string }>(ended).period).toBe('2026-10');
    expect(jsonOf<{ runs: unknown[] }>(await sarf(['runs', '--out', to, '--json'])).runs).toHaveLength(2);
    const [id = ''] = readdirSync(join(to, '2026-09'));
    expect(
      jsonOf<{ proven: boolean }>(await sarf(['verify', join(to, '2026-09', id), '--json'])).proven,
    ).toBe(true);
    expect(jsonOf<{ state: string }>(await sarf(['release', id, '--out', to, '--json'])).state).toBe(
      'RELEASED',
    );
    const refused = await sarf([...october(join(folder, 'missing')), '--json']);
    const { error } = jsonOf<{ error: { exit_code: number; messages: string[] } }>(refused);
    expect(error.exit_code).toBe(2);
    expect(error.messages).toHaveLength(1);
    expect(messages(refused, {})).toEqual([
      'note: no --config: the built-in demonstration configuration is used',
      ...error.messages.map((message) => `sarf: ${message}`),
    ]);
  });

  test('no colours where no terminal is, nor with NO_COLOR', async () => {
    const given = { environment: { FORCE_COLOR: '1', NO_COLOR: '1' } };
    const to = join(folder, 'plain');
    for (const args of [runArguments(extracts, '2026-09', to), ['runs', '--out', to], ['--help']]) {
      const { stdout, stderr } = await sarf(args, given);
      expect(stdout + stderr).not.toContain('\u001b');
    }
  });

  test('a reader that goes away, or a full log, does not end a run half way', async () => {
    const to = join(folder, 'unread');
    const { cli, args } = { cli: 'node dist/cli.js', args: runArguments(extracts, '2026-09', to) };
    const quoted = args.map((one) => `'${one}'`).join(' ');
    const shell = (command: string) => execFileSync('bash', ['-c', command], { encoding: 'utf8' });
    shell(`${cli} ${quoted} 2>&1 | true`);
    expect(readdirSync(to).sort()).toEqual(['2026-09', 'ledger.sqlite', 'run.lock']);
    expect(shell(`${cli} runs --out '${to}' | true; echo \${PIPESTATUS[0]}`)).toBe('0\n');
    expect(shell(`${cli} runs --out '${to}' 2>&1 >/dev/full; echo $?`)).toMatch(
      /^sarf: standard output cannot be written \(ENOSPC\).*\n1\n$/,
    );
  });
});

describe('odd names', () => {
  const NAMES = ['with space', '[x]', 'a*b?', "it's", '"quoted"', 'k=v', 'é ع', '$HOME;#', '-dash'];
  test('of the output folder, the registry folder and its files', async () => {
    const odd = join(folder, 'odd');
    cpSync(join(extracts, '2026-09'), join(odd, ...NAMES), { recursive: true });
    const registry = join(odd, ...NAMES);
    const text = readFileSync(join(registry, MEMBERS), 'utf8').trimEnd().split('\n');
    rmSync(join(registry, MEMBERS));
    const half = Math.floor(text.length / 2);
    writeFileSync(join(registry, "members '1' [a]*?.csv"), `${text.slice(0, half).join('\n')}\n`);
    writeFileSync(join(registry, 'members "2" k=v;é.csv'), `${[text[0], ...text.slice(half)].join('\n')}\n`);
    rmSync(join(registry, 'control.csv'));
    const to = join(odd, 'out', ...NAMES);
    const ended = await sarf(['run', '--period', '2026-09', '--registry', registry, '--out', to, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    const run = jsonOf(ended);
    expect((await sarf(['verify', run.folder])).code).toBe(0);
    const next = await sarf([...runArguments(extracts, '2026-10', to), '--json']);
    expect([0, 3], next.stderr).toContain(next.code);
    const plain = await runMonth(extracts, '2026-09', join(folder, 'plainly'));
    expect(run.totals).toEqual(plain.totals);
  });
});
