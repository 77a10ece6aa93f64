import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { FOLDER_MODE } from '../domain/modes.js';
import { sha256Of } from '../files/sha256.js';
import { isPresent } from '../files/there.js';
import type { MessageFile } from './intake.js';

/** The folder of what a message was read as, and of what could not be used of it: by its content's SHA-256. */
export function answerFolder(out: string, message: Pick<MessageFile, 'sha256'>): string {
  return join(out, 'answers', message.sha256.slice(0, 12));
}

/** The file that keepReceived() keeps of a message; null when there is none. */
export function receivedFile(out: string, message: Pick<MessageFile, 'sha256'>): string | null {
  const folder = join(answerFolder(out, message), 'received');
  const [name] = isPresent(folder) ? readdirSync(folder) : [];
  return name === undefined ? null : join(folder, name);
}

/**
 * Keeps a file as it was received, in `received/` of its folder, on the disk for good. The same content is kept once, in
 * the packing in which it came first. Throws OperatorError when the file is not what was read.
 * @param work a folder on the disk of `out`
 */
export async function keepReceived(
  out: string,
  path: string,
  message: MessageFile,
  work: string,
): Promise<void> {
  const folder = join(answerFolder(out, message), 'received');
  if (isPresent(folder)) return;
  const copy = join(work, 'received');
  copyFileSync(path, copy, constants.COPYFILE_FICLONE);
  if ((await sha256Of(copy)) !== message.received)
    throw new OperatorError(`${path}: changed while it was read; nothing was recorded, read it again`);
  const handle = openSync(copy, 'r');
  fsyncSync(handle);
  closeSync(handle);
  // The folder appears with its file: it is the sign that the message is kept.
  const fresh = join(work, 'received-folder');
  mkdirSync(fresh, { mode: FOLDER_MODE });
  renameSync(copy, join(fresh, message.name));
  mkdirSync(answerFolder(out, message), { recursive: true, mode: FOLDER_MODE });
  renameSync(fresh, folder);
}
