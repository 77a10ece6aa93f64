import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedRun } from '../archive/open-run.js';
import { FOLDER_MODE } from '../domain/modes.js';
import { type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import { stage } from '../domain/report.js';
import { writeCsv } from '../files/write-csv.js';
import { LATE_FILE, LATE_TO_KEEP, wakeLate } from '../history/late.js';
import { addMoved } from '../history/late-moved.js';
import { NO_NUMBERS, readNumbers } from '../history/numbers.js';
import { PROPOSED_FILE } from '../history/persons-paid.js';
import { PROPOSALS_FILE } from '../history/proposals.js';
import { DECIDED_FOR } from '../owed/adjustments.js';
import { openLateMonths } from '../programmes/families/late-months.js';
import { pastPeriods } from '../programmes/families/past-months.js';
import { lateDifference } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { countOf } from '../workspace/batches.js';
import { copyCsv, readParquet, sumText, type Workspace } from '../workspace/duckdb.js';
import type { FileRows } from './computed.js';
import { keep, releasedByMonth } from './history.js';
import { compareMonth, hasRules, payingRuns, rulesSource } from './late-differences.js';
import type { Month } from './month.js';
import { numberNow } from './number-now.js';

/**
 * What came to light after released months were paid: a death, a birth, a cover, an enrolment, members whom an
 * extract missed, a tariff with an earlier date. Each month of the
 * year before is held against what is known of it now; what differs is listed, and proposed as adjustments. Nothing
 * is owed or taken by it: people decide, by putting a proposal into a later extract.
 */
export const RETROACTIVE_FILE = 'audit/retroactive.csv';

/** Months that were owed with a known amount and that this run pays. */
const PAID_NOW = `
  SELECT household_id FROM debt
  WHERE kind = 'MONTH' AND origin = $period AND NOT unknown AND state = 'PAID'`;

/** What this very run decides for a month, and the orders of it that are not paid again. */
const THIS_RUN = {
  decided: DECIDED_FOR,
  cameBack: `SELECT household_id FROM debt WHERE kind = 'ORDER' AND origin = $period AND state NOT IN ('PAID', 'MOVED')`,
  paid: PAID_NOW,
  halfRead: `SELECT household_id FROM register WHERE decision = 'HELD' AND reason = 'MEMBER_ROW_INVALID'`,
};

export const RETROACTIVE_COLUMNS = ['household_id', 'month', 'cause', 'paid', 'due', 'difference', 'source'];
const PROPOSAL_COLUMNS = [
  'adjustment_id',
  'household_id',
  'kind',
  'amount',
  'reason',
  'decision_ref',
  'decided_on',
  'month',
];

/** Sums as text in dirhams. */
export type RetroactiveFigures = {
  readonly rows: number;
  readonly households: number;
  /** Due to households beyond what they were paid. */
  readonly arrears: string;
  /** Paid to households beyond what was due. */
  readonly recovery: string;
};

export type Retroactive = { readonly figures: RetroactiveFigures; readonly lists: readonly FileRows[] };

const COUNTED_NOW = 'SELECT household_id, person_id FROM past_members WHERE period = $period AND counted';

/** Facts that made no difference while the month was owed make one when it is paid. */
const PAID_A_MONTH = `SELECT household_id FROM debt WHERE kind = 'MONTH' AND state = 'PAID'`;

/** The same difference `d` is proposed under the same id by every run, until it is decided. */
const ID = `'RETRO-' || d.month || '-'
      || left(sha256(concat_ws('|', d.household_id, d.month, CAST(paid AS VARCHAR), CAST(due AS VARCHAR))), 16)`;
const PROPOSALS = (rows: string) => `
  SELECT ${ID} AS adjustment_id, coalesce(n.now_id, d.household_id) AS household_id,
    CASE WHEN difference > 0 THEN 'ARREARS' ELSE 'RECOVERY' END AS kind, abs(difference) AS amount,
    cause || ': ' || source || coalesce(' (then ' || n.old_id || ')', '') AS reason, NULL AS decision_ref,
    NULL AS decided_on, d.month
  FROM ${rows} d LEFT JOIN proposal_number n ON n.old_id = d.household_id AND n.of_month = d.month
  ORDER BY d.month, d.household_id`;

const RENUMBERED = (rows: string) => `
  SELECT DISTINCT household_id, month FROM ${rows}
  WHERE household_id IN (SELECT old_household_id FROM family_number UNION ALL SELECT id FROM transferred)
  ORDER BY household_id, month`;

/** Table `proposal_number`: the numbers now of families whose months were paid under others. */
async function findNumbersNow({ workspace, ledger }: Month, rows: string): Promise<void> {
  const { transfers } = ledger.owed;
  const found = await workspace.select(RENUMBERED(rows));
  const numbers = found.length === 0 ? NO_NUMBERS : await readNumbers(workspace);
  await workspace.createFrom(
    'proposal_number',
    { old_id: 'VARCHAR', of_month: 'VARCHAR', now_id: 'VARCHAR' },
    found.flatMap((row) => {
      const [id, month] = [row.text('household_id'), row.text('month')];
      const now = numberNow(id, month, (one) => transfers.numberNow(one, month), numbers);
      return now === id ? [] : [{ old_id: id, of_month: month, now_id: now }];
    }),
  );
}

/** For whom they pay more: who is paid by a proposal that people decide on is not paid for again elsewhere. */
const CREATE_PROPOSED = `
  CREATE TABLE person_proposed (adjustment_id VARCHAR, household_id VARCHAR, month VARCHAR, person_id VARCHAR)`;
const PERSONS = (rows: string) => `
  INSERT INTO person_proposed
  SELECT d.adjustment_id, d.household_id, d.month, p.person_id
  FROM (SELECT ${ID} AS adjustment_id, household_id, month FROM ${rows} d WHERE difference > 0) d
  JOIN late_person p ON p.household_id = d.household_id`;
const PERSONS_TO_KEEP = 'FROM person_proposed ORDER BY month, household_id, person_id';

/**
 * Writes the two lists, and below `folder` the late facts that the next run must know. Register and debts are in place.
 */
export async function findRetroactive(month: Month, folder: string): Promise<Retroactive> {
  const { workspace, report, work, ledger } = month;
  return stage(report, 'what came to light late', async () => {
    await makeEmpty(workspace, lateDifference);
    await workspace.run(CREATE_PROPOSED);
    await openLateMonths(workspace);
    await wakeLate(workspace, PAID_A_MONTH);
    await addMoved(workspace, month.request.period);
    const parts: string[] = [];
    const listed = join(work, 'retroactive');
    mkdirSync(listed, { mode: FOLDER_MODE });
    const released = releasedByMonth(month);
    const countedLate = (await pastPeriods(workspace)).length > 0 ? COUNTED_NOW : null;
    for (const [period, runs] of await candidates(month, released)) {
      const path = join(listed, `${period}.parquet`);
      const { rules } = month.request;
      const later = laterThan(released, period);
      const undone = { ...THIS_RUN, countedLate };
      if (await compareMonth({ workspace, ledger, rules }, period, { runs, later }, path, undone)) {
        parts.push(path);
        await workspace.run(PERSONS(readParquet([path])));
      }
      await fill(workspace, lateDifference, 'SELECT household_id FROM late_month WHERE due <> paid');
    }
    const figures = await writeLists(month, parts, folder);
    rmSync(listed, { recursive: true });
    const kept = await keep(workspace, join(folder, LATE_FILE), LATE_TO_KEEP, {
      period: month.request.period,
      before: referenceDate(shiftPeriod(month.request.period, -1)),
      supplemented: month.supplement === null ? '' : month.request.period,
    });
    return {
      figures,
      lists: [
        [RETROACTIVE_FILE, figures.rows],
        [PROPOSALS_FILE, figures.rows],
        [LATE_FILE, kept],
        ...(await keepProposed(workspace, folder)),
      ],
    };
  });
}

function laterThan(released: ReadonlyMap<Period, readonly SealedRun[]>, period: Period): SealedRun[] {
  return [...released].flatMap(([one, sealed]) => (one > period ? sealed : []));
}

/** Most runs propose to pay for nobody more: they keep no file. */
async function keepProposed(workspace: Workspace, folder: string): Promise<FileRows[]> {
  if ((await countOf(workspace, 'person_proposed')) === 0) return [];
  return [[PROPOSED_FILE, await keep(workspace, join(folder, PROPOSED_FILE), PERSONS_TO_KEEP)]];
}

/** The released months of the year before of which something may have come to light, with their runs. */
async function candidates(
  { workspace, request }: Month,
  released: ReadonlyMap<Period, readonly SealedRun[]>,
): Promise<Map<Period, readonly SealedRun[]>> {
  const changed = new Set<Period>();
  for (const [one, runs] of released)
    if (hasRules(request.rules, one)) {
      const paying = payingRuns({ runs, later: laterThan(released, one) });
      if ((await rulesSource(request.rules, one, paying)) !== null) changed.add(one);
    }
  if (changed.size > 0) await wakeLate(workspace);
  const first = await workspace.one(
    'SELECT CAST(min(day) FILTER (month IS NULL) AS VARCHAR) AS day FROM late_fact',
  );
  const day = first.textOrNull('day');
  const said = await workspace.select('SELECT DISTINCT month FROM late_fact WHERE month IS NOT NULL');
  const saidOf = new Set(said.map((row) => row.text('month')));
  const months = new Map<Period, readonly SealedRun[]>();
  for (const [one, runs] of released) {
    if (one === request.period || !hasRules(request.rules, one)) continue;
    const late = saidOf.has(one) || (day !== null && day <= referenceDate(one));
    if (late || changed.has(one)) months.set(one, runs);
  }
  return months;
}

/** Writes the lists in the order of months and households. @param parts a file of each month, in their order */
async function writeLists(
  month: Month,
  parts: readonly string[],
  folder: string,
): Promise<RetroactiveFigures> {
  const [list, proposals] = [join(folder, RETROACTIVE_FILE), join(folder, PROPOSALS_FILE)];
  if (parts.length === 0) {
    await writeCsv(list, RETROACTIVE_COLUMNS, []);
    await writeCsv(proposals, PROPOSAL_COLUMNS, []);
    return { rows: 0, households: 0, arrears: '0.00', recovery: '0.00' };
  }
  const { workspace } = month;
  const rows = readParquet(parts);
  await findNumbersNow(month, rows);
  await workspace.run(copyCsv(`(SELECT ${RETROACTIVE_COLUMNS.join(', ')} FROM ${rows})`, list));
  await workspace.run(copyCsv(`(${PROPOSALS(rows)})`, proposals));
  const sums = await workspace.one(`
    SELECT count(*) AS n, count(DISTINCT household_id) AS households,
      ${sumText('difference', 'difference > 0')} AS arrears, ${sumText('-difference', 'difference < 0')} AS recovery
    FROM ${rows}`);
  return {
    rows: sums.count('n'),
    households: sums.count('households'),
    arrears: sums.text('arrears'),
    recovery: sums.text('recovery'),
  };
}
