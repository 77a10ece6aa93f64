import type Database from 'better-sqlite3';
import { invariant } from '../domain/errors.js';
import type { Day, Period } from '../domain/period.js';

/** Decided corrections, and what households owe because of them. */
export type Adjustment = {
  readonly adjustmentId: string;
  readonly householdId: string;
  readonly kind: 'ARREARS' | 'RECOVERY' | 'FINAL' | 'ONE_OFF';
  readonly centimes: number;
  readonly reason: string;
  readonly decisionRef: string;
  readonly decidedOn: Day;
  /** The month that it corrects; null when none is given. */
  readonly month: Period | null;
  /** Of a FINAL: the person who is paid; null of others. */
  readonly payeeId: string | null;
  /** Of a FINAL: the beneficiary of its order and its debts; null of others. */
  readonly paidTo: string | null;
};

/** An adjustment that a released run applied. */
export type AppliedAdjustment = Adjustment & { readonly appliedIn: Period };

export type RecoveryState = 'OPEN' | 'PAUSED' | 'SETTLED' | 'WRITTEN_OFF';

/** A balance that a household owes. Amounts in centimes. */
export type Recovery = {
  /** The adjustment that opened it. */
  readonly recoveryId: string;
  readonly householdId: string;
  /** The month whose run opened it. It is taken from later months. */
  readonly openedIn: Period;
  readonly decidedOn: Day;
  readonly centimes: number;
  readonly balance: number;
  readonly state: RecoveryState;
  /** The share of a month's aid that is decided for this balance; null when the share of the rules applies. */
  readonly share: string | null;
};

/** What a run takes from an order for a recovery. */
export type Taking = { readonly recoveryId: string; readonly orderId: string; readonly centimes: number };

/**
 * A decision on a recovery: nothing is taken (PAUSE), it is taken again (RESUME), or at a share of its own
 * (SHARE); the whole balance (WRITE_OFF) or a part (WAIVE) is no longer owed; the household repaid a part or all (REPAY).
 */
export type RecoveryDecision =
  | { readonly decision: 'PAUSE' | 'RESUME' | 'WRITE_OFF' }
  | { readonly decision: 'SHARE'; readonly share: string }
  | { readonly decision: 'WAIVE' | 'REPAY'; readonly centimes: number };

/** A decision as the ledger keeps it. `centimes`: how much it reduced the balance. */
export type RecordedDecision = {
  readonly recoveryId: string;
  readonly decision: RecoveryDecision['decision'];
  readonly centimes: number;
  readonly reason: string;
};

/** By how much people reduced the balances, in centimes: written off or waived, and repaid. */
export type Reductions = { readonly writtenOff: number; readonly repaid: number };

/** What one run changes in the sum of the balances, in centimes. The next run counts decisions of people. */
export type RecoveryMovement = Reductions & { readonly opened: number; readonly recovered: number };

const COLUMNS = `recovery_id AS recoveryId, household_id AS householdId, opened_in AS openedIn,
  decided_on AS decidedOn, centimes, balance, state, share`;

const REDUCTIONS = `
  SELECT coalesce(sum(centimes) FILTER (WHERE decision <> 'REPAY'), 0) AS writtenOff,
    coalesce(sum(centimes) FILTER (WHERE decision = 'REPAY'), 0) AS repaid
  FROM recovery_decisions`;

/** The state after a decision: AFTER while a balance is left, ENDED when none is. Other states stay. */
const AFTER: Readonly<Partial<Record<RecoveryDecision['decision'], RecoveryState>>> = {
  PAUSE: 'PAUSED',
  RESUME: 'OPEN',
};
const ENDED: typeof AFTER = { REPAY: 'SETTLED', WAIVE: 'WRITTEN_OFF', WRITE_OFF: 'WRITTEN_OFF' };

/** By how many centimes the decision reduces the balance. */
function reduction(recovery: Recovery, decided: RecoveryDecision): number {
  if ('centimes' in decided) return decided.centimes;
  return decided.decision === 'WRITE_OFF' ? recovery.balance : 0;
}

/** Recoveries in the ledger. Only the ledger calls what writes: each write is part of one of its transactions. */
export class Recoveries {
  constructor(private readonly db: Database.Database) {}

  /** Open balances, the oldest first in each household. */
  outstanding(): Recovery[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS} FROM recoveries WHERE state IN ('OPEN', 'PAUSED')
         ORDER BY household_id, opened_in, decided_on, recovery_id`,
      )
      .all() as Recovery[];
  }

  of(householdId: string): Recovery[] {
    return this.db
      .prepare(
        `SELECT ${COLUMNS} FROM recoveries WHERE household_id = ? ORDER BY opened_in, decided_on, recovery_id`,
      )
      .all(householdId) as Recovery[];
  }

  find(recoveryId: string): Recovery | null {
    const row = this.db.prepare(`SELECT ${COLUMNS} FROM recoveries WHERE recovery_id = ?`).get(recoveryId);
    return (row as Recovery | undefined) ?? null;
  }

  /** The adjustment that was applied under this id, or null. */
  adjustment(adjustmentId: string): Adjustment | null {
    const row = this.db
      .prepare(
        `SELECT adjustment_id AS adjustmentId, household_id AS householdId, kind, centimes, reason,
           decision_ref AS decisionRef, decided_on AS decidedOn, month, payee_id AS payeeId, paid_to AS paidTo
         FROM adjustments WHERE adjustment_id = ?`,
      )
      .get(adjustmentId);
    return (row as Adjustment | undefined) ?? null;
  }

  /** The final payment whose payee is this beneficiary, or null. */
  finalOf(beneficiary: string): Adjustment | null {
    const id = this.db
      .prepare('SELECT adjustment_id FROM adjustments WHERE paid_to = ?')
      .pluck()
      .get(beneficiary) as string | undefined;
    return id === undefined ? null : this.adjustment(id);
  }

  /** Beneficiaries of the final payments that were decided for a household. */
  payeesOf(householdId: string): string[] {
    return this.db
      .prepare(
        'SELECT paid_to FROM adjustments WHERE household_id = ? AND paid_to IS NOT NULL ORDER BY paid_to',
      )
      .pluck()
      .all(householdId) as string[];
  }

  /** The month whose run applied it; null when none did. */
  appliedIn(adjustmentId: string): Period | null {
    const period = this.db
      .prepare(
        'SELECT r.period FROM adjustments a JOIN runs r ON r.run_id = a.applied_by WHERE a.adjustment_id = ?',
      )
      .pluck()
      .get(adjustmentId);
    return (period as Period | undefined) ?? null;
  }

  /** What released runs applied from this month on. */
  *appliedSince(period: Period): Generator<AppliedAdjustment> {
    const rows = this.db
      .prepare(
        `SELECT a.adjustment_id AS adjustmentId, a.household_id AS householdId, a.kind, a.centimes, a.reason,
           a.decision_ref AS decisionRef, a.decided_on AS decidedOn, a.month, a.payee_id AS payeeId, a.paid_to AS paidTo, r.period AS appliedIn
         FROM adjustments a JOIN runs r ON r.run_id = a.applied_by WHERE r.period >= ? ORDER BY a.adjustment_id`,
      )
      .iterate(period);
    for (const row of rows) yield row as AppliedAdjustment;
  }

  /**
   * What people decided for a month, household by household: owed to it less owed by it, in centimes. A recovery of what was
   * paid twice has the order's id, and says nothing of what the month was due.
   */
  decidedFor(month: Period): { householdId: string; centimes: number }[] {
    return this.db
      .prepare(
        `SELECT household_id AS householdId, sum(CASE kind WHEN 'RECOVERY' THEN -centimes ELSE centimes END) AS centimes
         FROM adjustments WHERE month = ? AND kind IN ('ARREARS', 'RECOVERY', 'FINAL')
           AND NOT (kind = 'RECOVERY' AND adjustment_id IN (SELECT reference FROM debts WHERE kind = 'ORDER'))
         GROUP BY household_id ORDER BY household_id`,
      )
      .all(month) as { householdId: string; centimes: number }[];
  }

  /** Households for which released runs applied arrears, recoveries or final payments of a month, and these runs. */
  appliedFor(month: Period): { householdId: string; runId: string }[] {
    return this.db
      .prepare(
        `SELECT DISTINCT household_id AS householdId, applied_by AS runId FROM adjustments
         WHERE month = ? AND kind IN ('ARREARS', 'RECOVERY', 'FINAL')
           AND NOT (kind = 'RECOVERY' AND adjustment_id IN (SELECT reference FROM debts WHERE kind = 'ORDER'))
         ORDER BY household_id, applied_by`,
      )
      .all(month) as { householdId: string; runId: string }[];
  }

  /** The sum of the balances, in centimes. */
  total(): number {
    return this.db.prepare('SELECT coalesce(sum(balance), 0) FROM recoveries').pluck().get() as number;
  }

  /** By how much people reduced the balances since the last released run, in centimes. */
  reducedSince(): Reductions {
    return this.db.prepare(`${REDUCTIONS} WHERE counted_by IS NULL`).get() as Reductions;
  }

  /** The decisions on a household's balances, in order. */
  decisionsOf(householdId: string): RecordedDecision[] {
    return this.db
      .prepare(
        `SELECT d.recovery_id AS recoveryId, d.decision, d.centimes, d.reason
         FROM recovery_decisions d JOIN recoveries r ON r.recovery_id = d.recovery_id
         WHERE r.household_id = ? ORDER BY d.seq`,
      )
      .all(householdId) as RecordedDecision[];
  }

  /** Those of them by which a part is owed no more: repaid, waived or written off. */
  reductionsOf(householdId: string): RecordedDecision[] {
    return this.decisionsOf(householdId).filter((one) => one.centimes > 0);
  }

  /** How many balances differ from what was opened − what was taken − what people reduced. */
  unexplained(): number {
    return this.db
      .prepare(
        `SELECT count(*) FROM recoveries r WHERE r.balance <> r.centimes
           - (SELECT coalesce(sum(t.centimes), 0) FROM recovery_takings t WHERE t.recovery_id = r.recovery_id)
           - (SELECT coalesce(sum(d.centimes), 0) FROM recovery_decisions d WHERE d.recovery_id = r.recovery_id)`,
      )
      .pluck()
      .get() as number;
  }

  decide(recovery: Recovery, decided: RecoveryDecision, reason: string): void {
    const { decision } = decided;
    const centimes = reduction(recovery, decided);
    const state = recovery.balance === centimes ? ENDED[decision] : AFTER[decision];
    this.db
      .prepare('UPDATE recoveries SET state = ?, balance = balance - ?, share = ? WHERE recovery_id = ?')
      .run(
        state ?? recovery.state,
        centimes,
        decision === 'SHARE' ? decided.share : recovery.share,
        recovery.recoveryId,
      );
    this.db
      .prepare('INSERT INTO recovery_decisions (recovery_id, decision, centimes, reason) VALUES (?, ?, ?, ?)')
      .run(recovery.recoveryId, decision, centimes, reason);
  }

  stage(runId: string, adjustments: Iterable<Adjustment>, takings: Iterable<Taking>): void {
    const adjust = this.db.prepare(
      `INSERT INTO adjustment_claims (run_id, adjustment_id, household_id, kind, centimes, reason, decision_ref, decided_on, month,
         payee_id, paid_to)
       VALUES (@runId, @adjustmentId, @householdId, @kind, @centimes, @reason, @decisionRef, @decidedOn, @month,
         @payeeId, @paidTo)`,
    );
    for (const one of adjustments) adjust.run({ ...one, runId });
    const take = this.db.prepare(
      'INSERT INTO recovery_claims (run_id, recovery_id, order_id, centimes) VALUES (@runId, @recoveryId, @orderId, @centimes)',
    );
    for (const one of takings) take.run({ ...one, runId });
  }

  /** What a run claims to change. */
  claimed(runId: string): RecoveryMovement {
    const sum = (sql: string) => this.db.prepare(sql).pluck().get(runId) as number;
    return {
      opened: sum(
        `SELECT coalesce(sum(centimes), 0) FROM adjustment_claims WHERE run_id = ? AND kind = 'RECOVERY'`,
      ),
      recovered: sum('SELECT coalesce(sum(centimes), 0) FROM recovery_claims WHERE run_id = ?'),
      ...this.reducedSince(),
    };
  }

  /** What a released run changed. */
  moved(runId: string): RecoveryMovement {
    const sum = (sql: string) => this.db.prepare(sql).pluck().get(runId) as number;
    return {
      opened: sum(
        `SELECT coalesce(sum(centimes), 0) FROM adjustments WHERE applied_by = ? AND kind = 'RECOVERY'`,
      ),
      recovered: sum('SELECT coalesce(sum(centimes), 0) FROM recovery_takings WHERE run_id = ?'),
      ...(this.db.prepare(`${REDUCTIONS} WHERE counted_by = ?`).get(runId) as Reductions),
    };
  }

  /** All amounts that released runs took. */
  *takings(): Generator<Taking & { readonly runId: string }> {
    const rows = this.db
      .prepare(
        `SELECT recovery_id AS recoveryId, run_id AS runId, order_id AS orderId, centimes
         FROM recovery_takings ORDER BY recovery_id, run_id`,
      )
      .iterate();
    for (const row of rows) yield row as Taking & { readonly runId: string };
  }

  /** Applies the run's claims: its adjustments, the balances that they open, and what it takes from open balances. */
  enter(runId: string, period: Period): void {
    this.db
      .prepare(
        `INSERT INTO adjustments (adjustment_id, household_id, kind, centimes, reason, decision_ref, decided_on, month,
           payee_id, paid_to, applied_by)
         SELECT adjustment_id, household_id, kind, centimes, reason, decision_ref, decided_on, month, payee_id, paid_to, run_id
         FROM adjustment_claims WHERE run_id = ?`,
      )
      .run(runId);
    this.db
      .prepare(
        `INSERT INTO recoveries (recovery_id, household_id, opened_in, decided_on, centimes, balance, state)
         SELECT adjustment_id, household_id, ?, decided_on, centimes, centimes, 'OPEN'
         FROM adjustment_claims WHERE run_id = ? AND kind = 'RECOVERY'`,
      )
      .run(period, runId);
    this.db
      .prepare(
        `INSERT INTO recovery_takings (recovery_id, run_id, order_id, centimes)
         SELECT recovery_id, run_id, order_id, centimes FROM recovery_claims WHERE run_id = ?`,
      )
      .run(runId);
    const taken = this.db
      .prepare(
        `UPDATE recoveries AS r SET balance = r.balance - c.centimes,
           state = CASE WHEN r.balance = c.centimes THEN 'SETTLED' ELSE 'OPEN' END
         FROM recovery_claims c WHERE c.run_id = ? AND c.recovery_id = r.recovery_id AND r.state = 'OPEN'`,
      )
      .run(runId).changes;
    const claims = this.db
      .prepare('SELECT count(*) FROM recovery_claims WHERE run_id = ?')
      .pluck()
      .get(runId) as number;
    invariant(
      taken === claims,
      () => `run ${runId} takes from ${claims} balances, ${claims - taken} are not open`,
    );
    this.db.prepare('UPDATE recovery_decisions SET counted_by = ? WHERE counted_by IS NULL').run(runId);
  }
}
