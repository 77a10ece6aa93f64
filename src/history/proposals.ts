import { type SealedRun, sealedFile } from '../archive/open-run.js';
import type { Period } from '../domain/period.js';
import { personPaid, personSought, proposalPerson } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet, readPath, type Workspace } from '../workspace/duckdb.js';
import { PROPOSED_FILE } from './persons-paid.js';

/** Adjustments that earlier runs proposed: which run proposed one last, and for which children it pays a month. */
export const PROPOSALS_FILE = 'audit/adjustments-proposed.csv';

/** A row of an extract that bears the name of a proposal. */
export type Proposal = {
  readonly adjustmentId: string;
  /** The household's number now. */
  readonly householdId: string;
  readonly month: Period;
};

const ASKED = { adjustment_id: 'VARCHAR' } as const;

const LISTED = (path: string) => `
  SELECT DISTINCT adjustment_id FROM read_csv(${readPath(path)}, header = true, all_varchar = true, delim = ',',
    quote = '"', escape = '"', hive_partitioning = false)
  WHERE adjustment_id IN (FROM proposal_asked) ORDER BY adjustment_id`;

const PERSONS = (path: string) => `
  SELECT adjustment_id, household_id, month AS period, person_id FROM ${readParquet([path])}
  WHERE adjustment_id IN (FROM proposal_asked)
    AND (adjustment_id, person_id) NOT IN (SELECT (adjustment_id, person_id) FROM proposal_person)`;

/** Makes table `proposal_person`, without rows. */
export async function openProposals(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, proposalPerson);
}

/**
 * Fills table `proposal_person`. Returns for each proposal that a run made the place of the last one that did.
 * @param runs released runs, in their order
 */
export async function findProposals(
  workspace: Workspace,
  asked: readonly Proposal[],
  runs: readonly SealedRun[],
): Promise<ReadonlyMap<string, number>> {
  await workspace.createFrom(
    'proposal_asked',
    ASKED,
    asked.map(({ adjustmentId }) => ({ adjustment_id: adjustmentId })),
  );
  const last = new Map<string, number>();
  for (const [place, run] of runs.entries()) {
    const list = await sealedFile(run, PROPOSALS_FILE);
    if (list === null) continue;
    for (const row of await workspace.select(LISTED(list))) last.set(row.text('adjustment_id'), place);
    const persons = await sealedFile(run, PROPOSED_FILE);
    if (persons !== null) await fill(workspace, proposalPerson, PERSONS(persons));
  }
  return last;
}

/** Each child as a person for whom the month would be paid to its household. */
const SOUGHT = `
  SELECT DISTINCT period, person_id, household_id AS beneficiary FROM proposal_person WHERE period = $period`;

/** Adds to `person_sought` those for whom proposals pay a month. */
export async function seekProposed(workspace: Workspace, period: Period): Promise<void> {
  await fill(workspace, personSought, SOUGHT, { period });
}

const ELSEWHERE = `
  SELECT p.adjustment_id, CAST(bool_and(q.owed) AS INTEGER) AS owed FROM proposal_person p
  JOIN person_paid q ON q.period = p.period AND q.person_id = p.person_id AND q.paid_to <> p.household_id
  WHERE q.how <> 'MEMBER' OR q.alone
  GROUP BY p.adjustment_id ORDER BY p.adjustment_id`;

const TOGETHER = `
  SELECT DISTINCT p.adjustment_id FROM proposal_person p
  JOIN proposal_person o ON o.period = p.period AND o.person_id = p.person_id AND o.household_id <> p.household_id
  ORDER BY p.adjustment_id`;

/** Proposals that pay a month for a child for whom it is paid, or owed, elsewhere. */
export type ProposedElsewhere = {
  /** To another household or a resident. */
  readonly paid: readonly string[];
  /** To another household, which was not paid it yet. */
  readonly owed: readonly string[];
  /** By another proposal at hand. */
  readonly together: readonly string[];
};

/**
 * To be called when tables `person_sought` and `person_paid` have the persons of these months. Takes them out again: they
 * are no persons of the extract.
 * @param period the month of the run
 */
export async function proposedElsewhere(workspace: Workspace, period: Period): Promise<ProposedElsewhere> {
  const found = await workspace.select(ELSEWHERE);
  const owed = (row: (typeof found)[number]) => row.count('owed') === 1;
  const ids = (rows: typeof found) => rows.map((row) => row.text('adjustment_id'));
  const together = await workspace.select(TOGETHER);
  for (const { name } of [personSought, personPaid])
    await workspace.run(`DELETE FROM ${name} WHERE period <> $period`, { period });
  return {
    paid: ids(found.filter((row) => !owed(row))),
    owed: ids(found.filter(owed)),
    together: ids(together),
  };
}

/** Leaves in table `proposal_person` these proposals alone. @param applied by adjustment_id */
export async function keepApplied(workspace: Workspace, applied: readonly string[]): Promise<void> {
  await workspace.createFrom(
    'proposal_asked',
    ASKED,
    applied.map((id) => ({ adjustment_id: id })),
  );
  await workspace.run('DELETE FROM proposal_person WHERE adjustment_id NOT IN (FROM proposal_asked)');
}
