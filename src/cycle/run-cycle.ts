import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../decision/decide.js';
import { OperatorError } from '../domain/errors.js';
import { amount } from '../domain/money.js';
import { birthCutoff, referenceDate } from '../domain/period.js';
import { priceCompositions } from '../entitlement/price.js';
import { claimBirths, loadGranted } from '../grants/claims.js';
import { GRANTS_FILE, type Grant, paidGrants, writeGrants, yearOf } from '../grants/paid.js';
import { gatherFacts } from '../household/facts.js';
import { MEMBERS_FOLDER } from '../household/members.js';
import { type Clock, Ledger } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import { orderPrefix, writeOrders } from '../orders/orders.js';
import { reconcile } from '../reconciliation/reconcile.js';
import { loadPrior } from '../register/prior.js';
import { HOUSEHOLDS_FOLDER, writeRegister } from '../register/register.js';
import { readControlFile } from '../registry/control-file.js';
import { discover } from '../registry/discover.js';
import { parametersAt } from '../rules/parameters.js';
import { Workspace } from '../workspace/duckdb.js';
import { alreadyComputed } from './already-computed.js';
import { type Built, controlAndSeal } from './control-and-seal.js';
import { freshWorkFolder, prepareOut, runFolder } from './folders.js';
import type { Month } from './month.js';
import { orderRun } from './order-run.js';
import { choosePrior, earlierRegisters, openPrior, priorOf } from './prior-run.js';
import { heal, publish, refuseLostLedger } from './publish.js';
import { readExtract, rowsOf } from './read-extract.js';
import { type Reporter, stage } from './report.js';
import type { RunRequest, RunResult } from './request.js';
import { gatherResidents, settleResidents } from './residents.js';

/**
 * THE page to read first: the month, stage by stage. From one month's registry extract to a sealed folder —
 * register, payment orders, reconciliation with the prior month, controls, manifest — and its line in the ledger.
 */
export async function runCycle(request: RunRequest, clock: Clock, report: Reporter): Promise<RunResult> {
  const { period, out } = request;
  const parameters = parametersAt(request.rules, period); // refuses a month without rules before anything is touched
  const extract = discover(request.registry);
  for (const notice of extract.notices) report.notice(notice);
  prepareOut(out);
  const lock = takeLock(out, `run ${period}`);
  let ledger: Ledger | null = null;
  try {
    refuseLostLedger(out);
    ledger = Ledger.open(out, clock);
    for (const healed of heal(out, ledger)) report.notice(healed);
    const released = ledger.released(period);
    const chosen =
      released === null ? choosePrior(ledger, period, request.allowGap) : priorOf(ledger, released);
    const prior = chosen === null ? null : await openPrior(out, chosen);
    const control = extract.control === null ? null : readControlFile(extract.control);

    const before = await alreadyComputed(request, extract, control, ledger, prior, report);
    if (before !== null) return before;
    if (released !== null) {
      throw new OperatorError(
        `${period} is released already (run ${released.runId}) and these are other inputs, rules or settings; a released month is never computed anew`,
      );
    }
    const work = freshWorkFolder(out);
    const workspace = await Workspace.open(':memory:', join(work, 'spill'), request.configuration.engine);
    try {
      const month = { request, parameters, extract, control, prior, ledger, work, workspace, report };
      const built = await computeMonth(month);
      const publishing = report.stage('publish');
      await claimGrants(ledger, built.manifest.run_id, workspace);
      const announced = {
        runId: built.manifest.run_id,
        period,
        kind: 'regular',
        status: built.manifest.status,
        seal: built.manifest.seal,
        priorRunId: prior?.runId ?? null,
        families: built.families,
        netCentimes: amount(built.manifest.totals.net).times(100).toNumber(),
      } as const;
      const run = await publish(out, ledger, built.folder, announced, built.residentPayments);
      publishing.end();
      return {
        run,
        manifest: built.manifest,
        folder: runFolder(out, period, run.runId),
        alreadyComputed: false,
      };
    } finally {
      workspace.close();
    }
  } finally {
    if (ledger !== null) {
      heal(out, ledger); // takes back what this run announced and did not publish, and clears the working space
      ledger.close();
    }
    lock.release();
  }
}

/** The month's stages in order. Writes the run's folder below the working space and seals it. */
async function computeMonth(month: Month): Promise<Built> {
  const { request, parameters, prior, work, workspace, report } = month;
  const { period, configuration } = request;
  const { ledger } = month;
  const reference = referenceDate(period);
  const folder = join(work, 'run');
  mkdirSync(join(folder, 'audit'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'orders'), { mode: 0o700 });
  for (const part of [MEMBERS_FOLDER, HOUSEHOLDS_FOLDER]) mkdirSync(join(folder, part), { mode: 0o700 });

  const inputs = await readExtract(month, reference, folder);
  await gatherResidents(month);
  await stage(report, 'facts', async () => {
    await loadGranted(workspace, {
      births: ledger.granted('BIRTH', 0),
      schools: parameters.schoolReturn ? ledger.granted('SCHOOL', yearOf(period)) : [],
    });
    await claimBirths(workspace, parameters, reference);
    await gatherFacts(workspace, parameters, reference, prior?.reference ?? null);
  });
  await stage(report, 'decide', () =>
    decide(
      workspace,
      parameters,
      configuration.providers.map((one) => one.code),
    ),
  );
  await stage(report, 'price', async () => {
    await loadPrior(workspace, prior?.register ?? null);
    await priceCompositions(workspace, parameters);
  });
  const grants = await stage(report, 'register', async () => {
    await writeRegister(workspace, orderPrefix(configuration.programme, period), folder);
    const days = { now: reference, child: birthCutoff(reference, parameters.ageChild) };
    return writeGrants(workspace, parameters, days, join(folder, GRANTS_FILE));
  });
  const orders = orderRun(month, inputs, folder);
  const orderFiles = await stage(report, 'orders', () => writeOrders(orders));
  await stage(report, 'reconcile', () =>
    reconcile(
      workspace,
      earlierRegisters(request.out, ledger, prior === null ? null : ledger.run(prior.runId)),
    ),
  );
  const residents = await settleResidents(month, rowsOf(inputs, 'residents'), orders);
  return stage(report, 'controls and audit', () =>
    controlAndSeal(month, folder, inputs, orderFiles, residents, grants),
  );
}

/** Lays the run's grants before the ledger; they are granted when the run is released. */
async function claimGrants(ledger: Ledger, runId: string, workspace: Workspace): Promise<void> {
  const AT_A_TIME = 20_000;
  let claims: Grant[] = [];
  for await (const grant of paidGrants(workspace)) {
    claims.push(grant);
    if (claims.length < AT_A_TIME) continue;
    ledger.claim(runId, claims);
    claims = [];
  }
  ledger.claim(runId, claims);
}
