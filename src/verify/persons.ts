import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { referenceDate } from '../domain/period.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { readFolder, readPath, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/**
 * Nobody is paid for twice in a month, whoever paid: its released runs, their residents, months that were owed with a
 * known amount and paid since, months that a later run computed when it paid them, proposals that people decided on. Counted again from the sealed
 * folders. To be called with the ledger's table `debt` in place.
 */
export type ProvenRun = { readonly run: LedgerRun; readonly folder: string; readonly manifest: Manifest };

const PAST_MEMBERS = 'past-members.parquet';
const PROPOSED = 'history/proposed-persons.parquet';
const ELSEWHERE = 'audit/paid-elsewhere.csv';

/** Whether a file of a run is read here. */
export function isOfPersons(path: string): boolean {
  return path.startsWith('members/') || path === PAST_MEMBERS || path === PROPOSED || path === ELSEWHERE;
}

/** Households of a run that were paid their month, by it or, where it was owed with a known amount, since. */
const paidHouseholds = (folder: string) => `
  SELECT household_id, children, children_paid
  FROM read_parquet(${readPath(join(folder, 'register.parquet'))}, hive_partitioning = false)
  WHERE decision = 'PAY' OR household_id IN (SELECT beneficiary FROM debt
    WHERE kind = 'MONTH' AND origin = $period AND opened_by = $run AND state = 'PAID'
      AND beneficiary NOT IN (SELECT household_id FROM computed_late))`;

const members = (folder: string) =>
  `read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false)`;

const residents = (folder: string) => `
  SELECT person_id FROM read_parquet(${readPath(join(folder, 'residents.parquet'))}, hive_partitioning = false)
  WHERE decision = 'PAY'`;

const pastMembers = (folder: string) =>
  `(FROM read_parquet(${readPath(join(folder, PAST_MEMBERS))}, hive_partitioning = false) WHERE period = $period)`;

const late = (folder: string) => `SELECT person_id FROM ${pastMembers(folder)} WHERE counted`;

/**
 * Children for whom a proposed adjustment pays the month, of those that people decided on, once a household: several runs
 * may propose it.
 */
const decided = (folders: readonly string[]) => `
  SELECT person_id FROM (SELECT DISTINCT household_id, person_id FROM read_parquet([${folders.map((folder) => readPath(join(folder, PROPOSED))).join(', ')}],
    hive_partitioning = false)
  WHERE month = $period AND adjustment_id IN (SELECT reference FROM debt
    WHERE kind = 'ADJUSTMENT' AND origin = $period AND state IN ('OPEN', 'PAID')))`;

/** Every child of a household that was paid, counted or not, is a number here: few are there twice. */
const CHILDREN = (folder: string) => `
  INSERT INTO paid_number SELECT hash(person_id) FROM ${members(folder)}
  WHERE relation = 'CHILD' AND household_id IN (SELECT household_id FROM (${paidHouseholds(folder)}))`;

/**
 * Of those whose number is there twice, the counted ones: of a household's living children, in order of birth, as many
 * as the register pays, but for those above the age (it says how many are not) and those who do not count.
 */
const COUNTED = (folder: string, left: string) => `
  INSERT INTO paid_person
  WITH home AS (
    SELECT * FROM (${paidHouseholds(folder)}) WHERE household_id IN (
      SELECT household_id FROM ${members(folder)} WHERE hash(person_id) IN (SELECT number FROM twice))
  ), child AS (
    SELECT m.household_id, m.person_id, m.birth_date, home.children, home.children_paid,
      rank() OVER (PARTITION BY m.household_id ORDER BY m.birth_date DESC, m.person_id DESC) AS from_youngest
    FROM ${members(folder)} m JOIN home ON home.household_id = m.household_id
    WHERE m.relation = 'CHILD' AND coalesce(m.deceased_on > CAST($now AS DATE), true)
  ), ranked AS (
    SELECT person_id, children_paid,
      rank() OVER (PARTITION BY household_id ORDER BY birth_date, person_id) AS place
    FROM child WHERE from_youngest <= children AND (household_id, person_id) NOT IN (${left})
  )
  SELECT person_id FROM ranked WHERE place <= children_paid AND hash(person_id) IN (SELECT number FROM twice)`;

const NOBODY = `SELECT '', '' WHERE false`;

/** Adults of households that a run pays after the month's first run: by a supplementary run, or when it computes the month. */
const ADULTS = (folder: string, households: string) => `
  INSERT INTO adult_paid
  SELECT m.household_id, m.person_id FROM (${households}) p
  JOIN ${members(folder)} m ON m.household_id = p.household_id AND m.person_id = p.person_id
  WHERE m.relation <> 'CHILD'`;

const LIVING = (folder: string) => `
  SELECT household_id, person_id FROM ${members(folder)}
  WHERE household_id IN (SELECT household_id FROM (${paidHouseholds(folder)})) AND coalesce(deceased_on > CAST($now AS DATE), true)`;

/** Where such an adult lived in a household that was paid the month. */
const PLACES = (places: string) => `
  INSERT INTO adult_place SELECT household_id, person_id FROM (${places}) WHERE person_id IN (SELECT person_id FROM adult_paid)`;

const ADULTS_TWICE = `
  SELECT count(DISTINCT a.person_id) AS n FROM adult_paid a
  JOIN adult_place p ON p.person_id = a.person_id AND p.household_id <> a.household_id`;

/** Of one month: `computed_late` has the households whose amount was not known before a later run computed it. */
const TABLES = [
  ['paid_number', 'number UBIGINT'],
  ['paid_person', 'person_id VARCHAR'],
  ['computed_late', 'household_id VARCHAR'],
  ['adult_paid', 'household_id VARCHAR, person_id VARCHAR'],
  ['adult_place', 'household_id VARCHAR, person_id VARCHAR'],
] as const;

/** Month by month, how many persons are paid for twice. */
export async function personDifferences(
  workspace: Workspace,
  proven: readonly ProvenRun[],
): Promise<string[]> {
  const differences: string[] = [];
  for (const [table, column] of TABLES) await workspace.run(`CREATE TABLE ${table} (${column})`);
  for (const period of [...new Set(proven.map(({ run }) => run.period))]) {
    const twice = await paidTwice(workspace, proven, period);
    if (twice > 0) differences.push(`${period}: ${twice} persons are paid for twice in the month`);
    const adults = await adultsPaidTwice(workspace, proven, period);
    if (adults > 0)
      differences.push(`${period}: ${adults} adults live in two households that are paid the month`);
  }
  return differences;
}

async function paidTwice(
  workspace: Workspace,
  proven: readonly ProvenRun[],
  period: string,
): Promise<number> {
  for (const [table] of TABLES) await workspace.run(`DELETE FROM ${table}`);
  const own = proven.filter(({ run, manifest }) => run.period === period && hasMembers(manifest));
  const later = proven.filter(({ run, manifest }) => run.period > period && has(manifest, PAST_MEMBERS));
  for (const { folder } of later)
    await workspace.run(`INSERT INTO computed_late SELECT household_id FROM ${pastMembers(folder)}`, {
      period,
    });
  const proposing = proven
    .filter(({ run, manifest }) => run.period > period && has(manifest, PROPOSED))
    .map(({ folder }) => folder);
  // Persons who are each counted by themselves: residents, children of months paid late, and of proposals.
  const alone = [
    ...own
      .filter(({ manifest }) => manifest.residents !== undefined)
      .map(({ folder }) => ({ sql: residents(folder), values: {} })),
    ...later.map(({ folder }) => ({ sql: late(folder), values: { period } })),
    ...(proposing.length === 0 ? [] : [{ sql: decided(proposing), values: { period } }]),
  ];
  for (const { run, folder } of own) await workspace.run(CHILDREN(folder), { period, run: run.runId });
  for (const { sql, values } of alone)
    await workspace.run(`INSERT INTO paid_number SELECT hash(person_id) FROM (${sql})`, values);
  await workspace.run(
    'CREATE OR REPLACE TABLE twice AS SELECT number FROM paid_number GROUP BY number HAVING count(*) > 1',
  );
  if ((await workspace.one('SELECT count(*) AS n FROM twice')).count('n') === 0) return 0;
  const now = referenceDate(period);
  for (const { run, folder, manifest } of own) {
    const left = has(manifest, ELSEWHERE)
      ? `SELECT household_id, person_id FROM ${readText(folder, ELSEWHERE)} WHERE month = $period AND effect = 'NOT_COUNTED'`
      : NOBODY;
    await workspace.run(COUNTED(folder, left), { period, now, run: run.runId });
  }
  for (const { sql, values } of alone)
    await workspace.run(`INSERT INTO paid_person SELECT person_id FROM (${sql})`, values);
  const row = await workspace.one(
    'SELECT count(*) AS n FROM (SELECT person_id FROM paid_person GROUP BY person_id HAVING count(*) > 1)',
  );
  return row.count('n');
}

/** To be called when table `computed_late` has the households of the month. */
async function adultsPaidTwice(
  workspace: Workspace,
  proven: readonly ProvenRun[],
  period: string,
): Promise<number> {
  const own = proven.filter(({ run, manifest }) => run.period === period && hasMembers(manifest));
  const later = proven.filter(
    ({ run, manifest }) => run.period > period && has(manifest, PAST_MEMBERS) && hasMembers(manifest),
  );
  const now = referenceDate(period);
  for (const { run, folder } of own.filter((one) => one.run.kind === 'supplementary'))
    await workspace.run(ADULTS(folder, LIVING(folder)), { period, now, run: run.runId });
  for (const { folder } of later) await workspace.run(ADULTS(folder, pastMembers(folder)), { period });
  if ((await workspace.one('SELECT count(*) AS n FROM adult_paid')).count('n') === 0) return 0;
  for (const { run, folder } of own)
    await workspace.run(PLACES(LIVING(folder)), { period, now, run: run.runId });
  for (const { folder } of later) await workspace.run(PLACES(pastMembers(folder)), { period });
  return (await workspace.one(ADULTS_TWICE)).count('n');
}

function has(manifest: Manifest, path: string): boolean {
  return manifest.files.some((file) => file.path === path);
}

/** Runs of the first versions kept none. */
function hasMembers(manifest: Manifest): boolean {
  return manifest.files.some((file) => file.path.startsWith('members/'));
}
