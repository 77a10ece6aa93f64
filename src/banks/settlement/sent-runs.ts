import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from '../../archive/folders.js';
import type { Manifest } from '../../archive/manifest.js';
import { readManifest } from '../../archive/read-manifest.js';
import { invariant, OperatorError } from '../../domain/errors.js';
import { sha256Of } from '../../files/sha256.js';
import type { Ledger, LedgerRun } from '../../ledger/ledger.js';
import type { OrderHead } from '../formats/format.js';
import { orderFormat } from '../formats/formats.js';
import { type IndexedFile, ORDER_INDEX, readOrderIndex } from '../orders/index-file.js';
import { referencesOf, type SentRun } from './sent.js';

/** What answers and statements may be about: runs by their month, or by the references of their order files. */
export type Wanted = { readonly months: readonly string[]; readonly references: readonly string[] };

/** The runs of these months, and the runs of the files referred to. Their files are checked against the manifest. */
export async function sentRuns(out: string, ledger: Ledger, wanted: Wanted): Promise<SentRun[]> {
  const months = new Set(wanted.months);
  const references = new Set(wanted.references);
  const runs: SentRun[] = [];
  for (const run of ledger.runs()) {
    if (run.state === 'PUBLISHING') continue;
    if (!months.has(run.period) && references.size === 0) continue;
    const folder = runFolder(out, run.period, run.runId);
    // A run that was never released was never sent: its folder may be gone.
    if (run.state !== 'RELEASED' && !existsSync(folder)) continue;
    const manifest = sealed(folder, run);
    const files = await filesOf(folder, manifest);
    const referred = files.some((file) =>
      referencesOf(run.runId, file).some((reference) => references.has(reference)),
    );
    if (months.has(run.period) || referred) runs.push(await sentRun(folder, run, manifest, files));
  }
  return runs;
}

async function sentRun(
  folder: string,
  run: LedgerRun,
  manifest: Manifest,
  files: readonly IndexedFile[],
): Promise<SentRun> {
  const [first] = files;
  const head = first === undefined ? null : await headOf(folder, first);
  return {
    runId: run.runId,
    period: run.period,
    released: run.state === 'RELEASED',
    register: await proven(folder, manifest, 'register.parquet'),
    residents: manifest.residents === undefined ? null : await proven(folder, manifest, 'residents.parquet'),
    files,
    executedOn: head?.executedOn ?? null,
    currency: head?.currency ?? null,
  };
}

function damaged(folder: string, what: string): OperatorError {
  return new OperatorError(
    `${folder}: ${what}; what was sent must be as it was sealed. Restore it (sarf verify shows the damage)`,
  );
}

function sealed(folder: string, run: LedgerRun): Manifest {
  if (!existsSync(folder)) throw damaged(folder, 'the folder is missing');
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) throw damaged(folder, problem);
  if (manifest.seal !== run.seal) throw damaged(folder, "the seal is not the ledger's");
  return manifest;
}

async function proven(folder: string, manifest: Manifest, name: string): Promise<string> {
  const path = join(folder, name);
  const listed = manifest.files.find((file) => file.path === name);
  if (!existsSync(path) || (await sha256Of(path)) !== listed?.sha256)
    throw damaged(folder, `${name} has changed`);
  return path;
}

async function filesOf(folder: string, manifest: Manifest): Promise<IndexedFile[]> {
  return readOrderIndex(await readFile(await proven(folder, manifest, ORDER_INDEX)));
}

const HEAD = 1 << 14;

/** Day of execution and currency of an order file's orders. */
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
