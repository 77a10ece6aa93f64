import type { Manifest } from '../archive/manifest.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * What came to light late, computed again: each line's difference, a proposal for each line and no other, and the
 * manifest's sums. A run of an older version lists nothing.
 */
export async function retroactiveDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const { retroactive } = manifest;
  if (retroactive === undefined) return [];
  const [list, proposals] = ['audit/retroactive.csv', 'audit/adjustments-proposed.csv'];
  const lines = `(SELECT household_id, month, CAST(paid AS DECIMAL(12,2)) AS paid, CAST(due AS DECIMAL(12,2)) AS due,
    CAST(difference AS DECIMAL(12,2)) AS difference FROM ${readText(folder, list)})`;
  const sums = await workspace.one(
    `
    SELECT count(*) AS lines, count(DISTINCT household_id) AS households,
      count(*) FILTER (due - paid <> difference OR difference = 0 OR month >= $period) AS wrong,
      ${sumText('difference', 'difference > 0')} AS arrears, ${sumText('-difference', 'difference < 0')} AS recovery
    FROM ${lines}`,
    { period: manifest.period },
  );
  const proposed = await workspace.one(`
    SELECT count(*) FILTER (l.household_id IS NULL OR p.household_id IS NULL
      OR p.kind <> CASE WHEN l.difference > 0 THEN 'ARREARS' ELSE 'RECOVERY' END
      OR CAST(p.amount AS DECIMAL(12,2)) <> abs(l.difference)) AS wrong,
      count(*) - count(DISTINCT p.adjustment_id) AS twice
    FROM ${lines} l FULL JOIN ${readText(folder, proposals)} p
      ON p.household_id = l.household_id AND p.month = l.month`);
  const differences: string[] = [];
  const expect = (holds: boolean, difference: string): void => {
    if (!holds) differences.push(difference);
  };
  const wrong = sums.count('wrong');
  expect(wrong === 0, `${list}: on ${wrong} lines the difference is not what was due less what was paid`);
  const unlike = proposed.count('wrong') + proposed.count('twice');
  expect(unlike === 0, `${proposals}: ${unlike} proposals are not the lines of ${list}, each once`);
  expect(
    sums.count('lines') === retroactive.rows &&
      sums.count('households') === retroactive.households &&
      sums.text('arrears') === retroactive.arrears &&
      sums.text('recovery') === retroactive.recovery,
    `${list} does not add up to the manifest's sums`,
  );
  return differences;
}
