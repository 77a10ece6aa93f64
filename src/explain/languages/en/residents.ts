import { amount, toPeople } from '../../../domain/money.js';
import { wordOf } from '../lookup.js';
import type { EffectSentences, ResidentEffectKind, ResidentWords } from '../words.js';

const CATEGORY: ResidentWords['category'] = {
  ORPHAN: 'orphan',
  ABANDONED: 'abandoned child',
  ELDERLY: 'elderly person',
};

/** The words for residents of care institutions, in English. */
export const englishResidents: ResidentWords = {
  title: 'Resident',
  category: CATEGORY,
  reason: {
    ALREADY_PAID: 'already paid this month',
    DUPLICATE_RESIDENT: 'the person is on several rows of residents',
    DEPARTED: 'the person has left the institution',
    PROGRAMME_NOT_IN_FORCE: 'the programme is not in force in this month',
    UNDER_AGE: 'below the age that counts as elderly',
    OVER_AGE: 'of age, and no capital is owed',
    DEATH_CONTRADICTED: "the person's death was reported",
    PERSON_ALREADY_PAID: 'a household was paid for the person this month',
    PERSON_IN_HOUSEHOLD: 'the person is also a paid child of a household, or its only living member',
    REFERENCE_TAKEN: 'its order cannot have a reference of its own',
    PROVIDER_UNKNOWN: 'its paying institution is not configured',
    ACCOUNT_INVALID: 'its account number is wrong',
    ACCOUNT_SHARED: 'another beneficiary has the same account',
    NOT_IN_EXTRACT: "the person is not in this month's extract",
    RESIDENT_ROW_INVALID: "the person's row could not be read",
    '': 'paid',
  },
  decided: {
    ALREADY_PAID: () =>
      'an earlier run of the month paid the person, and a supplementary run pays nobody twice',
    DUPLICATE_RESIDENT: () => 'the person is on several rows of residents in the extract',
    DEPARTED: ({ row }) => `left the institution ${row.institutionId} on ${row.leftOn}`,
    PROGRAMME_NOT_IN_FORCE: ({ row }) =>
      `no amount is in force this month for this category (${wordOf(CATEGORY, row.category)})`,
    UNDER_AGE: ({ row, elderly }) =>
      `listed as an elderly person and aged ${row.age}${elderly === null ? '' : `, below ${elderly.value}`}`,
    OVER_AGE: ({ row, majority }) =>
      `aged ${row.age}${majority === null ? '' : `, ${majority.value} or over`}: the capital is complete or was topped up (${toPeople(row.paidBefore)} paid so far), or is not guaranteed`,
    DEATH_CONTRADICTED: () =>
      "an extract of this month or of an earlier one reports the person's death; it waits until people decide (sarf unhold)",
    PERSON_ALREADY_PAID: ({ households }) =>
      `an earlier run of the month paid a household for the person: ${households.join(', ')}`,
    PERSON_IN_HOUSEHOLD: ({ households }) =>
      `the person is also a paid child of a household, or its only living member, and both are held${households.length === 0 ? '' : `: ${households.join(', ')}`}`,
    REFERENCE_TAKEN: () =>
      'a household has the reference that its order would have, or that reference is longer than 35 characters',
    PROVIDER_UNKNOWN: ({ row }) => `the paying institution ${row.provider} is not configured`,
    ACCOUNT_INVALID: () => 'the account number is not a RIB of 24 digits with a valid key',
    ACCOUNT_SHARED: () =>
      'another resident that could be paid, or a household that is paid, has the same account',
    '': ({ row }) =>
      `no earlier line applies: ${wordOf(CATEGORY, row.category)}, aged ${row.age}, in ${row.institutionId}${row.admittedOn === null ? '' : ` since ${row.admittedOn}`}; institution and account are valid`,
  },
  line: (decision, line) => `${decision}, line ${line} of the residents' table`,
  paid: (money, order, provider) =>
    `${money} DH paid: order ${order}, through ${provider}, to the resident's account`,
  zero: 'Nothing to pay: the scholarship covers the aid, so there is no order',
  components: 'Amount',
  aid: (who, age) => `${who}, ${age} years, in a care institution`,
  scholarship: 'less the scholarship (not below 0.00)',
  monthly: 'monthly aid',
  guaranteed: 'capital guaranteed at majority',
  paidBefore: 'less everything paid so far',
  topup: 'top-up of the capital, once',
  account: (paid) => `paid in earlier months: ${paid}`,
};

/** The sentences of the effects that only residents have, in English. */
export const englishResidentEffects: EffectSentences<ResidentEffectKind> = {
  resident_birth_date: ({ before, after }) => `birth date corrected by the institution, ${before} → ${after}`,
  category: ({ before, after }) =>
    `the category changed from ${wordOf(CATEGORY, before)} to ${wordOf(CATEGORY, after)}`,
  scholarship: ({ before, after }) =>
    `the scholarship changed from ${toPeople(amount(before))} to ${toPeople(amount(after))}`,
  majority: ({ on, age }) => `the child turned ${age} on ${on}: the monthly aid ends`,
  elderly: ({ on, age }) => `the person turned ${age} on ${on}`,
  capital: () => 'the guaranteed capital is topped up, once',
  resident_left: ({ reason }) => `no longer paid: ${wordOf(englishResidents.reason, reason)}`,
  capital_before: () => 'the top-up of the capital is paid once',
};
