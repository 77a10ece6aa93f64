/**
 * What is owed, in both directions, and what keeps a household from being paid after orders came back.
 *
 * A run's changes are laid as claims (tables …_claims) before the run is announced, and done in the very
 * transaction that releases it; of a run that never is released nothing is done. Amounts are centimes.
 */
export const OWED_SCHEMA = `
-- What is owed to households (to a resident of a care institution as R-<person_id>), one row each. MONTH: a
-- month that was not paid out. GRANTS: the grants of such a month, when a supplementary run pays the month
-- itself. ORDER: an order that came back. ADJUSTMENT: decided arrears. reference: the order or adjustment.
CREATE TABLE debts (
  household_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTH', 'GRANTS', 'ORDER', 'ADJUSTMENT')),
  reference TEXT NOT NULL,
  cause TEXT NOT NULL
    CHECK (cause IN ('BLOCKED', 'HELD', 'QUARANTINED', 'REJECTED', 'RETURNED', 'ADJUSTMENT')),
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
  PRIMARY KEY (household_id, origin, kind, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_debts ON debts (household_id, origin, centimes) WHERE state = 'OPEN';
CREATE INDEX order_debts ON debts (reference) WHERE kind = 'ORDER';
CREATE TRIGGER debts_are_not_removed BEFORE DELETE ON debts
BEGIN SELECT RAISE(ABORT, 'debts are never removed'); END;
CREATE TRIGGER closed_debts_are_not_changed BEFORE UPDATE ON debts
WHEN OLD.state <> 'OPEN' OR (OLD.centimes IS NOT NULL AND NEW.centimes IS NOT OLD.centimes)
BEGIN SELECT RAISE(ABORT, 'a debt is closed once, and its amount never changes'); END;

CREATE TABLE debt_claims (
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
  PRIMARY KEY (run_id, household_id, origin, kind, reference)
) STRICT, WITHOUT ROWID;

-- Decided corrections, each applied once, ever.
CREATE TABLE adjustments (
  adjustment_id TEXT PRIMARY KEY,
  household_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ARREARS', 'RECOVERY')),
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  reason TEXT NOT NULL,
  decision_ref TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  applied_by TEXT NOT NULL REFERENCES runs (run_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER adjustments_are_not_changed BEFORE UPDATE ON adjustments
BEGIN SELECT RAISE(ABORT, 'adjustments are never changed'); END;
CREATE TRIGGER adjustments_are_not_removed BEFORE DELETE ON adjustments
BEGIN SELECT RAISE(ABORT, 'adjustments are never removed'); END;

CREATE TABLE adjustment_claims (
  run_id TEXT NOT NULL,
  adjustment_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  centimes INTEGER NOT NULL,
  reason TEXT NOT NULL,
  decision_ref TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  PRIMARY KEY (run_id, adjustment_id)
) STRICT, WITHOUT ROWID;

-- What households owe: a balance each, opened by the adjustment of the same id.
CREATE TABLE recoveries (
  recovery_id TEXT PRIMARY KEY REFERENCES adjustments (adjustment_id),
  household_id TEXT NOT NULL,
  opened_in TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  balance INTEGER NOT NULL CHECK (balance BETWEEN 0 AND centimes),
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'PAUSED', 'SETTLED', 'WRITTEN_OFF')),
  CHECK ((balance = 0) = (state IN ('SETTLED', 'WRITTEN_OFF')))
) STRICT, WITHOUT ROWID;
CREATE INDEX recoveries_of_household ON recoveries (household_id);
CREATE TRIGGER recoveries_are_not_removed BEFORE DELETE ON recoveries
BEGIN SELECT RAISE(ABORT, 'recoveries are never removed'); END;

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

-- Decisions of people: PAUSE and RESUME (0 centimes), WRITE_OFF (the balance there was). The next run that is
-- released counts a write-off in its figures.
CREATE TABLE recovery_decisions (
  seq INTEGER PRIMARY KEY,
  recovery_id TEXT NOT NULL REFERENCES recoveries (recovery_id),
  decision TEXT NOT NULL CHECK (decision IN ('PAUSE', 'RESUME', 'WRITE_OFF')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  reason TEXT NOT NULL,
  counted_by TEXT REFERENCES runs (run_id)
) STRICT;

-- What keeps a household from being paid after orders came back. subject: what must change before it is paid
-- again, the SHA-256 of the account or the payee's id; '' where people decide. period: of the order.
CREATE TABLE holds (
  household_id TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('ACCOUNT_REJECTED', 'PAYEE_DECEASED', 'RETURNED_REPEATEDLY')),
  order_id TEXT NOT NULL,
  period TEXT NOT NULL,
  -- What the institution gave as its reason; '' where it counts no more than that the order came back.
  cause TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'ENDED')),
  opened_by TEXT NOT NULL REFERENCES runs (run_id),
  -- The run that saw the change; NULL when people ended it, for the reason they gave.
  ended_by TEXT REFERENCES runs (run_id),
  ended_because TEXT,
  PRIMARY KEY (household_id, reason, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX active_holds ON holds (household_id) WHERE state = 'ACTIVE';
CREATE INDEX holds_of_orders ON holds (order_id);
CREATE TRIGGER holds_are_not_removed BEFORE DELETE ON holds
BEGIN SELECT RAISE(ABORT, 'holds are never removed'); END;

CREATE TABLE hold_claims (
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
  PRIMARY KEY (run_id, household_id, reason, order_id)
) STRICT, WITHOUT ROWID;

-- What a run's money is made of, and the digest of what the ledger said was owed when it was computed.
CREATE TABLE run_money (
  run_id TEXT PRIMARY KEY,
  basis TEXT,
  entitlement INTEGER NOT NULL,
  arrears INTEGER NOT NULL,
  recovery INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
