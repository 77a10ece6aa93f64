import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workspace } from '../workspace/duckdb.js';
import { append, drop, fill, make, makeEmpty, remake, table, view } from './table.js';

let workspace: Workspace;
let spill: string;

beforeEach(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-tables-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '200MB', threads: 1 });
  await workspace.run("CREATE TYPE milieu AS ENUM ('U', 'R')");
});
afterEach(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

const WHO = { says: 'A try.', grain: 'a row a number', madeBy: 'here.ts', droppedBy: null } as const;
const priced = table('priced', {
  ...WHO,
  columns: { no: ['INTEGER', 'a number'], milieu: ['milieu', 'town or land'], aid: ['DECIMAL(12,2)', 'aid'] },
});
const numbered = table('numbered', {
  ...WHO,
  columns: { no: ['INTEGER', 'a number'], id: ['VARCHAR', 'a name'], centimes: ['BIGINT', 'centimes'] },
});
const seen = view('seen', { ...WHO, columns: { no: ['INTEGER', 'a number'] } });

const GOOD = "SELECT 1 AS no, CAST('U' AS milieu) AS milieu, CAST(500 AS DECIMAL(12,2)) AS aid";
const all = async (name: string) =>
  (await workspace.select(`SELECT CAST(t AS VARCHAR) AS row FROM ${name} t`)).map((one) => one.text('row'));

describe('a declared table', () => {
  it('is made when its columns are the declared ones', async () => {
    await make(workspace, priced, GOOD);
    await make(workspace, seen, 'SELECT no FROM priced');
    await remake(workspace, seen, 'SELECT no + 1 AS no FROM priced');
    expect(await all('seen')).toEqual(["{'no': 2}"]);
  });

  it.each([
    [
      'of another type',
      GOOD.replace('12,2', '12,3'),
      'column 3 is aid DECIMAL(12,3), declared aid DECIMAL(12,2)',
    ],
    [
      'of another vocabulary',
      GOOD.replace("CAST('U' AS milieu)", "'U'"),
      "column 2 is milieu VARCHAR, declared milieu ENUM('U', 'R')",
    ],
    ['of another name', GOOD.replace('AS no', 'AS nr'), 'column 1 is nr INTEGER, declared no INTEGER'],
    ['more', `${GOOD}, 1 AS more`, 'column 4 is more INTEGER, declared as none'],
    ['fewer', 'SELECT 1 AS no', "column 2 is missing, declared milieu ENUM('U', 'R')"],
  ])('is refused when they are %s', async (_, select, complaint) => {
    await expect(make(workspace, priced, select)).rejects.toThrow(`table priced: ${complaint}`);
  });

  it.each([
    'FROM milieux',
    'SELECT * FROM milieux',
    'SELECT *, 1 AS no FROM milieux',
    'WITH one AS (SELECT no FROM milieux) SELECT one.* FROM one',
    'SELECT 2 * 3 AS no, m.* EXCLUDE (no) FROM milieux m',
  ])('is not made of columns that nobody names: %s', async (select) => {
    await expect(make(workspace, seen, select)).rejects.toThrow('table seen: SELECT * is not made into');
  });

  it('may count and multiply with a star, and look into others', async () => {
    await make(workspace, seen, 'SELECT CAST(2 * count(*) AS INTEGER) AS no FROM (SELECT * FROM range(3))');
    expect(await all('seen')).toEqual(["{'no': 6}"]);
  });

  it('is filled by name, in the order of the rows, with null where a column is not given', async () => {
    await makeEmpty(workspace, numbered);
    await fill(workspace, numbered, "SELECT 'b' AS id, CAST(2 AS BIGINT) AS centimes, 9 AS no");
    await fill(workspace, numbered, "SELECT 'a' AS id UNION ALL SELECT 'c' ORDER BY id DESC", {}, ['id']);
    await append(workspace, numbered, [{ centimes: 5, id: 'z', no: 1 }]);
    expect(await all('numbered')).toEqual([
      "{'no': 9, 'id': b, 'centimes': 2}",
      "{'no': NULL, 'id': c, 'centimes': NULL}",
      "{'no': NULL, 'id': a, 'centimes': NULL}",
      "{'no': 1, 'id': z, 'centimes': 5}",
    ]);
    await expect(fill(workspace, numbered, 'SELECT 1 AS no')).rejects.toThrow(/"id"/);
    await drop(workspace, numbered);
    await expect(all('numbered')).rejects.toThrow(/does not exist/);
  });
});
