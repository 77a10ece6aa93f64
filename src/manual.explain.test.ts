import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerRows } from '../fixtures/harness/parquet.js';
import { jsonOf, type RunJson, runArguments, sarf, temporaryFolder } from '../fixtures/harness/sarf.js';

/**
 * The manual's explanations are what the program says of generated families, to the letter, but for the run's
 * id and seal, which change with every version.
 *
 * UPDATE_MANUAL=1 npx vitest run src/manual.explain.test.ts asks for a family of each kind and writes its
 * page into the manual, after a change of the pages or of the generator.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = join(ROOT, 'src', 'manual', 'explain.md');
const UPDATE = process.env.UPDATE_MANUAL === '1';
const folder = temporaryFolder('readme');
const out = join(folder, 'out');
const PERIODS = ['2026-08', '2026-09'];
/** A block of the page: "$ sarf explain H0000001 --lang fr", and the page. */
const BLOCK = /```text\n\$ sarf explain (\S+)( --lang \w\w)?\n([\s\S]*?)```\n/g;

/** In the page's order: the language asked for, and which household of the register serves as example. */
const KINDS: readonly (readonly [kind: string, language: string, serves: (row: Row) => boolean])[] = [
  [
    'child track',
    '',
    (row) => /-36\.00|-24\.00|-\d{3}\.00/.test(row.time) && /^\w+\.\w+\.\w+/.test(row.composition),
  ],
  ['fatherless', ' --lang fr', (row) => row.decision === 'PAY' && /^Nf\.Sf/.test(row.composition)],
  ['flat rate', ' --lang en', (row) => row.decision === 'PAY' && row.composition === 'none'],
  ['held', ' --lang fr', (row) => row.reason === 'MEMBER_ROW_INVALID'],
  [
    'arrears',
    ' --lang en',
    (row) => row.decision === 'PAY' && row.arrears !== '0.00' && /S\.S/.test(row.composition),
  ],
  ['ineligible', ' --lang en', (row) => row.reason === 'ISE_ABOVE_THRESHOLD'],
  ['with grants', ' --lang en', (row) => row.decision === 'PAY' && /\+B[12].*\+[PU]/.test(row.composition)],
];

/** A row of the register, with its time effect in the reconciliation. */
type Row = Readonly<Record<(typeof COLUMNS)[number] | 'time', string>>;
const COLUMNS = ['household_id', 'decision', 'reason', 'composition', 'arrears'] as const;
let register: Row[];

beforeAll(async () => {
  const generator = join(ROOT, 'dist', 'scripts', 'generate.js');
  const months = ['--from', PERIODS[0] ?? '', '--months', '2', '--seed', '1', '--defects', '0.002'];
  execFileSync(process.execPath, [generator, '--families', '3000', ...months, '--quiet', '--out', folder]);
  for (const period of PERIODS) {
    const report = jsonOf<RunJson>(await sarf([...runArguments(folder, period, out), '--json']));
    if (report.state !== 'RELEASED')
      await sarf(['release', report.run_id, '--out', out, '--reason', 'to be explained']);
    const changes = readFileSync(join(report.folder, 'audit', 'reconciliation.csv'), 'utf8').split('\n');
    const times = new Map(changes.map((line) => [line.split(',')[0], line.split(',')[7] ?? '']));
    const rows = await registerRows(join(report.folder, 'register.parquet'), COLUMNS);
    register = rows.map(([household_id = '', decision = '', reason = '', composition = '', arrears = '']) => {
      return { household_id, decision, reason, composition, arrears, time: times.get(household_id) ?? '' };
    });
  }
}, 120_000);

const ask = async (id: string, language: string) => {
  const told = await sarf(['explain', id, '--out', out, ...language.split(' ').filter((one) => one !== '')]);
  expect(told.code, told.stderr).toBe(0);
  return told.stdout;
};
const withoutIds = (page: string) =>
  page.replace(/\b[0-9a-f]{64}\b/g, '<SEAL>').replace(/\b[0-9a-f]{12}\b/g, '<RUN>');

test.runIf(UPDATE)('the manual gets its examples', async () => {
  const pages: string[] = [];
  for (const [kind, language, serves] of KINDS) {
    const id = register.find(serves)?.household_id;
    if (id === undefined) throw new Error(`no family serves as example: ${kind}`);
    pages.push(`\`\`\`text\n$ sarf explain ${id}${language}\n${await ask(id, language)}\`\`\`\n`);
  }
  const before = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    before.replace(BLOCK, (old) => pages.shift() ?? old),
  );
});

describe('the manual, page explain', () => {
  const blocks = () => [...readFileSync(PAGE, 'utf8').matchAll(BLOCK)];

  test('has a family of each kind', () => {
    const shown = blocks().map(([, id]) => register.find((row) => row.household_id === id));
    expect(
      KINDS.map(([kind, , serves], i) => `${kind}: ${shown[i] !== undefined && serves(shown[i])}`),
    ).toEqual(KINDS.map(([kind]) => `${kind}: true`));
  });

  test('and says of it what the program says', async () => {
    for (const [, id = '', language = '', page = ''] of blocks())
      expect(withoutIds(page)).toBe(withoutIds(await ask(id, language)));
  });
});
