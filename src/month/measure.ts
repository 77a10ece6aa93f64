import type { DecisionCount } from '../archive/manifest.js';
import type { ProviderFile } from '../banks/orders/orders.js';
import { invariant } from '../domain/errors.js';
import { amount, countToPeople, sum, toPeople, toText } from '../domain/money.js';
import { HOLD_REASONS } from '../domain/return-reasons.js';
import { type BridgeEntry, bridge } from '../programmes/families/reconcile.js';
import { sumText, text, type Workspace } from '../workspace/duckdb.js';

/** The month's figures, and the identities that bind them: one that does not hold is a defect and crashes. */
export type Figures = {
  readonly decisions: readonly DecisionCount[];
  readonly assessed: number;
  readonly families: number;
  readonly held: number;
  readonly entitlement: string;
  readonly arrears: string;
  readonly recovery: string;
  readonly net: string;
  /** The net without grants, today's and the prior run's. */
  readonly monthly: string;
  readonly priorMonthly: string;
  readonly orders: number;
  readonly rowsQuarantined: number;
  readonly lostToData: number;
  readonly reappeared: number;
  readonly bridge: readonly BridgeEntry[];
  readonly identities: { readonly partition: string; readonly bridge: string; readonly decisions: string };
};

const DECISIONS = `
  SELECT decision, reason, count(*) AS households,
    ${sumText('entitlement')} AS entitlement
  FROM register GROUP BY decision, reason ORDER BY decision, reason`;

const TOTALS = `
  SELECT count(*) AS families,
    ${sumText('net - grants')} AS monthly,
    (SELECT ${sumText('net - grants')} FROM prior) AS prior_monthly,
    ${['entitlement', 'arrears', 'recovery', 'net']
      .map((column) => `${sumText(column)} AS ${column}`)
      .join(', ')}
  FROM register WHERE decision = 'PAY'`;

/** The register is in order, so a household that stands twice is not after the row before it. */
const REPEATED = `
  SELECT count(*) AS n FROM (SELECT household_id <= lag(household_id) OVER () AS repeated FROM register)
  WHERE repeated`;

const BY_PROVIDER = `
  SELECT provider, count(*) AS orders, ${sumText('net')} AS net
  FROM register WHERE decision = 'PAY' GROUP BY provider ORDER BY provider`;

const QUARANTINED = `
  SELECT count(*) FILTER (kind = 'households') AS households, count(*) FILTER (kind = 'members') AS members
  FROM (SELECT DISTINCT kind, file, line FROM quarantine)`;

/** Rows that stand for a household, or repeat one: with the quarantined, every household row read. */
const HOUSEHOLD_ROWS = `
  SELECT (SELECT count(*) FROM register) AS assessed,
    (SELECT count(*) FROM sidelined_row WHERE why = 'DUPLICATE_HOUSEHOLD') AS repeated`;

/** Members of assessed households, and of those whose own row cannot be read. */
const MEMBER_ROWS = `
  SELECT (SELECT count(*) FROM member) AS assessed, (SELECT rows FROM unassessed_members) AS unassessed`;

/** Held for what institutions said of earlier orders is not held for the month's data. */
const LOST = `
  SELECT count(*) AS n FROM prior p
  WHERE p.household_id IN (SELECT household_id FROM register
      WHERE decision = 'HELD' AND reason NOT IN (${HOLD_REASONS.map(text).join(', ')}))
    OR p.household_id IN (FROM unreadable_household)`;

const REAPPEARED = `
  SELECT count(*) AS n FROM register
  WHERE decision = 'PAY' AND household_id IN (FROM closed_before)`;

export async function measure(
  workspace: Workspace,
  files: readonly ProviderFile[],
  rows: { readonly households: number; readonly members: number },
): Promise<Figures> {
  const decisions = (await workspace.select(DECISIONS)).map((row) => ({
    decision: row.text('decision'),
    reason: row.text('reason'),
    households: row.count('households'),
    entitlement: row.text('entitlement'),
  }));
  const totals = await workspace.one(TOTALS);
  const families = totals.count('families');
  const net = totals.text('net');
  const quarantined = await workspace.one(QUARANTINED);
  const entries = await bridge(workspace);
  const held = decisions.filter((one) => one.decision === 'HELD').reduce((n, one) => n + one.households, 0);
  return {
    decisions,
    assessed: decisions.reduce((n, one) => n + one.households, 0),
    families,
    held,
    entitlement: totals.text('entitlement'),
    arrears: totals.text('arrears'),
    recovery: totals.text('recovery'),
    net,
    monthly: totals.text('monthly'),
    priorMonthly: totals.text('prior_monthly'),
    orders: files.reduce((n, file) => n + file.orders, 0),
    rowsQuarantined: quarantined.count('households') + quarantined.count('members'),
    lostToData: (await workspace.one(LOST)).count('n'),
    reappeared: (await workspace.one(REAPPEARED)).count('n'),
    bridge: entries,
    identities: {
      partition: await assertPartition(workspace, files, families, net),
      bridge: assertBridge(entries, net),
      decisions: await assertDecisions(workspace, rows, {
        households: quarantined.count('households'),
        members: quarantined.count('members'),
      }),
    },
  };
}

/** Every PAY household in exactly one order file; files = register, institution by institution. */
async function assertPartition(
  workspace: Workspace,
  files: readonly ProviderFile[],
  families: number,
  net: string,
): Promise<string> {
  const repeated = (await workspace.one(REPEATED)).count('n');
  invariant(repeated === 0, () => `${repeated} households stand twice in the register, or out of order`);
  let written = 0;
  for (const row of await workspace.select(BY_PROVIDER)) {
    const own = files.filter((file) => file.provider === row.text('provider'));
    const orders = own.reduce((n, file) => n + file.orders, 0);
    const centimes = own.reduce((n, file) => n + file.centimes, 0);
    invariant(
      orders === row.count('orders') && amount(row.text('net')).times(100).equals(centimes),
      () =>
        `${row.text('provider')}: files hold ${orders} orders of ${centimes} centimes, the register ${row.count('orders')} of ${row.text('net')}`,
    );
    written += orders;
  }
  invariant(written === families, () => `${families} households to pay, ${written} orders in the files`);
  return `${countToPeople(written)} orders of ${toPeople(net)}: files = index = register`;
}

/** Prior total + the seven lines = current total, to the centime. */
function assertBridge(entries: readonly BridgeEntry[], net: string): string {
  const moved = sum(entries.slice(0, -1).map((entry) => amount(entry.amount)));
  const current = entries.at(-1);
  invariant(
    current !== undefined && moved.equals(amount(current.amount)) && moved.equals(amount(net)),
    () => `bridge: prior + effects = ${toText(moved)}, current ${current?.amount}, register ${net}`,
  );
  return `prior ${toPeople(entries[0]?.amount ?? '0')} + effects = current ${toPeople(net)}`;
}

/** Every row read was assessed or quarantined. */
async function assertDecisions(
  workspace: Workspace,
  rows: { readonly households: number; readonly members: number },
  quarantined: { readonly households: number; readonly members: number },
): Promise<string> {
  const households = await workspace.one(HOUSEHOLD_ROWS);
  const assessed = households.count('assessed') + households.count('repeated');
  invariant(
    assessed + quarantined.households === rows.households,
    () =>
      `households: ${assessed} assessed + ${quarantined.households} quarantined ≠ ${rows.households} read`,
  );
  const members = await workspace.one(MEMBER_ROWS);
  const counted = members.count('assessed') + members.count('unassessed');
  invariant(
    counted + quarantined.members === rows.members,
    () => `members: ${counted} counted + ${quarantined.members} quarantined ≠ ${rows.members} read`,
  );
  return `assessed + quarantined = read: ${countToPeople(rows.households)} household rows, ${countToPeople(rows.members)} member rows`;
}
