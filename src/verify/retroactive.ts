import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { shiftPeriod } from '../domain/period.js';
import { readPath, sumText, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

const LIST = 'audit/retroactive.csv';
const PROPOSALS = 'audit/adjustments-proposed.csv';
const FACTS = 'history/late-facts.parquet';
const CAUSES = "('DEATH', 'BIRTH', 'CHILD_MOVED', 'COVER', 'ENROLMENT', 'EXTRACT_CUT', 'RULES')";

/**
 * What came to light late, computed again: each line's difference, of one of the twelve months before, and its source, a
 * fact that the run keeps; a proposal for each line and no other, under the id that its amounts give, for its household
 * under the number that this has now; and the manifest's sums. What was paid and what is due is in the folders of other months. A run of an older version lists nothing.
 */
export async function retroactiveDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const { retroactive, period } = manifest;
  if (retroactive === undefined) return [];
  const [list, proposals] = [LIST, PROPOSALS];
  const lines = `(SELECT household_id, month, cause, source, CAST(paid AS DECIMAL(12,2)) AS paid,
    CAST(due AS DECIMAL(12,2)) AS due, CAST(difference AS DECIMAL(12,2)) AS difference FROM ${readText(folder, list)})`;
  const sums = await workspace.one(
    `
    SELECT count(*) AS lines, count(DISTINCT household_id) AS households,
      count(*) - count(DISTINCT (household_id, month)) AS twice,
      count(*) FILTER (due - paid <> difference OR difference = 0 OR due < 0 OR month >= $period OR month < $oldest) AS wrong,
      ${sumText('difference', 'difference > 0')} AS arrears, ${sumText('-difference', 'difference < 0')} AS recovery
    FROM ${lines}`,
    { period, oldest: shiftPeriod(period, -12) },
  );
  const said = await workspace.one(`
    SELECT count(*) AS n FROM ${lines} l WHERE cause NOT IN ${CAUSES} OR source IS NULL OR cause <> 'RULES' AND NOT EXISTS (
      FROM read_parquet(${readPath(join(folder, FACTS))}, hive_partitioning = false) f
      WHERE f.household_id = l.household_id AND f.cause = l.cause AND contains(l.source, f.source))`);
  const proposed = await workspace.one(`
    SELECT count(*) FILTER (l.household_id IS NULL OR p.household_id IS NULL OR p.month <> l.month
      OR p.kind <> CASE WHEN l.difference > 0 THEN 'ARREARS' ELSE 'RECOVERY' END
      OR CAST(p.amount AS DECIMAL(12,2)) <> abs(l.difference)
      OR p.reason <> l.cause || ': ' || l.source || CASE WHEN p.household_id = l.household_id THEN ''
        ELSE ' (then ' || l.household_id || ')' END OR p.decision_ref IS NOT NULL OR p.decided_on IS NOT NULL) AS wrong,
      count(*) - count(DISTINCT p.adjustment_id) AS twice
    FROM ${lines} l FULL JOIN ${readText(folder, proposals)} p
      ON p.adjustment_id = 'RETRO-' || l.month || '-' || substring(sha256(l.household_id || '|' || l.month || '|'
        || CAST(l.paid AS VARCHAR) || '|' || CAST(l.due AS VARCHAR)), 1, 16)`);
  const differences: string[] = [];
  const expect = (holds: boolean, difference: string): void => {
    if (!holds) differences.push(difference);
  };
  const wrong = sums.count('wrong') + sums.count('twice');
  expect(
    wrong === 0,
    `${list}: on ${wrong} lines the difference is not what was due less what was paid, once in one of the twelve months before`,
  );
  expect(said.count('n') === 0, `${list}: ${said.count('n')} lines name no fact that the run keeps`);
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
