import { choosePrior, openPrior, priorOf } from '../archive/prior-run.js';
import { OperatorError } from '../domain/errors.js';
import type { Ledger, LedgerRun } from '../ledger/ledger.js';
import type { Basis } from './month.js';
import type { RunRequest } from './request.js';
import { nextSupplement, openSupplement, supplementedRun } from './supplement.js';

/**
 * All that the run asked for may be computed from, one after the other: what the month's released runs of its kind
 * were, for it may be one of them again, and last what a new run would be. Throws OperatorError in place of the last
 * where no new run may be made.
 */
export async function* basesOf(request: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  yield* request.supplementary === true ? supplementary(request, ledger) : regular(request, ledger);
}

async function* regular({ period, out, allowGap }: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  const released = ledger.released(period);
  const chosen = released === null ? choosePrior(ledger, period, allowGap) : priorOf(ledger, released);
  const prior = chosen === null ? null : await openPrior(out, ledger, chosen);
  if (released === null) {
    yield { prior, supplement: null, owedBasis: ledger.owed.basis() };
    return;
  }
  yield { prior, supplement: null, owedBasis: basisThen(ledger, released) };
  throw new OperatorError(
    `${period} is released already (run ${released.runId}) and these are other inputs, rules or settings; a released month is never computed anew (whom it did not pay, sarf run --supplementary pays)`,
  );
}

async function* supplementary({ period, out }: RunRequest, ledger: Ledger): AsyncGenerator<Basis> {
  const released = supplementedRun(ledger, period);
  const chosen = priorOf(ledger, released);
  const prior = chosen === null ? null : await openPrior(out, ledger, chosen);
  for (const run of ledger.releasedSupplements(period)) {
    const supplement = await openSupplement(out, ledger, released, run.supplement);
    yield { prior, supplement, owedBasis: basisThen(ledger, run) };
  }
  const supplement = await openSupplement(out, ledger, released, nextSupplement(ledger, period));
  yield { prior, supplement, owedBasis: ledger.owed.basis() };
}

/**
 * Digest of what was owed when the run was computed. It is read from the ledger because releasing the run changed
 * what is owed.
 */
function basisThen(ledger: Ledger, run: LedgerRun): string | null {
  return ledger.owed.money(run.runId)?.basis ?? null;
}
