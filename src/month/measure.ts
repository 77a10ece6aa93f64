import type { ProviderFile } from '../banks/orders/orders.js';
import { invariant } from '../domain/errors.js';
import { amount, countToPeople, sum, toPeople, toText } from '../domain/money.js';
import type { Programme } from '../programmes/programme.js';
import type { Kind } from '../registry/columns.js';
import { sumText, text, type Workspace } from '../workspace/duckdb.js';
import { type BridgeEntry, bridge } from './reconcile.js';
import type { ProvinceFigures } from './territory.js';

/**
 * A programme's month in figures, and the identities that bind them: one that does not hold is a defect and crashes.
 * Amounts are text in dirhams.
 */
export type Figures = {
  readonly decisions: readonly {
    readonly decision: string;
    readonly reason: string;
    readonly assessed: number;
    /** Sum of the known entitlements: what is at stake. */
    readonly entitlement: string;
  }[];
  /** Rows of its extract: read, and in quarantine. */
  readonly rows: Readonly<Partial<Record<Kind, number>>>;
  readonly rowsQuarantined: number;
  readonly assessed: number;
  readonly held: number;
  /** Paid by the prior run and today unreadable or held for the month's data. */
  readonly lostToData: number;
  readonly paid: number;
  readonly paidBefore: number;
  /** Of those paid: by component, and in all. */
  readonly totals: Readonly<Record<string, string>> & {
    readonly entitlement: string;
    readonly arrears: string;
    readonly recovery: string;
    readonly net: string;
  };
  readonly orders: number;
  /** What is paid without what has its season, today's and the prior run's. */
  readonly monthly: string;
  readonly priorMonthly: string;
  readonly bridge: readonly BridgeEntry[];
  /** In words, what each identity added up to. */
  readonly identities: { readonly partition: string; readonly bridge: string; readonly decisions: string };
};

/** What a programme is measured by, beside its tables. */
export type Measured = {
  /** Its order files. */
  readonly files: readonly ProviderFile[];
  /** Rows read of a kind of file. */
  readonly rowsOf: (kind: Kind) => number;
  readonly provinces: ReadonlyMap<string, ProvinceFigures>;
};

const total = (expression: string, name = expression) => `${sumText(expression)} AS ${name}`;

const SUMS = ['entitlement', 'arrears', 'recovery', 'net'] as const;

/** Measures a programme whose register, orders and reconciliation are made. @param earlier programmes before it */
export async function measure(
  workspace: Workspace,
  programme: Programme,
  earlier: readonly Programme[],
  measured: Measured,
): Promise<Figures> {
  const { tables, seasonless } = programme;
  const decisions = (
    await workspace.select(`
      SELECT decision, reason, count(*) AS assessed, ${total('entitlement')}
      FROM ${tables.register.name} GROUP BY decision, reason ORDER BY decision, reason`)
  ).map((row) => ({
    decision: row.text('decision'),
    reason: row.text('reason'),
    assessed: row.count('assessed'),
    entitlement: row.text('entitlement'),
  }));
  const columns = [...programme.components.map((one) => one.column), ...SUMS];
  const sums = await workspace.one(`
    SELECT count(*) AS paid, ${total(seasonless, 'monthly')}, ${columns.map((column) => total(column)).join(', ')}
    FROM ${tables.register.name} WHERE decision = 'PAY'`);
  const before = await workspace.one(
    `SELECT count(*) AS paid, ${total(seasonless, 'monthly')} FROM ${tables.prior.name}`,
  );
  const totals = {
    ...Object.fromEntries(columns.map((column) => [column, sums.text(column)])),
    entitlement: sums.text('entitlement'),
    arrears: sums.text('arrears'),
    recovery: sums.text('recovery'),
    net: sums.text('net'),
  };
  const count = (of: typeof decisions) => of.reduce((n, one) => n + one.assessed, 0);
  const rows = Object.fromEntries(programme.accounted.map(({ kind }) => [kind, measured.rowsOf(kind)]));
  const quarantined = await quarantinedRows(workspace, programme);
  const entries = await bridge(workspace, programme);
  const partition = await assertPartition(workspace, programme, earlier, measured, totals.net);
  return {
    decisions,
    rows,
    rowsQuarantined: [...quarantined.values()].reduce((n, one) => n + one, 0),
    assessed: count(decisions),
    held: count(decisions.filter((one) => one.decision === 'HELD')),
    lostToData: (await workspace.one(lost(programme))).count('n'),
    paid: sums.count('paid'),
    paidBefore: before.count('paid'),
    totals,
    orders: measured.files.reduce((n, file) => n + file.orders, 0),
    monthly: sums.text('monthly'),
    priorMonthly: before.text('monthly'),
    bridge: entries,
    identities: {
      partition,
      bridge: assertBridge(programme, entries, totals.net),
      decisions: await assertDecisions(workspace, programme, measured, quarantined),
    },
  };
}

/** Rows of the extract in quarantine, by kind of file. */
async function quarantinedRows(workspace: Workspace, programme: Programme): Promise<Map<Kind, number>> {
  const kinds = programme.accounted.map((one) => one.kind);
  const row = await workspace.one(`
    SELECT ${kinds.map((kind) => `count(*) FILTER (kind = ${text(kind)}) AS ${kind}`).join(', ')}
    FROM (SELECT DISTINCT kind, file, line FROM quarantine)`);
  return new Map(kinds.map((kind) => [kind, row.count(kind)]));
}

/** Held for what institutions said of earlier orders is not held for the month's data. */
function lost({ beneficiary, tables, reasonsNotOfData }: Programme): string {
  const id = beneficiary.column;
  const reasons = reasonsNotOfData.map(text).join(', ');
  return `
    SELECT count(*) AS n FROM ${tables.prior.name} p
    WHERE p.${id} IN (SELECT ${id} FROM ${tables.register.name}
        WHERE decision = 'HELD' ${reasons === '' ? '' : `AND reason NOT IN (${reasons})`})
      OR p.${id} IN (FROM ${tables.unreadable})`;
}

/** Whoever is paid is in exactly one order file, under a reference of its own; files = register, by institution. */
async function assertPartition(
  workspace: Workspace,
  { beneficiary, tables, payable }: Programme,
  earlier: readonly Programme[],
  { files, provinces }: Measured,
  net: string,
): Promise<string> {
  const { column, plural } = beneficiary;
  const byProvince = toText(sum([...provinces.values()].map((one) => amount(one.net))));
  invariant(byProvince === net, () => `${plural}: provinces add up to ${byProvince}, the register to ${net}`);
  // The register is in order, so one that is listed twice is not after the row before it.
  const repeated = await workspace.one(`
    SELECT count(*) AS n FROM (SELECT ${column} <= lag(${column}) OVER () AS repeated FROM ${tables.register.name})
    WHERE repeated`);
  invariant(
    repeated.count('n') === 0,
    () => `${repeated.count('n')} ${plural} stand twice in the register, or out of order`,
  );
  for (const other of earlier) {
    const taken = await workspace.one(`
      SELECT count(*) AS n FROM ${tables.register.name} r JOIN ${other.tables.register.name} o ON o.order_id = r.order_id`);
    invariant(
      taken.count('n') === 0,
      () => `${taken.count('n')} ${plural} bear the order_id of ${other.beneficiary.plural}`,
    );
  }
  let written = 0;
  let payees = 0;
  for (const row of await workspace.select(`
    SELECT provider, count(*) AS orders, ${total('net')}
    FROM ${tables.register.name} WHERE ${payable} GROUP BY provider ORDER BY provider`)) {
    const own = files.filter((file) => file.provider === row.text('provider'));
    const orders = own.reduce((n, file) => n + file.orders, 0);
    const centimes = own.reduce((n, file) => n + file.centimes, 0);
    invariant(
      orders === row.count('orders') && amount(row.text('net')).times(100).equals(centimes),
      () =>
        `${row.text('provider')}: files of ${plural} hold ${orders} orders of ${centimes} centimes, the register ${row.count('orders')} of ${row.text('net')}`,
    );
    written += orders;
    payees += row.count('orders');
  }
  const inFiles = files.reduce((n, file) => n + file.orders, 0);
  invariant(
    written === payees && inFiles === payees,
    () => `${payees} ${plural} to pay, ${inFiles} orders in the files`,
  );
  return `${countToPeople(written)} orders of ${toPeople(net)}: files = index = register`;
}

/** Prior total + the seven lines = current total, to the centime. */
function assertBridge({ code }: Programme, entries: readonly BridgeEntry[], net: string): string {
  const moved = sum(entries.slice(0, -1).map((entry) => amount(entry.amount)));
  const current = entries.at(-1);
  invariant(
    current !== undefined && moved.equals(amount(current.amount)) && moved.equals(amount(net)),
    () =>
      `bridge of ${code}: prior + effects = ${toText(moved)}, current ${current?.amount}, register ${net}`,
  );
  return `prior ${toPeople(entries[0]?.amount ?? '0')} + effects = current ${toPeople(net)}`;
}

/** Every row read is accounted for, or in quarantine. */
async function assertDecisions(
  workspace: Workspace,
  { accounted }: Programme,
  { rowsOf }: Measured,
  quarantined: ReadonlyMap<Kind, number>,
): Promise<string> {
  const said: string[] = [];
  for (const { kind, noun, rows } of accounted) {
    const counted = (await workspace.one(rows)).count('n');
    const [bad, read] = [quarantined.get(kind) ?? 0, rowsOf(kind)];
    invariant(
      counted + bad === read,
      () => `${kind}: ${counted} counted + ${bad} quarantined ≠ ${read} read`,
    );
    said.push(`${countToPeople(read)} ${noun} rows`);
  }
  return `assessed + quarantined = read: ${said.join(', ')}`;
}
