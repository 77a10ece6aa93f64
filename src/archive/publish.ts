import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { EXIT, invariant, OperatorError, systemCode } from '../domain/errors.js';
import { FOLDER_MODE } from '../domain/modes.js';
import { isPresent } from '../files/there.js';
import { Ledger } from '../ledger/ledger.js';
import type { ResidentPayment } from '../ledger/resident-payments.js';
import type { LedgerRun, NewRun } from '../ledger/run-table.js';
import { clearWorkFolder, runFolder, runFolders } from './folders.js';
import { folderAsSealed } from './open-run.js';
import { layOut } from './to-send.js';

/**
 * A run's folder appears whole or not at all, and folder and ledger never disagree: the folder is written
 * beside and flushed; the ledger is told what is about to appear; one rename makes it appear; the ledger
 * confirms. A crash anywhere between is healed at the next start. From the announcement on nothing waits, so that
 * a signal is heard before (nothing was published) or after (the run is kept), never between.
 */
export async function publish(
  out: string,
  ledger: Ledger,
  built: string,
  run: NewRun,
  residents: readonly ResidentPayment[],
): Promise<LedgerRun> {
  await flush(built);
  const folder = runFolder(out, run.period, run.runId);
  await refuseAnother(folder, run);
  ledger.announce(run, residents);
  const appeared = appear(folder, built);
  try {
    ledger.confirm(recorded(ledger, run.runId));
  } catch (error) {
    // The ledger could not be written (a full disk): what it does not know must not stay there.
    if (appeared && recorded(ledger, run.runId).state === 'PUBLISHING') renameSync(folder, built);
    throw error;
  }
  return recorded(ledger, run.runId);
}

/**
 * No ledger, or one without a run, beside folders of runs was lost or replaced: going on would pay released
 * months a second time. To be called before the ledger is opened, which makes one.
 */
export function refuseLostLedger(out: string): void {
  const [run] = runFolders(out);
  if (run === undefined) return;
  const ledger = Ledger.read(out);
  const known = ledger?.runs().length ?? 0;
  ledger?.close();
  if (known > 0) return;
  throw new OperatorError(
    `${out}: the ledger knows no run, and ${run} is there: the ledger was lost. Restore it from its backup, or give another --out`,
  );
}

/**
 * Finishes, or takes back, what a crash interrupted. To be called under the lock, before anything else. A run that
 * passes its controls is released by this: its folder must be as it was sealed before the crash, to the last byte.
 * Throws OperatorError when it is not.
 */
export async function heal(out: string, ledger: Ledger): Promise<string[]> {
  clearWorkFolder(out); // first, for the room that a full disk needs
  const healed: string[] = [];
  for (const run of ledger.runsIn('PUBLISHING')) {
    const folder = runFolder(out, run.period, run.runId);
    if (isPresent(folder)) {
      const { difference } = await folderAsSealed(folder, run);
      if (difference !== null) {
        throw new OperatorError(
          `${folder}: appeared before a crash, and is not as it was sealed: ${difference}; move it away and run ${run.period} again`,
        );
      }
      ledger.confirm(run);
      const unlaid = layOut(out, ledger, run.period);
      if (unlaid !== null) healed.push(unlaid);
      healed.push(`run ${run.runId} of ${run.period} had appeared before a crash; the ledger now says so`);
    } else {
      removeIfEmpty(dirname(folder));
      ledger.withdraw(run.runId);
    }
  }
  ledger.withdrawClaims();
  return healed;
}

/** Left by a ledger that was lost or replaced, a folder may be there already: only if it is this run, byte for byte. */
async function refuseAnother(folder: string, run: NewRun): Promise<void> {
  if (!isPresent(folder)) return;
  const { difference } = await folderAsSealed(folder, run);
  if (difference === null) return;
  throw new OperatorError(
    `${folder}: exists already and is not the run just computed: ${difference}; nothing was published. Move it away and run again`,
  );
}

/** Makes the run's folder appear; false when it was there already. */
function appear(folder: string, built: string): boolean {
  const month = dirname(folder);
  makeMonth(month);
  if (isPresent(folder)) return false;
  chmodSync(built, 0o700 | (statSync(built).mode & 0o070));
  renameSync(built, folder);
  try {
    flushFolder(month);
    flushFolder(dirname(month));
  } catch (error) {
    renameSync(folder, built);
    throw error;
  }
  return true;
}

function makeMonth(month: string): void {
  try {
    mkdirSync(month, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    throw new OperatorError(
      `${month}: a file stands where the month's folder belongs; nothing was published. Move it away and run again`,
      EXIT.failed,
    );
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other runs are in it, or it is not there.
  }
}

function recorded(ledger: Ledger, runId: string): LedgerRun {
  const run = ledger.run(runId);
  invariant(run !== null, () => `run ${runId} is not in the ledger`);
  return run;
}

/** Every file below `folder`, as paths with "/", sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Makes a folder and everything in it durable. */
async function flush(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    await flushFile(join(entry.parentPath, entry.name));
  }
  await flushFile(folder);
}

async function flushFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

function flushFolder(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
