import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { reseal } from '../../../fixtures/harness/forge.js';
import { registerRows } from '../../../fixtures/harness/parquet.js';
import { copyOf, jsonOf, runArguments, sarf, temporaryFolder, WIDE } from '../../../fixtures/harness/sarf.js';
import type { House } from '../../../fixtures/worlds/houses.js';
import { reform } from '../../../fixtures/worlds/reform.js';
import { from, runHouses, simulated } from '../../../fixtures/worlds/simulating.js';
import { ribKey } from '../../domain/rib.js';
import type { ReformEffects } from './effects.js';

/** Who shares an account under other rules. The referee is the month itself, computed under them. */
const folder = temporaryFolder('accounts');

const account = (n: number) => {
  const first = `310810${String(n).padStart(16, '0')}`;
  return first + ribKey(first);
};

/** Each in a province of its own, so that a province says who is paid. Reference date 2026-03-31; 500 each. */
const MARCH: readonly House[] = [
  // The first is paid, until the second enters.
  { id: 'PAID', province: '01.511', children: [], score: '9.5', account: account(1) },
  { id: 'NEAR', province: '01.573', children: [], score: '9.8', account: account(1) },
  // Both are held, until the second leaves.
  { id: 'LOW', province: '01.571', children: [], score: '9', account: account(2) },
  { id: 'HIGH', province: '01.227', children: [], score: '9.6', account: account(2) },
  // Of three, two are left when one leaves.
  { id: 'LOW1', province: '01.331', children: [], score: '9', account: account(3) },
  { id: 'LOW2', province: '01.051', children: [], score: '9', account: account(3) },
  { id: 'HIGH3', province: '01.151', children: [], score: '9.6', account: account(3) },
  // Who is blocked takes nobody's account, on either side of the threshold.
  { id: 'FREE', province: '01.405', children: [], score: '9', account: account(4) },
  { id: 'BLOCKED', province: '02.411', children: [], score: '9.8', status: 'BLOCKED', account: account(4) },
  // The payee of the first is 20: no payee from 21, and the second is paid.
  { id: 'YOUNG', province: '02.381', children: [], score: '9', birth: '2005-04-01', account: account(5) },
  { id: 'ELDER', province: '02.167', children: [], score: '9', account: account(5) },
  // The payee of the first is 17: a payee from 17, and the second is held with it.
  { id: 'TEEN', province: '02.275', children: [], score: '9', birth: '2008-04-01', account: account(6) },
  { id: 'ADULT', province: '02.113', children: [], score: '9', account: account(6) },
  // No account and no account are not the same one.
  { id: 'CASH1', province: '02.533', children: [], score: '9.5' },
  { id: 'CASH2', province: '02.265', children: [], score: '9.8' },
];
const IDS = new Map(MARCH.map((house) => [house.province, house.id]));

const SHARED = /shared accounts are those found among the families that the run came to look at for it/;

/** Who is paid, what they come to, and what is owed to how many others. */
type Outcome = { readonly paid: readonly string[]; readonly after: string; readonly owed: string };

function simulatedOutcome({ breakdowns, total, owed }: ReformEffects): Outcome {
  const paid = breakdowns.province
    .filter((one) => one.familiesAfter > 0)
    .map((one) => IDS.get(one.key) ?? '');
  return { paid: paid.sort(), after: total.after, owed: `${owed.familiesAfter} ${owed.after}` };
}

/** The month computed under these rules. */
async function computedOutcome(rules: string, out: string): Promise<Outcome> {
  const ended = await sarf([
    ...runArguments(folder, '2026-03', out),
    ...['--config', WIDE, '--rules', rules, '--json'],
  ]);
  const run = jsonOf<{ folder: string }>(ended).folder;
  const rows = await registerRows(join(run, 'register.parquet'), [
    'household_id',
    'decision',
    'composition',
    'entitlement',
  ]);
  const sum = (some: readonly string[][]) => `${some.reduce((all, row) => all + Number(row[3]), 0)}.00`;
  const paid = rows.filter((row) => row[1] === 'PAY');
  const owed = rows.filter((row) => row[1] !== 'PAY' && sum([row]) !== '0.00');
  return {
    paid: paid.map(([id = '']) => id).sort(),
    after: sum(paid),
    owed: `${owed.length} ${sum(owed)}`,
  };
}

describe('who shares an account is looked at again', () => {
  beforeAll(async () => {
    expect(await runHouses(folder, '2026-03', MARCH)).toBe('2000.00'); // PAID, FREE, ADULT, CASH1
  });

  const cases: readonly (readonly [
    what: string,
    values: Record<string, string>,
    answer: string,
    paid: readonly string[],
    owed: string,
  ])[] = [
    [
      'the score of NEAR: it enters, and both are held',
      { ise_threshold: '9.8' },
      'DECISIONS',
      ['ADULT', 'CASH1', 'CASH2', 'FREE'],
      '11 5500.00',
    ],
    [
      'a millionth less: it does not',
      { ise_threshold: '9.799999' },
      'DECISIONS',
      ['ADULT', 'CASH1', 'FREE', 'PAID'],
      '8 4000.00',
    ],
    [
      'a millionth less than the score of HIGH: it leaves, and LOW is paid; LOW1 and LOW2 still share theirs',
      { ise_threshold: '9.599999' },
      'DECISIONS',
      ['ADULT', 'CASH1', 'FREE', 'LOW', 'PAID'],
      '5 2500.00',
    ],
    [
      'a payee from 21: YOUNG is held for that, and ELDER is paid',
      { age_majority: '21' },
      'MEMBERS',
      ['ADULT', 'CASH1', 'ELDER', 'FREE', 'PAID'],
      '7 3500.00',
    ],
    [
      'a payee from 17: TEEN shares its account with ADULT',
      { age_majority: '17' },
      'MEMBERS',
      ['CASH1', 'FREE', 'PAID'],
      '9 4500.00',
    ],
    [
      'both at once: who enters shares, who leaves frees',
      { age_majority: '21', ise_threshold: '9.8' },
      'MEMBERS',
      ['ADULT', 'CASH1', 'CASH2', 'ELDER', 'FREE'],
      '10 5000.00',
    ],
  ];
  test.each(cases)('%s', async (what, values, answer, paid, owed) => {
    const simulation = await simulated(folder, '2026-03', from('2026-03', values));
    expect(simulation.answer).toBe(answer);
    expect(simulation.notRecomputed[0]).not.toMatch(SHARED);
    const outcome = simulatedOutcome(simulation.effects);
    expect(outcome).toEqual({ paid, after: `${paid.length * 500}.00`, owed });
    const rules = reform(folder, 'computed', from('2026-03', values));
    expect(await computedOutcome(rules, join(temporaryFolder(`computed ${what}`), 'out'))).toEqual(outcome);
  });

  test.each([
    ['has no such column', '* EXCLUDE (account_digest)'],
    ['has it empty', '* REPLACE (CAST(NULL AS UBIGINT) AS account_digest)'],
  ])(
    'a run of an older version %s: accounts are shared as it found them, and that is said',
    async (_, kept) => {
      const older = temporaryFolder('older');
      await forgetAccounts(copyOf(join(folder, 'out'), join(older, 'out')), kept);
      const values = from('2026-03', { ise_threshold: '9.8' });
      const { effects, notRecomputed } = await simulated(older, '2026-03', values);
      expect(notRecomputed[0]).toMatch(SHARED);
      expect(simulatedOutcome(effects).paid).toEqual(['ADULT', 'CASH1', 'CASH2', 'FREE', 'NEAR', 'PAID']);
    },
  );

  test('when amounts alone change, nobody is decided on again', async () => {
    const { answer, notRecomputed } = await simulated(
      folder,
      '2026-03',
      from('2026-03', { flat_rate: '600' }),
    );
    expect(answer).toBe('AMOUNTS');
    expect(notRecomputed[0]).not.toMatch(SHARED);
  });
});

/** Makes the run one of an older version: its households keep these columns. Folder and ledger are sealed again. */
async function forgetAccounts(out: string, columns: string): Promise<void> {
  const [runId = ''] = readdirSync(join(out, '2026-03'));
  const run = join(out, '2026-03', runId);
  const [file = ''] = readdirSync(join(run, 'households'));
  const path = join(run, 'households', file);
  const engine = await (await DuckDBInstance.create(':memory:')).connect();
  await engine.run(
    `CREATE TABLE household AS SELECT ${columns} FROM read_parquet('${path}') ORDER BY household_no`,
  );
  chmodSync(path, 0o600);
  await engine.run(`COPY household TO '${path}' (FORMAT parquet)`);
  engine.closeSync();
  reseal(run);
  const { seal } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as { seal: string };
  const ledger = new Database(join(out, 'ledger.sqlite'));
  ledger.prepare('UPDATE runs SET seal = ? WHERE run_id = ?').run(seal, runId);
  ledger.close();
}
