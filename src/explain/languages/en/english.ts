import { type Amount, toPeople } from '../../../domain/money.js';
import type { Period } from '../../../domain/period.js';
import type { DatedValue } from '../../../rules/load.js';
import type { ParameterName } from '../../../rules/schema.js';
import type { ChildRef } from '../../effects/effects.js';
import { owedFor, parameterValue, reasonOf, sourceOf, wordOf } from '../lookup.js';
import type { Counts, Words } from '../words.js';
import { englishAid } from './aid.js';
import { englishOwed } from './owed.js';
import { englishPage } from './page.js';
import { englishResidentEffects, englishResidents } from './residents.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const money = (value: Amount): string => toPeople(value);
const month = (period: Period): string => `${MONTHS[Number(period.slice(5)) - 1]} ${period.slice(0, 4)}`;
const child = ({ birthDate, personId, twin }: ChildRef): string =>
  `the child born ${birthDate}${twin ? ` (${personId})` : ''}`;
const some = (ref: ChildRef | null): string => (ref === null ? 'a child' : child(ref));

const value = (name: ParameterName, text: string | null): string => parameterValue(name, text, english);
const source = (dated: DatedValue): string => sourceOf(dated, english);

const RELATION: Words['relation'] = {
  HEAD: 'head',
  SPOUSE: 'spouse',
  CHILD: 'child',
  OTHER: 'other member',
};
const LEVEL: Words['level'] = {
  FIRST: 'first birth',
  SECOND: 'second birth',
  PRIMARY: 'primary',
  LOWER_SECONDARY: 'lower secondary',
  UPPER_SECONDARY: 'upper secondary',
};
const COVER: Words['cover'] = {
  STATE_EMPLOYEE: 'state employee',
  FAMILY_ALLOWANCE: 'family allowance of another scheme',
  PENSION: 'pension',
  CONTRIBUTIONS_DUE: 'contributions due',
};

const GRANT = { BIRTH: 'birth grant', SCHOOL: 'school-return grant' } as const;
const grant = (one: { grant: 'BIRTH' | 'SCHOOL'; level: string }): string =>
  `${GRANT[one.grant]}, ${wordOf(LEVEL, one.level)}`;

const covered: Words['decided'][''] = ({ covered: members }) =>
  `a living member has a social cover that excludes the household: ${members
    .map((one) => `${one.personId}, born ${one.birthDate} (${wordOf(COVER, one.socialCover)})`)
    .join('; ')}`;

const first = ({ firstRanks }: Counts): string => `ranks 1 to ${firstRanks}`;
const later = ({ firstRanks, childrenPaid }: Counts): string => `ranks ${firstRanks + 1} to ${childrenPaid}`;
const schooled = ({ ageSchooling }: Counts): string => `aged 0–${ageSchooling - 1} or schooled`;
const not = ({ ageSchooling, ageChild }: Counts): string =>
  `aged ${ageSchooling}–${ageChild - 1} and not schooled`;

const PARAMETER: Words['parameter'] = {
  child_first_ranks_schooled: (counts) => `child of ${first(counts)}, ${schooled(counts)}`,
  child_first_ranks_not_schooled: (counts) => `child of ${first(counts)}, ${not(counts)}`,
  child_later_ranks_schooled: (counts) => `child of ${later(counts)}, ${schooled(counts)}`,
  child_later_ranks_not_schooled: (counts) => `child of ${later(counts)}, ${not(counts)}`,
  fatherless_first_ranks_schooled: (counts) => `fatherless child of ${first(counts)}, ${schooled(counts)}`,
  fatherless_first_ranks_not_schooled: (counts) => `fatherless child of ${first(counts)}, ${not(counts)}`,
  fatherless_later_ranks_schooled: (counts) => `fatherless child of ${later(counts)}, ${schooled(counts)}`,
  fatherless_later_ranks_not_schooled: (counts) => `fatherless child of ${later(counts)}, ${not(counts)}`,
  disability_supplement: () => 'supplement for a severely disabled child',
  severe_disability_counts_as_schooled: () => 'a severely disabled child counts as schooled',
  floor: () => 'floor of a household with a paid child',
  flat_rate: () => 'flat rate of a household without a paid child',
  birth_grant_first: () => 'birth grant, first birth',
  birth_grant_window: () => 'months after a birth in which its grant may be claimed',
  birth_grant_second: () => 'birth grant, second birth',
  school_grant_lower: () => 'school-return grant, primary or lower secondary',
  school_grant_upper: () => 'school-return grant, upper secondary',
  first_ranks: () => 'ranks paid at the first rate',
  institution_child: () => 'child in a care institution, per month',
  institution_elderly: () => 'elderly person in a care institution, per month',
  institution_capital: () => 'capital guaranteed at majority to a child in a care institution',
  age_child: () => 'age from which a child is no longer paid',
  age_schooling: () => 'age up to which a child counts as schooled',
  age_majority: () => 'age of majority',
  age_elderly: () => 'age from which a person counts as elderly',
  children_paid: () => 'maximum number of children paid in a household',
  recovery_share: () => "largest share of a month's aid that a recovery may take",
  arrears_months: () => 'months back for which arrears are paid',
  ise_threshold: () => 'score above which a household is not eligible',
  usual_maximum: () => 'amount above which a household is reviewed',
  reference_day: () => 'reference day of ages and facts',
};

/** All words of explain, in English. */
export const english: Words = {
  code: 'en',
  money,
  decimal: (text) => text,
  noValue: 'none',
  lastDay: 'last day of the month',
  isSo: { true: 'yes', false: 'no' },
  month,
  colon: ':',
  milieu: { U: 'urban', R: 'rural' },
  relation: RELATION,
  cover: COVER,
  decision: {
    PAY: 'PAID',
    HELD: 'HELD',
    BLOCKED: 'BLOCKED',
    SUSPENDED: 'SUSPENDED',
    INELIGIBLE: 'INELIGIBLE',
  },
  reason: {
    '': 'paid',
    ALREADY_PAID: 'already paid this month',
    CLOSED: 'closed in the registry',
    SUSPENDED: 'suspended in the registry',
    DUPLICATE_HOUSEHOLD: 'several household rows have its id',
    ISE_ABOVE_THRESHOLD: 'its score is above the threshold',
    MEMBER_ROW_INVALID: 'a row of one of its members could not be read',
    PERSON_DUPLICATED: 'one of its members is on several rows',
    HOUSEHOLD_REPLACED: 'its number now belongs to another family',
    DEATH_CONTRADICTED: 'a member whose death was reported is listed as living',
    PERSON_ALREADY_PAID: 'another beneficiary was paid for one of its members this month',
    NO_LIVING_MEMBER: 'it has no living member',
    STATE_EMPLOYEE: 'a member is a state employee',
    FAMILY_ALLOWANCE: 'a member has the family allowance of another scheme',
    PENSION: 'a member draws a pension',
    CONTRIBUTIONS_DUE: 'a member owes contributions',
    PERSON_IN_INSTITUTION:
      'a paid child, or its only living member, is also a resident of a care institution',
    BLOCKED: 'blocked in the registry',
    PAYEE_NOT_LIVING_MEMBER: 'its payee is not a living adult member',
    PROVIDER_UNKNOWN: 'its paying institution is not configured',
    ACCOUNT_INVALID: 'its account number is wrong',
    PAYEE_DECEASED: 'an order came back because its payee is deceased',
    ACCOUNT_REJECTED: 'an order came back because of its account',
    RETURNED_REPEATEDLY: 'its orders came back three times in a row',
    REFERENCE_TAKEN: 'another household has the reference of its order',
    ACCOUNT_SHARED: 'another household has the same account',
    NOT_IN_EXTRACT: "it is not in this month's extract",
    HOUSEHOLD_ROW_INVALID: 'its household row could not be read',
    MONTH_NOT_RUN: 'the month has no run',
  },
  decided: {
    '': (facts) =>
      `no earlier line applies: the registry says ${facts.status}; the score ${facts.score} is not above the threshold${
        facts.threshold === null ? '' : ` ${facts.threshold.value} (${source(facts.threshold)})`
      }; no living member has a social cover that excludes the household; the payee ${facts.payee.personId} is a living member aged ${facts.payee.age}; institution and account are valid`,
    ALREADY_PAID: () => 'an earlier run of the month paid it, and a supplementary run pays nobody twice',
    CLOSED: () => 'the registry says CLOSED',
    SUSPENDED: () => "the registry says SUSPENDED: the month's aid is lost",
    DUPLICATE_HOUSEHOLD: () => 'several household rows of the extract have its id',
    ISE_ABOVE_THRESHOLD: ({ score, threshold }) =>
      `the score ${score} is above the threshold${threshold === null ? '' : ` ${threshold.value} (${source(threshold)})`}`,
    MEMBER_ROW_INVALID: () => 'a row of one of its members could not be read, and sarf does not guess',
    PERSON_DUPLICATED: ({ elsewhere }) =>
      elsewhere.length === 0
        ? 'one of its members is on several rows of the extract'
        : `one of its members is on several rows: ${elsewhere
            .map((one) => `${one.personId}, also in household ${one.householdId}`)
            .join('; ')}`,
    HOUSEHOLD_REPLACED: () =>
      'its number now belongs to another family: nobody listed in it today was listed in the twelve months before. An officer decides (sarf unhold)',
    DEATH_CONTRADICTED: () =>
      'the extract lists as living a person whose death an earlier extract reported. An officer decides (sarf unhold)',
    PERSON_ALREADY_PAID: ({ paidElsewhere }) =>
      `an earlier run of the month paid others for persons of this household: ${paidElsewhere
        .map((one) => `${one.personId}, in ${one.paidTo}`)
        .join('; ')}`,
    NO_LIVING_MEMBER: ({ deceased }) =>
      `no valid row shows a living member${deceased.map((one) => `; ${one.personId} died on ${one.deceasedOn}`).join('')}`,
    STATE_EMPLOYEE: covered,
    FAMILY_ALLOWANCE: covered,
    PENSION: covered,
    CONTRIBUTIONS_DUE: covered,
    PERSON_IN_INSTITUTION: ({ inInstitution }) =>
      `a paid child, or the only living member, is also a resident of a care institution, and both are held: ${inInstitution
        .map((one) => `${one.personId}, in ${one.institutionId}`)
        .join('; ')}`,
    BLOCKED: () => 'the registry says BLOCKED: the aid is owed and not paid out',
    PAYEE_NOT_LIVING_MEMBER: ({ payee, majority }) => {
      if (payee.member === null) return `the payee ${payee.personId} is not a member of the household`;
      if (!payee.living) return `the payee ${payee.personId} died on ${payee.member.deceasedOn}`;
      return `the payee ${payee.personId}, born ${payee.member.birthDate}, is ${payee.age}${majority === null ? '' : `, below ${majority.value} (${source(majority)})`}`;
    },
    PROVIDER_UNKNOWN: ({ provider }) => `the paying institution ${provider} is not configured`,
    ACCOUNT_INVALID: ({ channel, accountGiven }) =>
      accountGiven
        ? `the account number is not a RIB of 24 digits with a valid key (channel ${channel})`
        : `no account number is given (channel ${channel})`,
    PAYEE_DECEASED: ({ payee }) =>
      `an order came back because the payee ${payee.personId} has died (MD07). It is held until the registry names another payee`,
    ACCOUNT_REJECTED: () =>
      'an order came back because of its account. It is held until the registry gives another account, or cash without one',
    RETURNED_REPEATEDLY: () =>
      'three orders in a row came back. It is held until an officer ends the hold with a reason (sarf unhold)',
    REFERENCE_TAKEN: () =>
      'another household has the reference that its order of a supplementary run would have',
    ACCOUNT_SHARED: () => 'another household that could be paid has the same account',
  },
  effect: {
    ...englishResidentEffects,
    tariff: ({ from, changes }, counts) =>
      `tariff of ${month(from)}${changes.length === 0 ? '' : ` (${changes.map((one) => `${PARAMETER[one.parameter](counts)}: ${value(one.parameter, one.before)} → ${value(one.parameter, one.after)}`).join('; ')})`}`,
    other_rules: () => 'another rules file: the same children have another amount',
    counting_rules: () => 'other rules on ages, or on the number of children paid',
    facts_changed: ({ before, after }) =>
      `the registry's facts changed, ${before} → ${after} (the prior run kept no members, so they cannot be compared one by one)`,
    opened: ({ of, period }) =>
      ({
        aid: `the registry's facts, against what another system paid in ${month(period)}: for which children is not known`,
        grants: `grants that another system paid in ${month(period)}, once`,
        arrears: `arrears that another system paid in ${month(period)}, once`,
        recovery: `a recovery that another system took in ${month(period)}, once`,
      })[of],
    entered: (what) => `${child(what.child)} entered the household`,
    left: (what) => `${child(what.child)} left the household`,
    became_child: (what) => `the registry now lists ${child(what.child)} as a child of the household`,
    no_longer_child: (what) =>
      `the registry now lists ${child(what.child)} as ${wordOf(RELATION, what.relation)}`,
    birth_date: ({ before, after }) => `birth date corrected in the registry, ${before} → ${after}`,
    schooled: (what) => `${child(what.child)} is ${what.now ? 'now' : 'no longer'} schooled`,
    disabled: (what) =>
      `${child(what.child)} is ${what.now ? 'now' : 'no longer'} registered as severely disabled`,
    fatherless: (what) =>
      `${child(what.child)} is ${what.now ? 'now' : 'no longer'} registered as fatherless`,
    death_recorded: (what) => `the registry now says that ${child(what.child)} died on ${what.on}`,
    death_withdrawn: (what) => `the registry no longer says that ${child(what.child)} died`,
    paid_elsewhere: (what) =>
      what.to === null
        ? `${child(what.child)} is paid for here again`
        : `${child(what.child)} is paid for this month in ${what.to}`,
    born: (what) =>
      `a child was born on ${what.child.birthDate}${what.child.twin ? ` (${what.child.personId})` : ''}`,
    died: (what) => `${child(what.child)} died on ${what.on}`,
    school_age: (what) =>
      `${child(what.child)} turned ${what.age} on ${what.on} and is ${what.schooled ? '' : 'not '}schooled`,
    of_age: (what) => `${child(what.child)} turned ${what.age} on ${what.on}`,
    grant: (what) => `${grant(what)}: ${some(what.child)}`,
    grant_before: (what) => `${grant(what)}, for ${some(what.child)}: paid in ${month(what.period)}, once`,
    arrears: ({ row }) => `arrears: ${owedFor(row, english)}`,
    recovery: ({ row }) => `recovery ${row.recoveryId}: ${money(row.balanceAfter)} remain to be recovered`,
    arrears_before: ({ period, row }) => `arrears paid in ${month(period)}, once: ${owedFor(row, english)}`,
    recovery_before: ({ period, row }) => englishOwed.takenOnce(row.recoveryId, month(period)),
    first_payment: () => 'first payment',
    reinstated: () => 'paid again, as in an earlier month',
    no_longer_paid: ({ reason }) => `no longer paid: ${reasonOf(reason, english)}`,
  },
  aid: englishAid,
  parameter: PARAMETER,
  source: (from, reference) => `from ${from}, ${reference}`,
  assumed: (from, why) => `from ${from}, assumed: ${why}`,
  alsoAssumed: (why) => `; assumed: ${why}`,
  notCounted: (why, { on, age, rank, paid, paidTo }) =>
    ({
      not_a_child: 'not a child of the household',
      not_born: 'not born yet',
      deceased: `died on ${on}`,
      of_age: `turned ${age} on ${on}`,
      beyond_ranks: `rank ${rank}: at most ${paid} children are paid`,
      paid_elsewhere: `paid for this month in ${paidTo}`,
    })[why],
  grantName: GRANT,
  level: LEVEL,
  grant,
  noGrant: {
    already_granted: 'already granted',
    owed_elsewhere: 'owed to the household in which it accrued; paid here when a run pays this one',
    paid_as_arrears: 'paid with the arrears, as it was owed elsewhere',
    not_in_force: 'no amount is in force for this case',
    not_public: 'not in a public school',
    no_level: 'no school level that gives a right to it',
    same_birth_date:
      'the household received one for a child of the same birth date who is no longer listed. If this is another child, it takes a decided correction',
    same_level:
      'the household received it for another child. If it is due again, it takes a decided correction',
  },
  page: englishPage,
  owed: englishOwed,
  resident: englishResidents,
};
