import { neededFile, type PaidRun, type SealedRun } from '../archive/open-run.js';
import { residentSql } from '../domain/beneficiary.js';
import { invariant } from '../domain/errors.js';
import { countToPeople } from '../domain/money.js';
import { type Period, referenceDate } from '../domain/period.js';
import { stage } from '../domain/report.js';
import { findAccountsPaid, findAccountsPaidThen, openAccountsPaid } from '../history/accounts-paid.js';
import { findCameSince, findPersonsPaid, openPersonsPaid, PROPOSED_FILE } from '../history/persons-paid.js';
import { numbersOf } from '../ledger/transfers.js';
import { arrearsDecidedFor } from '../owed/adjustments.js';
import { seekWhoLeft } from '../programmes/families/counted-nowhere.js';
import { PAST_MEMBERS_FILE, pastPeriods, seekPastMembers } from '../programmes/families/past-months.js';
import { stillPaidSql } from '../programmes/still-paid.js';
import { personSought } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { countOf } from '../workspace/batches.js';
import { readParquet, type Values } from '../workspace/duckdb.js';
import { earlierRuns, openEarlier } from './earlier-folders.js';
import type { Month } from './month.js';
import { paidRuns } from './supplement.js';

/**
 * Whom the released runs of a month have paid for, wherever they were listed then. A regular run asks it of no month but of
 * those that it computes late (owed.ts): within one extract nobody is in two households that are paid.
 */

/** Households that a supplementary run may pay: the registry does not say of them that they are not paid. */
const MAY_BE_PAID = (registers: string) => `
  FROM household WHERE status IN ('ACTIVE', 'BLOCKED') AND ise_score <= CAST($ise_threshold AS DECIMAL(9,6))
    AND household_id NOT IN (SELECT household_id FROM ${registers} WHERE decision = 'PAY')`;

const SOUGHT = `
  SELECT CAST($period AS VARCHAR) AS period, m.person_id, h.household_id AS beneficiary
  FROM member m JOIN household_sought h ON h.hid = m.hid
  UNION ALL
  SELECT DISTINCT CAST($period AS VARCHAR), person_id, ${residentSql('person_id')} FROM resident_row WHERE faults = 0`;

const ACCOUNTS = `
  SELECT account FROM household_sought WHERE account <> ''
  UNION SELECT account FROM resident_row WHERE faults = 0 AND account <> ''
  UNION SELECT account FROM adjustment_row WHERE faults = 0 AND kind = 'FINAL' AND account <> ''`;

/**
 * Tables `person_paid` and `account_paid`, of the month itself; empty before a regular run. To be called when the
 * extract is read, and before any programme gathers its facts.
 */
export async function findPaidThisMonth(month: Month): Promise<void> {
  const { workspace, supplement } = month;
  await makeEmpty(workspace, personSought);
  await openPersonsPaid(workspace);
  await openAccountsPaid(workspace);
  if (supplement === null) return;
  await stage(month.report, 'whom the month paid', () => lookUp(month, paidRuns(supplement)));
}

async function lookUp(month: Month, runs: readonly PaidRun[]): Promise<void> {
  const { workspace, request, parameters } = month;
  const { period } = request;
  const registers = readParquet(runs.map((run) => run.register));
  await workspace.run(
    `CREATE TABLE household_sought AS SELECT hid, household_id, account ${MAY_BE_PAID(registers)}`,
    { ise_threshold: parameters.iseThreshold },
  );
  await fill(workspace, personSought, SOUGHT, { period });
  await findPersonsPaid(workspace, { period, runs, later: [], owed: owedBy(month), decided: [] });
  await findAccountsPaid(workspace, runs, ACCOUNTS);
  await workspace.run('DROP TABLE household_sought');
}

/** The same of past months that are computed now: adds to `person_paid` for whom of `person_sought` they are paid. */
export async function findPaidThen(month: Month, periods: readonly Period[]): Promise<void> {
  const { workspace } = month;
  const released = earlierRuns(month).map((run) => openEarlier(month, run, 'hash'));
  const before = (of: Period) =>
    released.findLast((one) => one.period < of && one.manifest.kind === 'regular') ?? null;
  for (const period of periods) {
    const runs = released.filter((run) => run.period === period);
    const later = released.filter(
      (run) => run.period > period && (has(run, PAST_MEMBERS_FILE) || has(run, PROPOSED_FILE)),
    );
    if (runs.length + later.length === 0) continue; // nobody has paid it: there may be very many to be paid
    await seekPastMembers(workspace, period);
    await seekWhoLeft(workspace, period);
    const decided = [
      ...month.ledger.owed.debts.decidedFor(period),
      ...(await arrearsDecidedFor(workspace, period)),
    ];
    await findPersonsPaid(workspace, { period, runs, later, owed: owedThen(month, period), decided });
    await findAccountsPaidThen(workspace, period, runs);
    await findCameSince(workspace, { period, runs, later }, before);
  }
}

/** To whom each person is paid that another run, or another programme, paid for in the month. */
const CLAIMED = (residents: boolean) => `
  CREATE TABLE claimed_person AS
  SELECT person_id FROM person_paid p
  WHERE period = $period AND (how <> 'MEMBER' OR alone) AND ${stillPaidSql('p')}
  ${residents ? `UNION SELECT person_id FROM resident_register WHERE decision = 'PAY'` : ''}`;

/** Of these, the counted children of the households that the run pays: the youngest are of age to be paid. */
const COUNTED = `
  SELECT count(*) AS n FROM (
    SELECT y.hid, y.person_id FROM (
      SELECT m.hid, m.person_id, m.rank_key, h.children, h.children_paid,
        row_number() OVER (PARTITION BY m.hid ORDER BY m.rank_key DESC) AS youngest
      FROM member m JOIN assessed h ON h.hid = m.hid
      WHERE h.decision = 'PAY' AND m.hid IN (SELECT hid FROM member WHERE person_id IN (SELECT person_id FROM claimed_person))
        AND m.relation = 'CHILD' AND (m.deceased_on IS NULL OR m.deceased_on > CAST($now AS DATE))) y
    WHERE y.youngest <= y.children AND y.person_id NOT IN (SELECT person_id FROM not_counted WHERE period = $period)
    QUALIFY row_number() OVER (PARTITION BY y.hid ORDER BY y.rank_key) <= y.children_paid)
  WHERE person_id IN (SELECT person_id FROM claimed_person)`;

const RESIDENTS_TWICE = `
  SELECT count(*) AS n FROM resident_register r
  JOIN person_paid p ON p.person_id = r.person_id AND p.period = $period AND (p.how = 'CHILD' OR p.alone)
  WHERE r.decision = 'PAY' AND ${stillPaidSql('p')}`;

/** For whom the run pays past months: months that it computes, and proposals that it applies. */
const PAID_LATE = (computed: boolean) => `
  ${computed ? 'SELECT period, household_id, person_id FROM past_members WHERE counted UNION ALL' : ''}
  SELECT DISTINCT period, household_id, person_id FROM proposal_person`;

/**
 * Of months paid late: paid for twice now, or paid for to another before. What a proposal of the run pays stands in
 * `person_paid` as well, for the other household where the child lives now.
 */
const LATE_TWICE = (computed: boolean) => `
  WITH late AS (${PAID_LATE(computed)})
  SELECT count(*) AS n FROM (
    SELECT period, person_id FROM late GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT l.period, l.person_id FROM late l
    JOIN person_paid p ON p.period = l.period AND p.person_id = l.person_id AND p.paid_to <> l.household_id
      AND (p.how <> 'MEMBER' OR p.alone))`;

/** Adults of the households of which the run pays past months, for which another household was paid or pays them too. */
const ADULTS_TWICE = `
  WITH adult AS (
    SELECT l.period, l.household_id, l.person_id FROM past_members l
    JOIN assessed h ON h.household_id = l.household_id JOIN member m ON m.hid = h.hid AND m.person_id = l.person_id
    WHERE m.relation <> 'CHILD'
  )
  SELECT count(*) AS n FROM (
    SELECT period, person_id FROM adult GROUP BY ALL HAVING count(DISTINCT household_id) > 1
    UNION ALL
    SELECT a.period, a.person_id FROM adult a
    JOIN person_paid p ON p.period = a.period AND p.person_id = a.person_id AND p.paid_to <> a.household_id
    WHERE p.how <> 'RESIDENT')`;

/**
 * Nobody is paid for twice in a month, over its runs and what is paid of it late; crashes if anybody is. Returns in
 * words how many persons were looked for. @param residents whether the run has any
 */
export async function assertPaidOnce(
  { workspace, request }: Pick<Month, 'workspace' | 'request'>,
  residents: boolean,
): Promise<string> {
  const { period } = request;
  const count = async (sql: string, values?: Values) => (await workspace.one(sql, values)).count('n');
  await workspace.run(CLAIMED(residents), { period });
  const claimed = await count('SELECT count(*) AS n FROM claimed_person');
  const computed = (await pastPeriods(workspace)).length > 0;
  const twice = [
    claimed === 0 ? 0 : await count(COUNTED, { period, now: referenceDate(period) }),
    residents ? await count(RESIDENTS_TWICE, { period }) : 0,
    await count(LATE_TWICE(computed)),
    computed ? await count(ADULTS_TWICE) : 0,
  ];
  invariant(
    twice.every((n) => n === 0),
    () =>
      `paid for twice in a month: ${twice[0]} children, ${twice[1]} residents, ${twice[2]} children and ${twice[3]} adults of past months`,
  );
  const counted = await count(`SELECT count(*) AS n FROM (${PAID_LATE(computed)})`);
  return `no child and no resident is paid for twice in a month: ${countToPeople(claimed)} of this one, ${countToPeople(counted)} of months paid late`;
}

/** Months with known amounts, owed before the run, that it pays. */
const KNOWN_NOW = `kind = 'MONTH' AND state = 'PAID' AND NOT unknown AND NOT opens`;

/** What the tables have of the month itself comes back at the end. */
const ASIDE = 'BEGIN TRANSACTION; DELETE FROM person_sought; DELETE FROM person_paid';

const COUNTED_LATE = (files: readonly string[]) => `
  SELECT DISTINCT CAST($period AS VARCHAR) AS period, person_id, household_id AS beneficiary
  FROM ${readParquet(files)} WHERE period = $period AND counted`;

/**
 * Months with known amounts that the run pays although a run computed and paid them for a child under another number,
 * as "SII 2026-09": the number under which the month was owed first. Throws OperatorError when a sealed file is missing or changed.
 */
export async function findPaidAgain(month: Month): Promise<string[]> {
  const { workspace, ledger } = month;
  const origins = await workspace.select(
    `SELECT DISTINCT origin FROM debt WHERE ${KNOWN_NOW} ORDER BY origin`,
  );
  if (origins.length === 0) return [];
  const released = earlierRuns(month).map((run) => openEarlier(month, run, 'hash'));
  const again: string[] = [];
  for (const period of origins.map((row) => row.text('origin'))) {
    const late = released.filter((run) => run.period > period && has(run, PAST_MEMBERS_FILE));
    if (late.length === 0) continue;
    const files: string[] = [];
    for (const run of late) files.push(await neededFile(run, PAST_MEMBERS_FILE));
    await workspace.run(ASIDE);
    await fill(workspace, personSought, COUNTED_LATE(files), { period });
    if ((await countOf(workspace, 'person_sought')) === 0) {
      await workspace.run('ROLLBACK');
      continue;
    }
    const runs = released.filter((run) => run.period === period);
    await findPersonsPaid(workspace, { period, runs, later: [], owed: owedThen(month, period), decided: [] });
    const found = await workspace.select(
      `SELECT DISTINCT paid_to FROM person_paid WHERE how = 'CHILD' AND owed ORDER BY paid_to`,
    );
    await workspace.run('ROLLBACK');
    for (const household of found.map((row) => row.text('paid_to'))) {
      const paid = await workspace.one(
        `SELECT count(*) AS n FROM debt WHERE ${KNOWN_NOW} AND origin = $period AND household_id IN ($household, $now)`,
        { period, household, now: ledger.owed.transfers.numberNow(household, period) },
      );
      if (paid.count('n') > 0) again.push(`${household} ${period}`);
    }
  }
  return again;
}

function has({ manifest }: SealedRun, path: string): boolean {
  return manifest.files.some((file) => file.path === path);
}

function owedBy({ ledger }: Month) {
  return (runId: string, households: readonly string[]) => ledger.owed.debts.knownOf(runId, households);
}

/**
 * The same of a past month: what people moved to another number since is owed all the same, and so is what stayed with
 * the old number when they did.
 */
export function owedThen({ ledger }: Pick<Month, 'ledger'>, period: Period) {
  const { debts, transfers } = ledger.owed;
  const all = transfers.all();
  return (runId: string, households: readonly string[]) => {
    const now = new Map(households.map((id) => [id, numbersOf(all, id, period).at(-1) ?? id]));
    const known = new Set(debts.knownOf(runId, [...now].flat()));
    return households.filter((id) => known.has(id) || known.has(now.get(id) ?? id));
  };
}
