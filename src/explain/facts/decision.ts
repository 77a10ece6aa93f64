import { invariant } from '../../domain/errors.js';
import { ageOn, type Day, type Period } from '../../domain/period.js';
import { EXCLUDING_COVERS } from '../../domain/vocabulary.js';
import { DECISION_TABLE } from '../../programmes/families/decisions.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce } from '../../rules/parameters.js';
import type { QuarantineRow } from './audit-rows.js';
import { livingOn, type Member } from './children.js';
import type { HouseholdRow, RegisterRow } from './rows.js';

/** A decision, the line of the contract's table that decided it, and what the register then holds as amount. */
export type Decision = {
  readonly decision: string;
  readonly reason: string;
  /** As the contract numbers its lines, "1" to "14"; one that stands between two of them is "8b", the first "0b". */
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
  /** Its persons that stand on other rows too, and in which household. */
  readonly elsewhere: readonly { readonly personId: string; readonly householdId: string }[];
  /** Its persons that are residents of a care institution. */
  readonly inInstitution: readonly { readonly personId: string; readonly institutionId: string }[];
};

/** Where a decision stands in the contract's table, in which the four covers share a line. */
export function decisionOf(register: Pick<RegisterRow, 'decision' | 'reason'>): Decision {
  const place = DECISION_TABLE.findIndex(
    (line) => line.decision === register.decision && line.reason === register.reason,
  );
  const found = DECISION_TABLE[place];
  invariant(
    found !== undefined,
    () => `${register.decision} ${register.reason} is in no line of the decision table`,
  );
  return {
    decision: register.decision,
    reason: register.reason,
    line: numberOf(place),
    amount: found.amount,
  };
}

/** Lines that the contract has not, and what tells them apart. */
const ADDED = [
  'ALREADY_PAID',
  'PERSON_IN_INSTITUTION',
  'PAYEE_DECEASED',
  'ACCOUNT_REJECTED',
  'RETURNED_REPEATEDLY',
  'REFERENCE_TAKEN',
];
const LETTERS = 'bcde';

/** The four covers share one number, and a line that the contract has not takes that of the one before. */
function numberOf(place: number): string {
  const before = DECISION_TABLE.slice(0, place + 1);
  const covers = before.filter((line) => isCover(line.reason)).length;
  const added = before.filter((line) => ADDED.includes(line.reason)).length;
  const number = String(place + 1 - Math.max(0, covers - 1) - added);
  const inARow = before.length - 1 - before.findLastIndex((line) => !ADDED.includes(line.reason));
  return inARow === 0 ? number : `${number}${LETTERS[inARow - 1]}`;
}

/** The facts the decision was made on. `rules` is null where the run's rules are not at hand: no threshold then. */
export function decisionFacts(
  register: RegisterRow,
  household: HouseholdRow,
  members: readonly Member[],
  at: { readonly period: Period; readonly reference: Day; readonly rules: Rules | null },
  audit: Pick<DecisionFacts, 'quarantined' | 'elsewhere' | 'inInstitution'>,
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

function isCover(reason: string): boolean {
  return EXCLUDING_COVERS.some((cover) => cover === reason);
}
