import { join } from 'node:path';
import { type OrderIds, orderIdSql } from '../../domain/order-id.js';
import type { Period } from '../../domain/period.js';
import { type Cell, writeCsv } from '../../files/write-csv.js';
import { CANCELLED } from '../../owed/cancelled.js';
import type { Values, Workspace } from '../../workspace/duckdb.js';

/** The lineage of arrears and recoveries: where each dirham of these two columns of the register comes from. */
/** Centimes as text in dirhams. */
const dirhams = (column: string) =>
  `CAST(CAST(CAST(${column} AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS VARCHAR)`;

const ARREARS_COLUMNS = [
  'household_id',
  'origin_month',
  'cause',
  'reason',
  'original_order',
  'adjustment_id',
  'composition',
  'amount',
  'order_id',
  'not_counted',
] as const;

/** Children who do not count in a month that is computed now, for it is paid for them elsewhere. */
const NOT_COUNTED = `
  SELECT period, hid, string_agg(person_id, ';' ORDER BY person_id) AS not_counted FROM not_counted GROUP BY period, hid`;

/**
 * `grant` comes last, where a grant comes from another household with the child: its kind, the child, and whence.
 * A composition is given where the amount was computed now; before, it was known when the month was owed.
 */
const ARREARS = (orders: OrderIds) => `
  SELECT household_id, origin AS origin_month, cause, reason,
    CASE kind WHEN 'ORDER' THEN reference END AS original_order,
    CASE kind WHEN 'ADJUSTMENT' THEN reference END AS adjustment_id,
    composition, ${dirhams('centimes')} AS amount, ${orderIdSql(orders, 'household_id')} AS order_id,
    CASE WHEN composition IS NOT NULL THEN n.not_counted END AS not_counted,
    CASE kind WHEN 'GRANTS' THEN nullif(reference, '') END AS "grant"
  FROM debt d LEFT JOIN (${NOT_COUNTED}) n ON n.period = d.origin AND n.hid = d.hid
  WHERE state = 'PAID' ORDER BY household_id, origin, kind, reference`;

const RECOVERY_COLUMNS = [
  'household_id',
  'recovery_id',
  'opened_in',
  'decided_on',
  'balance_before',
  'monthly_aid',
  'taken',
  'balance_after',
  'order_id',
] as const;

/** `share` comes last, where people decided on a share of its own for one of these balances. */
const RECOVERY = (orders: OrderIds) => `
  SELECT household_id, recovery_id, opened_in, decided_on, ${dirhams('balance')} AS balance_before, monthly_aid,
    ${dirhams('taken')} AS taken, ${dirhams('balance - taken')} AS balance_after, ${orderIdSql(orders, 'household_id')} AS order_id, share
  FROM recovery_taken ORDER BY household_id, opened_in, decided_on, recovery_id`;

const LAPSING_COLUMNS = ['household_id', 'origin_month', 'cause', 'amount', 'lapses_after'] as const;

const CANCELLED_COLUMNS = [
  'household_id',
  'origin_month',
  'cause',
  'reason',
  'original_order',
  'amount',
  'why',
] as const;

const CANCELLED_DEBTS = `
  SELECT household_id, origin AS origin_month, cause, reason, CASE kind WHEN 'ORDER' THEN reference END AS original_order,
    ${dirhams('centimes')} AS amount, why
  FROM (${CANCELLED}) ORDER BY household_id, origin, kind, reference`;

/** Writes the debts that the run ends without paying them, unless there are none. Returns the file and its rows. */
export async function writeCancelled(
  workspace: Workspace,
  period: Period,
  folder: string,
): Promise<[string, number][]> {
  const there = await workspace.one(`SELECT count(*) AS n FROM (${CANCELLED})`, { period });
  if (there.count('n') === 0) return [];
  const file = 'audit/cancelled.csv';
  const lines = await write(workspace, join(folder, file), CANCELLED_DEBTS, CANCELLED_COLUMNS, { period });
  return [[file, lines]];
}

const LAPSING = `
  SELECT household_id, origin AS origin_month, cause, ${dirhams('centimes')} AS amount, lapses_after
  FROM lapsing ORDER BY household_id, origin, kind, reference`;

/**
 * Writes a line for each debt that the run pays, for each balance from which it takes, and for each debt that lapses
 * unless somebody acts, below `folder`.
 * Returns the files and how many lines they have.
 */
export async function writeLineage(
  workspace: Workspace,
  orders: OrderIds,
  folder: string,
): Promise<[string, number][]> {
  const own = await workspace.one('SELECT count(share) AS n FROM recovery_taken');
  const moved = await workspace.one(
    `SELECT count(*) AS n FROM debt WHERE kind = 'GRANTS' AND reference <> '' AND state = 'PAID'`,
  );
  const files: readonly (readonly [file: string, sql: string, columns: readonly string[]])[] = [
    ['audit/arrears.csv', ARREARS(orders), [...ARREARS_COLUMNS, ...(moved.count('n') > 0 ? ['grant'] : [])]],
    ['audit/recovery.csv', RECOVERY(orders), [...RECOVERY_COLUMNS, ...(own.count('n') > 0 ? ['share'] : [])]],
    ['audit/lapsing.csv', LAPSING, LAPSING_COLUMNS],
  ];
  const written: [string, number][] = [];
  for (const [file, sql, columns] of files)
    written.push([file, await write(workspace, join(folder, file), sql, columns)]);
  return written;
}

const DOUBT_COLUMNS = ['adjustment_id', 'household_id', 'kind', 'amount', 'why', 'other'] as const;

const IN_DOUBT = `
  SELECT adjustment_id, household_id, kind, ${dirhams('centimes')} AS amount, why, other
  FROM adjustment_in_doubt ORDER BY household_id, adjustment_id, why, other`;

/** Writes the adjustments that people should look at once more, below `folder`. Returns the file and its lines. */
export async function writeDoubts(workspace: Workspace, folder: string): Promise<[string, number]> {
  const file = 'audit/adjustments-in-doubt.csv';
  return [file, await write(workspace, join(folder, file), IN_DOUBT, DOUBT_COLUMNS)];
}

async function write(
  workspace: Workspace,
  path: string,
  sql: string,
  columns: readonly string[],
  values: Values = {},
): Promise<number> {
  let lines = 0;
  async function* rows(): AsyncGenerator<Cell[]> {
    for await (const row of workspace.stream(sql, values)) {
      lines++;
      yield columns.map((column) => row.textOrNull(column));
    }
  }
  await writeCsv(path, columns, rows());
  return lines;
}
