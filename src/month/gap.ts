import { choosePrior, monthsWithoutRun } from '../archive/prior-run.js';
import { OperatorError } from '../domain/errors.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import type { Gap } from '../ledger/gaps.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { oweGap } from '../owed/gap.js';
import { valueAt } from '../rules/parameters.js';
import type { Month } from './month.js';
import type { RunRequest } from './request.js';

/** Months between the prior run's and this one: people say what becomes of them before the later one is paid. */

/**
 * The prior run of a regular run, when people have decided on the months between. Throws OperatorError as choosePrior,
 * and where they have not: the message names both ways.
 */
export function chooseDecided(ledger: Ledger, request: RunRequest): LedgerRun | null {
  const { period, allowGap, gap } = request;
  const prior = choosePrior(request.out, ledger, period, allowGap, waysOf(request));
  const months = monthsBetween(prior, period);
  if (months.length === 0 || gap !== undefined) return prior;
  throw new OperatorError(
    `--allow-gap: ${inWords(months)}, which no run has paid, would be lost: say what becomes of it: ${waysOf(request)}`,
  );
}

/** What was decided on the months between; null when there are none, or nothing was. */
export function gapOf({ period, gap }: RunRequest, prior: LedgerRun | null): Gap | null {
  const months = monthsBetween(prior, period);
  return months.length === 0 || gap === undefined ? null : { ...gap, months };
}

/**
 * Owes the months between to all who would have been paid; to be called when households are decided on, before the
 * debts are. Those that are too far back to be paid are left out.
 */
export async function accrueGap(month: Month): Promise<void> {
  const { gap, workspace } = month;
  if (gap === null || gap.decision === 'VOID') return;
  await oweGap(workspace, payableMonths(month, gap.months));
}

/** The manifest's part: what was decided. @param accrued how many months of households are owed */
export function gapPart(month: Month, accrued: number) {
  const { gap } = month;
  if (gap === null) return {};
  const { decision, months, reason } = gap;
  const payable = payableMonths(month, months);
  const lapsed = decision === 'VOID' ? [] : months.filter((one) => !payable.includes(one));
  return { gap: { decision, months: [...months], lapsed, accrued, reason } };
}

function payableMonths({ request }: Month, months: readonly Period[]): Period[] {
  const back = Number(valueAt(request.rules, 'arrears_months', request.period) ?? '0');
  const oldest = shiftPeriod(request.period, -back);
  return months.filter((one) => one >= oldest);
}

function monthsBetween(prior: LedgerRun | null, period: Period): Period[] {
  return prior === null ? [] : monthsWithoutRun(prior.period, period);
}

/** "2026-09", or "2026-09 to 2026-11". */
function inWords(months: readonly Period[]): string {
  const [first, last] = [months[0] ?? '', months.at(-1) ?? ''];
  return first === last ? first : `${first} to ${last}`;
}

/** The two ways to decide, as whole commands. */
function waysOf({ period, registry, out, commandLine }: RunRequest): string {
  const command = commandLine ?? `sarf run --period ${period} --registry ${registry} --out ${out}`;
  return `it is owed to all who would have been paid (${command} --allow-gap --gap owed), or to nobody (${command} --allow-gap --gap void --reason "…")`;
}
