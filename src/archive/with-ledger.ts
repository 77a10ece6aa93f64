import { OperatorError } from '../domain/errors.js';
import { dirhams, toPeople } from '../domain/money.js';
import type { Reporter } from '../domain/report.js';
import { type Clock, Ledger } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import { clearWorkFolder, freshWorkFolder } from './folders.js';
import { heal, refuseLostLedger } from './publish.js';
import { refuseOlderLedger } from './unknown-runs.js';

/** `command` is what another command reads that finds the ledger locked: "release 3f2a9c0d1b7e". */
export type Change = {
  readonly out: string;
  readonly command: string;
  readonly clock: Clock;
  /** Told what a crash had interrupted and is mended now, and that an older ledger is brought up to date. */
  readonly report: Reporter;
};

/**
 * Opens the ledger of an output folder for a command that changes it, alone: locked, and healed of what a crash
 * interrupted. Closes it after. Throws OperatorError where there is none, where another command is at work, or where a
 * folder of a run lies beside it that it does not know.
 */
export async function changeLedger<T>(change: Change, work: (ledger: Ledger) => T | Promise<T>): Promise<T> {
  if (!Ledger.isIn(change.out)) throw noLedger(change.out, '--out');
  return alone(change, async (ledger) => {
    try {
      const done = await work(ledger);
      endUndone(ledger, change.report);
      return done;
    } finally {
      clearWorkFolder(change.out);
    }
  });
}

/**
 * As changeLedger, for a month's run, which makes the ledger where there is none. It is healed again at the end: what
 * the run announced and did not publish is taken back.
 */
export async function makeLedger<T>(change: Change, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return alone(
    change,
    async (ledger) => {
      try {
        endUndone(ledger, change.report);
        return await work(ledger);
      } finally {
        await heal(change.out, ledger);
      }
    },
    () => refuseLostLedger(change.out),
  );
}

/** Ends balances of what was paid twice, where the order has come back after all, and tells so. */
function endUndone(ledger: Ledger, report: Reporter): void {
  for (const { recoveryId, householdId, balance, recovered } of ledger.undone.end())
    report.notice(
      `recovery ${recoveryId} of ${householdId} is ended, for the order came back: ${money(balance)} DH are not taken any more${recovered === 0 ? '' : `, and the next run owes the ${money(recovered)} DH that were recovered`}`,
    );
}

const money = (centimes: number) => toPeople(dirhams(centimes));

/**
 * Works with the ledger as it stands and writes nothing to it; with an empty one where there is none yet. What `work`
 * makes goes to a folder of its own, in which it is alone: other commands go on.
 * @param folder that exists; it is locked, and its working space cleared after
 */
export async function besideLedger<T>(
  { out, command, clock, report }: Change,
  folder: string,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const lock = takeLock(folder, command);
  try {
    const ledger = Ledger.read(out) ?? Ledger.open(freshWorkFolder(folder), clock, report.notice);
    try {
      return await work(ledger);
    } finally {
      ledger.close();
    }
  } finally {
    clearWorkFolder(folder);
    lock.release();
  }
}

async function alone<T>(
  { out, command, clock, report }: Change,
  work: (ledger: Ledger) => Promise<T>,
  before: () => void = () => {},
): Promise<T> {
  const lock = takeLock(out, command);
  try {
    before();
    const ledger = Ledger.open(out, clock, report.notice);
    try {
      for (const healed of await heal(out, ledger)) report.notice(healed);
      refuseOlderLedger(out, ledger);
      return await work(ledger);
    } finally {
      ledger.close();
    }
  } finally {
    lock.release();
  }
}

/**
 * Opens the ledger to be read, which writes nothing, and closes it after. Throws OperatorError where there is none.
 * @param option what names the folder on the command line
 */
export async function readLedger<T>(
  out: string,
  work: (ledger: Ledger) => T | Promise<T>,
  option = '--out',
): Promise<T> {
  return readLedgerIfAny(out, (ledger) => {
    if (ledger === null) throw noLedger(out, option);
    return work(ledger);
  });
}

/** As readLedger; `work` is given null where no ledger is yet. */
export async function readLedgerIfAny<T>(
  out: string,
  work: (ledger: Ledger | null) => T | Promise<T>,
): Promise<T> {
  const ledger = Ledger.read(out);
  try {
    return await work(ledger);
  } finally {
    ledger?.close();
  }
}

function noLedger(out: string, option: string): OperatorError {
  return new OperatorError(`${out}: there is no ledger here; ${option} names the folder of runs and ledger`);
}
