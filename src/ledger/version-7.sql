-- The tables of a ledger of version 7, as program 0.2 made them.
CREATE TABLE runs (
  run_id TEXT PRIMARY KEY,
  period TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('regular', 'supplementary')),
  -- The nth supplementary run of its month; 0 of a regular one.
  supplement INTEGER NOT NULL DEFAULT 0 CHECK (supplement >= 0),
  -- PUBLISHING: its folder is about to appear. HELD: it waits for a release. RELEASED: the month's effective run.
  state TEXT NOT NULL CHECK (state IN ('PUBLISHING', 'HELD', 'RELEASED', 'SUPERSEDED')),
  status TEXT NOT NULL CHECK (status IN ('PASS', 'HOLD')),
  seal TEXT NOT NULL,
  prior_run_id TEXT REFERENCES runs (run_id),
  families INTEGER NOT NULL,
  net_centimes INTEGER NOT NULL,
  reason TEXT,
  CHECK ((kind = 'regular') = (supplement = 0))
) STRICT;

CREATE UNIQUE INDEX one_released_run_a_month ON runs (period, supplement) WHERE state = 'RELEASED';

CREATE TRIGGER runs_are_not_removed BEFORE DELETE ON runs WHEN OLD.state <> 'PUBLISHING'
BEGIN SELECT RAISE(ABORT, 'runs are never removed'); END;

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

CREATE TABLE announced_resident_payments (
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTHLY', 'TOPUP')),
  category TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (run_id, person_id, kind)
) STRICT;

CREATE TABLE resident_payments (
  person_id TEXT NOT NULL,
  period TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MONTHLY', 'TOPUP')),
  category TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  PRIMARY KEY (person_id, period, kind)
) STRICT;

CREATE UNIQUE INDEX one_topup_a_person ON resident_payments (person_id) WHERE kind = 'TOPUP';

CREATE TRIGGER resident_payments_are_not_changed BEFORE UPDATE ON resident_payments
BEGIN SELECT RAISE(ABORT, 'payments are never changed'); END;

CREATE TRIGGER resident_payments_are_not_removed BEFORE DELETE ON resident_payments
BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;

CREATE TABLE grant_claims (
  kind TEXT NOT NULL CHECK (kind IN ('BIRTH', 'SCHOOL')),
  year INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  level TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  PRIMARY KEY (kind, year, person_id, run_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE claimed (
  run_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (run_id, kind, year)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER claims_are_not_changed BEFORE UPDATE ON grant_claims
BEGIN SELECT RAISE(ABORT, 'claims are never changed'); END;

CREATE TRIGGER claims_of_known_runs_are_not_removed BEFORE DELETE ON grant_claims
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = OLD.run_id)
BEGIN SELECT RAISE(ABORT, 'claims are never removed'); END;

CREATE VIEW granted AS
SELECT c.* FROM grant_claims c JOIN runs r ON r.run_id = c.run_id WHERE r.state = 'RELEASED';

CREATE TABLE answer_files (
  file_no INTEGER PRIMARY KEY,
  -- Of the content, unpacked: the same answers packed otherwise are the same file.
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  message_id TEXT NOT NULL,
  statements INTEGER NOT NULL,
  -- Statements that could not be used when the file was last read.
  exceptions INTEGER NOT NULL
) STRICT;

CREATE TABLE order_answers (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ACCEPTED', 'PAID', 'REJECTED', 'RETURNED')),
  reason_code TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  centimes INTEGER NOT NULL CHECK (centimes > 0),
  run_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  file_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  -- 1: said of the whole file the order stands in; 0: of the order itself.
  of_file INTEGER NOT NULL CHECK (of_file IN (0, 1)),
  PRIMARY KEY (order_id, status, reason_code, of_file, answered_on)
) STRICT, WITHOUT ROWID;

CREATE INDEX unpaid_answers ON order_answers (order_id) WHERE status IN ('REJECTED', 'RETURNED');

CREATE TRIGGER order_answers_are_not_changed BEFORE UPDATE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;

CREATE TRIGGER order_answers_are_not_removed BEFORE DELETE ON order_answers
BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;

CREATE VIEW order_state AS SELECT order_id, run_id, household_id, centimes, state AS status,
      substr(CASE state WHEN 'ACCEPTED' THEN accepted WHEN 'PAID' THEN paid WHEN 'REJECTED' THEN rejected
  WHEN 'RETURNED' THEN returned ELSE coalesce(rejected, returned) END, 12) AS reason_code, substr(CASE state WHEN 'ACCEPTED' THEN accepted WHEN 'PAID' THEN paid WHEN 'REJECTED' THEN rejected
  WHEN 'RETURNED' THEN returned ELSE coalesce(rejected, returned) END, 2, 10) AS answered_on
    FROM (SELECT *, CASE
        WHEN rejected IS NOT NULL AND paid IS NOT NULL AND returned IS NULL THEN 'CONTRADICTORY'
        WHEN paid_until > returned_until THEN 'CONTRADICTORY'
        WHEN rejected IS NOT NULL AND paid IS NULL THEN 'REJECTED'
        WHEN returned IS NOT NULL THEN 'RETURNED'
        WHEN paid IS NOT NULL THEN 'PAID'
        ELSE 'ACCEPTED' END AS state
      FROM (SELECT *, CASE WHEN unpaid_itself OR paid_in_file IS NULL THEN paid_itself
     ELSE coalesce(min(paid_itself, paid_in_file), paid_in_file) END AS paid, CASE WHEN unpaid_itself OR paid_in_file IS NULL THEN paid_itself_until
     ELSE coalesce(max(paid_itself_until, paid_in_file_until), paid_in_file_until) END AS paid_until
        FROM (
  SELECT order_id, min(run_id) AS run_id, min(household_id) AS household_id, min(centimes) AS centimes,
    min(CASE WHEN status = 'ACCEPTED' THEN (reason_code = '') || answered_on || reason_code END) AS accepted, min(CASE WHEN status = 'REJECTED' THEN (reason_code = '') || answered_on || reason_code END) AS rejected,
    min(CASE WHEN status = 'RETURNED' THEN (reason_code = '') || answered_on || reason_code END) AS returned, max(CASE WHEN status = 'RETURNED' THEN answered_on END) AS returned_until,
    min(CASE WHEN status = 'PAID' AND of_file = 0 THEN (reason_code = '') || answered_on || reason_code END) AS paid_itself, max(CASE WHEN status = 'PAID' AND of_file = 0 THEN answered_on END) AS paid_itself_until,
    min(CASE WHEN status = 'PAID' AND of_file = 1 THEN (reason_code = '') || answered_on || reason_code END) AS paid_in_file, max(CASE WHEN status = 'PAID' AND of_file = 1 THEN answered_on END) AS paid_in_file_until,
    max(of_file = 0 AND status IN ('REJECTED', 'RETURNED')) AS unpaid_itself
  FROM order_answers WHERE true GROUP BY order_id )));

CREATE TABLE bank_statements (
  statement_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  page TEXT NOT NULL,
  dated_on TEXT NOT NULL,
  entries INTEGER NOT NULL,
  UNIQUE (account, statement_id, page)
) STRICT;

CREATE TABLE statement_entries (
  statement_no INTEGER NOT NULL REFERENCES bank_statements (statement_no),
  entry_no INTEGER NOT NULL,
  -- Transactions of an entry from 1; 0 where the entry stands for itself.
  detail_no INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('DEBIT', 'CREDIT')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  -- '' when none is said.
  currency TEXT NOT NULL,
  -- 1: it undoes an earlier movement.
  reversal INTEGER NOT NULL CHECK (reversal IN (0, 1)),
  booked_on TEXT NOT NULL,
  order_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  -- Everything else it refers to, between blanks.
  words TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  PRIMARY KEY (statement_no, entry_no, detail_no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bank_statements_are_not_changed BEFORE UPDATE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;

CREATE TRIGGER bank_statements_are_not_removed BEFORE DELETE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;

CREATE TRIGGER statement_entries_are_not_changed BEFORE UPDATE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER statement_entries_are_not_removed BEFORE DELETE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

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

CREATE TABLE recovery_decisions (
  seq INTEGER PRIMARY KEY,
  recovery_id TEXT NOT NULL REFERENCES recoveries (recovery_id),
  decision TEXT NOT NULL CHECK (decision IN ('PAUSE', 'RESUME', 'WRITE_OFF')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  reason TEXT NOT NULL,
  counted_by TEXT REFERENCES runs (run_id)
) STRICT;

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

CREATE TABLE run_money (
  run_id TEXT PRIMARY KEY,
  basis TEXT,
  entitlement INTEGER NOT NULL,
  arrears INTEGER NOT NULL,
  recovery INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA application_id = 1935766118;
PRAGMA user_version = 7;
