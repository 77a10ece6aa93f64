import { join } from 'node:path';
import { INDICATORS_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { familiesOf, runsOf } from '../archive/prior-run.js';
import type { ProviderFile } from '../banks/orders/orders.js';
import { invariant } from '../domain/errors.js';
import { amount, sum, toText } from '../domain/money.js';
import { lastWorkingDay, referenceDate, shiftPeriod } from '../domain/period.js';
import type { ExtractMark } from '../ledger/extracts.js';
import type { ResidentPayment } from '../ledger/resident-payments.js';
import { decidedSums } from '../owed/adjustments.js';
import { doubtsFor } from '../owed/adjustments-in-doubt.js';
import { type Control, overallStatus } from '../programmes/control.js';
import { IMPLAUSIBLE_FILE, writeImplausible } from '../programmes/families/implausible.js';
import { countReappeared } from '../programmes/families/prior.js';
import { residentControls } from '../programmes/residents/controls.js';
import { countReportedDead } from '../programmes/residents/history.js';
import { paymentsOf } from '../programmes/residents/payments.js';
import { extractDifferences } from '../registry/control-file.js';
import type { InputFile } from '../registry/load.js';
import { controlsOfAnswers, type ReturnedArrears, returnedArrears, returnedPart } from './answers.js';
import { writeCountedNowhere } from './audit/counted-nowhere.js';
import {
  writeBridge,
  writeCompositions,
  writeControls,
  writeOrderIndex,
  writeReconciliation,
  writeTerritory,
} from './audit/files.js';
import { writeGrantsInDoubt } from './audit/grants-in-doubt.js';
import { writeNotPaid } from './audit/not-paid.js';
import { writeCancelled, writeDoubts, writeLineage } from './audit/owed-files.js';
import { writePaidElsewhere } from './audit/paid-elsewhere.js';
import { writeQuarantine } from './audit/quarantine-file.js';
import { writeSlips } from './audit/slips.js';
import { sameContent } from './basis.js';
import type { Computed, FileRows } from './computed.js';
import { adjustmentControls } from './controls/adjustment-controls.js';
import { runControls } from './controls/controls.js';
import { extractControls } from './controls/extract-controls.js';
import { implausibleControl } from './controls/implausible-control.js';
import { partnerControls } from './controls/partner-controls.js';
import { supplementControls } from './controls/supplement-controls.js';
import { controlsOfHistory } from './earlier-folders.js';
import { type ExtractSeen, seenBefore } from './extract-seen.js';
import type { Finals } from './finals.js';
import { gapPart } from './gap.js';
import { recordIndicators } from './indicators.js';
import { body, head } from './manifest-parts.js';
import type { Figures } from './measure.js';
import { type Month, orderIdsOf } from './month.js';
import { executionDate } from './order-run.js';
import { type OwedOfMonth, withOwed } from './owed.js';
import { compareParallel } from './parallel.js';
import { partnerFigures } from './partners.js';
import { assertPaidOnce, findPaidAgain } from './persons-paid.js';
import { type ExtractRead, rowsOf } from './read-extract.js';
import { registerFile } from './register.js';
import type { RetroactiveFigures } from './retroactive.js';
import { sealFolder } from './seal-folder.js';
import { controlsOfSettings } from './settings.js';
import {
  listSupplement,
  monthSoFar,
  refuseEmpty,
  supplementMeasures,
  withResidentsPaid,
} from './supplement-month.js';
import { type ProvinceMonth, provenTerritory, type Territory, territory } from './territory.js';
import { setTripwires } from './tripwires.js';

/** A month computed: its sealed folder, in the working space, and what the ledger must know of it. */
export type Built = {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly families: number;
  readonly residentPayments: readonly ResidentPayment[];
  readonly mark: ExtractMark;
};

/** Rows of households and members, good and bad. */
const rowsRead = (inputs: readonly InputFile[]) => rowsOf(inputs, 'households') + rowsOf(inputs, 'members');

/** What the run pays: its programmes, the families first, and final payments. */
type Paid = { readonly computed: readonly Computed[]; readonly finals: Finals };

const filesOf = ({ computed, finals }: Paid) => [...computed.flatMap((one) => one.files), ...finals.files];

function residentsOf(computed: readonly Computed[]): Computed | null {
  return computed.find((one) => one.programme.code === 'residents') ?? null;
}

/**
 * Holds the month against its limits, writes what auditors open, and seals the folder.
 * @param history what the next run must know, which is written already, with rows
 */
export async function controlAndSeal(
  month: Month,
  folder: string,
  { inputs, mark }: ExtractRead,
  paid: Paid,
  owed: OwedOfMonth,
  retroactive: RetroactiveFigures,
  history: readonly FileRows[],
): Promise<Built> {
  const { request, parameters, prior, control, workspace } = month;
  const audit = (name: string) => join(folder, 'audit', name);
  const { computed, finals } = paid;
  const [families, ...others] = computed;
  invariant(families !== undefined, () => 'a month without families');
  const { figures } = families;
  const residents = residentsOf(computed);
  refuseEmpty(month, computed, finals);
  const { limits, offices } = request.configuration;
  const places = territory(families.provinces, offices, referenceDate(request.period));
  const reports = provenTerritory(places, figures);
  const orderFiles = filesOf(paid);
  const partners = await partnerFigures(workspace, inputs, prior?.manifest ?? null, folder);
  const returned = await returnedArrears(month, residents !== null);
  const seen = await seenBefore(month, mark, inputs);
  const controls = await controlsOf(month, figures, reports.provinces, inputs, paid, { ...seen, returned });
  if (partners.measures !== null) controls.push(...partnerControls(partners.measures, limits));
  const tripwires = await setTripwires(month, await ownMeasures(month, owed, paid), folder);
  controls.push(...(await controlsOfRest(month, owed, seen)), ...tripwires.controls);
  const persons = await listPersons(month, computed, controls, folder);
  await writeQuarantine(workspace, audit('quarantine.csv'));
  const priced = await writeCompositions(workspace, parameters.usualMaximum, audit('compositions.csv'));
  const bridge = await writeReconciled(month, paid, folder);
  await writeTerritory(reports, others, audit);
  await writeControls(controls, audit('controls.csv'));
  const lists = [
    ...(await listOrders(month, orderFiles, folder)),
    ...(await listOwed(month, owed, folder)),
    ...(await listSupplement(month, folder)),
    ...tripwires.files,
    ...(await writeNotPaid(workspace, reports.provinces, residents !== null, folder)),
  ];
  const parallel = await compareParallel(month, folder);
  const manifest = await sealFolder(
    folder,
    {
      ...head(request, month, control, inputs),
      extract: { newest: mark.newest, compared: seen.compared },
      retroactive,
      ...{ ...returnedPart(returned), ...parallel.part },
      ...gapPart(month, owed.gap),
      ...withOwed(body(figures, residents?.figures ?? null, finals.part, priced, partners.counts), owed),
      controls,
      status: overallStatus(controls),
    },
    orderFiles,
    new Map([
      ...computed.flatMap(sealedRows),
      ...[...lists, ...parallel.files, ...persons, ...history, ...finals.lists, bridge],
      ['audit/compositions.csv', priced.compositions],
      ['audit/overrides.csv', partners.overrides],
      ...territoryRows(reports),
      ['audit/controls.csv', controls.length],
      [INDICATORS_FILE, await recordIndicators(month, reports, figures, rowsRead(inputs), folder)],
    ]),
  );
  return {
    ...{ folder, manifest, mark, families: figures.paid },
    residentPayments: residents === null ? [] : await paymentsOf(workspace),
  };
}

/**
 * Persons for whom another is paid, children who count nowhere, and what cannot be: the files with their rows. The latter is one more of the controls.
 */
async function listPersons(
  { workspace, request }: Month,
  computed: readonly Computed[],
  controls: Control[],
  folder: string,
): Promise<FileRows[]> {
  const elsewhere = await writePaidElsewhere(workspace, request.period, computed.length > 1, folder);
  const nowhere = await writeCountedNowhere(workspace, folder);
  const { rows, households } = await writeImplausible(workspace, join(folder, IMPLAUSIBLE_FILE));
  const assessed = computed[0]?.figures.assessed ?? 0;
  controls.push(implausibleControl(households, assessed, request.configuration.limits));
  return [...elsewhere, ...nowhere, [IMPLAUSIBLE_FILE, rows]];
}

/** What is sent: the index of the order files, and each institution's slip. */
async function listOrders(
  { request }: Month,
  orderFiles: readonly ProviderFile[],
  folder: string,
): Promise<FileRows[]> {
  await writeOrderIndex(orderFiles, join(folder, 'orders', 'index.csv'));
  const { currency } = request.configuration;
  const slips = await writeSlips(orderFiles, { currency, executionDate: executionDate(request) }, folder);
  return [['orders/index.csv', orderFiles.length], ...slips];
}

/** The files of what is owed, and their rows. */
async function listOwed(month: Month, { adjustments }: OwedOfMonth, folder: string): Promise<FileRows[]> {
  const { workspace } = month;
  const lineage: FileRows[] = [
    ...(await writeLineage(workspace, orderIdsOf(month), folder)),
    ...(await writeCancelled(workspace, month.request.period, folder)),
    await writeGrantsInDoubt(workspace, folder),
  ];
  return adjustments.rows === 0 ? lineage : [...lineage, await writeDoubts(workspace, folder)];
}

/** Of the extract, decided corrections, damaged history and settings; of a month in which nothing of these is found there are none. */
async function controlsOfRest(month: Month, owed: OwedOfMonth, seen: ExtractSeen): Promise<Control[]> {
  return [
    ...extractControls(seen.measures, month.request.configuration.limits),
    ...(await controlsOfAdjustments(month, owed)),
    ...(await controlsOfHistory(month)),
    ...(await controlsOfSettings(month)),
  ];
}

/** The lists of who is paid otherwise than before, and the bridge, with its rows. */
async function writeReconciled(
  { workspace }: Month,
  { computed, finals }: Paid,
  folder: string,
): Promise<FileRows> {
  for (const { programme } of computed) await writeReconciliation(workspace, programme, folder);
  const bridge = [...computed.flatMap((one) => one.figures.bridge), ...(finals.part?.bridge ?? [])];
  const file = 'audit/reconciliation-summary.csv';
  await writeBridge(bridge, join(folder, file));
  return [file, bridge.length];
}

function territoryRows({ provinces, regions, offices }: Territory): FileRows[] {
  return [
    ['audit/territory.csv', provinces.length],
    ['audit/territory-regions.csv', regions.length],
    ['audit/territory-offices.csv', offices.length],
  ];
}

/** What the tripwires look at that needs no earlier run. A supplementary run may be executed after its month. */
async function ownMeasures(
  { request, prior, control, supplement, workspace }: Month,
  { adjustments }: OwedOfMonth,
  { computed, finals }: Paid,
) {
  const day = request.configuration.executionDate ?? lastWorkingDay(request.period);
  const decided = adjustments.rows === 0 ? { rows: 0, amount: '0.00' } : await decidedSums(workspace);
  const paid = [...computed.map((one) => one.figures.totals.net), finals.part?.net ?? '0'];
  return {
    adjustments: {
      ...decided,
      toPay: toText(sum(paid.map((net) => amount(net)))),
    },
    execution: { day, inMonth: supplement !== null || day.startsWith(request.period) },
    controlMissing:
      control === null &&
      supplement === null &&
      prior?.manifest.inputs.some(({ path }) => path === 'control.csv') === true,
  };
}

/** Of a month without rows of adjustments there are none. */
async function controlsOfAdjustments(
  { workspace, request }: Month,
  { adjustments }: OwedOfMonth,
): Promise<Control[]> {
  const { rows, quarantined } = adjustments;
  if (rows === 0) return [];
  const measures = {
    rows,
    quarantined,
    alike: await doubtsFor(workspace, 'SAME_DECISION', 'SAME_AMOUNT', 'MONTH_EXCEEDED'),
    exceeding: (await doubtsFor(workspace, 'MONTH_EXCEEDED')).adjustments > 0,
    large: await doubtsFor(workspace, 'ABOVE_LIMIT'),
    automatic: await doubtsFor(workspace, 'AUTOMATIC_ARREARS'),
  };
  return adjustmentControls(measures, request.configuration.limits);
}

/** The files of a programme whose rows the manifest tells. */
function sealedRows({ programme, figures, lists }: Computed): FileRows[] {
  return [[registerFile(programme), figures.assessed], ...lists];
}

/**
 * The month against its limits: the households' controls, then the residents' where there are any. A supplementary
 * run is held against them with the month it adds to, as if one run had paid both.
 */
async function controlsOf(
  month: Month,
  figures: Figures,
  provinces: readonly ProvinceMonth[],
  inputs: readonly InputFile[],
  { computed, finals }: Paid,
  { sameAsLast, sameAs, returned }: ExtractSeen & { readonly returned: ReturnedArrears },
): Promise<Control[]> {
  const residents = residentsOf(computed)?.figures ?? null;
  const { request, prior, supplement, control, workspace } = month;
  const { budget, limits } = month.request.configuration;
  const soFar = supplement === null ? null : await monthSoFar(workspace, supplement, prior);
  const personsPaidOnce = await assertPaidOnce(month, residents !== null);
  const plus = (one: string, more: string | undefined) => toText(amount(one).plus(amount(more ?? '0')));
  const controls = runControls(
    {
      ...figures,
      identities: { ...figures.identities, personsPaidOnce },
      paidAgain: await findPaidAgain(month),
      net: figures.totals.net,
      reappeared: await countReappeared(workspace),
      deadResidents: residents === null ? 0 : await countReportedDead(workspace),
      monthly: plus(figures.monthly, soFar?.monthly),
      families: figures.paid + (soFar?.families ?? 0),
      toPay: plus(plus(plus(figures.totals.net, residents?.totals.net), finals.part?.net), soFar?.net),
      prior:
        prior === null
          ? null
          : {
              monthly: soFar?.before.monthly ?? figures.priorMonthly,
              families: familiesOf(runsOf(prior)),
              sameContent: sameAsLast || sameContent(prior, inputs),
              ...(prior.period === shiftPeriod(request.period, -1) ? {} : { older: prior.period }),
            },
      sameAs,
      provinces: provinces.map(({ province, provinceCode, monthly, priorMonthly }) => ({
        name: province,
        monthly: plus(monthly, soFar?.provinces.get(provinceCode)?.monthly),
        priorMonthly:
          soFar === null ? priorMonthly : (soFar.before.provinces.get(provinceCode)?.monthly ?? '0.00'),
      })),
      rowsRead: rowsRead(inputs),
      extractDifferences: control === null ? null : extractDifferences(control, inputs),
      budget,
    },
    limits,
  );
  if (residents !== null) controls.push(...residentControls(withResidentsPaid(residents, month), limits));
  controls.push(...finals.controls);
  const measures = supplementMeasures(month, figures.bridge);
  if (measures !== null) controls.push(...supplementControls(measures));
  const files = [...computed.flatMap((one) => one.files), ...finals.files];
  controls.push(...(await controlsOfAnswers(month, files, returned)));
  return controls;
}
