import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPath, Workspace, writePath } from '../workspace/duckdb.js';
import { RowCodec } from './rows.js';

let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-rows-'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '256MB', threads: 1 });
});
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const ORDERS = new RowCodec({
  order_id: 'VARCHAR',
  centimes: 'BIGINT',
  booked_on: 'VARCHAR',
  of_file: 'BOOLEAN',
});

test('rows go to the engine by their names, whatever order they are given in', async () => {
  const path = join(folder, 'to');
  const writer = ORDERS.writer(path);
  writer.row({ ofFile: true, bookedOn: '', centimes: null, orderId: 'A\tB' });
  writer.close();
  const rows = await workspace.select(
    `SELECT order_id, centimes IS NULL AND booked_on IS NULL AND of_file AS nothing FROM ${ORDERS.table(readPath(path))}`,
  );
  expect(rows.map((row) => row.text('order_id'))).toEqual(['A B']);
  expect(
    (await workspace.one(`SELECT count(*) AS n FROM ${ORDERS.table(readPath(path))} WHERE of_file`)).count(
      'n',
    ),
  ).toBe(1);
});

test('and come back by their names, whatever order the query has them in, as often as they are asked for', async () => {
  const path = join(folder, 'from');
  const query = `SELECT false AS of_file, n * 100 AS centimes, nullif('2026-10-0' || n, '2026-10-02') AS booked_on,
    'A-' || n AS order_id FROM range(1, 3) r (n)`;
  await workspace.run(ORDERS.copy(query, 'order_id DESC', writePath(path)));
  const expected = [
    { orderId: 'A-2', centimes: 200, bookedOn: '', ofFile: false },
    { orderId: 'A-1', centimes: 100, bookedOn: '2026-10-01', ofFile: false },
  ];
  const rows = ORDERS.rows(path);
  expect([...rows]).toEqual(expected);
  expect([...rows]).toEqual(expected);
});

test('a number that is none is a defect, and so is a row of other columns', async () => {
  const path = join(folder, 'other');
  const writer = ORDERS.writer(path);
  writer.lines('A\t\t\tfalse\n');
  writer.close();
  expect(() => [...ORDERS.rows(path)]).toThrow('"" is no whole number');
  const short = join(folder, 'short');
  const other = ORDERS.writer(short);
  other.lines('A\t1\n');
  other.close();
  expect(() => [...ORDERS.rows(short)]).toThrow('2 cells, not 4');
});
