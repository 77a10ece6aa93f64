import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import type { Debt } from '../ledger/debts.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { Workspace } from '../workspace/duckdb.js';
import { differencesEver, loadRun, openTables } from './ledger-tables.js';

/** Debts that lapsed, by the ledger and by the list of the run that let them lapse, in 2026-03. */
const DEBT: Debt = {
  ...{
    beneficiary: 'H1',
    origin: '2025-02',
    kind: 'MONTH',
    reference: '',
    cause: 'BLOCKED',
    reason: 'BLOCKED',
  },
  ...{
    centimes: 50_000,
    state: 'LAPSED',
    openedBy: 'before',
    closedBy: 'run',
    orderId: null,
    extendedTo: null,
    movedCentimes: 0,
  },
};
const LINE = 'H1,2025-02,BLOCKED,500.00,2026-02';
const FAULT = /debts lapsed otherwise/;

async function differences(debts: readonly Debt[], lines: readonly string[] | null): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sarf-lapsed-'));
  const workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
  try {
    for (const part of ['audit', 'orders']) mkdirSync(join(folder, part));
    writeFileSync(join(folder, 'orders/index.csv'), 'file,provider,format,orders,total,sha256\n');
    const header = 'household_id,origin_month,cause,amount,lapses_after';
    if (lines !== null) writeFileSync(join(folder, 'audit/lapsing.csv'), [header, ...lines, ''].join('\n'));
    await workspace.run(`COPY (SELECT 'H1' AS household_id, 'HELD' AS decision, NULL::VARCHAR AS order_id,
      0.00 AS entitlement, 0.00 AS arrears, 0.00 AS recovery, 0.00 AS net)
      TO '${join(folder, 'register.parquet')}' (FORMAT parquet)`);
    const owed = {
      debts: { all: () => debts },
      recoveries: { takings: () => [] },
      transfers: { all: () => [] },
    };
    await openTables(workspace, { owed } as unknown as Ledger);
    const run = { runId: 'run', period: '2026-03' } as LedgerRun;
    await loadRun(workspace, folder, run, {} as Manifest);
    return await differencesEver(workspace);
  } finally {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('what lapsed', () => {
  it.each<[string, readonly Debt[], readonly string[] | null]>([
    ['stands in both', [DEBT], [LINE]],
    ['an older version listed nothing', [DEBT], null],
    ['an unknown amount', [{ ...DEBT, centimes: null }], ['H1,2025-02,BLOCKED,,2026-02']],
    [
      'what lapses later has not lapsed',
      [{ ...DEBT, state: 'OPEN', closedBy: null }],
      [LINE.replace(/2026-02$/, '2026-03')],
    ],
    [
      'what never lapses has not',
      [{ ...DEBT, state: 'OPEN', closedBy: null }],
      ['H1,2025-02,BLOCKED,500.00,'],
    ],
    ['another run let it lapse', [{ ...DEBT, closedBy: 'other' }], []],
    ['it was cancelled', [{ ...DEBT, state: 'CANCELLED' }], []],
  ])('%s', async (_, debts, lines) => {
    expect(await differences(debts, lines)).toEqual([]);
  });

  it.each<[string, readonly Debt[], readonly string[]]>([
    ['is not listed', [DEBT], []],
    ['is listed, and was cancelled', [{ ...DEBT, state: 'CANCELLED' }], [LINE]],
    ['has another amount', [DEBT], [LINE.replace('500', '501')]],
    ['is of another month', [DEBT], [LINE.replace('2025-02', '2025-01')]],
    ['is of another household', [DEBT], [LINE.replace('H1', 'H2')]],
    ['has another cause', [DEBT], [LINE.replace('BLOCKED', 'HELD')]],
    ['is listed twice', [DEBT], [LINE, LINE]],
  ])('%s', async (_, debts, lines) => {
    expect(await differences(debts, lines)).toMatchObject([expect.stringMatching(FAULT)]);
  });
});
