import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  writeBridge,
  writeCompositions,
  writeControls,
  writeOrderIndex,
  writeQuarantine,
  writeReconciliation,
  writeResidentReconciliation,
  writeTerritory,
} from '../audit/files.js';
import { overallStatus, runControls } from '../controls/controls.js';
import { residentControls } from '../controls/residents.js';
import { decide } from '../decision/decide.js';
import { OperatorError } from '../domain/errors.js';
import { amount, toText } from '../domain/money.js';
import { lastWorkingDay, referenceDate } from '../domain/period.js';
import { priceCompositions } from '../entitlement/price.js';
import { gatherFacts } from '../household/facts.js';
import { relateRows } from '../household/relate.js';
import { type Clock, Ledger } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import type { ResidentPayment } from '../ledger/resident-payments.js';
import { orderPrefix, type ProviderFile, writeOrders } from '../orders/orders.js';
import { reconcile } from '../reconciliation/reconcile.js';
import { loadPrior } from '../register/prior.js';
import { writeRegister } from '../register/register.js';
import { type ControlFile, extractDifferences, readControlFile } from '../registry/control-file.js';
import { discover, type Extract } from '../registry/discover.js';
import { type InputFile, loadExtract } from '../registry/load.js';
import { parametersAt } from '../rules/parameters.js';
import { householdTotals, type Manifest } from '../seal/manifest.js';
import { PROVINCES } from '../territory/provinces.js';
import { territory, territoryNet } from '../territory/territory.js';
import { Workspace } from '../workspace/duckdb.js';
import { alreadyComputed } from './already-computed.js';
import { freshWorkFolder, prepareOut, runFolder } from './folders.js';
import { body, head } from './manifest-parts.js';
import { measure } from './measure.js';
import { choosePrior, earlierRegisters, openPrior, type PriorRun, priorOf } from './prior-run.js';
import { heal, publish, refuseLostLedger } from './publish.js';
import { type Reporter, stage } from './report.js';
import type { RunRequest, RunResult } from './request.js';
import {
  gatherResidents,
  type ResidentsOfMonth,
  residentPayments,
  settleResidents,
  withResidents,
} from './residents.js';
import { sealFolder } from './seal-folder.js';

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
    ledger = Ledger.open(out, clock);
    refuseLostLedger(out, ledger);
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

type Month = {
  readonly request: RunRequest;
  readonly parameters: ReturnType<typeof parametersAt>;
  readonly extract: Extract;
  readonly control: ControlFile | null;
  readonly prior: PriorRun | null;
  readonly ledger: Ledger;
  readonly work: string;
  readonly workspace: Workspace;
  readonly report: Reporter;
};

type Built = {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly families: number;
  readonly residentPayments: readonly ResidentPayment[];
};

/** The month's stages in order. Writes the run's folder below the working space and seals it. */
async function computeMonth(month: Month): Promise<Built> {
  const { request, parameters, extract, prior, work, workspace, report } = month;
  const { period, configuration } = request;
  const reference = referenceDate(period);
  const folder = join(work, 'run');
  mkdirSync(join(folder, 'audit'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'orders'), { mode: 0o700 });

  const inputs = await stage(report, 'read', async (progress) => {
    const provinces = PROVINCES.map((province) => province.code);
    const read = await loadExtract(workspace, extract, provinces, reference, work, (kind, lines) =>
      progress(lines, `${kind} lines`),
    );
    progress(
      read.reduce((n, input) => n + input.rows, 0),
      'rows',
    );
    return read;
  });
  for (const input of inputs) {
    if (input.extra.length > 0)
      report.notice(`${input.name}: extra columns ignored: ${input.extra.join(', ')}`);
  }

  await stage(report, 'relate', () => relateRows(workspace));
  const residentRequest = { ...month, period, rules: request.rules };
  await gatherResidents(residentRequest);
  await stage(report, 'facts', () => gatherFacts(workspace, parameters, reference, prior?.reference ?? null));
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
  await stage(report, 'register', () =>
    writeRegister(workspace, orderPrefix(configuration.programme, period), join(folder, 'register.parquet')),
  );
  const orderFiles = await stage(report, 'orders', () =>
    writeOrders(
      workspace,
      configuration,
      period,
      configuration.executionDate ?? lastWorkingDay(period),
      folder,
      work,
    ),
  );
  await stage(report, 'reconcile', () =>
    reconcile(
      workspace,
      earlierRegisters(request.out, month.ledger, prior === null ? null : month.ledger.run(prior.runId)),
    ),
  );
  const rows = rowsOf(inputs, 'residents');
  const residents = await settleResidents(residentRequest, configuration, rows, folder, work);
  return stage(report, 'controls and audit', () =>
    controlAndSeal(month, folder, inputs, orderFiles, residents),
  );
}

/** Measures the month, holds it against its limits, writes what auditors open, and seals the folder. */
async function controlAndSeal(
  month: Month,
  folder: string,
  inputs: readonly InputFile[],
  householdFiles: readonly ProviderFile[],
  residents: ResidentsOfMonth | null,
): Promise<Built> {
  const { request, parameters, prior, control, workspace } = month;
  const { configuration } = request;
  const rows = { households: rowsOf(inputs, 'households'), members: rowsOf(inputs, 'members') };
  const provinces = await territory(workspace);
  const figures = await measure(workspace, householdFiles, rows, territoryNet(provinces));
  const orderFiles = [...householdFiles, ...(residents?.files ?? [])];
  const controls = runControls(
    {
      ...figures,
      toPay: toText(amount(figures.net).plus(amount(residents?.figures.totals.net ?? '0'))),
      prior: prior === null ? null : { ...priorTotals(prior), sameContent: sameContent(prior, inputs) },
      provinces: provinces.map((one) => ({ name: one.province, net: one.net, priorNet: one.priorNet })),
      rowsRead: rows.households + rows.members,
      extractDifferences: control === null ? null : extractDifferences(control, inputs),
      budget: configuration.budget,
    },
    configuration.limits,
  );
  if (residents !== null) controls.push(...residentControls(residents.figures, configuration.limits));
  const audit = (name: string) => join(folder, 'audit', name);
  await writeQuarantine(workspace, audit('quarantine.csv'));
  const priced = await writeCompositions(
    workspace,
    toText(parameters.usualMaximum),
    audit('compositions.csv'),
  );
  await writeReconciliation(workspace, audit('reconciliation.csv'));
  if (residents !== null) await writeResidentReconciliation(workspace, audit('reconciliation-residents.csv'));
  const bridge = [...figures.bridge, ...(residents?.figures.bridge ?? [])];
  await writeBridge(bridge, audit('reconciliation-summary.csv'));
  await writeTerritory(provinces, residents?.provinces ?? null, audit('territory.csv'));
  await writeControls(controls, audit('controls.csv'));
  await writeOrderIndex(orderFiles, join(folder, 'orders', 'index.csv'));
  const manifest = await sealFolder(
    folder,
    {
      ...head(request, prior, control, inputs),
      ...withResidents(body(figures, rows, priced), residents),
      controls,
      status: overallStatus(controls),
    },
    orderFiles,
    new Map([
      ['register.parquet', figures.assessed],
      ['residents.parquet', residents?.figures.assessed ?? 0],
      ['audit/compositions.csv', priced.compositions],
      ['audit/territory.csv', provinces.length],
      ['audit/controls.csv', controls.length],
      ['audit/reconciliation-summary.csv', bridge.length],
      ['orders/index.csv', orderFiles.length],
    ]),
  );
  return {
    folder,
    manifest,
    families: figures.families,
    residentPayments: await residentPayments(workspace, residents),
  };
}

function priorTotals(prior: PriorRun): { net: string; families: number } {
  const totals = householdTotals(prior.manifest);
  return { net: totals.net, families: totals.orders };
}

/** Whether the extract has the very content of the prior run's, whatever its files are called or packed in. */
function sameContent(prior: PriorRun, inputs: readonly InputFile[]): boolean {
  const contents = (hashes: readonly string[]) => [...hashes].sort().join();
  const before = prior.manifest.inputs
    .filter((one) => one.path !== 'control.csv')
    .map((one) => one.content_sha256);
  return contents(before) === contents(inputs.map((one) => one.contentSha256));
}

function rowsOf(inputs: readonly InputFile[], kind: InputFile['kind']): number {
  return inputs.filter((one) => one.kind === kind).reduce((n, one) => n + one.rows, 0);
}
