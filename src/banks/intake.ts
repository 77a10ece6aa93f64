import { type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freshWorkFolder } from '../archive/folders.js';
import { changeLedger } from '../archive/with-ledger.js';
import { EXIT, OperatorError, systemCode, unreadable } from '../domain/errors.js';
import type { Reporter } from '../domain/report.js';
import { FileReader } from '../files/read-file.js';
import type { Clock, Ledger } from '../ledger/ledger.js';
import { type EngineSettings, Workspace } from '../workspace/duckdb.js';
import { threadsFor } from '../workspace/threads.js';
import type { MessageHead } from './formats/answer.js';

/** A message and its file: the file's name, and the SHA-256 of its unpacked content and of the file as it was received. */
export type MessageFile = MessageHead & {
  readonly name: string;
  readonly sha256: string;
  readonly received: string;
};

/** Engine settings for messages and settlement, which need less than a month's computation. */
export function settlementEngine(ledger: Ledger): EngineSettings {
  return { memory: '768MB', threads: threadsFor(ledger.mostFamilies()) };
}

type At = { readonly ledger: Ledger; readonly work: string; readonly workspace: Workspace };

/** Does `work` with the ledger of `out`, alone, and with a workspace that is gone afterwards. */
export async function withLedger<T>(
  out: string,
  command: string,
  clock: Clock,
  report: Reporter,
  work: (at: At) => Promise<T>,
): Promise<T> {
  return changeLedger({ out, command, clock, report }, async (ledger) => {
    const folder = freshWorkFolder(out);
    const workspace = await Workspace.open(':memory:', join(folder, 'spill'), settlementEngine(ledger));
    try {
      return await work({ ledger, work: folder, workspace });
    } finally {
      workspace.close();
    }
  });
}

/** Reads one file to its end; throws OperatorError when it is none, or is not what `read` expects. */
export async function readMessage(
  path: string,
  read: (name: string, content: AsyncIterable<Buffer>) => Promise<MessageHead>,
): Promise<MessageFile> {
  const found = look(path);
  if (!found.isFile()) throw new OperatorError(`${path}: a file is expected here, and this is none`);
  if (found.size === 0) throw new OperatorError(`${path}: the file is empty`);
  const name = basename(path);
  const reader = await FileReader.open(path, name, 'BY_BYTES');
  try {
    const head = await read(path, reader.content());
    const digest = await reader.finish();
    return { ...head, name, sha256: digest.contentSha256, received: digest.sha256 };
  } finally {
    await reader.close().catch(() => undefined);
  }
}

function look(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new OperatorError(`${path}: no such file`);
    throw unreadable(error, path) ?? error;
  }
}

/** A file that was refused, and why, in one line that names it. */
export type Refused = { readonly file: string; readonly problem: string };

/**
 * Reads each file by itself: the others are read although one is refused. Throws an OperatorError, with a line for
 * each file, when all are refused.
 */
export async function readEach<T>(
  files: readonly string[],
  read: (file: string, nth: number) => Promise<T>,
): Promise<{ readonly read: readonly T[]; readonly refused: readonly Refused[] }> {
  const good: T[] = [];
  const refused: Refused[] = [];
  for (const [nth, file] of files.entries()) {
    try {
      good.push(await read(file, nth));
    } catch (error) {
      if (!(error instanceof OperatorError) || error.exitCode !== EXIT.refused) throw error;
      refused.push({ file: basename(file), problem: error.message });
    }
  }
  if (good.length === 0) throw new OperatorError(refused.map(({ problem }) => problem));
  return { read: good, refused };
}
