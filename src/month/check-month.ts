import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder, prepareOut } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { runsOf } from '../archive/prior-run.js';
import { besideLedger, readLedgerIfAny } from '../archive/with-ledger.js';
import { invariant, OperatorError } from '../domain/errors.js';
import { FOLDER_MODE } from '../domain/modes.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import type { Reporter } from '../domain/report.js';
import { writeCsv } from '../files/write-csv.js';
import type { Clock } from '../ledger/ledger.js';
import { readControlFile } from '../registry/control-file.js';
import { discover, refuseGrown } from '../registry/discover.js';
import { parametersAt } from '../rules/parameters.js';
import { Workspace } from '../workspace/duckdb.js';
import { basesOf } from './basis.js';
import { type CheckFigure, checkFigures, wholeMonth } from './check-figures.js';
import { proveEarlierFolders } from './earlier-folders.js';
import type { Basis } from './month.js';
import type { RunRequest } from './request.js';
import { computeMonth, returnsRule } from './run-month.js';
import { refuseDemonstration } from './settings.js';

/** What a run of this extract would come to. */
export type MonthChecked = {
  /** Of a run that was not made: nobody knows its run_id. */
  readonly manifest: Manifest;
  readonly figures: readonly CheckFigure[];
  /** The month that it is compared with; null before the first run. */
  readonly priorPeriod: Period | null;
  /** Holds the quarantine, the controls and the other audit files, and figures.csv. */
  readonly folder: string;
};

/** The month that a run would be for: after the last released one. Throws OperatorError where none is. */
export async function nextMonth(out: string): Promise<Period> {
  return readLedgerIfAny(out, (ledger) => {
    const last = ledger
      ?.runsIn('RELEASED')
      .map((run) => run.period)
      .sort()
      .at(-1);
    if (last === undefined)
      throw new OperatorError(`${out}: no month is released yet; name the month with --period YYYY-MM`);
    return shiftPeriod(last, 1);
  });
}

/**
 * Reads and judges an extract as a run would, with all controls, and leaves the audit files in a folder beside the runs.
 * Neither the ledger nor any run is touched. Throws OperatorError where a run would be refused.
 */
export async function checkMonth(request: RunRequest, clock: Clock, report: Reporter): Promise<MonthChecked> {
  const { period, out } = request;
  const parameters = parametersAt(request.rules, period);
  const extract = await discover(request.registry);
  for (const notice of extract.notices) report.notice(notice);
  const beside = checkFolder(out);
  prepareOut(beside);
  return besideLedger({ out, command: `check ${period}`, clock, report }, beside, async (ledger) => {
    refuseDemonstration(request, ledger);
    if (ledger.released(period) !== null)
      throw new OperatorError(
        `${period} is released already; check judges an extract before its month: give the month that it is for with --period`,
      );
    const control = extract.control === null ? null : await readControlFile(extract.control);
    ledger.owed.returnsRules.ask(returnsRule(request));
    let basis: Basis | null = null;
    for await (basis of basesOf(request, ledger)); // the last is that of a new run
    invariant(basis !== null, () => 'a check of nothing');
    await proveEarlierFolders(request, ledger, basis);
    const work = join(beside, '.work', 'check');
    mkdirSync(work, { recursive: true, mode: FOLDER_MODE });
    const engine = request.configuration.engine;
    const workspace = await Workspace.open(':memory:', join(work, 'spill'), engine);
    try {
      const month = { request, parameters, extract, ledger, report, ...basis, control, work, workspace };
      const { folder, manifest } = await computeMonth(month);
      refuseGrown(extract);
      const figures = checkFigures(manifest, wholeMonth(runsOf(basis.prior).map((run) => run.manifest)));
      await writeCsv(
        join(folder, 'audit', 'figures.csv'),
        ['figure', 'now', 'before', 'change'],
        figures.map(({ figure, now, before, change }) => [figure, now, before, change]),
      );
      const kept = join(beside, period);
      rmSync(kept, { recursive: true, force: true });
      renameSync(join(folder, 'audit'), kept);
      return { manifest, figures, priorPeriod: basis.prior?.period ?? null, folder: kept };
    } finally {
      workspace.close();
    }
  });
}
