import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { invariant, OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { sha256Of } from '../files/sha256.js';
import { LEDGER_FILE, Ledger, type LedgerRun } from '../ledger/ledger.js';
import { runFolder } from './folders.js';
import type { Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';

/** A month's released regular run, to be read and never written: its folder bears the seal that the ledger knows. */
export type ReleasedRun = {
  readonly run: LedgerRun;
  /** The month's released supplementary runs, as the ledger has them. */
  readonly supplements: readonly LedgerRun[];
  readonly folder: string;
  readonly manifest: Manifest;
};

/** Opens the released run of a month. Throws OperatorError when there is none, or its folder is damaged. */
export function openReleasedRun(out: string, period: Period): ReleasedRun {
  if (!existsSync(out) || !statSync(out).isDirectory())
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  const { run, supplements } = releasedRun(out, period);
  const folder = runFolder(out, period, run.runId);
  if (!existsSync(folder)) throw damaged(folder, 'the folder is missing');
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) throw damaged(folder, problem);
  if (manifest.seal !== run.seal) throw damaged(folder, "the seal is not the ledger's");
  return { run, supplements, folder, manifest };
}

function releasedRun(out: string, period: Period): Pick<ReleasedRun, 'run' | 'supplements'> {
  const ledger = Ledger.read(out);
  if (ledger === null)
    throw new OperatorError(`${join(out, LEDGER_FILE)}: there is no ledger here; --out names its folder`);
  try {
    const run = ledger.released(period);
    if (run !== null) return { run, supplements: ledger.releasedSupplements(period) };
    const held = ledger.regularRunsIn('HELD').find((one) => one.period === period);
    throw new OperatorError(
      held === undefined
        ? `${period}: no run of this month is released; sarf runs lists what there is`
        : `${period}: computed and not released; release it first (sarf release ${held.runId} --reason …)`,
    );
  } finally {
    ledger.close();
  }
}

/** The path of a file of the run, byte for byte as it was sealed; null when the run has none of that name. */
export async function sealedFile({ folder, manifest }: ReleasedRun, name: string): Promise<string | null> {
  const listed = manifest.files.find((file) => file.path === name);
  if (listed === undefined) return null;
  const path = join(folder, name);
  if (!existsSync(path)) throw damaged(folder, `${name} is missing`);
  if ((await sha256Of(path)) !== listed.sha256) throw damaged(folder, `${name} has changed`);
  return path;
}

/** The folder of files `name` of the run, byte for byte as it was sealed; null when the run has none. */
export async function sealedFolder(released: ReleasedRun, name: string): Promise<string | null> {
  const listed = released.manifest.files
    .map((file) => file.path)
    .filter((path) => path.startsWith(`${name}/`));
  if (listed.length === 0) return null;
  for (const path of listed) await sealedFile(released, path);
  const folder = join(released.folder, name);
  // A file more would be read with the others.
  if (readdirSync(folder).length !== listed.length)
    throw damaged(released.folder, `${name} holds files that were not sealed`);
  return folder;
}

/** Persons whose birth grant a released run of an earlier month paid. */
export function birthsGrantedBefore(out: string, period: Period): string[] {
  const ledger = Ledger.read(out);
  invariant(ledger !== null, () => `${out}: the ledger is gone`);
  try {
    return ledger.grantedBefore('BIRTH', 0, period);
  } finally {
    ledger.close();
  }
}

function damaged(folder: string, what: string): OperatorError {
  return new OperatorError(
    `${folder}: ${what}; the released run must be as it was sealed. Restore it (sarf verify shows the damage)`,
  );
}
