import { neededFile, type PaidRun } from '../archive/open-run.js';
import { earlierRegisters, runsOf } from '../archive/prior-run.js';
import { referenceDate } from '../domain/period.js';
import type { Programme, ProgrammeMonth } from '../programmes/programme.js';
import { type Month, orderIdsOf } from './month.js';
import { paidRuns } from './supplement.js';

/** The month as a programme sees it. @param folder the run's folder */
export function programmeMonth(month: Month, programme: Programme, folder: string): ProgrammeMonth {
  const { request, parameters, prior, supplement, extract, ledger } = month;
  const [before, paid] = [runsOf(prior), paidRuns(supplement)];
  return {
    workspace: month.workspace,
    period: request.period,
    reference: referenceDate(request.period),
    priorReference: prior?.reference ?? null,
    parameters,
    rules: request.rules,
    orders: orderIdsOf(month),
    supplementary: supplement !== null,
    kinds: new Set(extract.files.map((file) => file.kind)),
    registers: {
      prior: registersOf(before, programme),
      paid: registersOf(paid, programme),
      earlier: () => earlierRegisters(request.out, ledger, prior === null ? null : ledger.run(prior.runId)),
      grantedOnce: () => grantedOnceBy(before),
    },
    paidBefore: [...before, ...paid].some((run) => paysAnybody(run, programme)),
    ledger,
    folder,
    report: month.report,
  };
}

/** Lists of arrears of the runs that paid one-off grants, proven. */
export async function grantedOnceBy(runs: readonly PaidRun[]): Promise<string[]> {
  const lists: string[] = [];
  for (const run of runs)
    if (run.manifest.owed?.one_off !== undefined) lists.push(await neededFile(run, 'audit/arrears.csv'));
  return lists;
}

/** The programme's registers of some runs; a run without it has none. */
function registersOf(runs: readonly PaidRun[], { code }: Programme): string[] {
  return runs
    .map((run) => (code === 'families' ? run.register : run.residents))
    .filter((register) => register !== null);
}

function paysAnybody({ manifest }: PaidRun, { code }: Programme): boolean {
  const decisions = code === 'families' ? manifest.counts.decisions : manifest.residents?.decisions;
  return decisions?.some((one) => one.decision === 'PAY') ?? false;
}
