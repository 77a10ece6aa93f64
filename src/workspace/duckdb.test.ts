import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../domain/errors.js';
import { Workspace } from './duckdb.js';

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
