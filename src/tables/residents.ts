import { COMPONENTS } from '../programmes/residents/components.js';
import { changeColumns } from './families.js';
import { type Column, table, view } from './table.js';

/** Residents of care institutions on their way to the register, and what runs paid them before. */
const PERSON = ['VARCHAR', 'the resident'] as const;
const AMOUNT = 'DECIMAL(12,2)';
const DECIDE = 'month/decide.ts';
const components = Object.fromEntries(
  COMPONENTS.map(({ column, label }): [string, Column] => [column, [AMOUNT, `dirhams, ${label}`]]),
);

const who = {
  person_id: PERSON,
  birth_date: ['DATE', 'day of birth'],
  institution_id: ['VARCHAR', 'the care institution'],
  province_code: ['VARCHAR', 'where it stands'],
  category: ['VARCHAR', 'why the person lives there'],
  admitted_on: ['DATE', 'first day there'],
  left_on: ['DATE', 'last day there; null of who lives there'],
} as const satisfies Readonly<Record<string, Column>>;

const asked = {
  ...who,
  age: ['INTEGER', 'completed years on the reference date'],
  scholarship: [AMOUNT, 'dirhams a month; 0 where none is said'],
  paid: [AMOUNT, 'dirhams, all that the ledger knows to be paid before this month'],
  own_monthly: [AMOUNT, 'dirhams, the monthly aid of the track and scholarship'],
  own_topup: [AMOUNT, 'dirhams, missing from the capital at majority'],
  aid_facts_before: [AMOUNT, "dirhams, the monthly aid of today's facts on the prior reference date"],
  provider: ['VARCHAR', 'the paying institution'],
  name: ['VARCHAR', 'as it goes to the institution'],
  account: ['VARCHAR', 'in the name of the resident; "" where none is given'],
} as const satisfies Readonly<Record<string, Column>>;

export const residentDecided = table('resident_decided', {
  says: 'What the decision on each resident is taken on, and the line that applies before accounts are compared.',
  grain: 'one row a resident, by person_id',
  columns: {
    ...asked,
    line: ['INTEGER', 'place in the decision table, from 0; null: ACCOUNT_SHARED or PAY'],
  },
  madeBy: DECIDE,
  droppedBy: DECIDE,
});

export const residentDecision = view('resident_decision', {
  says: 'The decision on each resident.',
  grain: 'one row a resident',
  columns: {
    ...asked,
    account_shared: ['BOOLEAN', 'no line before applies, and another that is paid has the account'],
    decision: ['decision_name', 'PAY, HELD or INELIGIBLE'],
    reason: ['reason_name', 'reason of the line that applies; "" of PAY'],
    amount: ['amount_kind', 'own, zero or none: what the register holds'],
  },
  madeBy: DECIDE,
  droppedBy: DECIDE,
});

export const residentRegister = table('resident_register', {
  says: 'The register of residents. The first columns are those of the file; name and account go to the orders alone.',
  grain: 'one row a resident, by person_id',
  columns: {
    ...who,
    decision: ['VARCHAR', 'PAY, HELD or INELIGIBLE'],
    reason: ['VARCHAR', 'reason of the line that applies; "" of PAY'],
    age: asked.age,
    scholarship: asked.scholarship,
    paid_before: asked.paid,
    ...components,
    entitlement: [AMOUNT, 'dirhams, the sum of the components; null where nothing is known'],
    arrears: [AMOUNT, 'dirhams, orders that came back and are paid with the month'],
    recovery: [AMOUNT, 'dirhams, 0: nothing is taken from residents'],
    net: [AMOUNT, 'dirhams, what the order pays; 0 without one'],
    provider: asked.provider,
    name: asked.name,
    account: asked.account,
    aid_facts_before: asked.aid_facts_before,
    aid: [AMOUNT, 'dirhams, the sum of the monthly components'],
    grants: [AMOUNT, 'dirhams, the sum of the one-off components'],
    order_id: ['VARCHAR', 'of who has an amount to be paid; null of all others'],
    account_digest: ['UBIGINT', '64 bits of the MD5 of the account; null where none is given'],
  },
  madeBy: 'programmes/residents/register.ts',
  droppedBy: null,
});

export const priorResident = table('prior_resident', {
  says: "Whom the prior run and its month's supplementary runs paid, by their sealed registers; empty without any.",
  grain: 'one row a resident who was paid',
  columns: {
    person_id: PERSON,
    institution_id: who.institution_id,
    province_code: who.province_code,
    category: who.category,
    track: ['VARCHAR', 'CHILD, ADULT or ELDERLY then'],
    scholarship: asked.scholarship,
    aid: [AMOUNT, 'dirhams, the sum of the monthly components'],
    grants: [AMOUNT, 'dirhams, the sum of the one-off components'],
    adjustments: [AMOUNT, 'dirhams, arrears less recovery'],
    net: [AMOUNT, 'dirhams that were paid'],
  },
  madeBy: 'programmes/residents/history.ts',
  droppedBy: null,
});

export const residentPaid = table('resident_paid', {
  says: 'What the ledger says of every person ever paid as a resident before this month.',
  grain: 'one row a person',
  columns: {
    person_id: PERSON,
    paid: [AMOUNT, 'dirhams in all'],
    topped_up: ['BOOLEAN', 'the capital was topped up: that is done once'],
  },
  madeBy: 'programmes/residents/history.ts',
  droppedBy: null,
});

export const householdWithResident = table('household_with_resident', {
  says: 'Households of which a paid child is a resident whom this programme would pay, or has paid this month.',
  grain: 'one row a household',
  columns: { household_id: ['VARCHAR', 'the household'] },
  madeBy: 'programmes/residents/candidates.ts',
  droppedBy: null,
});

export const livingResident = table('living_resident', {
  says: 'Residents whom the extract lists as living in an institution, or who came of age there; on a supplementary run too.',
  grain: 'one row a resident',
  columns: { person_id: PERSON },
  madeBy: 'programmes/residents/candidates.ts',
  droppedBy: null,
});

export const residentReconciliation = table('resident_reconciliation', {
  says: 'Every resident who is paid another amount than by the prior run, or by one of the two alone.',
  grain: 'one row such a resident, by person_id',
  columns: {
    person_id: PERSON,
    institution_id: who.institution_id,
    province_code: who.province_code,
    category: who.category,
    ...changeColumns(),
  },
  madeBy: 'month/reconcile.ts',
  droppedBy: null,
});
