import { table, view } from './table.js';

/** What is owed in both directions, and what keeps a household from being paid. Amounts in centimes, but for `owed_due`. */
const DEBTS = 'owed/debts.ts';
const WHO = ['VARCHAR', 'to whom it is owed, as a beneficiary'] as const;
const ORIGIN = ['VARCHAR', 'the month for which it is owed, "2026-09"'] as const;
const KIND = [
  'VARCHAR',
  'MONTH not paid out, ORDER that came back, ADJUSTMENT decided, GRANTS of a month',
] as const;
const REFERENCE = [
  'VARCHAR',
  'the order_id or adjustment_id; of one grant its kind, the child and whence it came; "" of a MONTH and of its GRANTS',
] as const;
const CAUSE = [
  'VARCHAR',
  'BLOCKED, HELD, QUARANTINED, REJECTED, RETURNED, ADJUSTMENT, ONE_OFF, GAP or FINAL',
] as const;
const REASON = ['VARCHAR', 'why, as the decision, the institution or the people who decided say'] as const;
const EXTENDED = [
  'VARCHAR',
  'the last month whose run may pay it, where people decided so; null of all others',
] as const;
const NUMBER = ['BIGINT', "the household's place in the register, from 0"] as const;

export const owedForMonth = table('owed_for_month', {
  says: 'To whom this very month is owed already, before a supplementary run of it; nobody before a regular run.',
  grain: 'one row a beneficiary',
  columns: { household_id: WHO },
  madeBy: 'month/owed.ts',
  droppedBy: null,
});

export const debtAtHand = table('debt_at_hand', {
  says: 'Debts that the ledger knows, orders that came back since, and the arrears that people decided.',
  grain: 'one row a debt: household_id, origin, kind, reference',
  columns: {
    household_id: WHO,
    origin: ORIGIN,
    kind: KIND,
    reference: REFERENCE,
    cause: CAUSE,
    reason: REASON,
    centimes: ['BIGINT', 'null: not known yet'],
    opens: ['INTEGER', '1: this run opens it; 0: the ledger has it'],
    extended_to: EXTENDED,
  },
  madeBy: DEBTS,
  droppedBy: null,
});

export const debt = table('debt', {
  says: 'What the run makes of the debts there are, and those that it opens itself: months that it does not pay out.',
  grain: 'one row a debt: household_id, origin, kind, reference; and one a part of it that is MOVED',
  columns: {
    household_id: WHO,
    origin: ORIGIN,
    kind: KIND,
    reference: REFERENCE,
    cause: CAUSE,
    reason: REASON,
    centimes: ['BIGINT', 'null: not known yet'],
    opens: ['BOOLEAN', 'this run opens it'],
    unknown: ['BOOLEAN', 'its amount was not known before'],
    hid: [
      'BIGINT',
      "its household's place in the register, where the run pays the household; null of all others",
    ],
    composition: ['VARCHAR', 'from which the amount was computed now; null where it was known'],
    state: [
      'VARCHAR',
      'OPEN, PAID, CANCELLED or LAPSED, if the run is released; MOVED: the part of a debt that is cancelled, because a grant in it goes elsewhere',
    ],
    extended_to: EXTENDED,
  },
  madeBy: DEBTS,
  droppedBy: null,
});

export const grantFreed = table('grant_freed', {
  says: 'Grants that no order paid and that end in this run where they were owed: they go elsewhere with the child, or their debt ends.',
  grain: 'one row a grant',
  columns: {
    hid: [
      'BIGINT',
      'the household that is paid it, or owed it, as its place in the register; null where nobody is',
    ],
    to_household_id: ['VARCHAR', 'the same as its household_id'],
    waits: ['BOOLEAN', 'it cannot be paid yet: the grant is owed to it'],
    household_id: ['VARCHAR', 'whose debt it was a part of'],
    origin: ORIGIN,
    debt_kind: ['VARCHAR', 'MONTH or ORDER; GRANTS: a debt of that grant alone'],
    reference: ['VARCHAR', 'the order_id of an ORDER, the reference of GRANTS; "" of a MONTH'],
    cause: CAUSE,
    reason: REASON,
    person_id: ['VARCHAR', 'the child'],
    kind: ['VARCHAR', 'BIRTH or SCHOOL'],
    level: ['VARCHAR', 'FIRST or SECOND of a birth; the school level of a school-return grant'],
    year: ['INTEGER', 'of the September of a school-return grant; 0 of a birth grant'],
    centimes: ['BIGINT', 'as it was listed'],
    run_id: ['VARCHAR', 'the run that listed it'],
  },
  madeBy: 'owed/grants-moved.ts',
  droppedBy: null,
});

export const lapsing = table('lapsing', {
  says: 'Debts that this run lets lapse, that lapse soon, or whose household is closed, excluded or gone.',
  grain: 'one row a debt of table debt, by household_id and origin',
  columns: {
    household_id: WHO,
    origin: ORIGIN,
    kind: KIND,
    reference: REFERENCE,
    cause: CAUSE,
    centimes: ['BIGINT', 'null: not known yet'],
    lapses_after: ['VARCHAR', 'the last month whose run may pay it, "2027-01"; null of what never lapses'],
    why: ['VARCHAR', 'LAPSED now, SOON, or OUT_OF_REACH: nobody is left to be paid'],
  },
  madeBy: 'owed/lapsing.ts',
  droppedBy: null,
});

export const residentDebt = view('resident_debt', {
  says: 'Orders to residents that came back and may be paid again.',
  grain: 'one row a debt, of table debt',
  columns: { beneficiary: WHO, origin: ORIGIN, kind: KIND, reference: REFERENCE },
  madeBy: DEBTS,
  droppedBy: null,
});

export const pastMonth = table('past_month', {
  says: "Months to be paid whose amounts are computed now, from today's facts.",
  grain: 'one row a household and month',
  columns: { hid: NUMBER, period: ['VARCHAR', 'the month, "2026-09"'] },
  madeBy: DEBTS,
  droppedBy: null,
});

export const accruing = table('accruing', {
  says: 'Households whose month is known and not paid out: it accrues, and so do its grants.',
  grain: "one row a household, in the register's order",
  columns: { hid: ['INTEGER', NUMBER[1]] },
  madeBy: DEBTS,
  droppedBy: null,
});

export const adjustmentInDoubt = table('adjustment_in_doubt', {
  says: 'Adjustments that the run applies and that people should look at once more.',
  grain: 'one row an adjustment, reason and other',
  columns: {
    adjustment_id: ['VARCHAR', 'the adjustment'],
    household_id: ['VARCHAR', 'whose it is'],
    kind: ['VARCHAR', 'ARREARS, RECOVERY, …'],
    centimes: ['BIGINT', 'its amount'],
    why: ['VARCHAR', 'SAME_DECISION, SAME_AMOUNT, MONTH_EXCEEDED, ABOVE_LIMIT or AUTOMATIC_ARREARS'],
    other: ['VARCHAR', 'the other adjustment, the limit in dirhams, or the months that are paid without it'],
  },
  madeBy: 'owed/adjustments-in-doubt.ts',
  droppedBy: null,
});

export const holdInForce = table('hold_in_force', {
  says: 'Holds that keep a household from being paid today: the account or the payee is still that of the order that came back.',
  grain: 'one row a household',
  columns: { hid: NUMBER, hold: ['VARCHAR', 'the first reason by precedence'] },
  madeBy: 'owed/holds.ts',
  droppedBy: null,
});

export const recoveryTaken = table('recovery_taken', {
  says: 'What the month takes from the balances of the households that it pays.',
  grain: 'one row a balance from which something is taken',
  columns: {
    recovery_id: ['VARCHAR', 'the balance'],
    household_id: ['VARCHAR', 'who owes it'],
    hid: NUMBER,
    opened_in: ['VARCHAR', 'the month that opened it, "2026-09"'],
    decided_on: ['VARCHAR', 'day of the decision'],
    monthly_aid: ['VARCHAR', 'the aid of the month, in dirhams: its share is the most that is taken'],
    balance: ['BIGINT', 'centimes, before'],
    taken: ['BIGINT', 'centimes, at most the balance'],
    share: ['VARCHAR', "the most of the aid that people decided on for this balance; null: the rules' share"],
  },
  madeBy: 'owed/recovery.ts',
  droppedBy: null,
});

export const owedDue = table('owed_due', {
  says: 'Arrears and recovery of the households that have either: columns of the register.',
  grain: 'one row a household',
  columns: {
    hid: NUMBER,
    arrears: ['DECIMAL(12,2)', 'dirhams, paid with the month'],
    recovery: ['DECIMAL(12,2)', 'dirhams, taken from the month'],
    one_off: ['DECIMAL(12,2)', 'dirhams, the part of the arrears that are one-off grants'],
  },
  madeBy: 'owed/recovery.ts',
  droppedBy: null,
});
