import { copyCsv, type Workspace } from '../workspace/duckdb.js';

/**
 * Families that have another number than before: at least half of those who left a household, which is there no
 * more or is closed, live together in one that came, or whose number now belongs to another family.
 */
export const RENUMBERED_FILE = 'audit/renumbered.csv';

const RENUMBERED = `
  CREATE TABLE renumbered AS
  WITH came AS (
    SELECT m.household_id, m.person_id FROM member_change m JOIN household_change c ON c.household_id = m.household_id
    WHERE m.listed_now AND NOT m.listed_before AND m.hid IS NOT NULL
      AND (NOT c.assessed_before OR m.household_id IN (SELECT household_id FROM replaced_family))
  ), moved AS (
    SELECT g.household_id AS old_household_id, c.household_id AS new_household_id, count(*) AS persons
    FROM gone_person g JOIN came c ON c.person_id = g.person_id AND c.household_id <> g.household_id
    GROUP BY ALL
  ), family AS (
    SELECT household_id, count(*) AS persons FROM gone_person
    WHERE household_id IN (SELECT old_household_id FROM moved) GROUP BY household_id
  )
  SELECT m.old_household_id, m.new_household_id, m.persons
  FROM moved m JOIN family f ON f.household_id = m.old_household_id
  WHERE m.persons * 2 >= f.persons AND (
    m.old_household_id IN (SELECT household_id FROM replaced_family)
    OR m.old_household_id NOT IN (
      SELECT household_id FROM household
      WHERE status <> 'CLOSED' AND household_id IN (SELECT old_household_id FROM moved)))
  ORDER BY m.old_household_id, m.new_household_id`;

/** Makes table `renumbered`, while table `household` exists. */
export async function findRenumbered(workspace: Workspace): Promise<void> {
  await workspace.run(RENUMBERED);
}

/** Writes the list. Returns how many families there are. */
export async function writeRenumbered(workspace: Workspace, path: string): Promise<number> {
  return workspace.copy(copyCsv('renumbered', path));
}
