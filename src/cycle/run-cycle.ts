import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  writeBridge,
  writeCompositions,
  writeControls,
  writeOrderIndex,
  writeQuarantine,
  writeReconciliation,
} from '../audit/files.js';
import type { Configuration } from '../config/load.js';
import { overallStatus, runControls } from '../controls/controls.js';
import { decide } from '../decision/decide.js';
import { OperatorError } from '../domain/errors.js';
import { amount, toText } from '../domain/money.js';
import { lastWorkingDay, type Period, referenceDate } from '../domain/period.js';
import { priceCompositions } from '../entitlement/price.js';
import { gatherFacts } from '../household/facts.js';
import { relateRows } from '../household/relate.js';
import { type Clock, Ledger, type LedgerRun } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import { orderPrefix, writeOrders } from '../orders/orders.js';
import { reconcile } from '../reconciliation/reconcile.js';
import { loadPrior } from '../register/prior.js';
import { writeRegister } from '../register/register.js';
import { type ControlFile, extractDifferences, readControlFile } from '../registry/control-file.js';
import { digestExtract } from '../registry/digest.js';
import { discover, type Extract } from '../registry/discover.js';
import { type InputFile, loadExtract } from '../registry/load.js';
import type { Rules } from '../rules/load.js';
import { parametersAt } from '../rules/parameters.js';
import { MANIFEST_FORMAT, type Manifest } from '../seal/manifest.js';
import { readManifest } from '../seal/read-manifest.js';
import { PROVINCES } from '../territory/provinces.js';
import { territory, territoryNet, writeTerritory } from '../territory/territory.js';
import { SOFTWARE } from '../version.js';
import { Workspace } from '../workspace/duckdb.js';
import { freshWorkFolder, prepareOut, runFolder } from './folders.js';
import { runIdOf } from './identity.js';
import { type Figures, measure } from './measure.js';
import { choosePrior, earlierRegisters, openPrior, type PriorRun } from './prior-run.js';
import { heal, publish } from './publish.js';
import type { Reporter } from './report.js';
import { sealFolder } from './seal-folder.js';

/**
 * THE page to read first: the month, stage by stage. From one month's registry extract to a sealed folder —
 * register, payment orders, reconciliation with the prior month, controls, manifest — and its line in the ledger.
 */
export type RunRequest = {
  readonly period: Period;
  readonly registry: string;
  readonly out: string;
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly allowGap: boolean;
};

export type RunResult = {
  readonly run: LedgerRun;
  readonly manifest: Manifest;
  readonly folder: string;
  /** The same things had been computed before: nothing was rewritten. */
  readonly alreadyComputed: boolean;
};

export async function runCycle(request: RunRequest, clock: Clock, report: Reporter): Promise<RunResult> {
  const { period, out } = request;
  const parameters = parametersAt(request.rules, period); // refuses a month without rules before anything is touched
  const extract = discover(request.registry);
  for (const notice of extract.notices) report.notice(notice);
  prepareOut(out);
  const lock = takeLock(out, `run ${period}, process ${process.pid}`);
  let ledger: Ledger | null = null;
  try {
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
      const run = await publish(out, ledger, built.folder, {
        runId: built.manifest.run_id,
        period,
        kind: 'regular',
        status: built.manifest.status,
        seal: built.manifest.seal,
        priorRunId: prior?.runId ?? null,
        families: built.families,
        netCentimes: amount(built.manifest.totals.net).times(100).toNumber(),
      });
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

/** The month's stages in order. Writes the run's folder below the working space and seals it. */
async function computeMonth(month: Month): Promise<{ folder: string; manifest: Manifest; families: number }> {
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
  const rows = { households: rowsOf(inputs, 'households'), members: rowsOf(inputs, 'members') };

  await stage(report, 'relate', () => relateRows(workspace));
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
  return stage(report, 'controls and audit', async () => {
    const provinces = await territory(workspace);
    const figures = await measure(workspace, orderFiles, rows, territoryNet(provinces));
    const controls = runControls(
      {
        ...figures,
        prior: prior === null ? null : { ...priorTotals(prior), sameContent: sameContent(prior, inputs) },
        provinces: provinces.map((one) => ({ name: one.province, net: one.net, priorNet: one.priorNet })),
        rowsRead: rows.households + rows.members,
        extractDifferences: month.control === null ? null : extractDifferences(month.control, inputs),
        budget: configuration.budget,
      },
      configuration.limits,
    );
    const audit = (name: string) => join(folder, 'audit', name);
    await writeQuarantine(workspace, audit('quarantine.csv'));
    const priced = await writeCompositions(
      workspace,
      toText(parameters.usualMaximum),
      audit('compositions.csv'),
    );
    await writeReconciliation(workspace, audit('reconciliation.csv'));
    await writeBridge(figures.bridge, audit('reconciliation-summary.csv'));
    await writeTerritory(provinces, audit('territory.csv'));
    await writeControls(controls, audit('controls.csv'));
    await writeOrderIndex(orderFiles, join(folder, 'orders', 'index.csv'));
    const manifest = await sealFolder(
      folder,
      { ...head(month, inputs), ...body(figures, rows, priced), controls, status: overallStatus(controls) },
      orderFiles,
      new Map([
        ['register.parquet', figures.assessed],
        ['audit/compositions.csv', priced.compositions],
        ['audit/territory.csv', provinces.length],
        ['audit/controls.csv', controls.length],
        ['audit/reconciliation-summary.csv', figures.bridge.length],
        ['orders/index.csv', orderFiles.length],
      ]),
    );
    return { folder, manifest, families: figures.families };
  });
}

/** The part of the manifest that says what the run was made of. */
function head(month: Month, inputs: readonly InputFile[]) {
  const { request, prior, control } = month;
  return {
    format: MANIFEST_FORMAT,
    programme: request.configuration.programme,
    period: request.period,
    kind: 'regular',
    run_id: identify(
      request,
      inputs.map((one) => ({ path: one.name, sha256: one.sha256 })),
      control,
      prior,
    ),
    prior: prior === null ? null : { run_id: prior.runId, seal: prior.seal },
    software: SOFTWARE,
    rules: { sha256: request.rules.sha256 },
    configuration: { sha256: request.configuration.sha256 },
    inputs: [
      ...inputs.map((input) => ({
        path: input.name,
        sha256: input.sha256,
        content_sha256: input.contentSha256,
        bytes: input.bytes,
        rows: input.rows,
      })),
      ...(control === null
        ? []
        : [
            {
              path: 'control.csv',
              sha256: control.sha256,
              content_sha256: control.sha256,
              bytes: control.bytes,
              rows: control.count,
            },
          ]),
    ],
  } as const;
}

/** The part of the manifest that says what the run came to. */
function body(
  figures: Figures,
  rows: { readonly households: number; readonly members: number },
  priced: { readonly compositions: number; readonly aboveUsualMaximum: number },
) {
  const { entitlement, arrears, recovery, net, orders } = figures;
  return {
    counts: {
      ...rows,
      quarantined_rows: figures.rowsQuarantined,
      compositions: priced.compositions,
      above_usual_maximum: priced.aboveUsualMaximum,
      decisions: figures.decisions,
    },
    totals: { entitlement, arrears, recovery, net, orders },
    bridge: figures.bridge,
  };
}

function identify(
  request: RunRequest,
  files: readonly { readonly path: string; readonly sha256: string }[],
  control: ControlFile | null,
  prior: PriorRun | null,
): string {
  return runIdOf({
    programme: request.configuration.programme,
    period: request.period,
    kind: 'regular',
    version: SOFTWARE.version,
    rules: request.rules.sha256,
    configuration: request.configuration.sha256,
    priorSeal: prior?.seal ?? null,
    inputs: control === null ? files : [...files, { path: 'control.csv', sha256: control.sha256 }],
  });
}

/** When the month has a run already, hashing the extract tells whether this is that run again. */
async function alreadyComputed(
  request: RunRequest,
  extract: Extract,
  control: ControlFile | null,
  ledger: Ledger,
  prior: PriorRun | null,
  report: Reporter,
): Promise<RunResult | null> {
  if (!ledger.runs().some((run) => run.period === request.period)) return null;
  const files = await stage(report, 'compare with the runs of this month', () => digestExtract(extract));
  const run = ledger.run(identify(request, files, control, prior));
  if (run === null) return null;
  // Another run of the month was released since: this one cannot become its candidate again.
  if (run.state === 'SUPERSEDED' && ledger.released(request.period) !== null) return null;
  const folder = runFolder(request.out, run.period, run.runId);
  const { manifest } = readManifest(folder);
  if (manifest?.seal !== run.seal) {
    throw new OperatorError(
      `${folder}: this run is computed already, and its folder is missing or damaged; restore it (sarf verify shows the damage)`,
    );
  }
  if (run.state === 'SUPERSEDED') ledger.reinstate(run);
  return { run: ledger.run(run.runId) ?? run, manifest, folder, alreadyComputed: true };
}

/** The run that a released run was reconciled with. */
function priorOf(ledger: Ledger, run: LedgerRun): LedgerRun | null {
  return run.priorRunId === null ? null : ledger.run(run.priorRunId);
}

function priorTotals(prior: PriorRun): { net: string; families: number } {
  const { totals } = prior.manifest;
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

async function stage<T>(
  report: Reporter,
  name: string,
  work: (progress: (done: number, unit: string) => void) => Promise<T>,
): Promise<T> {
  const running = report.stage(name);
  const result = await work(running.progress);
  running.end();
  return result;
}
