import { COMPONENTS } from '../programmes/families/components.js';
import { type Column, table, view } from './table.js';

/** Households on their way to the register, and what the prior run paid them. */
const NUMBER = "the household's place in the register, from 0";
const ID = ['VARCHAR', 'the household_id'] as const;
const AMOUNT = 'DECIMAL(12,2)';
const REGISTER = 'programmes/families/register.ts';
const DECIDE = 'month/decide.ts';
const LETTERS = [
  'VARCHAR',
  'composition today, a letter a paid child (domain/composition.ts), with all grants',
] as const;
const LETTERS_BEFORE = [
  'VARCHAR',
  "the same facts on the prior run's reference date, without grants",
] as const;
const components = Object.fromEntries(
  COMPONENTS.map(({ column, label }): [string, Column] => [column, [AMOUNT, `dirhams, ${label}`]]),
);

const asked = {
  hid: ['BIGINT', NUMBER],
  persons: ['INTEGER', 'living members'],
  children: ['INTEGER', 'living children below the age limit'],
  elderly: ['INTEGER', 'living members of the age of the elderly'],
  cover: ['TINYINT', 'first excluding cover of a living member, by its place in SOCIAL_COVERS; null: none'],
  payee_fit: ['BOOLEAN', 'the payee is a living adult member'],
  provider_known: ['BOOLEAN', 'the configuration knows the institution'],
  on_several_rows: ['BOOLEAN', 'the household stands on several rows'],
  has_bad_member: ['BOOLEAN', 'something of a member cannot be trusted'],
  has_duplicate_person: ['BOOLEAN', 'a member stands in several households, or twice'],
  doubt: ['VARCHAR', 'what cannot be after what earlier months said (household_doubt); null: nothing'],
  members_digest: ['UBIGINT', 'digest of who its members are; null of a household without any'],
  has_paid_person: ['BOOLEAN', 'a member was paid this month in another household'],
  has_resident_child: [
    'BOOLEAN',
    'a paid child, or the only living member, is a resident of a care institution as well',
  ],
  hold: ['VARCHAR', 'why earlier orders keep it from being paid; null: nothing does'],
  letters_now: LETTERS,
  letters_before: LETTERS_BEFORE,
  account: ['VARCHAR', 'as it stands in the file; "" where none is given'],
} as const satisfies Readonly<Record<string, Column>>;

const decisionColumns = {
  decision: ['decision_name', 'PAY, HELD, BLOCKED, SUSPENDED or INELIGIBLE'],
  reason: ['reason_name', 'reason of the line that applies; "" of PAY'],
  amount: ['amount_kind', 'own, zero or none: what the register holds'],
} as const satisfies Readonly<Record<string, Column>>;

export const decided = table('decided', {
  says: 'What the decision on each household is taken on, and the line that applies before accounts are compared.',
  grain: 'one row a household',
  columns: {
    ...asked,
    line: ['INTEGER', 'place in the decision table, from 0; null: ACCOUNT_SHARED or PAY'],
  },
  madeBy: DECIDE,
  droppedBy: DECIDE,
});

export const decision = view('decision', {
  says: 'The decision on each household.',
  grain: 'one row a household, by hid',
  columns: {
    ...asked,
    account_shared: ['BOOLEAN', 'no line before applies, and another that is paid has the account'],
    ...decisionColumns,
  },
  madeBy: DECIDE,
  droppedBy: DECIDE,
});

export const priced = table('priced', {
  says: "Every composition of the month and of the prior run, under today's parameters.",
  grain: 'one row a composition',
  columns: {
    composition: ['composition_name', 'as people read it'],
    letters: ['VARCHAR', 'as the engine has it; null of one that only the prior run has'],
    children_paid: ['INTEGER', 'how many children it has'],
    ...components,
    aid: [AMOUNT, 'dirhams, the sum of the monthly components'],
  },
  madeBy: 'programmes/families/price.ts',
  droppedBy: null,
});

export const assessed = table('assessed', {
  says: 'The households with their decisions and own amounts, whatever is paid of them.',
  grain: 'one row a household, by hid',
  columns: {
    hid: ['INTEGER', NUMBER],
    household_id: ID,
    province_code: ['province', 'where it lives'],
    milieu: ['milieu', 'U in town, R in the country'],
    ...decisionColumns,
    persons: asked.persons,
    children: asked.children,
    elderly: asked.elderly,
    children_paid: ['INTEGER', 'children of the composition'],
    composition: ['composition_name', 'as people read it'],
    ...components,
    arrears: [AMOUNT, 'dirhams, paid with the month'],
    recovery: [AMOUNT, 'dirhams, taken from the month'],
    one_off: [AMOUNT, 'dirhams, the part of the arrears that are one-off grants'],
    aid_facts_before: [AMOUNT, "dirhams, the monthly aid of today's facts on the prior reference date"],
    provider: ['VARCHAR', 'the paying institution'],
    payee_id: ['VARCHAR', 'who is paid for it'],
    payee_name: ['VARCHAR', 'as it goes to the institution'],
    channel: ['channel', 'how it is paid'],
    account: asked.account,
  },
  madeBy: REGISTER,
  droppedBy: null,
});

export const register = view('register', {
  says: 'The register of amounts: what the decisions leave of the own amounts. The first columns are those of the file.',
  grain: 'one row a household, by household_id',
  columns: {
    household_id: ID,
    province_code: ['VARCHAR', 'where it lives'],
    milieu: ['VARCHAR', 'U in town, R in the country'],
    decision: ['VARCHAR', decisionColumns.decision[1]],
    reason: ['VARCHAR', decisionColumns.reason[1]],
    persons: asked.persons,
    children: asked.children,
    elderly: asked.elderly,
    children_paid: ['INTEGER', 'children of the composition; 0 without one'],
    composition: ['VARCHAR', 'as people read it; null where the decision leaves no amount'],
    ...components,
    entitlement: [AMOUNT, 'dirhams, the sum of all components; null where nothing is known'],
    aid: [AMOUNT, 'dirhams, the sum of the monthly components'],
    grants: [AMOUNT, 'dirhams, the sum of the one-off components, and one_off'],
    arrears: [AMOUNT, 'dirhams, paid with the month'],
    recovery: [AMOUNT, 'dirhams, taken from the month'],
    one_off: [AMOUNT, 'dirhams, the part of the arrears that are one-off grants'],
    net: [AMOUNT, 'dirhams, what the order pays; 0 without one'],
    provider: ['VARCHAR', 'the paying institution'],
    order_id: ['VARCHAR', 'of who is paid; null of all others'],
    payee_id: ['VARCHAR', 'who is paid for it'],
    payee_name: ['VARCHAR', 'as it goes to the institution'],
    channel: ['VARCHAR', 'how it is paid'],
    account: asked.account,
    aid_facts_before: [AMOUNT, "dirhams, the monthly aid of today's facts on the prior reference date"],
    hid: ['INTEGER', NUMBER],
  },
  madeBy: REGISTER,
  droppedBy: null,
});

export const prior = table('prior', {
  says: "Whom the prior run and its month's supplementary runs paid, by their sealed registers; empty on a first run.",
  grain: 'one row a household that was paid',
  columns: {
    household_id: ID,
    province_code: ['VARCHAR', 'where it lived'],
    composition: [
      'VARCHAR',
      "the monthly one, without grants, counted as today's rules count; null where an opening gave none",
    ],
    aid: [AMOUNT, 'dirhams, the sum of the monthly components'],
    grants: [AMOUNT, 'dirhams, the sum of the one-off components, and one-off grants'],
    adjustments: [AMOUNT, 'dirhams, arrears without those, less recovery'],
    net: [AMOUNT, 'dirhams that were paid'],
  },
  madeBy: 'programmes/families/prior.ts',
  droppedBy: null,
});

export const reconciliation = table('reconciliation', {
  says: 'Every household that is paid another amount than by the prior run, or by one of the two alone.',
  grain: 'one row such a household, by household_id',
  columns: {
    household_id: ID,
    province_code: ['VARCHAR', 'where it lives'],
    ...changeColumns(),
  },
  madeBy: 'month/reconcile.ts',
  droppedBy: null,
});

/** Columns of a change, in any programme; amounts in dirhams. */
export function changeColumns() {
  return {
    class: ['VARCHAR', 'ENTERED, LEFT, INCREASED or DECREASED'],
    reason: ['VARCHAR', 'why it entered or left; null of a change'],
    prior_net: [AMOUNT, 'dirhams, paid by the prior run'],
    rules_effect: [AMOUNT, "dirhams, of today's rules on the facts then"],
    registry_effect: [AMOUNT, 'dirhams, of what the registry says otherwise today'],
    time_effect: [AMOUNT, 'dirhams, of time alone: birthdays'],
    one_off_effect: [AMOUNT, 'dirhams, of what is paid once'],
    adjustment_effect: [AMOUNT, 'dirhams, of arrears and recovery'],
    net: [AMOUNT, 'dirhams, paid now'],
    delta: [AMOUNT, 'dirhams, net less prior_net'],
  } as const satisfies Readonly<Record<string, Column>>;
}
