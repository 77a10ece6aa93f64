import { accessSync, closeSync, constants, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
  diskFull,
  EXIT,
  invariant,
  OperatorError,
  saysDiskFull,
  systemCode,
  unreadable,
} from '../domain/errors.js';
import { FILE_MODE } from '../domain/modes.js';
import { APPLICATION_ID, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.js';

/** Receives one line of text when more is done to a ledger than was asked. */
export type Notice = (text: string) => void;

const TIMEOUT = { timeout: 5_000 };

/**
 * Opens the ledger's file for writing, makes its tables when it is empty, and brings an older version up to date. To be
 * called under the lock: two programs must not do this at once.
 */
export function openToWrite(path: string, notice: Notice): Database.Database {
  return translated(path, constants.W_OK, () => {
    if (isThere(path))
      accessSync(path, constants.W_OK); // SQLite itself reports this only at the first write
    else makeBlank(path);
    return orClosed(new Database(path, TIMEOUT), (db) => {
      // A transaction is done when its rollback journal is deleted. At FULL that deletion is not synced: a power cut right
      // after it may bring the journal back, and the next start would roll back what was said to be done. EXTRA syncs it.
      // It comes first, so that making a ledger and bringing one up to date are as durable as what follows.
      db.pragma('synchronous = EXTRA');
      if (isBlank(db)) create(db);
      const version = versionOf(db, path);
      if (version < SCHEMA_VERSION) {
        notice(`${path}: the ledger is brought up to date from version ${version} to ${SCHEMA_VERSION}`);
        migrate(db, version);
      }
      return ready(db, path);
    });
  });
}

/**
 * Opens the ledger's file for reading. This writes nothing and needs no right to write: an older version is brought up
 * to date in a private copy.
 */
export function openToRead(path: string): Database.Database {
  return translated(path, constants.R_OK, () =>
    orClosed(new Database(path, { ...TIMEOUT, readonly: true }), (db) => {
      const version = versionOf(db, path);
      if (version === SCHEMA_VERSION) return ready(db, path);
      const copy = broughtUpToDate(db, path, version);
      db.close();
      return orClosed(copy, () => ready(copy, path));
    }),
  );
}

/** An empty file, which SQLite fills. SQLite itself would make one that the group may not write. */
export function makeBlank(path: string): void {
  closeSync(openSync(path, 'a', FILE_MODE));
}

/** Whether the ledger's file exists. Throws OperatorError when the folder cannot be read. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return false;
    throw unreadable(error, path) ?? cannotOpen(path, constants.R_OK, error);
  }
}

function isBlank(db: Database.Database): boolean {
  const tables = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get();
  return db.pragma('application_id', { simple: true }) === 0 && tables === 0;
}

/** Returns the version of a ledger. Throws OperatorError for a file that is no ledger, or of a newer version. */
function versionOf(db: Database.Database, path: string): number {
  const version = db.pragma('user_version', { simple: true });
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw notALedger(path);
  if (typeof version === 'number' && version >= 1 && version <= SCHEMA_VERSION) return version;
  throw new OperatorError(
    `${path}: the ledger is of version ${version}; this program knows ${SCHEMA_VERSION}`,
  );
}

function ready(db: Database.Database, path: string): Database.Database {
  // The runs are what every decision hangs on; the grants beside them are millions, and going through them takes
  // a second. A page of theirs that is broken is refused when it is read.
  const checked = db.pragma('quick_check(runs)', { simple: true });
  if (checked !== 'ok') throw notALedger(path);
  db.pragma('foreign_keys = ON');
  return db;
}

/** A copy on disk, since a ledger may be larger than memory. Its file goes at once: the copy ends with the program. */
function broughtUpToDate(db: Database.Database, path: string, version: number): Database.Database {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'sarf-ledger-'));
    try {
      const file = join(folder, 'copy.sqlite');
      db.prepare('VACUUM INTO ?').run(file);
      return orClosed(new Database(file), (copy) => {
        copy.pragma('journal_mode = MEMORY');
        copy.pragma('synchronous = OFF');
        migrate(copy, versionOf(copy, path)); // by now another program may have brought the ledger up to date
        copy.pragma('query_only = ON');
        return copy;
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === '' || /^SQLITE_(NOTADB|CORRUPT|BUSY|CONSTRAINT|ERROR)/.test(code)) throw error;
    throw new OperatorError(
      `${path}: the ledger is of version ${version}, and no copy of it can be brought up to date in ${tmpdir()} (${code}); free some space there, name another folder in TMPDIR, or let a command that writes bring the ledger up to date`,
      saysDiskFull(error) ? EXIT.failed : EXIT.refused,
      { cause: error },
    );
  }
}

function orClosed<T>(db: Database.Database, work: (db: Database.Database) => T): T {
  try {
    return work(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Does `work`; turns errors of SQLite and of the file system into OperatorErrors. */
function translated<T>(path: string, access: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') throw notALedger(path, error);
    if (saysDiskFull(error)) throw diskFull(error);
    if (code.startsWith('SQLITE_BUSY')) {
      throw new OperatorError(
        `${path}: another program holds the ledger; wait until it has ended and run again`,
      );
    }
    if (/^(SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|EACCES|EPERM|EROFS)/.test(code)) {
      throw cannotOpen(path, access, error);
    }
    throw error;
  }
}

function cannotOpen(path: string, access: number, cause: unknown): OperatorError {
  return new OperatorError(
    `${path}: the ledger cannot be opened: ${whyNot(path, access, cause)}`,
    undefined,
    {
      cause,
    },
  );
}

/** Why a ledger cannot be opened, and what to do. SQLite itself often says no more than that it cannot. */
function whyNot(path: string, access: number, error: unknown): string {
  const code = systemCode(error) ?? 'unknown';
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      return 'a folder stands in its place; move it away and restore the ledger';
    }
    if (code === 'SQLITE_READONLY_ROLLBACK') {
      return 'a command was killed while it wrote, and who only reads may not take that back; let any command that writes here (sarf run, sarf release) do so';
    }
    accessSync(path, access);
  } catch (denied) {
    const what = access === constants.W_OK ? 'written' : 'read';
    return `it may not be ${what} by this user (${systemCode(denied) ?? 'unknown'}); ask for the right to its file and folder`;
  }
  return `${code}; check its folder and the disk`;
}

/** Brings an older ledger up to date, in one transaction. */
function migrate(db: Database.Database, version: number): void {
  // A table that others refer to may be made again: its references are checked at the end.
  db.pragma('foreign_keys = OFF');
  db.pragma('legacy_alter_table = ON');
  db.transaction(() => {
    for (const statements of MIGRATIONS.slice(version - 1)) db.exec(statements);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    const broken = db.pragma('foreign_key_check') as unknown[];
    invariant(broken.length === 0, () => `${broken.length} rows of the ledger lost what they refer to`);
  }).immediate();
  db.pragma('legacy_alter_table = OFF');
}

/** Makes the tables in one transaction: a crash leaves an empty file, which the next start fills. */
function create(db: Database.Database): void {
  db.transaction(() => {
    db.exec(SCHEMA);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
}

function notALedger(path: string, cause?: unknown): OperatorError {
  return new OperatorError(
    `${path}: this file is no ledger of payment runs; point --out to the right folder, or restore the ledger`,
    undefined,
    { cause },
  );
}
