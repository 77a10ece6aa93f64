import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../domain/errors.js';
import { type Value, Workspace, written } from './duckdb.js';
import { threadsFor } from './threads.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-scratch-'));
const file = join(folder, 'file');
writeFileSync(file, '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const SETTINGS = { memory: '100MB', threads: 1 };

describe('a scratch workspace', () => {
  test('leaves nothing in the temporary folder', async () => {
    vi.stubEnv('TMPDIR', folder);
    const rows = await Workspace.scratch('test', SETTINGS, (workspace) =>
      workspace.select('SELECT 1 AS one'),
    );
    expect(rows.map((row) => row.count('one'))).toEqual([1]);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test.each([
    ['is missing', join(folder, 'missing'), 'ENOENT'],
    ['is a file', file, 'ENOTDIR'],
    ['lies where nobody may write', '/proc', 'E[A-Z]+'],
  ])('where the temporary folder %s: the folder, why, and TMPDIR', async (_, path, code) => {
    vi.stubEnv('TMPDIR', path);
    const scratch = Workspace.scratch('test', SETTINGS, async () => {});
    await expect(scratch).rejects.toMatchObject({
      name: 'OperatorError',
      exitCode: EXIT.refused,
      message: expect.stringMatching(
        new RegExp(
          `^${path}: no temporary folder can be made there \\(${code}\\); name another folder in TMPDIR`,
        ),
      ),
    });
  });
});

describe('a value of a statement', () => {
  const plain: [Value, string][] = [
    ['HH-00.1 2026-09-30T10:00:00_x', 'VARCHAR'],
    ['', 'VARCHAR'],
    [7, 'INTEGER'],
    [-7, 'INTEGER'],
    [2 ** 31 - 1, 'INTEGER'],
    [7n, 'HUGEINT'],
    [true, 'BOOLEAN'],
    [null, '"NULL"'],
  ];
  const bound: [Value, string][] = [
    ["it's", 'VARCHAR'],
    ["'; DROP TABLE x; --", 'VARCHAR'],
    ['a\\b', 'VARCHAR'],
    ['a\nb', 'VARCHAR'],
    ['عائشة', 'VARCHAR'],
    [2 ** 31, 'BIGINT'],
    [0.5, 'DOUBLE'],
  ];
  const SQL = "SELECT $one AS one, typeof($one) AS type, '$one ''$two' AS quoted -- $three\n";

  test.each(plain)('%s is written into it', (one) => expect(written(SQL, { one })).not.toContain('($one)'));
  test.each(bound)('%s is bound', (one) => expect(written(SQL, { one })).toBeNull());
  test.each([...plain, ...bound])('%s is itself, and %s', async (one, type) => {
    const row = await Workspace.scratch('test', SETTINGS, (workspace) => workspace.one(SQL, { one }));
    const cells = one === null ? [row.textOrNull('one')] : [row.textOrNull('type'), row.textOrNull('quoted')];
    expect(cells).toEqual(one === null ? [null] : [type, "$one '$two"]);
    if (typeof one === 'string') expect(row.text('one')).toBe(one);
    else if (typeof one === 'bigint' || Number.isInteger(one)) expect(row.count('one')).toBe(Number(one));
  });
  test('has a name that the statement says, and each such name a value', () => {
    expect(() => written('SELECT $one', { one: 1, two: 2 })).toThrow('no statement names: two');
    expect(() => written('SELECT $one, $two', { one: 1 })).toThrow('$two, which has no value');
  });
});

test('a few households are one thread, more are as many as are allowed', () => {
  expect([0, 19_999].map((households) => threadsFor(households, 8))).toEqual([1, 1]);
  expect(threadsFor(20_000, 8)).toBe(8);
  expect(threadsFor(20_000)).toBe(2);
});
