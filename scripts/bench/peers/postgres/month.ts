/**
 * The same month by PostgreSQL: COPY, SQL, COPY. A yardstick of speed and a referee of the figures.
 *
 * Server. Any PostgreSQL 15 or later reached by the PG* environment variables; the role must own its
 * database. The published figures were measured with a server on the same machine, its defaults but for
 *   initdb --locale=C --encoding=UTF8
 *   shared_buffers = 4GB, max_wal_size = 16GB, maintenance_work_mem = 1GB, max_parallel_workers = 2
 * fsync on. The sessions set work_mem = 1GB and synchronous_commit = off; every table is unlogged.
 *
 * Outside the clock: an empty schema with the prior month's result and what it left owed, a calendar and the code lists. Inside:
 * both files loaded as text, checked, decided, priced, what is owed settled, and the outputs written by COPY — the register and
 * each institution's orders in two files (one a half of the households), the reconciliation likewise, and the
 * bridge. Left out, to its advantage: hashing inputs and outputs, making outputs durable, line numbers and
 * codes of bad rows, the sheets by province and composition, cutting orders at 50,000.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Extract } from '../../data.js';
import type { PriorFiles } from '../../registers.js';
import { BRIDGE_LINES, dirhams, type Totals } from '../../totals.js';
import { writeStrictCopy } from '../strict-lines.js';
import { PROVIDERS, provinceCodes, type TheMonth } from '../the-month.js';
import { arrearsSql } from './arrears.js';
import * as decide from './decide.js';
import * as output from './output.js';
import { AFTER_PRIOR, prepareSql } from './prepare.js';
import { PRICE_SQL } from './price.js';
import { copyRows, psql, quoted, shellQuoted } from './psql.js';
import * as rows from './rows.js';
import { HALF_SETTINGS, HALVES, type Half, SCHEMA, SETTINGS } from './session.js';
import { ANALYZE_TEXT, COLUMNS, CREATE_TEXT_TABLES } from './tables.js';

const FORCE_NULL = (kind: 'household' | 'member') => `FORCE_NULL (${COLUMNS[kind].join(', ')})`;

/** The server's version, e.g. "15.18". */
export async function serverVersion(): Promise<string> {
  return (await psql('SHOW server_version;')).split(' ')[0] ?? '';
}

/** Outside the clock: what stands in the database before the month comes. */
export async function prepare({ paid, granted, pupils, owed }: PriorFiles, month: TheMonth): Promise<void> {
  await psql(`${prepareSql(provinceCodes(), month)}
\\copy prior FROM ${quoted(paid)} (FORMAT csv, HEADER)
\\copy granted FROM ${quoted(granted)} (FORMAT csv, HEADER)
\\copy pupil FROM ${quoted(pupils)} (FORMAT csv, HEADER)
\\copy owed FROM ${quoted(owed)} (FORMAT csv, HEADER)
${AFTER_PRIOR}`);
}

/** Removes all that the peer has made in the server. */
export async function removeSchema(): Promise<void> {
  await psql(`SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;`);
}

/** The whole month; `work` is an empty folder that receives the outputs. */
export async function compute(extract: Extract, month: TheMonth, work: string): Promise<Totals> {
  await load(extract, work);
  await psql(`${SETTINGS} ${ANALYZE_TEXT}`);
  await both((half) => `${rows.householdSql(half, month.reference)} ${rows.personsSql(half)}`);
  await psql(`${SETTINGS} ${rows.duplicatesSql(month.reference)}`);
  await both((half) => `${decide.factsSql(half, month)} ${decide.decideSql(half)}`);
  await psql(`${SETTINGS} ${PRICE_SQL} ${arrearsSql(month)}`);
  await both(
    (half) =>
      `${output.registerSql(half, month)} ${output.movementSql(half)} ${output.totalsSql(half)}\n${outputs(half, month, work)}`,
  );
  return readSummary(await psql(`${SETTINGS} ${output.SUMMARY_SQL}`), extract.rows);
}

async function both(script: (half: Half) => string): Promise<void> {
  await Promise.all(HALVES.map((half) => psql(`${HALF_SETTINGS} ${script(half)}`)));
}

/**
 * Loads both files, in two sessions of about the same bytes. PostgreSQL's reader stops at a broken line, or
 * takes an open quote for a field of many lines: then each line is judged by itself first.
 */
async function load(extract: Extract, work: string): Promise<void> {
  if (await loaded(extract.households, extract.members, extract.rows)) return;
  const copies = { households: join(work, 'households.csv'), members: join(work, 'members.csv') };
  await Promise.all([
    writeStrictCopy(extract.households, COLUMNS.household.length, copies.households),
    writeStrictCopy(extract.members, COLUMNS.member.length, copies.members),
  ]);
  if (!(await loaded(copies.households, copies.members, extract.rows)))
    throw new Error('PostgreSQL: the rows loaded are not those that control.csv says');
}

async function loaded(households: string, members: string, rows: Extract['rows']): Promise<boolean> {
  await psql(`${SETTINGS} DROP TABLE IF EXISTS household_text, member_text; ${CREATE_TEXT_TABLES}`);
  const total = (await stat(households)).size + (await stat(members)).size;
  const cut = await lineAfter(members, Math.floor(total / 2));
  const copy = async (kind: 'household' | 'member', from: string, header: 'HEADER, ' | '') => {
    const command = `\\copy ${kind}_text FROM ${from} (FORMAT csv, ${header}${FORCE_NULL(kind)})`;
    return { kind, rows: await copyRows(`${SETTINGS}\n${command}`) };
  };
  const piece = (command: string) => `PROGRAM ${quoted(command)}`;
  const copies: { kind: string; rows: number }[] = [];
  try {
    await Promise.all([
      copy('member', piece(`head -c ${cut} ${shellQuoted(members)}`), 'HEADER, ').then((done) =>
        copies.push(done),
      ),
      copy('household', quoted(households), 'HEADER, ')
        .then((done) => copies.push(done))
        .then(() => copy('member', piece(`tail -c +${cut + 1} ${shellQuoted(members)}`), ''))
        .then((done) => copies.push(done)),
    ]);
  } catch {
    return false; // a line that is no row
  }
  const copied = (kind: string) =>
    copies.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.rows, 0);
  return copied('household') === rows.households && copied('member') === rows.members;
}

/** Where the first line that starts at or after a place in a file starts, in bytes. */
async function lineAfter(path: string, place: number): Promise<number> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    for (let at = place; ; at += buffer.length) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
      if (end >= 0) return at + end + 1;
      if (bytesRead < buffer.length) return at + bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The commands that write a half's files. */
function outputs(half: Half, month: TheMonth, work: string): string {
  const copy = (query: string, name: string) =>
    `\\copy (${query.replace(/\s*\n\s*/g, ' ')}) TO ${quoted(join(work, name))} (FORMAT csv, HEADER)`;
  return [
    copy(output.registerFileSql(half), `register-${half}.csv`),
    ...PROVIDERS.map((provider) =>
      copy(output.ordersFileSql(half, provider, month), `orders-${provider}-${half}.csv`),
    ),
    copy(output.reconciliationFileSql(half), `reconciliation-${half}.csv`),
  ].join('\n');
}

interface Summary {
  readonly assessed: number;
  readonly bad_members: number;
  readonly decisions: readonly {
    decision: string;
    reason: string;
    households: number;
    entitlement: number;
    arrears: number;
  }[];
  readonly bridge: readonly { line: string; families: number; amount: number }[];
}

function readSummary(json: string, rows: Extract['rows']): Totals {
  const summary = JSON.parse(json) as Summary;
  const paid = summary.decisions.find((one) => one.decision === 'PAY');
  return {
    ...rows, // what was loaded: it was held against the control file
    quarantinedRows: rows.households - summary.assessed + summary.bad_members,
    familiesPaid: paid?.households ?? 0,
    net: dirhams((paid?.entitlement ?? 0) + (paid?.arrears ?? 0)),
    decisions: summary.decisions.map(({ arrears: _, ...one }) => ({
      ...one,
      entitlement: dirhams(one.entitlement),
    })),
    bridge: BRIDGE_LINES.map((line) => {
      const found = summary.bridge.find((one) => one.line === line);
      return { line, families: found?.families ?? 0, amount: dirhams(found?.amount ?? 0) };
    }),
  };
}
