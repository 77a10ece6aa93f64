/** A month as the peers compute it, its rules written down once more: apart from the program's own. */
import { readFileSync } from 'node:fs';

/** The first month whose tariff is RATES. */
export const FIRST_PERIOD = '2026-01';

/** What the rules look at, of one month. Days are ISO text, which sorts as days do. */
export interface TheMonth {
  /** `YYYY-MM` */
  readonly period: string;
  readonly priorPeriod: string;
  /** Last day of the month; ages are completed years on it. */
  readonly reference: string;
  readonly priorReference: string;
  /** The last Monday-to-Friday of the month. */
  readonly executionDate: string;
  /** Latest birth dates of those who are no child (21), no infant (6), grown up (18), elderly (60) on a reference date. */
  readonly cutoffs: {
    readonly now: {
      readonly child: string;
      readonly infant: string;
      readonly adult: string;
      readonly elderly: string;
      /** Children born later have a birth grant to claim. */
      readonly newborn: string;
    };
    readonly before: { readonly child: string; readonly infant: string };
  };
  /** The month of the school-return grant. */
  readonly september: boolean;
}

const text = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The day so many months before, or that month's last when it is shorter. `month` is 1 to 12. */
function monthsEarlier(year: number, month: number, day: number, months: number): string {
  const serial = year * 12 + month - 1 - months;
  const [y, m] = [Math.floor(serial / 12), (serial % 12) + 1];
  return text(y, m, Math.min(day, lengthOf(y, m)));
}

/** The month named `YYYY-MM`. */
export function theMonth(period: string): TheMonth {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const last = lengthOf(year, month);
  const priorPeriod = monthsEarlier(year, month, 1, 1).slice(0, 7);
  const [priorYear = 0, priorMonth = 0] = priorPeriod.split('-').map(Number);
  const priorLast = lengthOf(priorYear, priorMonth);
  const born = (age: number) => monthsEarlier(year, month, last, age * 12);
  const bornBefore = (age: number) => monthsEarlier(priorYear, priorMonth, priorLast, age * 12);
  const weekday = new Date(Date.UTC(year, month - 1, last)).getUTCDay();
  const weekend = weekday === 6 ? 1 : weekday === 0 ? 2 : 0;
  return {
    period,
    priorPeriod,
    reference: text(year, month, last),
    priorReference: text(priorYear, priorMonth, priorLast),
    executionDate: text(year, month, last - weekend),
    cutoffs: {
      now: {
        child: born(21),
        infant: born(6),
        adult: born(18),
        elderly: born(60),
        newborn: monthsEarlier(year, month, last, 6),
      },
      before: { child: bornBefore(21), infant: bornBefore(6) },
    },
    september: month === 9,
  };
}

/** The earlier months whose tariff is known here and which may still be paid, the oldest first. */
export function owedMonths(period: string): TheMonth[] {
  const months: TheMonth[] = [];
  const oldest = oldestOwed(period) < FIRST_OWED ? FIRST_OWED : oldestOwed(period);
  for (let { priorPeriod } = theMonth(period); priorPeriod >= oldest; ) {
    const month = theMonth(priorPeriod);
    months.unshift(month);
    priorPeriod = month.priorPeriod;
  }
  return months;
}

/** The first month that may still be paid in this one. */
export function oldestOwed(period: string): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return monthsEarlier(year, month, 1, 12).slice(0, 7);
}

/** Amounts in centimes a month, from January 2026 on. */
export const RATES = {
  firstRanks: 3,
  childrenPaid: 6,
  first: { schooled: 30_000, not: 20_000, fatherlessSchooled: 40_000, fatherlessNot: 20_000 },
  later: { schooled: 3_600, not: 2_400, fatherlessSchooled: 3_600, fatherlessNot: 2_400 },
  disability: 10_000,
  floor: 50_000,
  flat: 50_000,
  /** Once, for a household's first and for its second birth. */
  births: [200_000, 100_000],
  /** Once in a school year, for a paid child in a public school. */
  school: { lower: 20_000, upper: 30_000 },
} as const;

export type Rates = Omit<typeof RATES, 'first'> & {
  readonly first: { readonly [Rate in keyof typeof RATES.first]: number };
};

/** The first owed month whose tariff the peers know. Later months differ in the amounts of the first children alone. */
const FIRST_OWED = '2025-11';
const RATES_OF_2025: Rates = {
  ...RATES,
  first: { schooled: 25_000, not: 17_500, fatherlessSchooled: 37_500, fatherlessNot: 17_500 },
};

/** The tariff of a month, for what is owed of it. */
export function ratesOf(period: string): Rates {
  if (period < FIRST_OWED) throw new Error(`${period}: the tariff of before ${FIRST_OWED} is not known here`);
  return period < FIRST_PERIOD ? RATES_OF_2025 : RATES;
}

/** Eligible up to this socio-economic score. */
export const ISE_THRESHOLD = '9.743001';

export const PROVIDERS = [
  'POSTE',
  'BARIDBANK',
  'CREDITAGRI',
  'BANQUEPOP',
  'ATTIJARI',
  'CASHPLUS',
  'CDG',
] as const;

/** The decision table, first line first: decision, reason, what the register's entitlement holds. */
export const DECISIONS = [
  ['INELIGIBLE', 'CLOSED', 'zero'],
  ['SUSPENDED', 'SUSPENDED', 'zero'],
  ['HELD', 'DUPLICATE_HOUSEHOLD', 'none'],
  ['INELIGIBLE', 'ISE_ABOVE_THRESHOLD', 'zero'],
  ['HELD', 'MEMBER_ROW_INVALID', 'none'],
  ['HELD', 'PERSON_DUPLICATED', 'none'],
  ['HELD', 'NO_LIVING_MEMBER', 'none'],
  ['INELIGIBLE', 'STATE_EMPLOYEE', 'zero'],
  ['INELIGIBLE', 'FAMILY_ALLOWANCE', 'zero'],
  ['INELIGIBLE', 'PENSION', 'zero'],
  ['INELIGIBLE', 'CONTRIBUTIONS_DUE', 'zero'],
  ['BLOCKED', 'BLOCKED', 'own'],
  ['HELD', 'PAYEE_NOT_LIVING_MEMBER', 'own'],
  ['HELD', 'PROVIDER_UNKNOWN', 'own'],
  ['HELD', 'ACCOUNT_INVALID', 'own'],
  ['HELD', 'ACCOUNT_SHARED', 'own'],
  ['PAY', '', 'own'],
] as const;

/** Places in the table that are settled only when every household has been looked at. */
export const SHARED_LINE = 15;
export const PAY_LINE = 16;

export const REGISTER_COLUMNS = [
  'household_id',
  'province_code',
  'milieu',
  'decision',
  'reason',
  'persons',
  'children',
  'elderly',
  'children_paid',
  'composition',
  'child_allowance',
  'disability_supplement',
  'floor_topup',
  'flat_rate',
  'birth_grant',
  'school_grant',
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
] as const;

export const ORDER_COLUMNS = [
  'order_id',
  'period',
  'provider',
  'household_id',
  'payee_id',
  'payee_name',
  'channel',
  'account',
  'amount',
  'currency',
  'execution_date',
  'remittance',
] as const;

export const RECONCILIATION_COLUMNS = [
  'household_id',
  'province_code',
  'class',
  'reason',
  'prior_net',
  'rules_effect',
  'registry_effect',
  'time_effect',
  'one_off_effect',
  'adjustment_effect',
  'net',
  'delta',
] as const;

/** HCP codes of the provinces, from the generator's own list. */
export function provinceCodes(): string[] {
  const text = readFileSync(new URL('../../generate/provinces_pop2024.csv', import.meta.url), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const at = header.split(',').findIndex((name) => name.trim() === 'province_code');
  return lines.map((line) => line.split(',')[at]?.trim() ?? '');
}
