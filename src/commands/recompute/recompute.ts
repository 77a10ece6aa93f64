import { dirname, join, relative, resolve, sep } from 'node:path';
import { openRun, sealedFile, sealedTable } from '../../archive/open-run.js';
import { choose, monthRuns, releasedRuns } from '../../archive/runs-of-month.js';
import { readLedger } from '../../archive/with-ledger.js';
import { invariant, OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { isFolder, isPresent } from '../../files/there.js';
import { LATE_FILE, openLate } from '../../history/late.js';
import { openNumbers } from '../../history/numbers.js';
import type { Ledger } from '../../ledger/ledger.js';
import { compareMonth, payingRuns } from '../../month/late-differences.js';
import { RETROACTIVE_COLUMNS } from '../../month/retroactive.js';
import { openLateMonths } from '../../programmes/families/late-months.js';
import type { Rules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { copyCsv, readParquet, sumText, Workspace } from '../../workspace/duckdb.js';

export type RecomputeRequest = {
  readonly period: Period;
  readonly out: string;
  readonly rules: Rules;
  /** A new file for the list, or null. */
  readonly file: string | null;
};

/** Of one cause: sums as text in dirhams. */
export type ByCause = {
  readonly cause: string;
  readonly households: number;
  readonly arrears: string;
  readonly recovery: string;
};

export type MonthRecomputed = {
  readonly period: Period;
  readonly runId: string;
  readonly causes: readonly ByCause[];
};

/**
 * What is known now of a released month, against what it paid. Writes nothing to the ledger or below `out`. Throws
 * OperatorError when the month has no released run, its folder is damaged, or the rules say nothing of it.
 */
export async function recompute({ period, out, rules, file }: RecomputeRequest): Promise<MonthRecomputed> {
  parametersAt(rules, period);
  if (file !== null) refuseFile(file, out);
  return readLedger(out, (ledger) =>
    Workspace.scratch('recompute', { memory: '2GB', threads: 2 }, async (workspace, folder) => {
      const released = releasedRuns(ledger);
      const later = released
        .filter((run) => run.period > period)
        .map((run) => openRun(out, run, { as: 'a released run', proof: 'size' }));
      const [paidLate] = ledger.gaps.released(period) === 'OWED' ? payingRuns({ runs: [], later }) : [];
      const runs = paidLate === undefined ? monthRuns(out, released, choose(out, released, period)) : [];
      const last = released.at(-1);
      invariant(last !== undefined, () => `${period} has a released run, and there is none`);
      const newest = openRun(out, last, { as: 'the last released run', proof: 'size' });
      const known = await sealedFile(newest, LATE_FILE);
      await openLate(workspace, known === null ? [] : [known], '');
      await openNumbers(workspace, [...runs, ...later]);
      await openLateMonths(workspace);
      await openWaiting(workspace, ledger, period);
      const first = runs[0] ?? paidLate;
      invariant(first !== undefined, () => `${period} was paid by no run`);
      const path = join(folder, 'differences.parquet');
      const read = { runs, later };
      const differs = await compareMonth({ workspace, ledger, rules }, period, read, path, {
        ...LEDGER_ALONE,
        halfRead: HALF_READ(await sealedTable(newest, 'register')),
      });
      if (file !== null) await writeList(workspace, differs ? readParquet([path]) : null, file);
      return {
        period,
        runId: first.runId,
        causes: differs ? await byCause(workspace, readParquet([path])) : [],
      };
    }),
  );
}

/** What no run is about to do, and orders of the month that came back and wait to be paid again. */
const LEDGER_ALONE = {
  decided: 'SELECT NULL AS household_id, NULL AS centimes WHERE false',
  cameBack: 'SELECT household_id FROM order_waiting',
  paid: 'SELECT NULL AS household_id WHERE false',
  countedLate: null,
};

const HALF_READ = (register: readonly string[]) => `
  SELECT household_id FROM ${readParquet(register)} WHERE decision = 'HELD' AND reason = 'MEMBER_ROW_INVALID'`;

async function openWaiting(workspace: Workspace, { owed }: Ledger, period: Period): Promise<void> {
  const debts = [...owed.debts.open()].filter((one) => one.kind === 'ORDER' && one.origin === period);
  const fresh = [...owed.returns.fresh()].filter((one) => one.period === period);
  const ids = [...debts.map((one) => one.beneficiary), ...fresh.map((one) => one.beneficiary)];
  await workspace.createFrom(
    'order_waiting',
    { household_id: 'VARCHAR' },
    ids.map((household_id) => ({ household_id })),
  );
}

async function byCause(workspace: Workspace, rows: string): Promise<ByCause[]> {
  const found = await workspace.select(`
    SELECT cause, count(DISTINCT household_id) AS households, ${sumText('difference', 'difference > 0')} AS arrears,
      ${sumText('-difference', 'difference < 0')} AS recovery
    FROM ${rows} GROUP BY cause ORDER BY cause`);
  return found.map((row) => ({
    cause: row.text('cause'),
    households: row.count('households'),
    arrears: row.text('arrears'),
    recovery: row.text('recovery'),
  }));
}

async function writeList(workspace: Workspace, rows: string | null, file: string): Promise<void> {
  const columns = RETROACTIVE_COLUMNS.join(', ');
  const nothing = `(SELECT ${RETROACTIVE_COLUMNS.map((one) => `'' AS ${one}`).join(', ')} WHERE false)`;
  await workspace.run(copyCsv(`(SELECT ${columns} FROM ${rows ?? nothing})`, file));
}

/** Throws OperatorError unless `file` is new, in a folder that exists, and outside the folder of runs and ledger. */
function refuseFile(file: string, out: string): void {
  const refuse = (problem: string): never => {
    throw new OperatorError(`--file: ${file}: ${problem}`);
  };
  const below = relative(resolve(out), file);
  if (below === '' || !(below === '..' || below.startsWith(`..${sep}`)))
    refuse('is in the folder of runs and ledger; nothing is written there');
  if (isPresent(file)) refuse('exists already; give another name');
  const folder = dirname(file);
  if (!isFolder(folder)) refuse(`${folder} is no folder`);
}
