import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { type Clock, LEDGER_FILE, Ledger } from '../ledger/ledger.js';
import { takeLock } from '../ledger/lock.js';
import { heal } from './publish.js';

/** Opens the ledger of an output folder for a command that changes it, alone, and closes it after. */
export async function changeLedger<T>(
  out: string,
  command: string,
  clock: Clock,
  work: (ledger: Ledger) => T,
): Promise<T> {
  if (!existsSync(join(out, LEDGER_FILE))) throw noLedger(out);
  const lock = takeLock(out, command);
  let ledger: Ledger | null = null;
  try {
    ledger = Ledger.open(out, clock);
    await heal(out, ledger);
    return work(ledger);
  } finally {
    ledger?.close();
    lock.release();
  }
}

/** Opens it to be read. */
export function readLedger<T>(out: string, work: (ledger: Ledger) => T): T {
  const ledger = Ledger.read(out);
  if (ledger === null) throw noLedger(out);
  try {
    return work(ledger);
  } finally {
    ledger.close();
  }
}

function noLedger(out: string): OperatorError {
  return new OperatorError(`${out}: there is no ledger here; --out names the folder of runs and ledger`);
}
