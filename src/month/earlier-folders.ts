import { damageOf, periodsOf } from '../archive/earlier-folders.js';
import { REGISTER_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { neededFile, type Opening, openRun, type Proof, type SealedRun } from '../archive/open-run.js';
import { MONTHS_BACK, recentRuns, releasedRuns } from '../archive/runs-of-month.js';
import { OperatorError } from '../domain/errors.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import type { WithoutHistory } from '../ledger/without-history.js';
import type { Control } from '../programmes/control.js';
import { historyControl } from './controls/history-control.js';
import type { Month } from './month.js';
import type { RunRequest } from './request.js';

/**
 * Sealed folders of earlier months, without which it cannot be said whom these paid. A month whose folder is missing or
 * altered refuses the run. People may let it go on without what that month says (--without-history): then each run says
 * so while the month is one of the twelve looked back on.
 */

/**
 * Refuses months that cannot be left out, before anything is opened. Throws OperatorError.
 * @param prior the run that this one is reconciled with
 */
export function refuseOthers(request: RunRequest, ledger: Ledger, prior: LedgerRun | null): void {
  for (const month of askedOf(request)) {
    const at = `--without-history ${month}:`;
    if (month >= request.period)
      throw new OperatorError(
        `${at} leaves out a month before ${request.period}, the month that is computed`,
      );
    if (month === prior?.period)
      throw new OperatorError(
        `${at} ${request.period} is reconciled with this month, which cannot be left out; restore its folder (sarf verify shows the damage)`,
      );
    if (ledger.released(month) === null)
      throw new OperatorError(`${at} no run of this month is released: there is nothing to leave out`);
  }
}

/**
 * The earlier months that a new run cannot prove: those that people decide on now, and those that they decided on for a
 * released run. Of the latter one that is whole again is read again, and told while it is looked back on.
 */
export async function withoutHistoryNow(request: RunRequest, ledger: Ledger): Promise<WithoutHistory[]> {
  const { period, out } = request;
  const asked = askedNow(request);
  const found: WithoutHistory[] = [];
  for (const one of ledger.withoutHistory.decided()) {
    if (one.month >= period || asked.some(({ month }) => month === one.month)) continue;
    const leftOut = (await damageOf(out, runsOf(ledger, one.month), opening('hash'))) !== null;
    if (leftOut || one.month >= shiftPeriod(period, -MONTHS_BACK)) found.push({ ...one, leftOut });
  }
  return inOrder([...found, ...asked]);
}

/** The same of a released run, asked for again: what was decided before it, and what is asked now. */
export function withoutHistoryThen(request: RunRequest, ledger: Ledger, run: LedgerRun): WithoutHistory[] {
  return inOrder([...ledger.withoutHistory.before(run.runId), ...askedNow(request)]);
}

/** The months that people decide on for this very run. */
export function askedOf({ withoutHistory }: RunRequest): readonly Period[] {
  return withoutHistory?.months ?? [];
}

function askedNow(request: RunRequest): WithoutHistory[] {
  const { period, withoutHistory } = request;
  const reason = withoutHistory?.reason ?? '';
  return [...new Set(askedOf(request))].map((month) => ({ month, leftOut: true, decidedIn: period, reason }));
}

function inOrder(months: readonly WithoutHistory[]): WithoutHistory[] {
  return [...months].sort((a, b) => (a.month < b.month ? -1 : 1));
}

/**
 * Proves that the folders of the released runs of the twelve months before are as they were sealed, but for months that
 * are left out; these must be damaged. It looks at names and lengths alone, of months asked to be left out at every byte;
 * what is read is proven where it is read. Throws OperatorError, which names the first folder that is not so and how to
 * go on.
 */
export async function proveEarlierFolders(
  request: RunRequest,
  ledger: Ledger,
  { prior, withoutHistory }: Pick<Month, 'prior' | 'withoutHistory'>,
): Promise<void> {
  const { out, period } = request;
  for (const month of askedOf(request)) {
    if ((await damageOf(out, runsOf(ledger, month), opening('hash'))) === null)
      throw new OperatorError(
        `--without-history ${month}: the folders of this month are as they were sealed: there is nothing to leave out`,
      );
  }
  const damaged: Period[] = [];
  for (const month of periodsOf(recentRuns(ledger, period))) {
    if (month === period || isLeftOut({ withoutHistory }, month)) continue;
    if ((await damageOf(out, runsOf(ledger, month), opening('size'))) !== null) damaged.push(month);
  }
  const restored = damaged.find((month) => month === prior?.period);
  const first = restored ?? damaged[0];
  if (first === undefined) return;
  const error = await damageOf(out, runsOf(ledger, first), {
    as: `the released run of ${first}, without which ${period} cannot be proved,`,
    proof: 'size',
    ...(restored === undefined ? { orElse: orElse(request, damaged) } : {}),
  });
  if (error !== null) throw error;
}

/** Released runs that may be read: none of a month that is left out. In the ledger's order. */
export function earlierRuns({
  ledger,
  withoutHistory,
}: Pick<Month, 'ledger' | 'withoutHistory'>): LedgerRun[] {
  return ledger.runsIn('RELEASED').filter((run) => !isLeftOut({ withoutHistory }, run.period));
}

/** The same of this month and the twelve before it, by month. */
export function recentEarlierRuns(month: Month): LedgerRun[] {
  return recentRuns(month.ledger, month.request.period).filter((run) => !isLeftOut(month, run.period));
}

export function isLeftOut({ withoutHistory }: Pick<Month, 'withoutHistory'>, period: Period): boolean {
  return withoutHistory.some((one) => one.leftOut && one.month === period);
}

/** Opens one of them. Throws OperatorError when it is damaged: the message says how to go on. */
export function openEarlier({ request }: Pick<Month, 'request'>, run: LedgerRun, proof: Proof): SealedRun {
  return openRun(request.out, run, { ...opening(proof), orElse: orElse(request, [run.period]) });
}

/** Its register, proven by its size: of the many months before, none is hashed again each month. */
export function earlierRegister(month: Pick<Month, 'request'>, run: LedgerRun): Promise<string> {
  return neededFile(openEarlier(month, run, 'size'), REGISTER_FILE);
}

/** The manifest's part. */
export function withoutHistoryPart({
  withoutHistory,
}: Pick<Month, 'withoutHistory'>): Pick<Manifest, 'without_history'> {
  if (withoutHistory.length === 0) return {};
  return {
    without_history: withoutHistory.map(({ month, leftOut, decidedIn, reason }) => ({
      month,
      state: leftOut ? 'LEFT_OUT' : 'WHOLE_AGAIN',
      decided_in: decidedIn,
      reason,
    })),
  };
}

/** Months of households whose amounts are computed now, and which a month that is left out may have paid elsewhere. */
const PAID_LATE = `
  SELECT count(*) AS n FROM debt WHERE kind = 'MONTH' AND unknown AND state = 'PAID' AND origin <= $month`;

/** The control of a run that cannot prove each earlier month; none where it can. Debts are final. */
export async function controlsOfHistory({
  workspace,
  withoutHistory,
}: Pick<Month, 'workspace' | 'withoutHistory'>): Promise<Control[]> {
  if (withoutHistory.length === 0) return [];
  const last = withoutHistory.filter((one) => one.leftOut).at(-1);
  const late = last === undefined ? 0 : (await workspace.one(PAID_LATE, { month: last.month })).count('n');
  return [historyControl(withoutHistory, late)];
}

function runsOf(ledger: Ledger, month: Period): LedgerRun[] {
  return releasedRuns(ledger).filter((run) => run.period === month);
}

function opening(proof: Proof): Opening {
  return { as: 'a released run', proof };
}

/** How to go on without these months too, as a whole command. */
function orElse(request: RunRequest, months: readonly Period[]): string {
  const { period, registry, out, commandLine, allowGap, gap, supplementary } = request;
  const flags = [
    ...(supplementary === true ? ['--supplementary'] : []),
    ...(allowGap ? ['--allow-gap'] : []),
    ...(gap === undefined ? [] : [`--gap ${gap.decision.toLowerCase()}`]),
    ...inMonthsOrder([...askedOf(request), ...months]).map((month) => `--without-history ${month}`),
  ];
  const command = commandLine ?? `sarf run --period ${period} --registry ${registry} --out ${out}`;
  return `, or go on without what ${months.join(', ')} says of whom it paid: ${command} ${flags.join(' ')} --reason "…"`;
}

function inMonthsOrder(months: readonly Period[]): Period[] {
  return [...new Set(months)].sort();
}
