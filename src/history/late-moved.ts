import type { Period } from '../domain/period.js';
import { lateFact } from '../tables/history.js';
import { fill } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';
import { wakeLate } from './late.js';

/**
 * Children who count in no household for a month that the run computes (table `counted_nowhere`): the month is due for
 * them where they live now, if it was paid there without them.
 */
const WHERE_THEY_LIVE = 'SELECT lives_in FROM counted_nowhere WHERE lives_in IS NOT NULL';

const MOVED = `
  SELECT lives_in AS household_id, person_id, 'CHILD_MOVED' AS cause, last_day(CAST(period || '-01' AS DATE)) AS day,
    deceased_on, schooled, father_deceased, severe_disability, $period AS said_in,
    $period || ' members: ' || person_id || ' left ' || household_id || ' since, and counts in no household' AS source,
    period AS month, birth_date, 'CHILD' AS relation, social_cover, CAST(NULL AS BOOLEAN) AS paid_before, false AS quiet
  FROM counted_nowhere WHERE lives_in IS NOT NULL`;

/** Adds them to table `late_fact`, with what else came late of those households. @param period the month of the run */
export async function addMoved(workspace: Workspace, period: Period): Promise<void> {
  await wakeLate(workspace, WHERE_THEY_LIVE);
  await fill(workspace, lateFact, MOVED, { period });
}
