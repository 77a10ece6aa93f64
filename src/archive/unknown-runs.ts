import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { isFolder, isPresent } from '../files/there.js';
import type { Ledger } from '../ledger/ledger.js';
import { runFolders } from './folders.js';
import { MANIFEST_FILE } from './manifest.js';
import { manifestAsSealed } from './open-run.js';

const UNKNOWN = 'a sealed run that the ledger does not know';
const WHAT_TO_DO =
  'the ledger is older than what stands beside it. Put the newer ledger back; or, if that run is not to count, move its folder out of the output folder';

/**
 * Folders of sealed runs below `out` that the ledger does not know: "2026-09/3f2a9c0d1b7e", in their order. They are
 * found by their names, so it costs nothing. A ledger that an older copy replaced leaves them behind.
 */
export function unknownRuns(out: string, ledger: Ledger | null): string[] {
  const known = new Set((ledger?.runs() ?? []).map((run) => `${run.period}/${run.runId}`));
  return runFolders(out)
    .filter((folder) => !known.has(folder) && isPresent(join(out, folder, MANIFEST_FILE)))
    .sort();
}

/**
 * Refuses to write to a ledger that does not know a run beside it: what it has forgotten would be paid a second time.
 * To be called when what a crash interrupted is healed. Throws OperatorError, which names the first such folder.
 */
export function refuseOlderLedger(out: string, ledger: Ledger): void {
  const [first, ...others] = unknownRuns(out, ledger);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more, the last ${others.at(-1)})`;
  throw new OperatorError(`${join(out, first)}: ${UNKNOWN}${more}: ${WHAT_TO_DO}`);
}

/**
 * The same as differences, for who proves the ledger; and folders of runs that are not released and do not have the seal
 * that the ledger knows. Those of released runs are proven with all that is in them.
 */
export function folderDifferences(out: string, ledger: Ledger): string[] {
  const unknown = unknownRuns(out, ledger).map((folder) => `${folder}: ${UNKNOWN}: ${WHAT_TO_DO}`);
  const otherwise = ledger
    .runs()
    .filter((run) => run.state !== 'RELEASED')
    .flatMap((run) => {
      const folder = `${run.period}/${run.runId}`;
      if (!isFolder(join(out, folder))) return [];
      const { difference } = manifestAsSealed(join(out, folder), run);
      return difference === null ? [] : [`${folder}, ${run.state}: ${difference}`];
    });
  return [...unknown, ...otherwise];
}
