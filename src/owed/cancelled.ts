import { PAID_FINALLY } from './finals.js';

/**
 * SELECT of the debts that run of month $period ends without an order and without lapsing: months that come to nothing
 * when they are computed, as one that was paid to another household with an adult of this one, or for which nothing was
 * due after all; what a final payment covers; the month of a closed
 * household whose only member is paid as a resident. Left out are the month that the run pays itself, and grants that go
 * elsewhere with the child (owed/grants-moved.ts). Amounts in centimes; null: never known.
 */
export const CANCELLED = `
  SELECT d.household_id, d.origin, d.kind, d.reference, d.cause, d.reason, d.centimes,
    CASE WHEN ${PAID_FINALLY} THEN 'FINAL_PAYMENT'
      WHEN d.unknown AND d.centimes = 0 AND (d.hid, d.origin) IN (SELECT (hid, period) FROM adult_elsewhere WHERE effect = 'NOT_DUE')
      THEN 'PERSON_ALREADY_PAID'
      WHEN d.unknown AND d.centimes = 0 AND (d.hid, d.origin) IN (SELECT (hid, period) FROM adult_elsewhere WHERE effect = 'ACCOUNT_PAID')
      THEN 'ACCOUNT_SHARED'
      WHEN d.unknown AND d.centimes = 0 OR d.household_id IN (FROM nothing_due) THEN 'NOTHING_DUE'
      ELSE 'PAID_AS_RESIDENT' END AS why
  FROM debt d WHERE d.state = 'CANCELLED' AND NOT (d.kind = 'MONTH' AND d.origin = $period AND d.hid IS NOT NULL)
    AND (d.household_id, d.origin, d.kind, d.reference) NOT IN (
      SELECT (household_id, origin, kind, reference) FROM debt WHERE state = 'MOVED')`;
