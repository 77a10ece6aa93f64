import { compositionText, fromLetters, grantsFromLetters } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Period, referenceDate } from '../../domain/period.js';
import { PROVINCES } from '../../domain/provinces.js';
import { SOCIAL_COVERS } from '../../domain/vocabulary.js';
import { forgetFacts, gatherFacts } from '../../programmes/families/facts.js';
import { claimBirths, forgetBirths, loadGranted } from '../../programmes/families/grants/claims.js';
import { openMembers } from '../../programmes/families/members.js';
import { createTables } from '../../registry/load.js';
import type { Parameters } from '../../rules/parameters.js';
import { text, type Workspace } from '../../workspace/duckdb.js';

/** The table of the families' facts under the other rules. */
export const FACTS_AGAIN = 'facts_reform';

/**
 * Counts each family's members again, by the month's own stages on the month's own reference date: who lives in
 * it, whether its payee may be paid, its composition with the grants of the month. Once under the run's
 * parameters, which must give what was sealed, and once under the others: table FACTS_AGAIN.
 */
export async function recount(
  workspace: Workspace,
  period: Period,
  parameters: { readonly run: Parameters; readonly reform: Parameters },
  members: string,
  /** Persons whose birth grant an earlier month paid. */
  births: Iterable<string>,
): Promise<void> {
  await createTables(
    workspace,
    PROVINCES.map((province) => province.code),
  );
  await openMembers(workspace, members);
  // Nobody had the school-return grant of a September before that September.
  await loadGranted(workspace, { births, schools: [] });
  await facts(workspace, period, parameters.run, 'facts_run');
  await assertAsSealed(workspace);
  // The other rules may be those of another month; the month that is simulated stays the month.
  const { schoolReturn } = parameters.run;
  await facts(workspace, period, { ...parameters.reform, schoolReturn }, FACTS_AGAIN);
}

/** Creates `table`: hid, persons, cover (its place in the vocabulary), payee_fit, composition. */
async function facts(
  workspace: Workspace,
  period: Period,
  parameters: Parameters,
  table: string,
): Promise<void> {
  const reference = referenceDate(period);
  await claimBirths(workspace, parameters, reference);
  await gatherFacts(workspace, parameters, reference, null, 'sealed_household');
  await workspace.run(`
    CREATE TABLE counted_again AS
    SELECT h.hid, coalesce(f.persons, 0) AS persons, f.cover, coalesce(f.payee_fit, false) AS payee_fit,
      coalesce(f.letters_now, '') || coalesce(b.births, '') AS letters
    FROM sealed_household h LEFT JOIN household_facts f ON f.hid = h.hid LEFT JOIN birth_grants b ON b.hid = h.hid`);
  const known = await workspace.select('SELECT DISTINCT letters FROM counted_again ORDER BY letters');
  await workspace.createFrom(
    'spelling',
    { letters: 'VARCHAR', composition: 'VARCHAR' },
    known.map((row) => {
      const letters = row.text('letters');
      return { letters, composition: compositionText(fromLetters(letters), grantsFromLetters(letters)) };
    }),
  );
  await workspace.run(`CREATE TABLE ${table} AS
    SELECT c.hid, c.persons, c.cover, c.payee_fit, s.composition
    FROM counted_again c JOIN spelling s ON s.letters = c.letters`);
  for (const done of ['counted_again', 'spelling']) await workspace.run(`DROP TABLE ${done}`);
  await forgetFacts(workspace);
  await forgetBirths(workspace);
}

async function assertAsSealed(workspace: Workspace): Promise<void> {
  const row = await workspace.one(`
    SELECT count(*) AS n FROM facts_run f FULL JOIN sealed_household h ON h.hid = f.hid
    WHERE f.composition IS DISTINCT FROM h.composition OR f.payee_fit IS DISTINCT FROM h.payee_fit
      OR [${SOCIAL_COVERS.map(text).join(', ')}][f.cover + 1] IS DISTINCT FROM h.cover`);
  invariant(
    row.count('n') === 0,
    () => `counted again under the run's own rules, ${row.count('n')} families have other facts than sealed`,
  );
}
