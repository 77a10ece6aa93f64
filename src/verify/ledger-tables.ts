import { join } from 'node:path';
import { REGISTER_FILE, RESIDENTS_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { residentSql } from '../domain/beneficiary.js';
import { isOfMonthSql } from '../domain/order-id.js';
import { isThere } from '../files/there.js';
import type { Ledger, LedgerRun } from '../ledger/ledger.js';
import { readPath, type Values, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * The orders, lineages and order indexes of released runs as tables, beside what the ledger keeps of them. A
 * month has millions of orders, and an order belongs to one month: they are loaded and compared month by month.
 */
const ARREARS = 'audit/arrears.csv';
const RECOVERY = 'audit/recovery.csv';
const INDEX = 'orders/index.csv';

/** The files that are read. */
export const RUN_FILES: readonly string[] = [REGISTER_FILE, RESIDENTS_FILE, ARREARS, RECOVERY, INDEX];

const TABLES = [
  `CREATE TABLE paid_order (run_id VARCHAR, subject VARCHAR, order_id VARCHAR, entitlement DECIMAL(12,2),
    arrears DECIMAL(12,2), recovery DECIMAL(12,2), net DECIMAL(12,2))`,
  `CREATE TABLE arrears_paid (run_id VARCHAR, subject VARCHAR, origin VARCHAR, cause VARCHAR, reference VARCHAR,
    centimes BIGINT, order_id VARCHAR)`,
  'CREATE TABLE taken (run_id VARCHAR, subject VARCHAR, recovery_id VARCHAR, centimes BIGINT, order_id VARCHAR)',
  'CREATE TABLE order_sum (run_id VARCHAR, total DECIMAL(18,2))',
];

/** What the ledger says is owed, and what it says was taken. */
const DEBT = {
  subject: 'VARCHAR',
  origin: 'VARCHAR',
  kind: 'VARCHAR',
  cause: 'VARCHAR',
  reference: 'VARCHAR',
  centimes: 'BIGINT',
  state: 'VARCHAR',
  closed_by: 'VARCHAR',
  order_id: 'VARCHAR',
} as const;
const TAKING = {
  run_id: 'VARCHAR',
  recovery_id: 'VARCHAR',
  centimes: 'BIGINT',
  order_id: 'VARCHAR',
} as const;

/** The tables, with what the ledger keeps in them. */
export async function openTables(workspace: Workspace, ledger: Ledger): Promise<void> {
  for (const table of TABLES) await workspace.run(table);
  const owed = ledger.owed.isThere() ? ledger.owed : null;
  await workspace.createFrom(
    'debt',
    DEBT,
    rowsOf(owed?.debts.all() ?? [], (one) => ({
      subject: one.householdId,
      origin: one.origin,
      kind: one.kind,
      cause: one.cause,
      reference: one.reference,
      centimes: one.centimes,
      state: one.state,
      closed_by: one.closedBy,
      order_id: one.orderId,
    })),
  );
  await workspace.createFrom(
    'taking',
    TAKING,
    rowsOf(owed?.recoveries.takings() ?? [], (one) => ({
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

/** To be called between two months. */
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
  const orders = (file: string, subject: string) =>
    workspace.run(
      `INSERT INTO paid_order SELECT $run, ${subject}, order_id, entitlement, arrears, recovery, net
       FROM read_parquet(${readPath(join(folder, file))}, hive_partitioning = false) WHERE decision = 'PAY'`,
      named,
    );
  await orders(REGISTER_FILE, 'household_id');
  if (manifest.residents !== undefined) await orders(RESIDENTS_FILE, residentSql('person_id'));
  const money = (column: string) => `CAST(CAST(${column} AS DECIMAL(12,2)) * 100 AS BIGINT)`;
  if (isThere(join(folder, ARREARS))) {
    await workspace.run(
      `INSERT INTO arrears_paid SELECT $run, household_id, origin_month, cause,
         coalesce(original_order, adjustment_id, ''), ${money('amount')}, order_id
       FROM ${readText(folder, ARREARS)}`,
      named,
    );
  }
  if (isThere(join(folder, RECOVERY))) {
    await workspace.run(
      `INSERT INTO taken SELECT $run, household_id, recovery_id, ${money('taken')}, order_id
       FROM ${readText(folder, RECOVERY)}`,
      named,
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
 * What may never be, as queries that count it. Of one month, with its runs' orders at hand; every order_id begins
 * with programme and month, so that two months never share one.
 */
const IN_A_MONTH: Readonly<Record<string, string>> = {
  'orders bear an order_id that another bears':
    'SELECT count(order_id) - count(DISTINCT order_id) AS n FROM paid_order',
  'order_ids are not of the month': `SELECT count(*) AS n FROM paid_order
    WHERE NOT ${isOfMonthSql('order_id', '$period')}`,
  'households or residents are paid by two runs': `SELECT count(*) AS n FROM (
    SELECT subject FROM paid_order WHERE order_id IS NOT NULL GROUP BY subject HAVING count(DISTINCT run_id) > 1)`,
  'households have other arrears than their lineage says': `SELECT count(*) AS n
    FROM (SELECT run_id, subject, sum(centimes) AS centimes FROM arrears_paid
      WHERE run_id IN (SELECT run_id FROM paid_order) GROUP BY run_id, subject) l
    FULL JOIN (SELECT run_id, subject, arrears * 100 AS centimes FROM paid_order WHERE arrears <> 0) o
      ON o.run_id = l.run_id AND o.subject = l.subject
    WHERE o.centimes IS DISTINCT FROM l.centimes`,
  'households have another recovery than was taken from their balances': `SELECT count(*) AS n
    FROM (SELECT run_id, subject, sum(centimes) AS centimes FROM taken
      WHERE run_id IN (SELECT run_id FROM paid_order) GROUP BY run_id, subject) l
    FULL JOIN (SELECT run_id, subject, recovery * 100 AS centimes FROM paid_order WHERE recovery <> 0) o
      ON o.run_id = l.run_id AND o.subject = l.subject
    WHERE o.centimes IS DISTINCT FROM l.centimes`,
  'orders that came back are owed with another amount, or to another household': `SELECT count(*) AS n
    FROM debt d LEFT JOIN paid_order o ON o.order_id = d.reference
    WHERE d.kind = 'ORDER' AND d.origin = $period
      AND (o.subject IS DISTINCT FROM d.subject OR o.net * 100 IS DISTINCT FROM d.centimes)`,
};

/** @param period of the runs at hand */
export async function monthDifferences(workspace: Workspace, period: string): Promise<string[]> {
  return counted(workspace, IN_A_MONTH, (sql) => ({
    ...(sql.includes('$period') ? { period } : {}),
  }));
}

const debtsPaid = `SELECT closed_by, subject, origin, cause, reference, centimes, order_id FROM debt WHERE state = 'PAID'`;
const lineage = 'SELECT run_id, subject, origin, cause, reference, centimes, order_id FROM arrears_paid';
const takenLines = 'SELECT run_id, recovery_id, centimes, order_id FROM taken';

/** Over all months. */
const EVER: Readonly<Record<string, string>> = {
  'debts were paid by two runs': `SELECT count(*) AS n FROM (
    SELECT 1 FROM arrears_paid GROUP BY subject, origin, cause, reference HAVING count(DISTINCT run_id) > 1)`,
  'debts are paid by the ledger or by a lineage, and not by both alike': `SELECT count(*) AS n FROM (
    (${debtsPaid} EXCEPT ALL ${lineage}) UNION ALL (${lineage} EXCEPT ALL ${debtsPaid}))`,
  'takings stand in the ledger or in a lineage, and not in both alike': `SELECT count(*) AS n FROM (
    (SELECT * FROM taking EXCEPT ALL ${takenLines}) UNION ALL (${takenLines} EXCEPT ALL SELECT * FROM taking))`,
};

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
