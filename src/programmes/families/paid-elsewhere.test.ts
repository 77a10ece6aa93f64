import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { accountPaidThen, cameSince, personPaid } from '../../tables/history.js';
import { append, makeEmpty } from '../../tables/table.js';
import { Workspace } from '../../workspace/duckdb.js';
import { findPaidElsewhere, findPaidElsewhereThen } from './paid-elsewhere.js';

const PERIOD = '2026-03';
const parameters = parametersAt(loadRules(), PERIOD);

const spill = mkdtempSync(join(tmpdir(), 'sarf-elsewhere-'));
let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.open(':memory:', spill, { memory: '1GB', threads: 1 });
});
afterEach(() => workspace.close());
afterAll(() => rmSync(spill, { recursive: true, force: true }));

type Person = { readonly born: string; readonly relation?: string; readonly died?: string };

/** The person P, who may live with others in HERE, was paid for in ELSEWHERE: what comes of it for HERE. */
async function outcome(
  { born, relation = 'CHILD', died }: Person,
  how: string,
  { alone = false, with: others = 1, paidTo = 'ELSEWHERE', period = PERIOD } = {},
): Promise<string> {
  await workspace.run(`CREATE TABLE household AS SELECT 0 AS hid, 'HERE' AS household_id`);
  await workspace.run(`CREATE TABLE member AS
    SELECT 0 AS hid, 'P' AS person_id, ${relation === '' ? 'NULL' : `'${relation}'`} AS relation,
      DATE '${born}' AS birth_date, CAST(${died === undefined ? 'NULL' : `'${died}'`} AS DATE) AS deceased_on
    UNION ALL SELECT 0, 'OTHER' || i, 'HEAD', DATE '1980-01-01', NULL FROM range(${others}) t(i)`);
  await makeEmpty(workspace, personPaid);
  await append(workspace, personPaid, [{ period, person_id: 'P', paid_to: paidTo, how, alone, owed: false }]);
  const left = await findPaidElsewhere(workspace, PERIOD, parameters);
  const counted = await workspace.select('SELECT person_id, paid_to FROM not_counted');
  const held = await workspace.select('SELECT person_id FROM household_with_paid_person');
  expect(left).toBe(counted.length > 0);
  return [...counted.map((row) => `NOT_COUNTED ${row.text('paid_to')}`), ...held.map(() => 'HELD')].join(' ');
}

const child = { born: '2013-01-01' };
const adult = { born: '1990-01-01', relation: 'OTHER' };

describe('a member for whom the month was paid elsewhere', () => {
  it.each<[string, Person, string, Parameters<typeof outcome>[2], string]>([
    ['a child counted there does not count', child, 'CHILD', {}, 'NOT_COUNTED ELSEWHERE'],
    ['a child paid as a resident', child, 'RESIDENT', { paidTo: 'R-P' }, 'NOT_COUNTED R-P'],
    ['a child who only lived there counts', child, 'MEMBER', {}, ''],
    ['unless it was paid there alone', child, 'MEMBER', { alone: true }, 'NOT_COUNTED ELSEWHERE'],
    ['an adult who lived there holds the household', adult, 'MEMBER', {}, 'HELD'],
    ['so does one who was a child there', { ...adult, born: '2005-06-01' }, 'CHILD', {}, 'HELD'],
    ['the day before 21 it is a child', { born: '2005-04-01' }, 'CHILD', {}, 'NOT_COUNTED ELSEWHERE'],
    ['at 21 it is none', { born: '2005-03-31' }, 'CHILD', {}, 'HELD'],
    ['an elderly resident beside others holds nothing', adult, 'RESIDENT', {}, ''],
    ['but as the only living member', adult, 'RESIDENT', { with: 0 }, 'HELD'],
    ['the dead hold nothing', { ...adult, died: '2026-03-31' }, 'MEMBER', {}, ''],
    ['who dies the day after lives', { ...adult, died: '2026-04-01' }, 'MEMBER', {}, 'HELD'],
    ['the household itself is no other', adult, 'MEMBER', { paidTo: 'HERE' }, ''],
    ['another month is no matter', adult, 'MEMBER', { period: '2026-02' }, ''],
  ])('%s', async (_, person, how, more, expected) => {
    expect(await outcome(person, how, more)).toBe(expected);
  });
});

/** The same of a past month that is computed now; `open`: ELSEWHERE is still owed it. */
async function outcomeThen(
  { born, relation = 'CHILD', died }: Person,
  how: string,
  { owed = false, open = false, since = false, paidTo = 'ELSEWHERE', account = '' } = {},
): Promise<string> {
  for (const statement of [
    `CREATE TABLE household AS SELECT 0 AS hid, 'HERE' AS household_id, 'PAYEE' AS payee_id`,
    'CREATE TABLE member (hid BIGINT, person_id VARCHAR, relation VARCHAR, birth_date DATE, deceased_on DATE)',
    `CREATE TABLE past_month AS SELECT 0 AS hid, '${PERIOD}' AS period`,
    `CREATE TABLE past_member AS SELECT 0 AS hid, 'P' AS person_id, '${relation}' AS relation, DATE '${born}' AS birth_date,
      CAST(${died === undefined ? 'NULL' : `'${died}'`} AS DATE) AS deceased_on`,
    `CREATE TABLE debt AS SELECT 'ELSEWHERE' AS household_id, '${PERIOD}' AS origin, 'MONTH' AS kind,
      '${open ? 'OPEN' : 'PAID'}' AS state`,
  ])
    await workspace.run(statement);
  await makeEmpty(workspace, personPaid, cameSince, accountPaidThen);
  if (account !== '')
    await append(workspace, accountPaidThen, [{ period: account, hid: 0, paid_to: 'BEARER' }]);
  await append(workspace, personPaid, [
    { period: PERIOD, person_id: 'P', paid_to: paidTo, how, alone: false, owed },
  ]);
  if (since) await append(workspace, cameSince, [{ period: PERIOD, household_id: 'HERE', person_id: 'P' }]);
  await findPaidElsewhere(workspace, '2026-05', parameters);
  await findPaidElsewhereThen(workspace, PERIOD, parameters);
  const counted = await workspace.select('SELECT paid_to FROM not_counted');
  const lived = await workspace.select('SELECT paid_to, effect FROM adult_elsewhere');
  return [
    ...counted.map((row) => `NOT_COUNTED ${row.text('paid_to')}`),
    ...lived.map((row) => `${row.text('effect')} ${row.text('paid_to')}`),
  ].join(' ');
}

describe('a past month that is computed now, and that was paid elsewhere with a member', () => {
  it.each<[string, Person, string, Parameters<typeof outcomeThen>[2], string]>([
    ['a child counted there does not count', child, 'CHILD', {}, 'NOT_COUNTED ELSEWHERE'],
    ['a child who only lived there counts', child, 'MEMBER', {}, ''],
    ['it is not due with an adult who lived there', adult, 'MEMBER', {}, 'NOT_DUE ELSEWHERE'],
    [
      'nor with one who was a child there',
      { ...adult, born: '2006-06-01' },
      'CHILD',
      {},
      'NOT_DUE ELSEWHERE',
    ],
    ['nor with a child that was 21', { born: '2005-03-31' }, 'MEMBER', {}, 'NOT_DUE ELSEWHERE'],
    ['the day before it is a child', { born: '2005-04-01' }, 'MEMBER', {}, ''],
    ['it is due without who came since', adult, 'MEMBER', { since: true }, 'CAME_SINCE ELSEWHERE'],
    ['it waits while the other is owed it', adult, 'MEMBER', { owed: true, open: true }, 'WAITS ELSEWHERE'],
    ['and no longer when that is paid', adult, 'MEMBER', { owed: true }, 'NOT_DUE ELSEWHERE'],
    ['nor to an account that was paid it', child, 'MEMBER', { account: PERIOD }, 'ACCOUNT_PAID BEARER'],
    ['of another month it may have been', child, 'MEMBER', { account: '2026-02' }, ''],
    ['an elderly resident may live there', adult, 'RESIDENT', { paidTo: 'R-P' }, ''],
    ['so may the dead', { ...adult, died: '2026-03-31' }, 'MEMBER', {}, ''],
  ])('%s', async (_, person, how, more, expected) => {
    expect(await outcomeThen(person, how, more)).toBe(expected);
  });
});
