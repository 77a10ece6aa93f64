import type { Manifest } from '../archive/manifest.js';
import { openPrior, type PriorRun, priorOf, runsOf } from '../archive/prior-run.js';
import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import type { Kind } from '../registry/columns.js';
import { kindOf } from '../registry/discover.js';
import type { InputFile } from '../registry/load.js';
import { refuseOthers, withoutHistoryNow, withoutHistoryThen } from './earlier-folders.js';
import { chooseDecided, gapOf } from './gap.js';
import type { Basis } from './month.js';
import { isPartner } from './partners.js';
import type { RunRequest } from './request.js';
import { nextSupplement, openedMonth, openSupplement, supplementedRun } from './supplement.js';

/**
 * All that the run asked for may be computed from, one after the other: what the month's released runs of its kind
 * were, for it may be one of them again, and last what a new run would be. Throws OperatorError in place of the last
 * where no new run may be made.
 */
export async function* basesOf(request: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  yield* request.supplementary === true ? supplementary(request, ledger) : regular(request, ledger);
}

async function* regular(request: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  const { period, out } = request;
  const released = ledger.released(period);
  const chosen = released === null ? chooseDecided(ledger, request) : priorOf(ledger, released);
  refuseOthers(request, ledger, chosen);
  const prior = chosen === null ? null : await openPrior(out, ledger, chosen);
  const regular = { prior, gap: gapOf(request, chosen), supplement: null };
  const unreleased = unreleasedBefore(ledger, period);
  if (released === null) {
    const withoutHistory = await withoutHistoryNow(request, ledger);
    yield { ...regular, withoutHistory, owedBasis: ledger.owed.basis(), unreleased };
    return;
  }
  const withoutHistory = withoutHistoryThen(request, ledger, released);
  yield { ...regular, withoutHistory, owedBasis: basisThen(ledger, released), unreleased };
  if (released.kind === 'opening') throw openedMonth(released);
  throw new OperatorError(
    `${period} is released already (run ${released.runId}) and these are other inputs, rules or settings; a released month is never computed again (whom it did not pay, sarf run --supplementary pays)`,
  );
}

async function* supplementary(request: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  const { period, out } = request;
  const released = supplementedRun(out, ledger, period);
  const chosen = priorOf(ledger, released);
  refuseOthers(request, ledger, chosen);
  const prior = chosen === null ? null : await openPrior(out, ledger, chosen);
  const unreleased = unreleasedBefore(ledger, period);
  for (const run of ledger.releasedSupplements(period)) {
    const supplement = await openSupplement(out, ledger, released, run.supplement);
    const withoutHistory = withoutHistoryThen(request, ledger, run);
    yield { prior, gap: null, withoutHistory, supplement, owedBasis: basisThen(ledger, run), unreleased };
  }
  const supplement = await openSupplement(out, ledger, released, nextSupplement(ledger, period));
  const withoutHistory = await withoutHistoryNow(request, ledger);
  yield { prior, gap: null, withoutHistory, supplement, owedBasis: ledger.owed.basis(), unreleased };
}

/** Runs of earlier months that were never released: the extract is held against theirs too. */
function unreleasedBefore(ledger: Ledger, period: Period): string[] {
  return ledger
    .runs()
    .filter((run) => run.period < period && run.state !== 'RELEASED')
    .map((run) => run.runId)
    .sort();
}

/**
 * Digest of what was owed when the run was computed. It is read from the ledger because releasing the run changed
 * what is owed.
 */
function basisThen(ledger: Ledger, run: LedgerRun): string | null {
  return ledger.owed.money(run.runId)?.basis ?? null;
}

/**
 * Whether the registry's extract has the very content of the prior run's, or of one of that month's supplementary
 * runs, whatever its files are called or packed in. A partner's new file, or a decided correction, makes no new
 * extract.
 */
export function sameContent(prior: PriorRun, inputs: readonly InputFile[]): boolean {
  return runsOf(prior).some(({ manifest }) => sameContentAs(manifest, inputs));
}

/** The same of one run. */
export function sameContentAs(manifest: Manifest, inputs: readonly InputFile[]): boolean {
  const contents = (hashes: readonly string[]) => [...hashes].sort().join();
  const now = contents(inputs.filter((one) => isRegistry(one.kind)).map((one) => one.contentSha256));
  const before = manifest.inputs
    .filter((one) => isRegistry(kindOf(one.entry ?? one.path)))
    .map((one) => one.content_sha256);
  return contents(before) === now;
}

/** A month's state of the registry: not what partners or decisions add to it. */
function isRegistry(kind: Kind | null): boolean {
  return kind !== null && kind !== 'adjustments' && !isPartner(kind);
}
