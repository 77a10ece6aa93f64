import type { LanguageCode } from '../../domain/language.js';
import type { Amount } from '../../domain/money.js';
import type { UnpaidStatus } from '../../domain/order-verdict.js';
import type { Period } from '../../domain/period.js';
import type {
  EXCLUDING_COVERS,
  MILIEUX,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
} from '../../domain/vocabulary.js';
import type { RecordedDecision } from '../../ledger/recoveries.js';
import type { RunState } from '../../ledger/run-table.js';
import type { ChildColumn, HouseholdColumn } from '../../programmes/families/components.js';
import type { Reason, WaitingReason } from '../../programmes/families/decisions.js';
import type { Decision } from '../../programmes/programme.js';
import type { ResidentReason } from '../../programmes/residents/decisions.js';
import type { ParameterName } from '../../rules/schema.js';
import type { What } from '../effects/effects.js';
import type { LateCause } from '../facts/audit-rows.js';
import type { Counting, NotCounted, PaidMember } from '../facts/children.js';
import type { DecisionFacts } from '../facts/decision.js';
import type { GrantLine, NoGrant } from '../facts/grants.js';
import type { ResidentFacts } from '../facts/resident-decision.js';
import type { RETURN_CODES } from './return-codes.js';

/** Why a household has no row in the register. Only the bridge from the month before uses these reasons. */
export type LeftReason = 'NOT_IN_EXTRACT' | 'HOUSEHOLD_ROW_INVALID';
export type ResidentLeftReason = 'NOT_IN_EXTRACT' | 'RESIDENT_ROW_INVALID';

/** The birth, or the school level, that a grant is for. */
export type GrantLevel = 'FIRST' | 'SECOND' | Exclude<(typeof SCHOOL_LEVELS)[number], 'OTHER'>;

/** The meaning of each reason code of institutions. */
export type ReturnReasons = Readonly<Record<(typeof RETURN_CODES)[number], string>>;

/** The ages and numbers that decide which rate applies to a child. */
export type Counts = Counting & { readonly firstRanks: number };

export type Of<Kind extends What['kind']> = What & { readonly kind: Kind };

/** One sentence for each of these kinds of effects. */
export type EffectSentences<Kinds extends What['kind']> = {
  readonly [Kind in Kinds]: (what: Of<Kind>, counts: Counts) => string;
};

/**
 * All words of one language. Every language fills this table, so that a language with a missing sentence does not
 * compile.
 */
export type Words = {
  readonly code: LanguageCode;
  /** An amount with two decimals and separated thousands, as "936.00" or "936,00". */
  readonly money: (value: Amount) => string;
  /** A number that is not an amount, such as a score or an age. Takes decimal text. */
  readonly decimal: (text: string) => string;
  /** What is printed for a parameter that has no value in force. */
  readonly noValue: string;
  /** The value of the parameter reference_day. */
  readonly lastDay: string;
  /** The value of a parameter that is true or false. */
  readonly isSo: Readonly<Record<'true' | 'false', string>>;
  readonly month: (period: Period) => string;
  readonly colon: string;
  readonly milieu: Readonly<Record<(typeof MILIEUX)[number], string>>;
  readonly relation: Readonly<Record<(typeof RELATIONS)[number], string>>;
  readonly cover: Readonly<Record<(typeof EXCLUDING_COVERS)[number], string>>;
  readonly decision: Readonly<Record<Decision, string>>;
  /** Each reason in a few words. */
  readonly reason: Readonly<Record<Reason | LeftReason | 'MONTH_NOT_RUN', string>>;
  /** Each reason, with the facts that make its line of the decision table apply. */
  readonly decided: Readonly<Record<Reason, (facts: DecisionFacts) => string>>;
  readonly effect: EffectSentences<What['kind']>;
  readonly aid: AidWords;
  readonly parameter: Readonly<Record<ParameterName, (counts: Counts) => string>>;
  /** The source of a parameter, as "from 2026-01, Law 58-23": the month, and the reference in the rules file. */
  readonly source: (from: Period, reference: string) => string;
  /** The source of an assumed parameter, as "from 2026-01, assumed: why". */
  readonly assumed: (from: Period, why: string) => string;
  /** What is assumed when the reference does not say everything, as "; assumed: why". */
  readonly alsoAssumed: (why: string) => string;
  readonly notCounted: (why: NotCounted, at: NotCountedFacts) => string;
  readonly grantName: Readonly<Record<GrantLine['grant'], string>>;
  /** The birth, or the school level, that a grant is for. */
  readonly level: Readonly<Record<GrantLevel, string>>;
  readonly grant: (line: Pick<GrantLine, 'grant' | 'level'>) => string;
  readonly noGrant: Readonly<Record<NoGrant['why'], string>>;
  readonly page: PageWords;
  readonly owed: OwedWords;
  readonly resident: ResidentWords;
};

/** The words of the monthly aid, one entry for each component. The compiler reports a missing one. */
export type AidWords = {
  /**
   * How the amount of a component is computed. `asSchooled`: the rules count the child as schooled, whatever the
   * registry says.
   */
  readonly line: Readonly<
    Record<ChildColumn, (child: PaidMember, age: number, asSchooled: boolean) => string> &
      Record<HouseholdColumn, (told: HouseholdTold) => string>
  >;
  /** The parts of an effect. */
  readonly part: Readonly<Record<'child' | 'children' | 'others' | HouseholdColumn, string>>;
};

/** A component of the household. `value`: the value of its parameter in words; null when none is in force. */
export type HouseholdTold = { readonly value: string | null; readonly isZero: boolean };

/** The decisions that reduce the balance of a recovery. */
type Reduction = Exclude<RecordedDecision['decision'], 'PAUSE' | 'RESUME' | 'SHARE'>;

/** The words of debts, arrears and recoveries. Months and amounts are given as words. */
export type OwedWords = {
  readonly arrears: string;
  /** A month that was not paid, and why. */
  readonly month: (month: string, why: string) => string;
  /** The grants of a month that was not paid, when the month itself is paid separately. */
  readonly grants: (month: string, why: string) => string;
  /**
   * A grant that was owed to another household, where the child no longer lives. `order`: the order that came back,
   * if any.
   */
  readonly moved: (
    at: Readonly<Record<'grant' | 'personId' | 'month' | 'from' | 'why', string>> & {
      readonly order: string | null;
    },
  ) => string;
  /** Title: grants that were owed to this household and are paid to another one, where the child lives. */
  readonly movedAway: string;
  readonly movedTo: (
    at: Readonly<Record<'grant' | 'personId' | 'origin' | 'to' | 'month', string>> & {
      readonly waits: boolean;
    },
  ) => string;
  /** An order that came back, and why. */
  readonly order: (order: string, month: string, rejected: boolean, why: string) => string;
  /** The meaning of each reason code of institutions. */
  readonly meaning: ReturnReasons;
  readonly noReason: string;
  /** What the institution says in words, and what joins it to the reason before it. */
  readonly said: (words: string) => string;
  readonly and: string;
  readonly adjustment: (id: string, reason: string) => string;
  /** A grant that is decided once and paid with the month. */
  readonly oneOff: (id: string, reason: string) => string;
  /** Title: earlier months that are not paid, or not yet, because of an adult who lived elsewhere; then a line of one. */
  readonly notDue: string;
  readonly paidInAnother: (at: Readonly<Record<'month' | 'person' | 'paidTo', string>>) => string;
  /** The month was paid to the account of the payee, for another household. */
  readonly accountPaid: (at: Readonly<Record<'month' | 'person' | 'paidTo', string>>) => string;
  /** The other household is still owed the month. */
  readonly waitsFor: (at: Readonly<Record<'month' | 'person' | 'paidTo', string>>) => string;
  /** Title of the section of final payments, then the line of one of them. */
  readonly finals: string;
  readonly final: (id: string, payee: string, provider: string, order: string) => string;
  /** What a debt to the payee of a final payment is for. */
  readonly finalOf: (id: string, reason: string) => string;
  /** How final payments that came back are paid. */
  readonly finalAgain: string;
  readonly computed: (reference: string, composition: string) => string;
  readonly notCounted: (children: string) => string;
  readonly recovery: string;
  readonly taken: (
    balance: Readonly<Record<'id' | 'opened' | 'decidedOn' | 'before' | 'after', string>>,
  ) => string;
  readonly ceiling: (share: string, aid: string) => string;
  /** For a recovery whose share is decided by a person. */
  readonly ownShare: (share: string) => string;
  readonly takenOnce: (id: string, month: string) => string;
  /** Title: decisions that reduce the balances of recoveries. */
  readonly reductions: string;
  readonly reduced: Readonly<Record<Reduction, (id: string, reason: string) => string>>;
  /** Title: released months for which a different amount is due now. */
  readonly lately: string;
  readonly late: (at: {
    readonly month: string;
    readonly cause: string;
    readonly paid: string;
    readonly due: string;
    readonly source: string;
  }) => string;
  readonly lateCause: Readonly<Record<LateCause, string>>;
  /** The adjustment is a person's decision. */
  readonly lateDecided: string;
  readonly owed: string;
  readonly known: (money: string, month: string) => string;
  readonly unknown: (month: string, reference: string) => string;
  /** The month was owed in an earlier run of the month, not in the run that the answer comes from. */
  readonly earlier: (month: string, householdId: string) => string;
  /** A debt of an earlier month that waits, and the last month in which it can be paid. */
  readonly waits: (what: string, until: string) => string;
  readonly until: (month: string) => string;
  readonly never: string;
  readonly notKnown: string;
  /** How waiting debts are paid. */
  readonly again: string;
  readonly extend: (name: string) => string;
  readonly when: (at: Readonly<Record<'ends' | 'next' | 'last' | 'months' | 'mark', string>>) => string;
  /** What must happen before a household is paid the month it is owed, for each reason. */
  readonly ends: Readonly<Record<WaitingReason | 'HOUSEHOLD_ROW_INVALID', (payee: string) => string>>;
};

/** The kinds of effects that only residents have. Each language has their sentences in a separate file. */
export type ResidentEffectKind =
  | 'resident_birth_date'
  | 'category'
  | 'scholarship'
  | 'majority'
  | 'elderly'
  | 'capital'
  | 'capital_before'
  | 'resident_left';

export type ResidentWords = {
  readonly title: string;
  readonly category: Readonly<Record<(typeof RESIDENT_CATEGORIES)[number], string>>;
  readonly reason: Readonly<Record<ResidentReason | ResidentLeftReason, string>>;
  readonly decided: Readonly<Record<ResidentReason, (facts: ResidentFacts) => string>>;
  readonly line: PageWords['line'];
  readonly paid: (money: string, order: string, provider: string) => string;
  /** The decision is PAY and the amount is zero: the scholarship covers the aid. */
  readonly zero: string;
  readonly components: string;
  readonly aid: (who: string, age: number) => string;
  readonly scholarship: string;
  readonly monthly: string;
  readonly guaranteed: string;
  readonly paidBefore: string;
  readonly topup: string;
  readonly account: (paid: string) => string;
};

export type NotCountedFacts = {
  readonly on: string;
  readonly age: number;
  readonly rank: number;
  readonly paid: number;
  /** The household that is paid the month for the child. */
  readonly paidTo: string;
};

/** Titles and labels of the page. */
export type PageWords = {
  readonly household: string;
  readonly run: string;
  readonly supplementary: (number: string) => string;
  readonly seal: string;
  /** What is said of a run that is not released. */
  readonly unreleased: Readonly<Record<Exclude<RunState, 'RELEASED'>, string>>;
  /** What is said since of an order that was to be paid, from a day on. */
  readonly since: Readonly<Record<UnpaidStatus, (on: string) => string>>;
  readonly paid: (money: string, order: string, provider: string, payee: string) => string;
  readonly owed: (money: string) => string;
  readonly held: (money: string) => string;
  readonly unknown: string;
  readonly owedUnknown: string;
  readonly owedEarlier: string;
  readonly nothing: string;
  readonly decision: string;
  readonly line: (decision: string, line: string) => string;
  readonly notAssessed: string;
  readonly quarantined: (file: string, line: string, column: string, code: string) => string;
  readonly overrides: string;
  readonly override: (
    person: string,
    field: string,
    before: string,
    after: string,
    file: string,
    line: string,
  ) => string;
  readonly aid: (month: string, reference: string) => string;
  readonly born: (date: string, id: string) => string;
  readonly total: string;
  readonly notCounted: string;
  readonly notChildren: (list: string) => string;
  readonly grants: string;
  readonly unnamedChild: string;
  readonly noGrant: (grant: string, why: string) => string;
  readonly toPay: string;
  readonly entitlement: string;
  readonly arrears: string;
  readonly recovery: string;
  readonly net: string;
  readonly notPaidNet: string;
  readonly against: (month: string) => string;
  readonly firstRun: string;
  readonly stood: (decision: string) => string;
  readonly notThere: string;
  readonly unchanged: string;
  readonly change: (net: string, before: string) => string;
  readonly sources: string;
};
