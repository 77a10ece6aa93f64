import { FINAL_MARK, RESIDENT_MARK, residentSql } from '../../domain/beneficiary.js';
import { invariant } from '../../domain/errors.js';
import { orderMonth, orderPrefixSql } from '../../domain/order-id.js';
import type { Day, Period } from '../../domain/period.js';
import { type HandedRow, readPath, type Workspace } from '../../workspace/duckdb.js';
import { orderFormat } from '../formats/formats.js';
import type { IndexedFile } from '../orders/index-file.js';

/**
 * What was sent: the orders of runs, from their registers, and the order files that hold them. Amounts are whole
 * centimes (BIGINT).
 */
export type SentRun = {
  readonly runId: string;
  readonly period: Period;
  readonly released: boolean;
  readonly register: string;
  readonly residents: string | null;
  readonly finals: string | null;
  readonly files: readonly IndexedFile[];
  /** The day of execution of all orders of the run; null when it has no orders. */
  readonly executedOn: Day | null;
  readonly currency: string | null;
};

/**
 * Returns the references that institutions may use for an order file: those of its format, its name with or without
 * its ending, or its path.
 */
export function referencesOf(runId: string, { file, format }: IndexedFile): string[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return [...orderFormat(format).references(runId, file), name, name.slice(0, name.lastIndexOf('.')), file];
}

/** How these references begin. No order_id begins in this way. The group is the month, or the run. */
export const FILE_FORM = '^(?:orders/[^/]+/)?([0-9]{4}-[0-9]{2}|[0-9a-f]{12})-';

/** Returns the months that the order ids in `rows` (a table, or a query in brackets) name, in order. */
export async function monthsOf(workspace: Workspace, rows: string): Promise<Period[]> {
  // Of millions of order ids few beginnings differ.
  const prefixes = await workspace.select(
    `SELECT DISTINCT coalesce(${orderPrefixSql('order_id')}, '') AS prefix FROM ${rows}`,
  );
  const months = prefixes.map((row) => orderMonth(row.text('prefix')));
  return [...new Set(months.filter((month) => month !== null))].sort();
}

/**
 * SQL: creates a table (file_no, day, centimes): for each file and each day of one of these orders, the sum of those
 * until that day.
 * @param name of the table
 * @param orders a table or a query in brackets: file_no, centimes, day
 */
export const sumsUntil = (name: string, orders: string) => `
  CREATE OR REPLACE TABLE ${name} AS
  SELECT file_no, day, CAST(sum(sum(centimes)) OVER (PARTITION BY file_no ORDER BY day) AS BIGINT) AS centimes
  FROM ${orders} GROUP BY file_no, day`;

/** SQL: whether an entry is in the currency of a run's orders. An entry without a currency is. */
export const inCurrencyOf = (entry: string, run: string) =>
  `coalesce(${entry}.currency = ${run}.currency, true)`;

/** SQL: centimes as dirhams with two decimals. */
export const dirhamsSql = (centimes: string) =>
  `format('{:d}.{:02d}', ${centimes} // 100, ${centimes} % 100)`;

/** The mark in the names of order files. Each mark has its own series of file numbers. */
const MARK = new RegExp(`-(${RESIDENT_MARK}|${FINAL_MARK})\\d+\\.\\w+$`);
const markOf = (file: string) => MARK.exec(file)?.[1] ?? '';

/** SQL: why something cannot be used, with the reason that the institution gives in words. */
export const withWords = (why: string, words: string) =>
  `${why} || CASE WHEN ${words} IS NULL OR contains(${why}, ${words}) THEN '' ELSE '; the reason in words: ' || ${words} END`;

const SENT_RUN = {
  run_no: 'INTEGER',
  run_id: 'VARCHAR',
  period: 'VARCHAR',
  currency: 'VARCHAR',
  executed_on: 'VARCHAR',
  released: 'BOOLEAN',
} as const;

/**
 * Creates views `sent` (orders of released runs) and `unsent` (orders of other runs), and table `sent_run` with the
 * runs, numbered in their order. `place` is the row of the order in its register.
 */
export async function loadSent(workspace: Workspace, runs: readonly SentRun[]): Promise<void> {
  await workspace.createFrom(
    'sent_run',
    SENT_RUN,
    runs.map((run, no) => ({
      run_no: no,
      run_id: run.runId,
      period: run.period,
      currency: run.currency,
      executed_on: run.executedOn,
      released: run.released,
    })),
  );
  for (const [view, released] of [
    ['sent', true],
    ['unsent', false],
  ] as const) {
    const parts = runs.flatMap((run, no) => (run.released === released ? ordersOf(run, no) : []));
    await workspace.run(`CREATE OR REPLACE VIEW ${view} AS ${[...parts, NO_ORDERS].join('\nUNION ALL ')}`);
  }
}

const NO_ORDERS = `SELECT 0 AS run_no, '' AS order_id, 0::BIGINT AS centimes, '' AS beneficiary, '' AS provider,
  '' AS mark, 0::BIGINT AS place WHERE false`;

function ordersOf(run: SentRun, no: number): string[] {
  const orders = (path: string, beneficiary: string, mark: string) => `
    SELECT ${no} AS run_no, order_id, CAST(net * 100 AS BIGINT) AS centimes, ${beneficiary} AS beneficiary, provider,
      '${mark}' AS mark, file_row_number AS place
    FROM read_parquet(${readPath(path)}, file_row_number = true, hive_partitioning = false)
    WHERE order_id IS NOT NULL`;
  return [
    orders(run.register, 'household_id', ''),
    ...(run.residents === null ? [] : [orders(run.residents, residentSql('person_id'), RESIDENT_MARK)]),
    ...(run.finals === null ? [] : [orders(run.finals, 'beneficiary', FINAL_MARK)]),
  ];
}

const ORDER_FILE = {
  file_no: 'INTEGER',
  run_no: 'INTEGER',
  provider: 'VARCHAR',
  mark: 'VARCHAR',
  file: 'VARCHAR',
  first: 'BIGINT',
  orders: 'BIGINT',
  centimes: 'BIGINT',
  released: 'BOOLEAN',
  executed_on: 'VARCHAR',
} as const;
const FILE_REFERENCE = { file_no: 'INTEGER', reference: 'VARCHAR' } as const;

/**
 * Creates tables `order_file`, numbered by run and index, and `file_reference`, for the runs of `sent_run`. The files
 * of an institution hold its orders in the order of the register. `first` is the place of a file's first order among
 * them, from 0.
 */
export async function loadOrderFiles(workspace: Workspace, runs: readonly SentRun[]): Promise<void> {
  const files: HandedRow<keyof typeof ORDER_FILE>[] = [];
  const references: HandedRow<keyof typeof FILE_REFERENCE>[] = [];
  runs.forEach((run, runNo) => {
    const placed = new Map<string, number>();
    for (const one of run.files) {
      const { file, provider, orders, centimes } = one;
      const mark = markOf(file);
      const first = placed.get(`${provider} ${mark}`) ?? 0;
      placed.set(`${provider} ${mark}`, first + orders);
      for (const reference of referencesOf(run.runId, one))
        references.push({ file_no: files.length, reference });
      files.push({
        file_no: files.length,
        run_no: runNo,
        provider,
        mark,
        file,
        first,
        orders,
        centimes,
        released: run.released,
        executed_on: run.executedOn,
      });
    }
  });
  await workspace.createFrom('order_file', ORDER_FILE, files);
  await workspace.createFrom('file_reference', FILE_REFERENCE, references);
}

/** Returns the first and the last order_id of what was sent; "" when nothing was. */
export async function orderRange(workspace: Workspace): Promise<{ first: string; last: string }> {
  const range = await workspace.one('SELECT min(order_id) AS first, max(order_id) AS last FROM sent');
  return { first: range.textOrNull('first') ?? '', last: range.textOrNull('last') ?? '' };
}

/**
 * Creates table `placed_order` (order_id, file_no, run_no, centimes, beneficiary, provider): the orders of chosen
 * files of released runs. Crashes when a file differs from its index.
 * @param chosen a query of file_no
 */
export async function placeOrders(workspace: Workspace, chosen: string): Promise<void> {
  await workspace.run(`CREATE OR REPLACE TABLE placed_order AS
    SELECT o.order_id, f.file_no, o.run_no, o.centimes, o.beneficiary, o.provider
    FROM (SELECT *, row_number() OVER (PARTITION BY run_no, provider, mark ORDER BY place) - 1 AS nth
      FROM sent WHERE run_no IN (SELECT run_no FROM order_file WHERE file_no IN (${chosen}))) o
    ASOF JOIN order_file f
      ON f.run_no = o.run_no AND f.provider = o.provider AND f.mark = o.mark AND f.first <= o.nth
    WHERE f.file_no IN (${chosen})`);
  const wrong = await workspace.select(`
    SELECT f.file, f.orders, f.centimes, count(p.order_id) AS found, CAST(coalesce(sum(p.centimes), 0) AS BIGINT) AS sum
    FROM order_file f LEFT JOIN placed_order p ON p.file_no = f.file_no
    WHERE f.released AND f.file_no IN (${chosen})
    GROUP BY ALL HAVING found <> f.orders OR sum <> f.centimes ORDER BY f.file`);
  const [first] = wrong;
  invariant(
    first === undefined,
    () =>
      `${first?.text('file')}: ${first?.count('orders')} orders of ${first?.count('centimes')} centimes in its index, ${first?.count('found')} of ${first?.count('sum')} in the register`,
  );
}
