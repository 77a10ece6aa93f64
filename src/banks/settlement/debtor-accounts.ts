import { open, readFile } from 'node:fs/promises';
import { CONFIGURATION_FILE, runFolder } from '../../archive/folders.js';
import { neededFile, openRun, type SealedRun, sealedFile } from '../../archive/open-run.js';
import { keptDebtor } from '../../config/kept.js';
import { OperatorError } from '../../domain/errors.js';
import { isPresent } from '../../files/there.js';
import type { Ledger, LedgerRun } from '../../ledger/ledger.js';
import { accountOf } from '../formats/account-entry.js';
import { orderFormat } from '../formats/formats.js';
import { ORDER_INDEX, readOrderIndex } from '../orders/index-file.js';

/**
 * The programme's own accounts, in the form of accountOf(): those of the configurations that the released runs keep; of a
 * run that keeps none, the one in its order files. Empty when no run names one: then no account can be told from another.
 * A run whose folder is missing or damaged says nothing here: it is refused where its orders are needed.
 */
export async function debtorAccounts(out: string, ledger: Ledger): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const run of ledger.runs()) {
    if (run.state !== 'RELEASED' || !isPresent(runFolder(out, run.period, run.runId))) continue;
    for (const account of await accountsOf(out, run)) found.add(accountOf(account));
  }
  return found;
}

async function accountsOf(out: string, run: LedgerRun): Promise<readonly string[]> {
  try {
    const sealed = openRun(out, run, { as: 'what was sent', proof: 'hash' });
    const kept = await sealedFile(sealed, CONFIGURATION_FILE);
    return kept === null ? await inOrderFiles(sealed) : keptDebtor(kept).accounts;
  } catch (error) {
    if (error instanceof OperatorError) return [];
    throw error;
  }
}

const HEAD = 1 << 14;

/** The accounts in the heads of the run's order files. Those of an institution name the same. */
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
