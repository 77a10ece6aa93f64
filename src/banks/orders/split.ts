import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { invariant } from '../../domain/errors.js';
import { FILE_MODE } from '../../domain/modes.js';
import { bufferSize } from '../../files/buffer-size.js';

/**
 * Cuts an institution's orders, one text with an order a line, into files with a maximum number of orders. The written
 * bytes are hashed, and the amounts are added up again from their text, independently of the engine.
 */
export type OrderFile = {
  /** Path relative to the run's folder. */
  readonly file: string;
  readonly orders: number;
  /** Sum of the amounts in centimes: below 2^53 for any sum of dirhams a state can pay. */
  readonly centimes: number;
  readonly sha256: string;
  readonly bytes: number;
};

/** The text before and after a file's orders, and the totals it states. A file with other totals is a defect. */
export type Frame = {
  readonly header: string;
  readonly footer: string;
  readonly says: { readonly orders: number; readonly centimes: number } | null;
};

/** How a format lays out its orders. */
export type OrderLayout = {
  /** The frame of the nth file (from 0), which will have this path. */
  readonly frameOf: (nth: number, file: string) => Frame;
  /** Where the amount's text begins or ends in the order in `bytes` from `start` to `end`. */
  readonly amountIn: (bytes: Buffer, start: number, end: number) => { from: number; to: number };
};

const LF = 0x0a;
const READ_BYTES = 1 << 21;
const POINT = 0x2e;

/**
 * @param source the engine's text, one order a line
 * @param nameOf path relative to the run's folder of the nth file (from 1)
 * @param pathOf where that is on disk
 */
export async function splitOrders(
  source: string,
  layout: OrderLayout,
  most: number,
  nameOf: (nth: number) => string,
  pathOf: (name: string) => string,
): Promise<OrderFile[]> {
  const files: OrderFile[] = [];
  let current: OpenFile | null = null;
  let rest: Buffer = Buffer.alloc(0);
  const highWaterMark = bufferSize((await stat(source)).size, READ_BYTES);
  for await (const chunk of createReadStream(source, { highWaterMark }) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    let line = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, line)) {
      if (current === null) {
        const name = nameOf(files.length + 1);
        current = await OpenFile.create(name, pathOf, layout.frameOf(files.length, name));
      }
      const { from, to } = layout.amountIn(bytes, line, end);
      current.add(centimesOf(bytes, from, to));
      line = end + 1;
      if (current.orders < most) continue;
      await current.write(bytes.subarray(start, line));
      files.push(await current.close());
      current = null;
      start = line;
    }
    if (current !== null && line > start) await current.write(bytes.subarray(start, line));
    rest = bytes.subarray(line);
  }
  invariant(rest.length === 0, () => `${source} ends inside a line`);
  if (current !== null) files.push(await current.close());
  return files;
}

/** Digits and the point before the centimes, which are always two. */
function centimesOf(bytes: Buffer, from: number, to: number): number {
  invariant(to - from > 3 && bytes[to - 3] === POINT, () => 'an order has no amount in its place');
  let centimes = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (i === to - 3) continue;
    invariant(byte >= 0x30 && byte <= 0x39, () => 'an order has no amount in its place');
    centimes = centimes * 10 + (byte - 0x30);
  }
  return centimes;
}

class OpenFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private centimes = 0;
  orders = 0;

  private constructor(
    private readonly name: string,
    private readonly handle: FileHandle,
    private readonly frame: Frame,
  ) {}

  static async create(name: string, pathOf: (name: string) => string, frame: Frame): Promise<OpenFile> {
    const file = new OpenFile(name, await open(pathOf(name), 'wx', FILE_MODE), frame);
    await file.write(Buffer.from(frame.header));
    return file;
  }

  add(centimes: number): void {
    this.orders++;
    this.centimes += centimes;
  }

  async write(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    this.bytes += bytes.length;
    // One call may write only a part: a disk that fills up takes the first bytes, and the next call fails.
    for (let done = 0; done < bytes.length; ) {
      done += (await this.handle.write(bytes, done, bytes.length - done)).bytesWritten;
    }
  }

  async close(): Promise<OrderFile> {
    const { name: file, orders, centimes } = this;
    const { says, footer } = this.frame;
    invariant(
      says === null || (says.orders === orders && says.centimes === centimes),
      () =>
        `${file}: says ${says?.orders} orders of ${says?.centimes} centimes, holds ${orders} of ${centimes}`,
    );
    if (footer !== '') await this.write(Buffer.from(footer));
    await this.handle.close();
    return { file, orders, centimes, sha256: this.hash.digest('hex'), bytes: this.bytes };
  }
}
