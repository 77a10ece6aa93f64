import { ANSWER_WORDS_SCHEMA } from './answer-words.js';
import {
  BANK_STATEMENTS_SCHEMA,
  BOOKS_SCHEMA,
  CURRENCIES_OF_ENTRIES,
  OLDER_STATEMENTS,
  REPEATED_ENTRIES,
  STATEMENTS_AS_BOOKS,
} from './bank-statements-schema.js';
import { EXTRACTS_SCHEMA } from './extracts.js';
import { FREED_GRANTS_SCHEMA, FREED_OF_GRANTS } from './freed-grants.js';
import { GAPS_SCHEMA } from './gaps.js';
import { GRANTED_SCHEMA } from './granted.js';
import { ORDER_DECISIONS_SCHEMA } from './order-decisions.js';
import {
  ANSWERS_OF_FILES,
  MOVEMENTS_OF_ORDERS,
  ORDER_ANSWERS_SCHEMA,
  STATES_ANEW,
  WAITING_ANSWERS,
} from './order-states.js';
import { OWED_OF_PERSONS, OWED_SCHEMA, OWED_WITH_MOVES } from './owed-schema.js';
import { RELEASE_CHANGES_SCHEMA } from './release-changes.js';
import { RESIDENT_OPENINGS, RESIDENT_PAYMENTS_SCHEMA } from './resident-payments.js';
import { RETURNS_RULE_SCHEMA } from './returns-rule.js';
import { TRANSFERS_AGAIN } from './transfers.js';
import { WITHOUT_HISTORY_SCHEMA } from './without-history.js';

/** The ledger's tables. `application_id` and `user_version` tell a ledger from any other SQLite file. */
export const APPLICATION_ID = 0x73617266; // "sarf"
export const SCHEMA_VERSION = 14;

const runsTable = (name: string) => `
CREATE TABLE ${name} (
  run_id TEXT PRIMARY KEY,
  period TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('regular', 'supplementary', 'opening')),
  -- The nth supplementary run of its month; 0 of any other.
  supplement INTEGER NOT NULL DEFAULT 0 CHECK (supplement >= 0),
  -- PUBLISHING: its folder is about to appear. HELD: it waits for a release. RELEASED: the month's effective run.
  state TEXT NOT NULL CHECK (state IN ('PUBLISHING', 'HELD', 'RELEASED', 'SUPERSEDED')),
  status TEXT NOT NULL CHECK (status IN ('PASS', 'HOLD')),
  seal TEXT NOT NULL,
  prior_run_id TEXT REFERENCES runs (run_id),
  families INTEGER NOT NULL,
  net_centimes INTEGER NOT NULL,
  reason TEXT,
  CHECK ((kind <> 'supplementary') = (supplement = 0))
) STRICT;`;

const RUNS_RULES = `
CREATE UNIQUE INDEX one_released_run_a_month ON runs (period, supplement) WHERE state = 'RELEASED';
CREATE TRIGGER runs_are_not_removed BEFORE DELETE ON runs WHEN OLD.state <> 'PUBLISHING'
BEGIN SELECT RAISE(ABORT, 'runs are never removed'); END;`;

/** Adds a kind of run. SQLite cannot change the CHECK of an existing table, so the rows move into a new one. */
const RUNS_OF_TWO_KINDS = `
${runsTable('runs_of_two_kinds')}
INSERT INTO runs_of_two_kinds (rowid, run_id, period, kind, state, status, seal, prior_run_id, families, net_centimes, reason)
  SELECT rowid, run_id, period, kind, state, status, seal, prior_run_id, families, net_centimes, reason
  FROM runs ORDER BY rowid;
DROP TABLE runs;
ALTER TABLE runs_of_two_kinds RENAME TO runs;
${RUNS_RULES}`;

/** Tables that version 9 adds, for a new ledger and for an older one. */
const ADDED_IN_9: readonly string[] = [
  FREED_GRANTS_SCHEMA,
  WITHOUT_HISTORY_SCHEMA,
  ORDER_DECISIONS_SCHEMA,
  ANSWER_WORDS_SCHEMA,
];

const WAITS = 'waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1))';

/** What is needed to know extracts again, to let a run wait, to say who did what, and to take a release back. */
const RELEASES_SCHEMA = `
${EXTRACTS_SCHEMA}
${RELEASE_CHANGES_SCHEMA}
-- 1: it waits for people to release it, though it passes its controls.
ALTER TABLE runs ADD COLUMN ${WAITS};
-- Who did it; NULL: an older version did not say.
ALTER TABLE events ADD COLUMN done_by TEXT;`;

const RUN =
  'run_id, period, kind, supplement, state, status, seal, prior_run_id, families, net_centimes, reason';

/** Adds the opening of a programme that was paid by another system, as RUNS_OF_TWO_KINDS adds a kind. */
const OPENINGS = `
${runsTable('runs_with_openings')}
ALTER TABLE runs_with_openings ADD COLUMN ${WAITS};
INSERT INTO runs_with_openings (rowid, ${RUN}, waits) SELECT rowid, ${RUN}, waits FROM runs ORDER BY rowid;
DROP TABLE runs;
ALTER TABLE runs_with_openings RENAME TO runs;
${RUNS_RULES}
${RESIDENT_OPENINGS}
${FREED_OF_GRANTS}`;

/** SQL that brings a ledger up to date: the entry at index n is for a ledger of version n + 1. */
export const MIGRATIONS: readonly string[] = [
  RESIDENT_PAYMENTS_SCHEMA,
  GRANTED_SCHEMA,
  ORDER_ANSWERS_SCHEMA + BANK_STATEMENTS_SCHEMA,
  `${RUNS_OF_TWO_KINDS}${OWED_SCHEMA}`,
  ANSWERS_OF_FILES,
  CURRENCIES_OF_ENTRIES,
  [OWED_OF_PERSONS, OLDER_STATEMENTS, GAPS_SCHEMA].join('\n'),
  [OWED_WITH_MOVES, STATEMENTS_AS_BOOKS, MOVEMENTS_OF_ORDERS, ...ADDED_IN_9].join('\n'),
  TRANSFERS_AGAIN,
  `${REPEATED_ENTRIES}${WAITING_ANSWERS}`,
  `${RETURNS_RULE_SCHEMA}${STATES_ANEW}`,
  RELEASES_SCHEMA,
  `${OPENINGS}${STATES_ANEW}`,
];

export const SCHEMA = `
${runsTable('runs')}
${RUNS_RULES}

-- What happened, in order, each event chained to the one before by its hash. Never changed, only added to.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  run_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
${RESIDENT_PAYMENTS_SCHEMA}
${GRANTED_SCHEMA}
${ORDER_ANSWERS_SCHEMA}
${BOOKS_SCHEMA}
${REPEATED_ENTRIES}
${WAITING_ANSWERS}
${OWED_SCHEMA}
${GAPS_SCHEMA}
${ADDED_IN_9.join('\n')}
${TRANSFERS_AGAIN}
${RETURNS_RULE_SCHEMA}
${STATES_ANEW}
${RELEASES_SCHEMA}`;
