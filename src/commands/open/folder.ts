import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURATION_FILE, REGISTER_FILE, RULES_FILE } from '../../archive/folders.js';
import {
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestBody,
  type ManifestOwed,
} from '../../archive/manifest.js';
import { ORDER_INDEX, ORDER_INDEX_COLUMNS } from '../../banks/orders/index-file.js';
import type { Configuration } from '../../config/load.js';
import { compositionText, fromText } from '../../domain/composition.js';
import { FILE_MODE, FOLDER_MODE } from '../../domain/modes.js';
import { dirhams, toText } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import { writeCsv } from '../../files/write-csv.js';
import { sealFolder } from '../../month/seal-folder.js';
import { assess } from '../../programmes/families/assess.js';
import { COMPONENT_COLUMNS, MONTHLY_COLUMNS } from '../../programmes/families/components.js';
import type { StrictSummary } from '../../registry/strict-file.js';
import type { Rules } from '../../rules/load.js';
import { type Parameters, parametersAt } from '../../rules/parameters.js';
import { SOFTWARE } from '../../version.js';
import { COLUMNAR } from '../../workspace/batches.js';
import { type Workspace, writePath } from '../../workspace/duckdb.js';
import type { OpeningFile } from './columns.js';
import { openingTable } from './read.js';

/** What an opening is made of. */
export type OpeningMade = {
  readonly runId: string;
  readonly period: Period;
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly files: readonly StrictSummary[];
};

const dh = (centimes: string) => `CAST(CAST(${centimes} AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2))`;

/**
 * The register of the month as the other system paid it, in the shape of a run's: a household that it paid has PAY. What
 * the other system did not say is null, or '' of a text: milieu, who lives there, the institution. A component is known
 * where the composition is; no order of this program paid anything.
 */
const REGISTER = `
  SELECT r.household_id, r.province_code, '' AS milieu, 'PAY' AS decision, '' AS reason,
    CAST(NULL AS INTEGER) AS persons, CAST(NULL AS INTEGER) AS children, CAST(NULL AS INTEGER) AS elderly,
    p.children_paid, r.composition,
    ${COMPONENT_COLUMNS.map((column) =>
      (MONTHLY_COLUMNS as readonly string[]).includes(column)
        ? `CAST(p.${column} AS DECIMAL(12,2)) AS ${column}`
        : `${dh(`r.${column}`)} AS ${column}`,
    ).join(', ')},
    ${dh('r.aid + r.birth_grant + r.school_grant')} AS entitlement,
    ${dh('r.arrears')} AS arrears, ${dh('r.recovery')} AS recovery, ${dh('r.net')} AS net,
    '' AS provider, CAST(NULL AS VARCHAR) AS order_id
  FROM ${openingTable('register')} r LEFT JOIN opening_price p ON p.composition = r.composition
  ORDER BY r.household_id`;

/** The other balances, as they are kept with the opening. */
const BALANCES: Readonly<Record<Exclude<OpeningFile, 'register'>, string>> = {
  grants: `SELECT kind, year, person_id, household_id, level, ${dh('amount')} AS amount
    FROM ${openingTable('grants')} ORDER BY kind, year, person_id`,
  capital: `SELECT person_id, category, ${dh('amount')} AS amount FROM ${openingTable('capital')} ORDER BY person_id`,
  debts: `SELECT household_id, month, ${dh('amount')} AS amount, reason, decision_ref
    FROM ${openingTable('debts')} ORDER BY household_id, month`,
  balances: `SELECT household_id, ${dh('amount')} AS amount, reason, decision_ref
    FROM ${openingTable('balances')} ORDER BY household_id`,
};

const PRICE = {
  composition: 'VARCHAR',
  children_paid: 'INTEGER',
  ...Object.fromEntries(MONTHLY_COLUMNS.map((column) => [column, 'VARCHAR' as const])),
} as const;

/** Writes the folder of the opening to `folder`, and seals it. */
export async function writeOpening(
  workspace: Workspace,
  folder: string,
  opening: OpeningMade,
): Promise<Manifest> {
  const { configuration, rules, period } = opening;
  for (const part of ['', 'opening', 'orders'])
    mkdirSync(join(folder, part), { recursive: true, mode: FOLDER_MODE });
  for (const [file, { bytes }] of [
    [RULES_FILE, rules],
    [CONFIGURATION_FILE, configuration],
  ] as const)
    writeFileSync(join(folder, file), bytes, { flag: 'wx', mode: FILE_MODE });
  // There is nothing to send: who reads what was sent finds an empty list.
  await writeCsv(join(folder, ORDER_INDEX), ORDER_INDEX_COLUMNS, []);
  await priceKnown(workspace, parametersAt(rules, period));
  const rows = new Map<string, number>();
  const write = async (path: string, select: string): Promise<void> => {
    rows.set(
      path,
      await workspace.copy(`COPY (${select}) TO ${writePath(join(folder, path))} (${COLUMNAR})`),
    );
  };
  await write(REGISTER_FILE, REGISTER);
  for (const file of ['grants', 'capital', 'debts', 'balances'] as const)
    await write(`opening/${file}.parquet`, BALANCES[file]);
  return sealFolder(folder, await bodyOf(workspace, opening), [], rows);
}

/** Table `opening_price`: the components of each composition that is given. */
async function priceKnown(workspace: Workspace, parameters: Parameters): Promise<void> {
  const known = await workspace.select(
    `SELECT DISTINCT composition FROM ${openingTable('register')} WHERE composition IS NOT NULL ORDER BY composition`,
  );
  await workspace.createFrom<string>(
    'opening_price',
    PRICE,
    known.map((row) => {
      const children = fromText(row.text('composition'));
      const { components } = assess(children, parameters);
      return {
        composition: compositionText(children),
        children_paid: children.length,
        ...Object.fromEntries(MONTHLY_COLUMNS.map((column) => [column, toText(components[column])])),
      };
    }),
  );
}

/** Rows and dirhams. */
type Sum = { readonly n: number; readonly amount: string };

/** What is owed in both directions from the opening on. */
function owedFrom(debts: Sum, balances: Sum): ManifestOwed {
  const rows = debts.n + balances.n;
  return {
    basis: null,
    debts: {
      ...{ start: '0.00', accrued: '0.00', returned: '0.00', adjustments: debts.amount },
      ...{ paid: '0.00', cancelled: '0.00', end: debts.amount, unknown_months: 0 },
    },
    recoveries: {
      ...{ start: '0.00', opened: balances.amount, recovered: '0.00', written_off: '0.00' },
      end: balances.amount,
    },
    adjustments: { rows, applied: rows, known: 0, quarantined_rows: 0 },
  };
}

async function bodyOf(
  workspace: Workspace,
  { runId, period, configuration, rules, files }: OpeningMade,
): Promise<Omit<ManifestBody, 'files'>> {
  const sum = async (table: OpeningFile, column = 'amount', where = 'true'): Promise<Sum> => {
    const row = await workspace.one(
      `SELECT count(*) AS n, CAST(coalesce(sum(${column}), 0) AS BIGINT) AS centimes FROM ${openingTable(table)} WHERE ${where}`,
    );
    return { n: row.count('n'), amount: dirhams(row.count('centimes')) };
  };
  const register = async (column: string) => sum('register', column);
  const paid = await register('net');
  const entitlement = (await register('aid + birth_grant + school_grant')).amount;
  const compositions = await workspace.one('SELECT count(*) AS n FROM opening_price');
  const [debts, balances, capital] = [await sum('debts'), await sum('balances'), await sum('capital')];
  const grants = await workspace.select(`
    SELECT kind, year, count(*) AS n, CAST(sum(amount) AS BIGINT) AS centimes
    FROM ${openingTable('grants')} GROUP BY kind, year ORDER BY kind, year`);
  return {
    format: MANIFEST_FORMAT,
    programme: configuration.programme,
    period,
    kind: 'opening',
    run_id: runId,
    prior: null,
    software: SOFTWARE,
    rules: { sha256: rules.sha256 },
    configuration: { sha256: configuration.sha256 },
    inputs: files.map((file) => ({
      path: file.name,
      sha256: file.sha256,
      content_sha256: file.contentSha256,
      bytes: file.bytes,
      rows: file.rows,
    })),
    counts: {
      households: paid.n,
      members: 0,
      quarantined_rows: 0,
      compositions: compositions.count('n'),
      above_usual_maximum: 0,
      decisions: [{ decision: 'PAY', reason: '', households: paid.n, entitlement }],
    },
    totals: {
      entitlement,
      arrears: (await register('arrears')).amount,
      recovery: (await register('recovery')).amount,
      net: paid.amount,
      orders: paid.n,
    },
    bridge: [],
    opening: {
      grants: grants.map((row) => ({
        kind: row.text('kind'),
        year: row.count('year'),
        grants: row.count('n'),
        amount: dirhams(row.count('centimes')),
      })),
      capital: { persons: capital.n, amount: capital.amount },
      with_composition: (await sum('register', 'net', 'composition IS NOT NULL')).n,
    },
    owed: owedFrom(debts, balances),
    controls: [],
    status: 'PASS',
  };
}
