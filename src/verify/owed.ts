import { householdTotals, type Manifest } from '../archive/manifest.js';
import { residentSql } from '../domain/beneficiary.js';
import { amount, toText } from '../domain/money.js';
import { shiftPeriod } from '../domain/period.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';
import { adjustmentDifferences } from './adjustments.js';
import { cancelledDifferences } from './cancelled.js';
import { movedGrantDifferences, movedSum } from './moved-grants.js';
import { readText } from './read-text.js';

/**
 * What is owed, computed again: the lineage files add up to the register's columns, and the manifest's sums balance.
 * Needs views `register`, `residents` and `finals`. A run of an older version, without these files, has nothing to prove.
 */
export async function owedDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  if (manifest.owed === undefined) return [];
  await workspace.run(`CREATE VIEW owing AS SELECT household_id, arrears, recovery, order_id FROM register
    ${manifest.residents === undefined ? '' : `UNION ALL SELECT ${residentSql('person_id')}, arrears, recovery, order_id FROM residents`}
    UNION ALL SELECT beneficiary, arrears, recovery, order_id FROM finals`);
  const assessed = (who: string, from: string) =>
    `SELECT ${who} AS household_id FROM ${from} WHERE decision <> 'INELIGIBLE' OR reason = 'ALREADY_PAID'`;
  await workspace.run(`CREATE VIEW within_reach AS ${assessed('household_id', 'register')}
    ${manifest.residents === undefined ? '' : `UNION ALL ${assessed(residentSql('person_id'), 'residents')}`}`);
  return [
    ...(await lineageDifferences(workspace, folder, 'arrears', 'amount')),
    ...(await lineageDifferences(workspace, folder, 'recovery', 'taken')),
    ...(await balanceDifferences(workspace, folder)),
    ...(await accrualDifferences(workspace, folder, manifest)),
    ...(await adjustmentDifferences(workspace, folder, manifest)),
    ...(await returnedDifferences(workspace, folder, manifest)),
    ...sumDifferences(manifest, manifest.owed),
    ...(await lapsingDifferences(workspace, folder, manifest)),
    ...(await cancelledDifferences(workspace, folder, manifest)),
    ...(await movedGrantDifferences(workspace, folder, manifest)),
  ];
}

/** For each household and order, the lines of an audit file add up to the register's column. */
async function lineageDifferences(
  workspace: Workspace,
  folder: string,
  column: 'arrears' | 'recovery',
  amountColumn: string,
): Promise<string[]> {
  const file = `audit/${column}.csv`;
  const row = await workspace.one(`
    SELECT count(*) FILTER (l.amount IS DISTINCT FROM r.${column}) AS wrong,
      count(*) FILTER (l.order_id IS DISTINCT FROM r.order_id OR l.orders > 1) AS other
    FROM (
      SELECT household_id, sum(CAST(${amountColumn} AS DECIMAL(12,2))) AS amount, min(order_id) AS order_id,
        count(DISTINCT order_id) AS orders
      FROM ${readText(folder, file)} GROUP BY household_id
    ) l FULL JOIN (FROM owing WHERE ${column} <> 0) r ON r.household_id = l.household_id`);
  const differences: string[] = [];
  if (row.count('wrong') > 0)
    differences.push(`${file}: of ${row.count('wrong')} households, not the ${column} of the register`);
  if (row.count('other') > 0)
    differences.push(`${file}: of ${row.count('other')} households, not the order of the register`);
  return differences;
}

/** A balance falls by what is taken, and never below 0. */
async function balanceDifferences(workspace: Workspace, folder: string): Promise<string[]> {
  const money = (column: string) => `CAST(${column} AS DECIMAL(12,2))`;
  const row = await workspace.one(`
    SELECT count(*) FILTER (${money('balance_before')} - ${money('taken')} <> ${money('balance_after')}
      OR ${money('balance_after')} < 0 OR ${money('taken')} <= 0) AS n
    FROM ${readText(folder, 'audit/recovery.csv')}`);
  const differences: string[] = [];
  if (row.count('n') > 0)
    differences.push(`audit/recovery.csv: ${row.count('n')} balances are not what was left after the taking`);
  return differences;
}

/**
 * What accrues is what the register keeps back (but where a death is contradicted: who is dead is known when the month
 * is paid), plus the past months whose amounts are computed in this run, plus the
 * grants that come from other households: what was owed there is cancelled, and owed again.
 */
async function accrualDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  if (manifest.kind !== 'regular') return []; // of its month, something may stand as owed already
  const row = await workspace.one(`
    SELECT CAST(CAST(
      (SELECT coalesce(sum(entitlement), 0) FROM register
         WHERE decision IN ('BLOCKED', 'HELD') AND reason <> 'DEATH_CONTRADICTED')
      + (SELECT coalesce(sum(CAST(amount AS DECIMAL(12,2))), 0) FROM ${readText(folder, 'audit/arrears.csv')}
         WHERE composition IS NOT NULL)
      + ${movedSum(folder, manifest)} AS DECIMAL(18,2)) AS VARCHAR) AS accrued`);
  const listed = manifest.owed?.debts.accrued;
  return row.text('accrued') === listed
    ? []
    : [`owed: ${row.text('accrued')} accrue by the register, ${listed} by the manifest`];
}

/**
 * The debts that lapse now, within three months, or wait for a household that is closed, excluded or gone: by the file as
 * by the manifest, and no other household among the last than one that the register excludes or does not know.
 */
async function lapsingDifferences(
  workspace: Workspace,
  folder: string,
  { period, owed }: Manifest,
): Promise<string[]> {
  if (owed?.lapsing === undefined) return [];
  const file = 'audit/lapsing.csv';
  const kinds = {
    lapsed: 'lapses_after < $period',
    soon: 'lapses_after BETWEEN $period AND $soon',
    out_of_reach: '(lapses_after IS NULL OR lapses_after > $soon)',
  } as const;
  const sums = Object.entries(kinds).map(
    ([kind, which]) => `count(*) FILTER (${which}) AS ${kind}_debts,
      CAST(CAST(coalesce(sum(CAST(amount AS DECIMAL(12,2))) FILTER (${which}), 0) AS DECIMAL(18,2)) AS VARCHAR) AS ${kind}_amount`,
  );
  const row = await workspace.one(
    `SELECT ${sums.join(', ')}, count(*) FILTER (${kinds.out_of_reach} AND household_id IN (
        SELECT household_id FROM within_reach)) AS within_reach
     FROM ${readText(folder, file)}`,
    { period, soon: shiftPeriod(period, 3) },
  );
  const differences: string[] = [];
  for (const kind of ['lapsed', 'soon', 'out_of_reach'] as const) {
    const { debts, amount: listed } = owed.lapsing[kind];
    const [found, total] = [row.count(`${kind}_debts`), row.text(`${kind}_amount`)];
    if (found !== debts || total !== listed)
      differences.push(
        `${file}: ${kind} ${found} debts of ${total}, the manifest says ${debts} of ${listed}`,
      );
  }
  if (row.count('within_reach') > 0)
    differences.push(
      `${file}: ${row.count('within_reach')} households are listed that the register does not exclude`,
    );
  return differences;
}

/** The arrears of orders that came back, by institution: by the lineage and the order files as by the manifest. */
async function returnedDifferences(
  workspace: Workspace,
  folder: string,
  { returned }: Manifest,
): Promise<string[]> {
  if (returned === undefined) return [];
  const rows = await workspace.select(`
    SELECT o.provider, count(*) AS orders, ${sumText('CAST(a.amount AS DECIMAL(12,2))')} AS total
    FROM (FROM ${readText(folder, 'audit/arrears.csv')} WHERE cause IN ('REJECTED', 'RETURNED') AND original_order IS NOT NULL) a
    LEFT JOIN order_read o ON o.order_id = a.order_id GROUP BY o.provider ORDER BY o.provider`);
  const found = rows.map(
    (row) => `${row.textOrNull('provider') ?? ''} ${row.count('orders')} ${row.text('total')}`,
  );
  const listed = returned.map(({ provider, orders, total }) => `${provider} ${orders} ${total}`);
  return found.join() === listed.join()
    ? []
    : [
        `audit/arrears.csv: arrears of orders that came back are ${found.join(', ')} by institution, the manifest says ${listed.join(', ')}`,
      ];
}

function sumDifferences(manifest: Manifest, owed: NonNullable<Manifest['owed']>): string[] {
  const { debts, recoveries } = owed;
  const differences: string[] = [];
  const expect = (holds: boolean, difference: string): void => {
    if (!holds) differences.push(difference);
  };
  const total = (plus: readonly string[], minus: readonly string[]): string => {
    const added = plus.reduce((sum, one) => sum.plus(amount(one)), amount('0'));
    return toText(minus.reduce((sum, one) => sum.minus(amount(one)), added));
  };
  const { entitlement, arrears, recovery, net } = manifest.totals;
  expect(total([entitlement, arrears], [recovery]) === net, 'net is not entitlement + arrears − recovery');
  expect(
    debts.end ===
      total([debts.start, debts.accrued, debts.returned, debts.adjustments], [debts.paid, debts.cancelled]),
    'owed: the end is not start + accrued + returned + adjustments − paid − cancelled',
  );
  expect(
    recoveries.end ===
      total(
        [recoveries.start, recoveries.opened],
        [recoveries.recovered, recoveries.written_off, recoveries.repaid ?? '0.00'],
      ),
    'recoveries: the end is not start + opened − recovered − written off − repaid',
  );
  expect(debts.paid === arrears, 'owed: what is paid is not the arrears');
  expect(recoveries.recovered === householdTotals(manifest).recovery, 'recoveries: not the total recovered');
  return differences;
}
