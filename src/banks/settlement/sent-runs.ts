import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from '../../archive/folders.js';
import { neededFile, openRun, type PaidRun, type SealedRun, withRegisters } from '../../archive/open-run.js';
import { invariant } from '../../domain/errors.js';
import { isPresent } from '../../files/there.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { OrderHead } from '../formats/format-interface.js';
import { orderFormat } from '../formats/formats.js';
import { type IndexedFile, ORDER_INDEX, readOrderIndex } from '../orders/index-file.js';
import { referencesOf, type SentRun } from './sent.js';

/** What answers and statements may concern: runs by their month, or by the references of their order files. */
export type Wanted = { readonly months: readonly string[]; readonly references: readonly string[] };

/** Reads the wanted runs that were sent. Checks their files against the manifest. */
export async function sentRuns(out: string, ledger: Ledger, wanted: Wanted): Promise<SentRun[]> {
  const months = new Set(wanted.months);
  const references = new Set(wanted.references);
  const runs: SentRun[] = [];
  for (const run of ledger.runs()) {
    if (run.state === 'PUBLISHING') continue;
    if (!months.has(run.period) && references.size === 0) continue;
    // A run that was never released was never sent, so its folder may be missing.
    if (run.state !== 'RELEASED' && !isPresent(runFolder(out, run.period, run.runId))) continue;
    const sealed = openRun(out, run, { as: 'what was sent', proof: 'hash' });
    const files = await filesOf(sealed);
    const referred = files.some((file) =>
      referencesOf(run.runId, file).some((reference) => references.has(reference)),
    );
    if (months.has(run.period) || referred)
      runs.push(await sentRun(await withRegisters(sealed), run.state === 'RELEASED', files));
  }
  return runs;
}

async function sentRun(
  { runId, period, folder, register, residents, finals }: PaidRun,
  released: boolean,
  files: readonly IndexedFile[],
): Promise<SentRun> {
  const [first] = files;
  const head = first === undefined ? null : await headOf(folder, first);
  return {
    ...{ runId, period, released, register, residents, finals },
    files,
    executedOn: head?.executedOn ?? null,
    currency: head?.currency ?? null,
  };
}

async function filesOf(run: SealedRun): Promise<IndexedFile[]> {
  return readOrderIndex(await readFile(await neededFile(run, ORDER_INDEX)));
}

const HEAD = 1 << 14;

/** The day of execution and the currency of the orders of a file. */
async function headOf(folder: string, { file, format }: IndexedFile): Promise<OrderHead> {
  const path = join(folder, file);
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const head = orderFormat(format).head(buffer.toString('utf8', 0, bytesRead));
    invariant(head !== null, () => `${path}: its first order has no day of execution`);
    return head;
  } finally {
    await handle.close();
  }
}
