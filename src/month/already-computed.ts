import { runFolder } from '../archive/folders.js';
import { folderAsSealed } from '../archive/open-run.js';
import { priorOf } from '../archive/prior-run.js';
import { layOut } from '../archive/to-send.js';
import { OperatorError } from '../domain/errors.js';
import { type Reporter, stage } from '../domain/report.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import type { ControlFile } from '../registry/control-file.js';
import { digestExtract } from '../registry/digest.js';
import type { Extract } from '../registry/received.js';
import { identify } from './identity.js';
import type { Basis } from './month.js';
import type { RunRequest, RunResult } from './request.js';

/** Says of a basis whether the run was computed from it, and these very files, before; then it is that run again. */
export type Recogniser = (basis: Basis) => Promise<RunResult | null>;

/** When the month has a run already, hashing the extract, once, tells whether this is one of them again. */
export function recogniser(
  request: RunRequest,
  extract: Extract,
  control: ControlFile | null,
  ledger: Ledger,
  report: Reporter,
): Recogniser {
  if (!ledger.runs().some((run) => run.period === request.period)) return async () => null;
  const digests = stage(report, 'compare with the runs of this month', () => digestExtract(extract));
  digests.catch(() => undefined); // awaited below; this only keeps Node from calling it unhandled meanwhile
  return async (basis) => {
    const run = ledger.run(identify(request, await digests, control, basis));
    return run === null || isReplaced(run, ledger) ? null : again(request, run, ledger, report);
  };
}

/** The run as it is: what is said to be computed already may be released and sent, so every file of it is proven. */
async function again(
  { out, dryRun }: RunRequest,
  run: LedgerRun,
  ledger: Ledger,
  report: Reporter,
): Promise<RunResult> {
  const folder = runFolder(out, run.period, run.runId);
  const { manifest, difference } = await stage(report, 'compare its folder with its seal', () =>
    folderAsSealed(folder, run),
  );
  if (manifest === null) {
    throw new OperatorError(
      `${folder}: this run is computed already, and its folder is missing or damaged: ${difference}; restore it as it was computed`,
    );
  }
  if (run.state === 'SUPERSEDED' && dryRun !== true) ledger.reinstate(run);
  const unlaid = run.state === 'RELEASED' && dryRun !== true ? layOut(out, ledger, run.period) : null;
  if (unlaid !== null) report.notice(unlaid);
  const priorPeriod = priorOf(ledger, run)?.period ?? null;
  return { run: ledger.run(run.runId) ?? run, manifest, folder, priorPeriod, alreadyComputed: true };
}

/** Another run was released in its place since: this one cannot become its month's candidate again. */
function isReplaced(run: LedgerRun, ledger: Ledger): boolean {
  const inItsPlace = (other: LedgerRun) =>
    other.period === run.period && other.supplement === run.supplement && other.runId !== run.runId;
  return run.state === 'SUPERSEDED' && ledger.runsIn('RELEASED').some(inItsPlace);
}
