import type { OwedWords } from '../words.js';
import { ENGLISH_RETURN_REASONS } from './return-reasons.js';

/** The words of debts and recoveries, in English. */
export const englishOwed: OwedWords = {
  arrears: 'Arrears',
  month: (month, why) => `${month}, not paid then: ${why}`,
  grants: (month, why) => `grants of ${month}, owed since the month was not paid: ${why}`,
  moved: ({ grant, personId, month, from, order, why }) =>
    `${grant} of ${personId}, owed for ${month} to household ${from}, where the child no longer lives (${order === null ? '' : `order ${order} came back, `}${why})`,
  movedAway: 'Grants that went with a child',
  movedTo: ({ grant, personId, origin, to, month, waits }) =>
    `${grant} (${personId}), owed here for ${origin}: ${waits ? 'owed since' : 'paid in'} ${month} to household ${to}, where the child lives`,
  order: (order, month, rejected, why) =>
    `order ${order} of ${month}, ${rejected ? 'rejected' : 'returned'}: ${why}`,
  meaning: ENGLISH_RETURN_REASONS,
  noReason: 'no reason given',
  said: (words) => `the institution says “${words}”`,
  and: '; ',
  adjustment: (id, reason) => `decided correction ${id}${reason === '' ? '' : `: ${reason}`}`,
  oneOff: (id, reason) => `one-off grant ${id}${reason === '' ? '' : `: ${reason}`}`,
  notDue: 'Earlier months that are not paid',
  paidInAnother: ({ month, person, paidTo }) =>
    `${month}: ${person} lived in household ${paidTo}, which was paid that month. An officer may decide on it with an adjustment (ARREARS).`,
  accountPaid: ({ month, person, paidTo }) =>
    `${month}: the account of ${person} was paid that month, for household ${paidTo}. An officer may decide on it with an adjustment (ARREARS).`,
  waitsFor: ({ month, person, paidTo }) =>
    `${month}: ${person} lived in household ${paidTo}, which is still owed that month. If it is one family, sarf transfer moves it.`,
  finals: 'Final payments, to payees of their own',
  final: (id, payee, provider, order) => `${id} to ${payee} by ${provider}, order ${order}`,
  finalOf: (id, reason) => `final payment ${id}${reason === '' ? '' : `: ${reason}`}`,
  finalAgain:
    'Paid again when an extract repeats the row of the adjustment with an account that can be paid to.',
  computed: (reference, composition) =>
    `computed from the facts known now, as of ${reference}, with that month's parameters (${composition}):`,
  notCounted: (children) =>
    `not counted, because another beneficiary is paid for them that month: ${children}`,
  recovery: 'Recovery of overpayments',
  taken: ({ id, opened, decidedOn, before, after }) =>
    `${id} of ${opened} (decided on ${decidedOn}): balance ${before} → ${after}`,
  ceiling: (share, aid) => `at most ${share} of the monthly aid of ${aid}, rounded down`,
  ownShare: (share) => `at most ${share}, as decided for this recovery`,
  takenOnce: (id, month) => `recovered in ${month} for ${id}, once`,
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
    CHILD_MOVED: 'a child who counted in no household',
    EXTRACT_CUT: 'members whom the extract of the month missed',
    RULES: 'rules that begin earlier',
  },
  lateDecided: 'Nothing is owed or taken back by it until people decide: audit/adjustments-proposed.csv.',
  owed: 'What is owed',
  known: (money, month) => `${money} DH of ${month} are owed.`,
  unknown: (month, reference) =>
    `${month} is owed. The amount is not known yet: it is computed at payment, grants included, from the facts known then, as of ${reference}, with the parameters of ${month}.`,
  earlier: (month, householdId) =>
    `${month} is owed since an earlier run of the month: sarf owed ${householdId} shows the amount.`,
  waits: (what, until) => `${what}; ${until}`,
  until: (month) => `may be paid until the run of ${month}`,
  never: 'does not lapse',
  notKnown: 'not known yet',
  again: 'The first run that pays the household again pays all of it.',
  extend: (name) => `To give it more time: sarf owed extend ${name} --to YYYY-MM --reason "…".`,
  when: ({ ends, next, last, months, mark }) =>
    `Payment: once ${ends}, by the run of ${next} or a later one, or sooner by a supplementary run; by the run of ${last} at the latest (${months} months back${mark}).`,
  ends: {
    DUPLICATE_HOUSEHOLD: () => 'only one household row has its id',
    MEMBER_ROW_INVALID: () => 'the rows of all its members can be read',
    PERSON_DUPLICATED: () => 'none of its members is on several rows',
    HOUSEHOLD_REPLACED: () =>
      'a member of the earlier family is listed in it again, or an officer ends the hold',
    DEATH_CONTRADICTED: () => 'the registry reports the death again, or an officer ends the hold',
    NO_LIVING_MEMBER: () => 'a valid row shows a living member',
    PERSON_ALREADY_PAID: () => 'no other beneficiary is paid for its members',
    PERSON_IN_INSTITUTION: () => 'the person is no longer both in the household and in an institution',
    BLOCKED: () => 'the registry no longer says BLOCKED',
    PAYEE_NOT_LIVING_MEMBER: () => 'its payee is a living adult member',
    PROVIDER_UNKNOWN: () => 'its paying institution is configured',
    ACCOUNT_INVALID: () => 'its account number is valid',
    PAYEE_DECEASED: (payee) => `the registry names another payee than ${payee}`,
    ACCOUNT_REJECTED: () => 'the registry gives another account, or cash and no account',
    RETURNED_REPEATEDLY: () => 'an officer ends the hold with a reason (sarf unhold)',
    REFERENCE_TAKEN: () => 'a run pays it under another reference',
    ACCOUNT_SHARED: () => 'no other household has its account',
    HOUSEHOLD_ROW_INVALID: () => 'its household row can be read',
  },
};
