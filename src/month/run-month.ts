import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CONFIGURATION_FILE,
  freshWorkFolder,
  prepareOut,
  RULES_FILE,
  runFolder,
} from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { publish } from '../archive/publish.js';
import { layOut } from '../archive/to-send.js';
import { makeLedger } from '../archive/with-ledger.js';
import { invariant } from '../domain/errors.js';
import { FILE_MODE, FOLDER_MODE } from '../domain/modes.js';
import { centimesOf } from '../domain/money.js';
import { referenceDate } from '../domain/period.js';
import { type Reporter, stage } from '../domain/report.js';
import type { Clock } from '../ledger/ledger.js';
import type { ReturnsRule } from '../ledger/returns-rule.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { freedGrants } from '../owed/grants-moved.js';
import { paidGrants } from '../programmes/families/grants/paid.js';
import { MEMBERS_FOLDER } from '../programmes/families/members.js';
import { HOUSEHOLDS_FOLDER } from '../programmes/families/register.js';
import type { Programme, ProgrammeMonth } from '../programmes/programme.js';
import { PROGRAMMES } from '../programmes/programmes.js';
import { readControlFile } from '../registry/control-file.js';
import { discover, refuseGrown } from '../registry/discover.js';
import type { InputFile } from '../registry/load.js';
import { parametersAt } from '../rules/parameters.js';
import { Workspace } from '../workspace/duckdb.js';
import { threadsFor } from '../workspace/threads.js';
import { recogniser } from './already-computed.js';
import { basesOf } from './basis.js';
import type { Computed } from './computed.js';
import { type Built, controlAndSeal } from './control-and-seal.js';
import { decide, dropDecision, prepareDecisions } from './decide.js';
import { askedOf, proveEarlierFolders } from './earlier-folders.js';
import { payFinals } from './finals.js';
import { HISTORY_FOLDER, keepHistory, rememberPersons } from './history.js';
import { measure } from './measure.js';
import type { Basis, Month } from './month.js';
import { orderRun } from './order-run.js';
import { writeOrders } from './orders.js';
import { claimOwed, gatherOwed, inChunks, measureOwed, OWED } from './owed.js';
import { readParallel } from './parallel.js';
import { findPaidThisMonth } from './persons-paid.js';
import { programmeMonth } from './programme-month.js';
import { readExtract, rowsOf } from './read-extract.js';
import { reconcile } from './reconcile.js';
import { writeRegister } from './register.js';
import type { RunRequest, RunResult } from './request.js';
import { findRetroactive } from './retroactive.js';
import { refuseDemonstration } from './settings.js';
import { byProvince } from './territory.js';

/**
 * THE page to read first: the month, stage by stage. From one month's registry extract to a sealed folder —
 * register, payment orders, reconciliation with the prior month, controls, manifest — and its line in the ledger.
 */
export async function runMonth(request: RunRequest, clock: Clock, report: Reporter): Promise<RunResult> {
  const { period, out } = request;
  const parameters = parametersAt(request.rules, period); // refuses a month without rules before anything is touched
  const extract = await discover(request.registry);
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
  refuseDemonstration(request, ledger);
  const control = extract.control === null ? null : await readControlFile(extract.control);
  ledger.owed.returnsRules.ask(returnsRule(request));
  const recognise = recogniser(request, extract, control, ledger, report);
  let basis: Basis | null = null;
  for await (basis of basesOf(request, ledger)) {
    const before = await recognise(basis);
    if (before !== null) return before;
  }
  invariant(basis !== null, () => 'a run that is computed from nothing');
  await proveEarlierFolders(request, ledger, basis);
  if (request.gap !== undefined && basis.gap === null)
    report.notice('no month lies between: --gap decides nothing');
  const work = freshWorkFolder(out);
  const { memory, threads } = request.configuration.engine;
  const engine = { memory, threads: threadsFor(atMost(extract), threads) };
  const workspace = await Workspace.open(':memory:', join(work, 'spill'), engine);
  try {
    const month = { ...asked, ...basis, control, work, workspace };
    const built = await computeMonth(month);
    refuseGrown(extract);
    const run =
      request.dryRun === true
        ? asIfComputed(month, built)
        : await stage(report, 'publish', () => publishMonth(month, built));
    return {
      run,
      manifest: built.manifest,
      folder: runFolder(out, period, run.runId),
      priorPeriod: basis.prior?.period ?? null,
      alreadyComputed: false,
      ...(request.dryRun === true ? { dryRun: true } : {}),
    };
  } finally {
    workspace.close();
  }
}

/** How many households an extract has at most, by its size: packed, one takes 100 bytes with its members, or more. */
function atMost({ found }: Month['extract']): number {
  return [...found.values()].reduce((bytes, file) => bytes + Number(file.size), 0) / 100;
}

/** What the configuration says of returns, as the ledger names it; null where it says nothing. */
export function returnsRule({ configuration }: RunRequest): ReturnsRule | null {
  if (configuration.returns === null) return null;
  return configuration.returns === 'statement' ? 'STATEMENT' : 'ANSWERS';
}

/** The month's stages in order. Writes the run's folder below the working space and seals it. */
export async function computeMonth(month: Month): Promise<Built> {
  const { request, workspace, report } = month;
  const folder = makeFolder(month);

  // 1. Read: every line judged alone, then in relation; what cannot be trusted is in quarantine.
  await readParallel(month);
  const read = await readExtract(month, referenceDate(request.period), folder);
  const { inputs } = read;

  // 2. Gather: the facts of everybody, what earlier months say of them, what is owed in both directions.
  await findPaidThisMonth(month);
  const seen = PROGRAMMES.map((programme) => ({ programme, at: programmeMonth(month, programme, folder) }));
  for (const { programme, at } of seen)
    await stageOf(report, programme, at, 'facts', () => programme.gather(at));
  const left = await rememberPersons(month, folder);
  for (const { programme, at } of seen) await programme.claim(at);
  const adjustments = await gatherOwed(month, rowsOf(inputs, 'adjustments'));

  // 3. Compute: decide, price, register, orders, reconcile; a programme knows whom those before it pay.
  const providers = request.configuration.providers.map((one) => one.code);
  await prepareDecisions(workspace, PROGRAMMES, providers);
  const computed: Computed[] = [];
  for (const { programme, at } of seen) {
    if (programme.present(at)) computed.push(await computeProgramme(month, programme, at, computed, inputs));
  }

  const finals = await payFinals(month, inputs, folder);

  const history = [...left, ...(await keepHistory(month, folder))];
  const retroactive = await findRetroactive(month, folder);

  // 4. Control: the month in figures against its limits, the files that auditors open, the seal.
  const owed = await measureOwed(
    month,
    adjustments,
    computed.some(({ programme }) => programme.code === 'residents'),
  );
  return stage(report, 'controls and audit', () =>
    controlAndSeal(month, folder, read, { computed, finals }, owed, retroactive.figures, [
      ...history,
      ...retroactive.lists,
    ]),
  );
}

/** What everybody in a programme goes through, when all facts are gathered. @param before programmes computed before */
async function computeProgramme(
  month: Month,
  programme: Programme,
  at: ProgrammeMonth,
  before: readonly Computed[],
  inputs: readonly InputFile[],
): Promise<Computed> {
  const { workspace, report } = month;
  const earlier = before.map((one) => one.programme);
  const owed = OWED[programme.code];
  const step = <T>(name: string, work: () => Promise<T>) => stageOf(report, programme, at, name, work);

  await owed.find(month);
  await step('decide', () => decide(workspace, programme, at, earlier));
  await step('price', () => programme.price(at));
  await owed.decide(month);
  const lists = await step('register', async () => {
    await programme.register(at);
    await dropDecision(workspace, programme); // makes room: all that follows reads the register
    await writeRegister(workspace, programme, at.folder);
    return owed.add(month, at.folder);
  });
  const orders = orderRun(month, inputs, at.folder);
  const files = await step('orders', () => writeOrders(orders, programme));
  await step('reconcile', () => reconcile(workspace, programme, at));
  const provinces = await byProvince(workspace, programme);
  const figures = await measure(workspace, programme, earlier, {
    files,
    provinces,
    rowsOf: (kind) => rowsOf(inputs, kind),
  });
  return { programme, figures, files, provinces, lists };
}

/** A programme's stage, told under its name unless it is the first; of one that is absent nothing is told. */
function stageOf<T>(
  report: Reporter,
  programme: Programme,
  at: ProgrammeMonth,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!programme.present(at)) return work();
  return stage(report, programme.prefix === '' ? name : `${programme.code}: ${name}`, work);
}

/** The run's folder in the working space: what the run is computed with, and room for what it comes to. */
function makeFolder({ work, request }: Month): string {
  const folder = join(work, 'run');
  mkdirSync(join(folder, 'audit'), { recursive: true, mode: FOLDER_MODE });
  for (const part of ['orders', MEMBERS_FOLDER, HOUSEHOLDS_FOLDER, HISTORY_FOLDER])
    mkdirSync(join(folder, part), { mode: FOLDER_MODE });
  const used = { [RULES_FILE]: request.rules, [CONFIGURATION_FILE]: request.configuration };
  for (const [file, { bytes }] of Object.entries(used))
    writeFileSync(join(folder, file), bytes, { flag: 'wx', mode: FILE_MODE });
  return folder;
}

/** The ledger learns what the run does to its accounts, then the folder appears. */
async function publishMonth(month: Month, built: Built): Promise<LedgerRun> {
  const { request, ledger } = month;
  const { manifest, folder, residentPayments } = built;
  ledger.stageExtract(manifest.run_id, built.mark);
  await stageClaims(month, manifest);
  const announced = announcedOf(month, built);
  const published = await publish(request.out, ledger, folder, announced, residentPayments);
  const unlaid = layOut(request.out, ledger, published.period);
  if (unlaid !== null) month.report.notice(unlaid);
  return published;
}

/** What the ledger is told of a run. */
function announcedOf({ prior, request }: Month, { manifest, families }: Built) {
  return {
    runId: manifest.run_id,
    period: manifest.period,
    kind: manifest.kind,
    supplement: manifest.supplement?.number ?? 0,
    status: manifest.status,
    seal: manifest.seal,
    priorRunId: prior?.runId ?? null,
    families,
    netCentimes: centimesOf(manifest.totals.net),
    // The first month after an opening is compared with another system's: people look at it before it is paid.
    waits: request.configuration.release === 'manual' || prior?.manifest.kind === 'opening',
  };
}

/** A run that is not kept, as the ledger would know it. */
function asIfComputed(month: Month, built: Built): LedgerRun {
  const { waits, ...run } = announcedOf(month, built);
  return { ...run, state: run.status === 'PASS' && !waits ? 'RELEASED' : 'HELD', reason: null };
}

/** Lays before the ledger what the run grants, pays and takes; it counts when the run is released. */
async function stageClaims(month: Month, manifest: Manifest): Promise<void> {
  const { ledger, workspace, owedBasis } = month;
  const { run_id: runId, totals } = manifest;
  for await (const claims of inChunks(paidGrants(workspace))) ledger.claim(runId, claims);
  for await (const freed of inChunks(freedGrants(workspace))) ledger.free(runId, freed);
  await claimOwed(month, runId);
  if (month.gap !== null) ledger.stageGap(runId, month.gap);
  ledger.stageWithoutHistory(runId, month.withoutHistory, new Set(askedOf(month.request)));
  const money = {
    basis: owedBasis,
    entitlement: centimesOf(totals.entitlement),
    arrears: centimesOf(totals.arrears),
    recovery: centimesOf(totals.recovery),
  };
  ledger.stageMoney(runId, money, returnsRule(month.request));
}
