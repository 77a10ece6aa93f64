import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toVersion6 } from '../../fixtures/harness/older-ledger.js';
import { isThere, openToRead, openToWrite } from './open.js';
import { SCHEMA_VERSION } from './schema.js';

const isRoot = process.getuid?.() === 0;
const silent = () => {};
let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'sarf-open-')), 'ledger.sqlite');
  openToWrite(path, silent).close();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dirname(path), { recursive: true, force: true });
});

/** SQLite's number for EXTRA; FULL is 2. */
const EXTRA = 3;

test('a transaction outlives a power cut right after it: the deletion of its journal is synced', () => {
  const fresh = join(dirname(path), 'fresh.sqlite');
  for (const moment of ['made', 'opened again']) {
    const db = openToWrite(fresh, silent);
    expect(db.pragma('synchronous', { simple: true }), moment).toBe(EXTRA);
    // What EXTRA adds it adds to a journal that is deleted, and to no other.
    expect(db.pragma('journal_mode', { simple: true }), moment).toBe('delete');
    db.close();
  }
});

describe('a ledger of an older version', () => {
  const STATEMENT = `INSERT INTO bank_statements (statement_no, account, statement_id, page, dated_on, entries, older) VALUES (1, '310', 'S1', '', '2026-09-30', 0, 0)`;
  beforeEach(() => {
    const db = new Database(path);
    db.exec(STATEMENT);
    db.close();
    toVersion6(path);
  });
  const versionOf = (db: Database.Database) => db.pragma('user_version', { simple: true });
  const statementsIn = (db: Database.Database) =>
    db.prepare('SELECT statement_id FROM bank_statements').pluck().all();

  test('is brought up to date by who writes, and that is told once', () => {
    const told: string[] = [];
    for (const _ of ['first', 'again']) {
      const db = openToWrite(path, (text) => told.push(text));
      expect([versionOf(db), statementsIn(db)]).toEqual([SCHEMA_VERSION, ['S1']]);
      db.close();
    }
    expect(told).toEqual([`${path}: the ledger is brought up to date from version 6 to ${SCHEMA_VERSION}`]);
  });

  test('is not written by who reads: it is read as one of this version, from a copy that leaves nothing', () => {
    const temporary = join(dirname(path), 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const before = readFileSync(path);
    const db = openToRead(path);
    expect([versionOf(db), statementsIn(db)]).toEqual([SCHEMA_VERSION, ['S1']]);
    expect(() => db.exec(STATEMENT)).toThrow('readonly');
    expect(readdirSync(temporary)).toEqual([]);
    db.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path)).sort()).toEqual(['ledger.sqlite', 'temporary']);
  });

  test('and where no copy can be made, why, and what to do', () => {
    vi.stubEnv('TMPDIR', join(dirname(path), 'missing'));
    expect(() => openToRead(path)).toThrow(
      /of version 6, and no copy of it .* in .*missing \(ENOENT\); free some space there, name another folder in TMPDIR/,
    );
  });
});

test('a ledger of this version is read where it lies: one of 2 GB is not copied', () => {
  vi.stubEnv('TMPDIR', join(dirname(path), 'missing'));
  openToRead(path).close();
});

describe('a ledger that cannot be opened: the true cause, and what to do', () => {
  test('a command was killed while it wrote', () => {
    const db = new Database(path);
    db.pragma('cache_size = 1'); // what does not fit goes to the file before the end, and the old pages to the journal
    db.exec('BEGIN');
    const insert = db.prepare(`INSERT INTO events VALUES (?, '', '', '', ?, '', ?, NULL)`);
    for (let seq = 1; seq <= 200; seq++) insert.run(seq, 'x'.repeat(500), `${seq}`);
    const killed = join(dirname(path), 'killed.sqlite');
    for (const end of ['', '-journal']) copyFileSync(`${path}${end}`, `${killed}${end}`);
    db.close();
    expect(() => openToRead(killed)).toThrow(
      /cannot be opened: a command was killed while it wrote, .*; let any command that writes here \(sarf run, sarf release\)/,
    );
    openToWrite(killed, silent).close();
    openToRead(killed).close();
  });

  test('a folder stands in its place', () => {
    const folder = join(dirname(path), 'folder.sqlite');
    mkdirSync(folder);
    for (const open of [() => openToRead(folder), () => openToWrite(folder, silent)])
      expect(open).toThrow(/cannot be opened: a folder stands in its place; move it away and restore/);
  });

  test('this user may not read it, write it, or look into its folder', (context) => {
    if (isRoot) return context.skip('nothing is closed to root');
    chmodSync(path, 0o444);
    openToRead(path).close();
    expect(() => openToWrite(path, silent)).toThrow(/may not be written by this user \(EACCES\)/);
    chmodSync(path, 0);
    expect(() => openToRead(path)).toThrow(/may not be read by this user \(EACCES\); ask for the right/);
    chmodSync(dirname(path), 0);
    expect(() => isThere(path)).toThrow(/may not be read: permission denied/);
    chmodSync(dirname(path), 0o700);
  });
});

/** The text of every table, index, trigger and view, but for the quotes that a renaming leaves. */
function objects(db: Database.Database): string[] {
  const sql = db.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL').pluck().all() as string[];
  return sql.map((text) => text.replace(/^CREATE TABLE "(\w+)"/, 'CREATE TABLE $1')).sort();
}

const older = (version: 7 | 8) =>
  readFileSync(new URL(`../../fixtures/harness/ledger-version-${version}.sql`, import.meta.url), 'utf8');

/** Brings a ledger up to date that holds these rows; returns it when it lost none and is made as a new one is. */
function broughtUpToDate(version: 7 | 8, rowsOf: string): Database.Database {
  const oldPath = join(dirname(path), `version-${version}.sqlite`);
  const old = new Database(oldPath);
  old.exec(older(version));
  old.exec(rowsOf);
  const names = old.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[];
  const rows = (db: Database.Database) =>
    names.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all().length]);
  const before = rows(old);
  old.close();
  const db = openToWrite(oldPath, silent);
  const made = openToWrite(join(dirname(path), 'new.sqlite'), silent);
  expect(objects(db)).toEqual(objects(made));
  expect(rows(db)).toEqual(before);
  made.close();
  return db;
}

const RUN = `INSERT INTO runs VALUES ('r1', '2026-01', 'regular', 0, 'RELEASED', 'PASS', 'seal', NULL, 1, 100, NULL);`;

test('a ledger of version 7 keeps its rows and gets the tables of a new one', () => {
  const db = broughtUpToDate(
    7,
    `${RUN}
    INSERT INTO debts VALUES ('H1', '2026-01', 'MONTH', '', 'HELD', 'ACCOUNT_INVALID', NULL, 0, 'OPEN', 'r1', NULL, NULL);
    INSERT INTO adjustments VALUES ('A1', 'H1', 'RECOVERY', 500, 'why', 'REF', '2026-01-02', 'r1');
    INSERT INTO recoveries VALUES ('A1', 'H1', '2026-01', '2026-01-02', 500, 400, 'OPEN');
    INSERT INTO recovery_takings VALUES ('A1', 'r1', 'O1', 100);
    INSERT INTO recovery_decisions VALUES (1, 'A1', 'PAUSE', 0, 'appeal', NULL);
    INSERT INTO holds VALUES ('H1', 'ACCOUNT_REJECTED', 'O1', '2026-01', 'AC04', 'ab', 'ACTIVE', 'r1', NULL, NULL);
    INSERT INTO hold_claims VALUES ('r2', 'H1', 'ACCOUNT_REJECTED', 'O1', '2026-01', 'AC04', 'ab', 0, 'CHANGED');
    INSERT INTO adjustment_claims VALUES ('r2', 'A2', 'H1', 'ARREARS', 500, 'why', 'REF', '2026-01-02');`,
  );
  expect(db.prepare('SELECT balance, share FROM recoveries').get()).toEqual({ balance: 400, share: null });
  db.close();
});

test('a ledger of version 8 keeps its rows, and what stands in them', () => {
  const db = broughtUpToDate(
    8,
    `${RUN}
    INSERT INTO debts VALUES ('H1', '2026-01', 'MONTH', '', 'HELD', 'ACCOUNT_INVALID', NULL, 0, 'OPEN', 'r1', NULL, NULL, '2027-01');
    INSERT INTO adjustments VALUES ('A1', 'H1', 'RECOVERY', 500, 'why', 'REF', '2026-01-02', 'r1', '2025-12');
    INSERT INTO recoveries VALUES ('A1', 'H1', '2026-01', '2026-01-02', 500, 400, 'OPEN', '0.1');
    INSERT INTO answer_files VALUES (1, 'a', 'camt.054.001.08', 'M', 1, 0), (2, 'b', 'csv', '', 1, 0);
    INSERT INTO order_answers VALUES ('ASD-202601-H1', 'PAID', '', '2026-02-01', 500, 'r1', 'H1', 1, 1, 0),
      ('ASD-202601-H1', 'RETURNED', 'AC04', '2026-02-02', 500, 'r1', 'H1', 2, 1, 0);
    INSERT INTO bank_statements VALUES (1, '310', 'S1', '', '2026-02-01', 1, 0);
    INSERT INTO statement_entries VALUES (1, 1, 0, 'DEBIT', 500, 'MAD', 0, '2026-02-01', '', 'M', '', '', '');`,
  );
  expect(db.prepare('SELECT extended_to, moved FROM debts').get()).toEqual({
    extended_to: '2027-01',
    moved: 0,
  });
  expect(db.prepare('SELECT month FROM adjustments').get()).toEqual({ month: '2025-12' });
  expect(db.prepare('SELECT share FROM recoveries').get()).toEqual({ share: '0.1' });
  expect(db.prepare('SELECT status, source FROM order_answers ORDER BY 1').all()).toEqual([
    { status: 'PAID', source: '054' },
    { status: 'RETURNED', source: '' },
  ]);
  expect(db.prepare('SELECT instructed FROM statement_entries').get()).toEqual({ instructed: 500 });
  db.close();
});
