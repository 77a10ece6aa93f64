import type { Period } from './period.js';

/**
 * The reference of a payment order: programme, month, beneficiary, and the suffix of a supplementary run,
 * "ASD-202609-H0000012345" or "ASD-202609-R-P000012345-S1". It is the month's and the beneficiary's, so the same money
 * never travels under two references. This is the only file that puts order ids together and takes them apart.
 */

/** Characters that institutions take of an order_id. */
export const LONGEST_ORDER_ID = 35;

/** What all order ids of a run begin and end with: `prefix` "ASD-202609-", `suffix` "" or "-S1". */
export type OrderIds = { readonly prefix: string; readonly suffix: string };

/**
 * Of a run's orders.
 * @param supplement 0 of a regular run, n of the nth supplementary run of its month
 */
export function orderIds(programme: string, period: Period, supplement: number): OrderIds {
  return {
    prefix: `${programme}-${monthDigits(period)}-`,
    suffix: supplement === 0 ? '' : `-S${supplement}`,
  };
}

/** SQL of the engine: the order_id of a beneficiary. */
export function orderIdSql({ prefix, suffix }: OrderIds, beneficiary: string): string {
  const parts = [literal(prefix), beneficiary, ...(suffix === '' ? [] : [literal(suffix)])];
  return `(${parts.join(' || ')})`;
}

/** SQL of the engine: what an order_id says behind its prefix: the beneficiary, and the run's suffix. */
export function orderTailSql({ suffix }: OrderIds, beneficiary: string): string {
  return orderIdSql({ prefix: '', suffix }, beneficiary);
}

/**
 * SQL of the engine: the beneficiary whose order of this run would have the reference of `other`'s order of the
 * month's regular run. Null where there is none: of a regular run, and where `other` does not end with the suffix.
 */
export function sameReferenceSql({ suffix }: OrderIds, other: string): string {
  return suffix === ''
    ? 'CAST(NULL AS VARCHAR)'
    : `CASE WHEN ends_with(${other}, ${literal(suffix)})
        THEN substring(${other}, 1, length(${other}) - ${suffix.length}) END`;
}

/** The order ids of a month are those from `from` to before `before`, as texts compare byte by byte. */
export function orderIdRange(programme: string, period: Period): { from: string; before: string } {
  const { prefix } = orderIds(programme, period, 0);
  return { from: prefix, before: `${prefix.slice(0, -1)}.` }; // a full stop follows the hyphen
}

/** What every order_id begins with; the group is its month, as YYYYMM. */
const FORM = '^[A-Z0-9]{2,4}-([0-9]{6})-';

const IN_MESSAGES = /^[A-Z0-9]{2,4}-[0-9]{6}-[A-Z0-9][A-Z0-9-]*$/;

/** Whether a text may be an order_id. */
export function isOrderId(text: string): boolean {
  return IN_MESSAGES.test(text);
}

/** Its end has no bound: the order_id is cut to its length, and without one the expression is proven linear. */
const REMITTANCE = /(?:^|[^A-Z0-9])([A-Z0-9]{2,4}) ([0-9]{4})-([0-9]{2}) ([A-Z0-9][A-Z0-9-]*)/;

/**
 * The order that our own remittance information speaks of, "ASD 2026-05 H0000012345": the id of the month's regular run,
 * for it does not say which run. Null for any other text.
 */
export function orderIdOfRemittance(text: string): string | null {
  const [, programme, year, month, beneficiary] = REMITTANCE.exec(text) ?? [];
  if (programme === undefined) return null;
  return `${programme}-${year}${month}-${beneficiary}`.slice(0, LONGEST_ORDER_ID);
}

/** SQL of the engine: whether a text may be an order_id. No name of a file may. */
export function isOrderIdSql(text: string): string {
  return `regexp_matches(${text}, '${FORM}')`;
}

/** SQL of the engine: what an order_id begins with, its month included; "" where the text is no order_id. */
export function orderPrefixSql(orderId: string): string {
  return `regexp_extract(${orderId}, '${FORM}')`;
}

/** What an order_id begins with, its month included; "" where the text is no order_id. */
export function orderPrefix(text: string): string {
  return OF_A_MONTH.exec(text)?.[0] ?? '';
}

const OF_A_MONTH = new RegExp(FORM);

/** The month that an order_id names, as "2026-09"; null where the text is no order_id. */
export function orderMonth(text: string): Period | null {
  const digits = OF_A_MONTH.exec(text)?.[1];
  return digits === undefined ? null : `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** SQL of the engine: whether an order_id is of `period`, an expression that holds it as "2026-09". */
export function isOfMonthSql(orderId: string, period: string): string {
  return `split_part(${orderId}, '-', 2) = replace(${period}, '-', '')`;
}

function monthDigits(period: Period): string {
  return period.replace('-', '');
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
