import { join } from 'node:path';
import { FINALS_FILE, REGISTER_FILE, RESIDENTS_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { residentSql } from '../domain/beneficiary.js';
import { isOfMonthSql } from '../domain/order-id.js';
import { isPresent } from '../files/there.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { numbersOf } from '../ledger/transfers.js';
import { columnsOf, type HandedRow, readPath, type Values, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * The orders, lineage files and order indexes of released runs as tables, beside the ledger's records of them. A month
 * has millions of orders, and an order belongs to one month: they are loaded and compared month by month.
 */
const ARREARS = 'audit/arrears.csv';
const RECOVERY = 'audit/recovery.csv';
const LAPSING = 'audit/lapsing.csv';
const INDEX = 'orders/index.csv';

/** The files of a run that are read here. */
export const RUN_FILES: readonly string[] = [
  REGISTER_FILE,
  RESIDENTS_FILE,
  FINALS_FILE,
  ARREARS,
  RECOVERY,
  LAPSING,
  INDEX,
];

const TABLES = [
  `CREATE TABLE paid_order (run_id VARCHAR, beneficiary VARCHAR, order_id VARCHAR, entitlement DECIMAL(12,2),
    arrears DECIMAL(12,2), recovery DECIMAL(12,2), net DECIMAL(12,2))`,
  `CREATE TABLE arrears_paid (run_id VARCHAR, beneficiary VARCHAR, origin VARCHAR, cause VARCHAR, reference VARCHAR,
    centimes BIGINT, order_id VARCHAR)`,
  'CREATE TABLE taken (run_id VARCHAR, beneficiary VARCHAR, recovery_id VARCHAR, centimes BIGINT, order_id VARCHAR)',
  'CREATE TABLE lapsed (run_id VARCHAR, beneficiary VARCHAR, origin VARCHAR, cause VARCHAR, centimes BIGINT)',
  'CREATE TABLE lists_lapsed (run_id VARCHAR)',
  'CREATE TABLE order_sum (run_id VARCHAR, total DECIMAL(18,2))',
];

/** What is owed and what was taken, as the ledger says. */
const DEBT = {
  beneficiary: 'VARCHAR',
  origin: 'VARCHAR',
  kind: 'VARCHAR',
  cause: 'VARCHAR',
  reference: 'VARCHAR',
  centimes: 'BIGINT',
  state: 'VARCHAR',
  opened_by: 'VARCHAR',
  closed_by: 'VARCHAR',
  order_id: 'VARCHAR',
  moved: 'BIGINT',
} as const;
const TAKING = {
  run_id: 'VARCHAR',
  recovery_id: 'VARCHAR',
  centimes: 'BIGINT',
  order_id: 'VARCHAR',
} as const;

/** Other numbers that have had since what a number had for a month, because people transferred it. */
const NUMBER = { old_number: 'VARCHAR', new_number: 'VARCHAR', origin: 'VARCHAR' } as const;

function* numbersMoved({ owed }: Ledger): Generator<HandedRow<keyof typeof NUMBER>> {
  const transfers = owed.transfers.all();
  if (transfers.length === 0) return;
  const months = new Set<string>();
  for (const { kind, origin } of owed.debts.all()) if (kind === 'ORDER') months.add(origin);
  for (const origin of months)
    for (const old of new Set(transfers.map(({ from }) => from)))
      for (const number of numbersOf(transfers, old, origin).slice(1))
        yield { old_number: old, new_number: number, origin };
}

/** Makes the tables, and fills those of the ledger. */
export async function openTables(workspace: Workspace, ledger: Ledger): Promise<void> {
  for (const table of TABLES) await workspace.run(table);
  const { owed } = ledger;
  await workspace.createFrom(
    'debt',
    DEBT,
    rowsOf(owed.debts.all(), (one) => ({
      beneficiary: one.beneficiary,
      origin: one.origin,
      kind: one.kind,
      cause: one.cause,
      reference: one.reference,
      centimes: one.centimes,
      state: one.state,
      opened_by: one.openedBy,
      closed_by: one.closedBy,
      order_id: one.orderId,
      moved: one.movedCentimes,
    })),
  );
  await workspace.createFrom('number_moved', NUMBER, numbersMoved(ledger));
  await workspace.createFrom(
    'taking',
    TAKING,
    rowsOf(owed.recoveries.takings(), (one) => ({
      run_id: one.runId,
      recovery_id: one.recoveryId,
      centimes: one.centimes,
      order_id: one.orderId,
    })),
  );
}

function* rowsOf<T, Row>(items: Iterable<T>, row: (item: T) => Row): Generator<Row> {
  for (const item of items) yield row(item);
}

/** Empties the table of orders; to be called between two months. */
export async function forgetOrders(workspace: Workspace): Promise<void> {
  await workspace.run('DELETE FROM paid_order');
}

/** Adds a run to the tables. */
export async function loadRun(
  workspace: Workspace,
  folder: string,
  run: LedgerRun,
  manifest: Manifest,
): Promise<void> {
  const named = { run: run.runId };
  const orders = (file: string, beneficiary: string) =>
    workspace.run(
      `INSERT INTO paid_order SELECT $run, ${beneficiary}, order_id, entitlement, arrears, recovery, net
       FROM read_parquet(${readPath(join(folder, file))}, hive_partitioning = false) WHERE decision = 'PAY'`,
      named,
    );
  await orders(REGISTER_FILE, 'household_id');
  if (manifest.residents !== undefined) await orders(RESIDENTS_FILE, residentSql('person_id'));
  if (isPresent(join(folder, FINALS_FILE))) await orders(FINALS_FILE, 'beneficiary');
  const money = (column: string) => `CAST(CAST(${column} AS DECIMAL(12,2)) * 100 AS BIGINT)`;
  if (isPresent(join(folder, ARREARS))) {
    const grant = (await columnsOf(workspace, readText(folder, ARREARS))).includes('grant');
    await workspace.run(
      `INSERT INTO arrears_paid SELECT $run, household_id, origin_month, cause,
         coalesce(original_order, adjustment_id${grant ? ', "grant"' : ''}, ''), ${money('amount')}, order_id
       FROM ${readText(folder, ARREARS)}`,
      named,
    );
  }
  if (isPresent(join(folder, RECOVERY))) {
    await workspace.run(
      `INSERT INTO taken SELECT $run, household_id, recovery_id, ${money('taken')}, order_id
       FROM ${readText(folder, RECOVERY)}`,
      named,
    );
  }
  // An older version listed nothing of what lapses. Of what lapses later, and of who is gone, the ledger says nothing.
  if (isPresent(join(folder, LAPSING))) {
    await workspace.run('INSERT INTO lists_lapsed VALUES ($run)', named);
    await workspace.run(
      `INSERT INTO lapsed SELECT $run, household_id, origin_month, cause, ${money('amount')}
       FROM ${readText(folder, LAPSING)} WHERE lapses_after < $period`,
      { ...named, period: run.period },
    );
  }
  await workspace.run(
    `INSERT INTO order_sum SELECT $run, CAST(total AS DECIMAL(18,2)) FROM ${readText(folder, INDEX)}`,
    named,
  );
}

/** A run's sums, in centimes. */
export async function runTotals(workspace: Workspace, runId: string) {
  const cents = (column: string) => `CAST(coalesce(sum(${column}), 0) * 100 AS BIGINT) AS ${column}`;
  const row = await workspace.one(
    `SELECT ${['entitlement', 'arrears', 'recovery', 'net'].map(cents).join(', ')}, count(order_id) AS orders,
       (SELECT CAST(coalesce(sum(total), 0) * 100 AS BIGINT) FROM order_sum WHERE run_id = $run) AS ordered
     FROM paid_order WHERE run_id = $run`,
    { run: runId },
  );
  return {
    entitlement: row.count('entitlement'),
    arrears: row.count('arrears'),
    recovery: row.count('recovery'),
    net: row.count('net'),
    orders: row.count('orders'),
    ordered: row.count('ordered'),
  };
}

/**
 * What must never occur in a month, each with the query that counts it. The orders of the month's runs are loaded.
 * Every order_id begins with programme and month, so two months never share one.
 */
const IN_A_MONTH: Readonly<Record<string, string>> = {
  'orders have the order_id of another order':
    'SELECT count(order_id) - count(DISTINCT order_id) AS n FROM paid_order',
  'order_ids are not of the month': `SELECT count(*) AS n FROM paid_order
    WHERE NOT ${isOfMonthSql('order_id', '$period')}`,
  'households or residents are paid by two runs': `SELECT count(*) AS n FROM (
    SELECT beneficiary FROM paid_order WHERE order_id IS NOT NULL GROUP BY beneficiary HAVING count(DISTINCT run_id) > 1)`,
  'households have other arrears than their lineage says': `SELECT count(*) AS n
    FROM (SELECT run_id, beneficiary, sum(centimes) AS centimes FROM arrears_paid
      WHERE run_id IN (SELECT run_id FROM paid_order) GROUP BY run_id, beneficiary) l
    FULL JOIN (SELECT run_id, beneficiary, arrears * 100 AS centimes FROM paid_order WHERE arrears <> 0) o
      ON o.run_id = l.run_id AND o.beneficiary = l.beneficiary
    WHERE o.centimes IS DISTINCT FROM l.centimes`,
  'households have another recovery than was taken from their balances': `SELECT count(*) AS n
    FROM (SELECT run_id, beneficiary, sum(centimes) AS centimes FROM taken
      WHERE run_id IN (SELECT run_id FROM paid_order) GROUP BY run_id, beneficiary) l
    FULL JOIN (SELECT run_id, beneficiary, recovery * 100 AS centimes FROM paid_order WHERE recovery <> 0) o
      ON o.run_id = l.run_id AND o.beneficiary = l.beneficiary
    WHERE o.centimes IS DISTINCT FROM l.centimes`,
  'orders that came back are owed with another amount, or to another household': `SELECT count(*) AS n
    FROM debt d LEFT JOIN paid_order o ON o.order_id = d.reference
    WHERE d.kind = 'ORDER' AND d.origin = $period
      AND (o.beneficiary IS DISTINCT FROM d.beneficiary AND (o.beneficiary, d.beneficiary, d.origin) NOT IN (
          SELECT (old_number, new_number, origin) FROM number_moved) OR o.order_id IS NULL OR o.net * 100 IS DISTINCT FROM d.centimes + d.moved)`,
};

/**
 * Returns the month's differences, a line of text each; none when proven.
 * @param period month of the runs that are loaded
 */
export async function monthDifferences(workspace: Workspace, period: string): Promise<string[]> {
  return counted(workspace, IN_A_MONTH, (sql) => ({
    ...(sql.includes('$period') ? { period } : {}),
  }));
}

const debtsPaid = `SELECT closed_by, beneficiary, origin, cause, reference, centimes, order_id FROM debt WHERE state = 'PAID'`;
const lineage = 'SELECT run_id, beneficiary, origin, cause, reference, centimes, order_id FROM arrears_paid';
const takenLines = 'SELECT run_id, recovery_id, centimes, order_id FROM taken';

const debtsLapsed = `SELECT closed_by, beneficiary, origin, cause, centimes FROM debt
  WHERE state = 'LAPSED' AND closed_by IN (FROM lists_lapsed)`;

/** What must never occur over all months. */
const EVER: Readonly<Record<string, string>> = {
  'debts were paid by two runs': `SELECT count(*) AS n FROM (
    SELECT 1 FROM arrears_paid GROUP BY beneficiary, origin, cause, reference HAVING count(DISTINCT run_id) > 1)`,
  'debts are not paid alike in the ledger and in the lineage files': `SELECT count(*) AS n FROM (
    (${debtsPaid} EXCEPT ALL ${lineage}) UNION ALL (${lineage} EXCEPT ALL ${debtsPaid}))`,
  'debts lapsed otherwise by the ledger than by the files of what lapses': `SELECT count(*) AS n FROM (
    (${debtsLapsed} EXCEPT ALL FROM lapsed) UNION ALL (FROM lapsed EXCEPT ALL ${debtsLapsed}))`,
  'amounts taken are not alike in the ledger and in the lineage files': `SELECT count(*) AS n FROM (
    (SELECT * FROM taking EXCEPT ALL ${takenLines}) UNION ALL (${takenLines} EXCEPT ALL SELECT * FROM taking))`,
};

/** Returns the differences over all months, a line of text each; none when proven. */
export function differencesEver(workspace: Workspace): Promise<string[]> {
  return counted(workspace, EVER, () => ({}));
}

async function counted(
  workspace: Workspace,
  faults: Readonly<Record<string, string>>,
  values: (sql: string) => Values,
): Promise<string[]> {
  const differences: string[] = [];
  for (const [fault, sql] of Object.entries(faults)) {
    const n = (await workspace.one(sql, values(sql))).count('n');
    if (n > 0) differences.push(`${n} ${fault}`);
  }
  return differences;
}
