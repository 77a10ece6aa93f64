import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toVersion6 } from '../../fixtures/harness/older-ledger.js';
import { isThere, openToRead, openToWrite } from './open.js';

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
  const STATEMENT = `INSERT INTO bank_statements VALUES (1, '310', 'S1', '', '2026-09-30', 0)`;
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
      expect([versionOf(db), statementsIn(db)]).toEqual([7, ['S1']]);
      db.close();
    }
    expect(told).toEqual([`${path}: the ledger is brought up to date from version 6 to 7`]);
  });

  test('is not written by who reads: it is read as one of this version, from a copy that leaves nothing', () => {
    const temporary = join(dirname(path), 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const before = readFileSync(path);
    const db = openToRead(path);
    expect([versionOf(db), statementsIn(db)]).toEqual([7, ['S1']]);
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
    const insert = db.prepare(`INSERT INTO events VALUES (?, '', '', '', ?, '', ?)`);
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
    expect(() => isThere(path)).toThrow(/may not be read by this user \(EACCES\)/);
    chmodSync(dirname(path), 0o700);
  });
});
