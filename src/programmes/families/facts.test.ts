import { expect, it } from 'vitest';
import { Workspace } from '../../workspace/duckdb.js';
import { digestSql } from './facts.js';

const MODULUS = 2n ** 64n - 59n;

it.each([
  0n,
  MODULUS - 1n,
  MODULUS,
  MODULUS + 58n,
  2n ** 64n,
  2n ** 65n - 60n,
  2n ** 65n - 59n,
  1000n * 2n ** 64n + 2n ** 64n - 1n,
])('the digest of %d is its remainder by 2^64 - 59', async (sum) => {
  const found = await Workspace.scratch('digest', { memory: '100MB', threads: 1 }, (workspace) =>
    workspace.one(
      `SELECT CAST(${digestSql('s')} AS VARCHAR) AS digest FROM (SELECT CAST($sum AS HUGEINT) AS s)`,
      { sum: String(sum) },
    ),
  );
  expect(found.text('digest')).toBe(String(sum % MODULUS));
});
