import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { statusReport } from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';

import { LANGUAGE_CODES, LANGUAGE_NAMES } from '../../domain/language.js';

/** `sarf explain` at the command line: what it is asked with, and what it refuses. Its pages: fixtures/explained. */
const folder = temporaryFolder('explain');
const CASES = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'cases');
/** The built-in rules of the first version. */
const EARLIER = join(import.meta.dirname, '..', '..', 'rules', 'built-in', '0.1.0.yaml');
const GRANTS = join(CASES, 'grants');
const out = join(folder, 'out');
let october: RunJson;

const runCase = async (registry: string, period: string, to: string, ...more: string[]) => {
  const files = ['--registry', registry, '--config', WIDE, '--out', to];
  return sarf(['run', '--period', period, '--json', ...files, ...more]);
};
const explain = (...args: string[]) => sarf(['explain', ...args]);

/** October's extract with two households more: one new, and one never paid whose row cannot be read. */
function withTwoMore(): string {
  const to = copyOf(join(GRANTS, '2026-10'), join(folder, 'two-more'));
  const file = join(to, 'households.csv');
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
  const newcomer = { ...rows[0], household_id: 'NEWCOMER' };
  const spoilt = { ...rows[0], household_id: 'SPOILT', ise_score: 'nine' };
  writeFileSync(file, stringify([...rows, newcomer, spoilt], { header: true }));
  return to;
}

type Explained = {
  readonly period: string;
  readonly net: string;
  readonly delta: string;
  readonly decision: { readonly line: string; readonly fr: string; readonly en: string };
  readonly effects: readonly { readonly amount: string; readonly fr: string; readonly en: string }[];
  readonly reconciliation: { readonly delta: string };
};

beforeAll(async () => {
  for (const period of ['2026-08', '2026-09'])
    expect((await runCase(join(GRANTS, period), period, out)).code).toBe(0);
  const last = await runCase(withTwoMore(), '2026-10', out);
  expect(last.code, last.stderr).toBe(0);
  october = jsonOf(last);
}, 120_000);

describe('the month', () => {
  test('is the last one that is released', async () => {
    const told = await explain('SCHOOL-LEVELS', '--out', out, '--lang', 'en');
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain(`October 2026 · run ${october.run_id} · seal ${october.seal}`);
  });

  test('or the one asked for', async () => {
    const told = await explain('SCHOOL-LEVELS', '--out', out, '--lang', 'en', '--period', '2026-09');
    expect(told.stdout).toContain('September 2026 · run ');
  });

  test('a month on hold is not explained: it may yet be computed again', async () => {
    const held = join(folder, 'held');
    const registry = copyOf(join(GRANTS, '2026-08'), join(folder, 'announced'));
    writeFileSync(join(registry, 'control.csv'), 'file,rows\nhouseholds.csv,1\nmembers.csv,1\n');
    expect((await runCase(registry, '2026-08', held)).code).toBe(3);
    expectError(await explain('FIRST', '--out', held), 2, /no run is released yet/);
    expectError(
      await explain('FIRST', '--out', out, '--period', '2026-07'),
      2,
      /2026-07 has no released run; there is one of 2026-08, 2026-09, 2026-10/,
    );
    expectError(await explain('FIRST', '--out', out, '--period', 'July'), 2, /--period: "July" is no month/);
  });
});

describe('the language', () => {
  test('French, then English; or one of them', async () => {
    const [both, fr, en] = await Promise.all(
      [[], ['--lang', 'fr'], ['--lang', 'en']].map(
        async (lang) => (await explain('FIRST', '--out', out, ...lang)).stdout,
      ),
    );
    expect(fr).toMatch(/^Ménage FIRST .*El Jadida · الجديدة$/m);
    expect(en).toMatch(/^Household FIRST .*El Jadida · الجديدة$/m);
    expect(both).toBe(`${fr}\n${'─'.repeat(100)}\n\n${en}`);
  });

  test('no other', async () => {
    expectError(
      await explain('FIRST', '--out', out, '--lang', 'xx'),
      2,
      new RegExp(
        `'--lang <CODE>' argument 'xx' is invalid. Allowed choices are ${LANGUAGE_CODES.join(', ')}`,
      ),
    );
  });

  test('the help names them in the order in which they are printed', async () => {
    expect((await explain('--help')).stdout.replace(/\s+/g, ' ')).toContain(
      `one language; without it ${Object.values(LANGUAGE_NAMES).join(', then ')} (choices:`,
    );
  });
});

describe('--json', () => {
  test('one object: effects in both languages that add up to the delta, and the run’s own row beside them', async () => {
    const told = jsonOf<Explained>(await explain('SCHOOL-LEVELS', '--out', out, '--json'));
    expect(told).toMatchObject({
      period: '2026-10',
      net: '900.00',
      delta: '-700.00',
      decision: { line: '14' },
    });
    expect(told.effects.map((one) => one.amount)).toEqual(['-300.00', '-200.00', '-200.00']);
    expect(told.effects[0]).toMatchObject({
      group: 'one_off',
      en: 'school-return grant, upper secondary, for the child born 2009-01-01: paid in September 2026, once',
      fr: "aide à la rentrée scolaire, lycée, de septembre 2026 : versée une seule fois, pour l'enfant né(e) le 2009-01-01",
    });
    expect(told.reconciliation.delta).toBe('-700.00');
  });
});

describe('who is not known', () => {
  test('is told with the months that were looked at', async () => {
    expectError(
      await explain('NOBODY', '--out', out),
      2,
      /^sarf: NOBODY: in no row of the register of 2026-10 \(run [0-9a-f]{12}\), nor of the other released months \(2026-09, 2026-08\); not in its audit\/quarantine.csv either$/,
    );
  });

  test('and with the line of the quarantine, if its row is there', async () => {
    const told = await explain('SPOILT', '--out', out);
    expectError(told, 2, /quarantined there: households.csv line \d+, ise_score: ISE_SCORE_INVALID$/);
    expect(told.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('and with the month that knows it', async () => {
    expectError(
      await explain('NEWCOMER', '--out', out, '--period', '2026-08'),
      2,
      /NEWCOMER: in no row of the register of 2026-08 .*; the register of 2026-10 has it: --period 2026-10 explains it there$/,
    );
    expect((await explain('NEWCOMER', '--out', out)).code).toBe(0);
  });

  test.each([
    ['FIRSTHEAD', 'is a member of a household of 2026-10'],
    ['ASD-202610-FIRST', 'is an order of 2026-10'],
  ])('%s: what else it is, and the command that finds whose', async (id, what) => {
    const told = await explain(id, '--out', out);
    const [, command = ''] =
      new RegExp(`^sarf: ${id}: ${what}.*; (sarf find .*) says whose\\n$`).exec(told.stderr) ?? [];
    expect(told.code).toBe(2);
    const found = await sarf(command.split(' ').slice(1));
    expect(found.stdout).toMatch(/2026-10 .* FIRST +PAY/);
  });

  test('an account, or a name, is asked for with sarf find', async () =>
    expectError(
      await explain('310810000000000000000079', '--out', out, '--period', '2026-09'),
      2,
      /; of an order, an account or a name, sarf find 310810000000000000000079 --period 2026-09 --out \S+ says whose it is$/,
    ));

  test('what is no id at all', async () => {
    expectError(
      await explain('h 1', '--out', out),
      2,
      /"h 1": no household_id .* and no person_id of a resident/,
    );
  });
});

describe('the run that answers', () => {
  test('is only read', async () => {
    const before = picture(out);
    expect((await explain('TWINS', '--out', out)).code).toBe(0);
    expect(picture(out)).toEqual(before);
  });

  test('keeps its rules, and must have been made with those that are given', async () => {
    const rules = join(CASES, 'own-rules', 'rules.yaml');
    const to = join(folder, 'own-rules');
    const ran = await runCase(join(CASES, 'own-rules', '2026-02'), '2026-02', to, '--rules', rules);
    expect(ran.code, ran.stderr).toBe(0);
    const [id = ''] =
      readFileSync(join(CASES, 'own-rules', '2026-02', 'households.csv'), 'utf8')
        .split('\n')[1]
        ?.split(',') ?? [];
    const kept = await explain(id, '--out', to);
    expect(kept.code, kept.stderr).toBe(0);
    expectError(
      await explain(id, '--out', to, '--rules', EARLIER),
      2,
      /computed with other rules \(sha256 [0-9a-f]{12}…\) than these \([0-9a-f]{12}…\); give the very file: --rules FILE/,
    );
    expect((await explain(id, '--out', to, '--rules', rules)).stdout).toBe(kept.stdout);
  });

  test('by the built-in rules of an earlier version is explained with those, in each language', async () => {
    const to = join(folder, 'earlier-rules');
    for (const [period, ...rules] of [['2026-08', '--rules', EARLIER], ['2026-09']] as const) {
      const ran = await runCase(join(GRANTS, period), period, to, ...rules);
      expect(ran.code, ran.stderr).toBe(period === '2026-08' ? 0 : 3); // other rules than August's: people release it
      if (ran.code !== 3) continue;
      await sarf(['release', jsonOf(ran).run_id, '--out', to, '--reason', 'today’s rules']);
    }
    const august = (at: string, ...more: string[]) =>
      explain('FIRST', '--out', at, '--period', '2026-08', ...more);
    const told = await august(to);
    expect(told.code, told.stderr).toBe(0);
    expect(told).toEqual(await august(to, '--rules', EARLIER));
    const anonymous = (page: string) => page.replace(/\b([0-9a-f]{64}|[0-9a-f]{12})\b/g, '');
    expect(anonymous(told.stdout)).toBe(anonymous((await august(out)).stdout));
    expect(told.stdout).toContain('depuis 2023-12, loi 58-23');
    // The month after it, by today's rules, knows what the month before was decided by.
    const [next, alike] = await Promise.all(
      [to, out].map((at) => explain('FIRST', '--out', at, '--period', '2026-09', '--json')),
    );
    expect(anonymous(next?.stdout ?? '')).toBe(anonymous(alike?.stdout ?? ''));
  });

  test('must be as it was sealed, as far as a look can tell', async () => {
    const damaged = copyOf(out, join(folder, 'damaged'));
    const members = join(damaged, '2026-10', october.run_id, 'members', '0001.parquet');
    truncateSync(members, 1000);
    expectError(
      await explain('TWINS', '--out', damaged),
      2,
      /members\/0001\.parquet has changed; the released run must be as it was sealed/,
    );
  });

  test('must be there', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expectError(
      await explain('TWINS', '--out', empty),
      2,
      /there is no ledger here; --out names the folder of runs and ledger/,
    );
  });
});

test('an order that came back is told with its reason in words, paid again or waiting', async () => {
  const to = join(folder, 'words');
  const owed = join(CASES, 'owed-returned');
  const month = (period: string) =>
    sarf([
      ...['run', '--period', period, '--registry', join(owed, period)],
      ...['--config', join(owed, 'config.yaml'), '--out', to],
    ]);
  expect((await month('2026-02')).code).toBe(0);
  for (const [id, from] of [
    ['RESTRUCTURED', 'POSTE'],
    ['CLOSES', 'BANQUE'],
  ] as const) {
    const orders = `<TxInfAndSts><OrgnlEndToEndId>ASD-202602-${id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>NARR</Cd></Rsn><AddtlInf>Plafond atteint</AddtlInf></StsRsnInf></TxInfAndSts>`;
    const report = join(folder, `${id}.xml`);
    writeFileSync(report, statusReport('NOTPROVIDED', { orders }));
    const read = await sarf(['answers', '--from', from, report, '--out', to]);
    expect(read.code, read.stderr + read.stdout).toBe(0);
  }
  expect((await month('2026-03')).code).toBe(0);
  for (const [id, list] of [
    ['RESTRUCTURED', 'arrears_lines'],
    ['CLOSES', 'waiting'],
  ] as const) {
    const page = await explain(id, '--out', to, '--lang', 'en');
    expect(page.stdout.replaceAll(/\s+/g, ' ')).toContain('the institution says “Plafond atteint”');
    const french = await explain(id, '--out', to, '--lang', 'fr');
    expect(french.stdout.replaceAll(/\s+/g, ' ')).toContain("l'organisme payeur dit « Plafond atteint »");
    const told = jsonOf<Record<string, unknown>>(await explain(id, '--out', to, '--json'));
    expect(told[list]).toMatchObject([{ reason: 'NARR', reason_words: 'Plafond atteint' }]);
  }
});
