import { accessSync, constants } from 'node:fs';
import Database from 'better-sqlite3';
import {
  diskFull,
  invariant,
  OperatorError,
  saysDiskFull,
  systemCode,
  unreadable,
} from '../domain/errors.js';
import { APPLICATION_ID, FIRST_WITH_ANSWERS, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.js';

/** Opens the ledger's file, makes it when it is empty, and brings one of an older version up to date. */
export function openDatabase(path: string, readonly: boolean): Database.Database {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly, timeout: 5_000 });
    // A transaction is done when its rollback journal is deleted. At FULL that deletion is not synced: a power cut right
    // after it may bring the journal back, and the next start would roll back what was said to be done. EXTRA syncs it.
    // It comes first, so that making a ledger and bringing one up to date are as durable as what follows.
    db.pragma('synchronous = EXTRA');
    const id = db.pragma('application_id', { simple: true });
    const version = db.pragma('user_version', { simple: true });
    const tables = db.prepare('SELECT count(*) AS n FROM sqlite_master').get() as { n: number };
    if (id === 0 && tables.n === 0 && !readonly) create(db);
    else if (id !== APPLICATION_ID) throw notALedger(path);
    else if (isOlder(version)) migrate(db, path, version);
    else if (version !== SCHEMA_VERSION) {
      throw new OperatorError(
        `${path}: the ledger is of version ${version}; this program knows ${SCHEMA_VERSION}`,
      );
    }
    // The runs are what every decision hangs on; the grants beside them are millions, and going through them takes
    // a second. A page of theirs that is broken is refused when it is read.
    const checked = db.pragma('quick_check(runs)', { simple: true });
    if (checked !== 'ok') throw notALedger(path);
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db?.close();
    const code = systemCode(error);
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') throw notALedger(path, error);
    if (saysDiskFull(error)) throw diskFull(error);
    if (code?.startsWith('SQLITE_BUSY')) {
      throw new OperatorError(
        `${path}: another program holds the ledger; wait until it has ended and run again`,
      );
    }
    if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/.test(code ?? '')) {
      throw (
        refusalToRead(path) ??
        new OperatorError(
          `${path}: the ledger cannot be opened; check the folder and its permissions`,
          undefined,
          {
            cause: error,
          },
        )
      );
    }
    throw error;
  }
}

/** Why the system does not let the file be read; SQLite does not say. Null where it does. */
function refusalToRead(path: string): OperatorError | null {
  try {
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    return unreadable(error, path);
  }
}

function isOlder(version: unknown): version is number {
  return typeof version === 'number' && version >= 1 && version < SCHEMA_VERSION;
}

/**
 * A ledger of an older version gets the tables it lacks, all or none; what stands in it is not touched. Opened
 * for reading only it stays as it is: nothing was entered in tables that are not there. But one with answers, which that
 * version did not tell apart, is brought up to date first, whoever opens it.
 */
function migrate(db: Database.Database, path: string, version: number): void {
  if (db.readonly) {
    if (version >= FIRST_WITH_ANSWERS) openDatabase(path, false).close();
    return;
  }
  // A table that others refer to may have to be made anew: its references are held to at the end.
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

/** In one transaction: a crash leaves an empty file, which the next start fills. */
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

/** The columns of a run, as ledger.ts names them. A ledger of an older version has regular runs alone. */
export function runColumns(db: Database.Database): string {
  const known = db.prepare(`SELECT 1 FROM pragma_table_info('runs') WHERE name = 'supplement'`).get();
  return `run_id AS runId, period, kind, ${known === undefined ? '0' : 'supplement'} AS supplement, state, status, seal,
    prior_run_id AS priorRunId, families, net_centimes AS netCentimes, reason`;
}
