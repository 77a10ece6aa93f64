import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { readingsOf } from '../../../fixtures/harness/answers.js';
import { CASES } from '../../../fixtures/harness/case.js';
import { expectError, jsonOf, sarf, temporaryFolder, WIDE } from '../../../fixtures/harness/sarf.js';

/** A release is taken back, all of it, while nothing rests on it; what is released again is what was released before. */
const folder = temporaryFolder('withdraw');

/** Every table of the ledger, row by row, but what only grows: the log, and what is noted to take releases back. */
function tablesOf(out: string): Record<string, unknown[]> {
  const ledger = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  try {
    const names = ledger
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all() as string[];
    const compared = names.filter((name) => !['events', 'release_changes'].includes(name));
    const rows = (name: string) =>
      (ledger.prepare(`SELECT * FROM ${name}`).all() as object[]).map((row) => JSON.stringify(row)).sort();
    return Object.fromEntries(compared.map((name) => [name, rows(name)]));
  } finally {
    ledger.close();
  }
}

const eventsOf = async (out: string) =>
  jsonOf<{ events: { event: string; by: string | null; run_id: string }[] }>(
    await sarf(['log', '--out', out, '--json']),
  ).events;

/** The configuration of a case, by which people release each run. */
function manual(name: string): string {
  const own = join(CASES, name, 'config.yaml');
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, `${readFileSync(existsSync(own) ? own : WIDE, 'utf8')}\nrelease: manual\n`);
  return file;
}

type Flags = Readonly<Record<string, { readonly flags?: readonly string[] }>>;

describe('every table is what it was before the release, and the same release again', () => {
  test.each([
    'gap-owed',
    'owed-three-returns',
    'persons-grants-moved',
    'recovery-decisions',
    'residents-majority',
  ])('%s, month by month', async (name) => {
    const from = join(CASES, name);
    const out = join(folder, name);
    const given = join(from, 'options.json');
    const options = existsSync(given) ? (JSON.parse(readFileSync(given, 'utf8')) as Flags) : {};
    const rules = join(from, 'rules.yaml');
    const done = async (...args: string[]) => {
      const ended = await sarf([...args, '--out', out]);
      expect(ended.code, ended.stderr).toBe(0);
    };
    for (const month of readdirSync(from).filter((entry) => /^\d{4}-\d{2}(-S\d)?$/.test(entry))) {
      const ended = await sarf([
        ...['run', '--json', '--period', month.slice(0, 7), '--registry', join(from, month), '--out', out],
        ...['--config', manual(name), ...(existsSync(rules) ? ['--rules', rules] : [])],
        ...(month.includes('-S') ? ['--supplementary'] : []),
        ...(options[month]?.flags ?? []),
      ]);
      if (ended.stdout === '') continue; // the case shows a refusal
      expect(ended.code, ended.stderr).toBe(3);
      const { run_id: run } = jsonOf(ended);
      const before = tablesOf(out);
      await done('release', run, '--reason', 'seen');
      const released = tablesOf(out);
      await done('withdraw', run, '--reason', 'a slip of the hand');
      expect(tablesOf(out)).toEqual(before);
      await done('release', run, '--reason', 'seen');
      expect(tablesOf(out)).toEqual(released);
      const answers = join(from, `answers-${month}.csv`);
      for (const reading of existsSync(answers) ? readingsOf(out, answers) : []) await sarf(reading);
    }
    await done('log');
    expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  });
});

describe('a release stays', () => {
  const from = join(CASES, 'owed-returned');
  const out = join(folder, 'stays');
  const config = join(from, 'config.yaml');
  const months = readdirSync(from)
    .filter((entry) => /^\d{4}-\d{2}$/.test(entry))
    .slice(0, 2);
  const run = async (month: string) =>
    jsonOf(
      await sarf([
        ...['run', '--json', '--period', month, '--registry', join(from, month), '--out', out],
        ...['--config', config],
      ]),
    );
  const withdraw = (id: string, ...more: string[]) =>
    sarf([...more, 'withdraw', id, '--out', out, '--reason', 'why']);

  test('while a later one, an answer, or a decision rests on it; who did what is in the log', async () => {
    const [first = '', second = ''] = months;
    const one = await run(first);
    expect(existsSync(join(out, first, 'to-send'))).toBe(true);
    expect((await withdraw(one.run_id, '--by', 'Amina')).code).toBe(0);
    expect(existsSync(join(out, first, 'to-send'))).toBe(false);
    expectError(await withdraw(one.run_id), 2, /is not released, so there is nothing to take back/);
    expect((await eventsOf(out)).at(-1)).toMatchObject({
      event: 'WITHDRAWN',
      by: 'Amina',
      run_id: one.run_id,
    });
    expect((await sarf(['release', one.run_id, '--out', out])).code).toBe(0);
    for (const reading of readingsOf(out, join(from, `answers-${first}.csv`))) await sarf(reading);
    expectError(await withdraw(one.run_id), 2, /\d+ answers, sendings or account entries of its orders/);
    const two = await run(second);
    expectError(
      await withdraw(one.run_id),
      2,
      new RegExp(`${two.run_id} of ${second} was released after it`),
    );
    expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  });
});
