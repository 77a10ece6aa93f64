import { join } from 'node:path';
import Database from 'better-sqlite3';
import { diskFull, OperatorError, saysDiskFull, systemCode } from '../domain/errors.js';
import { makeBlank } from './open.js';

/**
 * One run at a time on a ledger. The lock is a write transaction that stays open on a small SQLite file. The operating
 * system releases it when the process ends in any way, so a killed run blocks nobody.
 */
export type Lock = { readonly release: () => void };

export const LOCK_FILE = 'run.lock';

/**
 * Takes the lock of an output folder. Throws OperatorError at once, naming the holder, when it is taken.
 * @param command shown to others, with the process id, while the lock is held: "run 2026-09"
 */
export function takeLock(out: string, command: string): Lock {
  const what = `${command}, process ${process.pid}`;
  let db: Database.Database | null = null;
  try {
    makeBlank(join(out, LOCK_FILE));
    db = new Database(join(out, LOCK_FILE), { timeout: 0 });
    db.exec('BEGIN IMMEDIATE'); // when two start together, exactly one fails here
    db.exec(
      'CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), what TEXT NOT NULL) STRICT',
    );
    db.prepare('INSERT INTO holder VALUES (1, ?) ON CONFLICT DO UPDATE SET what = excluded.what').run(what);
    db.pragma('busy_timeout = 2000'); // a refused process may be reading the holder
    db.exec('COMMIT');
    db.pragma('busy_timeout = 0');
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const busy = systemCode(error)?.startsWith('SQLITE_BUSY') === true;
    const holder = busy && db !== null ? readHolder(db, what) : null;
    db?.close();
    if (busy) {
      throw new OperatorError(
        `${out}: another command is at work here (${holder ?? 'unknown'}); wait until it has ended`,
      );
    }
    if (saysDiskFull(error)) throw diskFull(error);
    if (systemCode(error) === 'SQLITE_NOTADB' || systemCode(error) === 'SQLITE_CORRUPT') {
      throw new OperatorError(
        `${join(out, LOCK_FILE)}: not a lock of this program; move it away and run again`,
      );
    }
    throw new OperatorError(
      `${out}: the output folder cannot be written (${systemCode(error) ?? 'unknown'}); check its permissions and free space`,
      undefined,
      { cause: error },
    );
  }
  const held = db;
  return {
    release: () => {
      held.exec('ROLLBACK');
      held.close();
    },
  };
}

/** Reads who holds the lock. A holder that has just taken it needs a moment to write its name. */
function readHolder(db: Database.Database, own: string): string | null {
  for (let tries = 0; tries < 20; tries++) {
    try {
      const row = db.prepare('SELECT what FROM holder WHERE id = 1').get() as { what: string } | undefined;
      if (row !== undefined && row.what !== own) return row.what;
    } catch {
      // The table does not exist yet, or the name is being written.
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  return null;
}
