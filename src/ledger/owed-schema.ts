import { TRANSFERS_SCHEMA } from './transfers.js';

/**
 * What is owed, in both directions, and what keeps a household from being paid after orders came back.
 *
 * A run's changes are entered as claims (tables …_claims) before the run is announced. The transaction that releases
 * the run applies them; the claims of a run that is never released change nothing. Amounts are centimes.
 */

/**
 * What is owed to households (to a resident of a care institution as R-<person_id>), one row each. MONTH: a month that
 * was not paid out. GRANTS: the grants of such a month, when a supplementary run pays the month itself; or one grant, in
 * the household in which the child now lives. ORDER: an order that came back. ADJUSTMENT: decided arrears. reference: the
 * order, the adjustment, or of one grant BIRTH or SCHOOL, the child, and whence it came.
 */
const debtsTable = (name: string) => `
CREATE TABLE ${name} (
  household_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTH', 'GRANTS', 'ORDER', 'ADJUSTMENT')),
  reference TEXT NOT NULL,
  cause TEXT NOT NULL
    CHECK (cause IN ('BLOCKED', 'HELD', 'QUARANTINED', 'REJECTED', 'RETURNED', 'ADJUSTMENT', 'ONE_OFF', 'GAP', 'RETROACTIVE', 'FINAL')),
  reason TEXT NOT NULL,
  -- NULL: not known until the household is payable.
  centimes INTEGER CHECK (centimes >= 0),
  -- Whether the amount was known when the debt was opened.
  known INTEGER NOT NULL CHECK (known IN (0, 1)),
  -- LAPSED: too far back to be paid any more. CANCELLED: its month was paid otherwise, or nothing was due.
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'PAID', 'LAPSED', 'CANCELLED')),
  opened_by TEXT NOT NULL REFERENCES runs (run_id),
  closed_by TEXT REFERENCES runs (run_id),
  -- The order that paid it.
  order_id TEXT,
  -- People decided that it may be paid until the run of this month; NULL: as far back as the rules say.
  extended_to TEXT,
  -- The part that is cancelled, because a grant in it went to the household in which the child lives (freed_grants).
  moved INTEGER NOT NULL DEFAULT 0 CHECK (moved BETWEEN 0 AND coalesce(centimes, 0)),
  PRIMARY KEY (household_id, origin, kind, reference)
) STRICT, WITHOUT ROWID;`;

const DEBT_RULES = `
CREATE INDEX open_debts ON debts (household_id, origin, centimes) WHERE state = 'OPEN';
CREATE INDEX order_debts ON debts (reference) WHERE kind = 'ORDER';
CREATE TRIGGER debts_are_not_removed BEFORE DELETE ON debts
BEGIN SELECT RAISE(ABORT, 'debts are never removed'); END;
CREATE TRIGGER closed_debts_are_not_changed BEFORE UPDATE ON debts
WHEN OLD.state <> 'OPEN' OR (OLD.centimes IS NOT NULL AND NEW.centimes IS NOT OLD.centimes) OR NEW.moved < OLD.moved
BEGIN SELECT RAISE(ABORT, 'a debt is closed once, and its amount never changes'); END;`;

const debtClaimsTable = (name: string) => `
CREATE TABLE ${name} (
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  centimes INTEGER,
  -- 1: the run opens the debt; 0: it closes an open one.
  opens INTEGER NOT NULL CHECK (opens IN (0, 1)),
  state TEXT NOT NULL,
  order_id TEXT,
  -- The part that the run cancels, because a grant in it goes elsewhere with the child.
  moved INTEGER NOT NULL DEFAULT 0 CHECK (moved >= 0),
  PRIMARY KEY (run_id, household_id, origin, kind, reference)
) STRICT, WITHOUT ROWID;`;

/** Decided corrections. Each is applied once, ever. */
const adjustmentsTable = (name: string) => `
CREATE TABLE ${name} (
  adjustment_id TEXT PRIMARY KEY,
  household_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ARREARS', 'RECOVERY', 'FINAL', 'ONE_OFF')),
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  reason TEXT NOT NULL,
  decision_ref TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  applied_by TEXT NOT NULL REFERENCES runs (run_id),
  -- The month it corrects; NULL when none is said.
  month TEXT,
  -- Of a FINAL: the person who is paid, and the beneficiary of its order and debts.
  payee_id TEXT,
  paid_to TEXT UNIQUE,
  CHECK ((kind = 'FINAL') = (payee_id IS NOT NULL AND paid_to IS NOT NULL))
) STRICT, WITHOUT ROWID;`;

const ADJUSTMENT_RULES = `
CREATE TRIGGER adjustments_are_not_changed BEFORE UPDATE ON adjustments
BEGIN SELECT RAISE(ABORT, 'adjustments are never changed'); END;
CREATE TRIGGER adjustments_are_not_removed BEFORE DELETE ON adjustments
BEGIN SELECT RAISE(ABORT, 'adjustments are never removed'); END;`;

const adjustmentClaimsTable = (name: string) => `
CREATE TABLE ${name} (
  run_id TEXT NOT NULL,
  adjustment_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  centimes INTEGER NOT NULL,
  reason TEXT NOT NULL,
  decision_ref TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  month TEXT,
  payee_id TEXT,
  paid_to TEXT,
  PRIMARY KEY (run_id, adjustment_id)
) STRICT, WITHOUT ROWID;`;

/** What households owe: one balance for each recovery, opened by the adjustment with the same id. */
const recoveriesTable = (name: string) => `
CREATE TABLE ${name} (
  recovery_id TEXT PRIMARY KEY REFERENCES adjustments (adjustment_id),
  household_id TEXT NOT NULL,
  opened_in TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  balance INTEGER NOT NULL CHECK (balance BETWEEN 0 AND centimes),
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'PAUSED', 'SETTLED', 'WRITTEN_OFF')),
  -- The most that is taken, of a month's aid, where people decided on a rate of its own; NULL: as the rules say.
  share TEXT,
  CHECK ((balance = 0) = (state IN ('SETTLED', 'WRITTEN_OFF')))
) STRICT, WITHOUT ROWID;`;

const RECOVERY_RULES = `
CREATE INDEX recoveries_of_household ON recoveries (household_id);
CREATE TRIGGER recoveries_are_not_removed BEFORE DELETE ON recoveries
BEGIN SELECT RAISE(ABORT, 'recoveries are never removed'); END;`;

/**
 * Decisions of people. PAUSE, RESUME and SHARE (0 centimes) change how a balance is taken; WRITE_OFF (the balance there
 * was), WAIVE (a part of it) and REPAY (paid in by the household itself) reduce it. The next run that is released counts
 * what reduced a balance in its figures.
 */
const decisionsTable = (name: string) => `
CREATE TABLE ${name} (
  seq INTEGER PRIMARY KEY,
  recovery_id TEXT NOT NULL REFERENCES recoveries (recovery_id),
  decision TEXT NOT NULL CHECK (decision IN ('PAUSE', 'RESUME', 'SHARE', 'WRITE_OFF', 'WAIVE', 'REPAY')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  reason TEXT NOT NULL,
  counted_by TEXT REFERENCES runs (run_id)
) STRICT;`;

/**
 * What keeps a household from being paid, until data change or a person decides: orders came back, another family has its
 * number, or a death is reported no more. order_id: the order that came back, or what people decide on. period: of the
 * order, or of the run that opened the hold. subject: what must change before it is paid again, the SHA-256 of the
 * account or the payee's id; '' where a person decides.
 */
const holdsTable = (name: string) => `
CREATE TABLE ${name} (
  household_id TEXT NOT NULL,
  reason TEXT NOT NULL
    CHECK (reason IN ('ACCOUNT_REJECTED', 'PAYEE_DECEASED', 'RETURNED_REPEATEDLY', 'HOUSEHOLD_REPLACED', 'DEATH_CONTRADICTED')),
  order_id TEXT NOT NULL,
  period TEXT NOT NULL,
  -- What the institution gave as its reason; '' where it gave none, or where it counts no more than that orders came back.
  cause TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'ENDED')),
  opened_by TEXT NOT NULL REFERENCES runs (run_id),
  -- The run that saw the change; NULL when people ended it, for the reason they gave.
  ended_by TEXT REFERENCES runs (run_id),
  ended_because TEXT,
  PRIMARY KEY (household_id, reason, order_id, period)
) STRICT, WITHOUT ROWID;`;

const HOLD_RULES = `
CREATE INDEX active_holds ON holds (household_id) WHERE state = 'ACTIVE';
CREATE INDEX holds_of_orders ON holds (order_id);
CREATE TRIGGER holds_are_not_removed BEFORE DELETE ON holds
BEGIN SELECT RAISE(ABORT, 'holds are never removed'); END;`;

const holdClaimsTable = (name: string) => `
CREATE TABLE ${name} (
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  order_id TEXT NOT NULL,
  period TEXT NOT NULL,
  cause TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- 1: the run opens the hold.
  opens INTEGER NOT NULL CHECK (opens IN (0, 1)),
  -- NULL: it goes on.
  ended_because TEXT,
  PRIMARY KEY (run_id, household_id, reason, order_id, period)
) STRICT, WITHOUT ROWID;`;

export const OWED_SCHEMA = `
${debtsTable('debts')}${DEBT_RULES}

${debtClaimsTable('debt_claims')}

${adjustmentsTable('adjustments')}${ADJUSTMENT_RULES}

${adjustmentClaimsTable('adjustment_claims')}

${recoveriesTable('recoveries')}${RECOVERY_RULES}

-- What was taken from an order. Never changed, only added to.
CREATE TABLE recovery_takings (
  recovery_id TEXT NOT NULL REFERENCES recoveries (recovery_id),
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  order_id TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (recovery_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER takings_are_not_changed BEFORE UPDATE ON recovery_takings
BEGIN SELECT RAISE(ABORT, 'takings are never changed'); END;
CREATE TRIGGER takings_are_not_removed BEFORE DELETE ON recovery_takings
BEGIN SELECT RAISE(ABORT, 'takings are never removed'); END;

CREATE TABLE recovery_claims (
  run_id TEXT NOT NULL,
  recovery_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (run_id, recovery_id)
) STRICT, WITHOUT ROWID;

${decisionsTable('recovery_decisions')}

${holdsTable('holds')}${HOLD_RULES}

${holdClaimsTable('hold_claims')}

-- What a run's money is made of, and the digest of what the ledger said was owed when it was computed.
${TRANSFERS_SCHEMA}
CREATE TABLE run_money (
  run_id TEXT PRIMARY KEY,
  basis TEXT,
  entitlement INTEGER NOT NULL,
  arrears INTEGER NOT NULL,
  recovery INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

const moved = (table: (name: string) => string, name: string, columns: string) => `
${table('remade')}
INSERT INTO remade (${columns}) SELECT ${columns} FROM ${name};
DROP TABLE ${name};
ALTER TABLE remade RENAME TO ${name};`;

const ADJUSTMENT = 'adjustment_id, household_id, kind, centimes, reason, decision_ref, decided_on';
const HOLD = 'household_id, reason, order_id, period, cause, subject';

/**
 * Adds columns, kinds, causes and reasons. SQLite cannot change the CHECK of an existing table, so the rows move into
 * new tables.
 */
export const OWED_OF_PERSONS = `
${moved(
  debtsTable,
  'debts',
  'household_id, origin, kind, reference, cause, reason, centimes, known, state, opened_by, closed_by, order_id',
)}${DEBT_RULES}
${moved(
  debtClaimsTable,
  'debt_claims',
  'run_id, household_id, origin, kind, reference, cause, reason, centimes, opens, state, order_id',
)}
${moved(adjustmentsTable, 'adjustments', `${ADJUSTMENT}, applied_by`)}${ADJUSTMENT_RULES}
${moved(adjustmentClaimsTable, 'adjustment_claims', `run_id, ${ADJUSTMENT}`)}
${moved(recoveriesTable, 'recoveries', 'recovery_id, household_id, opened_in, decided_on, centimes, balance, state')}${RECOVERY_RULES}
${moved(decisionsTable, 'recovery_decisions', 'seq, recovery_id, decision, centimes, reason, counted_by')}
${moved(holdsTable, 'holds', `${HOLD}, state, opened_by, ended_by, ended_because`)}${HOLD_RULES}
${moved(holdClaimsTable, 'hold_claims', `run_id, ${HOLD}, opens, ended_because`)}
${TRANSFERS_SCHEMA}`;

/** Lets grants of a debt move with their child, and final payments name whom they are paid to; see OWED_OF_PERSONS. */
export const OWED_WITH_MOVES = `
${moved(
  debtsTable,
  'debts',
  'household_id, origin, kind, reference, cause, reason, centimes, known, state, opened_by, closed_by, order_id, extended_to',
)}${DEBT_RULES}
${moved(
  debtClaimsTable,
  'debt_claims',
  'run_id, household_id, origin, kind, reference, cause, reason, centimes, opens, state, order_id',
)}
${moved(adjustmentsTable, 'adjustments', `${ADJUSTMENT}, applied_by, month`)}${ADJUSTMENT_RULES}
${moved(adjustmentClaimsTable, 'adjustment_claims', `run_id, ${ADJUSTMENT}, month`)}`;
