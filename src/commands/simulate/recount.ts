import { compositionText, fromLetters, grantsFromLetters } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Period, referenceDate } from '../../domain/period.js';
import { PROVINCES } from '../../domain/provinces.js';
import { SOCIAL_COVERS } from '../../domain/vocabulary.js';
import { openGone } from '../../history/gone.js';
import type { GrantedBirth } from '../../ledger/granted.js';
import { forgetFacts, gatherFacts } from '../../programmes/families/facts.js';
import {
  claimBirths,
  forgetBirths,
  loadGranted,
  takeNewborn,
} from '../../programmes/families/grants/claims.js';
import { openMembers } from '../../programmes/families/members.js';
import { createTables } from '../../registry/load.js';
import type { Parameters } from '../../rules/parameters.js';
import { text, type Workspace } from '../../workspace/duckdb.js';

/** The table of the families' facts under the other rules; redecide.ts reads it. */
export const RECOUNTED_FACTS = 'facts_reform';

/**
 * Counts each family's members again, with the month's own stages and reference date: who lives in it, whether its
 * payee may be paid, and its composition with the month's grants. Once under the run's parameters, which must give the
 * sealed facts, or it crashes; and once under the other parameters, into table RECOUNTED_FACTS.
 */
export async function recount(
  workspace: Workspace,
  period: Period,
  parameters: { readonly run: Parameters; readonly reform: Parameters },
  members: string,
  /** What earlier months say: birth grants that were made, and the run's files of who left their households. */
  before: { readonly births: Iterable<GrantedBirth>; readonly gone: readonly string[] },
): Promise<void> {
  await createTables(
    workspace,
    PROVINCES.map((province) => province.code),
  );
  await openMembers(workspace, members);
  // Nobody receives the school-return grant of a September before that September.
  await loadGranted(workspace, { births: before.births, schools: [] });
  await openGone(workspace, before.gone);
  await facts(workspace, period, parameters.run, 'facts_run');
  await assertAsSealed(workspace);
  // The parameters may be those of another month; the simulated month stays the same.
  const { schoolReturn } = parameters.run;
  await facts(workspace, period, { ...parameters.reform, schoolReturn }, RECOUNTED_FACTS);
}

/** Creates `table`: hid, persons, cover (its place in the vocabulary), payee_fit, composition. */
async function facts(
  workspace: Workspace,
  period: Period,
  parameters: Parameters,
  table: string,
): Promise<void> {
  const reference = referenceDate(period);
  await takeNewborn(workspace, parameters, reference, 'member');
  await claimBirths(workspace, parameters, reference, 'sealed_household');
  await gatherFacts(workspace, parameters, reference, null, 'sealed_household');
  await workspace.run(`
    CREATE TABLE counted_again AS
    SELECT h.hid, coalesce(f.persons, 0) AS persons, f.cover, coalesce(f.payee_fit, false) AS payee_fit,
      coalesce(f.letters_now, '') || coalesce(b.births, '') AS letters
    FROM sealed_household h LEFT JOIN household_facts f ON f.hid = h.hid LEFT JOIN birth_grants b ON b.hid = h.hid`);
  const known = await workspace.select('SELECT DISTINCT letters FROM counted_again ORDER BY letters');
  await workspace.createFrom(
    'readable',
    { letters: 'VARCHAR', composition: 'VARCHAR' },
    known.map((row) => {
      const letters = row.text('letters');
      return { letters, composition: compositionText(fromLetters(letters), grantsFromLetters(letters)) };
    }),
  );
  await workspace.run(`CREATE TABLE ${table} AS
    SELECT c.hid, c.persons, c.cover, c.payee_fit, s.composition
    FROM counted_again c JOIN readable s ON s.letters = c.letters`);
  for (const done of ['counted_again', 'readable']) await workspace.run(`DROP TABLE ${done}`);
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
