import { createHash } from 'node:crypto';

/**
 * Who is paid, in one column for all: a household by its household_id, a resident of a care institution by "R-" and
 * the person_id, the payee of a final payment by "F-" and a digest. Order ids, the ledger and the audit files name beneficiaries so. This is the only file that writes
 * the marks. The SQL below is read alike by the engine and by the ledger's database, but for `isMarkedSql`.
 */
export const RESIDENT_MARK = 'R-';

/** A resident as a beneficiary: "P000012345" → "R-P000012345". */
export function residentBeneficiary(personId: string): string {
  return `${RESIDENT_MARK}${personId}`;
}

/** The person whom a beneficiary's name may mean: "R-P000012345" → "P000012345"; null without the mark. */
export function personOf(beneficiary: string): string | null {
  return beneficiary.startsWith(RESIDENT_MARK) ? beneficiary.slice(RESIDENT_MARK.length) : null;
}

/** SQL: the beneficiary of an expression that holds a person_id. */
export function residentSql(personId: string): string {
  return `'${RESIDENT_MARK}' || ${personId}`;
}

/** SQL: the person_id in an expression that holds a marked beneficiary; the first two characters are left out unread. */
export function personSql(beneficiary: string): string {
  return `substr(${beneficiary}, ${RESIDENT_MARK.length + 1})`;
}

/** Stands before the beneficiary of a final payment, and before the number in the names of its order files. */
export const FINAL_MARK = 'F-';

/** Of how many characters the rest is: an order_id keeps to its length, whatever the adjustment is called. */
const FINAL_DIGITS = 16;

/** Whom a final payment is to, as a beneficiary: "F-" and a digest of its adjustment_id, which may be long. */
export function finalBeneficiary(adjustmentId: string): string {
  const digest = createHash('sha256').update(adjustmentId).digest('hex');
  return `${FINAL_MARK}${digest.slice(0, FINAL_DIGITS).toUpperCase()}`;
}

/** SQL of the engine: the same of an expression that holds an adjustment_id. */
export function finalSql(adjustmentId: string): string {
  return `'${FINAL_MARK}' || upper(left(sha256(${adjustmentId}), ${FINAL_DIGITS}))`;
}

/** SQL of the engine: whether a beneficiary has the mark. A household_id may begin with it as well. */
export function isMarkedSql(beneficiary: string): string {
  return `starts_with(${beneficiary}, '${RESIDENT_MARK}')`;
}
