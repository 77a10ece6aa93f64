import { type SealedRun, sealedFile, sealedTable } from '../archive/open-run.js';
import { residentSql } from '../domain/beneficiary.js';
import { type Period, referenceDate } from '../domain/period.js';
import { cameSince, personPaid } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet, readPath, type Workspace } from '../workspace/duckdb.js';

/**
 * For whom of the persons sought (tables/history.ts) released runs have paid a month, by their sealed folders. Few
 * persons are found in another household than their own: the members' files are looked through by person once, and
 * the households that listed these are then taken out.
 */

/** What released runs wrote of persons for whom another was paid: some children do not count. */
export const PAID_ELSEWHERE_FILE = 'audit/paid-elsewhere.csv';
/** Who lived in the households of which a run computed and paid a past month. */
export const PAST_MEMBERS_TABLE = 'past-members';

/** For whom the adjustments that a run proposes pay a month; a run that proposes no such has none. */
export const PROPOSED_FILE = 'history/proposed-persons.parquet';

/** Where the persons sought stood in a run: its households, but for those that they stand in today. */
const met = (members: readonly string[]) => `
  CREATE OR REPLACE TABLE person_met AS
  SELECT DISTINCT m.household_id, s.person_id
  FROM ${readParquet(members)} m JOIN (FROM person_sought WHERE period = $period) s ON s.person_id = m.person_id
  WHERE m.household_id <> s.beneficiary`;

/**
 * Of the households met, those that the run paid, and those that it owes a known amount: its counted children are in
 * that amount. A child's age is not asked again: the register says how many living children are of age to be paid, and
 * these are the youngest.
 */
const paid = (members: readonly string[], register: string, left: string) => `
  WITH household AS (
    SELECT household_id, persons, children, children_paid, decision <> 'PAY' AS owed FROM ${readParquet([register])}
    WHERE household_id IN (SELECT household_id FROM person_met)
      AND (decision = 'PAY' OR household_id IN (SELECT household_id FROM household_owed))
  ), living AS (
    SELECT m.household_id, m.person_id, m.birth_date, m.relation = 'CHILD' AS child,
      row_number() OVER (PARTITION BY m.household_id, m.relation = 'CHILD'
        ORDER BY m.birth_date DESC, m.person_id DESC) AS nth
    FROM ${readParquet(members)} m
    WHERE m.household_id IN (SELECT household_id FROM household)
      AND (m.deceased_on IS NULL OR m.deceased_on > CAST($now AS DATE))
  ), counted AS (
    SELECT l.household_id, l.person_id FROM living l JOIN household h ON h.household_id = l.household_id
    WHERE l.child AND l.nth <= h.children AND (l.household_id, l.person_id) NOT IN (${left})
    QUALIFY row_number() OVER (PARTITION BY l.household_id ORDER BY l.birth_date, l.person_id) <= h.children_paid
  )
  SELECT CAST($period AS VARCHAR) AS period, l.person_id, l.household_id AS paid_to,
    CASE WHEN c.person_id IS NULL THEN 'MEMBER' ELSE 'CHILD' END AS how, h.persons = 1 AS alone, h.owed
  FROM living l JOIN household h ON h.household_id = l.household_id
  JOIN person_met p ON p.household_id = l.household_id AND p.person_id = l.person_id
  LEFT JOIN counted c ON c.household_id = l.household_id AND c.person_id = l.person_id`;

const residents = (register: string) => `
  SELECT DISTINCT s.period, r.person_id, ${residentSql('r.person_id')} AS paid_to, 'RESIDENT' AS how, true AS alone, false AS owed
  FROM ${readParquet([register])} r JOIN person_sought s ON s.period = $period AND s.person_id = r.person_id
  WHERE r.decision = 'PAY' AND s.beneficiary <> ${residentSql('r.person_id')}`;

/** Months that were computed when they were paid: the run that paid them says who was counted. */
const late = (files: readonly string[]) => `
  SELECT DISTINCT s.period, m.person_id, m.household_id AS paid_to,
    CASE WHEN m.counted THEN 'CHILD' ELSE 'MEMBER' END AS how, m.persons = 1 AS alone, false AS owed
  FROM (SELECT *, count(*) OVER (PARTITION BY household_id) AS persons FROM ${readParquet(files)}
    WHERE period = $period) m
  JOIN person_sought s ON s.period = m.period AND s.person_id = m.person_id
  WHERE s.beneficiary <> m.household_id`;

/** Adjustments that runs proposed and people decided on: the child is paid for by them. */
const proposed = (file: string) => `
  SELECT DISTINCT s.period, p.person_id, p.household_id AS paid_to, 'CHILD' AS how, false AS alone, false AS owed
  FROM (FROM ${readParquet([file])} WHERE adjustment_id IN (SELECT adjustment_id FROM proposal_decided)) p
  JOIN person_sought s ON s.period = $period AND s.person_id = p.person_id
  WHERE s.beneficiary <> p.household_id
    AND (s.period, p.person_id, p.household_id) NOT IN (SELECT (period, person_id, paid_to) FROM person_paid)`;

/** Households that a run knew, of those asked for: their rows could be read, and somebody lived there. */
const KNOWN = (register: string) => `
  SELECT household_id FROM ${readParquet([register])}
  WHERE persons > 0 AND decision IN ('PAY', 'BLOCKED', 'HELD') AND reason NOT IN ('DUPLICATE_HOUSEHOLD', 'MEMBER_ROW_INVALID')
    AND household_id IN (SELECT beneficiary FROM person_sought WHERE period = $period)`;

/** Those of which it could not read the household's own row alone, and in which somebody lived the month before. */
const KNOWN_BY_MEMBERS = (quarantine: string, registerBefore: string) => `
  SELECT household_id FROM ${readParquet([registerBefore])}
  WHERE persons > 0 AND household_id IN (
    SELECT household_id FROM read_csv(${readPath(quarantine)}, header = true, all_varchar = true, delim = ',', quote = '"',
      escape = '"', hive_partitioning = false)
    WHERE household_id IN (SELECT beneficiary FROM person_sought WHERE period = $period)
    GROUP BY household_id
    HAVING bool_or(${ofKind('households')}) AND NOT bool_or(${ofKind('members')}))`;
const ofKind = (kind: string) => `regexp_matches(lower(file), '(^|/)${kind}')`;

/**
 * Whom a run paid for in one household while it knew the household that is asked for without them. A person on a good row
 * of both, even where the household's own row was bad, would have kept the other one from being paid.
 * @param paidTo SELECT of household_id and person_id
 */
const came = (known: string, members: readonly string[], paidTo: string) => `
  SELECT DISTINCT s.period, s.beneficiary AS household_id, s.person_id
  FROM (${paidTo}) p
  JOIN person_paid q ON q.period = $period AND q.person_id = p.person_id AND q.paid_to = p.household_id
  JOIN person_sought s ON s.period = $period AND s.person_id = p.person_id AND s.beneficiary <> p.household_id
  JOIN (${known}) h ON h.household_id = s.beneficiary
  WHERE (s.beneficiary, s.person_id) NOT IN (
      SELECT (household_id, person_id) FROM ${readParquet(members)}
      WHERE household_id IN (SELECT beneficiary FROM person_sought WHERE period = $period))
    AND (s.period, s.beneficiary, s.person_id) NOT IN (SELECT (period, household_id, person_id) FROM came_since)`;

/** Makes the tables: nobody was paid for. */
export async function openPersonsPaid(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, personPaid, cameSince);
}

/**
 * Adds to table `came_since`, of a month that is computed now, when `person_paid` has it. Throws OperatorError when a
 * sealed file is missing or changed.
 * @param before the last released regular run of a month before this one; null: none
 */
export async function findCameSince(
  workspace: Workspace,
  { period, runs, later }: Pick<PaidMonth, 'period' | 'runs' | 'later'>,
  before: (period: Period) => SealedRun | null,
): Promise<void> {
  const found = await workspace.one(
    `SELECT count(*) AS n FROM person_paid WHERE period = $period AND how <> 'RESIDENT'`,
    { period },
  );
  if (found.count('n') === 0) return;
  for (const run of [...runs, ...later]) {
    const late = runs.includes(run) ? null : await sealedTable(run, PAST_MEMBERS_TABLE);
    if (late?.length === 0) continue;
    const [register] = await sealedTable(run, 'register');
    if (register === undefined) continue;
    const paidTo = late === null ? paidBy(register) : paidLateBy(late);
    const persons = await workspace.one(`SELECT count(*) AS n FROM (${paidTo})`, { period });
    if (persons.count('n') === 0) continue; // the members' files are large: they are not proven for nobody
    const members = await sealedTable(run, 'members');
    if (members.length === 0) continue;
    const known = await knownBy(run, register, before(run.period));
    await fill(workspace, cameSince, came(known, members, paidTo), { period });
  }
}

/** SELECT of the households that a run knew. */
async function knownBy(run: SealedRun, register: string, before: SealedRun | null): Promise<string> {
  const quarantine = await sealedFile(run, 'audit/quarantine.csv');
  const [registerBefore] = before === null ? [] : await sealedTable(before, 'register');
  return quarantine === null || registerBefore === undefined
    ? KNOWN(register)
    : `${KNOWN(register)} UNION ${KNOWN_BY_MEMBERS(quarantine, registerBefore)}`;
}

const paidBy = (register: string) => `
  SELECT household_id, person_id FROM (
    SELECT DISTINCT paid_to AS household_id, person_id, owed FROM person_paid WHERE period = $period AND how <> 'RESIDENT')
  JOIN (SELECT household_id, decision FROM ${readParquet([register])}) r USING (household_id)
  WHERE r.decision = 'PAY' OR owed`;

const paidLateBy = (files: readonly string[]) => `
  SELECT household_id, person_id FROM ${readParquet(files)} WHERE period = $period
    AND person_id IN (SELECT person_id FROM person_paid WHERE period = $period)`;

/** What the ledger and the archive say of one month. */
export type PaidMonth = {
  readonly period: Period;
  /** Its released runs, those alone that a supplementary run comes after. */
  readonly runs: readonly SealedRun[];
  /** Released runs that may have paid the month later. */
  readonly later: readonly SealedRun[];
  /** Of these households, those to which a run owes a known amount of the month, or has paid it since. */
  readonly owed: (runId: string, households: readonly string[]) => readonly string[];
  /** Adjustments that decide what is owed for the month. */
  readonly decided: readonly string[];
};

/**
 * Adds to table `person_paid` what the released runs of a month say of the persons sought. Throws OperatorError when a
 * sealed file is missing or changed.
 */
export async function findPersonsPaid(
  workspace: Workspace,
  { period, runs, later, owed, decided }: PaidMonth,
): Promise<void> {
  const at = { period, now: referenceDate(period) };
  for (const run of runs) {
    const members = await sealedTable(run, 'members');
    const [register] = await sealedTable(run, 'register');
    if (members.length === 0 || register === undefined) continue;
    await workspace.run(met(members), { period });
    const households = await workspace.select(
      'SELECT DISTINCT household_id FROM person_met ORDER BY household_id',
    );
    if (households.length > 0) {
      const owing = owed(
        run.runId,
        households.map((row) => row.text('household_id')),
      );
      await workspace.createFrom(
        'household_owed',
        { household_id: 'VARCHAR' },
        owing.map((household_id) => ({ household_id })),
      );
      await fill(workspace, personPaid, paid(members, register, await leftOut(run)), at);
    }
    const [persons] = await sealedTable(run, 'residents');
    if (persons !== undefined) await fill(workspace, personPaid, residents(persons), { period });
  }
  for (const run of later) {
    const files = await sealedTable(run, PAST_MEMBERS_TABLE);
    if (files.length > 0) await fill(workspace, personPaid, late(files), { period });
  }
  if (decided.length === 0) return;
  const ids = decided.map((adjustment_id) => ({ adjustment_id }));
  await workspace.createFrom('proposal_decided', { adjustment_id: 'VARCHAR' }, ids);
  for (const run of later) {
    const file = await sealedFile(run, PROPOSED_FILE);
    if (file !== null) await fill(workspace, personPaid, proposed(file), { period });
  }
}

/** SELECT of household and child, of those that a run did not count in its own month. */
async function leftOut(run: SealedRun): Promise<string> {
  const file = await sealedFile(run, PAID_ELSEWHERE_FILE);
  if (file === null) return `SELECT '', '' WHERE false`;
  return `SELECT household_id, person_id FROM read_csv(${readPath(file)}, header = true, all_varchar = true,
    delim = ',', hive_partitioning = false) WHERE month = $period AND effect = 'NOT_COUNTED'`;
}
