import { birthCutoff, referenceDate } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { latePerson } from '../../tables/history.js';
import { fill } from '../../tables/table.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { childSql, dated } from './facts.js';

/** SELECT of household_id: members whom the extract of month $period missed are counted as the month is known now. */
export const CUT = `
  SELECT DISTINCT f.household_id FROM late_fact f
  JOIN (FROM late_member WHERE known) k ON k.household_id = f.household_id AND k.person_id = f.person_id
  ANTI JOIN (FROM late_member WHERE NOT known) t ON t.household_id = f.household_id AND t.person_id = f.person_id
  WHERE f.cause = 'EXTRACT_CUT' AND f.month = $period`;

/** Counted children as the month is known now who were not counted in it, or whose household was paid nothing. */
const PERSONS = ({ childrenPaid }: Parameters) => `
  WITH kid AS (
    SELECT known, household_id, person_id FROM late_member WHERE ${childSql('now')} <> 0
    QUALIFY row_number() OVER (PARTITION BY known, household_id ORDER BY rank_key) <= ${childrenPaid}
  )
  SELECT k.household_id, k.person_id FROM kid k JOIN late_month l ON l.household_id = k.household_id
  WHERE k.known AND l.due > l.paid AND (l.paid = 0
    OR NOT EXISTS (FROM kid t WHERE NOT t.known AND t.household_id = k.household_id AND t.person_id = k.person_id))`;

/** Fills table `late_person` of the month of tables `late_member` and `late_month`. */
export async function findLatePersons(workspace: Workspace, parameters: Parameters): Promise<void> {
  const days = daysOf(parameters);
  await workspace.run('DELETE FROM late_person');
  await fill(workspace, latePerson, dated(PERSONS(parameters), days), days);
}

/** The days on which the facts of a month are looked at. */
export function daysOf({ period, ageChild, ageSchooling }: Parameters) {
  const now = referenceDate(period);
  return { now, child_now: birthCutoff(now, ageChild), infant_now: birthCutoff(now, ageSchooling) };
}
