import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workspace } from '../../workspace/duckdb.js';
import { findImplausibleHouseholds, findImplausiblePersons } from './implausible.js';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-implausible-'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
  await workspace.run(`CREATE TABLE household AS SELECT 0 AS hid, 'H' AS household_id`);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

type Member = readonly [
  person: string,
  relation: string,
  female: boolean,
  born: string,
  died?: string | undefined,
];

/** What is found of one household on 31 October 2026. */
async function found(members: readonly Member[]): Promise<string[]> {
  const rows = members.map(
    ([person, relation, female, born, died]) =>
      `(0, '${person}', '${relation}', ${female}, DATE '${born}', CAST(${died === undefined ? 'NULL' : `'${died}'`} AS DATE))`,
  );
  await workspace.run(`CREATE TABLE numbered_member AS SELECT * FROM (VALUES ${rows.join(', ')})
    t(hid, person_id, relation, female, birth_date, deceased_on)`);
  await findImplausiblePersons(workspace, '2026-10-31');
  await workspace.run('CREATE VIEW member AS FROM numbered_member');
  await workspace.run(`CREATE TABLE household_facts AS SELECT hid,
    count(*) FILTER (deceased_on IS NULL OR deceased_on > DATE '2026-10-31') AS persons,
    count(*) FILTER (relation = 'CHILD') AS children_listed FROM member GROUP BY hid`);
  await findImplausibleHouseholds(workspace);
  const listed = await workspace.select(
    `SELECT concat_ws(' ', household_id, person_id, what, value) AS line FROM implausible ORDER BY ALL`,
  );
  return listed.map((row) => row.text('line'));
}

const many = (n: number, member: (i: number) => Member): Member[] =>
  Array.from({ length: n }, (_, i) => member(i + 1));

it.each<[string, Member[], string[]]>([
  ['who is 111', [['A', 'HEAD', false, '1915-10-31']], ['H A AGE 111']],
  ['not who is 110', [['A', 'HEAD', false, '1915-11-01']], []],
  ['not who died at 111', [['A', 'HEAD', false, '1910-01-01', '2026-10-31']], []],
  [
    'a child born before its mother was 12',
    [
      ['A', 'HEAD', true, '1990-05-02'],
      ['C', 'CHILD', false, '2002-05-01'],
    ],
    ['H C MOTHER_AGE 11'],
  ],
  [
    'not one born on her birthday',
    [
      ['A', 'SPOUSE', true, '1990-05-02'],
      ['C', 'CHILD', false, '2002-05-02'],
    ],
    [],
  ],
  [
    'not one too old for the younger of two women alone',
    [
      ['A', 'SPOUSE', true, '1990-05-02'],
      ['B', 'SPOUSE', true, '2000-05-02'],
      ['C', 'CHILD', false, '2003-05-02'],
    ],
    [],
  ],
  [
    'one too old for both, counted by the elder, and not its sibling',
    [
      ['A', 'HEAD', true, '1990-05-02'],
      ['B', 'SPOUSE', true, '2000-05-02'],
      ['C', 'CHILD', false, '2000-05-01'],
      ['D', 'CHILD', false, '2010-05-01'],
    ],
    ['H C MOTHER_AGE 9'],
  ],
  [
    'not one too old for a woman who is neither head nor spouse',
    [
      ['A', 'OTHER', true, '1990-05-02'],
      ['C', 'CHILD', false, '1995-05-02'],
    ],
    [],
  ],
  [
    'five births of one day, the dead among them',
    many(5, (i) => [`C${i}`, 'CHILD', false, '2020-01-01', i === 5 ? '2020-02-01' : undefined]),
    ['H C1 BIRTHS_OF_ONE_DAY 5'],
  ],
  [
    'not four births of one day beside others',
    [
      ...many(4, (i): Member => [`C${i}`, 'CHILD', false, '2020-01-01']),
      ['D', 'CHILD', false, '2020-01-02'],
      ['E', 'OTHER', false, '2020-01-01'],
    ],
    [],
  ],
  ['26 living members', many(26, (i) => [`P${i}`, 'OTHER', false, '1990-01-01']), ['H LIVING_MEMBERS 26']],
  [
    'not 25 of whom one more has died',
    many(26, (i) => [`P${i}`, 'OTHER', false, '1990-01-01', i === 1 ? '2020-01-01' : undefined]),
    [],
  ],
])('lists %s', async (_, members, listed) => {
  expect(await found(members)).toEqual(listed);
});
