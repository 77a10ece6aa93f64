import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** A folder of an earlier month that is missing or altered: what it paid cannot be proved, and the run is refused. */
const folder = temporaryFolder('earlier-folders');
const out = join(folder, 'out');
let extracts: string;

const run = (period: string, to: string) => sarf([...runArguments(extracts, period, to), '--config', WIDE]);

beforeAll(async () => {
  ({ extracts } = await worldIn(folder, 'out', WIDE));
  const october = await run('2026-10', out);
  expect(october.code, october.stderr).toBe(0);
}, 60_000);

test.each<[what: string, change: (september: string) => void, said: RegExp]>([
  ['that is missing', (at) => renameSync(at, `${at}-away`), /the folder is missing/],
  ['whose manifest is missing', (at) => rmSync(join(at, 'manifest.json')), /manifest\.json is missing/],
  [
    'whose manifest is altered',
    (at) => {
      const manifest = join(at, 'manifest.json');
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"PASS"', '"HOLD"'));
    },
    /manifest\.json does not bear the seal/,
  ],
  ['without its register', (at) => rmSync(join(at, 'register.parquet')), /register\.parquet is missing/],
  [
    'with a longer audit file',
    (at) => appendFileSync(join(at, 'audit/controls.csv'), '\n'),
    /audit\/controls\.csv has changed/,
  ],
])('a folder of two months ago %s refuses the run, which names it', async (_, change, said) => {
  const to = copyOf(out, join(folder, 'copy'));
  const september = join(to, '2026-09', readdirSync(join(to, '2026-09'))[0] ?? '');
  change(september);
  const before = picture(to);
  const ended = await run('2026-11', to);
  expectError(
    ended,
    2,
    /the released run of 2026-09, without which 2026-11 cannot be proved, must be as it was sealed\. Restore it/,
  );
  expect(ended.stderr).toContain(september);
  expect(ended.stderr).toMatch(said);
  expect(picture(to)).toEqual(before);
});

test('as they were sealed, the run is computed', async () => {
  expect((await run('2026-11', copyOf(out, join(folder, 'copy')))).code).toBe(0);
});

type Run = {
  readonly run_id: string;
  readonly folder: string;
  readonly already_computed: boolean;
  readonly controls: readonly {
    readonly control: string;
    readonly status: string;
    readonly detail: string;
  }[];
  readonly without_history?: readonly unknown[];
};

describe('--without-history', () => {
  const LEFT_OUT = ['--without-history', '2026-09', '--reason', 'the disk was lost'];
  const at = (to: string, period: string) => join(to, period, readdirSync(join(to, period))[0] ?? '');
  const november = (to: string, ...flags: readonly string[]) => [
    ...runArguments(extracts, '2026-11', to),
    '--config',
    WIDE,
    ...flags,
  ];
  const warning = (run: Run) => run.controls.find((one) => one.control === 'without_history');

  test('the refusal names it as a whole command', async () => {
    const to = copyOf(out, join(folder, 'copy'));
    rmSync(at(to, '2026-09'), { recursive: true });
    const ended = await sarf(november(to));
    const [, command] = /or go on without what 2026-09 says of whom it paid: (.*)$/m.exec(ended.stderr) ?? [];
    expect(command).toBe(
      `sarf run --period 2026-11 --registry ${extracts}/2026-11 --out ${to} --config ${WIDE} --without-history 2026-09 --reason "…"`,
    );
  });

  test('goes on, is logged, sealed, told by a WARN, and told again by each run after', async () => {
    const to = copyOf(out, join(folder, 'copy'));
    const september = at(to, '2026-09');
    rmSync(join(september, 'register.parquet'));
    const ended = await sarf(november(to, ...LEFT_OUT));
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain(
      'Not proved: what 2026-09 paid, and to whom, its folder being damaged; left out as decided in 2026-11; reason: the disk was lost',
    );
    const run = jsonOf<Run>(await sarf(november(to, ...LEFT_OUT, '--json')));
    const decided = { month: '2026-09', decided_in: '2026-11', reason: 'the disk was lost' };
    expect(run).toMatchObject({
      already_computed: true,
      without_history: [{ ...decided, state: 'LEFT_OUT' }],
    });
    expect(warning(run)).toMatchObject({
      status: 'WARN',
      detail:
        '2026-09 cannot be proved, its history is left out by the decision in 2026-11 (the disk was lost)',
    });
    expect((await sarf(['verify', run.folder])).code).toBe(0);
    const ledger = new Database(join(to, 'ledger.sqlite'));
    const logged = ledger.prepare(`SELECT detail FROM events WHERE event = 'WITHOUT_HISTORY'`).pluck();
    expect(logged.all()).toEqual(['{"month":"2026-09","reason":"the disk was lost"}']);
    // Without the flag it would be another run, of a month that is released.
    expectError(await sarf(november(to)), 2, /2026-11 is released already/);

    const december = async (): Promise<Run> => {
      const extract = join(folder, 'december', '2026-12');
      cpSync(join(extracts, '2026-11'), extract, { recursive: true });
      return jsonOf<Run>(
        await sarf([...runArguments(join(folder, 'december'), '2026-12', to), '--config', WIDE, '--json']),
      );
    };
    const after = await december();
    expect(after.without_history).toEqual([{ ...decided, state: 'LEFT_OUT' }]);
    expect(warning(after)).toMatchObject({ status: 'WARN', detail: expect.stringContaining('is left out') });
    cpSync(at(out, '2026-09'), september, { recursive: true });
    const restored = await december();
    expect(restored.run_id).not.toBe(after.run_id);
    expect(restored.without_history).toEqual([{ ...decided, state: 'WHOLE_AGAIN' }]);
    expect(warning(restored)).toMatchObject({
      status: 'WARN',
      detail: expect.stringContaining('2026-09 is whole again; runs from 2026-11 on'),
    });
    expect((await sarf(['verify', '--ledger', to])).code).toBe(0);
    ledger.exec(`UPDATE run_without_history SET reason = 'another'`);
    ledger.close();
    const forged = await sarf(['verify', '--ledger', to]);
    expect(forged.code).toBe(4);
    expect(forged.stdout).toContain(
      'earlier months without which it was computed: otherwise by its manifest',
    );
  });

  test('an altered byte that no length tells is damage enough', async () => {
    const to = copyOf(out, join(folder, 'copy'));
    const controls = join(at(to, '2026-09'), 'audit/controls.csv');
    writeFileSync(controls, readFileSync(controls, 'utf8').replace('PASS', 'pASS'));
    expect((await sarf(november(to, ...LEFT_OUT))).code).toBe(0);
  });

  test.each<[what: string, flags: readonly string[], said: RegExp]>([
    ['of a month that is as it was sealed', LEFT_OUT, /as they were sealed: there is nothing to leave out/],
    [
      'of the month before',
      ['--without-history', '2026-10', '--reason', 'why'],
      /2026-11 is reconciled with this month, which cannot be left out; restore its folder/,
    ],
    [
      'of the month itself',
      ['--without-history', '2026-11', '--reason', 'why'],
      /leaves out a month before 2026-11/,
    ],
    [
      'of a month without a run',
      ['--without-history', '2026-08', '--reason', 'why'],
      /no run of this month is released: there is nothing to leave out/,
    ],
    ['without a reason', ['--without-history', '2026-09'], /--without-history: needs --reason/],
    [
      'of what is no month',
      ['--without-history', 'all', '--reason', 'why'],
      /--without-history: "all" is no month/,
    ],
  ])('is refused %s, and nothing is changed', async (_, flags, said) => {
    const to = copyOf(out, join(folder, 'copy'));
    const before = picture(to);
    expectError(await sarf(november(to, ...flags)), 2, said);
    expect(picture(to)).toEqual(before);
  });
});
