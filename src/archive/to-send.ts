import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { systemCode } from '../domain/errors.js';
import { FOLDER_MODE } from '../domain/modes.js';
import type { Period } from '../domain/period.js';
import { printable } from '../domain/printable.js';
import { isFile, isPresent } from '../files/there.js';
import type { Ledger } from '../ledger/ledger.js';
import { runFolder, workFolder } from './folders.js';
import { manifestAsSealed } from './open-run.js';
import { releasedRuns } from './runs-of-month.js';

/** What to send of a month, beside the folders of its runs: "2026-09/to-send". */
export const TO_SEND = 'to-send';

/** Files below orders/ that go to no institution as they are: the index is for who checks. */
const NOT_SENT = new Set(['orders/index.csv']);

/**
 * Lays out what is to be sent of a month: the order files of its released runs, as links to the sealed files where the
 * disk has links. It is made anew from the ledger each time, and is gone where no run of the month is released. It is no
 * part of a run: what lies in it proves nothing, and may be removed.
 * @returns null, or why it is not as it should be, in words: a release stands whether or not it could be laid out
 */
export function layOut(out: string, ledger: Ledger, period: Period): string | null {
  try {
    layOutAnew(out, ledger, period);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${join(out, period, TO_SEND)}: could not be laid out anew, send nothing from it (${printable(why)}); sarf release of a released run lays it out again`;
  }
}

function layOutAnew(out: string, ledger: Ledger, period: Period): void {
  const folder = join(out, period, TO_SEND);
  const wanted = new Map<string, string>();
  for (const run of releasedRuns(ledger).filter((one) => one.period === period)) {
    const from = runFolder(out, period, run.runId);
    for (const { path } of manifestAsSealed(from, run).manifest?.files ?? []) {
      if (!path.startsWith('orders/') || NOT_SENT.has(path) || !isFile(join(from, path))) continue;
      const name = path.slice('orders/'.length);
      // A slip has the same name in each run of the month.
      const own =
        run.supplement === 0 ? name : name.replace(/\/slip\.csv$/, `/slip-supplement-${run.supplement}.csv`);
      wanted.set(own, join(from, path));
    }
  }
  if (isAsWanted(folder, wanted)) return;
  const built = join(workFolder(out), TO_SEND);
  rmSync(built, { recursive: true, force: true });
  for (const [name, file] of wanted) place(file, join(built, name));
  rmSync(folder, { recursive: true, force: true });
  if (wanted.size > 0) renameSync(built, folder);
}

/** Whether each file is there as it was sealed, and no other. */
function isAsWanted(folder: string, wanted: ReadonlyMap<string, string>): boolean {
  if (!isPresent(folder)) return wanted.size === 0;
  const there = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  return (
    there.length === wanted.size &&
    there.every((entry) => {
      const path = join(entry.parentPath, entry.name);
      const file = wanted.get(relative(folder, path).split(sep).join('/'));
      return file !== undefined && isAlike(lstatSync(path), lstatSync(file));
    })
  );
}

/** A link has the size and the time of the sealed file; so has a copy of both that a backup brought back. */
function isAlike(one: Stats, other: Stats): boolean {
  return one.size === other.size && Math.trunc(one.mtimeMs) === Math.trunc(other.mtimeMs);
}

function place(file: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true, mode: FOLDER_MODE });
  try {
    linkSync(file, at);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error; // two runs of a month never give a file the same name
    copyFileSync(file, at);
  }
}
