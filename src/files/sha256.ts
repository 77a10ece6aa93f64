import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { unreadable } from '../domain/errors.js';

/** SHA-256 of a file, in hex. Throws OperatorError for one that may not be read. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash).catch((error: unknown) => {
    throw unreadable(error, path) ?? error;
  });
  return hash.digest('hex');
}
