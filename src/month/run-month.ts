import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freshWorkFolder, prepareOut, REGISTER_FILE, runFolder } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { earlierRegisters, registersOf, runsOf } from '../archive/prior-run.js';
import { publish } from '../archive/publish.js';
import { makeLedger } from '../archive/with-ledger.js';
import { writeOrders } from '../banks/orders/orders.js';
import { invariant } from '../domain/errors.js';
import { centimesOf } from '../domain/money.js';
import { birthCutoff, referenceDate } from '../domain/period.js';
import { type Reporter, stage } from '../domain/report.js';
import type { Clock, LedgerRun } from '../ledger/ledger.js';
import { accrue } from '../owed/debts.js';
import { loadAlreadyPaid } from '../programmes/families/already-paid.js';
import { decide } from '../programmes/families/decide.js';
import { gatherFacts } from '../programmes/families/facts.js';
import { claimBirths, loadGranted } from '../programmes/families/grants/claims.js';
import {
  GRANTS_FILE,
  listGrants,
  paidGrants,
  writeGrants,
  yearOf,
} from '../programmes/families/grants/paid.js';
import { MEMBERS_FOLDER } from '../programmes/families/members.js';
import { priceCompositions } from '../programmes/families/price.js';
import { loadPrior } from '../programmes/families/prior.js';
import { reconcile } from '../programmes/families/reconcile.js';
import { HOUSEHOLDS_FOLDER, writeRegister } from '../programmes/families/register.js';
import { readControlFile } from '../registry/control-file.js';
import { discover } from '../registry/discover.js';
import { parametersAt } from '../rules/parameters.js';
import { Workspace } from '../workspace/duckdb.js';
import { recogniser } from './already-computed.js';
import { basesOf } from './basis.js';
import { type Built, controlAndSeal } from './control-and-seal.js';
import { type Basis, type Month, orderIdsOf } from './month.js';
import { orderRun } from './order-run.js';
import { claimOwed, gatherOwed, inChunks, listPastGrants, measureOwed, settleOwed } from './owed.js';
import { readExtract, rowsOf } from './read-extract.js';
import type { RunRequest, RunResult } from './request.js';
import { gatherResidents, settleResidents } from './residents.js';
import { paidRuns } from './supplement.js';

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
  const command = `run ${period}${request.supplementary === true ? ' --supplementary' : ''}`;
  return makeLedger({ out, command, clock, report }, (ledger) =>
    computeOnce({ request, parameters, extract, ledger, report }),
  );
}

/** Computes the month unless it was, from the very same things. */
async function computeOnce(
  asked: Pick<Month, 'request' | 'parameters' | 'extract' | 'ledger' | 'report'>,
): Promise<RunResult> {
  const { request, extract, ledger, report } = asked;
  const { period, out } = request;
  const control = extract.control === null ? null : readControlFile(extract.control);
  const recognise = recogniser(request, extract, control, ledger, report);
  let basis: Basis | null = null;
  for await (basis of basesOf(request, ledger)) {
    const before = await recognise(basis);
    if (before !== null) return before;
  }
  invariant(basis !== null, () => 'a run that is computed from nothing');
  const work = freshWorkFolder(out);
  const workspace = await Workspace.open(':memory:', join(work, 'spill'), request.configuration.engine);
  try {
    const month = { ...asked, ...basis, control, work, workspace };
    const built = await computeMonth(month);
    const run = await stage(report, 'publish', () => publishMonth(month, built));
    return {
      run,
      manifest: built.manifest,
      folder: runFolder(out, period, run.runId),
      alreadyComputed: false,
    };
  } finally {
    workspace.close();
  }
}

/** The month's stages in order. Writes the run's folder below the working space and seals it. */
async function computeMonth(month: Month): Promise<Built> {
  const { request, parameters, prior, supplement, work, workspace, report } = month;
  const { period, configuration } = request;
  const { ledger } = month;
  const reference = referenceDate(period);
  const folder = join(work, 'run');
  mkdirSync(join(folder, 'audit'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'orders'), { mode: 0o700 });
  for (const part of [MEMBERS_FOLDER, HOUSEHOLDS_FOLDER]) mkdirSync(join(folder, part), { mode: 0o700 });

  const inputs = await readExtract(month, reference, folder);
  const ids = orderIdsOf(month);
  const paid = paidRuns(supplement);
  await loadAlreadyPaid(workspace, registersOf(paid), ids);
  await gatherResidents(month);
  const adjustments = await gatherOwed(month, rowsOf(inputs, 'adjustments'));
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
    await loadPrior(workspace, registersOf(runsOf(prior)), registersOf(paid));
    await priceCompositions(workspace, parameters);
  });
  await settleOwed(month);
  const grants = await stage(report, 'register', async () => {
    await writeRegister(workspace, ids, folder, join(folder, REGISTER_FILE));
    await accrue(workspace, period);
    const days = { now: reference, child: birthCutoff(reference, parameters.ageChild) };
    await listGrants(workspace, parameters, days);
    await listPastGrants(month);
    return writeGrants(workspace, join(folder, GRANTS_FILE));
  });
  const orders = orderRun(month, inputs, folder);
  const orderFiles = await stage(report, 'orders', () => writeOrders(orders));
  await stage(report, 'reconcile', async () =>
    reconcile(
      workspace,
      await earlierRegisters(request.out, ledger, prior === null ? null : ledger.run(prior.runId)),
    ),
  );
  const residents = await settleResidents(month, rowsOf(inputs, 'residents'), orders);
  const owed = await measureOwed(month, adjustments);
  return stage(report, 'controls and audit', () =>
    controlAndSeal(month, folder, inputs, orderFiles, residents, grants, owed),
  );
}

/** The ledger learns what the run does to its accounts, then the folder appears. */
async function publishMonth(month: Month, built: Built): Promise<LedgerRun> {
  const { request, ledger, prior } = month;
  const { manifest, folder, families, residentPayments } = built;
  await layClaims(month, manifest);
  const announced = {
    runId: manifest.run_id,
    period: manifest.period,
    kind: manifest.kind,
    supplement: manifest.supplement?.number ?? 0,
    status: manifest.status,
    seal: manifest.seal,
    priorRunId: prior?.runId ?? null,
    families,
    netCentimes: centimesOf(manifest.totals.net),
  };
  return publish(request.out, ledger, folder, announced, residentPayments);
}

/** Lays before the ledger what the run grants, pays and takes; it counts when the run is released. */
async function layClaims(month: Month, manifest: Manifest): Promise<void> {
  const { ledger, workspace, owedBasis } = month;
  const { run_id: runId, totals } = manifest;
  for await (const claims of inChunks(paidGrants(workspace))) ledger.claim(runId, claims);
  await claimOwed(month, runId);
  ledger.layMoney(runId, {
    basis: owedBasis,
    entitlement: centimesOf(totals.entitlement),
    arrears: centimesOf(totals.arrears),
    recovery: centimesOf(totals.recovery),
  });
}
