import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { runFolder } from '../../archive/folders.js';
import { neededFile, openRun, type PaidRun, type SealedRun, withRegisters } from '../../archive/open-run.js';
import { invariant } from '../../domain/errors.js';
import { amount } from '../../domain/money.js';
import type { Ledger } from '../../ledger/ledger.js';
import { referencesOf, type SentFile, type SentRun } from './sent.js';

/** What answers and statements may be about: runs by their month, or by the references of their order files. */
export type Wanted = { readonly months: readonly string[]; readonly references: readonly string[] };

/** The months' runs, and those that sent the files referred to, proven to be as they were sealed. */
export async function sentRuns(out: string, ledger: Ledger, wanted: Wanted): Promise<SentRun[]> {
  const months = new Set(wanted.months);
  const references = new Set(wanted.references);
  const runs: SentRun[] = [];
  for (const run of ledger.runs()) {
    if (run.state === 'PUBLISHING') continue;
    if (!months.has(run.period) && references.size === 0) continue;
    // What was never released was never sent: a folder that is gone is missed by nobody.
    if (run.state !== 'RELEASED' && !existsSync(runFolder(out, run.period, run.runId))) continue;
    const sealed = openRun(out, run, { as: 'what was sent', proof: 'hash' });
    const files = await filesOf(sealed);
    const referred = files.some(({ file }) =>
      referencesOf(run.runId, file).some((reference) => references.has(reference)),
    );
    if (months.has(run.period) || referred)
      runs.push(await sentRun(await withRegisters(sealed), run.state === 'RELEASED', files));
  }
  return runs;
}

async function sentRun(
  { runId, period, folder, register, residents }: PaidRun,
  released: boolean,
  files: readonly SentFile[],
): Promise<SentRun> {
  const [first] = files;
  const head = first === undefined ? null : await headOf(join(folder, first.file));
  return {
    ...{ runId, period, released, register, residents },
    files,
    executedOn: head?.executedOn ?? null,
    currency: head?.currency ?? null,
  };
}

async function filesOf(run: SealedRun): Promise<SentFile[]> {
  const index = await readFile(await neededFile(run, 'orders/index.csv'));
  const rows = parse(index, { columns: true }) as Record<'file' | 'provider' | 'orders' | 'total', string>[];
  return rows.map((row) => ({
    file: row.file,
    provider: row.provider,
    orders: Number(row.orders),
    centimes: amount(row.total).times(100).toNumber(),
  }));
}

const HEAD = 1 << 14;

/** Day of execution and currency, as the first order of a file of ours has them. */
async function headOf(path: string): Promise<{ executedOn: string; currency: string }> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    const head = path.endsWith('.xml') ? ofXml(text) : ofCsv(text);
    invariant(head !== null, () => `${path}: its first order has no day of execution`);
    return head;
  } finally {
    await handle.close();
  }
}

function ofXml(text: string): { executedOn: string; currency: string } | null {
  const executedOn = /<ReqdExctnDt>(?:<Dt>)?(\d{4}-\d{2}-\d{2})</.exec(text)?.[1];
  const currency = /<InstdAmt Ccy="([A-Z]{3})">/.exec(text)?.[1];
  return executedOn === undefined || currency === undefined ? null : { executedOn, currency };
}

/** Currency and day stand before the last field of the order's line, none of which holds a comma. */
function ofCsv(text: string): { executedOn: string; currency: string } | null {
  const [, currency, executedOn] = /\n[^\n]*,([A-Z]{3}),(\d{4}-\d{2}-\d{2}),[^,\n]*\n/.exec(text) ?? [];
  return executedOn === undefined || currency === undefined ? null : { executedOn, currency };
}
