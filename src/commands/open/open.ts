import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder, freshWorkFolder, prepareOut, runFolder } from '../../archive/folders.js';
import type { Manifest } from '../../archive/manifest.js';
import { folderAsSealed } from '../../archive/open-run.js';
import { publish } from '../../archive/publish.js';
import { makeLedger } from '../../archive/with-ledger.js';
import type { Configuration } from '../../config/load.js';
import { digest } from '../../domain/canonical.js';
import { OperatorError } from '../../domain/errors.js';
import { FOLDER_MODE } from '../../domain/modes.js';
import { centimesOf, counted } from '../../domain/money.js';
import { type Period, referenceDate } from '../../domain/period.js';
import { type Reporter, stage } from '../../domain/report.js';
import { quoted } from '../../domain/shell.js';
import { writeCsv } from '../../files/write-csv.js';
import type { DebtClaim } from '../../ledger/debts.js';
import type { GrantClaim } from '../../ledger/granted.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { Adjustment } from '../../ledger/recoveries.js';
import type { ResidentPayment } from '../../ledger/resident-payments.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { shownValue } from '../../month/audit/quarantine-file.js';
import { type StrictFaults, toldFault } from '../../month/audit/strict-faults.js';
import { inChunks } from '../../month/owed.js';
import type { Rules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { SOFTWARE } from '../../version.js';
import { Workspace } from '../../workspace/duckdb.js';
import { writeOpening } from './folder.js';
import { type OpeningRead, openingTable, readOpening } from './read.js';

/** `from` is the folder of the opening balances, `period` the last month that the other system paid. */
export type OpeningRequest = {
  readonly from: string;
  readonly period: Period;
  readonly out: string;
  readonly configuration: Configuration;
  readonly rules: Rules;
};

export type Opened = {
  readonly run: LedgerRun;
  readonly manifest: Manifest;
  readonly folder: string;
  /** The same files had been opened before: nothing was rewritten. */
  readonly alreadyOpened: boolean;
};

/**
 * Takes over a programme that another system has paid until `period`: whom it paid last, the grants and the capital that
 * it gave, what is owed in both directions. They are sealed as the opening of that month, which the first month of this
 * program is reconciled with, and entered in the ledger. Throws OperatorError where any value cannot be used, and where the
 * ledger has a released run: a programme is opened once, before its first month.
 */
export async function openProgramme(
  request: OpeningRequest,
  clock: Clock,
  report: Reporter,
): Promise<Opened> {
  const { period, out, from, rules, configuration } = request;
  const parameters = parametersAt(rules, period);
  prepareOut(out);
  return makeLedger({ out, command: `open ${period}`, clock, report }, async (ledger) => {
    refuseAfterRuns(ledger, out);
    const work = freshWorkFolder(out);
    const workspace = await Workspace.open(':memory:', join(work, 'spill'), configuration.engine);
    try {
      const read = await stage(report, 'read the opening balances', () =>
        readOpening(workspace, from, parameters, report.notice),
      );
      if (read.faults.kinds().length > 0) throw await refused(request, read.faults);
      const runId = idOf(request, read);
      const known = ledger.run(runId);
      if (known !== null) return await again(request, known);
      refuseAnother(ledger, out);
      const folder = join(work, 'run');
      const manifest = await stage(report, 'seal', () =>
        writeOpening(workspace, folder, { runId, period, configuration, rules, files: read.files }),
      );
      const run = await stage(report, 'publish', async () => {
        await enter(workspace, ledger, runId, period);
        return publish(out, ledger, folder, announcedOf(manifest), await capitalPaid(workspace));
      });
      return { run, manifest, folder: runFolder(out, period, runId), alreadyOpened: false };
    } finally {
      workspace.close();
    }
  });
}

/** A run that nobody released pays nobody: computed from a wrong opening, it is computed again from the right one. */
function refuseAfterRuns(ledger: Ledger, out: string): void {
  const run = ledger.runsIn('RELEASED').find(({ kind }) => kind !== 'opening');
  if (run === undefined) return;
  throw new OperatorError(
    `${out}: its ledger has a released run of ${run.period} (${run.runId}): a programme is opened once, before its first month; give another --out`,
  );
}

/** The same files give the opening that there is; others need it to be taken back. */
function refuseAnother(ledger: Ledger, out: string): void {
  const opening = ledger.runsIn('RELEASED').find(({ kind }) => kind === 'opening');
  if (opening === undefined) return;
  throw new OperatorError(
    `${out}: its ledger was opened already, with other files or settings (opening ${opening.runId} of ${opening.period}); take that back first: sarf withdraw ${opening.runId} --reason "…" --out ${quoted(out)}`,
  );
}

async function again({ out }: OpeningRequest, run: LedgerRun): Promise<Opened> {
  const folder = runFolder(out, run.period, run.runId);
  const { manifest, difference } = await folderAsSealed(folder, run);
  if (manifest === null)
    throw new OperatorError(
      `${folder}: this was opened already, and its folder is missing or damaged: ${difference}; restore it as it was`,
    );
  if (run.state !== 'RELEASED')
    throw new OperatorError(
      `${run.runId}: these files were opened, and the opening was taken back; release it again: sarf release ${run.runId} --reason "…" --out ${quoted(out)}`,
    );
  return { run, manifest, folder, alreadyOpened: true };
}

function idOf({ configuration, rules, period }: OpeningRequest, { files }: OpeningRead): string {
  return digest({
    kind: 'opening',
    programme: configuration.programme,
    period,
    version: SOFTWARE.version,
    rules: rules.sha256,
    configuration: configuration.sha256,
    inputs: files.map(({ name, sha256 }) => ({ path: name, sha256 })),
  }).slice(0, 12);
}

function announcedOf(manifest: Manifest) {
  return {
    runId: manifest.run_id,
    period: manifest.period,
    kind: 'opening',
    status: manifest.status,
    seal: manifest.seal,
    priorRunId: null,
    families: manifest.totals.orders,
    netCentimes: centimesOf(manifest.totals.net),
  } as const;
}

/** Lays before the ledger what was granted, and what is owed in both directions; it counts with the opening. */
async function enter(workspace: Workspace, ledger: Ledger, runId: string, period: Period): Promise<void> {
  for await (const claims of inChunks(grantsGiven(workspace))) ledger.claim(runId, claims);
  for await (const debts of inChunks(owedTo(workspace, period)))
    ledger.stageOwed(runId, {
      adjustments: debts,
      debts: debts.flatMap((one) => (one.kind === 'ARREARS' ? [debtOf(one)] : [])),
    });
}

async function* grantsGiven(workspace: Workspace): AsyncGenerator<GrantClaim> {
  for await (const row of workspace.stream(`FROM ${openingTable('grants')} ORDER BY kind, year, person_id`))
    yield {
      personId: row.text('person_id'),
      householdId: row.text('household_id'),
      kind: row.text('kind') === 'BIRTH' ? 'BIRTH' : 'SCHOOL',
      level: row.text('level'),
      year: row.count('year'),
      centimes: row.count('amount'),
    };
}

/**
 * Opening balances are decided corrections: what is owed to a household is decided arrears of their month, and what it
 * owes a recovery. Their ids are "OPEN-" and the household, and the month of arrears.
 */
const OWED = `
  SELECT 'OPEN-' || household_id || '-' || month AS adjustment_id, household_id, 'ARREARS' AS kind, amount, reason,
    decision_ref, month FROM ${openingTable('debts')}
  UNION ALL
  SELECT 'OPEN-' || household_id, household_id, 'RECOVERY', amount, reason, decision_ref, NULL
  FROM ${openingTable('balances')}
  ORDER BY adjustment_id`;

const REASON = 'opening balance';

async function* owedTo(workspace: Workspace, period: Period): AsyncGenerator<Adjustment> {
  for await (const row of workspace.stream(OWED))
    yield {
      adjustmentId: row.text('adjustment_id'),
      householdId: row.text('household_id'),
      kind: row.text('kind') === 'ARREARS' ? 'ARREARS' : 'RECOVERY',
      centimes: row.count('amount'),
      reason: row.text('reason') === '' ? REASON : row.text('reason'),
      decisionRef: row.text('decision_ref'),
      decidedOn: referenceDate(period),
      month: row.textOrNull('month'),
      payeeId: null,
      paidTo: null,
    };
}

function debtOf({ householdId, month, adjustmentId, reason, centimes }: Adjustment): DebtClaim {
  return {
    beneficiary: householdId,
    origin: month ?? '',
    kind: 'ADJUSTMENT',
    reference: adjustmentId,
    cause: 'ADJUSTMENT',
    reason,
    centimes,
    opens: true,
    state: 'OPEN',
    movedCentimes: 0,
    orderId: null,
  };
}

async function capitalPaid(workspace: Workspace): Promise<ResidentPayment[]> {
  const rows = await workspace.select(`FROM ${openingTable('capital')} ORDER BY person_id`);
  return rows.map((row) => ({
    personId: row.text('person_id'),
    kind: 'OPENING',
    category: row.text('category'),
    centimes: row.count('amount'),
  }));
}

const QUARANTINE_COLUMNS = ['file', 'line', 'column', 'code', 'value', 'expected'];

/** Writes every value that cannot be used to a list, and tells them kind by kind. */
async function refused({ from, out, period }: OpeningRequest, faults: StrictFaults): Promise<OperatorError> {
  const folder = join(checkFolder(out), `opening-${period}`);
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const path = join(folder, 'quarantine.csv');
  await replaceCsv(path, faults);
  const kinds = faults.kinds();
  const rows = kinds.reduce((sum, one) => sum + one.rows, 0);
  return new OperatorError([
    ...kinds.map(toldFault),
    `${from}: ${counted(rows, 'value')} cannot be used, so nothing was opened; put them right in the other system's files and open again: each stands in ${path}`,
  ]);
}

async function replaceCsv(path: string, { listed }: StrictFaults): Promise<void> {
  rmSync(path, { force: true });
  await writeCsv(
    path,
    QUARANTINE_COLUMNS,
    listed.map((one) => [
      one.file,
      one.line,
      one.column,
      one.code,
      shownValue(one.column, one.value),
      one.expected,
    ]),
  );
}
