import { compositionText, fromLetters } from '../../domain/composition.js';
import { birthCutoff, type Day } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { readFolder, type Workspace } from '../../workspace/duckdb.js';
import type { ProgrammeMonth } from '../programme.js';
import { childSql, dated, letters } from './facts.js';
import { paidIn } from './prior.js';

/**
 * The prior run's facts, counted again under today's rules where these count otherwise (ages, number of paid children):
 * what such a reform brings is an effect of rules, and not of the registry. The sealed members are read for it, and only
 * then. A run that kept none is priced by its composition, as it was counted.
 */
export async function countPriorAgain({ workspace, parameters, ...at }: ProgrammeMonth): Promise<void> {
  const { priorReference, priorParameters, registers } = at;
  if (priorReference === null) return;
  if (priorParameters !== null && countsAlike(priorParameters, parameters)) return;
  for (const { register, members } of await registers.priorMembers())
    await countAgain(workspace, parameters, priorReference, register, members);
}

/** Whether two months' rules count the same children, and in the same bands. */
export function countsAlike(a: Parameters, b: Parameters): boolean {
  return (['ageChild', 'ageSchooling', 'childrenPaid'] as const).every((rule) => a[rule] === b[rule]);
}

/** Puts the composition of whom one run paid, as it is counted today, into table `prior`. */
async function countAgain(
  workspace: Workspace,
  parameters: Parameters,
  before: Day,
  register: string,
  members: string,
): Promise<void> {
  const days = {
    before,
    child_before: birthCutoff(before, parameters.ageChild),
    infant_before: birthCutoff(before, parameters.ageSchooling),
  };
  const paid = `household_id IN (${paidIn(register)})`;
  await workspace.run(
    dated(
      `CREATE TABLE prior_counted AS
      SELECT household_id, coalesce(${letters('kid % 64', parameters.childrenPaid)}, '') AS letters
      FROM (
        SELECT household_id, list_sort(list(rank_key * 64 + child) FILTER (child <> 0)) AS kids
        FROM (
          SELECT household_id, file_row_number AS rank_key, ${childSql('before')} AS child
          FROM read_parquet(${readFolder(members, '*.parquet')}, file_row_number = true, hive_partitioning = false)
          WHERE ${paid}
        ) GROUP BY household_id
      )`,
      days,
    ),
    days,
  );
  const rows = (await workspace.select('SELECT DISTINCT letters FROM prior_counted ORDER BY letters')).map(
    (row) => row.text('letters'),
  );
  const readable = rows.map((one) => ({ letters: one, composition: compositionText(fromLetters(one)) }));
  await workspace.createFrom('prior_readable', { letters: 'VARCHAR', composition: 'VARCHAR' }, readable);
  await workspace.run(`
    UPDATE prior SET composition = c.composition
    FROM (SELECT household_id, composition FROM prior_counted JOIN prior_readable USING (letters)) c
    WHERE prior.household_id = c.household_id AND prior.composition <> c.composition`);
  for (const own of ['prior_counted', 'prior_readable']) await workspace.run(`DROP TABLE ${own}`);
}
