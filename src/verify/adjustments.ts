import type { Manifest } from '../archive/manifest.js';
import { columnsOf, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/** What the files say of decided corrections, held against each other and against the manifest. */
export async function adjustmentDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  return [
    ...(await shareDifferences(workspace, folder)),
    ...(await oneOffDifferences(workspace, folder, manifest)),
    ...(await doubtDifferences(workspace, folder, manifest)),
  ];
}

/** Of a balance with a share of its own no more is taken than that share of the aid. */
async function shareDifferences(workspace: Workspace, folder: string): Promise<string[]> {
  const file = readText(folder, 'audit/recovery.csv');
  if (!(await columnsOf(workspace, file)).includes('share')) return [];
  const above = await workspace.one(`
    SELECT count(*) AS n FROM ${file}
    WHERE share IS NOT NULL
      AND CAST(taken AS DECIMAL(12,2)) > CAST(monthly_aid AS DECIMAL(12,2)) * CAST(share AS DECIMAL(5,4))`);
  return above.count('n') === 0
    ? []
    : [`audit/recovery.csv: more than the decided share is taken of ${above.count('n')} balances`];
}

/** The one-off grants among the arrears, which the controls leave out, are those of the manifest. */
async function oneOffDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const row = await workspace.one(
    `SELECT CAST(CAST(coalesce(sum(CAST(amount AS DECIMAL(12,2))), 0) AS DECIMAL(18,2)) AS VARCHAR) AS paid
     FROM ${readText(folder, 'audit/arrears.csv')} WHERE cause = 'ONE_OFF'`,
  );
  const said = manifest.owed?.one_off ?? '0.00';
  return row.text('paid') === said
    ? []
    : [`audit/arrears.csv: one-off grants of ${row.text('paid')}, ${said} by the manifest`];
}

const DOUBTS = 'audit/adjustments-in-doubt.csv';
/** The controls that count adjustments in doubt, and for what. */
const DOUBTED: Readonly<Record<string, readonly string[]>> = {
  adjustment_look_alikes: ['SAME_DECISION', 'SAME_AMOUNT', 'MONTH_EXCEEDED'],
  adjustment_amounts: ['ABOVE_LIMIT'],
  adjustment_arrears: ['AUTOMATIC_ARREARS'],
};

/** The controls have counted the adjustments that the file lists, and those above the limit are. */
async function doubtDifferences(workspace: Workspace, folder: string, manifest: Manifest): Promise<string[]> {
  if (!manifest.files.some((file) => file.path === DOUBTS)) return [];
  const differences: string[] = [];
  for (const [control, why] of Object.entries(DOUBTED)) {
    const list = why.map((one) => `'${one}'`).join(', ');
    const row = await workspace.one(
      `SELECT count(DISTINCT adjustment_id) AS n FROM ${readText(folder, DOUBTS)} WHERE why IN (${list})`,
    );
    const measured = manifest.controls.find((one) => one.control === control)?.measured;
    if (String(row.count('n')) !== measured)
      differences.push(`${DOUBTS}: ${row.count('n')} adjustments for ${control}, which measured ${measured}`);
  }
  const small = await workspace.one(
    `SELECT count(*) AS n FROM ${readText(folder, DOUBTS)}
     WHERE why = 'ABOVE_LIMIT' AND NOT coalesce(CAST(amount AS DECIMAL(12,2)) > TRY_CAST(other AS DECIMAL(12,2)), false)`,
  );
  if (small.count('n') > 0)
    differences.push(`${DOUBTS}: ${small.count('n')} adjustments are not above the limit`);
  return differences;
}
