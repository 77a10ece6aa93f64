import { invariant } from '../domain/errors.js';
import { type OrderIds, orderIdSql } from '../domain/order-id.js';
import type { FreedGrant, HoldingDebt, ListedGrant } from '../ledger/freed-grants.js';
import { debt, grantFreed } from '../tables/owed.js';
import { append, fill, makeEmpty, type TableRow } from '../tables/table.js';
import { countOf } from '../workspace/batches.js';
import { type Row, readPath, text, type Workspace } from '../workspace/duckdb.js';

/**
 * A child's grants belong to the child. A grant that no order paid is a part of a debt: of the month with which it
 * accrued, or of an order that came back. When the child now lives in another household that the run pays, that
 * household is paid the grant with its accrued amount; where that one is held or blocked and the debt is paid, the grant
 * becomes a debt to it. The part is cancelled in the first debt. When the debt lapses,
 * or when nothing was due, the grant no longer counts as granted.
 */

/** The list of grants of a released run, and the beginning and end of its order ids. */
export type GrantList = {
  readonly runId: string;
  readonly period: string;
  readonly path: string;
  readonly orders: OrderIds;
};

/** The old and the new number of a household. */
export type Renumbered = { readonly from: string; readonly to: string };

/** The households whose lists of grants are searched. `listed_as`: the household's number in that list. */
const DEBTORS = `
  CREATE TABLE debtor AS
  SELECT DISTINCT household_id AS listed_as, household_id FROM debt_at_hand
  WHERE kind IN ('ORDER', 'GRANTS') OR kind = 'MONTH' AND centimes IS NOT NULL`;

const RENUMBERED = `
  INSERT INTO debtor SELECT old_id, new_id FROM renumbered_household
  WHERE new_id IN (SELECT household_id FROM debtor)`;

const LISTED = ({ runId, period, path, orders }: GrantList) => `
  INSERT INTO grant_listed
  SELECT ${text(runId)}, ${text(period)}, d.listed_as, d.household_id, g.person_id, g.kind, g.level, g.year,
    CAST(g.amount * 100 AS BIGINT), CAST(g.standing = 'ACCRUED' AS INTEGER), CAST(g.standing = 'OWED' AS INTEGER), ${orderIdSql(orders, 'd.listed_as')}
  FROM read_parquet(${readPath(path)}, hive_partitioning = false) g JOIN debtor d ON d.listed_as = g.household_id`;

/** Joins by person first: a join by household compares each grant with each household. */
const ELSEWHERE = `
  CREATE TABLE grant_elsewhere AS
  WITH met AS MATERIALIZED (
    SELECT g.run_id, g.kind, g.year, g.person_id, g.household_id AS listed_in, m.hid
    FROM grant_listed g JOIN member m ON m.person_id = g.person_id
  )
  SELECT g.run_id, g.kind, g.year, g.person_id, h.hid, h.household_id
  FROM met g JOIN household h ON h.hid = g.hid WHERE h.household_id <> g.listed_in`;

/** Households that are not paid now, and may be later. */
const WAITING = `decision IN ('HELD', 'BLOCKED') OR reason = 'ALREADY_PAID'`;

/** The grants whose child's household the run pays, or leaves waiting, or whose debt may be at its end. */
const CANDIDATES = `
  SELECT DISTINCT g.run_id, g.period, g.listed_as, g.person_id, g.kind, g.level, g.year, g.centimes, g.accrued, g.owed,
    g.order_id, coalesce(e.waits, 0) AS waits, e.hid AS to_hid, e.household_id AS to_household_id
  FROM grant_listed g LEFT JOIN (
    SELECT o.*, CAST(d.decision <> 'PAY' AS INTEGER) AS waits
    FROM grant_elsewhere o JOIN (FROM decision WHERE decision = 'PAY' OR ${WAITING}) d ON d.hid = o.hid) e
    ON e.run_id = g.run_id AND e.kind = g.kind AND e.year = g.year AND e.person_id = g.person_id
  WHERE e.hid IS NOT NULL OR g.household_id IN (SELECT household_id FROM debt
    WHERE state = 'LAPSED' OR state = 'CANCELLED' AND hid IS NULL)
  ORDER BY g.period, g.run_id, g.kind, g.year, g.person_id, waits, to_household_id`;

const KEY = 'household_id, origin, kind, reference';

/**
 * The debts that may hold a grant. Leaves out orders that may have been paid, and debts that a final payment ended.
 */
const HOLDERS = `
  SELECT ${KEY}, cause, reason, centimes,
    CAST(state = 'LAPSED' OR state = 'CANCELLED' AND hid IS NULL AS INTEGER) AS ends,
    CAST(state = 'PAID' OR state = 'CANCELLED' AND hid IS NOT NULL AS INTEGER) AS paid
  FROM debt WHERE kind IN ('MONTH', 'ORDER', 'GRANTS') AND centimes IS NOT NULL AND NOT unknown
    AND NOT (kind = 'ORDER' AND reference IN (FROM contested_order))
    AND household_id IN (SELECT household_id FROM grant_listed)
    AND NOT (state = 'CANCELLED' AND hid IS NULL AND household_id NOT IN (FROM nothing_due))`;

/** The cancelled part of a debt is a row of its own, beside the rest of the debt. */
const PARTS = `
  SELECT d.household_id, d.origin, d.kind, d.reference, d.cause, d.reason, m.centimes, d.opens, false AS unknown,
    'MOVED' AS state
  FROM debt d JOIN (
    SELECT household_id, origin, debt_kind AS kind, reference, CAST(sum(centimes) AS BIGINT) AS centimes
    FROM grant_freed WHERE hid IS NOT NULL GROUP BY ALL) m
    ON m.household_id = d.household_id AND m.origin = d.origin AND m.kind = d.kind AND m.reference = d.reference`;

const LEFT = `
  UPDATE debt SET centimes = debt.centimes - m.centimes,
    state = CASE WHEN debt.centimes = m.centimes THEN 'CANCELLED' ELSE debt.state END
  FROM (SELECT ${KEY}, centimes FROM debt WHERE state = 'MOVED') m
  WHERE debt.state <> 'MOVED' AND m.household_id = debt.household_id AND m.origin = debt.origin
    AND m.kind = debt.kind AND m.reference = debt.reference`;

/**
 * The debt to the household in which the child lives: a separate debt, for the month for which the grant was owed. Where
 * it was such a debt already, its name says the run's month: the child may come back to where it was.
 */
const PAID = `
  SELECT to_household_id AS household_id, origin, 'GRANTS' AS kind,
    concat_ws('/', grant_freed.kind, person_id, household_id, CASE debt_kind WHEN 'ORDER' THEN reference
      WHEN 'GRANTS' THEN $run END) AS reference,
    cause, reason, centimes, true AS opens, false AS unknown, CASE WHEN NOT waits THEN hid END AS hid,
    CASE WHEN waits THEN 'OPEN' ELSE 'PAID' END AS state
  FROM grant_freed WHERE hid IS NOT NULL`;

const OPENED = [
  ...['household_id', 'origin', 'kind', 'reference', 'cause', 'reason', 'centimes', 'opens', 'unknown'],
  'state',
] as (keyof typeof debt.columns)[];

/**
 * Creates tables `debtor` and `grant_listed`, and an empty `grant_freed`. Returns whether any debt may hold a grant.
 */
export async function openGrantsOwed(
  workspace: Workspace,
  renumbered: readonly Renumbered[],
): Promise<boolean> {
  await makeEmpty(workspace, grantFreed);
  await workspace.run(DEBTORS);
  await workspace.createFrom(
    'renumbered_household',
    { old_id: 'VARCHAR', new_id: 'VARCHAR' },
    renumbered.map(({ from, to }) => ({ old_id: from, new_id: to })),
  );
  await workspace.run(RENUMBERED);
  await workspace.run(`CREATE TABLE grant_listed (run_id VARCHAR, period VARCHAR, listed_as VARCHAR,
    household_id VARCHAR, person_id VARCHAR, kind VARCHAR, level VARCHAR, year INTEGER, centimes BIGINT,
    accrued INTEGER, owed INTEGER, order_id VARCHAR)`);
  return (await countOf(workspace, 'debtor')) > 0;
}

/** Adds the grants of one list that are for households with debts. */
export async function listGrantsOwed(workspace: Workspace, list: GrantList): Promise<void> {
  await workspace.run(LISTED(list));
}

/**
 * Fills table `grant_freed`, and cancels in table `debt` the parts that are paid to other households. Call it when
 * debts are decided on.
 * @param run its month, with the number of a supplementary run: no other run has it
 * @param heldBy gives the debt that holds a grant (FreedGrants.heldBy)
 */
export async function moveGrants(
  workspace: Workspace,
  run: string,
  heldBy: (grant: ListedGrant) => HoldingDebt | null,
): Promise<void> {
  await workspace.run(ELSEWHERE);
  const candidates = await workspace.select(CANDIDATES);
  const holders = candidates.length === 0 ? [] : await workspace.select(HOLDERS);
  for (const done of ['grant_elsewhere', 'grant_listed', 'debtor', 'renumbered_household'])
    await workspace.run(`DROP TABLE ${done}`);
  const freed = decide(candidates, holders, heldBy);
  if (freed.length === 0) return;
  await append(workspace, grantFreed, freed);
  await fill(workspace, debt, PARTS, {}, OPENED);
  await workspace.run(LEFT);
  await fill(workspace, debt, PAID, { run }, [...OPENED, 'hid']);
}

type Freed = TableRow<typeof grantFreed>;

function decide(
  candidates: readonly Row[],
  holders: readonly Row[],
  heldBy: (grant: ListedGrant) => HoldingDebt | null,
): Freed[] {
  const debts = new Map(
    holders.map((row) => [
      keyOf(heldIn(row)),
      {
        row,
        left: row.count('centimes'),
        ends: row.count('ends') === 1,
        paid: row.count('paid') === 1,
      },
    ]),
  );
  const freed: Freed[] = [];
  const done = new Set<string>();
  for (const row of candidates) {
    const grant: ListedGrant = {
      kind: row.text('kind') === 'BIRTH' ? 'BIRTH' : 'SCHOOL',
      year: row.count('year'),
      personId: row.text('person_id'),
      householdId: row.text('listed_as'),
      runId: row.text('run_id'),
      period: row.text('period'),
      accrued: row.count('accrued') === 1,
      owed: row.count('owed') === 1,
      orderId: row.text('order_id'),
    };
    const name = `${grant.runId} ${grant.kind} ${grant.year} ${grant.personId}`;
    if (done.has(name)) continue;
    const held = heldBy(grant);
    const holder = held === null ? undefined : debts.get(keyOf(held));
    const centimes = row.count('centimes');
    // An order from which a recovery was taken may have less left than its grants.
    if (held === null || holder === undefined || holder.left < centimes) continue;
    const householdId = holder.row.text('household_id');
    const to = row.textOrNull('to_household_id');
    const waits = row.count('waits') === 1;
    const moves = !holder.ends && to !== null && to !== householdId && (!waits || holder.paid);
    if (!moves && !holder.ends) continue;
    done.add(name);
    if (moves) holder.left -= centimes;
    freed.push({
      hid: moves ? row.count('to_hid') : null,
      to_household_id: moves ? to : null,
      waits,
      household_id: householdId,
      origin: holder.row.text('origin'),
      debt_kind: held.kind,
      reference: holder.row.text('reference'),
      cause: holder.row.text('cause'),
      reason: holder.row.text('reason'),
      person_id: grant.personId,
      kind: grant.kind,
      level: row.text('level'),
      year: grant.year,
      centimes,
      run_id: grant.runId,
    });
  }
  return freed;
}

/** An order is identified by its reference alone, because its household may have another number now. */
function keyOf(held: HoldingDebt): string {
  if (held.kind === 'ORDER') return held.orderId;
  return [held.householdId, held.origin, held.kind === 'GRANTS' ? held.reference : ''].join(' ');
}

function heldIn(row: Row): HoldingDebt {
  if (row.text('kind') === 'ORDER') return { kind: 'ORDER', orderId: row.text('reference') };
  const month = { householdId: row.text('household_id'), origin: row.text('origin') };
  return row.text('kind') === 'MONTH'
    ? { kind: 'MONTH', ...month }
    : { kind: 'GRANTS', ...month, reference: row.text('reference') };
}

/** The grants that the run frees, for the ledger, always in the same order. */
export async function* freedGrants(workspace: Workspace): AsyncGenerator<FreedGrant> {
  for await (const row of workspace.stream('FROM grant_freed ORDER BY kind, year, person_id, run_id')) {
    const debtKind = row.text('debt_kind');
    invariant(
      debtKind === 'MONTH' || debtKind === 'ORDER' || debtKind === 'GRANTS',
      () => `a grant is no part of ${debtKind}`,
    );
    yield {
      kind: row.text('kind') === 'BIRTH' ? 'BIRTH' : 'SCHOOL',
      year: row.count('year'),
      personId: row.text('person_id'),
      centimes: row.count('centimes'),
      runId: row.text('run_id'),
      householdId: row.text('household_id'),
      origin: row.text('origin'),
      debtKind,
      reference: row.text('reference'),
      toHouseholdId: row.textOrNull('to_household_id'),
    };
  }
}
