/**
 * The same month in plain Node: csv-parse into a better-sqlite3 database, two ordered walks over it,
 * csv-stringify. A yardstick of speed and a referee of the figures.
 * Usage: main.js prepare PRIOR_CSV DATABASE · main.js compute EXTRACT DATABASE TARGET
 *
 * Outside the clock: the prior month's result in the database. Inside: reading, checking, deciding, pricing,
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
  EXECUTION_DATE,
  ORDER_COLUMNS,
  PERIOD,
  PROVIDERS,
  RECONCILIATION_COLUMNS,
  REGISTER_COLUMNS,
} from '../the-month.js';
import { Bridge, type PriorRow } from './bridge.js';
import { CsvFile } from './csv-file.js';
import { type Assessed, decideAll, type HouseholdRow, householdGroups, isUnreadable } from './decide.js';
import { load } from './load.js';
import { amountsOf } from './rules.js';

/** A temporary database: nothing in it has to survive a crash. */
function openDatabase(path: string): Database {
  const database = new Sqlite(path);
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -262144', 'threads = 2'])
    database.pragma(setting);
  return database;
}

function prepare(priorCsv: string, path: string): void {
  rmSync(path, { force: true });
  const database = openDatabase(path);
  database.exec(
    'CREATE TABLE prior (household_id TEXT PRIMARY KEY, province TEXT, composition TEXT, aid INTEGER, net INTEGER) WITHOUT ROWID',
  );
  const insert = database.prepare('INSERT INTO prior VALUES (?, ?, ?, ?, ?)');
  database.exec('BEGIN');
  // Made by the bench itself, a line a household and no field quoted: cut into pieces that a parser can hold.
  const lines = readFileSync(priorCsv, 'utf8').split('\n').slice(1);
  for (let at = 0; at < lines.length; at += 100_000) {
    for (const row of parse(lines.slice(at, at + 100_000).join('\n')) as string[][]) insert.run(...row);
  }
  database.exec('COMMIT');
  database.close();
}

/** A composition's amounts as they are printed. */
function printed(composition: string) {
  const amounts = amountsOf(composition);
  return {
    children: amounts.children,
    aid: amounts.aid,
    components: [amounts.allowance, amounts.disability, amounts.topup, amounts.flat].map(dirhams),
    text: dirhams(amounts.aid),
  };
}

const ZEROES = Array<string>(7).fill('0.00');
const BLANKS = Array<string>(7).fill('');

async function compute(folder: string, path: string, target: string): Promise<Totals> {
  const extract = extractIn(folder);
  const database = openDatabase(path);
  const loaded = await load(database, extract, target);
  const reader = openDatabase(path); // a second connection: two walks go on at the same time
  const { assessed, quarantined } = decideAll(database, reader);
  const summary = write(database, reader, assessed, target);
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
    if (own) count.entitlement += price.aid;
    const pays = decision === 'PAY';
    const net = pays ? price.text : '0.00';
    const orderId = `ASD-${PERIOD.replace('-', '')}-${id}`;
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
      ...(own ? [...price.components, '0.00', '0.00', price.text] : amount === 'zero' ? ZEROES : BLANKS),
      ...['0.00', '0.00', net, row[7], pays ? orderId : ''],
    ]);
    if (pays) {
      orders
        .get(row[7])
        ?.add([
          ...[
            orderId,
            PERIOD,
            row[7],
            id,
            row[4],
            row[5],
            row[6],
            row[8],
            net,
            'MAD',
            EXECUTION_DATE,
            `ASD ${PERIOD} ${id}`,
          ],
        ]);
      const thenFacts = prices[assessed.before[at] as number]!.aid;
      if (then === null) bridge.entered(id, row[1], price.aid);
      else bridge.stayed(then, row[1], price.aid, thenFacts);
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
    net: paid?.entitlement ?? '0.00',
    decisions,
    bridge: bridge.totals(),
  };
}

const [command, ...args] = process.argv.slice(2);
const [source = '', path = '', target = ''] = args;
if (command === 'prepare') prepare(source, path);
else process.stdout.write(`${JSON.stringify(await compute(source, path, target))}\n`);
