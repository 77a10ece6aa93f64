import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { unreadable } from '../domain/errors.js';
import { bufferSize } from './buffer-size.js';

const MOST = 1 << 20;

/** SHA-256 of a file, in hex. Throws OperatorError for one that may not be read. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const highWaterMark = bufferSize((await stat(path)).size, MOST);
    await pipeline(createReadStream(path, { highWaterMark }), hash);
  } catch (error) {
    throw unreadable(error, path) ?? error;
  }
  return hash.digest('hex');
}
