import type Database from 'better-sqlite3';
import { digest, type Json } from '../domain/canonical.js';

/** The log of events: append-only, each event chained to the one before by its hash. */
const GENESIS = '0'.repeat(64);

type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly event: string;
  readonly run_id: string;
  readonly detail: string;
  readonly previous: string;
  /** Who did it; null: not said. */
  readonly done_by: string | null;
};

export type LedgerEvent = {
  readonly seq: number;
  readonly at: string;
  readonly event: string;
  readonly runId: string;
  readonly detail: string;
  /** Who did it; null: not said. */
  readonly by: string | null;
  readonly hash: string;
};

/** What the hash is taken of: an event of which nobody said who did it has the hash that older versions gave it. */
function hashOf({ done_by, ...entry }: Entry): string {
  return digest(done_by === null ? entry : { ...entry, done_by });
}

/** Adds an event, as part of a transaction of the ledger. */
export function logEvent(
  db: Database.Database,
  at: string,
  event: string,
  runId: string,
  detail: Json,
  by: string | null,
): void {
  const last = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get() as
    | { seq: number; hash: string }
    | undefined;
  const entry: Entry = {
    seq: (last?.seq ?? 0) + 1,
    at,
    event,
    run_id: runId,
    detail: JSON.stringify(detail),
    previous: last?.hash ?? GENESIS,
    done_by: by,
  };
  db.prepare(
    `INSERT INTO events (seq, at, event, run_id, detail, previous, done_by, hash)
     VALUES (@seq, @at, @event, @run_id, @detail, @previous, @done_by, @hash)`,
  ).run({ ...entry, hash: hashOf(entry) });
}

/** All events, in order. */
export function eventsOf(db: Database.Database): LedgerEvent[] {
  return db
    .prepare('SELECT seq, at, event, run_id AS runId, detail, done_by AS by, hash FROM events ORDER BY seq')
    .all() as LedgerEvent[];
}

/** Returns what is wrong with the chain, a line of text each; none when every event has its right hash. */
export function brokenChain(db: Database.Database): string[] {
  const events = db
    .prepare('SELECT seq, at, event, run_id, detail, previous, done_by, hash FROM events ORDER BY seq')
    .all() as (Entry & { hash: string })[];
  let previous = GENESIS;
  for (const [i, { hash, ...entry }] of events.entries()) {
    if (entry.seq !== i + 1) return [`ledger: event ${i + 1} is missing`];
    if (entry.previous !== previous || hashOf(entry) !== hash)
      return [`ledger: event ${entry.seq} is not what was logged`];
    previous = hash;
  }
  return [];
}
