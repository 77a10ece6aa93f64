import { isMarkedSql, personSql, residentSql } from '../domain/beneficiary.js';
import { invariant } from '../domain/errors.js';
import { type OrderIds, orderIdSql } from '../domain/order-id.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import type { DebtClaim, DebtMovement, EnteredDebt } from '../ledger/debts.js';
import type { FreedGrant } from '../ledger/freed-grants.js';
import type { UnpaidOrder } from '../ledger/order-answers.js';
import type { UndoneRecovery } from '../ledger/undone-recoveries.js';
import { accruing, debt, debtAtHand, pastMonth, residentDebt } from '../tables/owed.js';
import { append, fill, make, makeEmpty, type TableRow } from '../tables/table.js';
import { countOf } from '../workspace/batches.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';
import { FINAL_PAYEES, PAID_FINALLY } from './finals.js';

/**
 * What is owed to beneficiaries: table `debt` (tables/owed.ts), with a row for each debt that is open when the month
 * is computed and for each that the month opens. ledger/owed-schema.ts says what the states mean.
 */

/**
 * Arrears that this month's adjustments decide: owed for the month that they correct, if they say which. And the month's
 * one-off grants, which are debts of this run alone; and final payments, owed to their payees.
 */
const DECIDED = `
  SELECT household_id, coalesce("month", $period) AS origin, 'ADJUSTMENT' AS kind, adjustment_id AS reference,
    'ADJUSTMENT' AS cause, reason, centimes, 1 AS opens, CAST(NULL AS VARCHAR) AS extended_to
  FROM adjustment WHERE kind = 'ARREARS'
  UNION ALL
  SELECT paid_to, coalesce("month", $period), 'ADJUSTMENT', adjustment_id, 'FINAL', reason, centimes, 1, NULL
  FROM adjustment WHERE kind = 'FINAL'
  UNION ALL
  SELECT household_id, $period, 'ADJUSTMENT', adjustment_id, 'ONE_OFF', reason, centimes, 1, NULL FROM one_off_due`;

/** The month's own amount is not what is owed, for a member may be paid elsewhere, or dead: it is computed when paid. */
const COMPUTED_WHEN_PAID = `'PERSON_ALREADY_PAID', 'DEATH_CONTRADICTED'`;

/** Debts that the ledger knows, and orders that came back since: `debt_at_hand`. */
export async function loadDebts(
  workspace: Workspace,
  { open, returned, recovered, contested }: DebtsAtHand,
): Promise<void> {
  await makeEmpty(workspace, debtAtHand);
  await append(workspace, debtAtHand, known(open));
  await append(workspace, debtAtHand, back(returned));
  await append(workspace, debtAtHand, undone(recovered));
  await workspace.createFrom('contested_order', { order_id: 'VARCHAR' }, ids(contested));
}

/** Adds this month's decided arrears to `debt_at_hand`, when table `adjustment` is made. */
export async function loadDecidedDebts(workspace: Workspace, period: Period): Promise<void> {
  await fill(workspace, debtAtHand, DECIDED, { period });
}

/** What the ledger says is owed. */
export type DebtsAtHand = {
  readonly open: Iterable<EnteredDebt>;
  /** Orders that came back and are no debts yet. */
  readonly returned: Iterable<UnpaidOrder>;
  /** Recovered for orders that came back after all: not owed back yet. */
  readonly recovered: Iterable<UndoneRecovery>;
  /** Orders of open debts that may have been paid: the answers contradict each other. */
  readonly contested: Iterable<string>;
};

function* ids(orders: Iterable<string>): Generator<{ order_id: string }> {
  for (const order of orders) yield { order_id: order };
}

type AtHand = TableRow<typeof debtAtHand>;

function* known(debts: Iterable<EnteredDebt>): Generator<AtHand> {
  for (const { beneficiary, extendedTo, ...rest } of debts)
    yield { ...rest, household_id: beneficiary, opens: 0, extended_to: extendedTo };
}

function* back(orders: Iterable<UnpaidOrder>): Generator<AtHand> {
  for (const one of orders)
    yield {
      household_id: one.beneficiary,
      origin: one.period,
      kind: 'ORDER',
      reference: one.orderId,
      cause: one.status,
      reason: one.reasonCode,
      centimes: one.centimes,
      opens: 1,
      extended_to: null,
    };
}

/** Owed back as decided arrears are: it never lapses. */
function* undone(recoveries: Iterable<UndoneRecovery>): Generator<AtHand> {
  for (const { recoveryId, householdId, period, recovered } of recoveries)
    yield {
      household_id: householdId,
      origin: period,
      kind: 'ADJUSTMENT',
      reference: recoveryId,
      cause: 'ADJUSTMENT',
      reason: RECOVERED_BACK,
      centimes: recovered,
      opens: 1,
      extended_to: null,
    };
}

/** The reason of what is owed back, beside those that people give of adjustments. */
const RECOVERED_BACK = 'recovered for an order that came back after all';

const CREATE_PAYABLE = 'CREATE TABLE payable (household_id VARCHAR, hid BIGINT)';

/** Households that the run pays and that have a debt; and who is paid whatever becomes of a household, under no `hid`. */
const PAYABLE = `
  INSERT INTO payable
  SELECT h.household_id, h.hid FROM household h JOIN decision d ON d.hid = h.hid
  WHERE d.decision = 'PAY' AND h.household_id IN (SELECT household_id FROM debt_at_hand)
  UNION ALL SELECT household_id, NULL FROM (${FINAL_PAYEES})`;

const CREATE_NOTHING_DUE = 'CREATE TABLE nothing_due (household_id VARCHAR)';

/**
 * Households to which nothing was due for the month, as a supplementary run finds: they are suspended or ineligible.
 * A household that is closed today may still be owed the month.
 */
const NOTHING_DUE = `
  INSERT INTO nothing_due
  SELECT h.household_id FROM household h JOIN decision d ON d.hid = h.hid
  WHERE (d.decision = 'SUSPENDED' OR d.decision = 'INELIGIBLE' AND d.reason NOT IN ('ALREADY_PAID', 'CLOSED'))
    AND h.household_id IN (SELECT household_id FROM debt_at_hand WHERE kind = 'MONTH' AND origin = $period)`;

/**
 * The outcome of each debt. An order that may have been paid stays open. A debt from before `$oldest` lapses, except
 * decided arrears, which never lapse, and what people extended. A final payment for a month ends what is owed for it. Any other debt is paid when its household is paid. A
 * supplementary run pays its month itself, or finds that nothing was due: the debt of that month is then cancelled.
 */
const DEBTS = `
  SELECT d.household_id, d.origin, d.kind, d.reference, d.cause, d.reason, d.centimes, d.opens = 1 AS opens,
    d.centimes IS NULL AS unknown, p.hid, CAST(NULL AS VARCHAR) AS composition,
    CASE WHEN d.kind = 'ORDER' AND d.reference IN (FROM contested_order) THEN 'OPEN'
      WHEN d.kind = 'MONTH' AND d.origin = $period AND d.household_id IN (FROM nothing_due) THEN 'CANCELLED'
      WHEN d.kind <> 'ADJUSTMENT' AND d.origin < $oldest AND coalesce(d.extended_to, '') < $period THEN 'LAPSED'
      WHEN d.kind <> 'ADJUSTMENT' AND ${PAID_FINALLY} THEN 'CANCELLED' WHEN p.household_id IS NULL THEN 'OPEN'
      WHEN d.kind = 'MONTH' AND d.origin = $period THEN 'CANCELLED' ELSE 'PAID' END AS state, d.extended_to
  FROM debt_at_hand d LEFT JOIN payable p ON p.household_id = d.household_id
  WHERE d.cause <> 'ONE_OFF' OR p.hid IS NOT NULL`;

/**
 * Open debts of residents: their orders may come back as well. Residents are decided on after households, so their
 * debts have no `hid`. A household_id may also begin with the mark: only persons once paid as residents count.
 */
const OWED_TO_RESIDENTS = `
  SELECT household_id AS beneficiary, origin, kind, reference FROM debt
  WHERE hid IS NULL AND kind = 'ORDER' AND state = 'OPEN' AND ${isMarkedSql('household_id')}
    AND reference NOT IN (FROM contested_order)
    AND ${personSql('household_id')} IN (SELECT person_id FROM resident_paid)`;

const PAID_TO_RESIDENTS = `
  UPDATE debt SET state = 'PAID'
  WHERE (household_id, origin, kind, reference) IN (SELECT (beneficiary, origin, kind, reference) FROM resident_debt)
    AND household_id IN (SELECT ${residentSql('person_id')} FROM resident_decision WHERE decision = 'PAY')`;

/** View `resident_debt`, which programmes/residents/candidates.ts reads: open debts that may be paid to a resident. */
export async function findResidentDebts(workspace: Workspace): Promise<void> {
  await make(workspace, residentDebt, OWED_TO_RESIDENTS);
}

/** Pays these debts to the residents that the run pays, and cancels what a closed household was owed for one of them. */
export async function payResidentDebts(workspace: Workspace, period: Period): Promise<void> {
  await workspace.run(PAID_TO_RESIDENTS);
  await workspace.run(CANCELLED_FOR_RESIDENTS, { period });
}

/** The month of a household that is closed now, and whose only living member is paid it as a resident. */
const CANCELLED_FOR_RESIDENTS = `
  UPDATE debt SET state = 'CANCELLED'
  WHERE kind = 'MONTH' AND origin = $period AND state = 'OPEN' AND household_id IN (
      SELECT paid_to FROM person_paid WHERE period = $period AND owed AND alone
        AND person_id IN (SELECT person_id FROM resident_decision WHERE decision = 'PAY'))
    AND household_id IN (SELECT household_id FROM register WHERE reason = 'CLOSED'
      AND household_id IN (SELECT paid_to FROM person_paid WHERE owed))`;

/** Months to be paid whose amounts are not known yet: they are computed from today's facts. */
const PAST_MONTHS = `
  SELECT hid, origin AS period FROM debt WHERE centimes IS NULL AND state = 'PAID'`;

/**
 * Decides the outcome of the debts, once households are decided on: makes table `debt`, and `past_month` for the
 * months whose amounts must be computed. Returns the number of rows in `past_month`.
 * @param monthsBack how many months before `period` may still be paid
 */
export async function decideDebts(workspace: Workspace, period: Period, monthsBack: number): Promise<number> {
  await workspace.run(CREATE_PAYABLE);
  await workspace.run(CREATE_NOTHING_DUE);
  if ((await countOf(workspace, debtAtHand.name)) > 0) {
    await workspace.run(PAYABLE);
    await workspace.run(NOTHING_DUE, { period });
  }
  await make(workspace, debt, DEBTS, { period, oldest: shiftPeriod(period, -monthsBack) });
  await make(workspace, pastMonth, PAST_MONTHS);
  return (await workspace.one('SELECT count(*) AS n FROM past_month')).count('n');
}

/**
 * Grants of a month that accrued and that a supplementary run now pays. They count as granted since the month
 * accrued, so the run cannot grant them again: it pays them as a debt of that month. Those that were freed since are
 * left out: another household was paid them.
 */
const ACCRUED_GRANTS = (lists: readonly string[]) => `
  SELECT d.household_id, d.origin, 'GRANTS' AS kind, '' AS reference, d.cause, d.reason, g.centimes, true AS opens,
    false AS unknown, d.hid, 'PAID' AS state
  FROM debt d JOIN (
    SELECT household_id, CAST(sum(amount) * 100 AS BIGINT) AS centimes FROM ${readParquet(lists)}
    WHERE standing = 'ACCRUED' AND (kind, year, person_id) NOT IN (
      SELECT (kind, year, person_id) FROM accrued_freed UNION ALL SELECT (kind, year, person_id) FROM grant_freed)
    GROUP BY household_id) g ON g.household_id = d.household_id
  WHERE d.kind = 'MONTH' AND d.state = 'CANCELLED' AND NOT d.unknown AND d.hid IS NOT NULL`;

type OfGrant = Pick<FreedGrant, 'kind' | 'year' | 'personId'>;

/**
 * Adds the accrued grants that a supplementary run pays to `debt`, those of table `grant_freed` left out.
 * @param lists paths of the lists of grants of the month's earlier runs
 * @param freed grants of these runs that are freed already
 */
export async function payAccruedGrants(
  workspace: Workspace,
  lists: readonly string[],
  freed: Iterable<OfGrant>,
): Promise<void> {
  await workspace.createFrom(
    'accrued_freed',
    { kind: 'VARCHAR', year: 'INTEGER', person_id: 'VARCHAR' },
    persons(freed),
  );
  await fill(workspace, debt, ACCRUED_GRANTS(lists), {}, [...OPENED, 'hid']);
}

function* persons(freed: Iterable<OfGrant>) {
  for (const { kind, year, personId } of freed) yield { kind, year, person_id: personId };
}

/**
 * A month whose amount turns out to be 0 is cancelled; one that waits stays open. Whether a row is looked for at all is said within the keys: beside
 * them, the engine compares every row of a LEFT JOIN with every other, and after a month that no run paid there are millions.
 */
const VALUED = `
  SELECT d.household_id, d.origin, d.kind, d.reference, d.cause, d.reason,
    CASE WHEN v.hid IS NULL THEN d.centimes WHEN NOT v.waits THEN v.centimes END AS centimes, d.opens, d.unknown, d.hid,
    CASE WHEN v.hid IS NULL THEN d.composition WHEN NOT v.waits THEN v.composition END AS composition,
    CASE WHEN v.hid IS NULL THEN d.state WHEN v.waits THEN 'OPEN' WHEN v.centimes = 0 THEN 'CANCELLED' ELSE 'PAID' END AS state, d.extended_to
  FROM debt_unvalued d LEFT JOIN (
    SELECT f.hid, f.period, f.waits, coalesce(p.centimes, 0) AS centimes, p.composition
    FROM past_facts f LEFT JOIN past_price p
      ON p.period = f.period AND p.letters = CASE WHEN f.eligible THEN f.letters END
  ) v ON v.period = d.origin AND v.hid = CASE WHEN d.unknown AND d.state = 'PAID' THEN d.hid END`;

/** Gives the months of `past_month` their amounts, from tables `past_facts` and `past_price`. */
export async function valuePastMonths(workspace: Workspace): Promise<void> {
  await workspace.run('ALTER TABLE debt RENAME TO debt_unvalued');
  await make(workspace, debt, VALUED);
  await workspace.run('DROP TABLE debt_unvalued');
  const row = await workspace.one(`SELECT count(*) AS n FROM debt WHERE centimes IS NULL AND state = 'PAID'`);
  invariant(row.count('n') === 0, () => `${row.count('n')} months to be paid have no amount`);
}

/** The columns of a debt that the run opens. */
const OPENED = [
  'household_id',
  'origin',
  'kind',
  'reference',
  'cause',
  'reason',
  'centimes',
  'opens',
  'unknown',
  'state',
] as const;

/**
 * Months that accrue, with their amount or without one; also for households whose row cannot be read. What of a month
 * was paid elsewhere is asked when it is paid.
 */
const ACCRUED = `
  SELECT household_id, $period AS origin, 'MONTH' AS kind, '' AS reference, cause, reason, centimes, true AS opens,
    centimes IS NULL AS unknown, 'OPEN' AS state FROM (
    SELECT household_id, decision AS cause, reason, CAST(100 * entitlement AS BIGINT) AS centimes
    FROM register WHERE hid IN (FROM accruing)
    UNION ALL
    SELECT household_id, 'HELD', CAST(reason AS VARCHAR), NULL FROM assessed
    WHERE decision = 'HELD' AND (amount = 'none' OR reason IN (${COMPUTED_WHEN_PAID}))
      AND household_id NOT IN (FROM owed_for_month)
    UNION ALL
    SELECT household_id, 'QUARANTINED', 'HOUSEHOLD_ROW_INVALID', NULL FROM unreadable_household
    WHERE household_id NOT IN (FROM owed_for_month) AND household_id NOT IN (FROM already_paid)
  ) WHERE centimes IS DISTINCT FROM 0
  ORDER BY household_id`;

/** Households whose amount is known and not paid out: the month accrues, and so do its grants. */
const ACCRUING = `
  SELECT hid FROM assessed
  WHERE decision IN ('BLOCKED', 'HELD') AND amount = 'own' AND reason NOT IN (${COMPUTED_WHEN_PAID}) AND household_id NOT IN (FROM owed_for_month)`;

/**
 * Adds the months that this run does not pay out to `debt`; needs table `register`. Suspended and ineligible
 * households are owed nothing for the month.
 */
export async function accrue(workspace: Workspace, period: Period): Promise<void> {
  await make(workspace, accruing, ACCRUING);
  await fill(workspace, debt, ACCRUED, { period }, OPENED);
}

/** The debts as they are at the end of the run, if it is released: sums in centimes. */
export type DebtFigures = DebtMovement & {
  readonly start: number;
  readonly end: number;
  /** Months still owed whose amounts are not known yet. */
  readonly unknownMonths: number;
};

const FIGURES = `
  SELECT ${Object.entries({
    start: 'NOT opens AND NOT unknown',
    accrued: `kind IN ('MONTH', 'GRANTS') AND (opens OR unknown)`,
    returned: `kind = 'ORDER' AND opens`,
    adjustments: `kind = 'ADJUSTMENT' AND opens`,
    paid: `state = 'PAID'`,
    cancelled: `state IN ('LAPSED', 'CANCELLED', 'MOVED')`,
    end: `state = 'OPEN'`,
  })
    .map(([name, which]) => `CAST(coalesce(sum(centimes) FILTER (${which}), 0) AS BIGINT) AS owed_${name}`)
    .join(', ')}, count(*) FILTER (state = 'OPEN' AND centimes IS NULL) AS unknown_months
  FROM debt`;

/** Sums of table `debt`. Crashes unless end = start + accrued + returned + adjustments − paid − cancelled. */
export async function debtFigures(workspace: Workspace): Promise<DebtFigures> {
  const row = await workspace.one(FIGURES);
  const sum = (name: string) => row.count(`owed_${name}`);
  const figures = {
    start: sum('start'),
    accrued: sum('accrued'),
    returned: sum('returned'),
    adjustments: sum('adjustments'),
    paid: sum('paid'),
    cancelled: sum('cancelled'),
    end: sum('end'),
    unknownMonths: row.count('unknown_months'),
  };
  const { start, accrued, returned: back, adjustments, paid, cancelled, end } = figures;
  invariant(
    end === start + accrued + back + adjustments - paid - cancelled,
    () => `owed: ${start} + ${accrued} + ${back} + ${adjustments} − ${paid} − ${cancelled} ≠ ${end} centimes`,
  );
  return figures;
}

/** One-off grants that the run pays, in centimes. */
export async function oneOffGrants(workspace: Workspace): Promise<number> {
  const row = await workspace.one(
    `SELECT CAST(coalesce(sum(centimes), 0) AS BIGINT) AS n FROM debt WHERE cause = 'ONE_OFF' AND state = 'PAID'`,
  );
  return row.count('n');
}

const CLAIMS = (orders: OrderIds) => `
  SELECT d.household_id, d.origin, d.kind, d.reference, cause, reason,
    CAST(centimes + coalesce(m.moved, 0) AS VARCHAR) AS centimes, coalesce(m.moved, 0) AS moved,
    CAST(opens AS INTEGER) AS opens, state, CASE state WHEN 'PAID' THEN ${orderIdSql(orders, 'd.household_id')} END AS order_id
  FROM debt d LEFT JOIN (
    SELECT household_id, origin, kind, reference, centimes AS moved FROM debt WHERE state = 'MOVED') m
    ON m.household_id = d.household_id AND m.origin = d.origin AND m.kind = d.kind AND m.reference = d.reference
  WHERE state <> 'MOVED' AND (opens OR state <> 'OPEN' OR m.moved > 0)
  ORDER BY d.household_id, d.origin, d.kind, d.reference`;

/** Yields what the run does to each debt, for the ledger: by beneficiary, month, kind and reference; amounts in centimes. */
export async function* debtClaims(workspace: Workspace, orders: OrderIds): AsyncGenerator<DebtClaim> {
  for await (const row of workspace.stream(CLAIMS(orders))) {
    const centimes = row.textOrNull('centimes');
    yield {
      beneficiary: row.text('household_id'),
      origin: row.text('origin'),
      kind: row.text('kind') as DebtClaim['kind'],
      reference: row.text('reference'),
      cause: row.text('cause') as DebtClaim['cause'],
      reason: row.text('reason'),
      centimes: centimes === null ? null : Number(centimes),
      opens: row.count('opens') === 1,
      state: row.text('state') as DebtClaim['state'],
      orderId: row.textOrNull('order_id'),
      movedCentimes: row.count('moved'),
    };
  }
}
