import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { readingsOf } from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';
import { INDICATORS } from '../../indicators/definitions.js';
import type { IndicatorRow } from '../../indicators/vocabulary.js';

/** `sarf indicators` over three generated months, as a programme director starts it. */
const folder = temporaryFolder('indicators');
const extracts = join(folder, 'extracts');
const three = join(folder, 'three months');
const runs: Record<string, RunJson> = {};

beforeAll(async () => {
  runs['2026-09'] = (await worldIn(folder, 'three months')).september;
  for (const period of ['2026-10', '2026-11']) runs[period] = await released(period, three);
}, 60_000);

/** The month run and, where it waits, released. */
async function released(period: string, out: string, ...flags: string[]): Promise<RunJson> {
  const run = jsonOf(await sarf([...runArguments(extracts, period, out), '--json', ...flags]));
  if (run.state !== 'RELEASED')
    expect((await sarf(['release', run.run_id, '--out', out, '--reason', 'seen'])).code).toBe(0);
  return run;
}

type Json = {
  readonly definitions: { readonly code: string; readonly definition: string; readonly formula: string }[];
  readonly months: {
    readonly period: string;
    readonly run_id: string | null;
    readonly seal: string | null;
    readonly indicators: Record<keyof IndicatorRow, string | null>[] | null;
  }[];
};
const json = async (...args: string[]) => jsonOf<Json>(await sarf(['indicators', ...args, '--json']));

const rowsOf = (run: RunJson | undefined) =>
  parse(readFileSync(join(run?.folder ?? '', 'audit', 'indicators.csv')), {
    columns: true,
  }) as IndicatorRow[];
const BARS = /[▁▂▃▄▅▆▇█]/;

describe('the table', () => {
  test('a line for each indicator, the months in order, a sparkline, and no colour: this is no terminal', async () => {
    const { code, stdout, stderr } = await sarf(['indicators', '--out', three]);
    expect(code, stderr).toBe(0);
    const [header = '', ...lines] = stdout.split('\n');
    expect(header).toMatch(/^indicator +unit +trend +2026-09 +2026-10 +2026-11$/);
    const names = lines.filter((line) => /^\S/.test(line)).map((line) => line.split(/ {2,}/)[0]);
    for (const { name } of INDICATORS) {
      const [line = '', ...more] = lines.filter((one) => one.startsWith(`${name} `));
      expect(more, name).toEqual([]);
      if (name !== 'Orders returned') expect(line, name).toMatch(BARS);
    }
    expect(names).toContain('Families paid');
    expect(stdout).not.toContain('\u001b');
    const families = Object.values(runs).map((run) => rowsOf(run)[0]?.value);
    const shown = lines.find((line) => line.startsWith('Families paid '))?.match(/(?<= )\d+(?= |$)/g);
    expect(shown).toEqual(families);
  });

  test('a month without a released run is a gap, in the line and in the sparkline', async () => {
    const out = join(folder, 'gap');
    await released('2026-09', out);
    await released('2026-11', out, '--allow-gap', '--gap', 'void', '--reason', 'none');
    const { stdout } = await sarf(['indicators', '--out', out]);
    const line = stdout.split('\n').find((one) => one.startsWith('Families paid '));
    expect(line).toMatch(/families [▁▄█] [▁▄█] .* \d+ +· +\d+$/);
    const { months } = await json('--out', out);
    expect(months[1]).toEqual({ period: '2026-10', run_id: null, seal: null, indicators: null });
  });

  test('--from and --to choose the months, also such as have no run', async () => {
    const first = async (...args: string[]) =>
      (await sarf(['indicators', '--out', three, ...args])).stdout.split('\n')[0];
    expect(await first('--from', '2026-10')).toMatch(/trend +2026-10 +2026-11$/);
    expect(await first('--to', '2026-10')).toMatch(/trend +2026-09 +2026-10$/);
    expect(await first('--from', '2026-08', '--to', '2026-09')).toMatch(/trend +2026-08 +2026-09$/);
    expect((await first('--from', '2025-12', '--to', '2026-11'))?.match(/20\d\d-\d\d/g)).toHaveLength(12);
  });
});

describe('--json', () => {
  test('every indicator of every month, told apart by everything, exactly as sealed', async () => {
    const { definitions, months } = await json('--out', three);
    expect(definitions.map((one) => one.code)).toEqual(INDICATORS.map((one) => one.code));
    expect(definitions[0]).toMatchObject({ definition: expect.any(String), formula: expect.any(String) });
    expect(months.map((one) => [one.period, one.run_id, one.seal])).toEqual(
      Object.entries(runs).map(([period, run]) => [period, run.run_id, run.seal]),
    );
    for (const { period, indicators } of months) {
      const sealed = rowsOf(runs[period]).map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, text]) => [column, text === '' ? null : text])),
      );
      expect(indicators).toEqual(sealed);
    }
  });

  test('the months tie together: what entered and left makes the families, and the change the rates', async () => {
    const { months } = await json('--out', three);
    const value = (month: number, code: string, column: 'value' | 'numerator' | 'denominator' = 'value') =>
      months[month]?.indicators?.find((row) => row.indicator === code && row.scope === 'TOTAL')?.[column];
    for (const month of [1, 2]) {
      const number = (of: number, code: string) => Number(value(of, code));
      expect(number(month, 'families')).toBe(
        number(month - 1, 'families') + number(month, 'families_entered') - number(month, 'families_left'),
      );
      for (const column of ['numerator', 'denominator'] as const)
        expect(value(month, 'schooling_rate_change', column)).toBe(
          value(month - 1, 'schooling_rate', column),
        );
    }
    expect(value(0, 'schooling_rate_change')).toBeNull();
    expect(value(2, 'return_rate')).toBeNull();
  });

  test('any number of months', async () => {
    const { months } = await json('--out', three, '--from', '2024-01');
    expect(months).toHaveLength(35);
  });
});

test('orders that came back are counted from the answers so far; the sealed month does not change', async () => {
  const out = copyOf(three, join(folder, 'answered'));
  const run = runs['2026-10'];
  const paid = rowsOf(run).find((row) => row.indicator === 'families' && row.scope === 'TOTAL')?.value ?? '';
  const orders = readdirSync(join(run?.folder ?? '', 'orders'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/.*\d\.csv$/.test(file))
    .flatMap((file) => parse(readFileSync(join(run?.folder ?? '', 'orders', file)), { columns: true }))
    .map((order) => (order as { order_id: string }).order_id);
  const rate = async (month: number) => {
    const { months } = await json('--out', out);
    const row = months[month]?.indicators?.find((one) => one.indicator === 'return_rate');
    return [row?.value, row?.numerator, row?.denominator];
  };
  expect(await rate(1)).toEqual([null, null, paid]);
  const [a, b, c, d] = orders;
  const said = [`${a},PAID,,2026-10-30,`, `${b},REJECTED,AC04,2026-10-30,`, `${c},PAID,,2026-10-30,`];
  said.push(`${c},RETURNED,AC04,2026-11-02,`, `${d},PAID,,2026-10-30,`, `${d},REJECTED,AC04,2026-10-30,`);
  const file = join(folder, 'said.csv');
  writeFileSync(file, `order_id,status,reason_code,date,amount\n${said.join('\n')}\n`);
  for (const reading of readingsOf(out, file)) await sarf(reading); // one of its lines is of another amount
  expect(await rate(1)).toEqual([(2 / Number(paid)).toFixed(6), '2', paid]); // d is contradictory: nobody knows
  expect((await rate(0))[1]).toBeNull();
  const { stdout } = await sarf(['indicators', '--out', out]);
  expect(stdout).toMatch(/^Orders returned +% .* – +\d+\.\d+ +–$/m);
});

test('nothing is written: neither to the ledger nor beside it', async () => {
  const before = picture(three);
  await sarf(['indicators', '--out', three]);
  expect(picture(three)).toEqual(before);
});

test('no run released yet: said, exit 0', async () => {
  const empty = join(folder, 'extracts');
  const ended = await sarf(['indicators', '--out', empty]);
  expect([ended.code, ended.stdout]).toEqual([0, 'no released run yet\n']);
  expect((await json('--out', empty)).months).toEqual([]);
});

describe('refused, and nothing shown', () => {
  test.each<[string[], RegExp]>([
    [['--from', '2026'], /--from: "2026" is no month/],
    [['--to', '2026-13'], /--to: "2026-13" is no month/],
    [['--from', '2026-11', '--to', '2026-10'], /--to: 2026-10 is before --from 2026-11/],
    [['--from', '2027-01'], /--from: 2027-01 is after 2026-11, the last month released/],
    [['--to', '2026-08'], /--to: 2026-08 is before 2026-09, the first month released/],
    [['--from', '2025-11'], /2025-11 to 2026-11 is 13 months; a table shows 12 at most, --json any number/],
  ])('%j', async (args, message) => {
    expectError(await sarf(['indicators', '--out', three, ...args]), 2, message);
  });

  test('a folder that is not there', async () => {
    expectError(await sarf(['indicators', '--out', join(folder, 'nowhere')]), 2, /nowhere: no such folder/);
  });

  test.each<[string, (run: string) => void, RegExp]>([
    [
      'changed',
      (run) => appendFileSync(join(run, 'audit/indicators.csv'), '\n'),
      /indicators\.csv has changed/,
    ],
    ['missing', (run) => rmSync(join(run, 'audit/indicators.csv')), /indicators\.csv is missing/],
    ['without its manifest', (run) => rmSync(join(run, 'manifest.json')), /manifest\.json is missing/],
    [
      'with a manifest changed',
      (run) => appendFileSync(join(run, 'manifest.json'), ' '),
      /manifest\.json is not written as it was sealed/,
    ],
    ['gone', (run) => renameSync(run, `${run}.bak`), /the folder is missing; a released run must be/],
  ])('a released run %s', async (_, change, message) => {
    const out = copyOf(three, join(folder, 'damaged'));
    change(join(out, '2026-11', runs['2026-11']?.run_id ?? ''));
    expectError(await sarf(['indicators', '--out', out]), 2, message);
  });

  test('the prior run’s indicators changed: the next month is not computed from them', async () => {
    const out = copyOf(three, join(folder, 'prior'));
    const file = join(out, '2026-11', runs['2026-11']?.run_id ?? '', 'audit', 'indicators.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('share', 'shore'));
    copyOf(join(extracts, '2026-11'), join(folder, 'december', '2026-12'));
    expectError(
      await sarf(runArguments(join(folder, 'december'), '2026-12', out)),
      2,
      /indicators\.csv has changed; the prior run must be as it was sealed/,
    );
  });
});
