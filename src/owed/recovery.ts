import { type Amount, amount, centimesOf, shareDown, toText } from '../domain/money.js';
import { type OrderIds, orderIdSql } from '../domain/order-id.js';
import type { Recovery, Reductions, Taking } from '../ledger/recoveries.js';
import { owedDue, recoveryTaken } from '../tables/owed.js';
import { append, make, makeEmpty, type TableRow } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';

/**
 * What one month takes from a household's balances: the oldest first, in total at most `share` of its monthly aid,
 * rounded down to the centime. `balances` and the result are centimes, in the same order.
 * @param own shares that people decided on, in that order: what is taken in total with such a balance is at most its share
 */
export function takings(
  monthlyAid: Amount,
  share: Amount,
  balances: readonly number[],
  own: readonly (Amount | null)[] = [],
): number[] {
  let sum = 0;
  return balances.map((balance, i) => {
    const most = centimesOf(toText(shareDown(monthlyAid, own[i] ?? share)));
    const taken = Math.max(0, Math.min(balance, most - sum));
    sum += taken;
    return taken;
  });
}

/** The households that owe and are paid, with their monthly aid. */
const AIDS = `
  SELECT h.household_id, h.hid, CAST(p.aid AS VARCHAR) AS aid
  FROM household h JOIN decision d ON d.hid = h.hid JOIN priced p ON p.letters = d.letters_now
  WHERE d.decision = 'PAY' AND h.household_id IN (FROM recovered_household) ORDER BY h.household_id`;

/**
 * Takes from the open balances of households that are paid: table `recovery_taken`.
 * @param open balances opened in earlier months and not paused, by household, the oldest first
 */
export async function takeRecoveries(
  workspace: Workspace,
  open: readonly Recovery[],
  share: Amount,
): Promise<void> {
  await makeEmpty(workspace, recoveryTaken);
  if (open.length === 0) return;
  const byHousehold = new Map<string, Recovery[]>();
  for (const one of open)
    byHousehold.set(one.householdId, [...(byHousehold.get(one.householdId) ?? []), one]);
  await workspace.createFrom(
    'recovered_household',
    { household_id: 'VARCHAR' },
    [...byHousehold.keys()].map((id) => ({ household_id: id })),
  );
  const rows: TableRow<typeof recoveryTaken>[] = [];
  for (const row of await workspace.select(AIDS)) {
    const own = byHousehold.get(row.text('household_id')) ?? [];
    const aid = row.text('aid');
    const taken = takings(
      amount(aid),
      share,
      own.map((one) => one.balance),
      own.map((one) => (one.share === null ? null : amount(one.share))),
    );
    own.forEach((one, i) => {
      const centimes = taken[i] ?? 0;
      if (centimes === 0) return;
      const { recoveryId, householdId, openedIn, decidedOn, balance, share: rate } = one;
      rows.push({
        recovery_id: recoveryId,
        household_id: householdId,
        hid: row.count('hid'),
        opened_in: openedIn,
        decided_on: decidedOn,
        monthly_aid: aid,
        balance,
        taken: centimes,
        share: rate,
      });
    });
  }
  await append(workspace, recoveryTaken, rows);
}

/** What the run takes, for the ledger: in centimes, by recovery_id. */
export async function takingsOf(workspace: Workspace, orders: OrderIds): Promise<Taking[]> {
  const rows = await workspace.select(
    `SELECT recovery_id, taken, ${orderIdSql(orders, 'household_id')} AS order_id FROM recovery_taken ORDER BY recovery_id`,
  );
  return rows.map((row) => ({
    recoveryId: row.text('recovery_id'),
    orderId: row.text('order_id'),
    centimes: row.count('taken'),
  }));
}

/** What households owe: sums of balances in centimes. */
export type RecoveryFigures = {
  readonly start: number;
  readonly opened: number;
  readonly recovered: number;
  readonly writtenOff: number;
  readonly repaid: number;
  readonly end: number;
};

/**
 * Sums of balances: end = start + opened − recovered − written off − repaid.
 * @param balances sum of the balances now, in centimes
 * @param reductions what people took off since the last released run: part of the start, no longer in `balances`
 */
export async function recoveryFigures(
  workspace: Workspace,
  balances: number,
  { writtenOff, repaid }: Reductions,
): Promise<RecoveryFigures> {
  const row = await workspace.one(`
    SELECT (SELECT CAST(coalesce(sum(centimes), 0) AS BIGINT) FROM adjustment WHERE kind = 'RECOVERY') AS opened,
      (SELECT CAST(coalesce(sum(taken), 0) AS BIGINT) FROM recovery_taken) AS recovered`);
  const [opened, recovered] = [row.count('opened'), row.count('recovered')];
  const start = balances + writtenOff + repaid;
  return { start, opened, recovered, writtenOff, repaid, end: balances + opened - recovered };
}

/** Arrears and recovery in dirhams, for each household that has either. */
const DUE = `
  SELECT hid, CAST(CAST(sum(arrears) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS arrears,
    CAST(CAST(sum(recovery) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS recovery,
    CAST(CAST(sum(one_off) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2)) AS one_off
  FROM (
    SELECT hid, centimes AS arrears, 0 AS recovery, CASE cause WHEN 'ONE_OFF' THEN centimes ELSE 0 END AS one_off
    FROM debt WHERE state = 'PAID' AND hid IS NOT NULL
    UNION ALL SELECT hid, 0, taken, 0 FROM recovery_taken
  ) GROUP BY hid`;

/** Makes table `owed_due` (hid, arrears, recovery, one_off) from `debt` and `recovery_taken`. */
export async function sumDue(workspace: Workspace): Promise<void> {
  await make(workspace, owedDue, DUE);
}
