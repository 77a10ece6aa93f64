import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Json } from '../domain/canonical.js';
import { invariant } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { BankStatements } from './bank-statements.js';
import { debtId, type OpenDebt } from './debts.js';
import { brokenChain, logEvent } from './events.js';
import { type GrantClaim, GrantClaims } from './granted.js';
import type { Hold } from './holds.js';
import { isThere, type Notice, openToRead, openToWrite } from './open.js';
import { OrderAnswers } from './order-answers.js';
import { Owed, type OwedClaims, type RunMoney } from './owed.js';
import type { Recovery, RecoveryDecision } from './recoveries.js';
import {
  type EnteredPayment,
  type PaidResident,
  type ResidentPayment,
  ResidentPayments,
} from './resident-payments.js';

/**
 * The system of record: which run is the month's effective one, and what happened when. Small, durable
 * (every transaction is on disk before it returns), one writer. The only importer of better-sqlite3 but the
 * lock beside it. Times go here and never into a run's folder.
 */
export type RunState = 'PUBLISHING' | 'HELD' | 'RELEASED' | 'SUPERSEDED';

/** Supplementary: pays, in a month that is released, those whom its regular run did not pay. */
export type RunKind = 'regular' | 'supplementary';

export type LedgerRun = {
  readonly runId: string;
  readonly period: Period;
  readonly kind: RunKind;
  /** The nth supplementary run of its month, from 1; 0 of a regular one. */
  readonly supplement: number;
  readonly state: RunState;
  readonly status: 'PASS' | 'HOLD';
  readonly seal: string;
  readonly priorRunId: string | null;
  readonly families: number;
  readonly netCentimes: number;
  readonly reason: string | null;
};

export type NewRun = Omit<LedgerRun, 'state' | 'reason' | 'supplement'> & { readonly supplement?: number };

export type LedgerEvent = {
  readonly seq: number;
  readonly at: string;
  readonly event: string;
  readonly runId: string;
  readonly detail: string;
  readonly hash: string;
};

/** Gives the present moment as ISO text; injected, so that tests hold the clock. */
export type Clock = () => string;

export const LEDGER_FILE = 'ledger.sqlite';

/** The columns of a run. */
const COLUMNS = `run_id AS runId, period, kind, supplement, state, status, seal, prior_run_id AS priorRunId, families,
  net_centimes AS netCentimes, reason`;

export class Ledger {
  /** What is owed, in both directions; to be read. */
  readonly owed: Owed;
  private readonly grants: GrantClaims;
  private readonly residents: ResidentPayments;
  readonly answers: OrderAnswers;
  readonly statements: BankStatements;

  private constructor(
    private readonly db: Database.Database,
    private readonly clock: Clock,
  ) {
    this.owed = new Owed(db);
    this.grants = new GrantClaims(db);
    this.residents = new ResidentPayments(db);
    const log = this.log.bind(this);
    this.answers = new OrderAnswers(db, log);
    this.statements = new BankStatements(db, log, this.answers);
  }

  /**
   * Opens the ledger of an output folder, making it when there is none, and bringing one of an older version up to date:
   * `notice` is told so. To be called under the lock.
   */
  static open(out: string, clock: Clock, notice: Notice = () => {}): Ledger {
    return new Ledger(openToWrite(join(out, LEDGER_FILE), notice), clock);
  }

  /** Whether an output folder has a ledger. Throws OperatorError where that may not be looked at. */
  static isIn(out: string): boolean {
    return isThere(join(out, LEDGER_FILE));
  }

  /** Opens it for reading only; null when there is none yet. */
  static read(out: string): Ledger | null {
    return Ledger.isIn(out) ? new Ledger(openToRead(join(out, LEDGER_FILE)), () => '') : null;
  }

  close(): void {
    this.db.close();
  }

  run(runId: string): LedgerRun | null {
    const row = this.db.prepare(`SELECT ${COLUMNS} FROM runs WHERE run_id = ?`).get(runId);
    return (row as LedgerRun | undefined) ?? null;
  }

  /** Every run, by month, then in the order in which it was published. */
  runs(): LedgerRun[] {
    return this.db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY period, rowid`).all() as LedgerRun[];
  }

  runsIn(state: RunState): LedgerRun[] {
    return this.runs().filter((run) => run.state === state);
  }

  /** The month's released regular run. */
  released(period: Period): LedgerRun | null {
    return this.regularRunsIn('RELEASED').find((run) => run.period === period) ?? null;
  }

  regularRunsIn(state: RunState): LedgerRun[] {
    return this.runsIn(state).filter((run) => run.kind === 'regular');
  }

  /** The month's released supplementary runs, in their order. */
  releasedSupplements(period: Period): LedgerRun[] {
    return this.runsIn('RELEASED')
      .filter((run) => run.period === period && run.kind === 'supplementary')
      .sort((one, other) => one.supplement - other.supplement);
  }

  events(): LedgerEvent[] {
    return this.db
      .prepare('SELECT seq, at, event, run_id AS runId, detail, hash FROM events ORDER BY seq')
      .all() as LedgerEvent[];
  }

  /** What is wrong with the chain of events: each bears the hash of what it says and of the one before. */
  brokenEvents(): string[] {
    return brokenChain(this.db);
  }

  /** Persons to whom released runs made this grant. */
  granted(kind: GrantClaim['kind'], year: number): string[] {
    return this.grants.persons(kind, year);
  }

  /** Of these persons, those to whom released runs made this grant. */
  grantedAmong(kind: GrantClaim['kind'], year: number, persons: readonly string[]): string[] {
    return this.grants.among(kind, year, persons);
  }

  /** Of these, those whom a month before `period` granted it. */
  grantedBefore(kind: GrantClaim['kind'], year: number, period: Period): string[] {
    return this.grants.personsBefore(kind, year, period);
  }

  /** The grants that a run claims: granted if it is RELEASED. */
  grantsOf(runId: string): Generator<GrantClaim> {
    return this.grants.of(runId);
  }

  /** Lays some of a run's grants before it is announced; those of a run that never is are taken back. */
  claim(runId: string, claims: readonly GrantClaim[]): void {
    this.write(() => this.grants.add(runId, claims));
  }

  /** Lays what a run does to what is owed before it is announced, as its grants are. */
  layOwed(runId: string, claims: OwedClaims): void {
    this.write(() => this.owed.lay(runId, claims));
  }

  layMoney(runId: string, money: RunMoney): void {
    this.write(() => this.owed.layMoney(runId, money));
  }

  /** Writes only where there is something to take back: a full disk must not spoil the end of a run that stands. */
  withdrawClaims(): void {
    if (this.grants.hasOrphans()) this.write(() => this.grants.removeOrphans());
    if (this.owed.hasOrphans()) this.write(() => this.owed.removeOrphans());
  }

  /** A decision of people on a recovery, with their reason. */
  decideRecovery(recovery: Recovery, decision: RecoveryDecision, reason: string): void {
    this.write(() => {
      this.owed.recoveries.decide(recovery, decision, reason);
      this.log(`RECOVERY_${decision}`, '', { recovery: recovery.recoveryId, reason });
    });
  }

  /** People let a debt be paid for longer than the rules say, until the run of the month `to`. */
  extendDebt(debt: OpenDebt, to: Period, reason: string): void {
    this.write(() => {
      this.owed.debts.extend(debt, to);
      this.log('DEBT_EXTENDED', '', { debt: debtId(debt), to, reason });
    });
  }

  /** People let a household be paid again. */
  endHold(hold: Hold, reason: string): void {
    this.write(() => {
      this.owed.holds.end(hold, reason);
      this.log('UNHELD', '', { household: hold.householdId, hold: hold.reason, reason });
    });
  }

  /** What residents were paid in months before `period`, by person. */
  residentsPaidBefore(period: Period): PaidResident[] {
    return this.residents.paidBefore(period);
  }

  /** What one resident was paid, in the order of months. */
  paymentsOfResident(personId: string): EnteredPayment[] {
    return this.residents.of(personId);
  }

  /**
   * Before the folder appears: the intent, from which a crash between the two is healed. With it, what the run
   * pays its residents: entered when, and only if, it is released.
   */
  announce(run: NewRun, residents: readonly ResidentPayment[] = []): void {
    this.write(() => {
      this.db
        .prepare(
          `INSERT INTO runs (run_id, period, kind, supplement, state, status, seal, prior_run_id, families, net_centimes)
           VALUES (@runId, @period, @kind, @supplement, 'PUBLISHING', @status, @seal, @priorRunId, @families, @netCentimes)`,
        )
        .run({ supplement: 0, ...run });
      this.residents.announce(run.runId, residents);
    });
  }

  /** The announced folder never appeared: the intent is withdrawn. */
  withdraw(runId: string): void {
    this.write(() => {
      this.residents.withdraw(runId);
      this.db.prepare(`DELETE FROM runs WHERE run_id = ? AND state = 'PUBLISHING'`).run(runId);
    });
  }

  /**
   * The folder is there: the run becomes the month's candidate and supersedes an unreleased one. A run that
   * passes its controls releases itself; one on hold waits.
   */
  confirm(run: LedgerRun): void {
    this.write(() => {
      this.supersedeOthers(run);
      this.log('COMPUTED', run.runId, { period: run.period, seal: run.seal, status: run.status });
      if (run.status === 'PASS') this.setReleased(run, null);
      else this.setState(run.runId, 'HELD');
    });
  }

  /** A superseded run computed again from the same things is the month's candidate again. */
  reinstate(run: LedgerRun): void {
    this.write(() => {
      this.supersedeOthers(run);
      this.setState(run.runId, 'HELD');
      this.log('REINSTATED', run.runId, { period: run.period });
    });
  }

  release(run: LedgerRun, reason: string | null): void {
    this.write(() => this.setReleased(run, reason));
  }

  private setReleased(run: LedgerRun, reason: string | null): void {
    const twice = this.grants.grantedElsewhere(run.runId);
    invariant(twice === 0, () => `run ${run.runId} grants ${twice} grants that were granted before`);
    this.db.prepare(`UPDATE runs SET state = 'RELEASED', reason = ? WHERE run_id = ?`).run(reason, run.runId);
    this.residents.enter(run.runId, run.period);
    this.owed.enter(run);
    this.owed.forgetClaims(run.period, run.kind);
    this.log('RELEASED', run.runId, { period: run.period, seal: run.seal, reason });
  }

  private setState(runId: string, state: RunState): void {
    this.db.prepare('UPDATE runs SET state = ? WHERE run_id = ?').run(state, runId);
  }

  private supersedeOthers(run: LedgerRun): void {
    for (const other of this.runs()) {
      if (other.period !== run.period || other.kind !== run.kind || other.runId === run.runId) continue;
      if (other.state !== 'HELD') continue;
      this.setState(other.runId, 'SUPERSEDED');
      this.log('SUPERSEDED', other.runId, { by: run.runId });
    }
  }

  private log(event: string, runId: string, detail: Json): void {
    logEvent(this.db, this.clock(), event, runId, detail);
  }

  private write(work: () => void): void {
    this.db.transaction(work).immediate();
  }
}
