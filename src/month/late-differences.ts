import {
  keptRules,
  neededFile,
  type SealedRun,
  sealedFile,
  sealedTable,
  tableFiles,
  withRegisters,
} from '../archive/open-run.js';
import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { NO_NUMBERS, readNumbers } from '../history/numbers.js';
import { PAID_ELSEWHERE_FILE, PAST_MEMBERS_TABLE } from '../history/persons-paid.js';
import type { Ledger } from '../ledger/ledger.js';
import { numbersOf } from '../ledger/transfers.js';
import { type PaidBy, type PaidLateBy, priceLateMonth } from '../programmes/families/late-months.js';
import { compareRules } from '../rules/compare.js';
import { type Rules, rulesWith } from '../rules/load.js';
import { parametersAt } from '../rules/parameters.js';
import { COLUMNAR } from '../workspace/batches.js';
import { readParquet, type Workspace, writePath } from '../workspace/duckdb.js';

/** One released month against what is known of it now. Table `late_fact` says what came late. */

const ARREARS_FILE = 'audit/arrears.csv';
const OVERRIDES_FILE = 'audit/overrides.csv';

/**
 * Adjustments that people decided for the month, and orders of it that came back. What was decided under a later number of
 * a family counts for the number under which it was paid.
 */
const DECIDED = `
  SELECT household_id, sum(centimes) AS centimes FROM (
    SELECT household_id, centimes FROM month_decided UNION ALL SELECT household_id, centimes FROM month_decided_now
    UNION ALL
    SELECT n.old_id, d.centimes FROM month_number n JOIN (
      FROM month_decided UNION ALL SELECT household_id, centimes FROM month_decided_now) d ON d.household_id = n.later_id
    WHERE d.household_id NOT IN (SELECT household_id FROM late_month)
  ) GROUP BY household_id`;

const dirhams = (centimes: string) => `CAST(CAST(${centimes} AS DECIMAL(18,0)) * 0.01 AS DECIMAL(12,2))`;

const DIFFERENCES = `
  SELECT l.household_id, l.month, l.cause, ${dirhams('l.paid + coalesce(d.centimes, 0)')} AS paid,
    ${dirhams('l.due')} AS due, ${dirhams('l.due - l.paid - coalesce(d.centimes, 0)')} AS difference, l.source
  FROM late_month l LEFT JOIN (${DECIDED}) d ON d.household_id = l.household_id
  WHERE l.due <> l.paid + coalesce(d.centimes, 0)
    AND NOT (l.cut AND l.household_id IN (SELECT household_id FROM half_read))
    AND l.household_id NOT IN (SELECT household_id FROM month_came_back UNION ALL SELECT household_id FROM month_came_back_now)
  ORDER BY l.household_id`;

/** SELECTs, for month $period, of what a run that is not in the ledger yet does itself. */
export type Undone = {
  readonly decided: string;
  readonly cameBack: string;
  /** Households of which the last extract has rows that cannot be read: whom of them an extract missed is not known. */
  readonly halfRead: string;
  /** Households that it pays the month, which was owed to them with a known amount. */
  readonly paid: string;
  /** The children whom it counts when it computes the month and pays it; null: it computes no past month. */
  readonly countedLate: string | null;
};

export type Asked = { readonly workspace: Workspace; readonly ledger: Ledger; readonly rules: Rules };

/** The runs of a released month, and the released runs of later months, which may have paid it to some. */
export type MonthRead = { readonly runs: readonly SealedRun[]; readonly later: readonly SealedRun[] };

/**
 * Makes table `late_month` of one released month, and writes what differs to the file `path`, in dirhams. Returns whether
 * anything does. Throws OperatorError where a sealed file is missing or altered.
 */
export async function compareMonth(
  { workspace, ledger, rules }: Asked,
  period: Period,
  { runs, later }: MonthRead,
  path: string,
  undone: Undone,
): Promise<boolean> {
  const parameters = parametersAt(rules, period);
  const residents: string[] = [];
  const paid: PaidBy[] = [];
  for (const run of runs) {
    const registers = await withRegisters(run);
    paid.push({
      register: registers.register,
      members: await sealedTable(run, 'members'),
      overrides: await sealedFile(run, OVERRIDES_FILE),
      elsewhere: await sealedFile(run, PAID_ELSEWHERE_FILE),
    });
    if (registers.residents !== null) residents.push(registers.residents);
  }
  const { debts, recoveries } = ledger.owed;
  await priceLateMonth(
    workspace,
    {
      runs: paid,
      later: await paidLater(later, rules, period),
      paidLater: [...debts.paidLater(period), ...(await paidNow(workspace, undone.paid, period))],
      owed: () => debts.householdsOwedFor(period),
      countedLate: [
        ...(await countedLate(later)),
        ...(undone.countedLate === null ? [] : [undone.countedLate]),
      ],
      residents,
    },
    parameters,
    await rulesSource(rules, period, payingRuns({ runs, later })),
  );
  const any = await workspace.one('SELECT count(*) AS n FROM late_month WHERE due <> paid');
  if (any.count('n') === 0) return false;
  await workspace.createFrom('month_decided', MONEY_COLUMNS, rowsOf(recoveries.decidedFor(period)));
  await findLaterNumbers(workspace, ledger, period);
  await workspace.createFrom('month_came_back', MONEY_COLUMNS, rowsOf(debts.cameBack(period)));
  const now = (select: string) => (select.includes('$period') ? { period } : {});
  await workspace.run(`CREATE OR REPLACE TABLE month_decided_now AS ${undone.decided}`, now(undone.decided));
  await workspace.run(
    `CREATE OR REPLACE TABLE month_came_back_now AS ${undone.cameBack}`,
    now(undone.cameBack),
  );
  await workspace.run(`CREATE OR REPLACE TABLE half_read AS ${undone.halfRead}`);
  return (await workspace.copy(`COPY (${DIFFERENCES}) TO ${writePath(path)} (${COLUMNAR})`)) > 0;
}

/** Households of late months that have had another number since, as people or the registry say. */
const RENUMBERED = `
  SELECT household_id FROM late_month
  WHERE household_id IN (SELECT old_household_id FROM family_number UNION ALL SELECT id FROM transferred)
  ORDER BY household_id`;

/** Table `month_number`: the numbers of late months, and those that the same families had later. */
async function findLaterNumbers(workspace: Workspace, ledger: Ledger, period: Period): Promise<void> {
  const transfers = ledger.owed.transfers.all();
  await workspace.createFrom(
    'transferred',
    { id: 'VARCHAR' },
    transfers.map(({ from }) => ({ id: from })),
  );
  const late = await workspace.select(RENUMBERED);
  const numbers = late.length === 0 ? NO_NUMBERS : await readNumbers(workspace);
  await workspace.createFrom(
    'month_number',
    { old_id: 'VARCHAR', later_id: 'VARCHAR' },
    late.flatMap((row) => {
      const from = row.text('household_id');
      const later = [...numbersOf(transfers, from, period).slice(1), ...numbers.since(from, period)];
      return [...new Set(later)]
        .filter((one) => one !== from)
        .map((one) => ({ old_id: from, later_id: one }));
    }),
  );
}

async function paidNow(workspace: Workspace, select: string, period: Period): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT household_id FROM (${select}) ORDER BY household_id`,
    select.includes('$period') ? { period } : {},
  );
  return rows.map((row) => row.text('household_id'));
}

/** What later runs say of the month, where they computed and paid it. */
async function paidLater(later: readonly SealedRun[], rules: Rules, period: Period): Promise<PaidLateBy[]> {
  const found: PaidLateBy[] = [];
  for (const run of later) {
    if ((await sealedTable(run, PAST_MEMBERS_TABLE)).length === 0) continue;
    const then = rulesWith(run.manifest.rules.sha256, await keptRules(run)) ?? rules;
    found.push({
      arrears: await neededFile(run, ARREARS_FILE),
      members: await sealedTable(run, 'members'),
      elsewhere: await sealedFile(run, PAID_ELSEWHERE_FILE),
      parameters: parametersAt(then, period),
    });
  }
  return found;
}

/** SELECTs, for month $period, of the children whom later runs counted when they computed and paid it. */
async function countedLate(later: readonly SealedRun[]): Promise<string[]> {
  const found: string[] = [];
  for (const run of later) {
    const files = await sealedTable(run, PAST_MEMBERS_TABLE);
    if (files.length > 0)
      found.push(
        `SELECT household_id, person_id FROM ${readParquet(files)} WHERE period = $period AND counted`,
      );
  }
  return found;
}

const MONEY_COLUMNS = { household_id: 'VARCHAR', centimes: 'BIGINT' } as const;

function* rowsOf(
  found: Iterable<{ readonly householdId: string; readonly centimes: number }>,
): Generator<{ household_id: string; centimes: number }> {
  for (const { householdId, centimes } of found) yield { household_id: householdId, centimes };
}

/** The runs that paid a month: its own; of a month without any, the later ones that computed past months. */
export function payingRuns({ runs, later }: MonthRead): readonly SealedRun[] {
  if (runs.length > 0) return runs;
  return later.filter(({ manifest }) => tableFiles(manifest, PAST_MEMBERS_TABLE).length > 0);
}

/** Rules that begin later say nothing of a month. */
export function hasRules(rules: Rules, period: Period): boolean {
  try {
    parametersAt(rules, period);
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
export async function rulesSource(
  rules: Rules,
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
