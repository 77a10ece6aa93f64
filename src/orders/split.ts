import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { invariant } from '../domain/errors.js';

/**
 * Cuts an institution's orders, one long CSV without a header, into files of at most so many orders. On the
 * way the written bytes are hashed, and the amounts added up again from their text, apart from the engine.
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

const LF = 0x0a;
const COMMA = 0x2c;

/** Fields after the amount, none of which holds a comma: currency, execution_date, remittance. */
const FIELDS_AFTER_AMOUNT = 3;

/**
 * @param source the engine's CSV, one order a line
 * @param header first line of every file, without its newline
 * @param nameOf path relative to the run's folder of the nth file (from 1)
 * @param pathOf where that is on disk
 */
export async function splitOrders(
  source: string,
  header: string,
  most: number,
  nameOf: (nth: number) => string,
  pathOf: (name: string) => string,
): Promise<OrderFile[]> {
  const files: OrderFile[] = [];
  let current: OpenFile | null = null;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(source, { highWaterMark: 1 << 21 }) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    let line = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, line)) {
      current ??= await OpenFile.create(nameOf(files.length + 1), pathOf, header);
      current.add(amountOf(bytes, end));
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

/** The amount, in centimes, of the order whose line ends at `end`: the fourth field from the end. */
function amountOf(bytes: Buffer, end: number): number {
  let i = end;
  for (let comma = 0; comma < FIELDS_AFTER_AMOUNT; comma++) i = bytes.lastIndexOf(COMMA, i - 1);
  let centimes = 0;
  let factor = 1;
  for (i--; i >= 0; i--) {
    const byte = bytes[i] as number;
    if (byte === COMMA) return centimes;
    if (byte === 0x2e) continue; // the point before the centimes, always two digits
    invariant(byte >= 0x30 && byte <= 0x39, () => 'an order has no amount in its place');
    centimes += (byte - 0x30) * factor;
    factor *= 10;
  }
  throw new Error('an order has no field before its amount');
}

class OpenFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private centimes = 0;
  orders = 0;

  private constructor(
    private readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(name: string, pathOf: (name: string) => string, header: string): Promise<OpenFile> {
    const file = new OpenFile(name, await open(pathOf(name), 'wx', 0o600));
    await file.write(Buffer.from(`${header}\n`));
    return file;
  }

  add(centimes: number): void {
    this.orders++;
    this.centimes += centimes;
  }

  async write(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    this.bytes += bytes.length;
    // One call may write less than it was given: a disk that fills up takes the first bytes and says so next time.
    for (let done = 0; done < bytes.length; ) {
      done += (await this.handle.write(bytes, done, bytes.length - done)).bytesWritten;
    }
  }

  async close(): Promise<OrderFile> {
    await this.handle.close();
    const { name: file, orders, centimes, bytes } = this;
    return { file, orders, centimes, sha256: this.hash.digest('hex'), bytes };
  }
}
