import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { sha256Of } from './sha256.js';

/** Fewer bytes are hashed sooner than a second thread is there. */
const WORTH_A_THREAD = 64 << 20;

/** What the second thread does: it has no file of its own, so that it is the same wherever the program lies. */
const HASH = `
  const { createHash } = require('node:crypto');
  const { createReadStream } = require('node:fs');
  const { pipeline } = require('node:stream/promises');
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const hashes = [];
    for (const path of workerData) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
      hashes.push(hash.digest('hex'));
    }
    parentPort.postMessage(hashes);
  })();
`;

/**
 * SHA-256 of files, in hex, in their order. Many bytes are hashed by two threads, half of them each: a run's folder is
 * hashed when nothing else is to be done. Throws OperatorError for a file that may not be read.
 */
export async function sha256OfAll(paths: readonly string[]): Promise<string[]> {
  const [mine, others] = await halves(paths);
  const theirs = others.length === 0 ? Promise.resolve([]) : inThread(others);
  const found = new Map<string, string>();
  for (const path of mine) found.set(path, await sha256Of(path));
  for (const [i, hash] of (await theirs).entries()) found.set(others[i] ?? '', hash);
  // A file that the thread could not read is read here, and what is wrong with it said.
  return Promise.all(paths.map(async (path) => found.get(path) ?? sha256Of(path)));
}

/** The files in two shares of about as many bytes; the second is empty where there are few. */
async function halves(paths: readonly string[]): Promise<readonly [string[], string[]]> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  if (sizes.reduce((sum, size) => sum + size, 0) < WORTH_A_THREAD) return [[...paths], []];
  const first = { bytes: 0, paths: [] as string[] };
  const second = { bytes: 0, paths: [] as string[] };
  for (const i of [...paths.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))) {
    const share = first.bytes <= second.bytes ? first : second;
    share.bytes += sizes[i] ?? 0;
    share.paths.push(paths[i] ?? '');
  }
  return [first.paths, second.paths];
}

/** The hashes of files, in their order; none where the thread failed. */
function inThread(paths: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const worker = new Worker(HASH, { eval: true, workerData: paths });
    worker.once('message', resolve);
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
}
