import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { personPaid } from '../../tables/history.js';
import { append, makeEmpty } from '../../tables/table.js';
import { Workspace } from '../../workspace/duckdb.js';
import { findPaidElsewhere } from './paid-elsewhere.js';

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
