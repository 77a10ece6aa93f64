import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './open.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SQLite's number for EXTRA; FULL is 2. */
const EXTRA = 3;

test('a transaction outlives a power cut right after it: the deletion of its journal is synced', () => {
  for (const moment of ['made', 'opened again']) {
    const db = openDatabase(join(folder, 'ledger.sqlite'), false);
    expect(db.pragma('synchronous', { simple: true }), moment).toBe(EXTRA);
    // What EXTRA adds it adds to a journal that is deleted, and to no other.
    expect(db.pragma('journal_mode', { simple: true }), moment).toBe('delete');
    db.close();
  }
});

/** The text of every table, index, trigger and view, but for the quotes that a renaming leaves. */
function objects(db: Database.Database): string[] {
  const sql = db.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL').pluck().all() as string[];
  return sql.map((text) => text.replace(/^CREATE TABLE "(\w+)"/, 'CREATE TABLE $1')).sort();
}

test('a ledger of version 7 keeps its rows and gets the tables of a new one', () => {
  const path = join(folder, 'version-7.sqlite');
  const old = new Database(path);
  old.exec(readFileSync(new URL('version-7.sql', import.meta.url), 'utf8'));
  old.exec(`
    INSERT INTO runs VALUES ('r1', '2026-01', 'regular', 0, 'RELEASED', 'PASS', 'seal', NULL, 1, 100, NULL);
    INSERT INTO debts VALUES ('H1', '2026-01', 'MONTH', '', 'HELD', 'ACCOUNT_INVALID', NULL, 0, 'OPEN', 'r1', NULL, NULL);
    INSERT INTO adjustments VALUES ('A1', 'H1', 'RECOVERY', 500, 'why', 'REF', '2026-01-02', 'r1');
    INSERT INTO recoveries VALUES ('A1', 'H1', '2026-01', '2026-01-02', 500, 400, 'OPEN');
    INSERT INTO recovery_takings VALUES ('A1', 'r1', 'O1', 100);
    INSERT INTO recovery_decisions VALUES (1, 'A1', 'PAUSE', 0, 'appeal', NULL);
    INSERT INTO holds VALUES ('H1', 'ACCOUNT_REJECTED', 'O1', '2026-01', 'AC04', 'ab', 'ACTIVE', 'r1', NULL, NULL);
    INSERT INTO hold_claims VALUES ('r2', 'H1', 'ACCOUNT_REJECTED', 'O1', '2026-01', 'AC04', 'ab', 0, 'CHANGED');
    INSERT INTO adjustment_claims VALUES ('r2', 'A2', 'H1', 'ARREARS', 500, 'why', 'REF', '2026-01-02');`);
  const names = old.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[];
  const rows = (db: Database.Database) =>
    names.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all().length]);
  const before = rows(old);
  old.close();
  const db = openDatabase(path, false);
  const made = openDatabase(join(folder, 'new.sqlite'), false);
  expect(objects(db)).toEqual(objects(made));
  expect(rows(db)).toEqual(before);
  expect(db.prepare('SELECT balance, share FROM recoveries').get()).toEqual({ balance: 400, share: null });
  db.close();
  made.close();
});
