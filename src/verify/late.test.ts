import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { Workspace } from '../workspace/duckdb.js';
import { implausibleDifferences } from './implausible.js';
import { retroactiveDifferences } from './retroactive.js';

/** What the folder alone shows of two lists that people act on. The month is 2026-03. */
let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-lists-'));
  for (const part of ['audit', 'members', 'history']) mkdirSync(join(folder, part));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '1GB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string, ...lines: readonly string[]) =>
  writeFileSync(join(folder, 'audit', file), lines.map((line) => `${line}\n`).join(''));
const manifestOf = (more: object) =>
  ({ period: '2026-03', files: [{ path: 'audit/implausible.csv' }], ...more }) as unknown as Manifest;

describe('what came to light late', () => {
  const LINE = 'H,2026-02,DEATH,900.00,600.00,-300.00,2026-03 members.csv line 8: P1 deceased_on 2026-02-28';
  const id = (line: string) => {
    const [household, month, , paid, due] = line.split(',');
    const digest = createHash('sha256').update([household, month, paid, due].join('|')).digest('hex');
    return `RETRO-${month}-${digest.slice(0, 16)}`;
  };
  const row = (line: string) => {
    const [household, month, cause, , , difference = '', source] = line.split(',');
    const kind = difference.startsWith('-') ? 'RECOVERY' : 'ARREARS';
    return `${id(line)},${household},${kind},${difference.replace('-', '')},${cause}: ${source},,,${month}`;
  };

  async function differences(lines: readonly string[], proposed: readonly string[]): Promise<string[]> {
    write('retroactive.csv', 'household_id,month,cause,paid,due,difference,source', ...lines);
    write(
      'adjustments-proposed.csv',
      'adjustment_id,household_id,kind,amount,reason,decision_ref,decided_on,month',
      ...proposed,
    );
    await workspace.run(`COPY (SELECT 'H' AS household_id, 'DEATH' AS cause,
      '2026-03 members.csv line 8: P1 deceased_on 2026-02-28' AS source)
      TO '${join(folder, 'history/late-facts.parquet')}' (FORMAT parquet)`);
    const retroactive = { rows: 1, households: 1, arrears: '0.00', recovery: '300.00' };
    const found = await retroactiveDifferences(workspace, folder, manifestOf({ retroactive }));
    return found.map((one) => one.replace(/^audit\//, '').split(/[:,] | does /)[0] ?? '');
  }
  const proposed = row(LINE);

  it.each<[string, string[], string[], string[]]>([
    ['as it was written', [LINE], [proposed], []],
    [
      'twelve months back',
      [LINE.replace('2026-02,', '2025-03,')],
      [row(LINE.replace('2026-02,', '2025-03,'))],
      [],
    ],
    [
      'thirteen months back',
      [LINE.replace('2026-02,', '2025-02,')],
      [row(LINE.replace('2026-02,', '2025-02,'))],
      ['retroactive.csv'],
    ],
    [
      'the month itself',
      [LINE.replace('2026-02,', '2026-03,')],
      [row(LINE.replace('2026-02,', '2026-03,'))],
      ['retroactive.csv'],
    ],
    [
      'a cause that is none',
      [LINE.replace('DEATH', 'GUESS')],
      [row(LINE.replace('DEATH', 'GUESS'))],
      ['retroactive.csv'],
    ],
    [
      'a cause of another fact',
      [LINE.replace('DEATH', 'BIRTH')],
      [row(LINE.replace('DEATH', 'BIRTH'))],
      ['retroactive.csv'],
    ],
    [
      'a source that no fact bears',
      [LINE.replace('line 8', 'line 9')],
      [row(LINE.replace('line 8', 'line 9'))],
      ['retroactive.csv'],
    ],
    [
      'rules are no fact that is kept',
      [LINE.replace('DEATH', 'RULES')],
      [row(LINE.replace('DEATH', 'RULES'))],
      [],
    ],
    [
      'a household and month twice',
      [LINE, LINE],
      [proposed],
      ['retroactive.csv', 'adjustments-proposed.csv', 'retroactive.csv'],
    ],
    [
      'less than nothing due',
      [LINE.replace('600.00,-300', '-600.00,-1500')],
      [row(LINE.replace('600.00,-300', '-600.00,-1500'))],
      ['retroactive.csv', 'retroactive.csv'],
    ],
    [
      'another id',
      [LINE],
      [proposed.replace(id(LINE), `RETRO-2026-02-${'0'.repeat(16)}`)],
      ['adjustments-proposed.csv'],
    ],
    ['another reason', [LINE], [proposed.replace('P1', 'P2')], ['adjustments-proposed.csv']],
    ['decided already', [LINE], [proposed.replace(',,,', ',D-1,2026-03-01,')], ['adjustments-proposed.csv']],
    ['another amount', [LINE], [proposed.replace('300.00', '301.00')], ['adjustments-proposed.csv']],
    ['the other kind', [LINE], [proposed.replace('RECOVERY', 'ARREARS')], ['adjustments-proposed.csv']],
  ])('%s', async (_, lines, rows, expected) => {
    expect(await differences(lines, rows)).toEqual(expected);
  });
});

describe('what cannot be', () => {
  const LISTED = [
    'OLD,P111,AGE,111',
    'FIVE,K1,BIRTHS_OF_ONE_DAY,5',
    'BIG,,LIVING_MEMBERS,26',
    'YOUNG,C1,MOTHER_AGE,11',
  ];

  async function differences(...listed: readonly string[]): Promise<string[]> {
    write('implausible.csv', 'household_id,person_id,what,value', ...listed);
    const person = (household: string, id: string, birth: string, relation: string, died = 'NULL') =>
      `('${household}', '${id}', DATE '${birth}', CAST(${died} AS DATE), '${relation}')`;
    const many = (household: string, letter: string, n: number) =>
      Array.from({ length: n }, (_, i) =>
        person(household, `${letter}${i + 1}`, `19${60 + i}-01-01`, 'OTHER'),
      );
    const rows = [
      person('OLD', 'P111', '1915-03-31', 'HEAD'),
      person('OLD', 'P110', '1915-04-01', 'SPOUSE'),
      person('OLD', 'DEAD', '1900-01-01', 'OTHER', `'2026-03-31'`),
      ...[1, 2, 3, 4, 5].map((n) => person('FIVE', `K${n}`, '2020-02-02', 'CHILD')),
      ...[1, 2, 3, 4].map((n) => person('FOUR', `L${n}`, '2020-02-02', 'CHILD')),
      ...many('BIG', 'B', 26),
      ...many('FULL', 'F', 25),
      person('YOUNG', 'M1', '2004-01-01', 'HEAD'),
      person('YOUNG', 'C1', '2015-12-31', 'CHILD'),
      person('YOUNG', 'C2', '2016-01-01', 'CHILD'),
    ];
    await workspace.run(`COPY (FROM (VALUES ${rows.join(', ')}) t(household_id, person_id, birth_date, deceased_on, relation))
      TO '${join(folder, 'members/0001.parquet')}' (FORMAT parquet)`);
    return implausibleDifferences(workspace, folder, manifestOf({}));
  }

  it.each<[string, string[], number]>([
    ['as it was written', LISTED, 0],
    ['another age', ['OLD,P111,AGE,112', ...LISTED.slice(1)], 2],
    ['one of 110', ['OLD,P110,AGE,110', ...LISTED], 1],
    ['a dead person', ['OLD,DEAD,AGE,126', ...LISTED], 1],
    ['four births of a day', ['FOUR,L1,BIRTHS_OF_ONE_DAY,4', ...LISTED], 1],
    ['25 members', ['FULL,,LIVING_MEMBERS,25', ...LISTED], 1],
    ['one that is missing', LISTED.slice(1), 1],
    ['a mother of 12', ['YOUNG,C2,MOTHER_AGE,12', ...LISTED], 1],
    ['a mother of another age', [...LISTED.slice(0, 3), 'YOUNG,C1,MOTHER_AGE,10'], 1],
    ['no child of the household', [...LISTED.slice(0, 3), 'YOUNG,M1,MOTHER_AGE,11'], 1],
    ['something else', ['YOUNG,C1,HEIGHT,3', ...LISTED], 1],
    ['without ages of mothers, which the files do not show', LISTED.slice(0, 3), 0],
  ])('%s', async (_, listed, found) => {
    expect(await differences(...listed)).toHaveLength(found);
  });
});
