import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Json } from '../domain/canonical.js';
import { invariant, OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { BankStatements } from './bank-statements.js';
import { debtId, type OpenDebt } from './debts.js';
import { brokenChain, eventsOf, type LedgerEvent, logEvent } from './events.js';
import { type ExtractMark, Extracts } from './extracts.js';
import { type FreedGrant, FreedGrants } from './freed-grants.js';
import { type Gap, type GapDecision, Gaps } from './gaps.js';
import { type GrantClaim, GrantClaims, type GrantedBirth } from './granted.js';
import type { Hold } from './holds.js';
import { isThere, type Notice, openToRead, openToWrite } from './open.js';
import { OrderAnswers } from './order-answers.js';
import { OrderDecisions } from './order-decisions.js';
import { Owed, type OwedClaims, type RunMoney } from './owed.js';
import type { Recovery, RecoveryDecision } from './recoveries.js';
import { ReleaseChanges } from './release-changes.js';
import {
  type EnteredPayment,
  type PaidResident,
  type ResidentPayment,
  ResidentPayments,
} from './resident-payments.js';
import { restingOn } from './resting.js';
import type { ReturnsRule } from './returns-rule.js';
import { type LedgerRun, type NewRun, type RunState, RunTable } from './run-table.js';
import {
  familyBefore,
  loggedTransfer,
  type MovedHousehold,
  type MoveEvent,
  type Transferred,
  type TransferredMonths,
} from './transfers.js';
import { UndoneRecoveries } from './undone-recoveries.js';
import { WithoutHistories, type WithoutHistory } from './without-history.js';

/** Returns the present moment as ISO text, and says who acts. It is passed in, so that tests control it. */
export type Clock = (() => string) & { readonly by?: string };

export const LEDGER_FILE = 'ledger.sqlite';

/**
 * The system of record: which run is the effective run of a month, and what happened when. It has one writer, and
 * every transaction is on disk before it returns. Times are kept here and never in a run's folder.
 */
export class Ledger {
  /** What is owed, in both directions; to be read. */
  readonly owed: Owed;
  /** What was decided on months without a run; to be read. */
  readonly gaps: Gaps;
  /** Grants that no order paid; to be read. */
  readonly freed: FreedGrants;
  /** Earlier months without which runs were computed; to be read. */
  readonly withoutHistory: WithoutHistories;
  private readonly grants: GrantClaims;
  /** Payments of residents; to be read. */
  readonly residents: ResidentPayments;
  /** Extracts that runs were computed from; to be read. */
  readonly extracts: Extracts;
  readonly answers: OrderAnswers;
  readonly decisions: OrderDecisions;
  readonly statements: BankStatements;
  readonly undone: UndoneRecoveries;
  private readonly changes: ReleaseChanges;
  private readonly table: RunTable;

  private constructor(
    private readonly db: Database.Database,
    private readonly clock: Clock,
  ) {
    this.owed = new Owed(db);
    this.gaps = new Gaps(db);
    this.freed = new FreedGrants(db);
    this.withoutHistory = new WithoutHistories(db);
    this.grants = new GrantClaims(db);
    this.residents = new ResidentPayments(db);
    this.extracts = new Extracts(db);
    this.changes = new ReleaseChanges(db);
    this.table = new RunTable(db);
    const log = this.log.bind(this);
    this.answers = new OrderAnswers(db, log);
    this.decisions = new OrderDecisions(db, log);
    this.statements = new BankStatements(db, log, this.answers);
    this.undone = new UndoneRecoveries(db, log, this.owed.recoveries);
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
    return this.table.find(runId);
  }

  /** Every run, by month, then in order of publication. */
  runs(): LedgerRun[] {
    return this.table.all();
  }

  /** How many families the largest of all runs pays. */
  mostFamilies(): number {
    return Math.max(0, ...this.runs().map((run) => run.families));
  }

  runsIn(state: RunState): LedgerRun[] {
    return this.runs().filter((run) => run.state === state);
  }

  /** The month's released regular run, or the opening that stands in the place of it. */
  released(period: Period): LedgerRun | null {
    return this.monthRunsIn('RELEASED').find((run) => run.period === period) ?? null;
  }

  /** Regular runs, and the opening: those that a later month may be reconciled with. */
  monthRunsIn(state: RunState): LedgerRun[] {
    return this.runsIn(state).filter((run) => run.kind !== 'supplementary');
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
    return eventsOf(this.db);
  }

  /** What is wrong with the chain of events, a line of text each; none when it is whole. See events.ts. */
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

  /** Birth grants of released runs, of months before `before` alone unless it is null. */
  birthsGranted(before: Period | null = null): GrantedBirth[] {
    return this.grants.births(before);
  }

  /** Whether released runs made this grant to anybody. */
  grantedAny(kind: GrantClaim['kind'], year: number): boolean {
    return this.grants.any(kind, year);
  }

  /** The grants that a run claims: granted if it is RELEASED. */
  grantsOf(runId: string): Generator<GrantClaim> {
    return this.grants.of(runId);
  }

  /** Enters some grants that a run claims, before it is announced. Claims of a run that never is are removed. */
  claim(runId: string, claims: readonly GrantClaim[]): void {
    this.write(() => this.grants.add(runId, claims));
  }

  /** How many grants released runs have granted twice. It is 0. */
  grantedTwice(): number {
    return this.grants.grantedTwice();
  }

  /** Enters some grants that a run frees, before it is announced. */
  free(runId: string, freed: readonly FreedGrant[]): void {
    this.write(() => this.freed.stage(runId, freed));
  }

  /** Enters what a run claims to do to what is owed, before it is announced. */
  stageOwed(runId: string, claims: OwedClaims): void {
    this.write(() => this.owed.stage(runId, claims));
  }

  /** Enters a run's money, and what its configuration says of returns, before it is announced. */
  stageMoney(runId: string, money: RunMoney, returns: ReturnsRule | null = null): void {
    this.write(() => this.owed.stageMoney(runId, money, returns));
  }

  /** What people decided on a month without a run, for a run that is released; null where nothing was. */
  gapOf(period: Period): GapDecision | null {
    return this.gaps.released(period);
  }

  /** Enters what people decided on the months without a run before this one; logged when the run is released. */
  stageGap(runId: string, gap: Gap): void {
    this.write(() => this.gaps.stage(runId, gap));
  }

  /**
   * Enters the earlier months that a run cannot prove; what people decided for it is logged when it is released.
   * @param own the months that they decided on for this very run
   */
  stageWithoutHistory(runId: string, months: readonly WithoutHistory[], own: ReadonlySet<Period>): void {
    this.write(() => this.withoutHistory.stage(runId, months, own));
  }

  /** Enters what is kept of a run's extract, before it is announced. */
  stageExtract(runId: string, mark: ExtractMark): void {
    this.write(() => this.extracts.stage(runId, mark));
  }

  /** Removes claims of runs that were never announced. Writes nothing when there are none: the disk may be full. */
  withdrawClaims(): void {
    const { grants, owed, freed, gaps, extracts, withoutHistory } = this;
    for (const one of [grants, owed, freed, gaps, extracts, withoutHistory])
      if (one.hasOrphans()) this.write(() => one.removeOrphans());
  }

  /** Records a decision of people on a recovery, with their reason. */
  decideRecovery(recovery: Recovery, decided: RecoveryDecision, reason: string): void {
    this.write(() => {
      this.owed.recoveries.decide(recovery, decided, reason);
      const { decision, ...value } = decided;
      this.log(`RECOVERY_${decision}`, '', { recovery: recovery.recoveryId, ...value, reason });
    });
  }

  /** People let a debt be paid for longer than the rules say, until the run of the month `to`. */
  extendDebt(debt: OpenDebt, to: Period, reason: string): void {
    this.write(() => {
      this.owed.debts.extend(debt, to);
      this.log('DEBT_EXTENDED', '', { debt: debtId(debt), to, reason });
    });
  }

  /** Ends a hold because a person decides that the household is paid again, with the reason. */
  endHold(hold: Hold, reason: string): void {
    this.write(() => {
      this.owed.holds.end(hold, reason);
      this.log('UNHELD', '', { household: hold.householdId, hold: hold.reason, reason });
    });
  }

  /** Moves everything from a family's old number to its new one. See Transfers.move. */
  transfer(transfer: Transferred, months: TransferredMonths): MovedHousehold {
    return this.moveNumber('TRANSFERRED', transfer, months);
  }

  /** Moves what a family has whose number another one bears since a month (familyBefore). Null: it was moved before. */
  detach(householdId: string, month: Period, reason: string): MovedHousehold | null {
    const to = familyBefore(householdId, month);
    const known = this.owed.transfers.all().some((one) => one.from === householdId && one.to === to);
    if (known) return null;
    return this.moveNumber('DETACHED', { from: householdId, to, reason, before: month });
  }

  private moveNumber(event: MoveEvent, transfer: Transferred, months?: TransferredMonths): MovedHousehold {
    let moved: MovedHousehold | null = null;
    this.write(() => {
      moved = this.owed.transfers.move(transfer, event === 'DETACHED' ? 'BEFORE' : 'ALL', months);
      this.log(event, '', loggedTransfer(transfer, moved, months));
    });
    invariant(moved !== null, () => 'a transfer that moved nothing at all');
    return moved;
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
   * Records the intent, before the run's folder appears: after a crash between the two, the next start completes or
   * withdraws it. The residents' payments are recorded with it, and count only once the run is released.
   */
  announce(run: NewRun, residents: readonly ResidentPayment[] = []): void {
    this.write(() => {
      this.table.announce(run);
      this.residents.announce(run.runId, residents);
    });
  }

  /** Withdraws the intent: the announced folder never appeared. */
  withdraw(runId: string): void {
    this.write(() => {
      this.residents.withdraw(runId);
      this.table.removeAnnounced(runId);
    });
  }

  /**
   * The folder is published: the run becomes the candidate of its month and supersedes an unreleased one. A run that
   * passes its controls is released at once, unless people release it; a run on hold waits.
   */
  confirm(run: LedgerRun): void {
    this.write(() => {
      this.supersedeOthers(run);
      this.log('COMPUTED', run.runId, { period: run.period, seal: run.seal, status: run.status });
      if (run.status === 'PASS' && !this.table.waits(run.runId)) this.setReleased(run, null);
      else this.table.setState(run.runId, 'HELD');
    });
  }

  /** Makes a superseded run the candidate again, when the same run is computed again. */
  reinstate(run: LedgerRun): void {
    this.write(() => {
      this.supersedeOthers(run);
      this.table.setState(run.runId, 'HELD');
      this.log('REINSTATED', run.runId, { period: run.period });
    });
  }

  release(run: LedgerRun, reason: string | null): void {
    this.write(() => this.setReleased(run, reason));
  }

  /**
   * Takes a release back: every table is what it was before, and the run waits as if it had just been computed. Throws
   * OperatorError, which says what rests on the release.
   */
  takeBack(run: LedgerRun, reason: string): void {
    const resting = restingOn(run, {
      released: this.runsIn('RELEASED'),
      answers: this.answers.ofRun(run.runId),
      events: this.events(),
      noted: this.changes.has(run.runId),
    });
    if (resting !== null)
      throw new OperatorError(`${run.runId}: ${resting}; the release stays, and nothing was changed`);
    this.write(() => {
      this.changes.takeBack(run.runId);
      this.table.setDecided(run.runId, 'HELD', null);
      this.log('WITHDRAWN', run.runId, { period: run.period, reason });
    });
  }

  private setReleased(run: LedgerRun, reason: string | null): void {
    const twice = this.grants.grantedElsewhere(run.runId);
    invariant(twice === 0, () => `run ${run.runId} grants ${twice} grants that were granted before`);
    this.table.setDecided(run.runId, 'RELEASED', reason);
    this.changes.note(run.runId, () => {
      this.residents.enter(run.runId, run.period);
      this.owed.enter(run);
      this.owed.forgetClaims(run.period, run.kind);
    });
    this.changes.forgetOlder();
    const gap = this.gaps.of(run.runId);
    if (gap !== null)
      this.log(`GAP_${gap.decision}`, run.runId, { months: [...gap.months], reason: gap.reason });
    for (const { month, reason: why } of this.withoutHistory.decidedBy(run.runId))
      this.log('WITHOUT_HISTORY', run.runId, { month, reason: why });
    const returns = this.owed.returnsRules.of(run.runId);
    if (returns !== null) this.log('RETURNS_RULE', run.runId, { rule: returns });
    this.log('RELEASED', run.runId, { period: run.period, seal: run.seal, reason });
  }

  private supersedeOthers(run: LedgerRun): void {
    for (const other of this.runs()) {
      if (other.period !== run.period || other.kind !== run.kind || other.runId === run.runId) continue;
      if (other.state !== 'HELD') continue;
      this.table.setState(other.runId, 'SUPERSEDED');
      this.log('SUPERSEDED', other.runId, { by: run.runId });
    }
  }

  private log(event: string, runId: string, detail: Json): void {
    logEvent(this.db, this.clock(), event, runId, detail, this.clock.by ?? null);
  }

  private write(work: () => void): void {
    this.db.transaction(work).immediate();
  }
}
