import type { Manifest } from '../archive/manifest.js';
import type { Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const FILE = 'audit/supplement.csv';
const AMOUNTS = ['entitlement', 'arrears', 'recovery', 'net'] as const;

/**
 * What a supplementary run has and no other run: the list of whom it pays, with the register's amounts. It pays
 * nobody whom an earlier run of its month paid. Needs view `register`.
 */
export async function supplementDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const { kind, supplement } = manifest;
  const listed = manifest.files.some((file) => file.path === FILE);
  const whole = kind === 'supplementary';
  if (whole !== (supplement !== undefined) || whole !== listed)
    return [`the manifest contradicts itself on whether this is a supplementary run (${FILE})`];
  if (supplement === undefined) {
    const paid = await workspace.one(`SELECT count(*) AS n FROM register WHERE reason = 'ALREADY_PAID'`);
    const n = paid.count('n');
    return n === 0
      ? []
      : [`register.parquet: ${n} households already paid, and this is the month's first run`];
  }
  const differences: string[] = [];
  const { number, earlier } = supplement;
  if (!Number.isInteger(number) || number !== earlier.length + 1)
    differences.push(`manifest: supplementary run ${number} of its month, with ${earlier.length} before it`);
  const columns = ['household_id', 'province_code', ...AMOUNTS, 'order_id'];
  const computed = columns.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`).join(', ');
  const row = await workspace.one(`
    WITH listed AS (SELECT ${columns.join(', ')} FROM ${readText(folder, FILE)}),
    computed AS (SELECT ${computed} FROM register WHERE decision = 'PAY')
    SELECT count(*) AS n FROM (
      (FROM listed EXCEPT ALL FROM computed) UNION ALL (FROM computed EXCEPT ALL FROM listed))`);
  if (row.count('n') > 0) differences.push(`${FILE}: is not whom the register pays`);
  return differences;
}
