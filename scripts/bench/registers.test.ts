import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPath, Workspace, writePath } from '#sarf/workspace/duckdb.js';
import { ORDER_COLUMNS, RECONCILIATION_COLUMNS, REGISTER_COLUMNS } from './peers/the-month.js';
import { rowDifferences } from './registers.js';

let base = '';
const [RUN, PEER] = ['run', 'peer'];

/** A CSV file of some rows, each the same value in every column. */
function csv(path: string, columns: readonly string[], values: readonly string[]): void {
  const rows = values.map((value) => columns.map(() => value).join());
  writeFileSync(path, `${[columns.join(), ...rows].join('\n')}\n`);
}

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'sarf-registers-'));
  mkdirSync(join(base, RUN, 'orders', 'POSTE'), { recursive: true });
  mkdirSync(join(base, RUN, 'audit'));
  mkdirSync(join(base, PEER));
  csv(join(base, PEER, 'register-0.csv'), REGISTER_COLUMNS, ['a']);
  csv(join(base, PEER, 'register-1.csv'), REGISTER_COLUMNS, ['b']);
  csv(join(base, PEER, 'orders-POSTE.csv'), ORDER_COLUMNS, ['c']);
  csv(join(base, PEER, 'reconciliation.csv'), RECONCILIATION_COLUMNS, ['d']);
  csv(join(base, RUN, 'orders', 'POSTE', '1.csv'), ORDER_COLUMNS, ['c']);
  csv(join(base, RUN, 'orders', 'index.csv'), ['file'], ['x']);
  csv(join(base, RUN, 'audit', 'reconciliation.csv'), RECONCILIATION_COLUMNS, ['d']);
  await parquet(['b', 'a']);
});

afterEach(() => rmSync(base, { recursive: true }));

async function parquet(values: readonly string[]): Promise<void> {
  const source = join(base, 'source.csv');
  csv(source, REGISTER_COLUMNS, values);
  const workspace = await Workspace.open(':memory:', base, { memory: '200MB', threads: 1 });
  await workspace.run(
    `COPY (FROM read_csv(${readPath(source)}, all_varchar = true)) TO ${writePath(join(base, RUN, 'register.parquet'))} (FORMAT parquet)`,
  );
  workspace.close();
}

function differences(): Promise<string[]> {
  return rowDifferences(join(base, RUN), join(base, PEER), join(base, 'spill'));
}

test('the same rows in any order and any number of files are the same', async () => {
  expect(await differences()).toEqual([]);
});

test('a row that is there twice, and one that differs, are found', async () => {
  await parquet(['a', 'b', 'b']);
  csv(join(base, PEER, 'reconciliation.csv'), RECONCILIATION_COLUMNS, ['e']);
  expect(await differences()).toEqual([
    expect.stringMatching(/^register: 1 rows differ, for example here b\|b/),
    expect.stringMatching(/^reconciliation: 2 rows differ, for example here d\|d/),
  ]);
});
