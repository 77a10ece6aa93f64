import { readLedgerIfAny } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { isFolder } from '../../files/there.js';
import type { LedgerRun } from '../../ledger/ledger.js';

/** Returns all runs of the ledger, by month; none without a ledger. Throws OperatorError when the folder is missing. */
export async function listRuns(out: string): Promise<LedgerRun[]> {
  if (!isFolder(out))
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  return readLedgerIfAny(out, (ledger) => ledger?.runs() ?? []);
}
