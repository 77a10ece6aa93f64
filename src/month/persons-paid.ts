import { openRun, type SealedRun } from '../archive/open-run.js';
import { residentSql } from '../domain/beneficiary.js';
import type { Period } from '../domain/period.js';
import { findAccountsPaid } from '../history/accounts-paid.js';
import { findPersonsPaid } from '../history/persons-paid.js';
import { PAST_MEMBERS_FILE } from '../programmes/families/past-months.js';
import { accountPaid, personPaid, personSought } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet } from '../workspace/duckdb.js';
import type { Month } from './month.js';
import { paidRuns } from './supplement.js';

/**
 * Whom the released runs of a month have paid for, wherever they stood then. A regular run asks it of no month but of
 * those that it computes late (owed.ts): within one extract nobody stands in two households that are paid.
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

const SOUGHT_THEN = `
  SELECT p.period, m.person_id, h.household_id AS beneficiary
  FROM past_month p JOIN past_member m ON m.hid = p.hid JOIN household h ON h.hid = p.hid`;

const ACCOUNTS = `
  SELECT account FROM household_sought WHERE account <> ''
  UNION SELECT account FROM resident_row WHERE faults = 0 AND account <> ''`;

/**
 * Tables `person_paid` and `account_paid`, of the month itself; empty before a regular run. To be called when the
 * extract is read, and before any programme gathers its facts.
 */
export async function findPaidThisMonth(month: Month): Promise<void> {
  const { workspace, request, parameters, supplement } = month;
  const { period } = request;
  await makeEmpty(workspace, personSought, personPaid, accountPaid);
  if (supplement === null) return;
  const runs = paidRuns(supplement);
  const registers = readParquet(runs.map((run) => run.register));
  await workspace.run(
    `CREATE TABLE household_sought AS SELECT hid, household_id, account ${MAY_BE_PAID(registers)}`,
    { ise_threshold: parameters.iseThreshold },
  );
  await fill(workspace, personSought, SOUGHT, { period });
  await findPersonsPaid(workspace, { period, runs, later: [], owed: owedBy(month) });
  await findAccountsPaid(workspace, runs, ACCOUNTS);
  await workspace.run('DROP TABLE household_sought');
}

/** The same of past months that are computed now: adds to `person_paid` for whom of `person_sought` they are paid. */
export async function findPaidThen(month: Month, periods: readonly Period[]): Promise<void> {
  const { request, ledger, workspace } = month;
  await fill(workspace, personSought, SOUGHT_THEN);
  const released = ledger.runsIn('RELEASED').map((run) => openRun(request.out, run, PAST));
  for (const period of periods) {
    await findPersonsPaid(workspace, {
      period,
      runs: released.filter((run) => run.period === period),
      later: released.filter((run) => run.period > period && computedLate(run)),
      owed: owedBy(month),
    });
  }
}

const PAST = { as: 'a released run', proof: 'hash' } as const;

function computedLate({ manifest }: SealedRun): boolean {
  return manifest.files.some((file) => file.path === PAST_MEMBERS_FILE);
}

function owedBy({ ledger }: Month) {
  return (runId: string, households: readonly string[]) => ledger.owed.debts.knownOf(runId, households);
}
