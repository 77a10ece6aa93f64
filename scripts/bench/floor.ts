/**
 * The floor: the least any program could do. Reads every byte of the extract, writes as many bytes as the
 * run's folder holds (its very files), hashes both, and makes the copies durable. Computes nothing.
 * Usage: floor.js EXTRACT RUN_FOLDER TARGET
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const CHUNK = 1 << 22;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Hashes a file and, when a target is given, writes its copy. Returns the bytes that passed. */
async function pass(source: string, target: string | null): Promise<number> {
  const from = await open(source, 'r');
  const to = target === null ? null : await open(target, 'wx', 0o600);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, CHUNK, null);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await to?.write(chunk);
    bytes += bytesRead;
  }
  await from.close();
  await to?.sync();
  await to?.close();
  hash.digest('hex');
  return bytes;
}

const [extract = '', run = '', target = ''] = process.argv.slice(2);
let [read, written] = [0, 0];
for (const source of filesBelow(extract)) read += await pass(source, null);
for (const source of filesBelow(run)) {
  const copy = join(target, relative(run, source));
  mkdirSync(dirname(copy), { recursive: true });
  written += await pass(source, copy);
}
process.stdout.write(`${JSON.stringify({ read, written })}\n`);
