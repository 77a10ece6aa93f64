import { table } from './table.js';

/** What earlier months say of the persons and households of this one. */
export const householdDoubt = table('household_doubt', {
  says: 'Households and residents of which the extract says what cannot be after what earlier months said.',
  grain: 'one row a household, doubt and reference',
  columns: {
    household_id: ['VARCHAR', 'the household_id; or a resident, as a beneficiary'],
    hid: ['BIGINT', "the household's place in the register, from 0; null of a resident"],
    doubt: ['VARCHAR', 'HOUSEHOLD_REPLACED or DEATH_CONTRADICTED'],
    reference: [
      'VARCHAR',
      'what people decide on: the month it was replaced in; the person and the day of death',
    ],
  },
  madeBy: 'history/doubts.ts',
  droppedBy: null,
});

export const closedBefore = table('closed_before', {
  says: 'Households that an earlier run found closed, and that none has paid since.',
  grain: 'one row a household',
  columns: { household_id: ['VARCHAR', 'the household_id'] },
  madeBy: 'history/closed.ts',
  droppedBy: null,
});

/** What the sealed folders of earlier runs say of the persons of the extract: nobody is paid for twice in a month. */
const PERIOD = ['VARCHAR', 'the month that was paid, "2026-09"'] as const;
const PERSON = ['VARCHAR', 'the person'] as const;
const PERSONS_PAID = 'history/persons-paid.ts';

export const personSought = table('person_sought', {
  says: 'Persons of the extract for whom a month may be paid now, and who would be paid for them.',
  grain: 'one row a month and person; several where the person stands in several households',
  columns: {
    period: ['VARCHAR', 'the month that may be paid now, "2026-09"'],
    person_id: PERSON,
    beneficiary: ['VARCHAR', 'the household, or the resident'],
  },
  madeBy: 'month/persons-paid.ts',
  droppedBy: null,
});

export const personPaid = table('person_paid', {
  says: 'Those of them for whom a released run paid the month to another, or owes it a known amount.',
  grain: 'one row a month, person and other',
  columns: {
    period: PERIOD,
    person_id: PERSON,
    paid_to: ['VARCHAR', 'to whom, as a beneficiary'],
    how: ['VARCHAR', 'CHILD counted in a household, other living MEMBER of one, or RESIDENT'],
    alone: ['BOOLEAN', 'the only living member of that household'],
    owed: ['BOOLEAN', 'not paid yet: the household is owed the month, with a known amount'],
  },
  madeBy: PERSONS_PAID,
  droppedBy: null,
});

export const accountPaid = table('account_paid', {
  says: 'Accounts of the extract that the month has paid before a supplementary run; none before a regular one.',
  grain: 'one row an account',
  columns: { account: ['VARCHAR', '24 digits'] },
  madeBy: 'history/accounts-paid.ts',
  droppedBy: null,
});

export const accountPaidThen = table('account_paid_then', {
  says: 'Households of which a past month is computed now, and whose account was paid the month for another.',
  grain: 'one row a month, household and other household',
  columns: {
    period: PERIOD,
    hid: ['BIGINT', "the household's place in the register, from 0"],
    paid_to: ['VARCHAR', 'the other household'],
  },
  madeBy: 'history/accounts-paid.ts',
  droppedBy: null,
});

export const notCounted = table('not_counted', {
  says: 'Children who do not count in their household, because the month is paid for them elsewhere.',
  grain: 'one row a month, household and child',
  columns: {
    period: PERIOD,
    hid: ['BIGINT', "the household's place in the register, from 0"],
    person_id: PERSON,
    paid_to: ['VARCHAR', 'to whom, as a beneficiary'],
  },
  madeBy: 'programmes/families/paid-elsewhere.ts',
  droppedBy: null,
});

export const countedNowhere = table('counted_nowhere', {
  says: 'Children who left a household of which a past month is computed now, and who count in no household for it.',
  grain: 'one row a month and child',
  columns: {
    household_id: ['VARCHAR', 'the household that they left since the month'],
    period: ['VARCHAR', 'the month, "2026-09"'],
    person_id: PERSON,
    lives_in: ['VARCHAR', 'the household that lists the child now; null: none does, or several do'],
    birth_date: ['DATE', 'day of birth'],
    deceased_on: ['DATE', 'day of death; null of the living'],
    schooled: ['BOOLEAN', 'enrolled in a school now'],
    father_deceased: ['BOOLEAN', 'the father is dead'],
    severe_disability: ['BOOLEAN', 'severely disabled'],
    social_cover: ['VARCHAR', 'cover by another scheme, or NONE'],
  },
  madeBy: 'programmes/families/counted-nowhere.ts',
  droppedBy: null,
});

export const householdWithPaidPerson = table('household_with_paid_person', {
  says: 'Households of which a living member who is not one of its children was paid in another household this month.',
  grain: 'one row a household and such a person',
  columns: {
    household_id: ['VARCHAR', 'the household_id'],
    person_id: PERSON,
    paid_to: ['VARCHAR', 'to whom, as a beneficiary'],
  },
  madeBy: 'programmes/families/paid-elsewhere.ts',
  droppedBy: null,
});

export const cameSince = table('came_since', {
  says: 'Persons who came to a household after a past month that is computed now: a run that paid them elsewhere knew the household without them.',
  grain: 'one row a month, household and person',
  columns: {
    period: PERIOD,
    household_id: ['VARCHAR', 'the household in which the person stands today'],
    person_id: PERSON,
  },
  madeBy: PERSONS_PAID,
  droppedBy: null,
});

export const adultElsewhere = table('adult_elsewhere', {
  says: 'Adults of households of which a past month is computed now, who lived in another one that was paid it or is owed it.',
  grain: 'one row a month, household, adult and other household',
  columns: {
    period: PERIOD,
    hid: ['BIGINT', "the household's place in the register, from 0"],
    person_id: PERSON,
    paid_to: ['VARCHAR', 'the other household'],
    effect: [
      'VARCHAR',
      'NOT_DUE: the month is not paid. WAITS: nor yet, for the other household is still owed it. CAME_SINCE: the adult did not live there then, the month is paid without. ACCOUNT_PAID: of the payee, to whose account the month was paid',
    ],
  },
  madeBy: 'programmes/families/paid-elsewhere.ts',
  droppedBy: null,
});

export const gonePerson = table('gone_person', {
  says: 'Persons who were listed in a household and are not any more.',
  grain: 'one row a household and person',
  columns: {
    household_id: ['VARCHAR', 'the household that the person left'],
    person_id: PERSON,
    left_in: ['VARCHAR', 'the first month whose extract has the person no more in it'],
    relation: ['VARCHAR', 'HEAD, SPOUSE, CHILD or OTHER, when last listed'],
    birth_date: ['DATE', 'when last listed'],
    deceased_on: ['DATE', 'when last listed; null of the living'],
    listed_as: [
      'VARCHAR',
      'the child of the same birth date that came to the household in its place; null: none did',
    ],
  },
  madeBy: 'history/gone.ts',
  droppedBy: null,
});

export const familyNumber = table('family_number', {
  says: 'Families that came back under another number, as this run and those of the year before list them.',
  grain: 'one row a family and month; two where a run of the month says it again',
  columns: {
    old_household_id: ['VARCHAR', 'the number before'],
    new_household_id: ['VARCHAR', 'the number since'],
    since: [
      'VARCHAR',
      'the first month whose extract has the new one, "2026-09"; "2026-09 S1" where its supplementary run was the first',
    ],
  },
  madeBy: 'history/numbers.ts',
  droppedBy: null,
});

export const proposalPerson = table('proposal_person', {
  says: 'Children for whom the proposals that the run applies, or is asked to apply, pay a month.',
  grain: 'one row a proposal and child',
  columns: {
    adjustment_id: ['VARCHAR', 'the proposal'],
    household_id: ['VARCHAR', 'the household that was paid the month without the child'],
    period: PERIOD,
    person_id: PERSON,
  },
  madeBy: 'history/proposals.ts',
  droppedBy: null,
});

export const lateFact = table('late_fact', {
  says: 'Facts of released months that were said after these were paid.',
  grain: 'one row a household, person, cause and month',
  columns: {
    household_id: ['VARCHAR', 'the household that was paid, or not paid, without the fact'],
    person_id: PERSON,
    cause: [
      'VARCHAR',
      'DEATH of a member, BIRTH of a child, CHILD_MOVED: counted in no household, COVER of a member, ENROLMENT of a child, or EXTRACT_CUT: a member missed',
    ],
    day: ['DATE', 'of the death, or of the birth; the reference date of the month'],
    deceased_on: ['DATE', 'of who was born, or missed: the death; null of the living'],
    schooled: ['BOOLEAN', 'of an enrolment, and of who was born, or missed'],
    father_deceased: ['BOOLEAN', 'of who was born, or missed'],
    severe_disability: ['BOOLEAN', 'of who was born, or missed'],
    said_in: ['VARCHAR', 'the month whose extract said it first, "2026-09"'],
    source: ['VARCHAR', 'who says so: month, file, line, person and field'],
    month: ['VARCHAR', 'the month that it is said of, "2026-09"; null: every month from the day on'],
    birth_date: ['DATE', 'of who was born, or missed'],
    relation: ['VARCHAR', 'of who was born, or missed'],
    social_cover: [
      'VARCHAR',
      'of a cover, null: the partner says none any more; and of who was born, or missed',
    ],
    paid_before: [
      'BOOLEAN',
      'of who was missed: the household was paid in the month before, and nothing of its own row keeps it from being paid now',
    ],
    quiet: ['BOOLEAN', 'none of its household made a difference in the run before'],
  },
  madeBy: 'history/late.ts',
  droppedBy: null,
});

export const lateMonth = table('late_month', {
  says: 'What households were paid for one released month, and what the month comes to now.',
  grain: 'one row a household, by household_id',
  columns: {
    household_id: ['VARCHAR', 'the household_id'],
    month: ['VARCHAR', 'the month, "2026-09"'],
    cause: ['VARCHAR', 'DEATH, BIRTH, CHILD_MOVED, COVER, ENROLMENT, EXTRACT_CUT or RULES'],
    paid: ['BIGINT', 'centimes: the monthly aid that its runs paid'],
    due: ['BIGINT', 'centimes: the monthly aid as it is known now'],
    source: ['VARCHAR', 'who says so'],
    cut: ['BOOLEAN', 'the month is due with a member whom its extract missed'],
  },
  madeBy: 'programmes/families/late-months.ts',
  droppedBy: null,
});

export const latePerson = table('late_person', {
  says: 'Children of whom the month is due in a household as it is known now, and of whom it was not paid there.',
  grain: 'one row a household and child, of the month of late_month',
  columns: { household_id: ['VARCHAR', 'the household_id'], person_id: PERSON },
  madeBy: 'programmes/families/late-months.ts',
  droppedBy: null,
});

export const lateDifference = table('late_difference', {
  says: 'Households to which another amount was due for a released month than was paid, decided or not.',
  grain: 'one row a household and month',
  columns: { household_id: ['VARCHAR', 'the household_id'] },
  madeBy: 'month/retroactive.ts',
  droppedBy: null,
});
