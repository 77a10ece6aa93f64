/** The one month that the peers can compute, its rules written down once more: apart from the program's own. */
import { readFileSync } from 'node:fs';

export const PRIOR_PERIOD = '2026-09';
export const PERIOD = '2026-10';

/** Last day of the month; ages are completed years on it. */
export const REFERENCE = '2026-10-31';
export const PRIOR_REFERENCE = '2026-09-30';

/** The last Monday-to-Friday of the month. */
export const EXECUTION_DATE = '2026-10-30';

/** Latest birth dates of those who are no child (21), no infant (6), grown up (18), elderly (60) on a reference date. */
export const CUTOFFS = {
  now: { child: '2005-10-31', infant: '2020-10-31', adult: '2008-10-31', elderly: '1966-10-31' },
  before: { child: '2005-09-30', infant: '2020-09-30' },
} as const;

/** Amounts in centimes a month, from January 2026 on. */
export const RATES = {
  firstRanks: 3,
  childrenPaid: 6,
  first: { schooled: 30_000, not: 20_000, fatherlessSchooled: 40_000, fatherlessNot: 20_000 },
  later: { schooled: 3_600, not: 2_400, fatherlessSchooled: 3_600, fatherlessNot: 2_400 },
  disability: 10_000,
  floor: 50_000,
  flat: 50_000,
} as const;

/** Eligible up to this socio-economic score. */
export const ISE_THRESHOLD = '9.743001';

export const PROVIDERS = ['POSTE', 'BARIDBANK', 'CREDITAGRI', 'BANQUEPOP', 'ATTIJARI', 'CASHPLUS'] as const;

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
