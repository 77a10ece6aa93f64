import type { DecidedDoubt, PersonDoubt } from '../domain/return-reasons.js';
import { householdDoubt } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';
import { CONTRADICTED } from './deaths.js';
import { REPLACED } from './replaced.js';

/** Makes table `doubt_decided`: doubts that people have ended, which are not raised again. */
export async function loadDecided(workspace: Workspace, decided: readonly DecidedDoubt[]): Promise<void> {
  await workspace.createFrom(
    'doubt_decided',
    { household_id: 'VARCHAR', doubt: 'VARCHAR', reference: 'VARCHAR', held_since: 'VARCHAR' },
    decided.map(({ householdId, doubt, reference, heldSince }) => ({
      household_id: householdId,
      doubt,
      reference,
      held_since: heldSince,
    })),
  );
}

/** Makes table `household_doubt`, when deaths and replaced families are found. */
export async function findPersonDoubts(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, householdDoubt);
  for (const doubts of [CONTRADICTED, REPLACED]) await fill(workspace, householdDoubt, doubts);
}

/** The doubts of the month, by household. */
export async function listPersonDoubts(workspace: Workspace): Promise<PersonDoubt[]> {
  const rows = await workspace.select(
    'SELECT household_id, doubt, reference FROM household_doubt ORDER BY household_id, doubt, reference',
  );
  return rows.map((row) => ({
    householdId: row.text('household_id'),
    doubt: row.text('doubt') as PersonDoubt['doubt'],
    reference: row.text('reference'),
  }));
}
