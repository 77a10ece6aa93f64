import type { LanguageCode } from '../../domain/language.js';
import type { Amount } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import type {
  EXCLUDING_COVERS,
  MILIEUX,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
} from '../../domain/vocabulary.js';
import type { RecordedDecision } from '../../ledger/recoveries.js';
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

/** Why a household is in no row of the register: the bridge's own reasons. */
export type LeftReason = 'NOT_IN_EXTRACT' | 'HOUSEHOLD_ROW_INVALID';
export type ResidentLeftReason = 'NOT_IN_EXTRACT' | 'RESIDENT_ROW_INVALID';

/** Which birth, or which school level, carries a grant. */
export type GrantLevel = 'FIRST' | 'SECOND' | Exclude<(typeof SCHOOL_LEVELS)[number], 'OTHER'>;

/** What institutions' reason codes say. */
export type ReturnReasons = Readonly<Record<(typeof RETURN_CODES)[number], string>>;

/** The ages and numbers that say which children a rate is for. */
export type Counts = Counting & { readonly firstRanks: number };

export type Of<Kind extends What['kind']> = What & { readonly kind: Kind };

/** A sentence for each of some kinds of effects. */
export type EffectSentences<Kinds extends What['kind']> = {
  readonly [Kind in Kinds]: (what: Of<Kind>, counts: Counts) => string;
};

/**
 * A language, as data: one entry for everything that is said. Every language fills the same table, so that a
 * language in which a sentence is missing does not compile.
 */
export type Words = {
  readonly code: LanguageCode;
  /** "936.00", "936,00": two decimals, thousands apart. */
  readonly money: (value: Amount) => string;
  /** A number that is no amount, such as a score or an age, from decimal text. */
  readonly decimal: (text: string) => string;
  /** A parameter's value where none is in force. */
  readonly noValue: string;
  /** The value of the parameter reference_day. */
  readonly lastDay: string;
  /** A parameter that is true or false. */
  readonly isSo: Readonly<Record<'true' | 'false', string>>;
  readonly month: (period: Period) => string;
  readonly colon: string;
  readonly milieu: Readonly<Record<(typeof MILIEUX)[number], string>>;
  readonly relation: Readonly<Record<(typeof RELATIONS)[number], string>>;
  readonly cover: Readonly<Record<(typeof EXCLUDING_COVERS)[number], string>>;
  readonly decision: Readonly<Record<Decision, string>>;
  /** A reason in a few words. */
  readonly reason: Readonly<Record<Reason | LeftReason | 'MONTH_NOT_RUN', string>>;
  /** A reason with the facts that made its line of the decision table apply. */
  readonly decided: Readonly<Record<Reason, (facts: DecisionFacts) => string>>;
  readonly effect: EffectSentences<What['kind']>;
  readonly aid: AidWords;
  readonly parameter: Readonly<Record<ParameterName, (counts: Counts) => string>>;
  /** "from 2026-01, Law 58-23": the month, and the reference as the rules file has it. */
  readonly source: (from: Period, reference: string) => string;
  /** "from 2026-01, assumed: why". */
  readonly assumed: (from: Period, why: string) => string;
  /** What is assumed where the reference leaves something open: "; assumed: why". */
  readonly alsoAssumed: (why: string) => string;
  readonly notCounted: (why: NotCounted, at: NotCountedFacts) => string;
  readonly grantName: Readonly<Record<GrantLine['grant'], string>>;
  /** Which birth, or which school level, a grant is for. */
  readonly level: Readonly<Record<GrantLevel, string>>;
  readonly grant: (line: Pick<GrantLine, 'grant' | 'level'>) => string;
  readonly noGrant: Readonly<Record<NoGrant['why'], string>>;
  readonly page: PageWords;
  readonly owed: OwedWords;
  readonly resident: ResidentWords;
};

/** The monthly aid, an entry a component, in a file of its own: the compiler says which is missing. */
export type AidWords = {
  /** How the amount of a component comes about: a line of the month. `asSchooled`: by rule, whatever its schooling. */
  readonly line: Readonly<
    Record<ChildColumn, (child: PaidMember, age: number, asSchooled: boolean) => string> &
      Record<HouseholdColumn, (told: HouseholdTold) => string>
  >;
  /** What an effect is made of. */
  readonly part: Readonly<Record<'child' | 'children' | 'others' | HouseholdColumn, string>>;
};

/** A component of the household. `value`: its parameter's, in words; null where none is in force. */
export type HouseholdTold = { readonly value: string | null; readonly isZero: boolean };

/** By which a part of a balance is owed no more. */
type Reduction = Exclude<RecordedDecision['decision'], 'PAUSE' | 'RESUME' | 'SHARE'>;

/** Debts of earlier months, recoveries, and a month that is owed. Months and amounts arrive as words. */
export type OwedWords = {
  readonly arrears: string;
  /** A month that was not paid out then, and why. */
  readonly month: (month: string, why: string) => string;
  /** The grants of such a month, where the month itself is paid otherwise. */
  readonly grants: (month: string, why: string) => string;
  /** A grant that was owed to another household, in which the child no longer lives. `order`: it came back. */
  readonly moved: (
    at: Readonly<Record<'grant' | 'personId' | 'month' | 'from' | 'why', string>> & {
      readonly order: string | null;
    },
  ) => string;
  /** Title: grants that were owed to the household, and went elsewhere with a child. */
  readonly movedAway: string;
  readonly movedTo: (
    at: Readonly<Record<'grant' | 'personId' | 'origin' | 'to' | 'month', string>>,
  ) => string;
  /** An order that came back. */
  readonly order: (order: string, month: string, rejected: boolean, why: string) => string;
  /** What institutions' reason codes say. */
  readonly meaning: ReturnReasons;
  readonly noReason: string;
  readonly adjustment: (id: string, reason: string) => string;
  /** A grant that is paid once, with the month. */
  readonly oneOff: (id: string, reason: string) => string;
  /** Title, and what was paid to a payee of its own. */
  readonly finals: string;
  readonly final: (id: string, payee: string, provider: string, order: string) => string;
  /** What a debt to such a payee is for. */
  readonly finalOf: (id: string, reason: string) => string;
  /** How what came back of it is paid. */
  readonly finalAgain: string;
  readonly computed: (reference: string, composition: string) => string;
  readonly notCounted: (children: string) => string;
  readonly recovery: string;
  readonly taken: (
    balance: Readonly<Record<'id' | 'opened' | 'decidedOn' | 'before' | 'after', string>>,
  ) => string;
  readonly ceiling: (share: string, aid: string) => string;
  /** Of a balance for which people decided on a share of its own. */
  readonly ownShare: (share: string) => string;
  readonly takenOnce: (id: string, month: string) => string;
  /** Title: what is owed no more of balances, beside what was taken from payments. */
  readonly reductions: string;
  readonly reduced: Readonly<Record<Reduction, (id: string, reason: string) => string>>;
  /** Title: released months of which more is known now. */
  readonly lately: string;
  readonly late: (at: {
    readonly month: string;
    readonly cause: string;
    readonly paid: string;
    readonly due: string;
    readonly source: string;
  }) => string;
  readonly lateCause: Readonly<Record<LateCause, string>>;
  /** That people decide on it. */
  readonly lateDecided: string;
  readonly owed: string;
  readonly known: (money: string, month: string) => string;
  readonly unknown: (month: string, reference: string) => string;
  /** Known to an earlier run of the month than the one that answers. */
  readonly earlier: (month: string, householdId: string) => string;
  /** A debt of an earlier month that waits, and until when. */
  readonly waits: (what: string, until: string) => string;
  readonly until: (month: string) => string;
  readonly never: string;
  readonly notKnown: string;
  /** How what waits is paid. */
  readonly again: string;
  readonly extend: (name: string) => string;
  readonly when: (at: Readonly<Record<'ends' | 'next' | 'last' | 'months' | 'mark', string>>) => string;
  /** What a household that is owed its month waits for, by reason. */
  readonly ends: Readonly<Record<WaitingReason | 'HOUSEHOLD_ROW_INVALID', (payee: string) => string>>;
};

/** Sentences that only residents have, so that each language tells them in a file of its own. */
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
  /** Paid, and nothing to pay: the scholarship covers the aid. */
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
  /** To whom the month is paid for the child. */
  readonly paidTo: string;
};

/** What the page itself says between the sentences. */
export type PageWords = {
  readonly household: string;
  readonly run: string;
  readonly supplementary: (number: string) => string;
  readonly seal: string;
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
