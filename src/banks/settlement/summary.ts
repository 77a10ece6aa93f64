import type { PaidTwice } from '../../ledger/paid-twice.js';
import { readPath, type Workspace } from '../../workspace/duckdb.js';
import type { SentRun } from './sent.js';

/** The three sides of the month: what is due to households, what was ordered, what was paid. Amounts are centimes. */
export type Sum = { readonly orders: number; readonly centimes: number };

/** The sum of one decision in the register of households, of residents, or of final payments. */
export type DecisionSum = {
  readonly of: 'HOUSEHOLDS' | 'RESIDENTS' | 'FINALS';
  readonly decision: string;
  readonly count: number;
  readonly entitlement: number;
  readonly arrears: number;
  readonly recovery: number;
  readonly net: number;
};

export type StateSum = Sum & { readonly status: string; readonly reason: string };
export type ProviderSum = Sum & {
  readonly provider: string;
  readonly status: string;
};

/** Orders of one state that left the account or not, and came back or not. */
export type MoneySum = Sum & {
  readonly status: string;
  readonly debited: boolean;
  readonly credited: boolean;
};

export type FileSum = {
  readonly runId: string;
  readonly file: string;
  readonly executedOn: string;
  readonly ordered: Sum;
  readonly debited: Sum;
  /** Orders that are neither debited nor rejected. */
  readonly waiting: Sum;
};

/** Returns the sums of the registers of a run, by decision. */
export async function entitled(workspace: Workspace, run: SentRun): Promise<DecisionSum[]> {
  const of = (path: string, who: string) => `
    SELECT '${who}' AS who, decision, count(*) AS n, ${['entitlement', 'arrears', 'recovery', 'net']
      .map((column) => `CAST(coalesce(sum(${column}), 0) * 100 AS BIGINT) AS ${column}`)
      .join(', ')}
    FROM read_parquet(${readPath(path)}, hive_partitioning = false) GROUP BY decision`;
  const parts = [
    of(run.register, 'HOUSEHOLDS'),
    ...(run.residents === null ? [] : [of(run.residents, 'RESIDENTS')]),
    ...(run.finals === null ? [] : [of(run.finals, 'FINALS')]),
  ];
  const rows = await workspace.select(`${parts.join(' UNION ALL ')} ORDER BY who, decision`);
  return rows.map((row) => ({
    of: row.text('who') as DecisionSum['of'],
    decision: row.text('decision'),
    count: row.count('n'),
    entitlement: row.count('entitlement'),
    arrears: row.count('arrears'),
    recovery: row.count('recovery'),
    net: row.count('net'),
  }));
}

/**
 * Sets the month's orders that were paid again with another order to PAID_TWICE, and returns them. Call it after
 * settleMonth().
 */
export async function markPaidTwice(
  workspace: Workspace,
  orders: readonly PaidTwice[],
): Promise<PaidTwice[]> {
  await workspace.createFrom(
    'paid_twice',
    { order_id: 'VARCHAR', paid_again_by: 'VARCHAR' },
    orders.map((one) => ({ order_id: one.orderId, paid_again_by: one.paidAgainBy })),
  );
  await workspace.run(
    `UPDATE settled_order SET status = 'PAID_TWICE' WHERE order_id IN (SELECT order_id FROM paid_twice)`,
  );
  const rows = await workspace.select(`SELECT order_id FROM settled_order WHERE status = 'PAID_TWICE'`);
  const ours = new Set(rows.map((row) => row.text('order_id')));
  return orders.filter((one) => ours.has(one.orderId));
}

const SUMS = 'count(*) AS orders, CAST(sum(centimes) AS BIGINT) AS centimes';

export async function states(workspace: Workspace): Promise<StateSum[]> {
  const rows = await workspace.select(
    `SELECT status, reason, ${SUMS} FROM settled_order GROUP BY status, reason ORDER BY status, reason`,
  );
  return rows.map((row) => ({
    status: row.text('status'),
    reason: row.text('reason'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

export async function providers(workspace: Workspace): Promise<ProviderSum[]> {
  const rows = await workspace.select(
    `SELECT provider, status, ${SUMS} FROM settled_order GROUP BY provider, status ORDER BY provider, status`,
  );
  return rows.map((row) => ({
    provider: row.text('provider'),
    status: row.text('status'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

export async function moneySums(workspace: Workspace): Promise<MoneySum[]> {
  const rows = await workspace.select(
    `SELECT status, CAST(debited_on IS NOT NULL AS INTEGER) AS debited,
       CAST(credited_on IS NOT NULL AS INTEGER) AS credited, ${SUMS}
     FROM settled_order GROUP BY ALL ORDER BY ALL`,
  );
  return rows.map((row) => ({
    status: row.text('status'),
    debited: row.count('debited') === 1,
    credited: row.count('credited') === 1,
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

export async function fileSums(workspace: Workspace): Promise<FileSum[]> {
  const sum = (name: string, condition: string) =>
    `count(*) FILTER (${condition}) AS ${name}_orders,
     CAST(coalesce(sum(s.centimes) FILTER (${condition}), 0) AS BIGINT) AS ${name}_centimes`;
  const rows = await workspace.select(
    `SELECT r.run_id, f.file, r.executed_on, ${sum('ordered', 'true')}, ${sum('debited', 's.debited_on IS NOT NULL')},
       ${sum('waiting', `s.debited_on IS NULL AND s.status <> 'REJECTED'`)}
     FROM settled_order s JOIN order_file f ON f.file_no = s.file_no JOIN sent_run r ON r.run_no = s.run_no
     GROUP BY r.run_id, f.file, r.executed_on, f.file_no ORDER BY f.file_no`,
  );
  return rows.map((row) => {
    const of = (name: string) => ({
      orders: row.count(`${name}_orders`),
      centimes: row.count(`${name}_centimes`),
    });
    return {
      runId: row.text('run_id'),
      file: row.text('file'),
      executedOn: row.text('executed_on'),
      ordered: of('ordered'),
      debited: of('debited'),
      waiting: of('waiting'),
    };
  });
}

/**
 * An order that is not paid, whose money came back or, when statements were read, whose money did not leave the
 * account.
 */
export type DifferingOrder = {
  readonly orderId: string;
  readonly beneficiary: string;
  readonly provider: string;
  readonly file: string;
  readonly centimes: number;
  readonly status: string;
  readonly reason: string;
  readonly answeredOn: string;
  readonly debitedOn: string;
  readonly creditedOn: string;
  /** The order that paid it again; "" for other orders. */
  readonly paidAgainBy: string;
};

export async function* differingOrders(
  workspace: Workspace,
  withStatements: boolean,
): AsyncGenerator<DifferingOrder> {
  const rows = workspace.stream(
    `SELECT s.order_id, s.beneficiary, s.provider, f.file, s.centimes, s.status, s.reason, s.answered_on,
       s.debited_on, s.credited_on, t.paid_again_by
     FROM settled_order s JOIN order_file f ON f.file_no = s.file_no
     LEFT JOIN paid_twice t ON t.order_id = s.order_id
     WHERE s.status <> 'PAID' OR s.credited_on IS NOT NULL OR (s.debited_on IS NULL AND ${withStatements})
     ORDER BY s.order_id`,
  );
  for await (const row of rows) {
    yield {
      orderId: row.text('order_id'),
      beneficiary: row.text('beneficiary'),
      provider: row.text('provider'),
      file: row.text('file'),
      centimes: row.count('centimes'),
      status: row.text('status'),
      reason: row.text('reason'),
      answeredOn: row.textOrNull('answered_on') ?? '',
      debitedOn: row.textOrNull('debited_on') ?? '',
      creditedOn: row.textOrNull('credited_on') ?? '',
      paidAgainBy: row.textOrNull('paid_again_by') ?? '',
    };
  }
}
