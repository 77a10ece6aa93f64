import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { bytesOf, type Encoding, type Envelope, enveloped, markOf } from './envelopes.js';
import { type Format, messages, versioned } from './messages.js';
import { orderFiles, type Rates } from './orders.js';
import { zipOf } from './zip.js';

export type Writing = {
  readonly run: string;
  readonly format: Format;
  readonly rates: Rates;
  readonly envelope: Envelope;
  readonly encoding: Encoding;
  readonly packed: 'gz' | 'zip' | null;
  readonly out: string;
};

/** Writes what institutions answer to a run's order files; returns the paths. Throws Error for a CSV in an envelope. */
export async function writeAnswers({ run, rates, out, ...how }: Writing): Promise<string[]> {
  const { format, envelope, encoding, packed } = how;
  if (format === 'csv' && envelope !== 'none') throw new Error('--envelope: is for XML, and csv is none');
  mkdirSync(out, { recursive: true });
  const paths: string[] = [];
  for (const { name, pieces } of messages(format, await orderFiles(run), rates)) {
    const path = join(out, packed === null ? name : `${name}.${packed}`);
    const whole = format === 'csv' ? pieces : enveloped(pieces, versioned(format), envelope, encoding);
    const blocks = inBlocks(whole, encoding);
    if (packed === 'zip') writeFileSync(path, zipOf(name, await wholeOf(blocks)));
    else
      await pipeline(
        Readable.from(blocks),
        packed === 'gz' ? createGzip({ level: 1 }) : new PassThrough(),
        createWriteStream(path),
      );
    paths.push(path);
  }
  return paths;
}

async function wholeOf(blocks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const block of blocks) all.push(block);
  return Buffer.concat(all);
}

/** Pieces gathered, so that the stream is not asked for each. */
async function* inBlocks(pieces: AsyncGenerator<string>, encoding: Encoding): AsyncGenerator<Buffer> {
  let gathered = '';
  yield markOf(encoding);
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length < 1 << 18) continue;
    yield bytesOf(gathered, encoding);
    gathered = '';
  }
  yield bytesOf(gathered, encoding);
}
