import { runFolder } from '../../archive/folders.js';
import type { Manifest } from '../../archive/manifest.js';
import { type AsSealed, folderAsSealed, manifestAsSealed } from '../../archive/open-run.js';
import { choosePrior } from '../../archive/prior-run.js';
import { knownRun } from '../../archive/runs-of-month.js';
import { layOut } from '../../archive/to-send.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Reporter } from '../../domain/report.js';
import { quoted } from '../../domain/shell.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { supplementedRun } from '../../month/supplement.js';
import { verifyRun } from '../../verify/verify.js';

/**
 * Makes a run the effective run of its month. A run on hold needs a reason, which the ledger keeps. The folder must
 * still be what was sealed, to the last byte, and the run must still follow from the month before. Otherwise throws
 * OperatorError, and changes neither ledger nor folder.
 */
export async function releaseRun(
  out: string,
  runId: string,
  reason: string | null,
  clock: Clock,
  report: Reporter,
): Promise<{ run: LedgerRun; folder: string }> {
  return changeLedger({ out, command: `release ${runId}`, clock, report }, async (ledger) => {
    const run = knownRun(ledger, out, runId);
    const folder = runFolder(out, run.period, runId);
    if (run.state === 'RELEASED') {
      trusted(folder, 'released already', await folderAsSealed(folder, run)); // its files may be sent next: they are proven again
      tellUnlaid(layOut(out, ledger, run.period), report);
      return { run, folder };
    }
    if (run.state === 'SUPERSEDED') {
      throw new OperatorError(
        `${runId}: superseded by a later computation of ${run.period}; sarf runs --out ${quoted(out)} shows which`,
      );
    }
    if (reason === null && run.status === 'HOLD') {
      throw new OperatorError(
        `${runId}: the run is on hold; releasing it needs --reason "…", which the ledger keeps`,
      );
    }
    const manifest = trusted(folder, 'not released', manifestAsSealed(folder, run));
    assertStillFollows(out, ledger, run, manifest);
    ledger.owed.returnsRules.ask(ledger.owed.returnsRules.of(runId));
    if (run.kind !== 'opening') assertStillOwed(ledger, run);
    const { differences } = await verifyRun(folder);
    const [first] = differences;
    if (first !== undefined) throw notAsSealed(folder, 'not released', first);
    ledger.release(run, reason);
    tellUnlaid(layOut(out, ledger, run.period), report);
    return { run: { ...run, state: 'RELEASED', reason }, folder };
  });
}

function tellUnlaid(problem: string | null, report: Reporter): void {
  if (problem !== null) report.notice(problem);
}

function trusted(folder: string, state: string, { manifest, difference }: AsSealed): Manifest {
  if (manifest === null) throw notAsSealed(folder, state, difference);
  return manifest;
}

function notAsSealed(folder: string, state: string, difference: string): OperatorError {
  return new OperatorError(
    `${folder}: ${state}, the folder is not as it was sealed: ${difference}; restore it as it was computed, and send none of its files until then`,
  );
}

/** A run pays and takes what was owed when it was computed. If that has changed, the run must be computed again. */
function assertStillOwed(ledger: Ledger, run: LedgerRun): void {
  const money = ledger.owed.money(run.runId);
  if (money !== null && money.basis === ledger.owed.basis()) return;
  throw new OperatorError(
    `${run.runId}: what is owed has changed since it was computed (an order came back, or a recovery or a hold was decided on); run ${run.period} again`,
  );
}

/**
 * A run is released only after the prior run that it was computed against, and after the supplementary runs of that
 * month that it knows. A supplementary run only needs that no later month is released.
 */
function assertStillFollows(out: string, ledger: Ledger, run: LedgerRun, manifest: Manifest): void {
  if (run.kind === 'supplementary') {
    supplementedRun(out, ledger, run.period);
    return;
  }
  const prior = choosePrior(out, ledger, run.period, true);
  if ((prior?.runId ?? null) !== run.priorRunId) {
    throw new OperatorError(
      `${run.runId}: computed before ${prior?.period ?? 'the months before'} was released; run ${run.period} again`,
    );
  }
  const supplements = prior === null ? [] : ledger.releasedSupplements(prior.period);
  const known = manifest.prior_supplements ?? [];
  const [unknown] = supplements.filter((one) => !known.some(({ seal }) => seal === one.seal));
  if (unknown === undefined) return;
  throw new OperatorError(
    `${run.runId}: computed before supplementary run ${unknown.runId} of ${unknown.period} was released; run ${run.period} again`,
  );
}
