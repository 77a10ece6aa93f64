/**
 * Registers as tables: month 1's as the peers are given it, and a peer's month 2 set beside the program's own,
 * row by row.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Ledger } from '#sarf/ledger/ledger.js';
import { readPath, Workspace, writePath } from '#sarf/workspace/duckdb.js';
import { ORDER_COLUMNS, RECONCILIATION_COLUMNS, REGISTER_COLUMNS } from './peers/the-month.js';

async function within<T>(scratch: string, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  mkdirSync(scratch, { recursive: true });
  const workspace = await Workspace.open(':memory:', scratch, { memory: '4GB', threads: 2 });
  try {
    return await work(workspace);
  } finally {
    workspace.close();
  }
}

/** What the peers are given of month 1: paths of CSV files. */
export interface PriorFiles {
  /** The families paid, by household_id; amounts in centimes. */
  readonly paid: string;
  /** The children whose birth grant was paid or is owed with a known month. */
  readonly granted: string;
  /** The children whose school grant was, each with its year. */
  readonly pupils: string;
  /** What the ledger then owes to households, amounts in centimes; blank where the amount is not known yet. */
  readonly owed: string;
}

/**
 * Writes what month 1's run came to below `folder`, for the peers.
 * @param out the out folder whose ledger released it
 */
export async function exportPrior(
  out: string,
  run: string,
  folder: string,
  scratch: string,
): Promise<PriorFiles> {
  const file = (name: string) => join(folder, `${name}.csv`);
  const files = { paid: file('prior'), granted: file('granted'), pupils: file('pupils'), owed: file('owed') };
  exportOwed(out, files.owed);
  await within(scratch, async (workspace) => {
    await workspace.run(`COPY (
      SELECT household_id, province_code, composition,
        CAST((child_allowance + disability_supplement + floor_topup + flat_rate) * 100 AS BIGINT) AS aid,
        CAST((birth_grant + school_grant) * 100 AS BIGINT) AS grants,
        CAST((arrears - recovery) * 100 AS BIGINT) AS adjustments, CAST(net * 100 AS BIGINT) AS net
      FROM read_parquet(${readPath(join(run, 'register.parquet'))}) WHERE decision = 'PAY' ORDER BY household_id
    ) TO ${writePath(files.paid)} (FORMAT csv, HEADER)`);
    await workspace.run(`COPY (
      SELECT person_id FROM read_parquet(${readPath(join(run, 'grants.parquet'))}) WHERE kind = 'BIRTH' ORDER BY person_id
    ) TO ${writePath(files.granted)} (FORMAT csv, HEADER)`);
    await workspace.run(`COPY (
      SELECT person_id, year FROM read_parquet(${readPath(join(run, 'grants.parquet'))}) WHERE kind = 'SCHOOL' ORDER BY person_id
    ) TO ${writePath(files.pupils)} (FORMAT csv, HEADER)`);
  });
  return files;
}

/** Whatever the peers compute of debts, they do from what month 1 left open; no order has come back in the bench. */
function exportOwed(out: string, path: string): void {
  const ledger = Ledger.read(out);
  if (ledger === null) throw new Error(`${out}: no ledger`);
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, 'household_id,origin,kind,reference,amount\n');
  for (const { beneficiary, origin, kind, reference, centimes } of ledger.owed.debts.open())
    writeSync(descriptor, `${beneficiary},${origin},${kind},${reference},${centimes ?? ''}\n`);
  closeSync(descriptor);
  ledger.close();
}

/** Kinds of output that are compared row by row, where each lies in a run's folder, and its columns. */
const OUTPUTS = [
  { kind: 'register', ours: 'register.parquet', theirs: 'register*.csv', columns: REGISTER_COLUMNS },
  { kind: 'orders', ours: 'orders/*/*[0-9].csv', theirs: 'orders*.csv', columns: ORDER_COLUMNS },
  {
    kind: 'reconciliation',
    ours: 'audit/reconciliation.csv',
    theirs: 'reconciliation*.csv',
    columns: RECONCILIATION_COLUMNS,
  },
] as const;

/** Rows of a peer's outputs that are not the program's, or the other way round: one line a kind, with one of them. */
export async function rowDifferences(run: string, peer: string, scratch: string): Promise<string[]> {
  return within(scratch, async (workspace) => {
    const found: string[] = [];
    for (const { kind, ours, theirs, columns } of OUTPUTS) {
      const text = columns.map((name) => `coalesce(CAST(${name} AS VARCHAR), '')`).join(` || '|' || `);
      const side = (folder: string, pattern: string) => {
        const path = `${readPath(folder).slice(0, -1)}/${pattern}'`;
        const from = pattern.endsWith('.parquet')
          ? `read_parquet(${path})`
          : `read_csv(${path}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', union_by_name = true)`;
        return `SELECT ${text} AS line FROM ${from}`;
      };
      const [a, b] = [side(run, ours), side(peer, theirs)];
      const digest = (query: string) =>
        `SELECT count(*) || ' ' || coalesce(CAST(sum(hash(line)) AS VARCHAR), '') AS digest FROM (${query})`;
      const [left, right] = [await workspace.one(digest(a)), await workspace.one(digest(b))];
      if (left.text('digest') === right.text('digest')) continue;
      const row = await workspace.one(`
        SELECT count(*) AS rows, min(line) AS example FROM (
          (SELECT 'here ' || line AS line FROM (${a} EXCEPT ALL ${b}))
          UNION ALL (SELECT 'there ' || line FROM (${b} EXCEPT ALL ${a})))`);
      found.push(`${kind}: ${row.count('rows')} rows differ, for example ${row.textOrNull('example')}`);
    }
    return found;
  });
}
