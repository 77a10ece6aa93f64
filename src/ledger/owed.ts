import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { invariant } from '../domain/errors.js';
import { type DebtClaim, type DebtMovement, Debts } from './debts.js';
import { FreedGrants } from './freed-grants.js';
import { type HoldClaim, Holds } from './holds.js';
import { type Adjustment, Recoveries, type RecoveryMovement, type Taking } from './recoveries.js';
import { type ReturnsRule, ReturnsRules } from './returns-rule.js';
import { Transfers } from './transfers.js';
import { undoneRecoveries } from './undone-recoveries.js';
import { UnpaidOrders } from './unpaid-orders.js';

/** What a run's money is made of, in centimes, and what it was computed from. */
export type RunMoney = {
  /** Digest of what was owed when the run was computed; null when nothing was. */
  readonly basis: string | null;
  readonly entitlement: number;
  readonly arrears: number;
  readonly recovery: number;
};

/** What a run does to what is owed. Its release applies it. */
export type OwedClaims = {
  readonly debts?: Iterable<DebtClaim>;
  readonly adjustments?: Iterable<Adjustment>;
  readonly takings?: Iterable<Taking>;
  readonly holds?: Iterable<HoldClaim>;
};

const CLAIMS = ['debt_claims', 'adjustment_claims', 'recovery_claims', 'hold_claims'] as const;
/** Tables of runs that were announced; rows of others are orphans. */
const STAGED = [...CLAIMS, 'run_money', 'run_returns'] as const;

/**
 * What is owed in both directions, and the holds. Anybody may read. Only the ledger calls what writes: each write is
 * part of one of its transactions.
 */
export class Owed {
  readonly debts: Debts;
  readonly recoveries: Recoveries;
  readonly holds: Holds;
  readonly returns: UnpaidOrders;
  readonly returnsRules: ReturnsRules;
  readonly transfers: Transfers;

  constructor(private readonly db: Database.Database) {
    this.debts = new Debts(db);
    this.recoveries = new Recoveries(db);
    this.holds = new Holds(db);
    this.returns = new UnpaidOrders(db);
    this.returnsRules = new ReturnsRules(db);
    this.transfers = new Transfers(db);
  }

  /**
   * The digest of all debts, balances and holds that a run is computed from; null when there are none. Another digest
   * means another run: arrears, recoveries or holds may differ.
   */
  basis(): string | null {
    const hash = createHash('sha256');
    let lines = 0;
    const take = (...cells: readonly (string | number | null)[]): void => {
      lines++;
      hash.update(`${JSON.stringify(cells)}\n`);
    };
    for (const { extendedTo, ...one } of this.debts.open()) {
      take('debt', ...Object.values(one));
      // A line of its own: what was computed before debts could be extended keeps its digest.
      if (extendedTo !== null)
        take('extended', one.beneficiary, one.origin, one.kind, one.reference, extendedTo);
    }
    // Reasons in words change nothing that is owed.
    for (const { reasonWords: _, ...one } of this.returns.fresh()) take('order', ...Object.values(one));
    for (const one of this.returns.fileRejected()) take('file rejected', one.orderId);
    for (const one of this.returns.contested()) take('contested', one);
    for (const { reasonWords: _, ...one } of this.returns.holding()) take('holding', ...Object.values(one));
    for (const one of this.recoveries.outstanding()) take('recovery', ...Object.values(one));
    for (const one of this.holds.active()) take('hold', ...Object.values(one));
    for (const one of this.holds.doubtsEnded()) take('doubt ended', ...Object.values(one));
    for (const { from, to, before } of this.transfers.all()) take('transfer', from, to, before);
    for (const one of undoneRecoveries(this.db))
      if (!one.isOwed) take('recovered', one.recoveryId, one.householdId, one.recovered);
    const { writtenOff, repaid } = this.recoveries.reducedSince();
    for (const one of new FreedGrants(this.db).all()) take('freed', ...Object.values(one));
    if (writtenOff > 0) take('written off', writtenOff);
    if (repaid > 0) take('repaid', repaid);
    return lines === 0 ? null : hash.digest('hex');
  }

  money(runId: string): RunMoney | null {
    const row = this.db
      .prepare('SELECT basis, entitlement, arrears, recovery FROM run_money WHERE run_id = ?')
      .get(runId);
    return (row as RunMoney | undefined) ?? null;
  }

  stageMoney(runId: string, money: RunMoney, returns: ReturnsRule | null): void {
    this.returnsRules.stage(runId, returns);
    this.db
      .prepare(
        'INSERT INTO run_money (run_id, basis, entitlement, arrears, recovery) VALUES (@runId, @basis, @entitlement, @arrears, @recovery)',
      )
      .run({ ...money, runId });
  }

  stage(runId: string, claims: OwedClaims): void {
    this.debts.stage(runId, claims.debts ?? []);
    this.recoveries.stage(runId, claims.adjustments ?? [], claims.takings ?? []);
    this.holds.stage(runId, claims.holds ?? []);
  }

  /** Whether there are claims of runs that were never announced, or were withdrawn. */
  hasOrphans(): boolean {
    return STAGED.some(
      (table) =>
        this.db
          .prepare(`SELECT 1 FROM ${table} WHERE run_id NOT IN (SELECT run_id FROM runs) LIMIT 1`)
          .get() !== undefined,
    );
  }

  /** Removes these claims. */
  removeOrphans(): void {
    for (const table of STAGED)
      this.db.exec(`DELETE FROM ${table} WHERE run_id NOT IN (SELECT run_id FROM runs)`);
  }

  /**
   * Applies what a run claims, and asserts: the run's money is entitlement + arrears − recovery; arrears and recovery
   * are the sums of the debts paid and the amounts taken; what is open at the end is what was open at the start plus
   * what the run changed.
   */
  enter(run: { readonly runId: string; readonly period: string; readonly netCentimes: number }): void {
    const { runId, period } = run;
    const money = this.money(runId);
    const debts = this.debts.claimed(runId);
    const recoveries = this.recoveries.claimed(runId);
    if (money !== null) assertMoney(run, money, debts, recoveries);
    const owed = this.debts.total();
    const balances = this.recoveries.total();
    this.debts.enter(runId);
    this.recoveries.enter(runId, period);
    this.holds.enter(runId);
    const { accrued, returned, adjustments, paid, cancelled } = debts;
    const expected = owed + accrued + returned + adjustments - paid - cancelled;
    invariant(
      this.debts.total() === expected,
      () => `run ${runId}: owed ${owed} centimes before, ${expected} expected, ${this.debts.total()} after`,
    );
    // A write-off leaves the balances when it is decided.
    const left = balances + recoveries.opened - recoveries.recovered;
    invariant(
      this.recoveries.total() === left,
      () => `run ${runId}: balances of ${left} centimes expected, ${this.recoveries.total()} after`,
    );
  }

  /** After a release, removes the claims of other runs of the month, and of months before: they can never be applied. */
  forgetClaims(period: string, kind: string): void {
    for (const table of CLAIMS) {
      this.db
        .prepare(
          `DELETE FROM ${table} WHERE run_id IN (SELECT run_id FROM runs WHERE period < ? OR (period = ? AND kind = ?))`,
        )
        .run(period, period, kind);
    }
  }
}

function assertMoney(
  run: { readonly runId: string; readonly netCentimes: number },
  money: RunMoney,
  debts: DebtMovement,
  recoveries: RecoveryMovement,
): void {
  const { entitlement, arrears, recovery } = money;
  invariant(
    run.netCentimes === entitlement + arrears - recovery,
    () =>
      `run ${run.runId}: orders of ${run.netCentimes} centimes ≠ ${entitlement} + ${arrears} − ${recovery}`,
  );
  invariant(
    debts.paid === arrears,
    () => `run ${run.runId}: arrears of ${arrears} centimes, debts of ${debts.paid} paid`,
  );
  invariant(
    recoveries.recovered === recovery,
    () => `run ${run.runId}: recovery of ${recovery} centimes, ${recoveries.recovered} taken`,
  );
}
