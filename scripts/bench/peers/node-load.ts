/** The plain Node peer's reading: csv-parse, field checks, prepared inserts. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { parse } from 'csv-parse';
import type { Extract } from '../data.js';
import { ISE_THRESHOLD, provinceCodes, REFERENCE } from './month.js';
import { BIT, COVER_SHIFT, COVERS } from './node-rules.js';
import { writeStrictCopy } from './strict-lines.js';

const HOUSEHOLD_ID = /^[A-Z0-9][A-Z0-9-]{0,19}$/;
const PERSON_ID = /^[A-Z0-9]{6,20}$/;
const PROVIDER = /^[A-Z0-9_]{2,12}$/;
const SCORE = /^[0-9]{1,2}(\.[0-9]{1,6})?$/;
const RIB = /^[0-9]{24}$/;
const PROVINCES = new Set(provinceCodes());
const STATUSES = new Set(['ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED']);
const LEVELS = new Set(['', 'PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER']);
const RELATIONS = new Set(['HEAD', 'SPOUSE', 'CHILD', 'OTHER']);
const FIELDS = 12;

/** Every day that was asked, and whether it is one: a registry has few distinct days. */
const days = new Map<string, boolean>();

function isDay(text: string): boolean {
  let known = days.get(text);
  if (known === undefined) {
    const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    const [year, month, day] = (match ?? []).slice(1).map(Number);
    known =
      year !== undefined &&
      month !== undefined &&
      day !== undefined &&
      month >= 1 &&
      month <= 12 &&
      day >= 1 &&
      day <=
        [
          31,
          (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28,
          31,
          30,
          31,
          30,
          31,
          31,
          30,
          31,
          30,
          31,
        ][month - 1]!;
    days.set(text, known);
  }
  return known;
}

/** A score in millionths, so that it is compared as a whole number. */
function millionths(score: string): number {
  const [units = '', decimals = ''] = score.split('.');
  return Number(units + decimals.padEnd(6, '0'));
}

const THRESHOLD = millionths(ISE_THRESHOLD);
const isYesNo = (text: string) => text === 'Y' || text === 'N' || text === '';

function isRib(account: string): boolean {
  if (!RIB.test(account)) return false;
  return (Number(account.slice(0, 12)) * 50 + Number(account.slice(12))) % 97 === 0;
}

/** What a household's flags mean. */
export const FLAG = { right: 1, above: 2, rib: 4 } as const;

function householdFlags(row: readonly string[]): number {
  const [
    ,
    province = '',
    milieu,
    score = '',
    status = '',
    ,
    payee = '',
    name = '',
    channel,
    provider = '',
    account = '',
    enrolled = '',
  ] = row;
  const right =
    PROVINCES.has(province) &&
    (milieu === 'U' || milieu === 'R') &&
    SCORE.test(score) &&
    STATUSES.has(status) &&
    PERSON_ID.test(payee) &&
    name.trim() !== '' &&
    [...name].length <= 140 &&
    (channel === 'ACCOUNT' || channel === 'CASH') &&
    PROVIDER.test(provider) &&
    isDay(enrolled) &&
    enrolled <= REFERENCE;
  return (
    (right ? FLAG.right : 0) |
    (right && millionths(score) > THRESHOLD ? FLAG.above : 0) |
    (isRib(account) ? FLAG.rib : 0)
  );
}

function memberBits(row: readonly string[]): number {
  const [
    ,
    person = '',
    birth = '',
    sex,
    relation = '',
    schooled = '',
    pub = '',
    disabled = '',
    fatherless = '',
    level = '',
    cover = '',
    died = '',
  ] = row;
  const number = cover === '' ? 0 : (COVERS as readonly string[]).indexOf(cover);
  const right =
    PERSON_ID.test(person) &&
    isDay(birth) &&
    birth >= '1900-01-01' &&
    birth <= REFERENCE &&
    (sex === 'F' || sex === 'M') &&
    RELATIONS.has(relation) &&
    isYesNo(schooled) &&
    isYesNo(pub) &&
    isYesNo(disabled) &&
    isYesNo(fatherless) &&
    LEVELS.has(level) &&
    number >= 0 &&
    (died === '' || (isDay(died) && died >= birth));
  if (!right) return 0;
  return (
    BIT.right |
    (relation === 'CHILD' ? BIT.child : 0) |
    (schooled === 'Y' ? BIT.schooled : 0) |
    (fatherless === 'Y' ? BIT.fatherless : 0) |
    (disabled === 'Y' ? BIT.disabled : 0) |
    (number << COVER_SHIFT)
  );
}

export interface Loaded {
  readonly households: number;
  readonly members: number;
  /** Rows that name no household at all. */
  readonly nameless: number;
}

const TABLES = `
  DROP TABLE IF EXISTS household; DROP TABLE IF EXISTS member;
  CREATE TABLE household (household_id TEXT, province TEXT, milieu TEXT, status TEXT, payee_id TEXT, payee_name TEXT,
    channel TEXT, provider TEXT, account TEXT, flags INTEGER);
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

async function tryLoad(database: Database, households: string, members: string): Promise<Loaded> {
  database.exec(TABLES);
  database.exec('BEGIN');
  let nameless = 0;
  const intoHouseholds = database.prepare(`INSERT INTO household VALUES (${'?, '.repeat(9)}?)`);
  const intoMembers = database.prepare('INSERT INTO member VALUES (?, ?, ?, ?, ?)');
  try {
    const householdRows = await eachRow(households, (row) => {
      const [id = '', province, milieu, , status, , payee, name, channel, provider, account] = row;
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
          householdFlags(row),
        );
    });
    const memberRows = await eachRow(members, (row) => {
      const [id = '', person, birth, , , , , , , , , died] = row;
      const bits = memberBits(row);
      if (!HOUSEHOLD_ID.test(id)) nameless++;
      else intoMembers.run(id, person, birth, died === '' ? null : died, bits);
    });
    return { households: householdRows, members: memberRows, nameless };
  } finally {
    database.exec('COMMIT');
  }
}

/** Loads both files; when a line cannot be read, once more from copies in which each line was judged by itself. */
export async function load(database: Database, extract: Extract, work: string): Promise<Loaded> {
  const complete = ({ households, members }: Loaded) =>
    households === extract.rows.households && members === extract.rows.members;
  const first = await tryLoad(database, extract.households, extract.members).catch(() => null);
  if (first !== null && complete(first)) return first;
  const copies = { households: join(work, 'strict-households'), members: join(work, 'strict-members') };
  await writeStrictCopy(extract.households, FIELDS, copies.households);
  await writeStrictCopy(extract.members, FIELDS, copies.members);
  const second = await tryLoad(database, copies.households, copies.members);
  if (!complete(second)) throw new Error('the rows loaded are not those that control.csv says');
  return second;
}
