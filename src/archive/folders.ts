import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError, systemCode } from '../domain/errors.js';
import { FOLDER_MODE } from '../domain/modes.js';
import type { Period } from '../domain/period.js';
import { isPeriod } from '../domain/period-text.js';
import { isFolder, isPresent } from '../files/there.js';

/** Files of a run's folder that later commands read. */
export const REGISTER_FILE = 'register.parquet';
export const RESIDENTS_FILE = 'residents.parquet';
export const FINALS_FILE = 'finals.parquet';
/** The rules and the configuration that the run was computed with, byte for byte. */
export const RULES_FILE = 'rules.yaml';
export const CONFIGURATION_FILE = 'configuration.yaml';
export const INDICATORS_FILE = 'audit/indicators.csv';

/** The transfer slip of an institution, in the run's folder. */
export const slipFile = (provider: string) => `orders/${provider}/slip.csv`;

/** Where things lie below the output folder. */
export function runFolder(out: string, period: Period, runId: string): string {
  return join(out, period, runId);
}

/** The working space of the command that holds the lock: on the same disk, so that a rename publishes. */
export function workFolder(out: string): string {
  return join(out, '.work');
}

/** Makes the output folder if need be. Throws OperatorError when it cannot be written. */
export function prepareOut(out: string): void {
  try {
    makeFolder(out);
  } catch (error) {
    const code = systemCode(error);
    throw new OperatorError(
      code === 'EEXIST' || code === 'ENOTDIR'
        ? `${out}: not a folder; --out names the folder of runs and ledger`
        : `${out}: the output folder cannot be made (${code ?? 'unknown'}); check its permissions and free space`,
      undefined,
      { cause: error },
    );
  }
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system answers ENOENT
 * below a folder that exists, as /proc does.
 */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (!isPresent(above)) makeFolder(above);
  mkdirSync(path, { mode: FOLDER_MODE });
}

/** Where `sarf check` leaves what it finds, a folder a month. */
export function checkFolder(out: string): string {
  return join(out, 'check');
}

/** What cannot be removed now waits for the next command: a run that is kept has not failed for it. */
export function clearWorkFolder(out: string): void {
  try {
    rmSync(workFolder(out), { recursive: true, force: true });
  } catch {
    // freshWorkFolder tries again, and says what is in the way.
  }
}

/** An empty working space. */
export function freshWorkFolder(out: string): string {
  const folder = workFolder(out);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: FOLDER_MODE });
  return folder;
}

/** Folders of runs below the output folder: "2026-09/3f2a9c0d1b7e". */
export function runFolders(out: string): string[] {
  return readdirSync(out, { withFileTypes: true })
    .filter((month) => month.isDirectory() && isPeriod(month.name))
    .flatMap((month) => runsBelow(join(out, month.name)).map((run) => `${month.name}/${run}`));
}

/** Folders of runs in the folder of a month: "3f2a9c0d1b7e". */
export function runsBelow(month: string): string[] {
  return readdirSync(month).filter((run) => /^[0-9a-f]{12}$/.test(run));
}
