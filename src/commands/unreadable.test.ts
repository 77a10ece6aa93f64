import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { statusReport } from '../../fixtures/harness/answers.js';
import {
  boundSarf,
  copyOf,
  type Ended,
  expectError,
  modesBind,
  picture,
  type RunJson,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../fixtures/harness/world.js';

/**
 * What the system does not let be read is said to be just that: not missing, not damaged, and no defect. The modes of
 * the files bind, whoever runs this.
 */
const folder = temporaryFolder('unreadable');
const out = join(folder, 'out');
const RULES = fileURLToPath(new URL('../rules/asd.yaml', import.meta.url));
let world: World;
/** October, on hold: it can be released. */
let held: RunJson;

beforeAll(async () => {
  world = await worldIn(folder, 'out');
  writeFileSync(join(world.extracts, '2026-10', 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
  held = await runMonth(world.extracts, '2026-10', out, 3);
});

const closed = new Map<string, number>();
afterEach(() => {
  for (const [path, mode] of [...closed].reverse()) chmodSync(path, mode);
  closed.clear();
});

/** Takes away every right to a file or folder, until the test ends. */
function close(path: string, mode: number): void {
  chmodSync(path, 0);
  closed.set(path, mode);
}

const closeFile = (path: string) => close(path, 0o600);
const closeFolder = (path: string) => close(path, 0o700);

const bound = boundSarf();

function expectUnreadable(ended: Ended, path: string): void {
  expectError(
    ended,
    2,
    /: may not be read: permission denied; give the account .* the right to read it, and run/,
  );
  expect(ended.stderr.split('\n').filter((line) => line.startsWith('sarf: '))).toHaveLength(1);
  expect(ended.stderr).toContain(`sarf: ${path}: may not`);
}

const manifestOf = (run: RunJson) => join(run.folder, 'manifest.json');
/** One of its order files. */
function orderFileOf(run: RunJson): string {
  const orders = join(run.folder, 'orders', 'POSTE');
  return join(orders, readdirSync(orders)[0] ?? '');
}
const COMMANDS_ON_OUT: Record<string, () => string[]> = {
  runs: () => ['runs', '--out', out],
  owed: () => ['owed', '--out', out],
  indicators: () => ['indicators', '--out', out],
  explain: () => ['explain', 'H1', '--out', out],
  settle: () => ['settle', '2026-09', '--out', out],
  'verify --ledger': () => ['verify', '--ledger', out],
};

describe.runIf(modesBind)('where the right to read is missing', () => {
  describe.each(Object.entries(COMMANDS_ON_OUT))('sarf %s', (_, args) => {
    test('the ledger', async () => {
      closeFile(join(out, 'ledger.sqlite'));
      const said = /ledger\.sqlite: the ledger cannot be opened: it may not be read by this user/;
      expectError(await bound(args()), 2, said);
    });

    test('the folder of runs and ledger: there is no "no run yet"', async () => {
      closeFolder(out);
      const ended = await bound(args());
      expectUnreadable(ended, join(out, 'ledger.sqlite'));
    });
  });

  const READERS: Record<string, () => string[]> = {
    indicators: () => ['indicators', '--out', out],
    explain: () => ['explain', 'H1', '--out', out],
    settle: () => ['settle', '2026-09', '--out', out],
    simulate: () => ['simulate', '--period', '2026-09', '--rules', RULES, '--out', out],
    'verify --ledger': () => ['verify', '--ledger', out],
    verify: () => ['verify', world.september.folder],
    release: () => ['release', world.september.run_id, '--out', out],
    'run of the next month': () => [
      ...['run', '--period', '2026-10', '--registry', join(world.extracts, '2026-10'), '--out', out],
    ],
  };
  describe.each(Object.entries(READERS))('sarf %s', (_, args) => {
    test('a manifest', async () => {
      closeFile(manifestOf(world.september));
      expectUnreadable(await bound(args()), manifestOf(world.september));
    });

    test("a run's folder", async () => {
      closeFolder(world.september.folder);
      expectUnreadable(await bound(args()), manifestOf(world.september));
    });

    test("a month's folder", async () => {
      closeFolder(join(out, '2026-09'));
      const ended = await bound(args());
      expectError(ended, 2, /2026-09.*: may not be read: permission denied/);
    });
  });

  test.each(['explain', 'settle', 'verify --ledger'] as const)('sarf %s: a register', async (command) => {
    const register = join(world.september.folder, 'register.parquet');
    closeFile(register);
    expectUnreadable(await bound(READERS[command]?.() ?? []), register);
  });

  describe('an order file is not called damaged', () => {
    const order = () => {
      const file = orderFileOf(held);
      closeFile(file);
      return file;
    };

    test('by verify', async () => {
      const file = order();
      expectUnreadable(await bound(['verify', held.folder]), file);
    });

    test('by release, which releases nothing', async () => {
      const before = picture(out);
      const file = order();
      expectUnreadable(await bound(['release', held.run_id, '--reason', 'note 14', '--out', out]), file);
      chmodSync(file, 0o600);
      expect(picture(out)).toEqual(before);
    });

    test('nor is a folder of them', async () => {
      const orders = join(held.folder, 'orders');
      closeFolder(orders);
      expectUnreadable(await bound(['verify', held.folder]), orders);
    });
  });

  describe('a file that is given', () => {
    const given = (name: string) => {
      const path = join(folder, name);
      writeFileSync(path, 'x: 1\n');
      return path;
    };
    const october = (extract = join(world.extracts, '2026-10')) => [
      ...['run', '--period', '2026-10', '--registry', extract, '--out', out],
    ];

    test.each(['config', 'rules'])('--%s', async (option) => {
      const path = given(`${option}.yaml`);
      closeFile(path);
      expectError(await bound([...october(), `--${option}`, path]), 2, /yaml: may not be read/);
    });

    test.each(['answers', 'statement'])('%s, alone and beside another', async (command) => {
      const path = given(`${command}.xml`);
      closeFile(path);
      expectUnreadable(await bound([command, path, '--out', out]), path);
      const other = join(folder, 'other.xml');
      writeFileSync(other, statusReport('NOFILE', { group: '<GrpSts>RJCT</GrpSts>' }));
      const both = await bound([command, other, path, '--out', copyOf(out, join(folder, 'both'))]);
      expect(both.code).toBe(2);
      expect(both.stderr).toContain(`sarf: ${path}: may not be read: permission denied`);
    });

    test.each(['members.csv', 'control.csv'])('%s of the extract', async (name) => {
      const path = join(world.extracts, '2026-10', name);
      closeFile(path);
      expectUnreadable(await bound(october()), path);
    });

    test('the folder of the extract, and one above it', async () => {
      const extract = join(world.extracts, '2026-10');
      closeFolder(extract);
      expectUnreadable(await bound(october()), extract);
      closeFolder(world.extracts);
      expectUnreadable(await bound(october()), extract);
    });
  });
});

describe.runIf(modesBind).each(['simulate', 'settle'])(
  'sarf %s --csv: where the right to write is missing',
  (command) => {
    const told = async (path: string) => {
      const args = command === 'settle' ? ['2026-09'] : ['--period', '2026-09', '--rules', RULES];
      expectError(
        await bound([command, ...args, '--out', out, '--csv', path]),
        2,
        /sarf: .*x\.csv: cannot be written \(permission denied\); give another --csv/,
      );
    };

    test.each([
      ['a folder that may not be entered', 0],
      ['a folder that may only be read', 0o500],
    ])('%s', async (_, mode) => {
      const sheets = join(folder, 'sheets');
      mkdirSync(sheets, { recursive: true });
      closed.set(sheets, 0o700);
      chmodSync(sheets, mode);
      await told(join(sheets, 'x.csv'));
    });
  },
);

describe('other reasons', () => {
  test('links that lead in a circle', async () => {
    const circle = join(folder, 'circle');
    symlinkSync(circle, circle);
    for (const args of [
      ['runs', '--out', circle],
      ['verify', circle],
      ['answers', circle, '--out', out],
      [
        'run',
        '--period',
        '2026-10',
        '--registry',
        join(world.extracts, '2026-10'),
        '--rules',
        circle,
        '--out',
        out,
      ],
    ])
      expectError(await sarf(args), 2, /circle: may not be read: its links lead in a circle; put them right/);
  });

  test('a name that is too long', async () => {
    const long = join(folder, 'x'.repeat(300));
    for (const args of [
      ['runs', '--out', long],
      ['verify', long],
      ['settle', '2026-09', '--out', long],
    ])
      expectError(
        await sarf(args),
        2,
        /x(\/ledger\.sqlite)?: may not be read: its name is too long; give a shorter one/,
      );
  });

  test('a folder in the place of a sealed file: the run is not as it was sealed', async () => {
    const own = copyOf(out, join(folder, 'own'));
    const register = join(own, '2026-09', world.september.run_id, 'register.parquet');
    renameSync(register, `${register}.away`);
    mkdirSync(register);
    expectError(await sarf(['settle', '2026-09', '--out', own]), 2, /register\.parquet is no file/);
    const verified = await sarf(['verify', '--ledger', own]);
    expect(verified.code).toBe(4);
    expect(verified.stdout).toContain('register.parquet: is no plain file');
  });
});
