import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  writeBridge,
  writeCompositions,
  writeControls,
  writeIndicators,
  writeOrderIndex,
  writeQuarantine,
  writeReconciliation,
  writeTerritory,
} from '../audit/files.js';
import { overallStatus, runControls } from '../controls/controls.js';
import { decide } from '../decision/decide.js';
import { OperatorError } from '../domain/errors.js';
import { amount, toText } from '../domain/money.js';
import { birthCutoff, lastWorkingDay, referenceDate } from '../domain/period.js';
import { priceCompositions } from '../entitlement/price.js';
import { claimBirths, loadGranted } from '../grants/claims.js';
import { GRANTS_FILE, type Grant, paidGrants, writeGrants, yearOf } from '../grants/paid.js';
import { gatherFacts } from '../household/facts.js';
import { relateHouseholds } from '../household/households.js';
import { MEMBERS_FOLDER, numberMembers, relateMembers, writeMembers } from '../household/members.js';
import { quarantine } from '../household/quarantine.js';
import { type Clock, Ledger } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import { orderPrefix, type ProviderFile, writeOrders } from '../orders/orders.js';
import { reconcile } from '../reconciliation/reconcile.js';
import { loadPrior } from '../register/prior.js';
import { HOUSEHOLDS_FOLDER, REGISTER_FILE, writeRegister } from '../register/register.js';
import type { Kind } from '../registry/columns.js';
import { type ControlFile, extractDifferences, readControlFile } from '../registry/control-file.js';
import { discover, type Extract } from '../registry/discover.js';
import { createTables, type InputFile, loadKind } from '../registry/load.js';
import { parametersAt } from '../rules/parameters.js';
import type { Manifest } from '../seal/manifest.js';
import { PROVINCES } from '../territory/provinces.js';
import { territory, territoryNet } from '../territory/territory.js';
import { Workspace } from '../workspace/duckdb.js';
import { alreadyComputed } from './already-computed.js';
import { freshWorkFolder, prepareOut, runFolder } from './folders.js';
import { monthIndicators } from './indicators.js';
import { body, head } from './manifest-parts.js';
import { measure } from './measure.js';
import { choosePrior, earlierRegisters, openPrior, type PriorRun, priorOf } from './prior-run.js';
import { heal, publish, refuseLostLedger } from './publish.js';
import { type Reporter, stage } from './report.js';
import type { RunRequest, RunResult } from './request.js';
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
      await claimGrants(ledger, built.manifest.run_id, workspace);
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
  const { ledger } = month;
  const reference = referenceDate(period);
  const folder = join(work, 'run');
  mkdirSync(join(folder, 'audit'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'orders'), { mode: 0o700 });
  for (const part of [MEMBERS_FOLDER, HOUSEHOLDS_FOLDER]) mkdirSync(join(folder, part), { mode: 0o700 });

  await createTables(
    workspace,
    PROVINCES.map((province) => province.code),
  );
  const read = (kind: Kind) =>
    stage(report, `read ${kind}`, async (progress) => {
      const files = await loadKind(workspace, extract, kind, reference, work, (lines) =>
        progress(lines, 'lines'),
      );
      progress(rowsOf(files, kind), 'rows');
      return files;
    });
  const households = await read('households');
  await stage(report, 'households in order', () => relateHouseholds(workspace));
  const members = await read('members');
  const inputs = [...households, ...members];
  for (const input of inputs) {
    if (input.extra.length > 0)
      report.notice(`${input.name}: extra columns ignored: ${input.extra.join(', ')}`);
  }

  await stage(report, 'members in order', async () => {
    await numberMembers(workspace);
    await relateMembers(workspace);
    await quarantine(workspace);
    await writeMembers(workspace, join(folder, MEMBERS_FOLDER));
  });
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
      earlierRegisters(request.out, ledger, prior === null ? null : ledger.run(prior.runId)),
    ),
  );
  return stage(report, 'controls and audit', () => controlAndSeal(month, folder, inputs, orderFiles, grants));
}

/** Measures the month, holds it against its limits, writes what auditors open, and seals the folder. */
async function controlAndSeal(
  month: Month,
  folder: string,
  inputs: readonly InputFile[],
  orderFiles: readonly ProviderFile[],
  grants: number,
): Promise<{ folder: string; manifest: Manifest; families: number }> {
  const { request, parameters, prior, control, workspace } = month;
  const { configuration } = request;
  const rows = { households: rowsOf(inputs, 'households'), members: rowsOf(inputs, 'members') };
  const provinces = await territory(workspace);
  const figures = await measure(workspace, orderFiles, rows, territoryNet(provinces));
  const controls = runControls(
    {
      ...figures,
      prior:
        prior === null
          ? null
          : {
              monthly: figures.priorMonthly,
              families: prior.manifest.totals.orders,
              sameContent: sameContent(prior, inputs),
            },
      provinces: provinces.map(({ province, monthly, priorMonthly }) => ({
        name: province,
        monthly,
        priorMonthly,
      })),
      rowsRead: rows.households + rows.members,
      extractDifferences: control === null ? null : extractDifferences(control, inputs),
      budget: configuration.budget,
    },
    configuration.limits,
  );
  const indicators = await monthIndicators(
    workspace,
    figures,
    rows.households + rows.members,
    { reference: referenceDate(request.period), parameters },
    prior?.indicators ?? [],
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
  await writeIndicators(indicators, audit('indicators.csv'));
  await writeOrderIndex(orderFiles, join(folder, 'orders', 'index.csv'));
  const manifest = await sealFolder(
    folder,
    {
      ...head(request, prior, control, inputs),
      ...body(figures, rows, priced),
      controls,
      status: overallStatus(controls),
    },
    orderFiles,
    new Map([
      [REGISTER_FILE, figures.assessed],
      [GRANTS_FILE, grants],
      ['audit/compositions.csv', priced.compositions],
      ['audit/territory.csv', provinces.length],
      ['audit/controls.csv', controls.length],
      ['audit/indicators.csv', indicators.length],
      ['audit/reconciliation-summary.csv', figures.bridge.length],
      ['orders/index.csv', orderFiles.length],
    ]),
  );
  return { folder, manifest, families: figures.families };
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
