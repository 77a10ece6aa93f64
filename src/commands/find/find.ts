import { openRun, type SealedRun, sealedFile, sealedTable } from '../../archive/open-run.js';
import { readLedger } from '../../archive/with-ledger.js';
import { latin } from '../../banks/orders/latin.js';
import { personOf, residentSql } from '../../domain/beneficiary.js';
import { OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { isBlank } from '../../domain/printable.js';
import { accountDigestSql } from '../../domain/rib.js';
import type { LedgerRun, RunState } from '../../ledger/run-table.js';
import { readParquet, readPath, Workspace } from '../../workspace/duckdb.js';

/** What is asked: a text, and the months to look in. */
export type Search = {
  readonly text: string;
  readonly out: string;
  /** Null: the newest month that has a run. */
  readonly period: Period | null;
  /** All months, the newest first; then `period` is null. */
  readonly everyMonth: boolean;
};

/** What a text was found as. */
export type FoundAs = 'HOUSEHOLD' | 'RESIDENT' | 'PERSON' | 'ORDER' | 'ACCOUNT' | 'NAME';

/** A beneficiary of a run that the text names. Amounts are text in dirhams; null where they are not known. */
export type Found = {
  readonly period: Period;
  readonly runId: string;
  readonly state: RunState;
  /** Another system paid it: there is no more to be said. */
  readonly opening: boolean;
  readonly as: FoundAs;
  /** A household_id, or R- and the person_id of a resident. */
  readonly beneficiary: string;
  readonly decision: string;
  readonly reason: string;
  readonly entitlement: string | null;
  readonly net: string;
  readonly orderId: string | null;
};

export type Findings = {
  readonly looked: readonly LedgerRun[];
  readonly found: readonly Found[];
  readonly more: number;
};

/** So many are shown; the others are counted. */
export const MOST_FOUND = 50;
/** A name is looked for when it has so many letters. */
const SHORTEST_NAME = 3;

/**
 * Looks for a household, person, order, account or name in the sealed folders of a month's runs, released or not.
 * A household, person or order by its whole id; an account as RIB or IBAN; a name, or a part of one, in any case and
 * with or without accents, as the order files have it. Throws OperatorError for a text of which nothing is seen, and for a
 * month without a run.
 */
export async function findText(search: Search): Promise<Findings> {
  const text = search.text.trim();
  if (isBlank(text)) throw new OperatorError('find: give a household, a person, an order, a RIB or a name');
  const looked = await readLedger(search.out, (ledger) => chosen(ledger.runs(), search));
  return Workspace.scratch('find', { memory: '1GB', threads: 2 }, async (workspace) => {
    const found: Found[] = [];
    for (const run of looked) found.push(...(await findIn(workspace, search.out, run, text)));
    return { looked, found: found.slice(0, MOST_FOUND), more: Math.max(0, found.length - MOST_FOUND) };
  });
}

/** The runs of the months asked for that have a folder, the newest month first. */
function chosen(all: readonly LedgerRun[], { out, period, everyMonth }: Search): LedgerRun[] {
  const runs = all.filter((run) => run.state === 'RELEASED' || run.state === 'HELD');
  const months = [...new Set(runs.map((run) => run.period))].sort().reverse();
  if (months.length === 0) throw new OperatorError(`${out}: no run yet; sarf runs lists what there is`);
  if (period !== null && !months.includes(period))
    throw new OperatorError(
      `--period: ${period} has no run; there is one of ${months.toReversed().join(', ')}`,
    );
  const asked = everyMonth ? months : [period ?? months[0]];
  return asked.flatMap((month) => runs.filter((run) => run.period === month));
}

async function findIn(workspace: Workspace, out: string, run: LedgerRun, text: string): Promise<Found[]> {
  const sealed = openRun(out, run, { as: 'the run', proof: 'size' });
  const paid = await beneficiaries(sealed);
  const hits = await hitsIn(sealed, paid, text);
  const rows = await workspace.select(
    `WITH hit AS MATERIALIZED (${hits.join(' UNION ALL ')})
    SELECT hit.found_as, e.* FROM hit JOIN (${everybody(paid, 'who IN (SELECT who FROM hit)')}) e ON e.who = hit.who
    ORDER BY e.who, hit.found_as`,
    { text, person: personOf(text) ?? text, digits: accountOf(text) ?? '' },
  );
  const found = rows.map((row) => foundIn(run, row));
  const named = found.length > 0 ? [] : await ordersNaming(workspace, sealed, text);
  if (named.length === 0) return found;
  await workspace.createFrom(
    'named_order',
    { order_id: 'VARCHAR' },
    named.map((order_id) => ({ order_id })),
  );
  const byName = await workspace.select(
    `SELECT 'NAME' AS found_as, e.* FROM (${everybody(paid, 'order_id IN (FROM named_order)')}) e ORDER BY who`,
  );
  return byName.map((row) => foundIn(run, row));
}

type Cells = { text(name: string): string; textOrNull(name: string): string | null };

function foundIn(run: LedgerRun, row: Cells): Found {
  return {
    period: run.period,
    runId: run.runId,
    state: run.state,
    opening: run.kind === 'opening',
    as: row.text('found_as') as FoundAs,
    beneficiary: row.text('who'),
    decision: row.text('decision'),
    reason: row.text('reason'),
    entitlement: row.textOrNull('entitlement'),
    net: row.text('net'),
    orderId: row.textOrNull('order_id'),
  };
}

/** A file of the run with a beneficiary a row: SQL of who it is, of the reason, and of the rows that have accounts. */
type Paid = {
  readonly as: 'HOUSEHOLD' | 'RESIDENT';
  readonly rows: string;
  readonly who: string;
  readonly reason: string;
  /** The column that `who` is made of, and the rows with it and `account_digest`; null: an opening says nothing of accounts. */
  readonly accounts: { readonly who: string; readonly rows: string } | null;
};

async function beneficiaries(run: SealedRun): Promise<Paid[]> {
  const read = async (name: 'register' | 'households' | 'residents' | 'finals') => {
    const files = await sealedTable(run, name);
    return files.length === 0 ? null : readParquet(files);
  };
  const [register, households, residents, finals] = [
    await read('register'),
    await read('households'),
    await read('residents'),
    await read('finals'),
  ];
  const own = (rows: string, who: string) => ({ rows, who, accounts: { rows, who } });
  const accounts = households === null ? null : { who: 'household_id', rows: households };
  const paid: Paid[] = [];
  if (register !== null)
    paid.push({ as: 'HOUSEHOLD', rows: register, who: 'household_id', reason: 'reason', accounts });
  if (residents !== null)
    paid.push({ as: 'RESIDENT', ...own(residents, residentSql('person_id')), reason: 'reason' });
  if (finals !== null) paid.push({ as: 'HOUSEHOLD', ...own(finals, 'household_id'), reason: `'FINAL'` });
  return paid;
}

/** SQL: what the run decided on those of `who`, or `order_id`, for whom the condition holds. */
function everybody(paid: readonly Paid[], condition: string): string {
  return paid
    .map(
      ({ rows, who, reason }) => `
    SELECT * FROM (SELECT ${who} AS who, decision, ${reason} AS reason, CAST(entitlement AS VARCHAR) AS entitlement,
      CAST(net AS VARCHAR) AS net, order_id FROM ${rows}) WHERE ${condition}`,
    )
    .join(' UNION ALL ');
}

/**
 * SQL: who bears the very id, or is paid to the account. Each file is asked for what it is sorted by, or for one column:
 * of millions of rows only those that are found are read whole.
 */
async function hitsIn(run: SealedRun, paid: readonly Paid[], text: string): Promise<string[]> {
  const hits = [`SELECT '' AS found_as, '' AS who WHERE $digits || $text || $person = ''`];
  for (const { as, rows, who, accounts } of paid) {
    const id = as === 'HOUSEHOLD' ? '$text' : residentSql('$person');
    hits.push(`SELECT '${as}', ${who} FROM ${rows} WHERE ${who} = ${id}`);
    hits.push(`SELECT 'ORDER', ${who} FROM ${rows} WHERE order_id = $text`);
    if (accounts !== null && accountOf(text) !== null)
      hits.push(
        `SELECT 'ACCOUNT', ${accounts.who} FROM ${accounts.rows} WHERE account_digest = ${accountDigestSql('$digits')}`,
      );
  }
  const members = await sealedTable(run, 'members');
  if (members.length > 0)
    hits.push(`SELECT DISTINCT 'PERSON', household_id FROM ${readParquet(members)} WHERE person_id = $text`);
  const finals = await sealedTable(run, 'finals');
  if (finals.length > 0)
    hits.push(`SELECT DISTINCT 'PERSON', household_id FROM ${readParquet(finals)} WHERE payee_id = $text`);
  return hits;
}

/** The 24 digits of a RIB, or of a Moroccan IBAN, written with or without blanks; null of another text. */
function accountOf(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '').replace(/^MA\d\d(?=\d{24}$)/i, '');
  return /^\d{24}$/.test(digits) ? digits : null;
}

/** `payee_name` among the fields of an order file in CSV, from 1. */
const NAME_FIELD = 6;

/**
 * SQL: where an order's line has the name. Of a line of CSV without quotes it is one field: to take the accents off the
 * whole line would take three times as long.
 */
const NAMED = `CASE WHEN line LIKE '<%' OR contains(line, '"') THEN line
      ELSE split_part(line, ',', ${NAME_FIELD}) END`;

/** The orders of the run in whose lines a name, or a part of one, stands: as the registry has it, or in Latin letters. */
async function ordersNaming(workspace: Workspace, run: SealedRun, text: string): Promise<string[]> {
  if (text.replace(/[^\p{L}]/gu, '').length < SHORTEST_NAME) return [];
  const files: string[] = [];
  for (const { path, orders } of run.manifest.files)
    if (orders !== undefined && path.startsWith('orders/')) files.push((await sealedFile(run, path)) ?? '');
  if (files.length === 0) return [];
  const rows = await workspace.select(
    `SELECT CASE WHEN line LIKE '<CdtTrfTxInf>%' THEN regexp_extract(line, '<EndToEndId>([^<]*)', 1) ELSE split_part(line, ',', 1) END AS order_id
    FROM read_csv([${files.map(readPath).join(', ')}], columns = {line: 'VARCHAR'}, delim = '\\x1f', quote = '', escape = '', header = false,
      auto_detect = false, hive_partitioning = false)
    WHERE contains(lower(strip_accents(${NAMED})), lower(strip_accents($text)))
      OR (line LIKE '<CdtTrfTxInf>%' AND contains(line, ${latin('$text')}))
    ORDER BY order_id`,
    { text },
  );
  return rows.map((row) => row.text('order_id'));
}
