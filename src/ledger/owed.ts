import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { invariant } from '../domain/errors.js';
import { type DebtClaim, type DebtMovement, Debts } from './debts.js';
import { type HoldClaim, Holds } from './holds.js';
import { type Adjustment, Recoveries, type RecoveryMovement, type Taking } from './recoveries.js';
import { UnpaidOrders } from './unpaid-orders.js';

/** What a run's money is made of, in centimes, and what it was computed from. */
export type RunMoney = {
  /** Digest of what was owed when the run was computed; null when nothing was. */
  readonly basis: string | null;
  readonly entitlement: number;
  readonly arrears: number;
  readonly recovery: number;
};

/** What a run does to what is owed: done when it is released. */
export type OwedClaims = {
  readonly debts?: Iterable<DebtClaim>;
  readonly adjustments?: Iterable<Adjustment>;
  readonly takings?: Iterable<Taking>;
  readonly holds?: Iterable<HoldClaim>;
};

const CLAIMS = ['debt_claims', 'adjustment_claims', 'recovery_claims', 'hold_claims'] as const;

/**
 * The accounts of what is owed, in both directions, and of the holds. Reading is for everybody; what writes is a
 * part of the ledger's transactions, and called by the ledger alone.
 */
export class Owed {
  readonly debts: Debts;
  readonly recoveries: Recoveries;
  readonly holds: Holds;
  readonly returns: UnpaidOrders;

  constructor(private readonly db: Database.Database) {
    this.debts = new Debts(db);
    this.recoveries = new Recoveries(db);
    this.holds = new Holds(db);
    this.returns = new UnpaidOrders(db);
  }

  /**
   * The digest of all that a run is computed from here; null when there is nothing. Another digest is another
   * run: its arrears, recoveries or holds may differ.
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
    for (const one of this.returns.fresh()) take('order', ...Object.values(one));
    for (const one of this.returns.contested()) take('contested', one);
    for (const one of this.returns.holding()) take('holding', ...Object.values(one));
    for (const one of this.recoveries.outstanding()) take('recovery', ...Object.values(one));
    for (const one of this.holds.active()) take('hold', ...Object.values(one));
    const writtenOff = this.recoveries.writtenOffSince();
    if (writtenOff > 0) take('written off', writtenOff);
    return lines === 0 ? null : hash.digest('hex');
  }

  money(runId: string): RunMoney | null {
    const row = this.db
      .prepare('SELECT basis, entitlement, arrears, recovery FROM run_money WHERE run_id = ?')
      .get(runId);
    return (row as RunMoney | undefined) ?? null;
  }

  layMoney(runId: string, money: RunMoney): void {
    this.db
      .prepare(
        'INSERT INTO run_money (run_id, basis, entitlement, arrears, recovery) VALUES (@runId, @basis, @entitlement, @arrears, @recovery)',
      )
      .run({ ...money, runId });
  }

  lay(runId: string, claims: OwedClaims): void {
    this.debts.lay(runId, claims.debts ?? []);
    this.recoveries.lay(runId, claims.adjustments ?? [], claims.takings ?? []);
    this.holds.lay(runId, claims.holds ?? []);
  }

  /** Whether there are claims of a run that was never announced, or withdrawn. */
  hasOrphans(): boolean {
    return [...CLAIMS, 'run_money'].some(
      (table) =>
        this.db
          .prepare(`SELECT 1 FROM ${table} WHERE run_id NOT IN (SELECT run_id FROM runs) LIMIT 1`)
          .get() !== undefined,
    );
  }

  /** Takes them back. */
  removeOrphans(): void {
    for (const table of [...CLAIMS, 'run_money'])
      this.db.exec(`DELETE FROM ${table} WHERE run_id NOT IN (SELECT run_id FROM runs)`);
  }

  /**
   * Does what a run claims, and asserts the identities that bind it: its money is entitlement + arrears −
   * recovery, of which the ledger knows the last two, debt by debt and taking by taking; and what is open at
   * the end is what was open at the start and what the run changed.
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
    // What was written off left the balances when it was decided.
    const left = balances + recoveries.opened - recoveries.recovered;
    invariant(
      this.recoveries.total() === left,
      () => `run ${runId}: balances of ${left} centimes expected, ${this.recoveries.total()} after`,
    );
  }

  /** A month is released: what other runs of it, or of a month before, claim can never be done. */
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
