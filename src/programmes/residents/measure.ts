import type { ProviderFile } from '../../banks/orders/orders.js';
import { invariant } from '../../domain/errors.js';
import { amount, countToPeople, sum, toPeople, toText } from '../../domain/money.js';
import { sumText, type Workspace } from '../../workspace/duckdb.js';
import { type ResidentBridgeEntry, residentBridge } from './reconcile.js';

/** The residents' month in figures, and the identities that bind them. Amounts are text in dirhams. */
export type ResidentFigures = {
  readonly decisions: readonly {
    readonly decision: string;
    readonly reason: string;
    readonly residents: number;
    readonly entitlement: string;
  }[];
  readonly rows: number;
  readonly quarantined: number;
  readonly assessed: number;
  readonly held: number;
  /** Paid by the prior run and today unreadable or held. */
  readonly lostToData: number;
  readonly paid: number;
  readonly paidBefore: number;
  readonly totals: ResidentTotals;
  /** The month's aid without the one-off capital, and the prior run's. */
  readonly monthly: string;
  readonly priorMonthly: string;
  readonly bridge: readonly ResidentBridgeEntry[];
  readonly identities: { readonly partition: string; readonly bridge: string; readonly decisions: string };
};

export type ResidentTotals = {
  readonly monthly_aid: string;
  readonly capital_topup: string;
  readonly entitlement: string;
  readonly arrears: string;
  readonly recovery: string;
  readonly net: string;
  readonly orders: number;
};

const total = (column: string) => `${sumText(column)} AS ${column}`;

const DECISIONS = `
  SELECT decision, reason, count(*) AS residents, ${total('entitlement')}
  FROM resident_register GROUP BY decision, reason ORDER BY decision, reason`;

const SUMS = ['monthly_aid', 'capital_topup', 'entitlement', 'arrears', 'recovery', 'net'] as const;

const TOTALS = `
  SELECT count(*) AS paid, count(order_id) AS orders, ${SUMS.map(total).join(', ')}
  FROM resident_register WHERE decision = 'PAY'`;

const BEFORE = `SELECT count(*) AS paid, ${total('monthly_aid')} FROM prior_resident`;

const QUARANTINED = `
  SELECT count(*) AS n FROM (SELECT DISTINCT file, line FROM quarantine WHERE kind = 'residents')`;

const LOST = `
  SELECT count(*) AS n FROM prior_resident p
  WHERE p.person_id IN (SELECT person_id FROM resident_register WHERE decision = 'HELD')
    OR p.person_id IN (FROM unreadable_resident)`;

/** Good rows that repeat a resident: with the assessed and the quarantined, every row read. */
const REPEATED = `
  SELECT CAST(coalesce(sum(rows - 1), 0) AS BIGINT) AS n FROM (
    SELECT count(*) AS rows FROM resident_row
    WHERE faults = 0 AND person_id IN (SELECT person_id FROM duplicate_resident) GROUP BY person_id)`;

const BY_PROVIDER = `
  SELECT provider, count(*) AS orders, ${total('net')}
  FROM resident_register WHERE order_id IS NOT NULL GROUP BY provider ORDER BY provider`;

/** An order_id of a resident that a household bears too: the decision table leaves none. */
const TAKEN = `
  SELECT count(*) AS n FROM resident_register r JOIN register h ON h.order_id = r.order_id`;

export async function measureResidents(
  workspace: Workspace,
  files: readonly ProviderFile[],
  rows: number,
  territoryNet: string,
): Promise<ResidentFigures> {
  const decisions = (await workspace.select(DECISIONS)).map((row) => ({
    decision: row.text('decision'),
    reason: row.text('reason'),
    residents: row.count('residents'),
    entitlement: row.text('entitlement'),
  }));
  const count = (of: readonly { readonly residents: number }[]) =>
    of.reduce((n, one) => n + one.residents, 0);
  const sums = await workspace.one(TOTALS);
  const text = (column: (typeof SUMS)[number]) => sums.text(column);
  const totals: ResidentTotals = {
    monthly_aid: text('monthly_aid'),
    capital_topup: text('capital_topup'),
    entitlement: text('entitlement'),
    arrears: text('arrears'),
    recovery: text('recovery'),
    net: text('net'),
    orders: sums.count('orders'),
  };
  const before = await workspace.one(BEFORE);
  const bridge = await residentBridge(workspace);
  const quarantined = (await workspace.one(QUARANTINED)).count('n');
  const assessed = count(decisions);
  return {
    decisions,
    rows,
    quarantined,
    assessed,
    held: count(decisions.filter((one) => one.decision === 'HELD')),
    lostToData: (await workspace.one(LOST)).count('n'),
    paid: sums.count('paid'),
    paidBefore: before.count('paid'),
    totals,
    monthly: totals.monthly_aid,
    priorMonthly: before.text('monthly_aid'),
    bridge,
    identities: {
      partition: await assertPartition(workspace, files, totals, territoryNet),
      bridge: assertBridge(bridge, totals.net),
      decisions: await assertDecisions(workspace, rows, assessed, quarantined),
    },
  };
}

/** Every resident with an amount to pay in exactly one order file, under a reference of its own. */
async function assertPartition(
  workspace: Workspace,
  files: readonly ProviderFile[],
  totals: ResidentTotals,
  territoryNet: string,
): Promise<string> {
  const { net, orders } = totals;
  invariant(amount(territoryNet).equals(amount(net)), () => `territory ${territoryNet} ≠ residents ${net}`);
  const taken = (await workspace.one(TAKEN)).count('n');
  invariant(taken === 0, () => `${taken} residents bear the order_id of a household`);
  let written = 0;
  for (const row of await workspace.select(BY_PROVIDER)) {
    const own = files.filter((file) => file.provider === row.text('provider'));
    const held = own.reduce((n, file) => n + file.orders, 0);
    const centimes = own.reduce((n, file) => n + file.centimes, 0);
    invariant(
      held === row.count('orders') && amount(row.text('net')).times(100).equals(centimes),
      () =>
        `${row.text('provider')}: files hold ${held} residents' orders of ${centimes} centimes, the register ${row.count('orders')} of ${row.text('net')}`,
    );
    written += held;
  }
  invariant(
    written === orders && files.reduce((n, file) => n + file.orders, 0) === orders,
    () => `${orders} residents to pay, ${written} orders in the files`,
  );
  return `${countToPeople(written)} orders of ${toPeople(net)}: files = index = register`;
}

function assertBridge(entries: readonly ResidentBridgeEntry[], net: string): string {
  const moved = sum(entries.slice(0, -1).map((entry) => amount(entry.amount)));
  const current = entries.at(-1)?.amount ?? '';
  invariant(
    moved.equals(amount(current)) && moved.equals(amount(net)),
    () => `bridge of residents: prior + effects = ${toText(moved)}, current ${current}, register ${net}`,
  );
  return `prior ${toPeople(entries[0]?.amount ?? '0')} + effects = current ${toPeople(net)}`;
}

async function assertDecisions(
  workspace: Workspace,
  rows: number,
  assessed: number,
  quarantined: number,
): Promise<string> {
  const repeated = (await workspace.one(REPEATED)).count('n');
  invariant(
    assessed + repeated + quarantined === rows,
    () =>
      `residents: ${assessed} assessed + ${repeated} repeated + ${quarantined} quarantined ≠ ${rows} read`,
  );
  return `assessed + quarantined = read: ${countToPeople(rows)} resident rows`;
}
