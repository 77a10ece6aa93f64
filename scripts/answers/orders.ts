import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What became of an order at its institution. A returned one was paid first. */
export type Fate = { readonly status: 'PAID' | 'REJECTED' | 'RETURNED'; readonly reason: string };

export type Order = { readonly id: string; readonly centimes: bigint; readonly fate: Fate };

/** An order file of a released run, as an institution reads it: on its own, from its bytes alone. */
export type OrderFile = {
  readonly path: string;
  /** Name without its ending. */
  readonly name: string;
  /** What it is called in answers: an ISO 20022 message by its id, another by its file name. */
  readonly messageId: string;
  readonly messageName: string;
  readonly executedOn: string;
};

/** Share of the orders that end so, by reason: rejected ["AC04", 0.01]. */
export type Rates = {
  readonly seed: number;
  readonly rejected: readonly (readonly [reason: string, share: number])[];
  readonly returned: readonly (readonly [reason: string, share: number])[];
};

/** The order files below a run's folder, by name. */
export async function orderFiles(run: string): Promise<OrderFile[]> {
  const paths = readdirSync(join(run, 'orders'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /[\\/].+-\d+\.(csv|xml)$/.test(path))
    .sort();
  return Promise.all(paths.map((path) => describe(join(run, 'orders', path))));
}

async function describe(path: string): Promise<OrderFile> {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const name = file.slice(0, file.lastIndexOf('.'));
  let head = '';
  for await (const line of lines(path)) {
    head += `${line}\n`;
    if (line.startsWith('<CdtTrfTxInf>') || (file.endsWith('.csv') && !line.startsWith('order_id,'))) break;
  }
  const found = file.endsWith('.csv')
    ? { messageId: file, messageName: 'csv', executedOn: /,(\d{4}-\d\d-\d\d),[^,]*\n$/.exec(head)?.[1] }
    : {
        messageId: /<MsgId>([^<]+)</.exec(head)?.[1] ?? '',
        messageName: /xsd:(pain\.001\.001\.\d\d)"/.exec(head)?.[1] ?? '',
        executedOn: /<ReqdExctnDt>(?:<Dt>)?([0-9-]{10})</.exec(head)?.[1],
      };
  if (found.executedOn === undefined) throw new Error(`${path}: no order with a day of execution`);
  return { path, name, ...found, executedOn: found.executedOn };
}

/** A file's orders, one after the other, each with what becomes of it. */
export async function* ordersOf(file: OrderFile, rates: Rates): AsyncGenerator<Order> {
  const read = file.messageName === 'csv' ? ofCsv : ofXml;
  for await (const line of lines(file.path)) {
    const [id, amount] = read(line);
    if (id === undefined || amount === undefined) continue;
    yield { id, centimes: BigInt(amount.replace('.', '')), fate: fateOf(id, rates) };
  }
}

function lines(path: string) {
  return createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }) });
}

/** The id is the first field, the amount the fourth from the end; after it no field holds a comma. */
function ofCsv(line: string): (string | undefined)[] {
  if (line.startsWith('order_id,')) return [];
  return [line.slice(0, line.indexOf(',')), line.split(',').at(-4)];
}

function ofXml(line: string): (string | undefined)[] {
  if (!line.startsWith('<CdtTrfTxInf>')) return [];
  return [/<EndToEndId>([^<]+)</.exec(line)?.[1], /<InstdAmt Ccy="[A-Z]+">([0-9.]+)</.exec(line)?.[1]];
}

/** The same order under the same seed always ends the same: the outcome depends on its id alone. */
function fateOf(id: string, { seed, rejected, returned }: Rates): Fate {
  let left = uniform(id, seed);
  for (const [reason, share] of rejected) {
    if (left < share) return { status: 'REJECTED', reason };
    left -= share;
  }
  for (const [reason, share] of returned) {
    if (left < share) return { status: 'RETURNED', reason };
    left -= share;
  }
  return { status: 'PAID', reason: '' };
}

/** A number from 0 to below 1: FNV-1a over the id, mixed once more. */
function uniform(id: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
