import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WithoutHistory } from '../ledger/without-history.js';
import { debt } from '../tables/owed.js';
import { makeEmpty } from '../tables/table.js';
import { Workspace } from '../workspace/duckdb.js';
import { controlsOfHistory, isLeftOut } from './earlier-folders.js';

const LEFT_OUT: WithoutHistory = { month: '2026-09', leftOut: true, decidedIn: '2026-11', reason: 'lost' };
const WHOLE: WithoutHistory = { ...LEFT_OUT, leftOut: false };

describe('months of households that are paid late, and that a month left out may have paid', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.open(':memory:', '/dev/null', { memory: '500MB', threads: 1 });
    await makeEmpty(workspace, debt);
    await workspace.run(`
      INSERT INTO debt BY NAME SELECT * FROM (VALUES
        ('H1', '2026-08', 'MONTH', true, 'PAID'), ('H2', '2026-09', 'MONTH', true, 'PAID'),
        ('H3', '2026-10', 'MONTH', true, 'PAID'), -- after the month that is left out
        ('H4', '2026-09', 'MONTH', false, 'PAID'), -- its amount was known
        ('H5', '2026-09', 'MONTH', true, 'OPEN'), ('H6', '2026-09', 'ORDER', true, 'PAID')
      ) t(household_id, origin, kind, "unknown", state)`);
  });
  afterAll(() => workspace.close());

  it.each<[string, readonly WithoutHistory[], readonly string[]]>([
    ['of that month and those before it', [LEFT_OUT], ['2 months of households']],
    ['none, when it is whole again', [WHOLE], ['2026-09 is whole again']],
    ['no control, when every month is proved', [], []],
  ])('%s', async (_, withoutHistory, told) => {
    const controls = await controlsOfHistory({ workspace, withoutHistory });
    expect(controls.map((one) => one.detail)).toEqual(told.map((text) => expect.stringContaining(text)));
    expect(controls.some((one) => one.detail.includes('months of households'))).toBe(
      withoutHistory.some((one) => one.leftOut),
    );
  });
});

describe('a month', () => {
  it('is left out while it is damaged, and no other is', () => {
    expect(isLeftOut({ withoutHistory: [LEFT_OUT] }, '2026-09')).toBe(true);
    expect(isLeftOut({ withoutHistory: [LEFT_OUT] }, '2026-10')).toBe(false);
    expect(isLeftOut({ withoutHistory: [WHOLE] }, '2026-09')).toBe(false);
  });
});
