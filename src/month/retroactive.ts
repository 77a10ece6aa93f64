import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptRules, openRun, type SealedRun, sealedTable, withRegisters } from '../archive/open-run.js';
import { releasedRuns } from '../archive/runs-of-month.js';
import { OperatorError } from '../domain/errors.js';
import { type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import { stage } from '../domain/report.js';
import { writeCsv } from '../files/write-csv.js';
import { LATE_FILE, LATE_TO_KEEP } from '../history/late.js';
import { DECIDED_FOR } from '../owed/adjustments.js';
import { openLateMonths, priceLateMonth } from '../programmes/families/late-months.js';
import { compareRules } from '../rules/compare.js';
import { rulesWith } from '../rules/load.js';
import { parametersAt } from '../rules/parameters.js';
import { lateDifference } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { COLUMNAR } from '../workspace/batches.js';
import { readParquet, sumText, type Workspace, writePath } from '../workspace/duckdb.js';
import type { FileRows } from './computed.js';
import { keep } from './history.js';
import type { Month } from './month.js';

/**
 * What came to light after released months were paid: a death, a birth, a tariff with an earlier date. Each month of the
 * year before is held against what is known of it now; what differs is listed, and proposed as adjustments. Nothing
 * is owed or taken by it: people decide, by putting a proposal into a later extract.
 */
const MONTHS_BACK = 12;
export const RETROACTIVE_FILE = 'audit/retroactive.csv';
export const PROPOSALS_FILE = 'audit/adjustments-proposed.csv';

const COLUMNS = ['household_id', 'month', 'cause', 'paid', 'due', 'difference', 'source'];
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

/** Adjustments that people decided for the month, in this run or before, and orders of it that came back. */
const DECIDED = `
  SELECT household_id, sum(centimes) AS centimes FROM (
    SELECT household_id, centimes FROM month_decided WHERE month = $period
    UNION ALL
    ${DECIDED_FOR}
  ) GROUP BY household_id`;

const CAME_BACK = `
  SELECT household_id FROM month_came_back WHERE month = $period
  UNION ALL
  SELECT household_id FROM debt WHERE kind = 'ORDER' AND origin = $period AND state <> 'PAID'`;

const dirhams = (centimes: string) => `CAST(CAST(${centimes} AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2))`;

const DIFFERENCES = `
  SELECT l.household_id, l.month, l.cause, ${dirhams('l.paid + coalesce(d.centimes, 0)')} AS paid,
    ${dirhams('l.due')} AS due, ${dirhams('l.due - l.paid - coalesce(d.centimes, 0)')} AS difference, l.source
  FROM late_month l LEFT JOIN (${DECIDED}) d ON d.household_id = l.household_id
  WHERE l.due <> l.paid + coalesce(d.centimes, 0)
    AND l.household_id NOT IN (${CAME_BACK})
  ORDER BY l.household_id`;

/** The same difference is proposed under the same id by every run, until it is decided. */
const PROPOSALS = (rows: string) => `
  SELECT 'RETRO-' || month || '-'
      || left(sha256(concat_ws('|', household_id, month, CAST(paid AS VARCHAR), CAST(due AS VARCHAR))), 16) AS adjustment_id,
    household_id, CASE WHEN difference > 0 THEN 'ARREARS' ELSE 'RECOVERY' END AS kind, abs(difference) AS amount,
    cause || ': ' || source AS reason, NULL AS decision_ref, NULL AS decided_on, month
  FROM ${rows}`;

/**
 * Writes the two lists, and below `folder` the late facts that the next run must know. Register and debts are in place.
 */
export async function findRetroactive(month: Month, folder: string): Promise<Retroactive> {
  const { workspace, report, work } = month;
  return stage(report, 'what came to light late', async () => {
    await makeEmpty(workspace, lateDifference);
    await openLateMonths(workspace);
    const parts: string[] = [];
    const listed = join(work, 'retroactive');
    mkdirSync(listed, { mode: 0o700 });
    for (const [period, runs] of await candidates(month)) {
      const path = join(listed, `${period}.parquet`);
      if (await lookAt(month, period, runs, path)) parts.push(path);
    }
    const figures = await writeLists(workspace, parts, folder);
    rmSync(listed, { recursive: true });
    const kept = await keep(workspace, join(folder, LATE_FILE), LATE_TO_KEEP);
    return {
      figures,
      lists: [
        [RETROACTIVE_FILE, figures.rows],
        [PROPOSALS_FILE, figures.rows],
        [LATE_FILE, kept],
      ],
    };
  });
}

/** The released months of the year before of which something may have come to light, with their runs. */
async function candidates(month: Month): Promise<Map<Period, SealedRun[]>> {
  const { workspace, ledger, request } = month;
  const { period, out } = request;
  const first = (await workspace.one('SELECT CAST(min(day) AS VARCHAR) AS day FROM late_fact')).textOrNull(
    'day',
  );
  const months = new Map<Period, SealedRun[]>();
  for (const run of releasedRuns(ledger)) {
    if (run.period < shiftPeriod(period, -MONTHS_BACK) || run.period >= period) continue;
    const opened = openRun(out, run, { as: 'a released run', proof: 'size' });
    months.set(run.period, [...(months.get(run.period) ?? []), opened]);
  }
  for (const [one, runs] of months) {
    const late = first !== null && first <= referenceDate(one);
    if (!hasRules(month, one) || (!late && (await rulesSource(month, one, runs)) === null))
      months.delete(one);
  }
  return months;
}

/** Looks at one month, and writes what differs to `path`. Returns whether anything does. */
async function lookAt(
  month: Month,
  period: Period,
  runs: readonly SealedRun[],
  path: string,
): Promise<boolean> {
  const { workspace, ledger, request } = month;
  const paid: { register: string; members: string[] }[] = [];
  const residents: string[] = [];
  for (const run of runs) {
    const registers = await withRegisters(run);
    paid.push({ register: registers.register, members: await sealedTable(run, 'members') });
    if (registers.residents !== null) residents.push(registers.residents);
  }
  const parameters = parametersAt(request.rules, period);
  await priceLateMonth(
    workspace,
    paid,
    ledger.owed.debts.paidLater(period),
    residents,
    parameters,
    await rulesSource(month, period, runs),
  );
  const any = await workspace.one('SELECT count(*) AS n FROM late_month WHERE due <> paid');
  if (any.count('n') === 0) return false;
  await fill(workspace, lateDifference, 'SELECT household_id FROM late_month WHERE due <> paid');
  const { debts, recoveries } = ledger.owed;
  await workspace.createFrom('month_decided', MONEY_COLUMNS, rowsOf(recoveries.decidedFor(period), period));
  await workspace.createFrom('month_came_back', MONEY_COLUMNS, rowsOf(debts.cameBack(period), period));
  await workspace.run(`COPY (${DIFFERENCES}) TO ${writePath(path)} (${COLUMNAR})`, { period });
  return (await workspace.one(`SELECT count(*) AS n FROM ${readParquet([path])}`)).count('n') > 0;
}

const MONEY_COLUMNS = { household_id: 'VARCHAR', month: 'VARCHAR', centimes: 'BIGINT' } as const;

function* rowsOf(
  found: Iterable<{ readonly householdId: string; readonly centimes: number }>,
  month: Period,
): Generator<{ household_id: string; month: string; centimes: number }> {
  for (const { householdId, centimes } of found) yield { household_id: householdId, month, centimes };
}

/** Rules that begin later say nothing of a month. */
function hasRules({ request }: Month, period: Period): boolean {
  try {
    parametersAt(request.rules, period);
    return true;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

/**
 * The parameters of a released month that today's rules give another value than those its runs were computed with, as a
 * source; null: none.
 */
async function rulesSource(
  { request: { rules } }: Pick<Month, 'request'>,
  period: Period,
  runs: readonly SealedRun[],
): Promise<string | null> {
  const changed = new Set<string>();
  for (const run of runs) {
    const { manifest } = run;
    if (manifest.rules.sha256 === rules.sha256) continue;
    const base = rulesWith(manifest.rules.sha256, await keptRules(run));
    if (base === null) changed.add('another rules file');
    else
      for (const { parameter, after } of compareRules(base, period, rules, period))
        changed.add(`${parameter}${after === null ? '' : ` from ${after.from}`}`);
  }
  return changed.size === 0 ? null : [...changed].sort().join(', ');
}

/** Writes the lists in the order of months and households. @param parts a file of each month, in their order */
async function writeLists(
  workspace: Workspace,
  parts: readonly string[],
  folder: string,
): Promise<RetroactiveFigures> {
  const [list, proposals] = [join(folder, RETROACTIVE_FILE), join(folder, PROPOSALS_FILE)];
  if (parts.length === 0) {
    await writeCsv(list, COLUMNS, []);
    await writeCsv(proposals, PROPOSAL_COLUMNS, []);
    return { rows: 0, households: 0, arrears: '0.00', recovery: '0.00' };
  }
  const rows = readParquet(parts);
  const csv = "(FORMAT csv, HEADER true, DELIMITER ',')";
  await workspace.run(`COPY (SELECT ${COLUMNS.join(', ')} FROM ${rows}) TO ${writePath(list)} ${csv}`);
  await workspace.run(`COPY (${PROPOSALS(rows)}) TO ${writePath(proposals)} ${csv}`);
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
