/**
 * What the peers do with a file that an ordinary CSV reader cannot be trusted with: each physical line is
 * judged by itself, and a line that is no row is replaced by a stub that bears its household_id alone — which
 * then fails every check of its fields, as it should. Written apart from the program's own reader.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Longest line that is taken for a row, in bytes. */
const LONGEST = 65_536;
const LF = 0x0a;
const CR = 0x0d;
const FIELD = '(?:"(?:[^"]|"")*"|[^",]*)';
const WELL_FORMED = new RegExp(`^${FIELD}(?:,${FIELD})*$`);
const FIELDS = new RegExp(FIELD, 'y');
const HOUSEHOLD_ID = /^[A-Z0-9][A-Z0-9-]{0,19}$/;

/** Number of fields of a well-formed line. */
function countFields(line: string): number {
  let fields = 0;
  for (let at = 0; at <= line.length; at = FIELDS.lastIndex + 1) {
    FIELDS.lastIndex = at;
    FIELDS.test(line);
    fields++;
  }
  return fields;
}

/** The line itself when it is a row of so many fields; a stub of its household; nothing when it is blank. */
export function strictLine(bytes: Buffer, fields: number): Buffer | string | null {
  const end = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
  const line = bytes.subarray(0, end);
  if (line.length <= LONGEST) {
    const text = line.toString('latin1');
    if (/^[ \t]*$/.test(text)) return null;
    if (isUtf8(line) && !/[\0\r]/.test(text) && WELL_FORMED.test(text) && countFields(text) === fields)
      return line;
  }
  const id = /^[^,"]*(?=,|$)/.exec(line.subarray(0, 64).toString('latin1'))?.[0] ?? '';
  return `${HOUSEHOLD_ID.test(id) ? id : ''}${','.repeat(fields - 1)}`;
}

async function* strict(path: string, fields: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let header = true;
  const take = (line: Buffer): Buffer => {
    const kept = header ? line : strictLine(line, fields);
    header = false;
    return kept === null ? Buffer.alloc(0) : Buffer.concat([Buffer.from(kept), Buffer.from('\n')]);
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      lines.push(take(bytes.subarray(start, end)));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    yield Buffer.concat(lines);
  }
  if (rest.length > 0) yield take(rest);
}

/** Writes a copy of a registry file in which every line is a row of so many fields. */
export async function writeStrictCopy(source: string, fields: number, target: string): Promise<void> {
  await pipeline(Readable.from(strict(source, fields)), createWriteStream(target));
}
