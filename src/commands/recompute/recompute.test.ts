import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CASES } from '../../../fixtures/harness/case.js';
import { expectError, jsonOf, picture, sarf, temporaryFolder, WIDE } from '../../../fixtures/harness/sarf.js';

/** `sarf recompute` holds one released month against what is known now: the lines that a run lists, and no change. */
const folder = temporaryFolder('recompute');
const tariff = join(CASES, 'late-tariff');
const facts = join(CASES, 'late-facts');
const [ofTariff, ofFacts] = [join(folder, 'tariff'), join(folder, 'facts')];
const listed = (month: string) =>
  readFileSync(join(facts, 'expected', '2026-04', 'audit', 'retroactive.csv'), 'utf8')
    .split('\n')
    .filter((line, i) => i === 0 || line.includes(`,${month},`));

beforeAll(async () => {
  const months = (from: string, to: string, names: readonly string[]) =>
    names.map((month) => ({ from, to, month }));
  for (const { from, to, month } of [
    ...months(tariff, ofTariff, ['2026-01', '2026-02']),
    ...months(facts, ofFacts, ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04']),
  ]) {
    const ended = await sarf([
      ...['run', '--period', month, '--registry', join(from, month), '--out', to, '--config', WIDE],
    ]);
    expect(ended.code, ended.stderr).toBe(0);
  }
}, 120_000);

type Told = { causes: { cause: string; households: number; arrears: string; recovery: string }[] };
const recompute = (out: string, month: string, ...args: string[]) =>
  sarf(['recompute', '--period', month, '--out', out, ...args]);

describe('other rules of a released month', () => {
  const rules = ['--rules', join(tariff, 'decree.yaml')];

  test('are due to who was paid, and not to who is owed the month; the month before them is as it was', async () => {
    expect(jsonOf<Told>(await recompute(ofTariff, '2026-02', ...rules, '--json')).causes).toEqual([
      { cause: 'RULES', households: 1, arrears: '100.00', recovery: '0.00' },
    ]);
    expect((await recompute(ofTariff, '2026-01', ...rules)).stdout).toMatch(/what was paid is what is due/);
    expect((await recompute(ofTariff, '2026-02')).stdout).toMatch(/what was paid is what is due/);
  });

  test('are refused where they say nothing of the month', async () => {
    expectError(await recompute(ofTariff, '2025-11', ...rules), 2, /2025-11 has no released run/);
  });
});

describe('what came to light late', () => {
  test.each(['2025-12', '2026-01', '2026-02'])(
    '%s: the lines that the last run lists, less what is decided',
    async (month) => {
      const file = join(folder, `${month}.csv`);
      expect((await recompute(ofFacts, month, '--file', file)).code).toBe(0);
      expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual(listed(month));
    },
  );

  test('a month in which nothing is known otherwise: the header alone', async () => {
    const file = join(folder, 'nothing.csv');
    expect((await recompute(ofFacts, '2026-03', '--file', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('household_id,month,cause,paid,due,difference,source\n');
  });

  test('nothing is changed, and nothing is written over or into the runs', async () => {
    const before = picture(ofFacts);
    await recompute(ofFacts, '2026-02');
    expectError(
      await recompute(ofFacts, '2026-02', '--file', join(ofFacts, 'x.csv')),
      2,
      /nothing is written there/,
    );
    expectError(
      await recompute(ofFacts, '2026-02', '--file', join(folder, 'nothing.csv')),
      2,
      /exists already/,
    );
    expect(picture(ofFacts)).toEqual(before);
  });
});
