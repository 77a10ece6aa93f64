import { table } from './table.js';

/** Residents of care institutions. Amounts in dirhams. */
const PERSON = ['VARCHAR', 'the person_id'] as const;

export const householdWithResident = table('household_with_resident', {
  says: 'Households whose paid children include one who is paid for in an institution.',
  grain: 'one row a household',
  columns: { household_id: ['VARCHAR', 'the household_id'] },
  madeBy: 'programmes/residents/candidates.ts',
  droppedBy: null,
});

export const residentPaid = table('resident_paid', {
  says: 'What the ledger says of every person ever paid as a resident.',
  grain: 'one row a person',
  columns: {
    person_id: PERSON,
    paid: ['DECIMAL(12,2)', 'in all, before this month'],
    topped_up: ['BOOLEAN', 'the capital was topped up: that is done once'],
  },
  madeBy: 'programmes/residents/history.ts',
  droppedBy: null,
});

export const priorResident = table('prior_resident', {
  says: 'Whom the month before paid as residents, less whom an earlier run of this month has paid.',
  grain: 'one row a person',
  columns: {
    person_id: PERSON,
    institution_id: ['VARCHAR', 'where the person lived'],
    province_code: ['VARCHAR', 'where that stands'],
    category: ['VARCHAR', 'ORPHAN, ABANDONED or ELDERLY'],
    track: ['VARCHAR', 'CHILD, ADULT or ELDERLY then'],
    scholarship: ['DECIMAL(12,2)', 'a month'],
    aid: ['DECIMAL(12,2)', 'the monthly aid'],
    grants: ['DECIMAL(12,2)', 'what was paid once'],
    adjustments: ['DECIMAL(12,2)', 'arrears less recovery'],
    net: ['DECIMAL(12,2)', 'what was paid'],
  },
  madeBy: 'programmes/residents/history.ts',
  droppedBy: null,
});
