import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finalBeneficiary } from '../domain/beneficiary.js';
import type { Debt } from '../ledger/debts.js';
import type { Adjustment } from '../ledger/recoveries.js';
import { text, Workspace } from '../workspace/duckdb.js';
import { adjustmentsToApply, DECIDED_FOR, relateAdjustments } from './adjustments.js';
import type { Earlier, RefusedProposal } from './adjustments-earlier.js';
import { FINAL_PAYEES } from './finals.js';

/** What becomes of an adjustment's row, on both sides of each rule. The month is 2026-06; months from 2026-03 on are paid. */
const AT = { period: '2026-06', oldest: '2026-03', providers: ['BANQUE'], iseThreshold: '9.8' };
let workspace: Workspace;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-adjustments-'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '500MB', threads: 1 });
  for (const statement of [
    `CREATE TABLE household AS SELECT *, 'A-' || household_id AS account FROM (VALUES ('H1', 'ACTIVE', 9.8),
      ('H2', 'BLOCKED', 1), ('SHUT', 'CLOSED', 1), ('RICH', 'ACTIVE', 9.9), ('R-HOUSE', 'ACTIVE', 1))
      t(household_id, status, ise_score)`,
    `CREATE TABLE resident_row AS SELECT 'PR0001' AS person_id, 'A-RESIDENT' AS account, 0 AS faults`,
    `CREATE TABLE account_paid AS SELECT 'A-PAID' AS account`,
    `CREATE TABLE unreadable_household AS SELECT 'BAD' AS household_id`,
    `CREATE TABLE already_paid AS SELECT 'PAID-THIS-MONTH' AS household_id`,
    `CREATE TABLE adjustment_row (adjustment_id VARCHAR, household_id VARCHAR, kind VARCHAR, amount DECIMAL(12,2),
      reason VARCHAR, decision_ref VARCHAR, decided_on DATE, month VARCHAR, payee_id VARCHAR, payee_name VARCHAR, channel VARCHAR,
      provider VARCHAR, account VARCHAR, account_right BOOLEAN, faults INTEGER, came VARCHAR[])`,
    `CREATE TABLE line_anchor AS SELECT 'adjustments' AS kind, 'a.csv' AS file, 0 AS row, 2 AS line`,
    `CREATE TABLE quarantine (kind VARCHAR, file VARCHAR, line BIGINT, column_no INTEGER, column_name VARCHAR,
      code VARCHAR, household_id VARCHAR, value VARCHAR)`,
    `CREATE TABLE debt_at_hand AS SELECT * FROM (VALUES ('H1', '2026-03', 'MONTH', 0, NULL), ('H1', '2026-02', 'MONTH', 0, NULL),
      ('H1', '2026-01', 'MONTH', 0, '2026-06'), ('H1', '2025-12', 'MONTH', 0, '2026-05'),
      ('H1', '2026-04', 'ORDER', 1, NULL), ('H1', '2026-05', 'ADJUSTMENT', 0, NULL), ('OWED', '2026-01', 'MONTH', 0, NULL),
      ('GIVENUP', '2026-03', 'MONTH', 0, NULL), (${text(finalBeneficiary('AGAIN'))}, '2026-05', 'ORDER', 1, NULL),
      (${text(finalBeneficiary('LATELY'))}, '2026-06', 'ORDER', 1, NULL))
      t(household_id, origin, kind, opens, extended_to)`,
    `COPY (SELECT * FROM (VALUES ('H2', 'PAY', 500.00, 600.00), ('BACK', 'PAY', 500.00, 500.00),
        ('R-OLD', 'PAY', 1.00, 1.00), ('HELD', 'HELD', 500.00, 0.00)) t(household_id, decision, entitlement, net))
      TO ${text(join(folder, 'register.parquet'))} (FORMAT parquet)`,
  ])
    await workspace.run(statement);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true });
});

const closed = (beneficiary: string, kind: Debt['kind'], state: Debt['state'], centimes: number): Debt => ({
  ...{ beneficiary, origin: '2026-05', kind, reference: '', cause: 'HELD', reason: '', centimes, state },
  ...{ openedBy: 'r', closedBy: 'r', orderId: null, extendedTo: null, movedCentimes: 0 },
});

const EARLIER: Earlier = {
  applied: (id) =>
    id === 'DONE' ? { ...DONE } : ['AGAIN', 'LATELY', 'OVER'].includes(id) ? final(id) : null,
  unpaid: () => true,
  numberNow: (id) => (id === 'GIVENUP' ? 'H1' : id),
  formerNumbers: (id) => (id === 'H1' ? ['H2'] : id === 'BAD' ? ['GIVENUP'] : []),
  hasAccount: (id) => ['OWED', 'R-OWED'].includes(id),
  registers: async (months) =>
    months === null || months.includes('2026-05')
      ? [{ period: '2026-05', path: join(folder, 'register.parquet') }]
      : [],
  refused: async (asked) =>
    asked.flatMap(({ adjustmentId, householdId, month }) => {
      const code = REFUSED[`${adjustmentId} ${householdId} ${month}`];
      return code === undefined ? [] : [{ adjustmentId, code }];
    }),
  closed: () => [
    closed('H1', 'MONTH', 'PAID', 45_000),
    closed('BACK', 'ORDER', 'LAPSED', 50_000),
    closed('H2', 'ORDER', 'PAID', 60_000),
  ],
};

const REFUSED: Readonly<Record<string, RefusedProposal['code']>> = {
  'RETRO-2026-02-0a H2 2026-02': 'ADJUSTMENT_MONTH_PAID',
  'RETRO-2026-02-0b H2 2026-02': 'ADJUSTMENT_MONTH_OWED',
  'RETRO-2026-02-0c H1 2026-02': 'ADJUSTMENT_MONTH_PAID',
};

const DONE: Adjustment = {
  ...{ adjustmentId: 'DONE', householdId: 'H1', kind: 'ARREARS', centimes: 10_000, reason: '' },
  ...{ decisionRef: '', decidedOn: '2026-05-01', month: '2026-01', payeeId: null, paidTo: null },
};

/** Paid before, to payee P1. */
const final = (adjustmentId: string): Adjustment => ({
  ...{ adjustmentId, householdId: 'SHUT', kind: 'FINAL', centimes: 1000, reason: '', decisionRef: '' },
  ...{ decidedOn: '2026-05-01', month: null, payeeId: 'P1', paidTo: finalBeneficiary(adjustmentId) },
});

/** What becomes of the rows: the codes of those in quarantine, and the ids of those applied. */
async function become(...rows: readonly string[]): Promise<string[]> {
  for (const row of rows) {
    const [id, household, kind, amount, month, payee] = row.split(' ');
    const said = month === undefined || month === '-' ? 'NULL' : text(month);
    const [person, channel, provider, account] = payee?.split('/') ?? [];
    const paid = [person, person, channel, provider].map((cell) =>
      cell === undefined ? 'NULL' : text(cell),
    );
    await workspace.run(
      `INSERT INTO adjustment_row VALUES (${text(id ?? '')}, ${text(household ?? '')}, ${text(kind ?? '')}, ${amount},
        '', '', DATE '2026-05-01', ${said}, ${paid.join(', ')}, ${text(account ?? '')},
        ${account?.startsWith('A-') === true}, 0, NULL)`,
    );
  }
  await relateAdjustments(workspace, rows.length, AT, EARLIER);
  const bad = await workspace.select('SELECT code FROM quarantine ORDER BY line');
  const applied = await adjustmentsToApply(workspace);
  return [
    ...bad.map((row) => row.text('code').replace('ADJUSTMENT_', '')),
    ...applied.map((one) => one.adjustmentId),
  ];
}

describe('what is decided for a month', () => {
  it.each([
    ['arrears', ['A H1 ARREARS 10 2026-02'], 1000],
    ['a recovery', ['A H2 RECOVERY 10 2026-02'], -1000],
    ['both', ['A H2 RECOVERY 10 2026-02', 'B H2 ARREARS 4 2026-02'], -600],
    ['what is taken back of an order paid twice is none', ['ASD-202602-H2 H2 RECOVERY 10 2026-02'], null],
    ['nor is that of a supplementary run', ['ASD-202602-H2-S1 H2 RECOVERY 10 2026-02'], null],
    ['under the name of another month it is', ['ASD-202601-H2 H2 RECOVERY 10 2026-02'], -1000],
    ['under a name like a proposal it is', ['RETRO-2026-02-0 H2 RECOVERY 10 2026-02'], -1000],
    ['another month is not', ['A H2 RECOVERY 10 2026-01'], null],
    ['nor without a month', ['A H2 RECOVERY 10'], null],
    ['nor a one-off grant', ['A H1 ONE_OFF 10 2026-06'], null],
  ])('%s', async (_, rows, centimes) => {
    await become(...rows);
    const [row] = await workspace.select(
      `SELECT sum(centimes) AS centimes FROM (SELECT CAST(centimes AS BIGINT) AS centimes FROM (${DECIDED_FOR})) HAVING count(*) > 0`,
      { period: '2026-02' },
    );
    expect(row === undefined ? null : row.count('centimes')).toBe(centimes);
  });
});

describe('an adjustment', () => {
  it.each<[string, string, string]>([
    ['of a household of the extract', 'A H1 ARREARS 10', 'A'],
    ['of a month that is owed to its former number', 'A BAD ARREARS 10 2026-03', 'MONTH_OWED'],
    ['of a month that was paid under its former number', 'A H1 ARREARS 600 2026-05', 'MONTH_PAID'],
    ['of a number that people moved to one of the extract', 'A GIVENUP RECOVERY 10 2026-02', 'A'],
    ['of one whose row cannot be read', 'A BAD RECOVERY 10', 'A'],
    ['of one that the month paid, and that is gone', 'A PAID-THIS-MONTH RECOVERY 10', 'A'],
    ['of one that was paid once', 'A BACK RECOVERY 10', 'A'],
    ['of one that was owed something', 'A OWED ARREARS 10', 'A'],
    ['of one that was never paid: it was held', 'A HELD RECOVERY 10', 'HOUSEHOLD_UNKNOWN'],
    ['of nobody', 'A H3 ARREARS 10', 'HOUSEHOLD_UNKNOWN'],
    ['of one that is closed', 'A SHUT RECOVERY 10', 'HOUSEHOLD_CLOSED'],
    ['of a resident', 'A R-P000001 ARREARS 10', 'RESIDENT'],
    ['of a resident to whom an order came back', 'A R-OWED ARREARS 10', 'RESIDENT'],
    ['of a household whose id begins as a resident is called', 'A R-HOUSE ARREARS 10', 'A'],
    ['of such a household that was paid once', 'A R-OLD ARREARS 10', 'A'],
    ['that is a grant', 'A H1 ONE_OFF 10', 'A'],
    ['that is a grant of the month', 'A H1 ONE_OFF 10 2026-06', 'A'],
    ['that is a grant of another month', 'A H1 ONE_OFF 10 2026-05', 'MONTH_OVER'],
    ['that is a grant of a month that is owed', 'A H1 ONE_OFF 10 2026-03', 'MONTH_OVER'],
    ['for the month of the run', 'A H1 ARREARS 10 2026-06', 'MONTH_OWED'],
    ['for a month that is owed', 'A H1 ARREARS 10 2026-03', 'MONTH_OWED'],
    ['for a month that is owed and lapses', 'A H1 ARREARS 10 2026-02', 'A'],
    ['for a month that would lapse, and may be paid until now', 'A H1 ARREARS 10 2026-01', 'MONTH_OWED'],
    ['for one that might be paid until the month before', 'A H1 ARREARS 10 2025-12', 'A'],
    ['for a month whose order came back', 'A H1 ARREARS 10 2026-04', 'MONTH_OWED'],
    ['for a month for which another is owed', 'A H1 ARREARS 10 2026-05', 'A'],
    ['for a month of which another household is owed', 'A H2 ARREARS 10 2026-03', 'A'],
    ['that takes back what a month is owed', 'A H1 RECOVERY 10 2026-03', 'A'],
    ['of what was paid later for the month', 'A H1 ARREARS 450 2026-05', 'MONTH_PAID'],
    ['of another amount than was paid later', 'A H1 ARREARS 450.01 2026-05', 'A'],
    ['of what the month was due', 'A H2 ARREARS 500 2026-05', 'MONTH_PAID'],
    [
      'as much, proposed for what came to light late',
      'RETRO-2026-05-0f H2 ARREARS 500 2026-05',
      'RETRO-2026-05-0f',
    ],
    ['proposed, and paid elsewhere since', 'RETRO-2026-02-0a H2 ARREARS 10 2026-02', 'MONTH_PAID'],
    ['proposed, and owed elsewhere', 'RETRO-2026-02-0b H2 ARREARS 10 2026-02', 'MONTH_OWED'],
    ['proposed for a former number', 'RETRO-2026-02-0c GIVENUP ARREARS 10 2026-02', 'MONTH_PAID'],
    ['proposed to be taken back, and out of date', 'RETRO-2026-02-0a H2 RECOVERY 10 2026-02', 'MONTH_PAID'],
    ['proposed and not refused', 'RETRO-2026-02-0d H2 ARREARS 10 2026-02', 'RETRO-2026-02-0d'],
    [
      'proposed for a month whose order came back',
      'RETRO-2026-04-1 H1 ARREARS 10 2026-04',
      'RETRO-2026-04-1',
    ],
    ['named so for another month', 'RETRO-2026-03-1 H1 ARREARS 10 2026-04', 'MONTH_OWED'],
    ['proposed for a month that is owed', 'RETRO-2026-03-1 H1 ARREARS 10 2026-03', 'MONTH_OWED'],
    ['proposed so for another month', 'RETRO-2026-04-0f H2 ARREARS 500 2026-05', 'MONTH_PAID'],
    ["of the month's whole order", 'A H2 ARREARS 600 2026-05', 'MONTH_PAID'],
    ['of another amount than the month paid', 'A H2 ARREARS 499.99 2026-05', 'A'],
    ['of that amount for another month', 'A H2 ARREARS 500 2026-04', 'A'],
    ['of that amount without a month', 'A H2 ARREARS 500', 'A'],
    ['of what came back and lapsed', 'A BACK ARREARS 500 2026-05', 'A'],
  ])('%s', async (_, row, expected) => {
    expect(await become(row)).toEqual([expected]);
  });

  it.each<[string, string, string]>([
    ['to one that is closed', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-1', 'A'],
    ['to one that was paid once', 'A BACK FINAL 10 - P1/ACCOUNT/BANQUE/A-1', 'A'],
    ['to nobody', 'A H3 FINAL 10 - P1/ACCOUNT/BANQUE/A-1', 'HOUSEHOLD_UNKNOWN'],
    ['in cash', 'A SHUT FINAL 10 - P1/CASH/BANQUE/', 'A'],
    ['in cash, with a wrong account', 'A SHUT FINAL 10 - P1/CASH/BANQUE/1', 'ACCOUNT_INVALID'],
    ['to a wrong account', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/1', 'ACCOUNT_INVALID'],
    ['to no account', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/', 'ACCOUNT_INVALID'],
    [
      'by an institution that is not configured',
      'A SHUT FINAL 10 - P1/ACCOUNT/POSTE/A-1',
      'PROVIDER_UNKNOWN',
    ],
    ['to the account of another household', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-H2', 'ACCOUNT_SHARED'],
    ['to that of one at the threshold', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-H1', 'ACCOUNT_SHARED'],
    ['to that of one above it, which is not paid', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-RICH', 'A'],
    ['to that of one that is closed', 'A BACK FINAL 10 - P1/ACCOUNT/BANQUE/A-SHUT', 'A'],
    ["to the household's own", 'A H1 FINAL 10 - P1/ACCOUNT/BANQUE/A-H1', 'A'],
    ['to that of a resident', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-RESIDENT', 'ACCOUNT_SHARED'],
    ['to the resident, who is the heir', 'A SHUT FINAL 10 - PR0001/ACCOUNT/BANQUE/A-RESIDENT', 'A'],
    ['to one that the month has paid', 'A SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-PAID', 'ACCOUNT_PAID'],
    ['for the month of one that is closed', 'A SHUT FINAL 10 2026-06 P1/ACCOUNT/BANQUE/A-1', 'A'],
    ['for the month of one that is not', 'A H1 FINAL 10 2026-06 P1/ACCOUNT/BANQUE/A-1', 'MONTH_OWED'],
    ['for a month that is owed', 'A H1 FINAL 10 2026-03 P1/ACCOUNT/BANQUE/A-1', 'A'],
    ['of what the month was due', 'A H2 FINAL 500 2026-05 P1/ACCOUNT/BANQUE/A-1', 'MONTH_PAID'],
  ])('that is final, %s', async (_, row, expected) => {
    expect(await become(row)).toEqual([expected]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['two payees', ['A SHUT FINAL 1 - P1/ACCOUNT/BANQUE/A-1', 'B SHUT FINAL 2 - P2/ACCOUNT/BANQUE/A-1'], []],
    [
      'one payee',
      ['A SHUT FINAL 1 - P1/ACCOUNT/BANQUE/A-1', 'B SHUT FINAL 2 - P1/ACCOUNT/BANQUE/A-1'],
      ['A', 'B'],
    ],
    [
      'two accounts',
      ['A SHUT FINAL 1 - P1/ACCOUNT/BANQUE/A-1', 'B SHUT FINAL 2 - P2/ACCOUNT/BANQUE/A-2'],
      ['A', 'B'],
    ],
    [
      'two households',
      ['A SHUT FINAL 1 - P1/ACCOUNT/BANQUE/A-1', 'B BACK FINAL 2 - P1/ACCOUNT/BANQUE/A-1'],
      [],
    ],
  ])('that is final, beside another with its account: %s', async (_, rows, applied) => {
    const expected = applied.length === 0 ? rows.map(() => 'ACCOUNT_SHARED') : applied;
    expect(await become(...rows)).toEqual(expected);
  });

  it.each<[string, string, readonly string[], number]>([
    ['pays what came back, to another account', 'AGAIN SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-2', [], 1],
    ['and not to a wrong one', 'AGAIN SHUT FINAL 10 - P1/ACCOUNT/BANQUE/2', ['ACCOUNT_INVALID'], 0],
    ['nor to another payee', 'AGAIN SHUT FINAL 10 - P2/ACCOUNT/BANQUE/A-2', ['CONTRADICTED'], 0],
    ['nor in the month whose order came back', 'LATELY SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-2', [], 0],
    ['nor what did not come back', 'OVER SHUT FINAL 10 - P1/ACCOUNT/BANQUE/A-2', [], 0],
  ])('that is final, repeated %s', async (_, row, expected, paid) => {
    expect(await become(row)).toEqual(expected);
    expect(await workspace.select(FINAL_PAYEES)).toHaveLength(paid);
  });

  it('that was applied is passed over, whatever became of its household; with another month it is contradicted', async () => {
    expect(await become('DONE H1 ARREARS 100 2026-01')).toEqual([]);
    await workspace.run('DROP TABLE adjustment_said; DROP TABLE adjustment_found; DROP TABLE adjustment');
    await workspace.run('DROP TABLE adjustment_household; DROP TABLE adjustment_stranger');
    await workspace.run(
      'DROP TABLE adjustment_month_paid; DROP TABLE one_off_due; DELETE FROM adjustment_row',
    );
    await workspace.run(
      'DROP TABLE adjustment_applied; DROP TABLE final_payee; DROP TABLE final_account_taken',
    );
    expect(await become('DONE H1 ARREARS 100')).toEqual(['CONTRADICTED']);
  });

  it('that stands twice is applied once, and not at all where its rows name two months or a closed household', async () => {
    const twice = ['A H1 ARREARS 10', 'A H1 ARREARS 10'];
    const months = ['B H1 ARREARS 10 2026-01', 'B H1 ARREARS 10 2025-12'];
    const shut = ['C SHUT ARREARS 10', 'C SHUT ARREARS 10'];
    expect(await become(...twice, ...months, ...shut)).toEqual([
      ...['CONTRADICTED', 'CONTRADICTED', 'HOUSEHOLD_CLOSED', 'HOUSEHOLD_CLOSED', 'A'],
    ]);
  });
});
