import { join } from 'node:path';
import { familiesOf, runsOf } from '../archive/prior-run.js';
import { amount, toText } from '../domain/money.js';
import { digestsOf } from '../history/accounts-paid.js';
import type { Control } from '../programmes/control.js';
import { paidIn } from '../programmes/families/prior.js';
import { HOUSEHOLDS_FOLDER } from '../programmes/families/register.js';
import { copyCsv, readFolder, readParquet, text, type Workspace } from '../workspace/duckdb.js';
import type { FileRows } from './computed.js';
import {
  type Alike,
  type MovedFamilies,
  type OwnMeasures,
  type TripwireMeasures,
  tripwireControls,
} from './controls/tripwire-controls.js';
import type { Month } from './month.js';
import { paidRuns } from './supplement.js';

/**
 * Signs of fraud and of haste among those whom the run pays, held against the last released run: other accounts, families
 * from nowhere, many under one name. What is listed are the households of the controls that put the run on hold.
 */
export const TRIPWIRES_FILE = 'audit/tripwires.csv';

/** Accounts whose first 22 digits (all but the key) are so near each other were opened one after the other. */
const NEAR = 10;
const DIGITS = 22;

/** The sealed files of a run, as SQL reads them. */
type RunBefore = { readonly households: string; readonly register: string };

/** SELECT of whom a run paid otherwise: few differ, and it is cheaper to find them first and then who of them was paid. */
const changedSince = ({ households, register }: RunBefore, now: string) => `
  SELECT c.household_id, c.from_cash FROM (
    SELECT n.household_id, w.channel = 'CASH' AS from_cash
    FROM (SELECT household_id, account_digest FROM ${now} WHERE channel = 'ACCOUNT') n
    JOIN ${households} w ON w.household_id = n.household_id
    WHERE n.account_digest IS DISTINCT FROM w.account_digest
  ) c WHERE c.household_id IN (${paidIn(register)})`;

/** The table `tripwire_family`: whom the run pays for the first time, or to another account than the last run did. */
const FAMILIES = (was: readonly RunBefore[], now: string) => `
  CREATE TABLE tripwire_family AS
  WITH changed AS MATERIALIZED (${was.map((run) => changedSince(run, now)).join(' UNION ALL ')}
  ), entered AS (
    SELECT household_id FROM reconciliation WHERE class = 'ENTERED' AND reason = 'FIRST_PAYMENT'
  )
  SELECT r.household_id, r.province_code, r.provider, r.payee_name, r.account, r.net,
    CASE WHEN f.entered THEN 'ENTERED' WHEN f.from_cash THEN 'FROM_CASH' ELSE 'ACCOUNT' END AS what
  FROM (
    SELECT coalesce(c.household_id, e.household_id) AS household_id, e.household_id IS NOT NULL AS entered, c.from_cash
    FROM changed c FULL JOIN entered e ON e.household_id = c.household_id
  ) f JOIN register r ON r.household_id = f.household_id
  WHERE r.decision = 'PAY'`;

/**
 * Measures the tripwires, writes the households of those that hold, and returns the controls and the file with its rows.
 * @param own what needs no earlier run, as far as the register does not say it
 */
export async function setTripwires(
  month: Month,
  own: Omit<OwnMeasures, 'debtorAccount' | 'largest'>,
  folder: string,
): Promise<{ readonly controls: Control[]; readonly files: FileRows[] }> {
  const { workspace, request, prior, supplement } = month;
  const { limits, debtor } = request.configuration;
  const was: RunBefore[] = [];
  for (const run of runsOf(prior)) {
    const households = await digestsOf(workspace, run);
    if (households !== null) was.push({ households: readParquet(households), register: run.register });
  }
  const comparable = was.length > 0 && was.length === runsOf(prior).length;
  const now = `read_parquet(${readFolder(join(folder, HOUSEHOLDS_FOLDER), '*.parquet')}, hive_partitioning = false)`;
  if (comparable) await workspace.run(FAMILIES(was, now));
  const earlier = supplement === null ? null : familiesOf(paidRuns(supplement));
  const accounts = [debtor.account, ...debtor.accounts].filter((one) => one !== null).map(text);
  const toDebtor = accounts.length === 0 ? 'false' : `account IN (${accounts.join(', ')})`;
  // Of several with the largest payment it is the first in the register, whichever thread meets it.
  const [row] = await workspace.select(`
    SELECT count(*) FILTER (${toDebtor}) AS to_debtor, arg_max(household_id, {net: net, place: -hid}) AS household, CAST(max(net) AS VARCHAR) AS net
    FROM register WHERE decision = 'PAY'`);
  const household = row?.textOrNull('household') ?? null;
  const controls = tripwireControls(
    comparable ? await measured(workspace, earlier) : null,
    {
      ...own,
      debtorAccount: row?.count('to_debtor') ?? 0,
      largest: household === null ? null : { household, net: toText(amount(row?.text('net') ?? '0')) },
    },
    limits,
  );
  return { controls, files: [await list(workspace, controls, comparable, toDebtor, limits.payment, folder)] };
}

/** How many families each institution pays in each province: the register is counted once. */
const SIZE = `CREATE TABLE tripwire_size AS
  SELECT provider, province_code, count(*) AS paid FROM register WHERE decision = 'PAY' GROUP BY ALL`;

/** @param earlier families that earlier runs of the month paid; null of a regular run */
async function measured(workspace: Workspace, earlier: number | null): Promise<TripwireMeasures> {
  await workspace.run(SIZE);
  return {
    accounts: await moved(workspace, "what IN ('ACCOUNT', 'FROM_CASH')", earlier),
    cashToAccount: await moved(workspace, "what = 'FROM_CASH'", earlier),
    entered: await moved(workspace, "what = 'ENTERED'", earlier),
    sameName: await alike(workspace, SAME_NAME, 'families'),
    neighbours: await alike(workspace, NEIGHBOURS, 'families'),
  };
}

/**
 * How many families are so, in all and by institution and province. A supplementary run is measured with the month that it
 * adds to: alone it pays few, and most of them for having another account.
 */
async function moved(
  workspace: Workspace,
  condition: string,
  earlier: number | null,
): Promise<MovedFamilies> {
  const part = async (column: 'province_code' | 'provider') =>
    (
      await workspace.select(`
        SELECT f.${column} AS "of", f.families, p.paid
        FROM (SELECT ${column}, count(*) AS families FROM tripwire_family WHERE ${condition} GROUP BY ${column}) f
        JOIN (SELECT ${column}, sum(paid) AS paid FROM tripwire_size GROUP BY ${column}) p ON p.${column} = f.${column}
        ORDER BY f.${column}`)
    ).map((row) => ({ of: row.text('of'), families: row.count('families'), paid: row.count('paid') }));
  const total =
    await workspace.one(`SELECT (SELECT count(*) FROM tripwire_family WHERE ${condition}) AS families,
    (SELECT coalesce(sum(paid), 0) FROM tripwire_size) AS paid`);
  const families = total.count('families');
  return {
    families,
    paid: total.count('paid') + (earlier ?? 0),
    most:
      families === 0 || earlier !== null
        ? []
        : [...(await part('provider')), ...(await part('province_code'))],
  };
}

/**
 * The payee name that most of these families have. A name that is common among all who are paid is common here too: what is
 * counted is what exceeds three times its share.
 */
const SAME_NAME = `
  WITH mine AS (SELECT payee_name AS name, count(*) AS n FROM tripwire_family GROUP BY payee_name HAVING n > 1),
  everybody AS (SELECT payee_name AS name, count(*) AS n FROM register
    WHERE decision = 'PAY' AND payee_name IN (SELECT name FROM mine) GROUP BY payee_name),
  size AS (SELECT (SELECT count(*) FROM tripwire_family) AS mine, (SELECT sum(paid) FROM tripwire_size) AS paid)
  SELECT m.name AS "with", m.n AS families FROM mine m JOIN everybody e ON e.name = m.name, size
  WHERE m.n > 3.0 * (e.n - m.n) * size.mine / greatest(size.paid - size.mine, 1)
  ORDER BY m.n DESC, m.name LIMIT 1`;

/** The accounts of these families in their order, and whether each is near the one before, and the one behind it. */
const STEPS = `
  SELECT account, account - lag(account) OVER (ORDER BY account) <= ${NEAR} AS near,
    lead(account) OVER (ORDER BY account) - account <= ${NEAR} AS near_next
  FROM (SELECT DISTINCT CAST(left(account, ${DIGITS}) AS HUGEINT) AS account FROM tripwire_family
    WHERE regexp_full_match(account, '[0-9]{24}'))`;

/** The longest row of accounts, each near the one before it. */
const NEIGHBOURS = `
  SELECT 'accounts from …' || right(CAST(min(account) AS VARCHAR), 4) || ' on' AS "with", count(*) AS families
  FROM (SELECT account, count(*) FILTER (near IS NOT TRUE) OVER (ORDER BY account) AS nth FROM (${STEPS}))
  GROUP BY nth ORDER BY families DESC, nth LIMIT 1`;

async function alike(workspace: Workspace, query: string, what: string): Promise<Alike> {
  const [row] = await workspace.select(query);
  if (row === undefined) return { families: 0, detail: '' };
  const families = row.count('families');
  return {
    families,
    detail: `${families} ${what} that entered or changed their account: ${row.text('with')}`,
  };
}

/** The households of the controls that hold. The file is there with its header alone when none does. */
async function list(
  workspace: Workspace,
  controls: readonly Control[],
  comparable: boolean,
  toDebtor: string,
  payment: string,
  folder: string,
): Promise<FileRows> {
  const holding = controls.filter(({ status }) => status === 'HOLD').map(({ control }) => control);
  const family = (control: string, condition: string) =>
    `SELECT '${control}' AS control, household_id, province_code, provider, net FROM tripwire_family WHERE ${condition}`;
  const paid = (control: string, condition: string) =>
    `SELECT '${control}' AS control, household_id, province_code, provider, net FROM register WHERE decision = 'PAY' AND ${condition}`;
  const lists: Readonly<Record<string, string>> = {
    ...(comparable
      ? {
          accounts_changed: family('accounts_changed', "what IN ('ACCOUNT', 'FROM_CASH')"),
          cash_to_account: family('cash_to_account', "what = 'FROM_CASH'"),
          families_entered: family('families_entered', "what = 'ENTERED'"),
          same_payee_name: family('same_payee_name', `payee_name IN (SELECT "with" FROM (${SAME_NAME}))`),
          neighbouring_accounts: family(
            'neighbouring_accounts',
            `left(account, ${DIGITS}) IN (SELECT lpad(CAST(account AS VARCHAR), ${DIGITS}, '0') FROM (${STEPS}) WHERE near OR near_next)`,
          ),
        }
      : {}),
    debtor_account: paid('debtor_account', toDebtor),
    largest_payment: paid('largest_payment', `net > CAST('${payment}' AS DECIMAL(12,2))`),
  };
  const rows = Object.entries(lists).flatMap(([control, select]) =>
    holding.includes(control) ? [select] : [],
  );
  const none = `SELECT '' AS control, '' AS household_id, '' AS province_code, '' AS provider, 0.00 AS net WHERE false`;
  const all = `(FROM (${[none, ...rows].join(' UNION ALL ')}) ORDER BY control, household_id)`;
  return [TRIPWIRES_FILE, await workspace.copy(copyCsv(all, join(folder, TRIPWIRES_FILE)))];
}
