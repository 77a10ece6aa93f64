import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { sha256Of } from '../files/sha256.js';
import { isFile, isPresent } from '../files/there.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { fileDifferences } from './file-differences.js';
import { FINALS_FILE, REGISTER_FILE, RESIDENTS_FILE, RULES_FILE, runFolder } from './folders.js';
import type { Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';

/**
 * How a file of a run is proven before it is read. `hash`: every byte is what was sealed. `size`: it is as long as
 * it was sealed; for a question that is to be answered at once, and a file of which a few rows are read.
 */
export type Proof = 'size' | 'hash';

/** A published run whose folder has the seal in the ledger. It is read and never written. */
export type SealedRun = {
  readonly runId: string;
  readonly seal: string;
  readonly period: Period;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly opened: Opening;
};

/**
 * `as` is what messages call the run: "the prior run", "the released run". `orElse` says how to go on where it cannot be
 * restored: ", or …".
 */
export type Opening = { readonly as: string; readonly proof: Proof; readonly orElse?: string };

/** A run that paid, with its registers, proven. */
export type PaidRun = SealedRun & {
  readonly register: string;
  /** The register of residents of care institutions; null when the run has none. */
  readonly residents: string | null;
  /** The register of final payments; null when the run has none. */
  readonly finals: string | null;
};

/** A run's manifest that can be relied on, or in words why there is none. */
export type AsSealed =
  | { readonly manifest: Manifest; readonly difference: null }
  | { readonly manifest: null; readonly difference: string };

/**
 * The manifest of a run's folder, if it has the seal that the ledger recorded when the run was computed. Whoever
 * can write to the folder can seal it again, with hashes that fit: only the ledger shows it. Of the other files nothing is
 * said.
 */
export function manifestAsSealed(folder: string, { seal }: Pick<LedgerRun, 'seal'>): AsSealed {
  if (!isPresent(folder)) return { manifest: null, difference: 'the folder is missing' };
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) return { manifest, difference: problem };
  if (manifest.seal === seal) return { manifest, difference: null };
  return {
    manifest: null,
    difference: "manifest.json bears another seal than the ledger's, it was sealed again",
  };
}

/** As manifestAsSealed, and every file is what the manifest lists, none is missing, none was added. Hashes them all. */
export async function folderAsSealed(folder: string, run: Pick<LedgerRun, 'seal'>): Promise<AsSealed> {
  const sealed = manifestAsSealed(folder, run);
  if (sealed.manifest === null) return sealed;
  const [difference] = await fileDifferences(folder, sealed.manifest);
  return difference === undefined ? sealed : { manifest: null, difference };
}

/** Opens a run of the ledger. Throws OperatorError when its folder is missing or is not what the ledger knows. */
export function openRun(out: string, run: LedgerRun, opened: Opening): SealedRun {
  const { runId, seal, period } = run;
  const folder = runFolder(out, period, runId);
  const { manifest, difference } = manifestAsSealed(folder, run);
  if (manifest === null) throw damaged({ folder, opened }, difference);
  return { runId, seal, period, folder, manifest, opened };
}

/** The run with its registers, proven. Throws OperatorError. */
export async function withRegisters(sealed: SealedRun): Promise<PaidRun> {
  return {
    ...sealed,
    register: await neededFile(sealed, REGISTER_FILE),
    residents: sealed.manifest.residents === undefined ? null : await neededFile(sealed, RESIDENTS_FILE),
    finals: await sealedFile(sealed, FINALS_FILE),
  };
}

/** The path of a file of the run, proven; null when the run has none of that name. Throws OperatorError. */
export async function sealedFile(run: SealedRun, name: string): Promise<string | null> {
  const listed = run.manifest.files.find((file) => file.path === name);
  if (listed === undefined) return null;
  const path = join(run.folder, name);
  if (!isPresent(path)) throw damaged(run, `${name} is missing`);
  if (!isFile(path)) throw damaged(run, `${name} is no file`);
  const same =
    run.opened.proof === 'size'
      ? statSync(path).size === listed.bytes
      : (await sha256Of(path)) === listed.sha256;
  if (!same) throw damaged(run, `${name} has changed`);
  return path;
}

/** The rules file that the run kept, proven; null: an older version kept none. Throws OperatorError. */
export function keptRules(run: SealedRun): Promise<string | null> {
  return sealedFile(run, RULES_FILE);
}

/** The path of a file that every such run has, proven. Throws OperatorError. */
export async function neededFile(run: SealedRun, name: string): Promise<string> {
  const path = await sealedFile(run, name);
  if (path === null) throw damaged(run, `${name} is not in its manifest`);
  return path;
}

/**
 * The Parquet files that hold a table of the run, proven, in their order: `members.parquet`, or the files of the
 * folder `members/`. Empty when the run has none.
 */
export async function sealedTable(run: SealedRun, name: string): Promise<string[]> {
  const paths: string[] = [];
  for (const path of tableFiles(run.manifest, name)) paths.push(await neededFile(run, path));
  return paths;
}

/** The files of a table, as the manifest lists them. */
export function tableFiles(manifest: Manifest, name: string): string[] {
  return manifest.files
    .map((file) => file.path)
    .filter(
      (path) => path === `${name}.parquet` || (path.startsWith(`${name}/`) && path.endsWith('.parquet')),
    )
    .sort();
}

/** The folder of files `name` of the run, proven; null when the run has none. Throws OperatorError. */
export async function sealedFolder(run: SealedRun, name: string): Promise<string | null> {
  const listed = run.manifest.files.map((file) => file.path).filter((path) => path.startsWith(`${name}/`));
  if (listed.length === 0) return null;
  for (const path of listed) await sealedFile(run, path);
  const folder = join(run.folder, name);
  // A file more would be read with the others.
  if (readdirSync(folder).length !== listed.length)
    throw damaged(run, `${name} holds files that were not sealed`);
  return folder;
}

/**
 * The rows of a small CSV file of the run, proven. Null when the run has no such file (an older version of the
 * program wrote none). Throws OperatorError.
 */
export async function sealedRows(
  run: SealedRun,
  name: string,
): Promise<Readonly<Record<string, string>>[] | null> {
  const path = await sealedFile(run, name);
  return path === null ? null : (parse(readFileSync(path), { columns: true }) as Record<string, string>[]);
}

function damaged({ folder, opened }: Pick<SealedRun, 'folder' | 'opened'>, what: string): OperatorError {
  return new OperatorError(
    `${folder}: ${what}; ${opened.as} must be as it was sealed. Restore it (sarf verify shows the damage)${opened.orElse ?? ''}`,
  );
}
