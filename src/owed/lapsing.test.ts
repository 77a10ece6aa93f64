import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workspace } from '../workspace/duckdb.js';
import { lapsingFigures, listLapsing } from './lapsing.js';

/** What is on the list of a run of 2026-08, with arrears of twelve months. */
let workspace: Workspace;
let spill: string;

beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-lapsing-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '500MB', threads: 1 });
  for (const statement of [
    `CREATE TABLE assessed AS SELECT * FROM (VALUES ('PAID', 'PAY', ''), ('HELD', 'HELD', 'ACCOUNT_INVALID'),
      ('SUSPENDED', 'SUSPENDED', 'SUSPENDED'), ('HIRED', 'INELIGIBLE', 'STATE_EMPLOYEE'), ('SHUT', 'INELIGIBLE', 'CLOSED'),
      ('BEFORE', 'INELIGIBLE', 'ALREADY_PAID')) t(household_id, decision, reason)`,
    `CREATE TABLE unreadable_household AS SELECT 'UNREADABLE' AS household_id`,
    `CREATE TABLE already_paid AS SELECT 'EARLIER' AS household_id`,
    `CREATE TABLE resident_register AS SELECT * FROM (VALUES ('P1', 'PAY', ''), ('P2', 'INELIGIBLE', 'LEFT'))
      t(person_id, decision, reason)`,
    `CREATE TABLE debt (household_id VARCHAR, origin VARCHAR, kind VARCHAR, reference VARCHAR, cause VARCHAR,
      centimes BIGINT, state VARCHAR, extended_to VARCHAR)`,
  ])
    await workspace.run(statement);
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

type Debt = {
  readonly id?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly extendedTo?: string;
};

async function listed(
  origin: string,
  { id, state, kind, extendedTo }: Debt,
  residents = true,
): Promise<string[]> {
  await workspace.run(`INSERT INTO debt VALUES ($id, $origin, $kind, '', 'HELD', 60000, $state, $extended)`, {
    ...{
      id: id ?? 'HELD',
      origin,
      kind: kind ?? 'MONTH',
      state: state ?? 'OPEN',
      extended: extendedTo ?? null,
    },
  });
  await listLapsing(workspace, '2026-08', 12, residents);
  const rows = await workspace.select('SELECT lapses_after, why FROM lapsing');
  return rows.map((row) => `${row.textOrNull('lapses_after')} ${row.text('why')}`);
}

describe('of a household that may be paid one day', () => {
  it.each<[string, Debt, string[]]>([
    ['2025-07', { state: 'LAPSED' }, ['2026-07 LAPSED']],
    ['2025-08', {}, ['2026-08 SOON']],
    ['2025-11', {}, ['2026-11 SOON']],
    ['2025-12', {}, []],
    ['2025-08', { state: 'PAID' }, []],
    ['2025-08', { state: 'CANCELLED' }, []],
    ['2025-07', { extendedTo: '2026-11' }, ['2026-11 SOON']],
    ['2025-07', { extendedTo: '2026-12' }, []],
    ['2025-08', { extendedTo: '2026-01' }, ['2026-08 SOON']],
    ['2025-01', { kind: 'ADJUSTMENT' }, []],
  ])('%s %o: %j', async (origin, debt, expected) => {
    expect(await listed(origin, debt)).toEqual(expected);
  });
});

describe('however long it may still be paid', () => {
  it.each([
    ['PAID', 0],
    ['SUSPENDED', 0],
    ['UNREADABLE', 0],
    ['BEFORE', 0],
    ['EARLIER', 0],
    ['HIRED', 1],
    ['SHUT', 1],
    ['GONE', 1],
    ['R-P1', 0],
    ['R-P2', 1],
    ['R-P3', 1],
  ])('of %s: %i', async (id, lines) => {
    expect(await listed('2026-07', { id })).toEqual(lines === 1 ? ['2027-07 OUT_OF_REACH'] : []);
  });

  it('a resident of a run that has none is gone, and decided arrears of a family that is gone never lapse', async () => {
    expect(await listed('2026-07', { id: 'R-P1' }, false)).toEqual(['2027-07 OUT_OF_REACH']);
    await workspace.run('DROP TABLE lapsing');
    await workspace.run('DELETE FROM debt');
    expect(await listed('2024-01', { id: 'GONE', kind: 'ADJUSTMENT' })).toEqual(['null OUT_OF_REACH']);
  });
});

it('each debt is counted once, and its amount where it is known', async () => {
  await workspace.run(`INSERT INTO debt VALUES ('GONE', '2025-08', 'MONTH', '', 'HELD', 100, 'OPEN', NULL),
    ('GONE', '2025-09', 'MONTH', '', 'HELD', NULL, 'OPEN', NULL), ('GONE', '2026-07', 'MONTH', '', 'HELD', 1, 'OPEN', NULL),
    ('GONE', '2025-06', 'MONTH', '', 'HELD', 20, 'LAPSED', NULL)`);
  await listLapsing(workspace, '2026-08', 12, false);
  expect(await lapsingFigures(workspace)).toEqual({
    lapsed: { debts: 1, centimes: 20 },
    soon: { debts: 2, centimes: 100 },
    outOfReach: { debts: 1, centimes: 1 },
  });
});
