import type Database from 'better-sqlite3';

/**
 * What must be known of a return before its order is owed again. STATEMENT: the credit stands on the account.
 * ANSWERS: the institution says so. A configuration may name one of them; of one that names none, it is STATEMENT
 * once a statement of the account was read, else ANSWERS.
 */
export type ReturnsRule = 'STATEMENT' | 'ANSWERS';

/** The rule that a run's configuration names; no row where it names none. It holds once the run is released. */
export const RETURNS_RULE_SCHEMA = `
CREATE TABLE run_returns (
  run_id TEXT PRIMARY KEY,
  rule TEXT NOT NULL CHECK (rule IN ('STATEMENT', 'ANSWERS'))
) STRICT, WITHOUT ROWID;`;

/** SQL: the rule of the latest released run; NULL where its configuration names none. */
const RELEASED = `(SELECT n.rule FROM runs r LEFT JOIN run_returns n ON n.run_id = r.run_id
  WHERE r.state = 'RELEASED' ORDER BY r.period DESC, r.supplement DESC LIMIT 1)`;

const isSeen = (rule: string) =>
  `(SELECT CASE ${rule} WHEN 'ANSWERS' THEN 0 WHEN 'STATEMENT' THEN 1 ELSE EXISTS (SELECT 1 FROM bank_statements) END)`;

/** SQL: whether a return must be seen on the account, by the latest released run. */
export const MUST_BE_SEEN_SINCE = isSeen(RELEASED);

/** SQL: the same, by the run for which the ledger is asked where there is one. See ReturnsRules.ask. */
export const MUST_BE_SEEN = isSeen(`coalesce(returns_asked(), ${RELEASED}, '')`);

/** The statements below are parts of the ledger's transactions: it calls them, nobody else. */
export class ReturnsRules {
  private asked: ReturnsRule | '' | null = null;

  constructor(private readonly db: Database.Database) {
    db.function('returns_asked', { deterministic: false }, () => this.asked);
  }

  /** From now on the rule is this one, whatever run was released last; null: the one of a configuration that names none. */
  ask(rule: ReturnsRule | null): void {
    this.asked = rule ?? '';
  }

  /** The rule that the configuration of a run names; null where it names none. */
  of(runId: string): ReturnsRule | null {
    const found = this.db.prepare('SELECT rule FROM run_returns WHERE run_id = ?').pluck().get(runId);
    return (found as ReturnsRule | undefined) ?? null;
  }

  stage(runId: string, rule: ReturnsRule | null): void {
    if (rule !== null)
      this.db.prepare('INSERT INTO run_returns (run_id, rule) VALUES (?, ?)').run(runId, rule);
  }
}
