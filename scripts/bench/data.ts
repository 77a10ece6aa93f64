/** The two months of made-up data, generated once and kept. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './process.js';

export interface DataOrder {
  readonly families: number;
  readonly seed: number;
  /** The first of the two months, `YYYY-MM`; the second is the one that is measured. */
  readonly from: string;
  /** Share of the rows that get a defect. */
  readonly defects: number;
}

export interface Extract {
  /** `YYYY-MM` */
  readonly period: string;
  readonly folder: string;
  readonly households: string;
  readonly members: string;
  /** Data rows, by the sender's control file. */
  readonly rows: { readonly households: number; readonly members: number };
  /** Bytes of the two files. */
  readonly bytes: number;
}

export interface Data {
  readonly prior: Extract;
  readonly month: Extract;
  /** Identifies a set of data. */
  readonly key: string;
}

const GENERATOR = fileURLToPath(new URL('../generate.js', import.meta.url));
/** Stands in the folder once everything in it is complete. */
const MARKER = 'complete.json';

/** Generates the two months below `folder` unless they stand there complete. */
export async function prepareData(order: DataOrder, folder: string): Promise<Data> {
  const marker = join(folder, MARKER);
  const asked = JSON.stringify(order);
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== asked) {
    mkdirSync(folder, { recursive: true });
    const made = await runProgram(process.execPath, [
      GENERATOR,
      ...['--families', String(order.families), '--from', order.from, '--months', '2', '--quiet'],
      ...['--seed', String(order.seed), '--defects', String(order.defects), '--out', folder],
    ]);
    if (made.code !== 0) throw new Error(`the generator failed: ${made.stderr.trim()}`);
    writeFileSync(marker, asked);
  }
  const prior = extractIn(folder, order.from);
  const month = extractIn(folder, monthAfter(order.from));
  const key = createHash('sha256')
    .update(`${asked} ${prior.bytes} ${month.bytes}`)
    .digest('hex')
    .slice(0, 12);
  return { prior, month, key };
}

/** The month after a `YYYY-MM`. */
function monthAfter(period: string): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** A month of data that stands in the folder of its name below `data`. */
export function extractIn(data: string, period: string): Extract {
  const folder = join(data, period);
  const households = join(folder, 'households.csv');
  const members = join(folder, 'members.csv');
  const control = new Map(
    readFileSync(join(folder, 'control.csv'), 'utf8')
      .split('\n')
      .map((line) => line.split(',') as [string, string]),
  );
  const rows = (file: string) => Number(control.get(file));
  return {
    period,
    folder,
    households,
    members,
    rows: { households: rows('households.csv'), members: rows('members.csv') },
    bytes: statSync(households).size + statSync(members).size,
  };
}

/** Reads the files once, so that the first program measured does not wait longer for the disk than the others. */
export async function warm(extract: Extract): Promise<void> {
  for (const path of [extract.households, extract.members]) {
    for await (const _ of createReadStream(path, { highWaterMark: 1 << 22 }));
  }
}
