import { invariant } from '../../domain/errors.js';
import { ageOn, type Day, type Period } from '../../domain/period.js';
import { DECISION_TABLE } from '../../programmes/families/decisions.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce } from '../../rules/parameters.js';
import type { QuarantineRow } from './audit-rows.js';
import { livingOn, type Member } from './children.js';
import type { HouseholdRow, RegisterRow } from './rows.js';

/** A decision, the line of the contract's table that decided it, and what the register then holds as amount. */
export type DecidedLine = {
  readonly decision: string;
  readonly reason: string;
  /** As the contract numbers its lines, "1" to "14"; one between two of them is "8b", the first "0b". */
  readonly line: string;
  readonly amount: 'zero' | 'none' | 'own';
};

/** What made a line of the table apply, or not apply. */
export type DecisionFacts = {
  readonly status: string;
  readonly score: string;
  readonly threshold: DatedValue | null;
  /** Living members whose social cover excludes the household. */
  readonly covered: readonly Member[];
  readonly deceased: readonly Member[];
  readonly payee: {
    readonly personId: string;
    /** Null: no member of the household. */
    readonly member: Member | null;
    readonly age: number | null;
    readonly living: boolean;
  };
  readonly majority: DatedValue | null;
  readonly channel: string;
  readonly accountGiven: boolean;
  readonly provider: string;
  /** Fields of the household's rows, or of its members', that could not be trusted. */
  readonly quarantined: readonly QuarantineRow[];
  /** Its persons that are on other rows too, and in which household. */
  readonly elsewhere: readonly { readonly personId: string; readonly householdId: string }[];
  /** Its persons that are residents of a care institution. */
  readonly inInstitution: readonly { readonly personId: string; readonly institutionId: string }[];
  /** Its persons for whom another was paid this month, where that holds it. */
  readonly paidElsewhere: readonly { readonly personId: string; readonly paidTo: string }[];
};

/** Finds the line of the decision table that a register row was decided by. A row that is of no line crashes. */
export function decisionOf(register: Pick<RegisterRow, 'decision' | 'reason'>): DecidedLine {
  const found = DECISION_TABLE.find(
    (line) => line.decision === register.decision && line.reason === register.reason,
  );
  invariant(
    found !== undefined,
    () => `${register.decision} ${register.reason} is in no line of the decision table`,
  );
  return {
    decision: register.decision,
    reason: register.reason,
    line: found.no,
    amount: found.amount,
  };
}

/** The facts the decision was made on. `rules` is null where the run's rules are not at hand: no threshold then. */
export function decisionFacts(
  register: RegisterRow,
  household: HouseholdRow,
  members: readonly Member[],
  at: { readonly period: Period; readonly reference: Day; readonly rules: Rules | null },
  audit: Pick<DecisionFacts, 'quarantined' | 'elsewhere' | 'inInstitution' | 'paidElsewhere'>,
): DecisionFacts {
  const payee = members.find((member) => member.personId === household.payeeId) ?? null;
  const dated = (name: 'ise_threshold' | 'age_majority') =>
    at.rules === null ? null : inForce(at.rules, name, at.period);
  return {
    status: household.status,
    score: household.iseScore,
    threshold: dated('ise_threshold'),
    covered: members.filter((member) => livingOn(member, at.reference) && member.socialCover !== 'NONE'),
    deceased: members.filter((member) => !livingOn(member, at.reference)),
    payee: {
      personId: household.payeeId,
      member: payee,
      age: payee === null ? null : ageOn(payee.birthDate, at.reference),
      living: payee !== null && livingOn(payee, at.reference),
    },
    majority: dated('age_majority'),
    channel: household.channel,
    accountGiven: household.accountGiven,
    provider: register.provider,
    ...audit,
  };
}
