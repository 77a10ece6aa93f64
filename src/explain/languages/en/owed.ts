import type { OwedWords } from '../words.js';
import { ENGLISH_RETURN_REASONS } from './return-reasons.js';

/** What is said of debts and recoveries, in English. */
export const englishOwed: OwedWords = {
  arrears: 'Arrears',
  month: (month, why) => `${month}, not paid then: ${why}`,
  grants: (month, why) => `grants of ${month}, which accrued when it was not paid: ${why}`,
  moved: ({ grant, personId, month, from, order, why }) =>
    `${grant} of ${personId}, owed for ${month} to household ${from}, where the child no longer lives (${order === null ? '' : `order ${order} came back, `}${why})`,
  movedAway: 'Grants that went with a child',
  movedTo: ({ grant, personId, origin, to, month }) =>
    `${grant} (${personId}), owed here for ${origin}: paid in ${month} to household ${to}, where the child lives`,
  order: (order, month, rejected, why) =>
    `order ${order} of ${month}, ${rejected ? 'rejected' : 'returned'}: ${why}`,
  meaning: ENGLISH_RETURN_REASONS,
  noReason: 'no reason given',
  adjustment: (id, reason) => `decided correction ${id}${reason === '' ? '' : `: ${reason}`}`,
  oneOff: (id, reason) => `one-off grant ${id}${reason === '' ? '' : `: ${reason}`}`,
  computed: (reference, composition) =>
    `computed now, from this month's facts looked at on ${reference} under that month's parameters (${composition}):`,
  notCounted: (children) => `not counted, because that month is paid for them elsewhere: ${children}`,
  recovery: 'Recovery of overpayments',
  taken: ({ id, opened, decidedOn, before, after }) =>
    `${id} of ${opened} (decided on ${decidedOn}): balance ${before} → ${after}`,
  ceiling: (share, aid) => `at most ${share} of the monthly aid of ${aid}, rounded down`,
  ownShare: (share) => `at most ${share}, as decided for it`,
  takenOnce: (id, month) => `what was taken back in ${month} for ${id} was taken once`,
  reductions: 'Repaid or waived of what is to be paid back',
  reduced: {
    REPAY: (id, reason) => `${id}, repaid by the household (${reason})`,
    WAIVE: (id, reason) => `${id}, waived in part (${reason})`,
    WRITE_OFF: (id, reason) => `${id}, written off (${reason})`,
  },
  lately: 'Known of earlier months since they were paid',
  late: ({ month, cause, paid, due, source }) =>
    `${month}: ${paid} DH paid, ${due} due, by ${cause} (${source}).`,
  lateCause: {
    DEATH: 'a death that was reported late',
    BIRTH: 'a birth that was reported late',
    COVER: 'a social cover whose dates became known late',
    ENROLMENT: 'a school enrolment that became known late',
    EXTRACT_CUT: 'members whom the extract of the month missed',
    RULES: 'rules that begin earlier',
  },
  lateDecided: 'Nothing is owed or taken back by it until people decide: audit/adjustments-proposed.csv.',
  owed: 'What is owed',
  known: (money, month) => `${money} DH of ${month} are owed.`,
  unknown: (month, reference) =>
    `${month} is owed. How much is not known: it is computed when it is paid, from the household's facts then, looked at on ${reference} under the parameters of ${month}, with its grants.`,
  earlier: (month, householdId) =>
    `${month} is owed, as the run of the month knows that first did not pay it: sarf owed ${householdId} shows how much.`,
  waits: (what, until) => `${what}; ${until}`,
  until: (month) => `may be paid until the run of ${month}`,
  never: 'does not lapse',
  notKnown: 'not known yet',
  again: 'Paid whole by the first run that pays the household again.',
  extend: (name) => `To give it more time: sarf owed extend ${name} --to YYYY-MM --reason "…".`,
  when: ({ ends, next, last, months, mark }) =>
    `Payment: as soon as ${ends}, from the run of ${next} on, or earlier by a supplementary one; by the run of ${last} at the latest (${months} months back${mark}).`,
  ends: {
    DUPLICATE_HOUSEHOLD: () => 'its id stands on one household row alone',
    MEMBER_ROW_INVALID: () => 'the rows of all its members can be read',
    PERSON_DUPLICATED: () => 'none of its members stands on several rows',
    HOUSEHOLD_REPLACED: () => 'somebody of the earlier family is listed in it again, or people end the hold',
    DEATH_CONTRADICTED: () => 'the registry reports the death again, or people end the hold',
    NO_LIVING_MEMBER: () => 'a good row shows a living member',
    PERSON_ALREADY_PAID: () => 'none of its members is paid for elsewhere',
    PERSON_IN_INSTITUTION: () => 'the person is no longer both in the household and in an institution',
    BLOCKED: () => 'the registry no longer says BLOCKED',
    PAYEE_NOT_LIVING_MEMBER: () => 'its payee is a living adult member',
    PROVIDER_UNKNOWN: () => 'its paying institution is configured',
    ACCOUNT_INVALID: () => 'its account number is right',
    PAYEE_DECEASED: (payee) => `the registry names another payee than ${payee}`,
    ACCOUNT_REJECTED: () => 'the registry gives another account, or cash and no account',
    RETURNED_REPEATEDLY: () => 'people release it with a reason (sarf unhold)',
    REFERENCE_TAKEN: () => 'a run pays it whose orders have other references',
    ACCOUNT_SHARED: () => 'no other household bears its account',
    HOUSEHOLD_ROW_INVALID: () => 'its household row can be read',
  },
};
