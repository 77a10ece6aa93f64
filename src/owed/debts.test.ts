import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnteredDebt } from '../ledger/debts.js';
import { loadRules } from '../rules/load.js';
import { valueAt } from '../rules/parameters.js';
import { Workspace } from '../workspace/duckdb.js';
import { debtFigures, decideDebts, loadDebts } from './debts.js';

/** What a month makes of the debts there are: H1 is paid, H2 is not. */
let workspace: Workspace;
let spill: string;

beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-debts-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '500MB', threads: 1 });
  for (const statement of [
    `CREATE TABLE household AS SELECT * FROM (VALUES (0, 'H1'), (1, 'H2'), (2, 'SUSP'), (3, 'COVERED'), (4, 'CLOSED'))
      t(hid, household_id)`,
    `CREATE TABLE decision AS SELECT * FROM (VALUES (0, 'PAY', ''), (1, 'HELD', 'ACCOUNT_INVALID'),
      (2, 'SUSPENDED', 'SUSPENDED'), (3, 'INELIGIBLE', 'STATE_EMPLOYEE'), (4, 'INELIGIBLE', 'CLOSED'))
      t(hid, decision, reason)`,
    `CREATE TABLE adjustment (adjustment_id VARCHAR, household_id VARCHAR, kind VARCHAR, centimes BIGINT, reason VARCHAR, month VARCHAR,
      paid_to VARCHAR)`,
    `CREATE TABLE final_payee AS SELECT * FROM (VALUES ('F-1', 'H2', '2026-05', true), ('F-2', 'H1', '2026-06', false),
      ('F-3', 'H1', NULL, true)) t(beneficiary, household_id, month, opens)`,
  ])
    await workspace.run(statement);
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

const owed = (origin: string, more: Partial<EnteredDebt> = {}): EnteredDebt => ({
  ...{ beneficiary: 'H1', origin, kind: 'MONTH', reference: '', cause: 'BLOCKED', reason: 'BLOCKED' },
  ...{ centimes: 50_000, extendedTo: null, ...more },
});

const CONTESTED = 'ASD-202607-CONTESTED';
const MONTHS_BACK = Number(valueAt(loadRules(), 'arrears_months', '2026-08'));

async function settled(period: string, debts: readonly EnteredDebt[]): Promise<string[]> {
  await loadDebts(workspace, { open: debts, returned: [], recovered: [], contested: [CONTESTED] });
  await decideDebts(workspace, period, MONTHS_BACK);
  await debtFigures(workspace); // asserts the identity
  const rows = await workspace.select('SELECT household_id, origin, state FROM debt ORDER BY ALL');
  return rows.map((row) => `${row.text('household_id')} ${row.text('origin')} ${row.text('state')}`);
}

describe('what was owed for the month of a supplementary run itself', () => {
  it.each([
    ['is paid by it', 'H1', 'CANCELLED'],
    ['stays, of a household that is still held', 'H2', 'OPEN'],
    ['is lost with the month, of one that was suspended after all', 'SUSP', 'CANCELLED'],
    ['was not due, of one that is excluded after all', 'COVERED', 'CANCELLED'],
    ['stays visible, of one that was closed since', 'CLOSED', 'OPEN'],
  ])('%s', async (_, beneficiary, state) => {
    expect(await settled('2026-08', [owed('2026-08', { beneficiary })])).toEqual([
      `${beneficiary} 2026-08 ${state}`,
    ]);
  });
});

describe('twelve months back at most (rules: assumed), seen from 2026-08', () => {
  it.each([
    ['the month before', '2026-07', 'PAID'],
    ['twelve months back', '2025-08', 'PAID'],
    ['thirteen months back', '2025-07', 'LAPSED'],
    ['long ago', '2024-01', 'LAPSED'],
  ])('%s', async (_, origin, state) => {
    expect(await settled('2026-08', [owed(origin)])).toEqual([`H1 ${origin} ${state}`]);
  });

  it('of a household that is suspended or excluded now, months before stay owed', async () => {
    const [one, other] = [
      owed('2026-07', { beneficiary: 'SUSP' }),
      owed('2026-07', { beneficiary: 'COVERED' }),
    ];
    expect(await settled('2026-08', [one, other])).toEqual(['COVERED 2026-07 OPEN', 'SUSP 2026-07 OPEN']);
  });

  it.each([
    ['2026-07', 'LAPSED'],
    ['2026-08', 'PAID'],
    ['2026-09', 'PAID'],
  ])('that people extended to %s is %s', async (extendedTo, state) => {
    expect(await settled('2026-08', [owed('2025-07', { extendedTo })])).toEqual([`H1 2025-07 ${state}`]);
  });

  it('over the turn of a year too', async () => {
    expect(await settled('2026-01', [owed('2025-01'), owed('2024-12')])).toEqual([
      'H1 2024-12 LAPSED',
      'H1 2025-01 PAID',
    ]);
  });

  it('an order that came back lapses like a month; decided arrears never do', async () => {
    const order = { kind: 'ORDER', cause: 'RETURNED', reference: 'ASD-202507-H1' } as const;
    const decided = { kind: 'ADJUSTMENT', cause: 'ADJUSTMENT', reference: 'ADJ-1' } as const;
    expect(await settled('2026-08', [owed('2025-07', order), owed('2025-06', decided)])).toEqual([
      'H1 2025-06 PAID',
      'H1 2025-07 LAPSED',
    ]);
  });

  it('lapses for a household that is not paid as well', async () => {
    expect(await settled('2026-08', [owed('2025-07', { beneficiary: 'H2' })])).toEqual(['H2 2025-07 LAPSED']);
  });
});

it('what is owed to a household that is not paid stays open; a month in a supplementary run of it is paid itself', async () => {
  const debts = [owed('2026-08'), owed('2026-07'), owed('2026-08', { beneficiary: 'H2' })];
  expect(await settled('2026-08', debts)).toEqual([
    'H1 2026-07 PAID',
    'H1 2026-08 CANCELLED',
    'H2 2026-08 OPEN',
  ]);
});

describe('a final payment', () => {
  it.each<[string, Partial<EnteredDebt>, string, string]>([
    ['pays what is owed to its payee', { beneficiary: 'F-1' }, '2026-05', 'PAID'],
    [
      'pays its order that came back',
      { beneficiary: 'F-2', kind: 'ORDER', reference: 'O' },
      '2026-05',
      'PAID',
    ],
    ['pays no other payee', { beneficiary: 'F-9' }, '2026-05', 'OPEN'],
    ['ends what is owed to the household for its month', { beneficiary: 'H2' }, '2026-05', 'CANCELLED'],
    ['and the order of it', { beneficiary: 'H2', kind: 'ORDER', reference: 'O' }, '2026-05', 'CANCELLED'],
    ['but no decided arrears', { beneficiary: 'H2', kind: 'ADJUSTMENT', reference: 'A' }, '2026-05', 'OPEN'],
    [
      'nor an order that may have been paid',
      { beneficiary: 'H2', kind: 'ORDER', reference: CONTESTED },
      '2026-05',
      'OPEN',
    ],
    ['nor another month', { beneficiary: 'H2' }, '2026-06', 'OPEN'],
    ['nor the month anew, when it is paid again', { beneficiary: 'H1' }, '2026-06', 'PAID'],
  ])('%s', async (_, debt, origin, state) => {
    expect(await settled('2026-08', [owed(origin, debt)])).toEqual([
      `${debt.beneficiary} ${origin} ${state}`,
    ]);
  });
});
