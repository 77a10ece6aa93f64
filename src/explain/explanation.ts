import type { Amount } from '../domain/money.js';
import type { UnpaidStatus } from '../domain/order-verdict.js';
import type { Day, Period } from '../domain/period.js';
import type { MovedGrant } from '../ledger/freed-grants.js';
import type { RecordedDecision } from '../ledger/recoveries.js';
import type { RunState } from '../ledger/run-table.js';
import type { MonthlyAid } from '../programmes/families/assess.js';
import type { Track } from '../programmes/residents/assess.js';
import type { Effect } from './effects/effects.js';
import type {
  LateRow,
  OverrideRow,
  PaidElsewhere,
  QuarantineRow,
  ReconciliationRow,
  ResidentReconciliationRow,
} from './facts/audit-rows.js';
import type { Household, PaidMember } from './facts/children.js';
import type { DecidedLine, DecisionFacts } from './facts/decision.js';
import type { FinalsOf } from './facts/finals.js';
import type { GrantLine, NoGrant } from './facts/grants.js';
import type { ArrearsLine, OwedMonth, Recovered, WaitingDebt } from './facts/owed-facts.js';
import type { ArrearsRow } from './facts/owed-rows.js';
import type { AidLine } from './facts/price.js';
import type { ResidentFacts } from './facts/resident-decision.js';
import type { ResidentLine } from './facts/resident-lines.js';
import type { ResidentRow } from './facts/resident-rows.js';
import type { RegisterRow } from './facts/rows.js';
import type { Source } from './facts/sources.js';
import type { Counts } from './languages/words.js';

/** The run that answers. */
export type Answering = {
  readonly runId: string;
  readonly period: Period;
  /** The nth supplementary run of its month; 0 of the regular one. */
  readonly supplement: number;
  readonly reference: Day;
  readonly seal: string;
  /** Only of a run that is not released: nothing of it is paid. */
  readonly unreleased?: Exclude<RunState, 'RELEASED'>;
  /** Only of an order that is said to be unpaid since: what is said of it, and from which day on. */
  readonly since?: { readonly status: UnpaidStatus; readonly on: string };
};

/** The month's aid with everything it is made of; of a household whose amount is known. */
export type Entitled = {
  /** The paid children in rank order. */
  readonly children: readonly PaidMember[];
  /** The aid, line by line: the lines of each component add up to it. */
  readonly lines: readonly AidLine[];
  readonly aid: MonthlyAid;
  readonly grants: readonly GrantLine[];
  readonly notGranted: readonly NoGrant[];
};

/** The household in the prior run; null when it is in no row of that register. */
export type Before = {
  readonly runId: string;
  readonly period: Period;
  readonly net: Amount;
  readonly decision: DecidedLine | null;
  readonly facts: DecisionFacts | null;
};

/** Everything said of one household in one month. */
export type HouseholdExplanation = {
  readonly kind: 'household';
  readonly householdId: string;
  readonly run: Answering;
  readonly provinceCode: string;
  /** Null when the household is in no row of the register: it left. */
  readonly register: RegisterRow | null;
  readonly payeeId: string | null;
  /** Fields that could not be trusted, of a household that is not in the register or is held for them. */
  readonly quarantined: readonly QuarantineRow[];
  /** Facts of its members that partner ministries' files changed. */
  readonly overrides: readonly OverrideRow[];
  readonly decision: DecidedLine | null;
  readonly facts: DecisionFacts | null;
  /** Who counts as a paid child and who does not; of every assessed household. */
  readonly household: Household | null;
  readonly counting: Counts;
  /** Null where the register's entitlement is null, or 0 by decision. */
  readonly entitled: Entitled | null;
  /** Debts of earlier months that this month pays. */
  readonly arrears: readonly ArrearsLine[];
  /** Null where nothing is taken back. */
  readonly recovered: Recovered | null;
  /** This month itself, where it is not paid out and is owed. */
  readonly owed: OwedMonth | null;
  /** What is owed to it from earlier months, where it has no entitlement this month and is not owed it. */
  readonly waiting: readonly WaitingDebt[];
  /** Persons of it with whom an earlier month is not paid, or not yet: another household was paid it, or is owed it. */
  readonly notDue: readonly PaidElsewhere[];
  /** What was decided for the household and paid to payees of their own. */
  readonly finals: FinalsOf;
  /** Grants that were owed to it and went elsewhere with a child. */
  readonly movedAway: readonly MovedGrant[];
  /** What it repaid of its balances by itself, and what people waived or wrote off, as the ledger has it now. */
  readonly reduced: readonly RecordedDecision[];
  /** Released months for which a different amount is due now. A person decides on it. */
  readonly late: readonly LateRow[];
  /** The parameters that all of it rests on, each value once. */
  readonly sources: readonly Source[];
  readonly net: Amount;
  /** Null on a first run. */
  readonly before: Before | null;
  readonly effects: readonly Effect[];
  /** Its row in audit/reconciliation.csv: of every household that changed, entered or left. */
  readonly reconciliation: ReconciliationRow | null;
};

/** The resident in the prior run. */
export type ResidentBefore = Omit<Before, 'facts'> & { readonly facts: ResidentFacts | null };

/** Everything said of one resident of a care institution in one month. */
export type ResidentExplanation = {
  readonly kind: 'resident';
  readonly personId: string;
  readonly run: Answering;
  readonly provinceCode: string;
  /** Null when the person is in no row of the residents' register: it left. */
  readonly resident: ResidentRow | null;
  readonly quarantined: readonly QuarantineRow[];
  readonly decision: DecidedLine | null;
  readonly facts: ResidentFacts | null;
  readonly counting: Counts;
  /** Null where there is no amount of its own. */
  readonly track: Track | null;
  /** The components that are told; the lines of each add up to it. */
  readonly lines: readonly ResidentLine[];
  readonly sources: readonly Source[];
  /** Orders of earlier months that came back and are paid now. */
  readonly arrears: readonly ArrearsRow[];
  readonly net: Amount;
  readonly before: ResidentBefore | null;
  readonly effects: readonly Effect[];
  readonly reconciliation: ResidentReconciliationRow | null;
};

export type Explanation = HouseholdExplanation | ResidentExplanation;
