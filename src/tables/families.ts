import { table, view } from './table.js';

/** The month of the families: what their compositions come to, their register, and the month before. Amounts in dirhams. */
const HOUSEHOLD = ['VARCHAR', 'the household_id'] as const;
const COMPONENTS = {
  child_allowance: ['DECIMAL(12,2)', 'for the paid children'],
  disability_supplement: ['DECIMAL(12,2)', 'for those who are disabled'],
  floor_topup: ['DECIMAL(12,2)', 'up to the least that a family with children gets'],
  flat_rate: ['DECIMAL(12,2)', 'of a family without children'],
  birth_grant: ['DECIMAL(12,2)', 'paid once'],
  school_grant: ['DECIMAL(12,2)', 'of a September'],
} as const;
const ARREARS = ['DECIMAL(12,2)', 'owed from earlier months and paid now'] as const;
const RECOVERY = ['DECIMAL(12,2)', 'taken for what the household owes'] as const;
const AID_FACTS_BEFORE = [
  'DECIMAL(12,2)',
  "the monthly aid of today's facts on the prior run's reference date: for the reconciliation",
] as const;

export const priced = table('priced', {
  says: 'What each composition of the month, or of the month before, comes to under the parameters of the month.',
  grain: 'one row a composition',
  columns: {
    composition: ['composition_name', 'as people read it'],
    letters: ['VARCHAR', 'the same as the engine has it; null: of the month before alone'],
    children_paid: ['INTEGER', 'how many'],
    ...COMPONENTS,
    aid: ['DECIMAL(12,2)', 'the monthly components'],
  },
  madeBy: 'programmes/families/price.ts',
  droppedBy: null,
});

export const prior = table('prior', {
  says: 'Whom the month before paid, less whom an earlier run of this month has paid; nobody on a first run.',
  grain: 'one row a household',
  columns: {
    household_id: HOUSEHOLD,
    province_code: ['VARCHAR', 'where it lived'],
    composition: ['VARCHAR', 'as people read it, without grants'],
    aid: ['DECIMAL(12,2)', 'the monthly components'],
    grants: ['DECIMAL(12,2)', 'those that are paid once'],
    adjustments: ['DECIMAL(12,2)', 'arrears less recovery'],
    net: ['DECIMAL(12,2)', 'what was paid'],
  },
  madeBy: 'programmes/families/prior.ts',
  droppedBy: null,
});

export const assessed = table('assessed', {
  says: 'The assessed households: what the register follows from. Dictionary types keep each text once.',
  grain: 'one row a household, by hid',
  columns: {
    hid: ['INTEGER', "the household's place in the register, from 0"],
    household_id: HOUSEHOLD,
    province_code: ['province', 'where it lives'],
    milieu: ['milieu', 'U in town, R in the country'],
    decision: ['decision_name', 'of the first line that applies'],
    reason: ['reason_name', 'of that line; "" of PAY'],
    amount: ['amount_kind', 'own, zero or none: whether the amounts below count'],
    persons: ['INTEGER', 'living members'],
    children: ['INTEGER', 'living children below the age limit'],
    elderly: ['INTEGER', 'living members of the age of the elderly'],
    children_paid: ['INTEGER', 'how many of the children are paid for'],
    composition: ['composition_name', 'as people read it'],
    ...COMPONENTS,
    arrears: ARREARS,
    recovery: RECOVERY,
    aid_facts_before: AID_FACTS_BEFORE,
    provider: ['VARCHAR', 'the paying institution'],
    payee_id: ['VARCHAR', 'who is paid for it'],
    payee_name: ['VARCHAR', 'as it goes to the institution'],
    channel: ['channel', 'how it is paid'],
    account: ['VARCHAR', '"" where none is given'],
  },
  madeBy: 'programmes/families/register.ts',
  droppedBy: null,
});

export const register = view('register', {
  says: 'The register of amounts. Components, entitlement, aid and grants are null where the amount is not known.',
  grain: 'one row an assessed household, by household_id',
  columns: {
    household_id: HOUSEHOLD,
    province_code: ['VARCHAR', 'where it lives'],
    milieu: ['VARCHAR', 'U in town, R in the country'],
    decision: ['VARCHAR', 'PAY, HELD, BLOCKED, SUSPENDED or INELIGIBLE'],
    reason: ['VARCHAR', 'why; "" of PAY'],
    persons: ['INTEGER', 'living members'],
    children: ['INTEGER', 'living children below the age limit'],
    elderly: ['INTEGER', 'living members of the age of the elderly'],
    children_paid: ['INTEGER', 'how many of the children are paid for; 0 where the amount is not its own'],
    composition: ['VARCHAR', 'as people read it; null where the amount is not its own'],
    ...COMPONENTS,
    entitlement: ['DECIMAL(12,2)', 'all components'],
    aid: ['DECIMAL(12,2)', 'the monthly components; not in the file'],
    grants: ['DECIMAL(12,2)', 'those that are paid once; not in the file'],
    arrears: ARREARS,
    recovery: RECOVERY,
    net: ['DECIMAL(12,2)', 'entitlement + arrears − recovery where paid, else 0'],
    provider: ['VARCHAR', 'the paying institution'],
    order_id: ['VARCHAR', 'of its payment order; null where there is none'],
    payee_id: ['VARCHAR', 'who is paid for it'],
    payee_name: ['VARCHAR', 'as it goes to the institution; not in the file'],
    channel: ['VARCHAR', 'how it is paid; not in the file'],
    account: ['VARCHAR', '"" where none is given; not in the file'],
    aid_facts_before: AID_FACTS_BEFORE,
    hid: ['INTEGER', 'its place, from 0; not in the file'],
  },
  madeBy: 'programmes/families/register.ts',
  droppedBy: null,
});
