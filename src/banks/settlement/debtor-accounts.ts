import { open, readFile } from 'node:fs/promises';
import { neededFile, type SealedRun } from '../../archive/open-run.js';
import { OperatorError } from '../../domain/errors.js';
import type { Ledger } from '../../ledger/ledger.js';
import { accountOf } from '../formats/account-entry.js';
import { orderFormat } from '../formats/formats.js';
import { ORDER_INDEX, readOrderIndex } from '../orders/index-file.js';
import { keptByRuns } from './kept-by-runs.js';

/**
 * Returns the programme's own accounts, in the form of accountOf(): those in the configurations that released runs
 * keep. For a run that keeps none, those in its order files. Empty when no run names one: then any account is
 * accepted.
 */
export async function debtorAccounts(out: string, ledger: Ledger): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { run, state, kept } of await keptByRuns(out, ledger)) {
    if (state !== 'RELEASED') continue;
    for (const account of kept?.accounts ?? (await proven(run))) found.add(accountOf(account));
  }
  return found;
}

/** Empty when an order file is damaged: that is an error only where its orders are needed. */
async function proven(run: SealedRun): Promise<readonly string[]> {
  try {
    return await inOrderFiles(run);
  } catch (error) {
    if (error instanceof OperatorError) return [];
    throw error;
  }
}

const HEAD = 1 << 14;

/** The accounts in the heads of the run's order files. All files of an institution name the same account. */
async function inOrderFiles(run: SealedRun): Promise<string[]> {
  const index = readOrderIndex(await readFile(await neededFile(run, ORDER_INDEX)));
  const firsts = new Map(index.map((one) => [one.provider, one]));
  const accounts: string[] = [];
  for (const { file, format } of firsts.values()) {
    const handle = await open(await neededFile(run, file));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      const account = orderFormat(format).head(buffer.toString('utf8', 0, bytesRead))?.debtorAccount ?? '';
      if (account !== '') accounts.push(account);
    } finally {
      await handle.close();
    }
  }
  return accounts;
}
