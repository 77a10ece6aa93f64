import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { Workspace } from '../workspace/duckdb.js';
import type { Month } from './month.js';
import { assertPaidOnce, owedThen } from './persons-paid.js';

/** The identity of a run of 2026-06 that pays the child KID, in household H and for months before, forged. */
let workspace: Workspace;
let spill: string;
beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-paid-once-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '500MB', threads: 1 });
  for (const statement of [
    `CREATE TABLE person_paid (period VARCHAR, person_id VARCHAR, paid_to VARCHAR, how VARCHAR, alone BOOLEAN, owed BOOLEAN)`,
    `CREATE TABLE register AS SELECT * FROM (VALUES ('H', 'PAY', ''), ('B', 'HELD', 'ACCOUNT_INVALID'))
      t(household_id, decision, reason)`,
    `CREATE TABLE resident_register (person_id VARCHAR, decision VARCHAR)`,
    `CREATE TABLE not_counted (period VARCHAR, hid BIGINT, person_id VARCHAR, paid_to VARCHAR)`,
    `CREATE TABLE member AS SELECT * FROM (VALUES (0, 'KID', 'CHILD', 1, NULL::DATE), (0, 'HEAD', 'HEAD', 2, NULL),
      (1, 'HEAD', 'HEAD', 1, NULL))
      t(hid, person_id, relation, rank_key, deceased_on)`,
    `CREATE TABLE assessed AS SELECT * FROM (VALUES (0, 'H', 'PAY', 1, 1), (1, 'B', 'HELD', 0, 0))
      t(hid, household_id, decision, children, children_paid)`,
    `CREATE TABLE past_month (hid BIGINT, period VARCHAR)`,
    `CREATE TABLE past_members (household_id VARCHAR, period VARCHAR, person_id VARCHAR, counted BOOLEAN)`,
    `CREATE TABLE proposal_person (adjustment_id VARCHAR, household_id VARCHAR, period VARCHAR, person_id VARCHAR)`,
  ])
    await workspace.run(statement);
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

const PAID = {
  elsewhere: `INSERT INTO person_paid VALUES ('2026-06', 'KID', 'B', 'CHILD', false, false)`,
  member: `INSERT INTO person_paid VALUES ('2026-06', 'KID', 'B', 'MEMBER', false, false)`,
  resident: `INSERT INTO resident_register VALUES ('KID', 'PAY')`,
  before: `INSERT INTO person_paid VALUES ('2026-03', 'KID', 'B', 'CHILD', false, false)`,
  late: `INSERT INTO past_month VALUES (0, '2026-03'); INSERT INTO past_members VALUES ('H', '2026-03', 'KID', true)`,
  lateElsewhere: `INSERT INTO past_members VALUES ('B', '2026-03', 'KID', true)`,
  lateNotCounted: `INSERT INTO past_members VALUES ('B', '2026-03', 'KID', false)`,
  adultLate: `INSERT INTO past_month VALUES (0, '2026-03'); INSERT INTO past_members VALUES ('H', '2026-03', 'HEAD', false)`,
  adultLateElsewhere: `INSERT INTO past_members VALUES ('B', '2026-03', 'HEAD', false)`,
  adultBefore: `INSERT INTO person_paid VALUES ('2026-03', 'HEAD', 'A', 'MEMBER', false, false)`,
  adultOfMonthBefore: `INSERT INTO person_paid VALUES ('2026-02', 'HEAD', 'A', 'MEMBER', false, false)`,
  adultResident: `INSERT INTO person_paid VALUES ('2026-03', 'HEAD', 'R-HEAD', 'RESIDENT', false, false)`,
  proposal: `INSERT INTO proposal_person VALUES ('RETRO-1', 'A', '2026-03', 'KID')`,
  /** It stands there for the household where the child lives now. */
  proposalItself: `INSERT INTO person_paid VALUES ('2026-03', 'KID', 'A', 'CHILD', false, false)`,
  proposalAgain: `INSERT INTO proposal_person VALUES ('RETRO-2', 'A', '2026-03', 'KID')`,
  proposalElsewhere: `INSERT INTO proposal_person VALUES ('RETRO-2', 'B', '2026-03', 'KID')`,
  proposalOfAnother: `INSERT INTO proposal_person VALUES ('RETRO-2', 'B', '2026-02', 'KID')`,
} as const;

const proved = async (...paid: (keyof typeof PAID)[]): Promise<string> => {
  for (const one of paid) await workspace.run(PAID[one]);
  const month = { workspace, request: { period: '2026-06' } } as unknown as Month;
  return assertPaidOnce(month, true);
};

describe('nobody is paid for twice in a month: the run crashes', () => {
  it.each<[string, (keyof typeof PAID)[]]>([
    ['that pays a child whom another run of the month paid', ['elsewhere']],
    ['that pays a child whom it pays as a resident', ['resident']],
    ['that computes a month for a child in two households', ['late', 'lateElsewhere']],
    ['that computes a month for a child who was paid then', ['late', 'before']],
    ['that computes a month for an adult whose household was paid then', ['adultLate', 'adultBefore']],
    ['that computes a month for an adult in two households', ['adultLate', 'adultLateElsewhere']],
    ['that computes a month, and applies a proposal for the same child', ['late', 'proposal']],
    ['that applies a proposal for a child who was paid then', ['proposal', 'before']],
    ['that applies proposals of two households for a child', ['proposal', 'proposalElsewhere']],
  ])('%s', async (_, paid) => {
    await expect(proved(...paid)).rejects.toThrow('paid for twice in a month');
  });

  it.each<[string, (keyof typeof PAID)[]]>([
    ['not where it was a member alone', ['member']],
    ['nor where it was not counted', ['late', 'lateNotCounted']],
    ['nor of an adult, of another month', ['adultLate', 'adultOfMonthBefore']],
    ['nor beside an elderly resident', ['adultLate', 'adultResident']],
    ['nor by a proposal, of a child who lives elsewhere now', ['proposal', 'proposalItself']],
    ['nor by two proposals of its household', ['proposal', 'proposalAgain']],
    ['nor of two months', ['proposal', 'proposalOfAnother']],
    ['nor where nobody else paid', []],
  ])('%s', async (_, paid) => {
    expect(await proved(...paid)).toContain('no child and no resident is paid for twice');
  });
});

test.each<[string, readonly string[], readonly string[]]>([
  ['what people moved', ['NEW'], ['OLD']],
  ['what stayed with the old number', ['OLD'], ['OLD']],
  ['nothing, once neither is owed it', [], []],
])('of a household that was moved to another number, a past month is owed: %s', (_, owed, found) => {
  const debts = {
    knownOf: (runId: string, ids: readonly string[]) =>
      runId === 'RUN' ? ids.filter((id) => owed.includes(id)) : [],
  };
  const transfers = { all: () => [{ from: 'OLD', to: 'NEW', reason: '', before: null }] };
  const month = { ledger: { owed: { debts, transfers } } } as unknown as Month;
  expect(owedThen(month, '2026-06')('RUN', ['OLD', 'OTHER'])).toEqual(found);
});
