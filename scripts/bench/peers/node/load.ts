/** The plain Node peer's reading: csv-parse, field checks, prepared inserts. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { parse } from 'csv-parse';
import type { Extract } from '../../data.js';
import { writeStrictCopy } from '../strict-lines.js';
import { HOUSEHOLD_ID, householdFlags, memberBits } from './checks.js';

const FIELDS = 12;

export interface Loaded {
  readonly households: number;
  readonly members: number;
  /** Rows that name no household at all. */
  readonly nameless: number;
}

const TABLES = `
  DROP TABLE IF EXISTS household; DROP TABLE IF EXISTS member;
  CREATE TABLE household (household_id TEXT, province TEXT, milieu TEXT, status TEXT, payee_id TEXT, payee_name TEXT,
    channel TEXT, provider TEXT, account TEXT, flags INTEGER, enrolled TEXT);
  CREATE TABLE member (household_id TEXT, person_id TEXT, birth TEXT, died TEXT, bits INTEGER);`;

/** Every row of a file, in order; fails on a line that csv-parse cannot read. */
async function eachRow(path: string, take: (row: string[]) => void): Promise<number> {
  const parser = parse({ bom: true, from_line: 2, skip_empty_lines: true });
  let rows = 0;
  await new Promise<void>((resolve, reject) => {
    parser.on('readable', () => {
      for (let row: string[] | null = parser.read(); row !== null; row = parser.read()) {
        rows++;
        take(row);
      }
    });
    parser.on('error', reject);
    parser.on('end', resolve);
    createReadStream(path, { highWaterMark: 1 << 20 })
      .on('error', reject)
      .pipe(parser);
  });
  return rows;
}

async function tryLoad(
  database: Database,
  households: string,
  members: string,
  reference: string,
): Promise<Loaded> {
  database.exec(TABLES);
  database.exec('BEGIN');
  let nameless = 0;
  const intoHouseholds = database.prepare(`INSERT INTO household VALUES (${'?, '.repeat(10)}?)`);
  const intoMembers = database.prepare('INSERT INTO member VALUES (?, ?, ?, ?, ?)');
  try {
    const householdRows = await eachRow(households, (row) => {
      const [id = '', province, milieu, , status, , payee, name, channel, provider, account, enrolled] = row;
      if (!HOUSEHOLD_ID.test(id)) nameless++;
      else
        intoHouseholds.run(
          id,
          province,
          milieu,
          status,
          payee,
          name,
          channel,
          provider,
          account,
          householdFlags(row, reference),
          enrolled,
        );
    });
    const memberRows = await eachRow(members, (row) => {
      const [id = '', person, birth, , , , , , , , , died] = row;
      const bits = memberBits(row, reference);
      if (!HOUSEHOLD_ID.test(id)) nameless++;
      else intoMembers.run(id, person, birth, died === '' ? null : died, bits);
    });
    return { households: householdRows, members: memberRows, nameless };
  } finally {
    database.exec('COMMIT');
  }
}

/** Loads both files; when a line cannot be read, once more from copies in which each line was judged by itself. */
export async function load(
  database: Database,
  extract: Extract,
  work: string,
  reference: string,
): Promise<Loaded> {
  const complete = ({ households, members }: Loaded) =>
    households === extract.rows.households && members === extract.rows.members;
  const first = await tryLoad(database, extract.households, extract.members, reference).catch(() => null);
  if (first !== null && complete(first)) return first;
  const copies = { households: join(work, 'strict-households'), members: join(work, 'strict-members') };
  await writeStrictCopy(extract.households, FIELDS, copies.households);
  await writeStrictCopy(extract.members, FIELDS, copies.members);
  const second = await tryLoad(database, copies.households, copies.members, reference);
  if (!complete(second)) throw new Error('the rows loaded are not those that control.csv says');
  return second;
}
