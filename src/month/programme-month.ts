import { neededFile, type PaidRun, sealedFolder } from '../archive/open-run.js';
import { type PriorRun, runsOf } from '../archive/prior-run.js';
import { referenceDate } from '../domain/period.js';
import { MEMBERS_FOLDER } from '../programmes/families/members.js';
import type { Programme, ProgrammeMonth } from '../programmes/programme.js';
import { builtInRules, type Rules } from '../rules/load.js';
import { inForce, type Parameters, parametersAt } from '../rules/parameters.js';
import { earlierRegister, earlierRuns } from './earlier-folders.js';
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
    priorParameters: prior === null ? null : parametersOf(prior, request.rules),
    rules: request.rules,
    orders: orderIdsOf(month),
    supplementary: supplement !== null,
    kinds: new Set(extract.files.map((file) => file.kind)),
    registers: {
      prior: registersOf(before, programme),
      paid: registersOf(paid, programme),
      earlier: () => earlierRegisters(month),
      priorMembers: () => membersOf(before),
      grantedOnce: () => grantedOnceBy(before),
    },
    paidBefore: [...before, ...paid].some((run) => paysAnybody(run, programme)),
    ledger,
    folder,
    report: month.report,
  };
}

/** Registers of released runs older than the prior one, newest first: who was ever paid before. */
async function earlierRegisters(month: Month): Promise<string[]> {
  const { prior } = month;
  const registers: string[] = [];
  for (const run of earlierRuns(month).reverse())
    if (prior !== null && run.period < prior.period) registers.push(await earlierRegister(month, run));
  return registers;
}

/** Lists of arrears of the runs that paid one-off grants, proven. */
export async function grantedOnceBy(runs: readonly PaidRun[]): Promise<string[]> {
  const lists: string[] = [];
  for (const run of runs)
    if (run.manifest.owed?.one_off !== undefined) lists.push(await neededFile(run, 'audit/arrears.csv'));
  return lists;
}

/** The parameters that a run was computed with, where its rules are this run's or built in; null otherwise. */
function parametersOf({ period, manifest }: PriorRun, today: Rules): Parameters | null {
  const { sha256 } = manifest.rules;
  const rules = sha256 === today.sha256 ? today : builtInRules(sha256);
  return rules === null || inForce(rules, 'floor', period) === null ? null : parametersAt(rules, period);
}

/** Register and members of the runs that kept their members, proven. */
async function membersOf(runs: readonly PaidRun[]): Promise<{ register: string; members: string }[]> {
  const kept: { register: string; members: string }[] = [];
  for (const run of runs) {
    const members = await sealedFolder(run, MEMBERS_FOLDER);
    if (members !== null) kept.push({ register: run.register, members });
  }
  return kept;
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
