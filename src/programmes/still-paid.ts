/**
 * SQL over person_paid, when the households are decided on: whether the month is paid for the person elsewhere after
 * all. What was owed of it is not, where the household is paid now without the person, or nothing is due; nor where the
 * household is closed now and the person was its only living member: who else would be paid it.
 */
export function stillPaidSql(paid: string): string {
  return `(NOT ${paid}.owed OR NOT (${paid}.paid_to IN (${OWING} AND (decision IN ('PAY', 'SUSPENDED')
        OR decision = 'INELIGIBLE' AND reason NOT IN ('CLOSED', 'ALREADY_PAID')))
      OR ${paid}.alone AND ${paid}.paid_to IN (${OWING} AND reason = 'CLOSED')))`;
}

const OWING = `SELECT household_id FROM register
      WHERE household_id IN (SELECT paid_to FROM person_paid WHERE owed)`;
