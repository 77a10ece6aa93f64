/**
 * The same month in plain Node: csv-parse into a better-sqlite3 database, two ordered walks over it,
 * csv-stringify. A yardstick of speed and a referee of the figures.
 * Usage: main.js prepare PRIOR_CSV GRANTED_CSV PUPILS_CSV OWED_CSV DATABASE · main.js compute DATA DATABASE TARGET PERIOD
 *
 * Outside the clock: the prior month's result, and what it left owed, in the database. Inside: reading, checking, deciding, pricing,
 * and the outputs with their hashes — register, one file of orders an institution, reconciliation, bridge.
 * Left out, to its advantage: hashing the inputs, line numbers and codes of bad rows, the sheets by province
 * and composition, cutting orders at 50,000.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { extractIn } from '../../data.js';
import { dirhams, type Totals } from '../../totals.js';
import {
  DECISIONS,
  ORDER_COLUMNS,
  PROVIDERS,
  RECONCILIATION_COLUMNS,
  REGISTER_COLUMNS,
  type TheMonth,
  theMonth,
} from '../the-month.js';
import { Bridge, type PriorRow } from './bridge.js';
import { CsvFile } from './csv-file.js';
import { type Assessed, decideAll } from './decide.js';
import { type HouseholdRow, householdGroups, isUnreadable } from './households.js';
import { load } from './load.js';
import { amountsOf } from './rules.js';

/** A temporary database: nothing in it has to survive a crash. */
function openDatabase(path: string): Database {
  const database = new Sqlite(path);
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -262144', 'threads = 2'])
    database.pragma(setting);
  return database;
}

function prepare([prior = '', granted = '', pupils = '', owed = '', path = '']: readonly string[]): void {
  rmSync(path, { force: true });
  const database = openDatabase(path);
  database.exec(`
    CREATE TABLE prior (household_id TEXT PRIMARY KEY, province TEXT, composition TEXT, aid INTEGER, grants INTEGER,
      adjustments INTEGER, net INTEGER) WITHOUT ROWID;
    CREATE TABLE granted (person_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE pupil (year TEXT, person_id TEXT, PRIMARY KEY (year, person_id)) WITHOUT ROWID;
    CREATE TABLE owed (household_id TEXT, origin TEXT, kind TEXT, reference TEXT, centimes INTEGER);`);
  database.exec('BEGIN');
  insertAll(database, `INSERT INTO prior VALUES (${'?, '.repeat(6)}?)`, prior);
  insertAll(database, 'INSERT INTO granted VALUES (?)', granted);
  insertAll(database, 'INSERT INTO pupil (person_id, year) VALUES (?, ?)', pupils);
  insertAll(database, `INSERT INTO owed VALUES (?, ?, ?, ?, nullif(?, ''))`, owed);
  database.exec('COMMIT');
  database.close();
}

/** Made by the bench itself, a line a row and no field quoted: cut into pieces that a parser can hold. */
function insertAll(database: Database, sql: string, csv: string): void {
  const insert = database.prepare(sql);
  const lines = readFileSync(csv, 'utf8').split('\n').slice(1);
  for (let at = 0; at < lines.length; at += 100_000) {
    for (const row of parse(lines.slice(at, at + 100_000).join('\n')) as string[][]) insert.run(...row);
  }
}

/** A composition's amounts as they are printed. */
function printed(composition: string) {
  const amounts = amountsOf(composition);
  return {
    children: amounts.children,
    aid: amounts.aid,
    grants: amounts.birth + amounts.school,
    components: [
      ...[amounts.allowance, amounts.disability, amounts.topup, amounts.flat],
      ...[amounts.birth, amounts.school],
    ].map(dirhams),
    text: dirhams(amounts.aid + amounts.birth + amounts.school),
  };
}

const ZEROES = Array<string>(7).fill('0.00');
const BLANKS = Array<string>(7).fill('');

async function compute(data: string, path: string, target: string, period: string): Promise<Totals> {
  const month = theMonth(period);
  const extract = extractIn(data, period);
  const database = openDatabase(path);
  const loaded = await load(database, extract, target, month.reference);
  const reader = openDatabase(path); // a second connection: two walks go on at the same time
  const { assessed, quarantined } = decideAll(database, reader, month);
  const summary = write(database, reader, assessed, target, month);
  reader.close();
  database.close();
  return {
    households: loaded.households,
    members: loaded.members,
    quarantinedRows: loaded.nameless + quarantined,
    ...summary,
  };
}

/** The second walk: every household again, with its decision, beside the prior month's result. */
function write(
  database: Database,
  reader: Database,
  assessed: Assessed,
  target: string,
  { period, executionDate }: TheMonth,
): Pick<Totals, 'familiesPaid' | 'net' | 'decisions' | 'bridge'> {
  const file = (name: string, columns: readonly string[]) => new CsvFile(join(target, name), columns);
  const register = file('register.csv', REGISTER_COLUMNS);
  const orders = new Map<string, CsvFile>(
    PROVIDERS.map((code) => [code, file(`orders-${code}.csv`, ORDER_COLUMNS)]),
  );
  const changes = file('reconciliation.csv', RECONCILIATION_COLUMNS);
  const prices = assessed.compositions.map(printed);
  const priced = new Map<string, number>();
  const aidOf = (composition: string) => {
    let aid = priced.get(composition);
    if (aid === undefined) {
      aid = amountsOf(composition).aid;
      priced.set(composition, aid);
    }
    return aid;
  };
  const bridge = new Bridge(changes, aidOf);
  const counts = DECISIONS.map(() => ({ households: 0, entitlement: 0 }));
  const prior = reader
    .prepare('SELECT * FROM prior ORDER BY household_id')
    .raw()
    .iterate() as IterableIterator<PriorRow>;
  let was = prior.next();
  let at = 0;
  let total = 0;
  for (const group of householdGroups(database)) {
    const row = group[0] as HouseholdRow;
    const id = row[0];
    for (; !was.done && was.value[0] < id; was = prior.next())
      bridge.left(was.value, was.value[1], 'NOT_IN_EXTRACT');
    const then = !was.done && was.value[0] === id ? was.value : null;
    if (then !== null) was = prior.next();
    if (isUnreadable(group)) {
      if (then !== null) bridge.left(then, then[1], 'HOUSEHOLD_ROW_INVALID');
      continue;
    }
    const line = assessed.lines[at] as number;
    const [decision, reason, amount] = DECISIONS[line]!;
    const place = assessed.now[at] as number;
    const price = prices[place]!;
    const own = amount === 'own';
    const count = counts[line]!;
    count.households++;
    if (own) count.entitlement += price.aid + price.grants;
    const pays = decision === 'PAY';
    const arrears = pays ? (assessed.arrears.get(at) ?? 0) : 0;
    const sum = pays ? price.aid + price.grants + arrears : 0;
    total += sum;
    const net = arrears === 0 && pays ? price.text : dirhams(sum);
    const orderId = `ASD-${period.replace('-', '')}-${id}`;
    register.add([
      ...[
        id,
        row[1],
        row[2],
        decision,
        reason,
        assessed.persons[at],
        assessed.children[at],
        assessed.elderly[at],
      ],
      ...[own ? price.children : 0, own ? assessed.compositions[place] : ''],
      ...(own ? [...price.components, price.text] : amount === 'zero' ? ZEROES : BLANKS),
      ...[dirhams(arrears), '0.00', net, row[7], pays ? orderId : ''],
    ]);
    if (pays) {
      orders
        .get(row[7])
        ?.add([
          ...[
            orderId,
            period,
            row[7],
            id,
            row[4],
            row[5],
            row[6],
            row[8],
            net,
            'MAD',
            executionDate,
            `ASD ${period} ${id}`,
          ],
        ]);
      const aidThen = prices[assessed.before[at] as number]!.aid;
      if (then === null) bridge.entered(id, row[1], sum);
      else bridge.stayed(then, row[1], { ...price, arrears }, aidThen);
    } else if (then !== null) bridge.left(then, row[1], reason);
    at++;
  }
  for (; !was.done; was = prior.next()) bridge.left(was.value, was.value[1], 'NOT_IN_EXTRACT');
  for (const one of [register, ...orders.values(), changes]) one.close();
  const decisions = DECISIONS.map(([decision, reason], i) => ({
    decision,
    reason,
    households: counts[i]!.households,
    entitlement: dirhams(counts[i]!.entitlement),
  })).filter((one) => one.households > 0);
  const paid = decisions.find((one) => one.decision === 'PAY');
  return {
    familiesPaid: paid?.households ?? 0,
    net: dirhams(total),
    decisions,
    bridge: bridge.totals(),
  };
}

const [command, ...args] = process.argv.slice(2);
const [first = '', second = '', third = '', fourth = ''] = args;
if (command === 'prepare') prepare(args);
else process.stdout.write(`${JSON.stringify(await compute(first, second, third, fourth))}\n`);
