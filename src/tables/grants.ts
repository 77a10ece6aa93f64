import { table } from './table.js';

/** Birth and school-return grants, and the months of the past whose amounts are computed now. */
const NUMBER = ['BIGINT', "the household's place in the register, from 0"] as const;
const PERSON = ['VARCHAR', 'the child'] as const;
const PERIOD = ['VARCHAR', 'the month that was not paid, "2026-09"'] as const;
const LETTERS = [
  'VARCHAR',
  'composition, a letter a paid child (domain/composition.ts), with the grants',
] as const;

export const birthGrants = table('birth_grants', {
  says: 'Births that take a grant this month, as the composition gives them.',
  grain: 'one row a household with such a birth',
  columns: { hid: ['INTEGER', NUMBER[1]], births: ['VARCHAR', '"1", "2" or, of twins, "12"'] },
  madeBy: 'programmes/families/grants/claims.ts',
  droppedBy: ['programmes/families/candidates.ts', 'programmes/families/grants/claims.ts'],
});

export const birthInDoubt = table('birth_in_doubt', {
  says: 'Births that take no grant until people decide: the household seems to have been granted theirs.',
  grain: 'one row a household and child',
  columns: {
    hid: NUMBER,
    person_id: PERSON,
    birth: ['BIGINT', '1 or 2, the rank of the birth in the household'],
    amount: ['DECIMAL(12,2)', 'dirhams, the grant that is not made'],
    why: [
      'VARCHAR',
      'SAME_BIRTH_DATE: granted for a child of that birth date who is listed no more; SAME_LEVEL: for another child',
    ],
  },
  madeBy: 'programmes/families/grants/claims.ts',
  droppedBy: 'programmes/families/grants/claims.ts',
});

export const grantPaid = table('grant_paid', {
  says: 'The grants that the run makes, child by child: what may not be granted again once the run is released.',
  grain: 'one row a child and kind',
  columns: {
    hid: NUMBER,
    person_id: PERSON,
    kind: ['VARCHAR', 'BIRTH or SCHOOL'],
    level: ['VARCHAR', 'FIRST or SECOND of a birth; the school level of a school-return grant'],
    year: ['INTEGER', 'of the September of a school-return grant; 0 of a birth grant'],
    amount: ['DECIMAL(12,2)', 'dirhams'],
    standing: [
      'VARCHAR',
      'PAID with the month; ACCRUED with a month that is owed; ARREARS of an earlier month, paid now; MOVED: owed to another household, paid where the child lives; OWED: the same, and owed there',
    ],
  },
  madeBy: 'programmes/families/grants/paid.ts',
  droppedBy: null,
});

export const pastFacts = table('past_facts', {
  says: "What today's facts say of the months that are paid late, each on its own reference date.",
  grain: 'one row a household and month, as past_month has them',
  columns: {
    hid: NUMBER,
    period: PERIOD,
    eligible: ['BOOLEAN', 'whether the household would have been paid then, as far as that depends on it'],
    waits: ['BOOLEAN', 'another household in which an adult of it lived is still owed the month'],
    letters: LETTERS,
  },
  madeBy: 'programmes/families/past-months.ts',
  droppedBy: null,
});

export const pastPrice = table('past_price', {
  says: 'What the compositions of those months come to, each under the parameters of its month.',
  grain: 'one row a month and composition',
  columns: {
    period: PERIOD,
    letters: LETTERS,
    composition: ['VARCHAR', 'the same as people read it'],
    centimes: ['BIGINT', 'the aid of the month with its grants'],
    grants: ['BIGINT', 'centimes, the part of the grants'],
  },
  madeBy: 'programmes/families/price-past.ts',
  droppedBy: null,
});

export const pastMembers = table('past_members', {
  says: 'Who lived in the households of which the run pays a past month that was computed now, on its reference date.',
  grain: 'one row a month, household and person',
  columns: {
    household_id: ['VARCHAR', 'the household_id'],
    period: PERIOD,
    person_id: ['VARCHAR', 'the person'],
    counted: ['BOOLEAN', 'as a child of the composition'],
  },
  madeBy: 'programmes/families/past-months.ts',
  droppedBy: null,
});

export const grantNotMade = table('grant_not_made', {
  says: 'Grants that children who count in no household would have taken with the month, in the household that they left.',
  grain: 'one row a child and grant',
  columns: {
    household_id: ['VARCHAR', 'the household that the child left since the month'],
    period: ['VARCHAR', 'the month, "2026-09"'],
    person_id: ['VARCHAR', 'the child'],
    lives_in: ['VARCHAR', 'the household that lists the child now; null: none does, or several do'],
    grant: ['VARCHAR', 'kind and level, BIRTH_SECOND or SCHOOL_PRIMARY'],
    amount: ['DECIMAL(12,2)', 'dirhams'],
  },
  madeBy: 'programmes/families/grants/not-made.ts',
  droppedBy: null,
});
