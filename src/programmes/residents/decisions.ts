import type { DecisionLine } from '../programme.js';

/**
 * The decision on a resident of a care institution, as data (candidates.ts has what `when` asks). Numbers are "1" to
 * "11"; "0" is the line that only supplementary runs have.
 */
export const RESIDENT_TABLE = [
  // Of a supplementary run alone: before anything else, nobody is paid twice in a month.
  { no: '0', decision: 'INELIGIBLE', reason: 'ALREADY_PAID', when: 'already_paid', amount: 'zero' },
  // Two rows may say two things of one person, so nothing is known.
  { no: '1', decision: 'HELD', reason: 'DUPLICATE_RESIDENT', when: 'on_several_rows', amount: 'none' },
  { no: '2', decision: 'INELIGIBLE', reason: 'DEPARTED', when: 'departed', amount: 'zero' },
  { no: '3', decision: 'INELIGIBLE', reason: 'PROGRAMME_NOT_IN_FORCE', when: 'NOT in_force', amount: 'zero' },
  { no: '4', decision: 'INELIGIBLE', reason: 'UNDER_AGE', when: `track = 'NONE'`, amount: 'zero' },
  // Came of age, and nothing is missing from the capital, or none is guaranteed; and no order that came back, such
  // as the capital's own, has still to be paid again.
  {
    no: '5',
    decision: 'INELIGIBLE',
    reason: 'OVER_AGE',
    when: `track = 'ADULT' AND own_topup = 0 AND NOT is_owed`,
    amount: 'zero',
  },
  // An extract reported the person's death: it cannot be believed that the person lives before people have looked.
  { no: '5a', decision: 'HELD', reason: 'DEATH_CONTRADICTED', when: 'reported_dead', amount: 'own' },
  // Of a supplementary run alone: paid this month as a child of a household, or as its only living member.
  { no: '5b', decision: 'HELD', reason: 'PERSON_ALREADY_PAID', when: 'paid_in_household', amount: 'own' },
  // The household is held as well (PERSON_IN_INSTITUTION): one of the two has to let go of the child.
  { no: '6', decision: 'HELD', reason: 'PERSON_IN_HOUSEHOLD', when: 'in_household', amount: 'own' },
  // A household called R-<person_id> would be paid under the very same order_id; and -S1 may make it too long.
  { no: '7', decision: 'HELD', reason: 'REFERENCE_TAKEN', when: 'reference_taken', amount: 'own' },
  { no: '8', decision: 'HELD', reason: 'PROVIDER_UNKNOWN', when: 'NOT provider_known', amount: 'own' },
  { no: '9', decision: 'HELD', reason: 'ACCOUNT_INVALID', when: 'NOT account_right', amount: 'own' },
  // Looked at last, among the residents that no line before has decided, and the households that are paid.
  { no: '10', decision: 'HELD', reason: 'ACCOUNT_SHARED', when: 'account_shared', amount: 'own' },
  { no: '11', decision: 'PAY', reason: '', when: 'true', amount: 'own' },
] as const satisfies readonly DecisionLine[];

/** The reasons of the table; '' is the reason of PAY. */
export type ResidentReason = (typeof RESIDENT_TABLE)[number]['reason'];
