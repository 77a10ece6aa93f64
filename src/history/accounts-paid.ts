import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { neededFile, type PaidRun, type SealedRun, sealedTable } from '../archive/open-run.js';
import { orderFormat } from '../banks/formats/formats.js';
import { ORDER_INDEX, readOrderIndex } from '../banks/orders/index-file.js';
import type { Period } from '../domain/period.js';
import { accountDigestSql } from '../domain/rib.js';
import { accountPaid, accountPaidThen } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { columnsOf, readParquet, readPath, type Workspace } from '../workspace/duckdb.js';

/**
 * Which of some accounts the month has paid, whether or not who bore them is still in the extract: table
 * `account_paid`. A run keeps a digest of each account; of a run of an older version, the order files are read.
 */
const DIGEST = 'account_digest';

/** Few have an account that is asked for: they are found first, and then those of them who were paid. */
const among = (files: readonly string[], id: string, register: string, sought: string) => `
  SELECT a.account FROM (SELECT account, ${accountDigestSql('account')} AS digest FROM (${sought})) a
  WHERE a.digest IN (
    SELECT ${DIGEST} FROM ${readParquet(files)}
    WHERE ${DIGEST} IN (SELECT ${accountDigestSql('account')} FROM (${sought}))
      AND ${id} IN (SELECT ${id} FROM ${readParquet([register])} WHERE decision = 'PAY'))`;

/** Makes the tables: nothing was paid. */
export async function openAccountsPaid(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, accountPaid, accountPaidThen);
}

/**
 * @param runs of the month, before a supplementary one
 * @param sought SELECT of `account`, 24 digits each
 */
export async function findAccountsPaid(
  workspace: Workspace,
  runs: readonly PaidRun[],
  sought: string,
): Promise<void> {
  for (const run of runs) {
    if (run.finals !== null)
      await fill(workspace, accountPaid, among([run.finals], 'beneficiary', run.finals, sought));
    const households = await digestsOf(workspace, run);
    if (households === null) {
      await findInOrders(workspace, run, sought);
      continue;
    }
    await fill(workspace, accountPaid, among(households, 'household_id', run.register, sought));
    if (run.residents === null) continue;
    await fill(workspace, accountPaid, among([run.residents], 'person_id', run.residents, sought));
  }
}

/**
 * Households of which a past month is computed now, and whose account was paid the month for another. Not where the run
 * knew the household with another account: that one came to it since, with whoever bears it.
 */
const paidThen = (households: readonly string[], register: string) => `
  SELECT DISTINCT CAST($period AS VARCHAR) AS period, s.hid, d.household_id AS paid_to
  FROM (
    SELECT h.hid, h.household_id, ${accountDigestSql('h.account')} AS digest
    FROM past_month p JOIN household h ON h.hid = p.hid WHERE p.period = $period AND h.account <> ''
  ) s
  JOIN ${readParquet(households)} d ON d.${DIGEST} = s.digest AND d.household_id <> s.household_id
  JOIN (SELECT household_id FROM ${readParquet([register])} WHERE decision = 'PAY') r ON r.household_id = d.household_id
  WHERE s.household_id NOT IN (
      SELECT household_id FROM ${readParquet(households)}
      WHERE household_id IN (SELECT h.household_id FROM past_month p JOIN household h ON h.hid = p.hid)
        AND ${DIGEST} IS DISTINCT FROM s.digest)
    AND (CAST($period AS VARCHAR), s.hid, d.household_id) NOT IN (SELECT (period, hid, paid_to) FROM account_paid_then)`;

/** Adds to table `account_paid_then`, of a past month. A run of a version that kept no digests is left out. */
export async function findAccountsPaidThen(
  workspace: Workspace,
  period: Period,
  runs: readonly SealedRun[],
): Promise<void> {
  for (const run of runs) {
    const households = await digestsOf(workspace, run);
    const [register] = await sealedTable(run, 'register');
    if (households !== null && register !== undefined)
      await fill(workspace, accountPaidThen, paidThen(households, register), { period });
  }
}

/** The files of the run's households, with a digest of each account; null of a run of a version that kept none. */
export async function digestsOf(workspace: Workspace, run: SealedRun): Promise<string[] | null> {
  const households = await sealedTable(run, 'households');
  const kept =
    households.length > 0 && (await columnsOf(workspace, readParquet(households))).includes(DIGEST);
  return kept ? households : null;
}

async function findInOrders(workspace: Workspace, run: PaidRun, sought: string): Promise<void> {
  const index = readOrderIndex(readFileSync(await neededFile(run, ORDER_INDEX)));
  const registers = [run.register, ...(run.residents === null ? [] : [run.residents])];
  const orders = registers
    .map((register) => `SELECT order_id FROM ${readParquet([register])} WHERE order_id IS NOT NULL`)
    .join(' UNION ALL ');
  for (const { file, format } of index) {
    await neededFile(run, file);
    const found = orderFormat(format).find(readPath(join(run.folder, file)), orders);
    await fill(
      workspace,
      accountPaid,
      `SELECT DISTINCT account FROM (${found}) WHERE account IN (SELECT account FROM (${sought}))`,
    );
  }
}
