import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { centimesOf } from '../domain/money.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { readPath, sumText, Workspace } from '../workspace/duckdb.js';

/** An opening: what another system paid and gave, from its sealed files alone, and as the ledger has it. */

const REGISTER_FAULTS: Readonly<Record<string, string>> = {
  'a household stands twice or out of order': 'household_id <= before',
  'a household is not paid, or by an order': `decision <> 'PAY' OR order_id IS NOT NULL`,
  'a net is not entitlement + arrears − recovery': 'net IS DISTINCT FROM entitlement + arrears - recovery',
  'an entitlement is not the sum of its components': `composition IS NOT NULL AND entitlement IS DISTINCT FROM
    child_allowance + disability_supplement + floor_topup + flat_rate + birth_grant + school_grant`,
};

/** Computes the sums of the manifest again from the sealed files. Returns each difference as a line of text. */
export async function openingDifferences(folder: string, manifest: Manifest): Promise<string[]> {
  return Workspace.scratch('verify', { memory: '2GB', threads: 2 }, async (workspace) => {
    const differences: string[] = [];
    const same = (what: string, found: string, said: string | undefined): void => {
      if (found !== said)
        differences.push(`${what}: ${found} by the sealed files, ${said ?? 'nothing'} by the manifest`);
    };
    const file = (name: string) => `read_parquet(${readPath(join(folder, name))}, hive_partitioning = false)`;
    const faults = Object.values(REGISTER_FAULTS).map(
      (fault, i) => `count(*) FILTER (${fault}) AS fault_${i}`,
    );
    const register = await workspace.one(`
      SELECT count(*) AS n, ${['entitlement', 'arrears', 'recovery', 'net'].map((one) => `${sumText(one)} AS ${one}`).join(', ')},
        ${faults.join(', ')}
      FROM (SELECT *, lag(household_id) OVER () AS before FROM ${file('register.parquet')})`);
    for (const [i, fault] of Object.keys(REGISTER_FAULTS).entries())
      if (register.count(`fault_${i}`) > 0)
        differences.push(`register.parquet: ${fault} (${register.count(`fault_${i}`)} rows)`);
    const { totals, opening, owed } = manifest;
    same('families paid', String(register.count('n')), String(totals.orders));
    for (const one of ['entitlement', 'arrears', 'recovery', 'net'] as const)
      same(one, register.text(one), totals[one]);
    const grants = await workspace.select(
      `SELECT kind, year, count(*) AS n, ${sumText('amount')} AS amount FROM ${file('opening/grants.parquet')}
       GROUP BY kind, year ORDER BY kind, year`,
    );
    same(
      'grants given',
      grants
        .map((row) => `${row.text('kind')} ${row.count('year')} ${row.count('n')} ${row.text('amount')}`)
        .join(),
      opening?.grants.map((one) => `${one.kind} ${one.year} ${one.grants} ${one.amount}`).join(),
    );
    const sum = async (name: string) => {
      const row = await workspace.one(
        `SELECT count(*) AS n, ${sumText('amount')} AS amount FROM ${file(`opening/${name}.parquet`)}`,
      );
      return { n: row.count('n'), amount: row.text('amount') };
    };
    const capital = await sum('capital');
    same('persons with capital', String(capital.n), String(opening?.capital.persons));
    same('capital paid', capital.amount, opening?.capital.amount);
    same('owed to households', (await sum('debts')).amount, owed?.debts.end);
    same('owed by households', (await sum('balances')).amount, owed?.recoveries.end);
    return differences;
  });
}

/**
 * The opening in the ledger: what its release entered is what its manifest says. Debts and balances are proven as those of
 * every run are.
 */
export function openingLedgerDifferences(ledger: Ledger, run: LedgerRun, manifest: Manifest): string[] {
  const { totals, opening } = manifest;
  const differences: string[] = [];
  const same = (what: string, known: string, said: string): void => {
    if (known !== said) differences.push(`${what}: ${said} by its manifest, ${known} by the ledger`);
  };
  same('families paid', String(run.families), String(totals.orders));
  same('paid, in centimes', String(run.netCentimes), String(centimesOf(totals.net)));
  const claimed = new Map<string, { n: number; centimes: number }>();
  for (const { kind, year, centimes } of ledger.grantsOf(run.runId)) {
    const { n, centimes: before } = claimed.get(`${kind} ${year}`) ?? { n: 0, centimes: 0 };
    claimed.set(`${kind} ${year}`, { n: n + 1, centimes: before + centimes });
  }
  same(
    'grants given',
    [...claimed].map(([key, { n, centimes }]) => `${key} ${n} ${centimes}`).join(),
    (opening?.grants ?? [])
      .map((one) => `${one.kind} ${one.year} ${one.grants} ${centimesOf(one.amount)}`)
      .join(),
  );
  const capital = ledger.residents.openedBy(run.runId);
  same(
    'capital paid',
    `${capital.persons} ${capital.centimes}`,
    `${opening?.capital.persons ?? 0} ${centimesOf(opening?.capital.amount ?? '0.00')}`,
  );
  return differences;
}
