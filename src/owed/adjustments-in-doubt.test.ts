import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppliedAdjustment } from '../ledger/recoveries.js';
import { text, Workspace } from '../workspace/duckdb.js';
import { doubtsFor, findDoubts } from './adjustments-in-doubt.js';

/** Which adjustments people look at once more, on both sides of each rule. The month is 2026-06, the limit 5,000 dirhams. */
let workspace: Workspace;
let spill: string;
beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-doubts-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '500MB', threads: 1 });
  await workspace.run(`CREATE TABLE adjustment (adjustment_id VARCHAR, household_id VARCHAR, kind VARCHAR,
    centimes BIGINT, decision_ref VARCHAR, month VARCHAR)`);
  await workspace.run(`CREATE TABLE debt AS SELECT * FROM (VALUES ('PAID', '2026-05', 'MONTH', 'PAID'),
    ('PAID', '2026-03', 'ORDER', 'PAID'), ('OPEN', '2026-05', 'MONTH', 'OPEN'), ('DECIDED', '2026-05', 'ADJUSTMENT', 'PAID'))
    t(household_id, origin, kind, state)`);
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

const applied = (row: string): AppliedAdjustment => {
  const [adjustmentId = '', householdId = '', kind = '', amount, decisionRef = '', month, appliedIn = ''] =
    row.split(' ');
  return {
    ...{ adjustmentId, householdId, centimes: Number(amount) * 100, reason: '', decidedOn: '2026-01-01' },
    ...{ decisionRef: blank(decisionRef) ?? '', month: blank(month ?? '-'), appliedIn },
    ...{ payeeId: null, paidTo: null },
    kind: kind as AppliedAdjustment['kind'],
  };
};
const blank = (cell: string) => (cell === '-' ? null : cell);

/** The doubts about rows "id household kind dirhams decision month", "-" for blank; `before` with the month that applied it. */
async function doubts(rows: readonly string[], before: readonly string[] = []): Promise<string[]> {
  for (const { adjustmentId, householdId, kind, centimes, decisionRef, month } of rows.map(applied)) {
    const values = [adjustmentId, householdId, kind].map(text).join(', ');
    await workspace.run(`INSERT INTO adjustment VALUES (${values}, ${centimes}, ${text(decisionRef)},
      ${month === null ? 'NULL' : text(month)})`);
  }
  await findDoubts(workspace, '2026-06', '5000', () => before.map(applied));
  const found = await workspace.select('FROM adjustment_in_doubt ORDER BY adjustment_id, why, other');
  return found.map((row) => `${row.text('adjustment_id')} ${row.text('why')} ${row.text('other')}`);
}

describe('two adjustments of one household', () => {
  it.each<[string, string, string, string | null]>([
    ['of one amount', 'A H ARREARS 10 D1 -', 'B H ARREARS 10 D2 -', 'SAME_AMOUNT'],
    ['of another amount', 'A H ARREARS 10 D1 -', 'B H ARREARS 10.01 D2 -', null],
    ['of another kind', 'A H ARREARS 10 D1 -', 'B H RECOVERY 10 D2 -', null],
    ['of another household', 'A H ARREARS 10 D1 -', 'B I ARREARS 10 D1 -', null],
    ['for one month', 'A H ARREARS 10 D1 2026-01', 'B H ARREARS 10 D2 2026-01', 'SAME_AMOUNT'],
    ['for two months', 'A H ARREARS 10 D1 2026-01', 'B H ARREARS 10 D2 2026-02', null],
    ['of which one says no month', 'A H ARREARS 10 D1 2026-01', 'B H ARREARS 10 D2 -', 'SAME_AMOUNT'],
    ['of one decision', 'A H ARREARS 10 D1 -', 'B H ARREARS 20 D1 -', 'SAME_DECISION'],
    ['of one decision, one each way', 'A H ARREARS 10 D1 -', 'B H RECOVERY 20 D1 -', 'SAME_DECISION'],
    ['of one decision for two months', 'A H ARREARS 10 D1 2026-01', 'B H ARREARS 10 D1 2026-02', null],
    ['without decisions', 'A H ARREARS 10 - -', 'B H ARREARS 20 - -', null],
  ])('%s', async (_, one, other, why) => {
    expect(await doubts([one, other])).toEqual(why === null ? [] : [`A ${why} B`, `B ${why} A`]);
  });

  it('of which one was applied before: the new one is named, with the other', async () => {
    expect(await doubts(['B H RECOVERY 10 D2 -'], ['A H RECOVERY 10 D1 - 2026-05'])).toEqual([
      'B SAME_AMOUNT A',
    ]);
  });

  it('that are grants of two feasts are two, whether they say their months or not', async () => {
    const [now, before] = [['B H ONE_OFF 10 D2 -'], ['A H ONE_OFF 10 D1 - 2026-03']];
    expect(await doubts(now, before)).toEqual([]);
  });

  it('that are grants of one decision, or of one month, are not', async () => {
    const before = ['A H ONE_OFF 10 D1 - 2026-03', 'C H ONE_OFF 10 D3 2026-06 2026-06'];
    expect(await doubts(['B H ONE_OFF 10 D1 -'], before)).toEqual(['B SAME_AMOUNT C', 'B SAME_DECISION A']);
  });
});

describe('one adjustment', () => {
  it.each<[string, string, readonly string[]]>([
    ['at the limit', 'A H RECOVERY 5000 - -', []],
    ['above it', 'A H RECOVERY 5000.01 - -', ['A ABOVE_LIMIT 5000']],
    ['beside arrears of months', 'A PAID ARREARS 1 - -', ['A AUTOMATIC_ARREARS 2026-03 2026-05']],
    ['beside them, for a month', 'A PAID ARREARS 1 - 2026-04', []],
    ['of another kind', 'A PAID RECOVERY 1 - -', []],
    ['beside a month that stays owed', 'A OPEN ARREARS 1 - -', []],
    ['beside another that was decided', 'A DECIDED ARREARS 1 - -', []],
  ])('%s', async (_, row, expected) => {
    expect(await doubts([row])).toEqual(expected);
  });
});

it('households are counted once, adjustments each', async () => {
  await doubts([
    'A H ARREARS 10 D1 -',
    'B H ARREARS 10 D1 -',
    'C H ARREARS 10 D1 -',
    'D I RECOVERY 6000 - -',
  ]);
  expect(await doubtsFor(workspace, 'SAME_AMOUNT', 'SAME_DECISION')).toEqual({
    adjustments: 3,
    households: ['H'],
  });
  expect(await doubtsFor(workspace, 'ABOVE_LIMIT')).toEqual({ adjustments: 1, households: ['I'] });
});

describe('a final payment for a month', () => {
  beforeEach(async () => {
    await workspace.run(`CREATE OR REPLACE TABLE debt AS SELECT * FROM (VALUES
      ('OWED', '2026-05', 'MONTH', 'CANCELLED', 50000), ('UNKNOWN', '2026-05', 'MONTH', 'CANCELLED', NULL))
      t(household_id, origin, kind, state, centimes)`);
    await workspace.run(`CREATE TABLE adjustment_month_closed AS SELECT * FROM (VALUES
      ('PARTLY', '2026-05', 'MONTH', 'CANCELLED', 50000), ('LEFT', '2026-05', 'MONTH', 'CANCELLED', 50000))
      t(household_id, month, kind, state, centimes)`);
    await workspace.run(
      `CREATE TABLE adjustment_month_paid AS SELECT 'WHOLE' AS household_id, '2026-05' AS month, 50000 AS centimes`,
    );
  });
  const earlier = ['B PARTLY FINAL 200 D8 2026-05 2026-06'];

  it.each([
    ['of what is owed', ['A OWED FINAL 500 D1 2026-05'], []],
    ['of more', ['A OWED FINAL 501 D1 2026-05'], ['A MONTH_EXCEEDED 500.00']],
    [
      'of more, with another',
      ['A OWED FINAL 300 D1 2026-05', 'C OWED FINAL 201 D2 2026-05'],
      ['A MONTH_EXCEEDED 500.00', 'C MONTH_EXCEEDED 500.00'],
    ],
    ['that is not known yet', ['A UNKNOWN FINAL 900 D1 2026-05'], []],
    ['of the rest', ['A PARTLY FINAL 300 D1 2026-05'], []],
    ['of more than the rest', ['A PARTLY FINAL 301 D1 2026-05'], ['A MONTH_EXCEEDED 300.00']],
    ['that its run paid', ['A WHOLE FINAL 1 D1 2026-05'], ['A MONTH_EXCEEDED 0.00']],
    ['as a run proposed it', ['RETRO-2026-05-1 WHOLE FINAL 1 D1 2026-05'], []],
    ['that never was due', ['A STRANGER FINAL 1 D1 2026-05'], []],
    ['without the month', ['A WHOLE FINAL 1 D1 -'], []],
  ])('%s', async (_, rows, found) => {
    expect(await doubts(rows, earlier)).toEqual(found);
  });
});
