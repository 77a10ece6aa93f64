import { unknownRuns } from '../../archive/unknown-runs.js';
import { readLedgerIfAny } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { isFolder } from '../../files/there.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** All runs of the ledger, by month, and folders of sealed runs that it does not know: "2026-09/3f2a9c0d1b7e". */
export type RunsListed = { readonly runs: readonly LedgerRun[]; readonly unknown: readonly string[] };

/** Lists what there is; no run without a ledger. Throws OperatorError when the folder is missing. */
export async function listRuns(out: string): Promise<RunsListed> {
  if (!isFolder(out))
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  return readLedgerIfAny(out, (ledger) => ({
    runs: ledger?.runs() ?? [],
    unknown: unknownRuns(out, ledger),
  }));
}
