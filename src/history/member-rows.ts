import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Where the extract says of a member what an earlier one may not have said: the rows are noted while they stand, before
 * anybody knows which of them matter. Few of millions have a death, are newborn, or were gone and are back.
 */
const NOTED = (gone: readonly string[]) => `
  CREATE TABLE member_noted AS
  SELECT household_id, person_id, min(rowid) AS row, arg_min(schooled, rowid) AS schooled,
    arg_min(father_deceased, rowid) AS father_deceased, arg_min(severe_disability, rowid) AS severe_disability
  FROM member_row
  WHERE faults = 0 AND (deceased_on IS NOT NULL OR relation = 'CHILD' AND birth_date > CAST($since AS DATE)
    ${
      gone.length === 0
        ? ''
        : `OR person_id IN (SELECT person_id FROM ${readParquet(gone)} WHERE left_in >= $oldest)`
    })
  GROUP BY household_id, person_id`;

/** Good rows of households whose own row cannot be read: who is listed there is known all the same. */
const UNASSESSED = `
  CREATE TABLE member_unassessed AS
  SELECT household_id, person_id, min(relation) AS relation, min(birth_date) AS birth_date,
    min(deceased_on) AS deceased_on
  FROM member_row WHERE faults = 0 AND household_id IN (FROM unreadable_household)
  GROUP BY household_id, person_id`;

/**
 * Makes table `member_noted`: the good rows, as ordinals, of the dead, of children born after `since`, and of who had
 * left a household since `oldest`; and table `member_unassessed`.
 * @param gone files that say who had left, as the run before kept them
 */
export async function noteMembers(
  workspace: Workspace,
  gone: readonly string[],
  { since, oldest }: { readonly since: string; readonly oldest: string },
): Promise<void> {
  await workspace.run(NOTED(gone), gone.length === 0 ? { since } : { since, oldest });
  await workspace.run(UNASSESSED);
}
