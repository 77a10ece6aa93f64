import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../../archive/folders.js';
import type { Manifest } from '../../archive/manifest.js';
import { readManifest } from '../../archive/read-manifest.js';
import { OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { LEDGER_FILE, Ledger, type LedgerRun } from '../../ledger/ledger.js';

/** A released run's folder, with the manifest that bears the seal the ledger knows. */
export type ReleasedRun = {
  readonly runId: string;
  readonly period: Period;
  readonly folder: string;
  readonly manifest: Manifest;
};

/** Every released run of an output folder, by month. Reads and writes nothing else. Throws OperatorError. */
export function releasedRuns(out: string): LedgerRun[] {
  const ledger = existsSync(out) ? Ledger.read(out) : null;
  if (ledger === null)
    throw new OperatorError(`${join(out, LEDGER_FILE)}: there is no ledger here; --out names its folder`);
  try {
    return ledger.runsIn('RELEASED').sort((a, b) => (a.period < b.period ? -1 : 1));
  } finally {
    ledger.close();
  }
}

/** The released regular run of a month, or of the last month that has one. Throws OperatorError when there is none. */
export function choose(out: string, released: readonly LedgerRun[], period: Period | null): LedgerRun {
  const runs = released.filter((run) => run.kind === 'regular');
  const found = period === null ? runs.at(-1) : runs.find((run) => run.period === period);
  if (found !== undefined) return found;
  if (runs.length === 0)
    throw new OperatorError(`${out}: no run is released yet; sarf runs lists what there is`);
  throw new OperatorError(
    `--period: ${period} has no released run; there is one of ${runs.map((run) => run.period).join(', ')}`,
  );
}

/**
 * Opens a released run's folder: its manifest must bear the ledger's seal, and each file that is read must be
 * as long as it was sealed. (sarf verify hashes every byte; that takes longer than one answer may.)
 */
export function openReleased(out: string, run: LedgerRun): ReleasedRun {
  const folder = runFolder(out, run.period, run.runId);
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) throw damaged(folder, problem);
  if (manifest.seal !== run.seal) throw damaged(folder, "the seal is not the ledger's");
  return { runId: run.runId, period: run.period, folder, manifest };
}

/** The path of a sealed file of a run; null when the run has none of that name. Throws when it is damaged. */
export function sealedFile(run: ReleasedRun, name: string): string | null {
  const listed = run.manifest.files.find((file) => file.path === name);
  if (listed === undefined) return null;
  const path = join(run.folder, name);
  if (!existsSync(path)) throw damaged(run.folder, `${name} is missing`);
  if (statSync(path).size !== listed.bytes) throw damaged(run.folder, `${name} has changed`);
  return path;
}

/**
 * The sealed Parquet files that hold a table of a run, in their order: `members.parquet`, or the files of the
 * folder `members/`. Empty when the run has none.
 */
export function sealedTable(run: ReleasedRun, name: string): string[] {
  return run.manifest.files
    .map((file) => file.path)
    .filter(
      (path) => path === `${name}.parquet` || (path.startsWith(`${name}/`) && path.endsWith('.parquet')),
    )
    .sort()
    .map((path) => sealedFile(run, path) ?? '');
}

function damaged(folder: string, what: string): OperatorError {
  return new OperatorError(`${folder}: ${what}; restore the released run (sarf verify shows the damage)`);
}
